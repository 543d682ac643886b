import assert from 'node:assert/strict';
import { lookAtText, type TextPlace } from '../../../../src/vscode/textLanguage/textSniff';

const look = (lines: readonly string[]) => lookAtText({ lineCount: lines.length, line: (at) => lines[at]! });

function check(lines: readonly string[], expected: TextPlace): void {
  assert.equal(look(lines).dump, expected);
}

const goroutine = [
  'goroutine 18 [chan receive, 12 minutes]:',
  'main.worker(0xc000010000)',
  '\t/src/main.go:7 +0x2c',
];
const noise = (count: number) => Array.from({ length: count }, (_, at) => `INFO request ${at} served`);

describe('texts that hold a dump', () => {
  it('begin with a goroutine, a crash or a count', () => {
    check(goroutine, 'start');
    check(['panic: boom', '', ...goroutine], 'start');
    check(['SIGQUIT: quit', 'PC=0x46df47 m=0 sigcode=0', '', ...goroutine], 'start');
    check(['goroutine profile: total 11', '10 @ 0x46fb6e'], 'start');
    check(['goroutine 1 [running]:', '', 'goroutine 2 [select]:'], 'start');
    check(['# heaplens capture: time=2026-11-21T10:02:03Z', ...goroutine], 'start');
  });

  it('may be written by any version of Go', () => {
    const frame = goroutine.slice(1);
    check(['goroutine 4 gp=0xc000002380 m=nil [select (leaked)]:', ...frame], 'start');
    check(['goroutine 0 gp=0x557d40 m=0 mp=0x5589c0 [idle]:', ...frame], 'start');
    check(['goroutine 2 [running] {pattern: "GET /panic"}:', ...frame], 'start');
    check(['goroutine 1 [running labels:{"foobar": "baz"}]:', ...frame], 'start');
    check(['goroutine 7 [chan receive (durable), 3 minutes, synctest bubble 7]:', ...frame], 'start');
    check(['goroutine 5 [running]:', '\tgoroutine running on other thread; stack unavailable'], 'start');
  });

  it('may have the prefixes of logs, and lines of others between', () => {
    check(
      goroutine.map((line) => `2022-12-25T16:09:45.95Z ${line}`),
      'start',
    );
    check(
      goroutine.map((line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr' })),
      'start',
    );
    check([goroutine[0]!, 'INFO other writer', goroutine[1]!], 'start');
  });

  it('are logs where the dump comes later: at the end of any length, or within its beginning', () => {
    check([...noise(100), ...goroutine], 'later');
    check([...noise(1999), ...goroutine, ...noise(5000)], 'later');
    check([...noise(100_000), ...goroutine], 'later');
    check([...noise(50_000), ...goroutine, ...noise(50_000)], 'none');
  });

  it('are not those that speak of one', () => {
    check([], 'none');
    check(noise(10), 'none');
    check(['Then it prints "goroutine 1 [running]:" and ends.', 'Nobody knows why.', '', ''], 'none');
    check(['goroutine 1 is the main goroutine', 'main.main()'], 'none');
    check(['heap profile: 1: 2 [3: 4] @ heap/1048576'], 'none');
  });

  it('are looked at in time, however long their lines are', () => {
    const line = `goroutine ${'1'.repeat(5_000_000)}`;
    const started = performance.now();
    check([line, line, `goroutine 1 [${'{'.repeat(5_000_000)}`, '('.repeat(5_000_000)], 'none');
    assert.ok(performance.now() - started < 500);
  });
});

describe('texts that hold a GC trace', () => {
  const cycle = (n: number) =>
    `gc ${n} @${n}.043s 2%: 0.01+0.5+0.002 ms clock, 0.02+0.1/0.4/0+0.004 ms cpu, 4->4->1 MB, 5 MB goal, 2 P`;
  const cycles = (count: number) => Array.from({ length: count }, (_, at) => cycle(at + 1));
  const checkTrace = (lines: readonly string[], expected: TextPlace) =>
    assert.equal(look(lines).gcTrace, expected);

  it('are one where most of their first lines are cycles, whatever stands before them', () => {
    checkTrace(cycles(3), 'start');
    checkTrace(['$ GODEBUG=gctrace=1 ./shop', ...cycles(1)], 'start');
    checkTrace(
      cycles(5).map((line) => `2026-11-21T10:02:03Z shop[12]: ${line}`),
      'start',
    );
    checkTrace(['gc #1 @0.166s 0%: 0.1+0.2+0.3+0.4+0.5 ms clock'], 'start');
    checkTrace([...cycles(60), ...noise(5000)], 'start');
  });

  it('are logs that have some where others write more', () => {
    checkTrace([...noise(3), ...cycles(1)], 'later');
    checkTrace([...noise(1999), ...cycles(1), ...noise(5000)], 'later');
    checkTrace([...noise(100_000), ...cycles(1)], 'later');
  });

  it('are not those that speak of one', () => {
    checkTrace(noise(10), 'none');
    checkTrace(['gc 1 of 3 done', 'gc 12 @home 3%: ', 'The line begins with "gc 1 @".'], 'none');
    checkTrace(['x'.repeat(2000) + cycle(1)], 'none');
  });

  it('may hold a dump, too', () => {
    assert.deepEqual(look([...cycles(200), 'panic: boom', '', ...goroutine]), {
      dump: 'later',
      gcTrace: 'start',
      isReply: false,
    });
  });
});

describe('texts that were saved from an endpoint', () => {
  const isReply = (...lines: string[]) => look(lines).isReply;

  it('are heap profiles and metrics of Go programs', () => {
    assert.ok(
      isReply('heap profile: 1: 1048576 [2: 2097152] @ heap/1048576', '1: 1048576 [1: 1048576] @ 0x1'),
    );
    assert.ok(isReply('# HELP go_gc_duration_seconds A summary.', '# TYPE go_gc_duration_seconds summary'));
    assert.ok(isReply('# TYPE app_up gauge', 'app_up{zone="a b"} 1', '', 'go_goroutines 9'));
  });

  it('are not metrics of others, nor texts that name one', () => {
    assert.ok(!isReply('# TYPE redis_up gauge', 'redis_up 1'));
    assert.ok(!isReply('Notes', 'go_goroutines 9'));
    assert.ok(!isReply('A heap profile: 1: 2 [3: 4]'));
    assert.ok(!isReply(...noise(3), 'go_goroutines 9'));
    assert.ok(!isReply());
  });
});
