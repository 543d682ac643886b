import assert from 'node:assert/strict';
import { createEngine } from '../../../../src/engine/node/createEngine';
import { dumpText } from '../../../helpers/dumpText';

/** Goroutines 1 to 7: main, two senders, a mutex waiter, one locked in a bubble, one of a panic in C, one with labels. */
const text = `${dumpText([
  { goid: 1, state: 'select (no cases)', stack: ['main.main() /app/main.go:99'] },
  {
    goid: 2,
    state: 'chan send, 3 minutes',
    stack: [
      'example.com/app/store.(*Pool).Put(0xc000010000, 0x1) /app/store/pool.go:42',
      'main.run() /app/run.go:9',
    ],
    by: 'main.serve /app/serve.go:7 in 1',
  },
  {
    goid: 3,
    state: 'chan send, 12 minutes',
    stack: [
      'example.com/app/store.(*Pool).Put(0xc000010000, 0x1) /app/store/pool.go:42',
      'main.run() /app/run.go:9',
    ],
    by: 'main.serve /app/serve.go:7 in 2',
  },
  {
    goid: 4,
    state: 'sync.Mutex.Lock, 90 minutes',
    stack: ['sync.(*Mutex).lockSlow(0xc000020000) /go/src/sync/mutex.go:173', 'main.lock() /app/lock.go:5'],
    by: 'main.serve /app/serve.go:8 in 1',
  },
  {
    goid: 5,
    state: 'chan receive (durable), 3 minutes, locked to thread, synctest bubble 7',
    stack: [
      'google.golang.org/grpc.(*Server).Serve(0xc000030000) /go/pkg/mod/google.golang.org/grpc@v1.60.0/server.go:1',
    ],
    by: 'main.grpc /app/grpc.go:8 in 1',
  },
  {
    goid: 6,
    state: 'chan receive (leaked)',
    stack: ['main.recv() /app/recv.go:5'],
    by: 'main.serve /app/serve.go:9 in 1',
  },
])}
goroutine 7 [select labels:{"tenant": "acme corp", "path": "/a"}]:
main.handle()
\t/app/handle.go:5 +0x1e
created by main.serve in goroutine 1
\t/app/serve.go:10 +0x19
`;

describe('filters of goroutines', () => {
  const cases: readonly (readonly [filter: string, goids: readonly number[]])[] = [
    ['', [1, 2, 3, 4, 5, 6, 7]],
    ['state:"chan send"', [2, 3]],
    ['state:/^chan/', [2, 3, 5, 6]],
    ['state:leaked', [6]],
    ['state:select state:mutex', [1, 4, 7]],
    ['class:channel', [2, 3, 5]],
    ['class:channel -state:receive', [2, 3]],
    ['class:mutex,forever', [1, 4]],
    ['wait:>3m', [3, 4]],
    ['wait:3m', [2, 3, 4, 5]],
    ['wait:>5m wait:<1h', [3]],
    ['-wait:>3m', [1, 2, 5, 6, 7]],
    ['wait:<1h', [2, 3, 5]],
    ['goid:3,5 goid:1', [1, 3, 5]],
    ['parent:2', [3]],
    ['func:pool', [2, 3]],
    ['func:/Pool/', [2, 3]],
    ['func:/pool/', []],
    ['func:serve', [5]],
    ['created:serve', [2, 3, 4, 6, 7]],
    ['created:serve func:pool', [2, 3]],
    ['start:main.run', [2, 3]],
    ['start:Put', []],
    ['file:grpc@', [5]],
    ['at:pool.go:42', [2, 3]],
    ['store/pool.go:42', [2, 3]],
    ['at:ool.go:42', []],
    ['at:/app/serve.go:8', [4]],
    ['label:tenant', [7]],
    ['label:tenant="acme corp" label:path=/^.a$/', [7]],
    ['label:tenant=other', []],
    ['label:tenant="acme corp" label:path=b', []],
    ['is:locked', [5]],
    ['is:durable', [5]],
    ['bubble:7', [5]],
    ['is:leaked', [6]],
    ['-is:user', [5]],
    ['verdict:certain', [6]],
    ['rule:g3', [6]],
    ['run.go', [2, 3]],
    ['pool send', [2, 3]],
    ['pool grpc', []],
    ['-main.serve', [1, 5]],
  ];
  for (const [filter, goids] of cases) {
    it(`“${filter}” means ${goids.join(', ') || 'none'}`, async () => {
      const engine = createEngine();
      const [{ handle }] = await engine.openProfiles(new TextEncoder().encode(text), { name: 'dump.txt' });
      const page = await engine.ask(handle, 'goroutines', { group: null, filter, offset: 0, limit: 100 });
      assert.deepEqual(
        page.rows.map(({ goid }) => goid),
        goids,
      );
      assert.equal(page.total, goids.length);
      const { matching, total } = await engine.ask(handle, 'matchGroups', { filter });
      assert.equal(total, goids.length);
      assert.equal(
        matching.reduce((sum, count) => sum + count, 0),
        goids.length,
      );
      engine.dispose();
    });
  }
});
