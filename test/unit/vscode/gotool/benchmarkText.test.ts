import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { BenchmarkRun } from '../../../../src/vscode/gotool/benchmarkHistory';
import { benchmarkTexts } from '../../../../src/vscode/gotool/benchmarkText';
import { readBenchmarks } from '../../../helpers/readBenchmarks';

function runOf(lines: readonly string[], change: Partial<BenchmarkRun> = {}): BenchmarkRun {
  const results = readBenchmarks(lines);
  return { timeMs: 0, goVersion: 'go1.26.8', profiles: ['memory'], memProfileRate: 0, results, ...change };
}

const textsOf = (now: BenchmarkRun, before: BenchmarkRun | null = null) =>
  benchmarkTexts({ now, before }, formatMessage);

function check(now: BenchmarkRun, before: BenchmarkRun | null, expected: readonly string[]): void {
  assert.deepEqual(
    textsOf(now, before).map(({ title }) => title),
    expected,
  );
}

const line = (ns: number, bytes: number, allocs: number, name = 'BenchmarkX-8') =>
  `${name}\t 1000\t ${ns} ns/op\t ${bytes} B/op\t ${allocs} allocs/op`;

describe('benchmarkTexts: above the function', () => {
  it('shows time and allocations of an operation', () => {
    check(runOf([line(1234, 320, 3)]), null, ['1.23 µs/op · 320 B/op · 3 allocs/op']);
    check(runOf([line(0.25, 0, 0)]), null, ['0.25 ns/op · 0 B/op · 0 allocs/op']);
  });

  it('tells how allocations have changed, and nothing of the time of one run each', () => {
    check(runOf([line(1234, 320, 3)]), runOf([line(2000, 364, 4)]), [
      '1.23 µs/op · 320 B/op · 3 allocs/op, −12 % B/op, −25 % allocs/op since the previous run',
    ]);
    check(runOf([line(1, 8, 1)]), runOf([line(1, 0, 0)]), [
      '1 ns/op · 8 B/op · 1 allocs/op, +8 B/op, +1 allocs/op since the previous run',
    ]);
  });

  it('says that allocations are as before, also where the average wavers', () => {
    check(runOf([line(9, 182282, 3)]), runOf([line(5, 182280, 3)]), [
      '9 ns/op · 178 kB/op · 3 allocs/op, allocations as in the previous run',
    ]);
  });

  it('tells a change of times that enough runs prove, under the same conditions', () => {
    const slow = [100, 101, 102, 103].map((ns) => line(ns, 8, 1));
    const fast = [50, 51, 52, 53].map((ns) => line(ns, 8, 1));
    check(runOf(fast), runOf(slow), [
      '51.5 ns/op · 8 B/op · 1 allocs/op, −49 % ns/op since the previous run',
    ]);
    check(runOf(fast), runOf(slow, { profiles: ['cpu'] }), [
      '51.5 ns/op · 8 B/op · 1 allocs/op, allocations as in the previous run',
    ]);
  });

  it('names sub-benchmarks, and processors where they alone tell results apart', () => {
    check(runOf([line(1, 0, 0, 'BenchmarkX/size=10-8'), line(2, 0, 0, 'BenchmarkX/a/b')]), null, [
      'size=10: 1 ns/op · 0 B/op · 0 allocs/op',
      'a/b: 2 ns/op · 0 B/op · 0 allocs/op',
    ]);
    check(runOf([line(1, 0, 0, 'BenchmarkX'), line(2, 0, 0, 'BenchmarkX-4')]), null, [
      '1 ns/op · 0 B/op · 0 allocs/op',
      '-4: 2 ns/op · 0 B/op · 0 allocs/op',
    ]);
  });

  it("shows metrics of the benchmark's own behind the usual ones", () => {
    check(runOf(['BenchmarkX\t 10\t 2.5 ns/op\t 1.00 MB/s\t 0.01234 hits/op\t 7 B/op\t 1 allocs/op']), null, [
      '2.5 ns/op · 7 B/op · 1 allocs/op · 0.0123 hits/op',
    ]);
  });
});

describe('benchmarkTexts: details', () => {
  it('has every metric with what its change is worth', () => {
    const [text] = textsOf(runOf([line(150, 64, 2)]), runOf([line(200, 64, 0)]));
    assert.equal(
      text!.details,
      [
        'BenchmarkX-8, 1000 iterations, go1.26.8',
        '',
        'ns/op: 150 ns/op, before 200 ns/op, −25 % ns/op (1 run each: no confidence)',
        'B/op: 64 B/op, before 64 B/op, ±0 % B/op (the same)',
        'allocs/op: 2 allocs/op, before 0 allocs/op, +2 allocs/op (1 run each: no confidence)',
        '',
        'Profiles were recorded meanwhile: times are longer than without them.',
        'With "-count=6" in "heaplens.test.flags" a benchmark runs often enough to tell a change from noise.',
      ].join('\n'),
    );
  });

  it('warns of runs under other conditions', () => {
    const [text] = textsOf(runOf([line(1, 2, 3)]), runOf([line(1, 2, 3)], { goVersion: 'go1.25.0' }));
    assert.match(text!.details, /another Go: times cannot be compared/);
  });

  it('gives the probability of what several runs show', () => {
    const runs = (from: number) => runOf([0, 1, 2, 3].map((i) => line(from + i, 8, 1)));
    assert.match(textsOf(runs(10), runs(20))[0]!.details, /ns\/op: .*\(p = 0\.029\)/);
    assert.match(textsOf(runs(10), runs(11))[0]!.details, /ns\/op: .*\(p = 0\.\d+: no difference shown\)/);
    assert.match(
      textsOf(runs(10), runOf([line(9, 8, 1)]))[0]!.details,
      /\(1 and 4 runs: too few for confidence\)/,
    );
  });
});
