import assert from 'node:assert/strict';
import type { ReportOptions } from '../../../../src/model/goroutineReport';
import {
  countText,
  dumpText,
  factAt,
  findingLines,
  judgeText,
  type SketchedGoroutines,
} from '../../../helpers/judgedText';

/** Innermost frames of goroutines that wait, as Go 1.23 prints them. */
const lockStack = [
  'sync.runtime_SemacquireMutex sema.go:95',
  'sync.(*Mutex).lockSlow mutex.go:173',
  'sync.(*Mutex).Lock mutex.go:92',
];
const waitGroupStack = ['sync.runtime_Semacquire sema.go:71', 'sync.(*WaitGroup).Wait waitgroup.go:118'];
const condStack = ['sync.runtime_notifyListWait sema.go:587', 'sync.(*Cond).Wait cond.go:71'];
const readStack = [
  'internal/poll.runtime_pollWait netpoll.go:351',
  'internal/poll.(*FD).Read fd_unix.go:165',
  'net.(*conn).Read net.go:189',
];

/** Whoever else has code of the package, and so may send, unlock or signal. */
const bystander: SketchedGoroutines = {
  count: 1,
  state: 'IO wait',
  stack: [...readStack, 'app.serve serve.go:5'],
  created: 'app.Run run.go:2',
};

async function check(
  groups: readonly SketchedGoroutines[],
  expected: readonly string[],
  options: Partial<ReportOptions> = {},
): Promise<void> {
  const report = await judgeText(dumpText(groups), options);
  assert.deepEqual(findingLines(report.findings), expected);
}

async function checkCounts(
  groups: readonly SketchedGoroutines[],
  expected: readonly string[],
  options: Partial<ReportOptions> = {},
): Promise<void> {
  const report = await judgeText(countText(groups), options);
  assert.deepEqual(findingLines(report.findings), expected);
}

describe('G1 nil channel', () => {
  const waits = {
    count: 1,
    state: 'chan receive (nil chan)',
    stack: ['app.wait nil.go:7'],
    created: 'app.Run run.go:2',
  };

  it('is certain for a single one, and not silenced by the setting', async () => {
    const line =
      'G1 error certain · Nil channel · A goroutine waits on a nil channel at nil.go:7. It can never proceed.';
    await check([waits], [line]);
    await check([waits], [line], { innocent: ['app\\.wait'] });
  });

  it('tells count, share and minutes', async () => {
    await check(
      [{ ...waits, count: 3, minutes: (i) => i + 2 }],
      [
        'G1 error certain · Nil channel · 3 goroutines (75 %, ≥ 2–4 min) wait on a nil channel at nil.go:7. They can never proceed.',
      ],
    );
  });

  it('needs the source where a form has no states', async () => {
    const counted = [{ count: 3, stack: ['app.wait nil.go:7'], hidden: 3 }];
    await checkCounts(counted, []);
    await checkCounts(
      counted,
      [
        'G1 error certain · Nil channel · 3 goroutines (100 %) wait at nil.go:7 on a channel that the source never makes: `var ch chan int`. They can never proceed.',
      ],
      { sourceFacts: [factAt('nil.go:7', 'nilChannel', 'var ch chan int')] },
    );
  });
});

describe('G2 empty select', () => {
  const parked = {
    count: 2,
    state: 'select (no cases)',
    stack: ['app.park park.go:4'],
    created: 'app.Run run.go:2',
  };

  it('is an error for several and a warning for one', async () => {
    await check(
      [parked],
      [
        'G2 error certain · Empty select · 2 goroutines (67 %) are parked for ever by `select {}` at park.go:4: nothing can wake or end them.',
      ],
    );
    await check(
      [{ ...parked, count: 1 }],
      [
        'G2 warning certain · Empty select · A goroutine is parked for ever by `select {}` at park.go:4: nothing can wake or end it.',
      ],
    );
  });

  it('leaves main, and what people call innocent, alone', async () => {
    await check([{ count: 1, state: 'select (no cases)', stack: ['main.main main.go:8'] }], []);
    await check([parked], [], { innocent: ['^example\\.com/app\\.park$'] });
  });

  it('ignores a broken expression, and one that is empty', async () => {
    const report = await judgeText(dumpText([parked]), { innocent: ['(', ''] });
    assert.equal(report.findings.length, 1);
  });
});

describe('G3 proven leak', () => {
  it('believes the garbage collector', async () => {
    await check(
      [{ count: 4, state: 'chan send (leaked)', stack: ['app.send send.go:7'], created: 'app.Run run.go:2' }],
      [
        'G3 error certain · Leak proven by the garbage collector · 4 goroutines (80 %) at send.go:7 are leaked: the garbage collector found that nothing in use can ever wake them.',
      ],
    );
  });
});

describe('G4 mass group', () => {
  const waits = (count: number, state = 'semacquire'): SketchedGoroutines => ({
    count,
    state,
    stack: ['sync.runtime_Semacquire sema.go:71', 'app.acquire sem.go:9'],
    created: 'app.Run run.go:2',
  });
  const others = (count: number): SketchedGoroutines => ({
    count,
    state: 'runnable',
    stack: ['strings.Index strings.go:9', 'app.work work.go:9'],
  });

  it('fires at a hundred and a fifth of all, and not below', async () => {
    await check(
      [waits(100), others(399)],
      [
        'G4 warning likely · Many goroutines stuck in one place · 100 goroutines (20 %) stand at sem.go:9, created at run.go:2. One dump only: whether they become more cannot be told.',
      ],
    );
    await check([waits(99)], []);
  });

  it('is suspicious below the share', async () => {
    const report = await judgeText(dumpText([waits(100), others(400)]));
    assert.deepEqual(
      report.findings.map(({ ruleId, confidence, severity }) => [ruleId, confidence, severity]),
      [['G4', 'suspicious', 'info']],
    );
  });

  it('takes numbers that people set, where they make sense', async () => {
    await check([waits(100)], [], { thresholds: { 'G4.minCount': 101 } });
    const report = await judgeText(dumpText([waits(100)]), { thresholds: { 'G4.minCount': -1 } });
    assert.equal(report.findings.length, 1);
  });

  it('carries the numbers that decided', async () => {
    const { findings } = await judgeText(dumpText([waits(100), others(299)]));
    assert.deepEqual(
      findings[0]!.evidence.map(({ value, unit, threshold }) => [value, unit, threshold]),
      [
        [100, 'goroutines', 100],
        [0.25, 'share', 0.2],
      ],
    );
    assert.deepEqual(
      findings[0]!.locations.map(({ role, line }) => [role, line]),
      [
        ['blocked', 9],
        ['created', 2],
      ],
    );
  });

  it('takes receivers for a pool up to five hundred, and where they share a channel', async () => {
    const receivers = (count: number, address: (i: number) => string): SketchedGoroutines => ({
      count,
      state: 'chan receive',
      stack: ['app.worker pool.go:9'],
      args: { 0: address },
      created: 'app.Run run.go:2',
    });
    const own = (i: number) => `0xc${(0x1000000 + i * 64).toString(16)}`;
    const confidenceOf = async (group: SketchedGoroutines) =>
      (await judgeText(dumpText([group]))).findings.map(({ confidence }) => confidence).join();
    assert.equal(await confidenceOf(receivers(499, own)), 'suspicious');
    assert.equal(await confidenceOf(receivers(500, own)), 'likely');
    assert.equal(await confidenceOf(receivers(500, () => '0xc001000000')), 'suspicious');
  });

  it('takes receivers for a pool where the source shows who serves them', async () => {
    const pool = {
      count: 600,
      state: 'chan receive',
      stack: ['app.worker pool.go:9'],
      created: 'app.Run run.go:2',
    };
    const confidences = async (options: Partial<ReportOptions>) =>
      (await judgeText(dumpText([pool]), options)).findings.map(({ confidence }) => confidence);
    assert.deepEqual(await confidences({}), ['likely']);
    assert.deepEqual(await confidences({ sourceFacts: [factAt('pool.go:9', 'channelServed')] }), [
      'suspicious',
    ]);
  });

  it('leaves accept loops and idle connections alone', async () => {
    await check(
      [
        {
          count: 600,
          state: 'IO wait',
          stack: [
            'internal/poll.runtime_pollWait netpoll.go:351',
            'internal/poll.(*FD).Accept fd_unix.go:620',
            'app.listen l.go:3',
          ],
        },
        {
          count: 600,
          state: 'IO wait',
          stack: [
            ...readStack,
            'net/http.(*connReader).Read server.go:798',
            'net/http.(*conn).serve server.go:2127',
          ],
        },
      ],
      [],
    );
  });

  it('does not leave a handler alone that waits below a server', async () => {
    const report = await judgeText(
      dumpText([{ ...waits(600), stack: [...waits(1).stack, 'net/http.(*conn).serve server.go:2127'] }]),
    );
    assert.equal(report.findings.length, 1);
  });

  it('names connections without a deadline by the source', async () => {
    const reads = { count: 5, state: 'IO wait', stack: [...readStack, 'app.read conn.go:8'] };
    const sourceFacts = [factAt('conn.go:8', 'noReadDeadline', 'c, err := ln.Accept()')];
    await check(
      [reads],
      [
        'G4 info suspicious · Connection without a deadline · 5 goroutines (83 %) wait for a peer at conn.go:8, on connections without a deadline: `c, err := ln.Accept()`.',
      ],
      { sourceFacts },
    );
    await check([{ ...reads, count: 4 }], [], { sourceFacts });
  });
});

describe('G4 crowds', () => {
  const ways = (count: number): SketchedGoroutines[] =>
    Array.from({ length: count }, (_, way) => ({
      count: 1,
      state: 'chan receive',
      stack: ['app.wait wait.go:7', `app.way ways.go:${way + 1}`],
      created: 'app.Start start.go:3',
    }));

  it('counts goroutines that stand at one line on many stacks', async () => {
    await check(ways(99), []);
    await check(ways(100), [
      'G4 info suspicious · Many goroutines stuck in one place · 100 goroutines (99 %) stand at wait.go:7, on 100 different stacks. One dump only: whether they become more cannot be told.',
    ]);
  });

  it('leaves out who has a diagnosis of its own', async () => {
    const nil = { ...ways(1)[0]!, count: 3, state: 'chan receive (nil chan)' };
    const { findings } = await judgeText(dumpText([...ways(100), nil]));
    assert.deepEqual(
      findings.map(({ ruleId, groups }) => `${ruleId} ${groups.length}`),
      ['G1 1', 'G4 100'],
    );
  });
});

describe('G5 growth', () => {
  const sends = (count: number) =>
    dumpText([{ count, state: 'select', stack: ['app.watch watch.go:7'], created: 'app.Run run.go:2' }]);
  const growthOf = async (counts: readonly number[], options: Partial<ReportOptions> = {}) => {
    const texts = counts.map(sends);
    const report = await judgeText(texts.at(-1)!, options, texts.slice(0, -1));
    return findingLines(report.findings.filter(({ ruleId }) => ruleId === 'G5'));
  };

  it('needs half as many again, and fifty more', async () => {
    assert.equal((await growthOf([100, 150])).length, 1);
    assert.equal((await growthOf([101, 151])).length, 0);
    assert.equal((await growthOf([20, 69])).length, 0);
  });

  it('says nothing of one dump', async () => {
    assert.deepEqual(await growthOf([1000]), []);
  });

  it('is a warning for two dumps, an error for three that all grow', async () => {
    const times = { timesMs: [0, 600_000] };
    assert.deepEqual(await growthOf([100, 400], times), [
      'G5 warning likely · Group of goroutines grows · From 100 to 400 goroutines at watch.go:7 over 2 dumps: +30 a minute.',
    ]);
    assert.deepEqual(await growthOf([100, 200, 400], { timesMs: [0, 300_000, 600_000] }), [
      'G5 error likely · Group of goroutines grows · From 100 to 400 goroutines at watch.go:7 over 3 dumps: +30 a minute.',
    ]);
    const [uneven] = await growthOf([100, 90, 400]);
    assert.match(uneven!, /^G5 warning/);
  });

  it('gives no rate where no times are known', async () => {
    const [line] = await growthOf([0, 60], { timesMs: [null, null] });
    assert.match(line!, /From 0 to 60 goroutines .* there is no rate\.$/);
  });

  it('estimates the memory of stacks from MemStats', async () => {
    const texts = [sends(100), sends(399)];
    const report = await judgeText(texts[1]!, { memStats: { StackInuse: 400 * 8192 } }, [texts[0]!]);
    const grown = report.findings.find(({ ruleId }) => ruleId === 'G5')!;
    const bytes = grown.evidence.find(({ unit }) => unit === 'bytes');
    assert.equal(bytes?.value, 299 * 8192);
  });
});

describe('G6 long wait', () => {
  const waits = (minutes: number, count = 2): SketchedGoroutines => ({
    count,
    state: 'select',
    minutes,
    stack: ['app.wait wait.go:7'],
    created: 'app.Run run.go:2',
  });

  it('fires at ten minutes', async () => {
    await check(
      [waits(10)],
      [
        'G6 info suspicious · Waits for long · 2 goroutines (67 %) wait at wait.go:7, the longest for at least 10 minutes.',
      ],
    );
    await check([waits(9)], []);
  });

  it('takes one receiver for a service, and one sender for stuck', async () => {
    await check([waits(60, 1)], []);
    await check(
      [{ ...waits(60, 1), state: 'chan send' }, bystander],
      ['G6 info suspicious · Waits for long · A goroutine has waited at wait.go:7 for at least 60 minutes.'],
    );
  });

  it('says one thing of several stacks that block at one line', async () => {
    const report = await judgeText(
      dumpText([waits(20), { ...waits(30), stack: ['app.wait wait.go:7', 'app.other other.go:1'] }]),
    );
    assert.deepEqual(
      report.findings.map(({ groups }) => groups.length),
      [2],
    );
  });
});

describe('G7 HTTP body', () => {
  const transport = 'net/http.(*Transport).dialConn transport.go:1874';
  const loops = (readers: number, writers = readers): SketchedGoroutines[] => [
    {
      count: readers,
      state: 'select',
      stack: ['net/http.(*persistConn).readLoop transport.go:2325'],
      created: transport,
    },
    {
      count: writers,
      state: 'select',
      stack: ['net/http.(*persistConn).writeLoop transport.go:2519'],
      created: transport,
    },
  ];
  const idle: SketchedGoroutines = {
    count: 30,
    state: 'IO wait',
    stack: [...readStack, 'net/http.(*persistConn).readLoop transport.go:2205'],
    created: transport,
  };

  it('is likely for five that nobody can be reading', async () => {
    await check(loops(5), [
      'G7 warning likely · Unclosed HTTP response body · 5 HTTP client connections (91 % of all goroutines with their writers) hold a response whose body is neither closed nor read to its end; goroutines that could be at work on one: 0. The dump does not have the line that made the requests.',
    ]);
    await check(loops(4), []);
  });

  it('is suspicious where somebody may be reading, unless there are many more', async () => {
    const confidenceOf = async (groups: SketchedGoroutines[]) =>
      (await judgeText(dumpText(groups))).findings.map(({ ruleId, confidence }) => `${ruleId} ${confidence}`);
    assert.deepEqual(await confidenceOf([...loops(19), bystander]), ['G7 suspicious']);
    assert.deepEqual(await confidenceOf([...loops(20), bystander]), ['G7 likely']);
    assert.deepEqual(await confidenceOf([...loops(20), { ...bystander, count: 10 }]), ['G7 suspicious']);
  });

  it('does not count idle connections, whose writers wait in a select too', async () => {
    await check([idle, loops(0, 30)[1]!], []);
  });

  it('wants about as many writers', async () => {
    await check(loops(20, 15), []);
    assert.equal((await judgeText(dumpText(loops(20, 16)))).findings.length, 1);
  });
});

describe('G8 lock convoy', () => {
  const waiters = (count: number, minutes = 0): SketchedGoroutines => ({
    count,
    minutes,
    state: 'sync.Mutex.Lock',
    stack: [...lockStack, 'app.(*store).get store.go:12'],
    args: { 1: () => '0xc000094110', 3: () => '0xc000094100' },
    created: 'app.Run run.go:2',
  });

  it('is a convoy at fifty, and an error when it takes minutes', async () => {
    const lines = async (groups: SketchedGoroutines[]) =>
      findingLines((await judgeText(dumpText(groups))).findings);
    const [convoy] = await lines([waiters(50), bystander]);
    assert.match(
      convoy!,
      /^G8 warning likely · Mutex convoy · 50 goroutines \(96 %\) wait for a lock at store\.go:12\. Who holds it cannot be told/,
    );
    const [few] = await lines([waiters(49), bystander]);
    assert.match(few!, /^G8 info suspicious · Lock held for long/);
    assert.deepEqual(await lines([waiters(9), bystander]), []);
    const [old] = await lines([waiters(50, 1), bystander]);
    assert.match(old!, /^G8 error likely · Mutex convoy · 50 goroutines \(96 %, ≥ 1 min\)/);
  });

  it('is likely for two where nobody could unlock', async () => {
    await check(
      [waiters(2)],
      [
        'G8 warning likely · Lock never released · 2 goroutines (67 %) wait for a lock at store.go:12, and no goroutine of the dump that does not wait itself could hold it: it was never unlocked, or they wait for each other.',
      ],
    );
    await check([waiters(1)], []);
  });

  it('is suspicious while one of the same type runs', async () => {
    const runs = { count: 1, state: 'running', stack: ['app.(*store).compact store.go:40'] };
    const { findings } = await judgeText(dumpText([{ ...waiters(50), args: undefined }, runs]));
    assert.deepEqual(
      findings.map(({ ruleId, confidence }) => `${ruleId} ${confidence}`),
      ['G8 suspicious'],
    );
  });

  it('names a holder that has the address', async () => {
    const holder: SketchedGoroutines = {
      count: 1,
      state: 'IO wait',
      stack: [...readStack, 'app.(*store).load store.go:30'],
      args: { 3: () => '0xc000094100' },
    };
    const { findings } = await judgeText(dumpText([waiters(3, 2), holder]));
    assert.match(
      findingLines(findings)[0]!,
      /wait at store\.go:12 for the lock 0xc000094110; goroutine 13 may hold it\.$/,
    );
    assert.deepEqual(findings[0]!.locations.at(-1), {
      role: 'related',
      func: 'example.com/app.(*store).load',
      file: '/src/app/store.go',
      line: 30,
    });
  });

  it('believes a source that does not unlock', async () => {
    const sourceFacts = [factAt('store.go:12', 'unlockMissing', 'return nil', 20)];
    const { findings } = await judgeText(dumpText([waiters(2), bystander]), { sourceFacts });
    assert.match(
      findingLines(findings)[0]!,
      /^G8 warning likely · Lock never released · .*`return nil` locks/,
    );
  });
});

describe('G9 WaitGroup', () => {
  const waiters = (count: number, minutes = 0): SketchedGoroutines => ({
    count,
    minutes,
    state: 'semacquire',
    stack: [...waitGroupStack, 'app.join join.go:9'],
    created: 'app.Run run.go:2',
  });
  const worker: SketchedGoroutines = {
    count: 1,
    state: 'IO wait',
    stack: [...readStack, 'app.fetch fetch.go:9'],
    created: 'app.join join.go:5',
  };

  it('is likely for ten whose workers are gone', async () => {
    await check(
      [waiters(10)],
      [
        'G9 warning likely · WaitGroup never done · 10 goroutines (91 %) wait for a WaitGroup at join.go:9, and no goroutine that the same functions made is left to call Done.',
      ],
    );
    await check([waiters(9)], []);
  });

  it('is suspicious for one that has waited a minute', async () => {
    const [line] = findingLines((await judgeText(dumpText([waiters(1, 1)]))).findings);
    assert.match(line!, /^G9 info suspicious/);
  });

  it('says nothing while a worker is left', async () => {
    await check([waiters(10), worker], []);
  });

  it('knows methods of the same type, and main', async () => {
    const ofGroup: SketchedGoroutines = {
      ...waiters(1, 5),
      stack: [...waitGroupStack, 'app.(*Group).Wait group.go:3', 'app.join join.go:9'],
    };
    await check([ofGroup, { ...worker, created: 'app.(*Group).Go group.go:9' }], []);
    await check(
      [{ ...waiters(1, 5), stack: [...waitGroupStack, 'main.main main.go:3'], created: undefined }],
      [],
    );
  });

  it('cannot be sure without creators', async () => {
    const stack = [...waitGroupStack, 'app.join join.go:9'];
    await checkCounts(
      [{ count: 10, stack, hidden: 3 }],
      [
        'G9 info suspicious · WaitGroup never done · 10 goroutines (100 %) wait for a WaitGroup at join.go:9. This form has no creators: whether somebody is left to call Done cannot be told.',
      ],
    );
  });

  it('believes a source without Done', async () => {
    const sourceFacts = [factAt('join.go:9', 'doneMissing', 'wg.Add(1)')];
    const [line] = findingLines((await judgeText(dumpText([waiters(2), worker]), { sourceFacts })).findings);
    assert.match(
      line!,
      /^G9 warning likely · .*the source adds at `wg\.Add\(1\)` and may never call Done\.$/,
    );
  });
});

describe('G10 timers', () => {
  const loops = (count: number): SketchedGoroutines => ({
    count,
    state: 'select',
    stack: ['app.poll poll.go:7'],
    created: 'app.Run run.go:2',
  });
  const sleeps = (count: number, nanoseconds = '0x3b9aca00'): SketchedGoroutines => ({
    count,
    state: 'sleep',
    stack: ['time.Sleep time.go:300', 'app.retry retry.go:7'],
    args: { 0: () => nanoseconds },
  });

  it('sees time.After in a loop by the source only', async () => {
    const sourceFacts = [factAt('poll.go:7', 'timeAfterInLoop', 'case <-time.After(d):')];
    await check([loops(5)], []);
    await check(
      [loops(5)],
      [
        'G10 info suspicious · time.After in a loop · 5 goroutines (83 %) wait at poll.go:7 in a loop that makes a timer each turn: `case <-time.After(d):`.',
      ],
      { sourceFacts },
    );
    await check([loops(4)], [], { sourceFacts });
  });

  it('says both about versions of Go: the dump does not have it', async () => {
    const sourceFacts = [factAt('poll.go:7', 'timeAfterInLoop')];
    const { findings } = await judgeText(dumpText([loops(5)]), { sourceFacts });
    assert.match(
      findings[0]!.advice.english,
      /Before Go 1\.23 .* since 1\.23 .* goroutine itself stays in either/,
    );
  });

  it('counts sleepers: a hundred, or ten that sleep ten minutes', async () => {
    const titles = async (group: SketchedGoroutines) =>
      findingLines((await judgeText(dumpText([group]))).findings).map((line) =>
        line.split(' · ').slice(0, 2).join(' · '),
      );
    assert.deepEqual(await titles(sleeps(100)), ['G10 info suspicious · Many sleeping goroutines']);
    assert.deepEqual(await titles(sleeps(99)), []);
    // 600 s and one nanosecond less.
    assert.deepEqual(await titles(sleeps(10, '0x8bb2c97000')), [
      'G10 info suspicious · Many sleeping goroutines',
    ]);
    assert.deepEqual(await titles(sleeps(10, '0x8bb2c96fff')), []);
    assert.deepEqual(await titles(sleeps(9, '0x8bb2c97000')), []);
  });
});

describe('G11 threads', () => {
  const calls = (count: number): SketchedGoroutines => ({
    count,
    state: 'syscall',
    stack: ['syscall.Syscall syscall.go:9', 'app.resolve c.go:7'],
  });

  it('counts system calls and locked threads together', async () => {
    const locked = { count: 20, state: 'select', stack: ['app.gl gl.go:7'], locked: true };
    await check([calls(29), locked], []);
    await check(
      [calls(30), locked],
      [
        'G11 warning likely · Goroutines that hold threads · 50 goroutines hold an operating system thread each: 30 are in a system call or in C, most of them at c.go:7. How many threads there are the dump does not say; Go ends the program at 10,000.',
      ],
    );
  });
});

describe('G12 stacks', () => {
  const some = [{ ...bystander, count: 99 }];

  it('needs MemStats', async () => {
    await check(some, []);
  });

  it('fires above 64 KiB each, or a quarter of what is mapped', async () => {
    await check(some, [], { memStats: { StackInuse: 100 * 65_536, Sys: 1e9, HeapReleased: 0 } });
    await check(
      some,
      [
        'G12 warning likely · Goroutine stacks take much memory · Stacks take 8 MiB: 80 KiB for each of 100 goroutines, 1 % of what the runtime has mapped.',
      ],
      { memStats: { StackInuse: 100 * 80 * 1024, Sys: 1e9, HeapReleased: 1e8 } },
    );
    const { findings } = await judgeText(dumpText(some), {
      memStats: { StackInuse: 26e6, Sys: 200e6, HeapReleased: 100e6 },
    });
    assert.equal(findings.length, 1);
    await check(some, [], { memStats: { StackInuse: 4_194_303, Sys: 5e6, HeapReleased: 0 } });
  });
});

describe('G13 ticker', () => {
  const ticks = (count: number): SketchedGoroutines => ({
    count,
    state: 'chan receive',
    stack: ['app.tick tick.go:7'],
    created: 'app.Run run.go:2',
  });
  const facts = [
    factAt('tick.go:7', 'receivesTick'),
    factAt('tick.go:7', 'tickerNotStopped', 't := time.NewTicker(d)'),
  ];

  it('needs the source and five goroutines, and is likely from ten on, started in a loop or not', async () => {
    await check([ticks(5)], []);
    await check([ticks(4)], [], { sourceFacts: facts });
    await check(
      [ticks(5)],
      [
        'G13 info suspicious · Ticker never stopped · 5 goroutines (83 %) receive ticks at tick.go:7, and nothing stops their tickers: `t := time.NewTicker(d)`.',
      ],
      { sourceFacts: facts },
    );
    const looped = [...facts, factAt('run.go:2', 'goInLoop')];
    const surety = async (count: number) =>
      (await judgeText(dumpText([ticks(count)]), { sourceFacts: looped })).findings[0]!.confidence;
    assert.equal(await surety(9), 'suspicious');
    assert.equal(await surety(10), 'likely');
    // Started by one that is still at work: a ticker a shard.
    const shards = async (count: number) => {
      const started = { ...ticks(count), starter: () => 10 };
      const main = { count: 1, state: 'select', stack: ['app.Serve serve.go:9'] };
      const { findings } = await judgeText(dumpText([main, started]), { sourceFacts: looped });
      return findings[0]!.confidence;
    };
    assert.equal(await shards(99), 'suspicious');
    assert.equal(await shards(100), 'likely');
  });
});

describe('G14 cond', () => {
  const waits = (count: number): SketchedGoroutines => ({
    count,
    state: 'sync.Cond.Wait',
    stack: [...condStack, 'app.drain queue.go:7'],
    created: 'app.Run run.go:2',
  });

  it('is suspicious at ten, and likely for two that no line of the file signals', async () => {
    const [line] = findingLines((await judgeText(dumpText([waits(10)]))).findings);
    assert.match(line!, /^G14 info suspicious · Cond without signal · 10 goroutines \(91 %\)/);
    await check([waits(9)], []);
    const sourceFacts = [factAt('queue.go:7', 'condNeverSignalled', 'c.Wait()')];
    await check(
      [waits(2)],
      [
        'G14 warning likely · Cond without signal · 2 goroutines (67 %) wait for a Cond at queue.go:7, and its file calls neither Signal nor Broadcast: `c.Wait()`.',
      ],
      { sourceFacts },
    );
    await check([waits(1)], [], { sourceFacts });
  });
});

describe('G15 context', () => {
  const waits = (count: number): SketchedGoroutines => ({
    count,
    state: 'select',
    stack: ['app.work work.go:7'],
    created: 'app.Run run.go:2',
  });
  const done = factAt('work.go:7', 'receivesDone');
  const dropped = factAt('run.go:2', 'cancelDropped', 'ctx, _ := context.WithCancel(parent)');

  it('needs both: a wait for Done, and a cancel that is dropped', async () => {
    await check([waits(5)], [], { sourceFacts: [done] });
    await check([waits(5)], [], { sourceFacts: [dropped] });
    await check([waits(4)], [], { sourceFacts: [done, dropped] });
    await check(
      [waits(5)],
      [
        'G15 warning likely · Context never cancelled · 5 goroutines (83 %) wait at work.go:7 for a context whose cancel function is dropped: `ctx, _ := context.WithCancel(parent)`.',
      ],
      { sourceFacts: [done, dropped] },
    );
  });
});

describe('G16 spinning', () => {
  const spins = (count: number): SketchedGoroutines => ({
    count,
    state: 'runnable',
    stack: ['app.spin spin.go:7'],
    created: 'app.Run run.go:2',
  });

  it('is suspicious at four, and likely where the source shows the loop', async () => {
    await check([spins(3)], []);
    await check(
      [spins(4)],
      [
        'G16 info suspicious · Many goroutines run in one place · 4 goroutines (80 %) run at spin.go:7 at the same moment. One dump cannot tell a loop that never waits from honest work.',
      ],
    );
    await check(
      [spins(1)],
      [
        'G16 warning likely · `for {}` spinner · A goroutine runs at spin.go:7 in a loop that never waits: `for {`.',
      ],
      { sourceFacts: [factAt('spin.go:7', 'busyLoop', 'for {')] },
    );
  });

  it('does not call work in the library spinning', async () => {
    await check(
      [{ ...spins(50), stack: ['encoding/json.(*decodeState).scan decode.go:9', 'app.load load.go:7'] }],
      [],
    );
  });
});

describe('G17 lost receiver', () => {
  const sends = (count: number, minutes = 0): SketchedGoroutines => ({
    count,
    minutes,
    state: 'chan send',
    stack: ['app.query.func1 query.go:7'],
    created: 'app.query query.go:6',
  });

  it('is likely where the starter has returned and nobody else of the package is left', async () => {
    await check([sends(4)], []);
    await check(
      [sends(5)],
      [
        'G17 warning likely · Channel send, receiver gone · 5 goroutines (83 %) are stuck in a channel send at query.go:7. The function that started them at query.go:6 has returned, and no other goroutine of its package is left to receive.',
      ],
    );
  });

  it('is suspicious while others of the package live, unless it takes minutes or is a hundred', async () => {
    const told = async (group: SketchedGoroutines) =>
      findingLines((await judgeText(dumpText([group, bystander]))).findings).map(
        (line) => line.split(' · ')[0],
      );
    assert.deepEqual(await told(sends(99)), ['G17 info suspicious']);
    assert.deepEqual(await told(sends(5, 1)), ['G17 warning likely']);
    assert.deepEqual(await told(sends(100)), ['G17 warning likely']);
  });

  it('does not speak of a starter that the form has none of', async () => {
    const { created: _, ...uncreated } = sends(5);
    await check(
      [uncreated],
      [
        'G17 info suspicious · Channel sends that nobody takes · 5 goroutines (83 %) are in a channel send at query.go:7. Who started them, and whether somebody still receives, cannot be told from this form.',
      ],
    );
    const [old] = findingLines((await judgeText(dumpText([{ ...uncreated, minutes: 2 }]))).findings);
    assert.match(old!, /^G17 warning likely/);
  });

  it('says nothing while the starter is on a stack', async () => {
    const starter = { count: 1, state: 'select', stack: ['app.query query.go:20', 'app.serve serve.go:5'] };
    await check([sends(20), starter], []);
  });

  it('knows a semaphore by those that hold a slot of it', async () => {
    const holders = {
      count: 3,
      state: 'IO wait',
      stack: [...readStack, 'app.query.func1 query.go:9'],
      created: 'app.query query.go:6',
    };
    const { findings } = await judgeText(dumpText([sends(150), holders]));
    assert.deepEqual(
      findings.map(({ ruleId }) => ruleId),
      ['G4'],
    );
  });

  it('believes the source, for receives as well', async () => {
    const receives: SketchedGoroutines = { ...sends(5), state: 'chan receive' };
    const sourceFacts = [factAt('query.go:7', 'channelNotShared', 'ch := make(chan int)')];
    await check([receives, bystander], []);
    await check(
      [receives, bystander],
      [
        'G17 warning likely · Channel receive, sender gone · 5 goroutines (71 %) receive at query.go:7 from a channel that nobody else is given, so nobody can send or close it: `ch := make(chan int)`.',
      ],
      { sourceFacts },
    );
  });

  it('gives way to a name that says more, and adds the numbers of the mass group', async () => {
    const { findings } = await judgeText(dumpText([sends(600)]));
    assert.deepEqual(
      findings.map(({ ruleId }) => ruleId),
      ['G17'],
    );
    assert.ok(findings[0]!.evidence.some(({ unit, threshold }) => unit === 'share' && threshold === 0.2));
  });
});

describe('many findings of one rule', () => {
  it('are told two hundred times, then in one, and every group keeps its verdict', async () => {
    const groups = Array.from({ length: 203 }, (_, i) => ({
      count: i < 200 ? 2 : 1,
      state: 'chan receive (nil chan)',
      stack: [`app.wait${i} nil.go:${i + 1}`],
    }));
    const { findings, groups: table } = await judgeText(dumpText(groups));
    assert.equal(findings.length, 201);
    assert.deepEqual(findingLines(findings).slice(-1), [
      'G1 error certain · Nil channel · The same in 3 further places, with 3 goroutines together, each with no more than those that are told by themselves.',
    ]);
    assert.equal(table.verdict.filter((verdict) => verdict === 3).length, 203);
  });
});

describe('what the source adds', () => {
  it('is the go statement, where a form has no creators', async () => {
    const counted = [{ count: 3, stack: ['app.wait nil.go:7'], hidden: 3 }];
    const sourceFacts = [factAt('nil.go:7', 'nilChannel'), factAt('nil.go:7', 'startedAt', 'go wait()', 5)];
    const { findings } = await judgeText(countText(counted), { sourceFacts });
    assert.deepEqual(
      findings[0]!.locations.map(({ role, line }) => `${role} ${line}`),
      ['blocked 7', 'related 1', 'created 5'],
    );
  });
});
