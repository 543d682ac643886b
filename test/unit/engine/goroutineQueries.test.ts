import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { MessageError } from '../../../src/base/message';
import type { Engine, EvidenceHandle } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { plainReport } from '../../../src/model/goroutineReport';

const sample = `SIGQUIT: quit
PC=0x46df47 m=0 sigcode=0

goroutine 1 gp=0xc0000061c0 m=nil [select (no cases), 4 minutes]:
runtime.gopark(0x0?, 0x6?)
\t/go/src/runtime/proc.go:424 +0xce fp=0xc00007cd30 sp=0xc00007cd10 pc=0x4654ee
main.main()
\t/app/main.go:99 +0x1
runtime.goexit({})
\t/go/src/runtime/asm_amd64.s:1700 +0x1

goroutine 7 [sync.Mutex.Lock, 12 minutes, locked to thread]:
sync.(*Mutex).lockSlow(0xc000010008)
\t/go/src/sync/mutex.go:173 +0x15d
main.(*Cache[...]).Get(0xc000010000, {0x1, 0x2})
\t/app/cache.go:8 +0x1
created by main.main in goroutine 1
\t/app/main.go:30 +0x1

goroutine 8 [chan send (leaked) labels:{"tenant": "a"}]:
main.(*Cache[...]).fill(0xc000010000)
\t/app/cache.go:20 +0x1
...3 frames elided...
created by main.(*Cache[...]).Get in goroutine 7
\t/app/cache.go:11 +0x1
[originating from goroutine 7]:
main.(*Cache[...]).Get(...)
\t/app/cache.go:11 +0x1
created by main.main
\t/app/main.go:30 +0x1

goroutine profile: total 5
5 @ 0x1 0x2 0x3
#\t0x1\tmain.work+0x1\t/app/work.go:5

`;

describe('queries of damaged dumps', function () {
  this.timeout(60_000);

  it('answer, or say what is wrong, whatever was written over the text', async () => {
    const bytes = new TextEncoder().encode(sample);
    const damage = fc.record({
      at: fc.nat(bytes.length - 1),
      length: fc.nat(40),
      by: fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(...pieces).map((text) => Buffer.from(text)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { maxLength: 4 }),
        fc.constantFrom(...filters),
        async (all, filter) => {
          let text: Uint8Array = bytes;
          for (const { at, length, by } of all) {
            text = Buffer.concat([text.subarray(0, at), by, text.subarray(at + length)]);
          }
          await askEverything(Uint8Array.from(text), filter);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('answer for the whole text', async () => {
    assert.deepEqual(await askEverything(new TextEncoder().encode(sample), ''), ['stacks 3', 'counts 5']);
  });
});

const pieces = [
  'goroutine 7 [',
  'created by ',
  ' in goroutine 1',
  '\n\n',
  '\t',
  '[originating from goroutine 7]:\n',
  '0xc0',
];
const filters = [
  '',
  'state:chan -wait:>5m',
  'func:/Get/ is:user',
  'label:tenant=a',
  'cache.go:8',
  'func:/(/',
  'x:',
];

/** What was opened: form and goroutines of each piece. */
async function askEverything(bytes: Uint8Array, filter: string): Promise<string[]> {
  const engine = createEngine();
  try {
    const pieces = await engine.openProfiles(bytes, { name: 'dump.txt' });
    const found = pieces.map(({ goroutines }) => `${goroutines?.form} ${goroutines?.parsed}`);
    await engine.goroutineReport(
      pieces.filter(({ goroutines }) => goroutines !== null).map(({ handle }) => handle),
      plainReport,
    );
    for (const { handle } of pieces) await askOne(engine, handle, filter);
    return found;
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return [];
  } finally {
    engine.dispose();
  }
}

async function askOne(engine: Engine, handle: EvidenceHandle, filter: string): Promise<void> {
  const { groups } = await engine.ask(handle, 'report', plainReport);
  await engine.ask(handle, 'dumpOutline', null);
  await engine.ask(handle, 'waitTargets', { group: null });
  await engine.ask(handle, 'sourceQuestions', { userModules: ['main'] });
  await engine.ask(handle, 'creatorTree', {});
  const page = await engine.ask(handle, 'goroutines', { group: null, offset: 0, limit: 500 });
  for (const { index, group } of page.rows) {
    assert.ok(group < groups.length);
    await engine.ask(handle, 'goroutineText', { goroutine: index });
  }
  const { total } = await engine.ask(handle, 'matchGroups', { filter });
  const flame = await engine.ask(handle, 'flame', { sampleIndex: 0, root: 0, goroutines: filter });
  assert.equal(flame.total[0], total);
}
