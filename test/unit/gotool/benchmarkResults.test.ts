import assert from 'node:assert/strict';
import {
  type BenchmarkResult,
  compareBenchmarks,
  mannWhitney,
  medianOf,
  subBenchmarkName,
} from '../../../src/gotool/benchmarkResults';
import { readBenchmarks } from '../../helpers/readBenchmarks';

/** `BenchmarkX-8 [50 50] ns/op=1,2 B/op=3,4` for each. */
function draw(results: readonly BenchmarkResult[]): string[] {
  return results.map(({ name, iterations, metrics }) => {
    const values = metrics.map(({ unit, values }) => `${unit}=${values.join()}`);
    return [name, `[${iterations.join(' ')}]`, ...values].join(' ');
  });
}

function check(what: string, output: readonly string[], expected: readonly string[]): void {
  it(what, () => assert.deepEqual(draw(readBenchmarks(output)), expected));
}

describe('BenchmarkReader', () => {
  check(
    'reads Go 1.4: no suffix on one processor, PASS first',
    [
      'PASS',
      'BenchmarkSimpleCreateLabel\t      50\t  20729140 ns/op\t    7791 B/op\t     110 allocs/op',
      'ok  \texample.com/neo\t1.1s',
    ],
    ['BenchmarkSimpleCreateLabel [50] ns/op=20729140 B/op=7791 allocs/op=110'],
  );
  check(
    'reads Go 1.14: MB/s',
    [
      '=== RUN   TestEncodeDecodeFoo',
      '--- PASS: TestEncodeDecodeFoo (0.00s)',
      'goos: linux',
      'goarch: amd64',
      'pkg: greenpack-demo',
      'BenchmarkMarshalMsgFoo-4   \t 9447595\t       137 ns/op\t      80 B/op\t       2 allocs/op',
      'BenchmarkAppendMsgFoo-4    \t13284324\t        86.2 ns/op\t  11.60 MB/s\t      32 B/op\t       1 allocs/op',
      'PASS',
      'ok  \tgreenpack-demo\t7.280s',
    ],
    [
      'BenchmarkMarshalMsgFoo-4 [9447595] ns/op=137 B/op=80 allocs/op=2',
      'BenchmarkAppendMsgFoo-4 [13284324] ns/op=86.2 MB/s=11.6 B/op=32 allocs/op=1',
    ],
  );
  check(
    'reads Go 1.17 with -v: the name is printed once more',
    [
      'BenchmarkIterAndRecursive/recursive2-56         \t      73\t  17519191 ns/op\t17181082 B/op\t   15000 allocs/op',
      'BenchmarkIterAndRecursive/iterative',
      'BenchmarkIterAndRecursive/iterative-56          \t     316\t   3722242 ns/op\t  656082 B/op\t    5171 allocs/op',
    ],
    [
      'BenchmarkIterAndRecursive/recursive2-56 [73] ns/op=17519191 B/op=17181082 allocs/op=15000',
      'BenchmarkIterAndRecursive/iterative-56 [316] ns/op=3722242 B/op=656082 allocs/op=5171',
    ],
  );
  check(
    'reads Go 1.26: several runs, sub-benchmarks, metrics of their own',
    [
      'goos: linux',
      'cpu: Intel(R) Xeon(R) Processor',
      'BenchmarkCount-2   \t      50\t    100265 ns/op\t  182282 B/op\t     205 allocs/op',
      'BenchmarkCount-2   \t      50\t    103223 ns/op\t  182280 B/op\t     205 allocs/op',
      'BenchmarkSizes/size=10-2         \t      50\t       427.6 ns/op\t  23.39 MB/s\t         2.500 words/op\t     200 B/op\t       3 allocs/op',
      'BenchmarkSizes/size=1000-2       \t      50\t      8433 ns/op\t 118.58 MB/s\t       250.0 words/op\t   20480 B/op\t      28 allocs/op',
      'PASS',
      'ok  \texample.com/bench/words\t0.046s',
    ],
    [
      'BenchmarkCount-2 [50 50] ns/op=100265,103223 B/op=182282,182280 allocs/op=205,205',
      'BenchmarkSizes/size=10-2 [50] ns/op=427.6 MB/s=23.39 words/op=2.5 B/op=200 allocs/op=3',
      'BenchmarkSizes/size=1000-2 [50] ns/op=8433 MB/s=118.58 words/op=250 B/op=20480 allocs/op=28',
    ],
  );
  check(
    'is not misled by what a benchmark prints (Go 1.26)',
    [
      'hello 12 things',
      'BenchmarkPrints-2      \thello 12 things',
      '      50\t       212.5 ns/op\t      69 B/op\t       1 allocs/op',
      'progress 5BenchmarkNoNewline-2   \tprogress 5      50\t       560.7 ns/op\t      73 B/op\t       1 allocs/op',
    ],
    ['BenchmarkPrints-2 [50 50] ns/op=212.5,560.7 B/op=69,73 allocs/op=1,1'],
  );
  check(
    'is not misled by what a benchmark prints with -v (Go 1.26)',
    [
      'BenchmarkPrints',
      'hello 12 things',
      'hello 12 things',
      'BenchmarkPrints-2      \t      50\t       239.8 ns/op\t      73 B/op\t       1 allocs/op',
      'BenchmarkNoNewline',
      'progress 5progress 5BenchmarkNoNewline-2   \t      50\t       164.0 ns/op\t      73 B/op\t       1 allocs/op',
      'BenchmarkLogs',
      '    a_test.go:6: a log',
      'BenchmarkLogs-2        \t      50\t         1.500 p99-ms\t      90 B/op\t       1 allocs/op',
      'BenchmarkSkips',
      '    a_test.go:7: no',
      '--- SKIP: BenchmarkSkips',
    ],
    [
      'BenchmarkPrints-2 [50] ns/op=239.8 B/op=73 allocs/op=1',
      'BenchmarkNoNewline-2 [50] ns/op=164 B/op=73 allocs/op=1',
      'BenchmarkLogs-2 [50] p99-ms=1.5 B/op=90 allocs/op=1',
    ],
  );
  check(
    'leaves out values that are no numbers',
    ['BenchmarkX-2 \t 50\t 3.0 ns/op\t NaN hits/op\t -2.500 drift\t Inf ratio'],
    ['BenchmarkX-2 [50] ns/op=3 drift=-2.5'],
  );
  check(
    'finds none where there is none',
    [' 5\t 6 ns/op', 'PASS', 'Benchmark', '--- FAIL: BenchmarkX-2'],
    [],
  );
});

describe('compareBenchmarks', () => {
  const result = (metrics: Record<string, number[]>): BenchmarkResult => ({
    name: 'BenchmarkX-8',
    iterations: [],
    metrics: Object.entries(metrics).map(([unit, values]) => ({ unit, values })),
  });
  const compare = (before: Record<string, number[]>, now: Record<string, number[]>) =>
    compareBenchmarks(result(before), result(now));

  it('compares the metrics that both runs have, and says that one run each proves nothing', () => {
    assert.deepEqual(
      compare({ 'ns/op': [200], 'B/op': [64], old: [1] }, { 'ns/op': [150], 'B/op': [64], new: [1] }),
      [
        { unit: 'ns/op', before: 200, now: 150, delta: -0.25, evidence: { kind: 'single' } },
        { unit: 'B/op', before: 64, now: 64, delta: 0, evidence: { kind: 'equal' } },
      ],
    );
  });

  it('has no percentage for what was nothing before', () => {
    assert.equal(compare({ 'B/op': [0] }, { 'B/op': [16] })[0]!.delta, null);
    assert.equal(compare({ 'B/op': [0] }, { 'B/op': [0] })[0]!.delta, 0);
  });

  it('takes medians, and says when there are too few values for any answer', () => {
    const [change] = compare({ 'ns/op': [10, 12, 11] }, { 'ns/op': [20, 24, 22] });
    assert.equal(change!.delta, 1);
    assert.deepEqual(change!.evidence, { kind: 'few', counts: [3, 3] });
  });

  it('tests larger samples', () => {
    // 4 against 4 without overlap: 2 of the 70 ways to choose 4 of 8.
    const apart = compare({ x: [1, 2, 3, 4] }, { x: [5, 6, 7, 8] })[0]!.evidence;
    assert.deepEqual(apart, { kind: 'tested', p: 2 / 70, significant: true });
    const mixed = compare({ x: [1, 3, 5, 7] }, { x: [2, 4, 6, 8] })[0]!.evidence;
    assert.equal(mixed.kind === 'tested' && mixed.significant, false);
  });
});

describe('mannWhitney', () => {
  it('gives the exact p of small samples, with ties too', () => {
    assert.equal(mannWhitney([1, 2, 3], [4, 5, 6]), 2 / 20);
    assert.equal(mannWhitney([1, 2], [1, 2]), 1);
    // Ranks 1.5 1.5 | 3.5 3.5: the sums 3 and 7 each in 1 of 6 ways, all others 5.
    assert.equal(mannWhitney([1, 1], [2, 2]), 2 / 6);
    // All ways, counted: 5 values against 5, U = 2.
    assert.equal(
      mannWhitney([1, 2, 3, 4, 8], [5, 6, 7, 9, 10]).toFixed(6),
      countWays([1, 2, 3, 4, 8], [5, 6, 7, 9, 10]).toFixed(6),
    );
  });
});

/** The same by trying every choice. */
function countWays(before: readonly number[], now: readonly number[]): number {
  const all = [...before, ...now].sort((a, b) => a - b);
  const middle = (before.length * (all.length + 1)) / 2;
  const far = (ranks: readonly number[]) => Math.abs(ranks.reduce((a, b) => a + b, 0) - middle);
  const observed = far(before.map((value) => all.indexOf(value) + 1));
  const choices = Array.from({ length: 2 ** all.length }, (_, bits) =>
    all.flatMap((_, i) => ((bits >> i) & 1 ? i + 1 : [])),
  );
  const ways = choices.filter((ranks) => ranks.length === before.length);
  return ways.filter((ranks) => far(ranks) >= observed).length / ways.length;
}

describe('names and medians', () => {
  it('takes the name of a sub-benchmark', () => {
    assert.equal(subBenchmarkName('BenchmarkPut/small/x-8'), 'small/x');
    assert.equal(subBenchmarkName('BenchmarkPut-8'), '');
    assert.equal(subBenchmarkName('BenchmarkPut/size=10'), 'size=10');
  });
  it('takes the middle', () => {
    assert.equal(medianOf([3, 1, 2]), 2);
    assert.equal(medianOf([4, 1, 2, 3]), 2.5);
  });
});
