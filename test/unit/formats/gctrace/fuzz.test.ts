import assert from 'node:assert/strict';
import fc from 'fast-check';
import { holdsGcTrace, readGcTrace } from '../../../../src/formats/gctrace/readGcTrace';
import { cycleColumns, type FoundSeries } from '../../../../src/model/memorySeries';

const plain = `SCHED 0ms: gomaxprocs=2 idleprocs=1 threads=3 spinningthreads=0 needspinning=0 idlethreads=1 runqueue=0 [0 0]
pacer: assist ratio=+7.681478e-001 (scan 0 MB in 3->4 MB) workers=0++2.500000e-001
gc 1 @0.011s 1%: 0.13+16+0.24 ms clock, 0.41+16/1.4/18+0.74 ms cpu, 16->16->16 MB, 17 MB goal, 2 P
scav 8 KiB work (bg), 16 KiB work (eager), 3304 KiB now, 50% util
words of the program
gc 2 @0.031s 2%: 0.076+22+0.28 ms clock, 0.83+14/9.4/15+3.1 ms cpu, 31->31->31 MB, 32 MB goal, 2 P (forced)
gc 1 @0.002s 0%: 0.01+1+0.02 ms clock, 0.1+0/1/0+0.1 ms cpu, 4->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 8 P
`;
const old = `gc1(1): 1+2+3 ms, 0 -> 7 MB 17 -> 18 (19-1) objects, 0 handoff
gc12(4): 1+2000+3000+4 us, 5 -> 6 MB, 30 (100-70) objects, 7 goroutines, 9/0/0 sweeps
gc 1 @0.166s 0%: 0.25+2.5+0.125+0.75+0.5 ms clock, 0.45+2.5+0.5+0.55/0.75/0+1.1 ms cpu, 5->5->1 MB, 4 MB goal, 4 P
scvg9: inuse: 11264, idle: 5904, sys: 17168, released: 0, consumed: 17168 (MB)
`;
const each = (text: string, wrap: (line: string) => string) => text.split('\n').map(wrap).join('\n');
const seeds = [
  plain,
  old,
  each(plain, (line) => `Dec  2 09:14:33 web-1 shop[411]: ${line}`),
  each(plain, (line) => `2024-12-02T09:14:33.5Z stderr F ${line}`),
  each(plain, (log) => JSON.stringify({ log: `${log}\n`, stream: 'stderr', time: '2024-12-02T09:14:33.5Z' })),
  each(plain, (line) => `\x1b[36mweb-1  |\x1b[0m ${line}`),
].map((text) => Buffer.from(text));

/** Pieces of the grammar and of logs. */
const pieces = [
  ...[
    'gc ',
    'gc 1 @',
    'gc1(',
    '(4): ',
    '@',
    '.',
    '+',
    '/',
    '->',
    ' MB',
    ' MB goal, ',
    ' P',
    ' (forced)',
    '%: ',
  ],
  ...[
    'ms clock, ',
    'pacer: ',
    'scav ',
    'scvg',
    'SCHED ',
    '[',
    ']',
    '{"',
    '"',
    '\\',
    '\n',
    '\r',
    '\0',
    '\x1b[',
    ' ',
  ],
  ...['9'.repeat(400), '0.', '17592186044415', '-', '1e9', '2024-99-99T99:99:99Z ', 'ÿ', '\ud83d\ude00'],
].map((text) => Buffer.from(text));

const longestMs = 500;

describe('GC traces: damaged', function () {
  this.timeout(60_000);

  it('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        survive(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('any pieces of the grammar', () => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(text, (bytes) => {
        survive(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('logs in which pieces were put, changed or left out', () => {
    const change = fc.record({
      at: fc.nat(),
      removed: fc.nat({ max: 40 }),
      added: fc.option(fc.constantFrom(...pieces)),
    });
    let cycles = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (seed, changes) => {
          let bytes = seed;
          for (const { at, removed, added } of changes) {
            const start = at % (bytes.length + 1);
            bytes = Buffer.concat([
              bytes.subarray(0, start),
              added ?? Buffer.alloc(0),
              bytes.subarray(Math.min(bytes.length, start + removed)),
            ]);
          }
          cycles += survive(bytes);
        },
      ),
      { numRuns: 5000 },
    );
    assert.ok(cycles > 5000, `only ${cycles} cycles were read`);
  });

  it('cut at any byte, what stands before is read', () => {
    for (const seed of seeds) {
      let before = 0;
      for (let length = 0; length <= seed.length; length++) {
        const cycles = survive(seed.subarray(0, length));
        assert.ok(cycles >= before, `cut at ${length}`);
        before = cycles;
      }
    }
  });
});

/** Reads, within a bound of time, what fits together; how many cycles there are. */
function survive(bytes: Uint8Array): number {
  const started = process.cpuUsage();
  const { series } = readGcTrace(bytes);
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < longestMs * 1000, `took ${(user + system) / 1000} ms`);
  const lines = bytes.filter((byte) => byte === 10).length + 1;
  for (const found of series) checkSound(found, lines);
  if (series.length > 0) assert.ok(holdsGcTrace(bytes));
  return series.reduce((sum, found) => sum + found.series.cycles.length, 0);
}

function checkSound({ series: { cycles, samples, clock }, line }: FoundSeries, lines: number): void {
  assert.ok(cycles.length + samples.length > 0);
  assert.ok(line >= 1 && line <= lines, `line ${line} of ${lines}`);
  for (const name of cycleColumns) {
    assert.equal(cycles[name].length, cycles.length);
    for (const value of cycles[name]) assert.ok(value >= 0 || Number.isNaN(value), `${name} ${value}`);
  }
  for (const column of Object.values(samples.fields)) {
    assert.equal(column.length, samples.length);
    assert.ok(!column.includes(Number.POSITIVE_INFINITY));
  }
  for (const times of [cycles.timeMs, samples.timeMs]) {
    for (let at = 0; at < times.length; at++) {
      assert.ok(Number.isFinite(times[at]), `${clock} time ${times[at]}`);
      assert.ok(at === 0 || times[at]! >= times[at - 1]!, 'times go back');
    }
  }
}
