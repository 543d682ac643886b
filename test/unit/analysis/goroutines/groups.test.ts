import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { profileOfDump } from '../../../../src/analysis/goroutines/dumpProfile';
import { computeGroups } from '../../../../src/analysis/goroutines/groups';
import { dumpOfProfile } from '../../../../src/analysis/goroutines/profileDump';
import { studyDump } from '../../../../src/analysis/goroutines/studiedDump';
import { frameOrigins } from '../../../../src/model/goroutineReport';
import { stateClasses } from '../../../../src/model/goroutines';
import { dumpOf, dumpText, type GoroutineSketch, groupsOf, groupsText } from '../../../helpers/dumpText';
import { profileOf } from '../../../helpers/profileText';

describe('groups of goroutines', () => {
  it('are those of one class, stack and creator, whatever their arguments, ids and minutes', () => {
    const send = (goid: number, state: string, line: number): GoroutineSketch => ({
      goid,
      state,
      stack: [`main.send(0xc00001${goid}000, 0x${goid}) /app/main.go:21`, 'main.run(...) /app/main.go:9'],
      by: `main.start /app/main.go:${line} in 1`,
    });
    const { table, groupOf, memberStart, member } = groupsOf(
      dumpText([
        send(20, 'chan send, 7 minutes', 30),
        send(21, 'chan send, 2 minutes', 30),
        send(22, 'chan send', 30),
        send(23, 'chan send', 31),
        send(24, 'select', 30),
      ]),
    );
    assert.equal(
      groupsText(table),
      [
        '3 channel [chan send] 2-7 min: main.send /app/main.go:21 < main.run /app/main.go:9 by main.start /app/main.go:30',
        '1 channel [chan send]: main.send /app/main.go:21 < main.run /app/main.go:9 by main.start /app/main.go:31',
        '1 select [select]: main.send /app/main.go:21 < main.run /app/main.go:9 by main.start /app/main.go:30',
      ].join('\n'),
    );
    assert.deepEqual([...groupOf], [0, 0, 0, 1, 2]);
    assert.deepEqual([...memberStart], [0, 3, 4, 5]);
    assert.deepEqual([...member], [0, 1, 2, 3, 4]);
    assert.deepEqual([...table.goid.subarray(table.goidStart[0], table.goidStart[1])], [20, 21, 22]);
    assert.equal(table.waiting[0], 2);
  });

  it('has one group where Go hides frames and where it prints them', () => {
    const quit = dumpText([
      {
        goid: 18,
        state: 'chan receive',
        stack: [
          'runtime.gopark(0x0?, 0x0?) /go/src/runtime/proc.go:424',
          'runtime.chanrecv(0xc0000a4000, 0x0) /go/src/runtime/chan.go:639',
          'runtime.chanrecv1(0xc0000a4000, 0x0) /go/src/runtime/chan.go:489',
          'main.wait(0xc0000a4000) /app/main.go:12',
          'main.main.gowrap1() /app/main.go:7',
          'runtime.goexit({}) /go/src/runtime/asm_amd64.s:1700',
        ],
        by: 'main.main /app/main.go:7 in 1',
      },
      {
        goid: 3,
        state: 'runnable',
        stack: [
          'runtime.bgsweep(0xc000022000) /go/src/runtime/mgcsweep.go:278',
          'runtime.goexit({}) /go/src/runtime/asm_amd64.s:1700',
        ],
        by: 'runtime.gcenable /go/src/runtime/mgc.go:204 in 1',
      },
    ]);
    const hidden = dumpText([
      {
        goid: 18,
        state: 'chan receive',
        stack: ['main.wait(0xc0000a4000) /app/main.go:12', 'main.main.gowrap1() /app/main.go:7'],
        by: 'main.main /app/main.go:7 in 1',
      },
    ]);
    const [first, second] = groupsText(groupsOf(quit).table).split('\n');
    assert.equal(first, groupsText(groupsOf(hidden).table));
    assert.equal(
      second,
      '1 runtime [runnable]: runtime.bgsweep /go/src/runtime/mgcsweep.go:278 by runtime.gcenable /go/src/runtime/mgc.go:204',
    );
  });

  it('goes by frames where the header says too little', () => {
    const waiting = (state: string, ...stack: string[]) => dumpText([{ goid: 5, state, stack }]);
    const classOf = (text: string) => stateClasses[groupsOf(text).table.stateClass[0]!];
    const semacquire = 'sync.runtime_Semacquire(0xc0000b4028) /go/src/runtime/sema.go:71';
    const user = 'main.run() /app/main.go:9';
    assert.equal(
      classOf(waiting('semacquire', semacquire, 'sync.(*WaitGroup).Wait(0x0?) /go/src/sync/wg.go:118', user)),
      'waitGroup',
    );
    assert.equal(
      classOf(
        waiting(
          'semacquire',
          'sync.runtime_SemacquireMutex(0xc0000b4004, 0x0) /go/src/runtime/sema.go:95',
          'sync.(*Mutex).lockSlow(0xc0000b4000) /go/src/sync/mutex.go:173',
          user,
        ),
      ),
      'mutex',
    );
    assert.equal(classOf(waiting('semacquire', semacquire, user)), 'semaphore');
    assert.equal(classOf(waiting('semacquire', user)), 'semaphore');
    assert.equal(classOf(waiting('chan send (leaked)', user)), 'leaked');
  });

  it('marks whose code a frame is, and the innermost of the user', () => {
    const text = dumpText([
      {
        goid: 5,
        state: 'select',
        stack: [
          'net/http.(*persistConn).roundTrip(0xc0000b4000) /go/src/net/http/transport.go:2652',
          'example.com/lib.Do(...) /go/pkg/mod/example.com/lib@v1.2.0/do.go:3',
          'example.com/vendored.Do(...) /app/vendor/example.com/vendored/do.go:4',
          'example.com/app.run() /app/run.go:9',
          'main.main() /app/main.go:3',
        ],
      },
    ]);
    const originsOf = (userModules: readonly string[]) => {
      const { table } = groupsOf(text, userModules);
      return {
        origins: [...table.frames.origin].map((origin) => frameOrigins[origin]),
        top: table.topUser[0],
      };
    };
    assert.deepEqual(originsOf([]), {
      origins: ['standardLibrary', 'thirdParty', 'thirdParty', 'user', 'user'],
      top: 3,
    });
    assert.deepEqual(originsOf(['example.com/other']).origins.slice(3), ['thirdParty', 'user']);
  });

  it('folds groups whose user frames are the same under the largest', () => {
    const read = (goid: number, library: string, line: number): GoroutineSketch => ({
      goid,
      state: 'select',
      stack: [`net/http.${library}() /go/src/net/http/transport.go:${line}`, 'main.fetch() /app/main.go:9'],
    });
    const { table } = groupsOf(
      dumpText([
        read(1, 'a', 1),
        read(2, 'b', 2),
        read(3, 'b', 2),
        { goid: 4, state: 'select', stack: ['net/http.c() /go/src/net/http/server.go:1'] },
        { goid: 5, state: 'select', stack: ['net/http.d() /go/src/net/http/server.go:2'] },
      ]),
    );
    assert.deepEqual([...table.count], [2, 1, 1, 1]);
    assert.deepEqual([...table.similarTo], [0, 0, 2, 3]);
  });

  it('are exact for any dump, as a naive count of texts has them', () => {
    const frame = fc.integer({ min: 0, max: 3 }).map((n) => `main.f${n}(0xc00000${n}000) /app/f.go:${n + 1}`);
    const goroutine = fc.record({
      state: fc.constantFrom('chan send', 'chan send, 3 minutes', 'select', 'sleep, 12 minutes', 'IO wait'),
      stack: fc.array(frame, { minLength: 1, maxLength: 4 }),
      by: fc.constantFrom(undefined, 'main.main /app/main.go:3 in 1', 'main.main /app/main.go:4'),
    });
    fc.assert(
      fc.property(fc.array(goroutine, { minLength: 1, maxLength: 60 }), (list) => {
        const sketches = list.map((one, at) => ({ ...one, goid: at + 1 }));
        assert.deepEqual(columns(groupsOf(dumpText(sketches)).table), naive(sketches));
      }),
      { numRuns: 200 },
    );
  });

  it('of counted stacks sum over labels, and guess the class from frames alone', () => {
    const profile = profileOf(
      [
        'main.main main.go:3;main.work main.go:9;runtime.chansend1 chan.go:161;runtime.gopark proc.go:402 5 {tenant=a}',
        'main.main main.go:3;main.work main.go:9;runtime.chansend1 chan.go:161;runtime.gopark proc.go:402 2 {tenant=b}',
        'main.main main.go:3;main.odd main.go:11 4',
        'main.main main.go:3;sync.(*Cond).Wait cond.go:70;sync.runtime_notifyListWait sema.go:569 1',
      ].join('\n'),
      { types: ['goroutine/count'] },
    );
    const { table } = computeGroups(studyDump(dumpOfProfile(profile)!), []);
    assert.equal(
      groupsText(table),
      [
        '7 channel [chan send]: main.work main.go:9 < main.main main.go:3',
        '4 unknown []: main.odd main.go:11 < main.main main.go:3',
        '1 cond [sync.Cond.Wait]: sync.runtime_notifyListWait sema.go:569 < sync.(*Cond).Wait cond.go:70 < main.main main.go:3',
      ].join('\n'),
    );
  });

  it('of a leak profile are all leaked; a difference of profiles has none', () => {
    const leak = profileOf('main.main main.go:3 5', { types: ['goroutineleak/count'] });
    const { table } = computeGroups(studyDump(dumpOfProfile(leak)!), []);
    assert.equal(stateClasses[table.stateClass[0]!], 'leaked');
    assert.equal(dumpOfProfile(profileOf('main.main main.go:3 -5', { types: ['goroutine/count'] })), null);
  });
});

describe('a dump as a profile', () => {
  it('has a sample for each stack and state, and the frames of its own stacks alone', () => {
    const dump = dumpOf(
      dumpText([
        { goid: 1, state: 'select', stack: ['main.a() /app/a.go:1', 'main.main() /app/main.go:3'] },
        {
          goid: 2,
          state: 'select, 4 minutes',
          stack: ['main.a() /app/a.go:1', 'main.main() /app/main.go:3'],
        },
        {
          goid: 3,
          state: 'chan send (leaked)',
          stack: ['main.a() /app/a.go:1', 'main.main() /app/main.go:3'],
        },
        { goid: 4, state: 'sleep', stack: ['main.b() /app/b.go:1'] },
      ]),
    );
    const all = profileOfDump(dump, null, null);
    assert.deepEqual([...all.samples.values[0]!], [2, 1, 1]);
    const { labels } = all.samples;
    const states = [...labels.text].map((text) => all.strings.get(text));
    assert.deepEqual(states, ['select', 'chan send (leaked)', 'sleep']);
    const some = profileOfDump(dump, Uint8Array.of(0, 1, 0, 0), 5000);
    assert.deepEqual([...some.samples.values[0]!], [1]);
    assert.equal(some.functions.length, 2);
    assert.equal(some.timeNanos, 5_000_000_000n);
  });
});

/** Rows by key, and the numbers of each, as columns of a table tell them. */
function columns(table: ReturnType<typeof groupsOf>['table']) {
  const { frames, strings } = table;
  const text = (frame: number) =>
    `${strings[frames.func[frame]!]} ${strings[frames.file[frame]!]}:${frames.line[frame]}`;
  return Object.fromEntries(
    Array.from({ length: table.length }, (_, group) => {
      const stack = [...table.frame.subarray(table.frameStart[group]!, table.frameStart[group + 1]!)].map(
        text,
      );
      const creator = table.creator[group]! < 0 ? '' : text(table.creator[group]!);
      const key = `${stateClasses[table.stateClass[group]!]}|${stack.join()}|${creator}`;
      return [
        key,
        [table.count[group], table.minWaitMinutes[group], table.maxWaitMinutes[group], table.waiting[group]],
      ];
    }),
  );
}

const naiveClasses: Readonly<Record<string, string>> = {
  'chan send': 'channel',
  select: 'select',
  sleep: 'sleep',
  'IO wait': 'io',
};

function naive(sketches: readonly GoroutineSketch[]) {
  const rows: Record<string, [number, number, number, number]> = {};
  for (const { state, stack, by } of sketches) {
    const [name = '', minutes] = state.split(', ');
    const frames = stack.map((frame) => frame.replace(/\(.*?\)/, '')).join();
    const key = `${naiveClasses[name]}|${frames}|${by?.replace(/ in 1$/, '') ?? ''}`;
    const row = rows[key] ?? [0, -1, -1, 0];
    rows[key] = row;
    row[0]++;
    if (minutes === undefined) continue;
    const wait = Number.parseInt(minutes, 10);
    row[1] = row[1] < 0 ? wait : Math.min(row[1], wait);
    row[2] = Math.max(row[2], wait);
    row[3]++;
  }
  return rows;
}
