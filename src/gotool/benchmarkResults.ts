/** One benchmark, or sub-benchmark, of one run of `go test`; each -count adds a measurement. */
export interface BenchmarkResult {
  /** As printed, with GOMAXPROCS: `BenchmarkPut/small-8`. It stays that way as a key: -cpu runs one name several times. */
  readonly name: string;
  /** b.N of each measurement. */
  readonly iterations: readonly number[];
  /** In the order of the line: ns/op, MB/s, the benchmark's own metrics, B/op, allocs/op. */
  readonly metrics: readonly BenchmarkMetric[];
}

export interface BenchmarkMetric {
  readonly unit: string;
  readonly values: readonly number[];
}

/** How a metric changed from one run to the next. */
export interface MetricChange {
  readonly unit: string;
  /** Medians of the measurements. */
  readonly before: number;
  readonly now: number;
  /** `(now - before) / before`; null where it was 0 and is something else now. */
  readonly delta: number | null;
  readonly evidence: ChangeEvidence;
}

/**
 * What the measurements say about a change. `equal`: every value of both runs is the same. `single`: one value each, so nothing
 * tells a change from noise. `few`: no outcome of so few values could be significant. `tested`: the probability of a
 * difference like this one between runs of the same code.
 */
export type ChangeEvidence =
  | { readonly kind: 'equal' }
  | { readonly kind: 'single' }
  | { readonly kind: 'few'; readonly counts: readonly [number, number] }
  | { readonly kind: 'tested'; readonly p: number; readonly significant: boolean };

/** Takes the lines of `go test -bench`, one after the other. */
export class BenchmarkReader {
  readonly #results = new Map<string, { iterations: number[]; metrics: Map<string, number[]> }>();
  /** The benchmark that runs: what the program prints meanwhile may stand between its name and its numbers. */
  #running = '';

  line(text: string): void {
    const numbers = measurement.exec(text);
    const before = numbers ? text.slice(0, numbers.index) : text;
    const name = this.#nameIn(before);
    if (name !== '') this.#running = name;
    if (numbers && this.#running !== '') this.#add(this.#running, readNumbers(numbers));
  }

  /** In the order in which they first ran. */
  results(): BenchmarkResult[] {
    return [...this.#results].map(([name, { iterations, metrics }]) => ({
      name,
      iterations,
      metrics: [...metrics].map(([unit, values]) => ({ unit, values })),
    }));
  }

  /** The name begins the line, or stands behind what the program printed without a line break; '' for none. */
  #nameIn(text: string): string {
    const first = /^Benchmark\S*(?=\s|$)/.exec(text)?.[0];
    if (first !== undefined) return first;
    const at = this.#running === '' ? -1 : text.lastIndexOf(this.#running);
    return at < 0 ? '' : /^\S+/.exec(text.slice(at))![0];
  }

  #add(name: string, { iterations, metrics }: Numbers): void {
    const known = this.#results.get(name) ?? { iterations: [], metrics: new Map<string, number[]>() };
    if (this.#results.size >= mostResults && !this.#results.has(name)) return;
    if (known.iterations.length >= mostMeasurements) return;
    this.#results.set(name, known);
    known.iterations.push(iterations);
    for (const [unit, value] of metrics) known.metrics.set(unit, [...(known.metrics.get(unit) ?? []), value]);
  }
}

/** Changes of the metrics that both runs have. */
export function compareBenchmarks(before: BenchmarkResult, now: BenchmarkResult): MetricChange[] {
  return now.metrics.flatMap(({ unit, values }) => {
    const old = before.metrics.find((metric) => metric.unit === unit);
    return old ? compareMetric(unit, old.values, values) : [];
  });
}

/** `BenchmarkPut/small-8` → `small`, `BenchmarkPut-8` → ''. What follows a last dash may be GOMAXPROCS or the name's own. */
export function subBenchmarkName(name: string): string {
  const slash = name.indexOf('/');
  return slash < 0 ? '' : name.slice(slash + 1).replace(/-\d+$/, '');
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Below this, a difference is called one, as benchstat does. */
const significantBelow = 0.05;

/** Bounds for what is kept: -count and b.Run know none. */
const mostResults = 200;
export const mostMeasurements = 50;

/** `  500\t  2103 ns/op\t 320 B/op`: b.N and, each behind a tab, values with their units (testing.BenchmarkResult.String). */
const measurement = /(?<!\S)(\d+)((?:\t *[-+]?(?:[\d.]+|NaN|Inf) \S+)+)\s*$/;

interface Numbers {
  readonly iterations: number;
  readonly metrics: readonly (readonly [unit: string, value: number])[];
}

function readNumbers(found: RegExpExecArray): Numbers {
  const metrics = found[2]!
    .split('\t')
    .slice(1)
    .map((field) => field.trim().split(' '))
    .map(([value, unit]) => [unit!, Number(value)] as const);
  return { iterations: Number(found[1]), metrics: metrics.filter(([, value]) => Number.isFinite(value)) };
}

function compareMetric(unit: string, before: readonly number[], now: readonly number[]): MetricChange {
  const old = medianOf(before);
  const current = medianOf(now);
  const delta = old === current ? 0 : old === 0 ? null : (current - old) / old;
  return { unit, before: old, now: current, delta, evidence: weigh(before, now) };
}

function weigh(before: readonly number[], now: readonly number[]): ChangeEvidence {
  if ([...before, ...now].every((value) => value === before[0])) return { kind: 'equal' };
  if (before.length === 1 && now.length === 1) return { kind: 'single' };
  if (2 / choose(before.length + now.length, before.length) >= significantBelow) {
    return { kind: 'few', counts: [before.length, now.length] };
  }
  const p = mannWhitney(before, now);
  return { kind: 'tested', p, significant: p < significantBelow };
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}

/**
 * Two-sided p of the Mann-Whitney test, exact with ties too: of all ways to call so many of the ranked values "before",
 * the share whose rank sum lies at least as far from the middle as the real one. Ranks are doubled, so that the mean
 * ranks of ties are whole.
 */
export function mannWhitney(before: readonly number[], now: readonly number[]): number {
  const all = [...before, ...now].sort((a, b) => a - b);
  const ranks = all.map((value) => all.indexOf(value) + all.lastIndexOf(value) + 2);
  const rankOf = new Map(all.map((value, at) => [value, ranks[at]!]));
  const observed = before.reduce((sum, value) => sum + rankOf.get(value)!, 0);
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  const middle = before.length * (all.length + 1);
  // ways[k][s]: choices of k ranks with sum s
  const ways = Array.from({ length: before.length + 1 }, () => new Float64Array(most + 1));
  ways[0]![0] = 1;
  for (const rank of ranks) {
    for (let k = before.length; k >= 1; k--) {
      const [from, to] = [ways[k - 1]!, ways[k]!];
      for (let sum = most; sum >= rank; sum--) to[sum]! += from[sum - rank]!;
    }
  }
  let extreme = 0;
  let total = 0;
  for (const [sum, count] of ways[before.length]!.entries()) {
    total += count;
    if (Math.abs(sum - middle) >= Math.abs(observed - middle)) extreme += count;
  }
  return extreme / total;
}
