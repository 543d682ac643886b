import assert from 'node:assert/strict';
import type { ReportOptions } from '../../../../src/model/goroutineReport';
import { countText, dumpText, judgeText, type SketchedGoroutines } from '../../../helpers/judgedText';

/** Shapes of programs that do nothing wrong, each beside the leak that looks most like it. */
const waitGroupStack = ['sync.runtime_SemacquireWaitGroup sema.go:114', 'sync.(*WaitGroup).Wait wg.go:206'];

async function surest(
  groups: readonly SketchedGoroutines[],
  options: Partial<ReportOptions> = {},
): Promise<string> {
  const { findings } = await judgeText(dumpText(groups), options);
  return surestOf(findings);
}

function surestOf(findings: readonly { confidence: string }[]): string {
  const found = new Set(findings.map(({ confidence }) => confidence));
  return ['certain', 'likely', 'suspicious'].find((confidence) => found.has(confidence)) ?? 'none';
}

describe('healthy programs', () => {
  const fanOut = { count: 120, state: 'sync.WaitGroup.Wait', stack: [...waitGroupStack, 'app.serve s.go:5'] };

  it('a handler that waits for what it started by wg.Go', async () => {
    const fetches = {
      count: 120,
      state: 'sleep',
      stack: ['time.Sleep time.go:361', 'backend.fetch fetch.go:3', 'sync.(*WaitGroup).Go.func1 wg.go:239'],
      created: 'sync.(*WaitGroup).Go wg.go:237',
    };
    // The first goroutine of the text has number 10.
    assert.equal(await surest([fanOut, { ...fetches, starter: (i) => 10 + i }]), 'suspicious');
    assert.equal(await surest([fanOut, { ...fetches, starter: () => 10 }]), 'likely');
    assert.equal(await surest([fanOut]), 'likely');
  });

  it('a mass of waiters for a WaitGroup whose workers are alive', async () => {
    const workers = { state: 'IO wait', stack: ['app.work w.go:2'], created: 'app.serve s.go:3' };
    assert.equal(await surest([fanOut, { ...workers, count: 12 }]), 'suspicious');
    const one = { ...fanOut, args: { 1: () => '0xc000010000' } };
    assert.equal(await surest([one, { ...workers, count: 1 }]), 'suspicious');
    const own = {
      ...fanOut,
      args: { 1: (i: number) => `0xc000${(0x10000 + i * 64).toString(16).padStart(6, '0')}` },
    };
    assert.equal(await surest([own, { ...workers, count: 1 }]), 'likely');
  });

  it('callers of a singleflight, one of which does the work', async () => {
    const library = (at: number) => `golang.org/x/sync/singleflight.(*Group).Do s.go:${at}`;
    const waits = {
      count: 120,
      state: 'sync.WaitGroup.Wait',
      stack: [...waitGroupStack, library(113), 'app.get g.go:5'],
    };
    const works = { count: 1, state: 'sleep', stack: ['time.Sleep t.go:1', library(118), 'app.get g.go:5'] };
    assert.equal(await surest([waits, works]), 'suspicious');
    assert.equal(await surest([waits]), 'likely');
  });

  it('a semaphore that is a channel, with its holders at work', async () => {
    const acquire = {
      count: 200,
      state: 'chan send',
      stack: ['app.job job.go:3'],
      created: 'app.Run run.go:2',
    };
    const run = { count: 1, state: 'select', stack: ['app.Run run.go:9'] };
    const holders = { count: 4, state: 'sleep', stack: ['time.Sleep t.go:1', 'app.job job.go:5'] };
    assert.equal(await surest([acquire, run, holders]), 'suspicious');
    assert.equal(await surest([acquire, run]), 'likely');
  });

  it('the limit of an errgroup, in a form without creators', async () => {
    const library = (at: string) => `golang.org/x/sync/errgroup.(*Group).${at}`;
    const waits = {
      count: 150,
      state: 'chan send',
      stack: [library('Go e.go:71'), 'app.fetchAll f.go:5'],
    };
    const works = {
      count: 300,
      state: 'sleep',
      stack: ['time.Sleep t.go:1', 'x.f f.go:1', library('Go.func1 e.go:78')],
    };
    assert.equal(await surest([waits, works]), 'suspicious');
    assert.equal(await surest([waits]), 'likely');
  });

  it('a large pool of which some are at work', async () => {
    const idle = {
      count: 600,
      state: 'chan receive',
      stack: ['app.work w.go:3'],
      created: 'app.New new.go:2',
    };
    const busy = { count: 2, state: 'IO wait', stack: ['app.handle h.go:1', 'app.work w.go:4'] };
    assert.equal(await surest([idle, busy]), 'suspicious');
    assert.equal(await surest([idle]), 'likely');
    const own = { 0: (i: number) => `0xc000${(0x10000 + i * 64).toString(16).padStart(6, '0')}` };
    assert.equal(await surest([{ ...idle, args: own }, busy]), 'likely');
  });

  it('futures that wait for goroutines of their own', async () => {
    const awaits = {
      count: 600,
      state: 'chan receive',
      stack: ['app.await a.go:3'],
      created: 'app.Run r.go:2',
    };
    const tasks = { count: 600, state: 'sleep', stack: ['time.Sleep t.go:1', 'task.run run.go:5'] };
    const started = { ...tasks, created: 'task.Start s.go:2', starter: (i: number) => 10 + i };
    assert.equal(await surest([awaits, started]), 'suspicious');
    assert.equal(await surest([awaits, { ...started, state: 'select (no cases)' }]), 'certain');
    assert.equal(await surest([awaits, tasks]), 'likely');
  });

  it('a stream of another package whose readers take their time', async () => {
    const streams = {
      count: 20,
      state: 'chan send',
      stack: ['app/stream.Numbers.func1 stream.go:15'],
      created: 'app/stream.Numbers stream.go:7',
      starter: (i: number) => 30 + i,
    };
    const readers = { count: 20, state: 'sleep', stack: ['time.Sleep t.go:1', 'app.read read.go:5'] };
    const userModules = ['example.com/app', 'app'];
    assert.equal(await surest([streams, readers], { userModules }), 'suspicious');
    assert.equal(await surest([streams], { userModules }), 'likely');
  });

  it('the same where the sends take minutes, and where one caller has many streams', async () => {
    const streams = {
      count: 20,
      state: 'chan send',
      minutes: 3,
      stack: ['app.Numbers.func1 stream.go:15'],
      created: 'app.Numbers stream.go:7',
    };
    const readers = { count: 20, state: 'sleep', stack: ['time.Sleep t.go:1', 'app.read read.go:5'] };
    assert.equal(await surest([{ ...streams, starter: (i) => 30 + i }, readers]), 'suspicious');
    assert.equal(await surest([{ ...streams, starter: () => 30 }, readers]), 'likely');
  });

  it('subscribers that are served within the minute, while the rest of the process waits for longer', async () => {
    const receives = (minutes: number) => ({
      count: 1000,
      state: 'chan receive',
      minutes: (i: number) => (i === 0 ? minutes : 0),
      stack: ['app.(*Bus).Subscribe.func1 bus.go:17'],
      created: 'app.(*Bus).Subscribe bus.go:16',
    });
    const accept = {
      count: 1,
      state: 'IO wait',
      minutes: 5,
      stack: [
        'internal/poll.(*FD).Accept fd.go:1',
        'net.(*TCPListener).Accept tcp.go:3',
        'app.listen l.go:2',
      ],
    };
    assert.equal(await surest([receives(0), accept]), 'suspicious');
    assert.equal(await surest([receives(1), accept]), 'likely');
    assert.equal(await surest([receives(0), { ...accept, minutes: 0 }]), 'likely');
  });

  it('more idle connections than before, as long as there are two dumps', async () => {
    const connections = (count: number) => {
      const stack = ['net/http.(*connReader).Read server.go:816', 'net/http.(*conn).serve server.go:2084'];
      return dumpText([{ count, state: 'IO wait', stack, created: 'net/http.(*Server).Serve server.go:3' }]);
    };
    const two = await judgeText(connections(300), {}, [connections(100)]);
    assert.equal(surestOf(two.findings), 'suspicious');
    const three = await judgeText(connections(300), {}, [connections(100), connections(200)]);
    assert.equal(surestOf(three.findings), 'likely');
  });

  it('`select {}` of a command that main runs, in a form without numbers of goroutines', async () => {
    const command = { count: 1, stack: ['app.serve s.go:4', 'main.main main.go:3'], hidden: 2 };
    const sourceFacts = [
      { kind: 'emptySelect' as const, file: '/src/app/s.go', line: 4, at: 4, code: 'select {}' },
    ];
    const judged = await judgeText(countText([command]), { sourceFacts });
    assert.equal(surestOf(judged.findings), 'none');
    const other = await judgeText(countText([{ ...command, stack: ['app.serve s.go:4'] }]), { sourceFacts });
    assert.equal(surestOf(other.findings), 'certain');
  });
});

describe('leaks beside their like', () => {
  it('a thousand that wait each for the channel that a method was given', async () => {
    const waits = {
      count: 1000,
      state: 'chan receive',
      stack: ['app.(*Server).wait s.go:3'],
      created: 'app.(*Server).Handle s.go:9',
      args: { 0: (i: number) => `0xc000010000, 0x${(0xc000800000 + i * 96).toString(16)}` },
    };
    assert.equal(await surest([waits]), 'likely');
    assert.equal(await surest([{ ...waits, args: { 0: () => '0xc000010000, 0xc000800000' } }]), 'suspicious');
  });

  it('names the line that says most where no code of the user is on the stack', async () => {
    const locks = {
      count: 60,
      state: 'sync.Mutex.Lock',
      stack: [
        'internal/sync.runtime_SemacquireMutex sema.go:95',
        'sync.(*Mutex).Lock m.go:9',
        'log.Print l.go:7',
      ],
    };
    const { findings } = await judgeText(dumpText([locks]));
    assert.equal(findings[0]!.message.args?.place, 'l.go:7');
  });
});
