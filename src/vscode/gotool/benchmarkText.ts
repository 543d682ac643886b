import { assertNever } from '../../base/assertNever';
import { type Message, message } from '../../base/message';
import { formatCount } from '../../base/units';
import {
  type BenchmarkResult,
  type ChangeEvidence,
  compareBenchmarks,
  type MetricChange,
  medianOf,
  subBenchmarkName,
} from '../../gotool/benchmarkResults';
import { shortValue } from '../overlay/shortNumbers';
import type { BenchmarkPair, BenchmarkRun } from './benchmarkHistory';

export interface BenchmarkText {
  /** For one line beside others. */
  readonly title: string;
  /** Lines with every metric. */
  readonly details: string;
}

type Translate = (sentence: Message) => string;

/** What stands above a benchmark function: a text for each of its results. */
export function benchmarkTexts(pair: BenchmarkPair, translate: Translate): BenchmarkText[] {
  return pair.now.results.map((result) => {
    const before = pair.before?.results.find(({ name }) => name === result.name) ?? null;
    const changes = before ? compareBenchmarks(before, result) : null;
    return {
      title: titleOf(result, labelOf(result, pair.now.results), changes, pair, translate),
      details: detailsOf(result, changes, pair, translate),
    };
  });
}

/**
 * `1.2 µs/op · 320 B/op · 3 allocs/op, −12 % B/op since the previous run`. Of times a change is told only where it is proved:
 * one run each says nothing about them, while allocations hardly vary.
 */
function titleOf(
  result: BenchmarkResult,
  label: string,
  changes: readonly MetricChange[] | null,
  pair: BenchmarkPair,
  translate: Translate,
): string {
  const own = result.metrics.filter(({ unit }) => !standardUnits.includes(unit) && unit !== 'MB/s');
  const standard = standardUnits.flatMap(
    (unit) => result.metrics.find((metric) => metric.unit === unit) ?? [],
  );
  const values = [...standard, ...own.slice(0, mostOwn)].map(({ unit, values }) =>
    metricValue(medianOf(values), unit),
  );
  const text = (label === '' ? '' : `${label}: `) + values.join(' · ');
  if (!changes) return text;
  const told = changes.filter((change) => isWorthTelling(change, pair)).map(signedChange);
  if (told.length > 0) {
    const args = { text, changes: told.join(', ') };
    return translate(message('benchmark.changed', '{text}, {changes} since the previous run', args));
  }
  const hasAllocations = changes.some(({ unit }) => isAllocation(unit));
  return hasAllocations
    ? translate(message('benchmark.same', '{text}, allocations as in the previous run', { text }))
    : text;
}

function detailsOf(
  result: BenchmarkResult,
  changes: readonly MetricChange[] | null,
  { now, before }: BenchmarkPair,
  translate: Translate,
): string {
  const lines = result.metrics.map(({ unit, values }) => {
    const args = { unit, value: metricValue(medianOf(values), unit) };
    const change = changes?.find((candidate) => candidate.unit === unit);
    if (!change) return translate(message('benchmark.metric', '{unit}: {value}', args));
    return translate(
      message('benchmark.metricChange', '{unit}: {value}, before {before}, {change} ({evidence})', {
        ...args,
        before: metricValue(change.before, unit),
        change: signedChange(change),
        evidence: translate(evidenceText(change.evidence)),
      }),
    );
  });
  const notes = notesOf(now, before).map((note) => translate(note));
  return [translate(headline(result, now)), '', ...lines, '', ...notes].join('\n');
}

const standardUnits: readonly string[] = ['ns/op', 'B/op', 'allocs/op'];
const mostOwn = 2;
const smallestToldShare = 0.005;

function isAllocation(unit: string): boolean {
  return unit === 'B/op' || unit === 'allocs/op';
}

function isWorthTelling({ unit, delta, evidence }: MetricChange, { now, before }: BenchmarkPair): boolean {
  if (evidence.kind === 'equal' || (evidence.kind === 'tested' && !evidence.significant)) return false;
  if (delta !== null && Math.abs(delta) < smallestToldShare) return false;
  return isAllocation(unit) || (evidence.kind === 'tested' && before !== null && isComparable(now, before));
}

/** Times of runs that recorded something else, or with another Go, differ for that reason. */
function isComparable(a: BenchmarkRun, b: BenchmarkRun): boolean {
  return (
    a.goVersion === b.goVersion &&
    a.memProfileRate === b.memProfileRate &&
    [...a.profiles].sort().join() === [...b.profiles].sort().join()
  );
}

/** The part of the name that tells results of one function apart: `size=10`, or `-4` where -cpu made several. */
function labelOf({ name }: BenchmarkResult, all: readonly BenchmarkResult[]): string {
  const sub = subBenchmarkName(name);
  const isAlone = all.filter((other) => subBenchmarkName(other.name) === sub).length === 1;
  return isAlone ? sub : sub + (/-\d+$/.exec(name)?.[0] ?? '');
}

function metricValue(value: number, unit: string): string {
  if (unit === 'ns/op') return `${shortValue(value, 'ns')}/op`;
  if (unit === 'B/op') return `${shortValue(value, 'bytes')}/op`;
  const small = value !== 0 && Math.abs(value) < 1;
  return `${small ? Number(value.toPrecision(3)) : formatCount(value)} ${unit}`;
}

/** `−12 % B/op`, with a real minus sign; from nothing there is no percentage. */
function signedChange({ unit, delta, now }: MetricChange): string {
  if (delta === null) return `${now > 0 ? '+' : '−'}${metricValue(Math.abs(now), unit)}`;
  const percent = Math.abs(delta) * 100;
  const digits = percent >= 9.95 ? percent.toFixed(0) : percent.toFixed(1).replace(/\.0$/, '');
  const sign = digits === '0' ? '±' : delta > 0 ? '+' : '−';
  return `${sign}${digits} % ${unit}`;
}

function evidenceText(evidence: ChangeEvidence): Message {
  switch (evidence.kind) {
    case 'equal':
      return message('benchmark.equal', 'the same');
    case 'single':
      return message('benchmark.single', '1 run each: no confidence');
    case 'few': {
      const [before, now] = evidence.counts;
      return message('benchmark.few', '{before} and {now} runs: too few for confidence', { before, now });
    }
    case 'tested': {
      const p = evidence.p < 0.001 ? '< 0.001' : evidence.p.toFixed(3);
      return evidence.significant
        ? message('benchmark.significant', 'p {p}', { p: p.startsWith('<') ? p : `= ${p}` })
        : message('benchmark.noise', 'p = {p}: no difference shown', { p });
    }
    default:
      return assertNever(evidence);
  }
}

function headline({ name, iterations }: BenchmarkResult, { goVersion }: BenchmarkRun): Message {
  const args = { name, version: goVersion, runs: iterations.length, count: formatCount(iterations[0] ?? 0) };
  return iterations.length === 1
    ? message('benchmark.headlineOne', '{name}, {count} iterations, {version}', args)
    : message('benchmark.headline', '{name}, medians of {runs} runs, {version}', args);
}

function notesOf(now: BenchmarkRun, before: BenchmarkRun | null): Message[] {
  const notes = [
    message('benchmark.profiled', 'Profiles were recorded meanwhile: times are longer than without them.'),
  ];
  if (before && !isComparable(now, before)) {
    notes.push(
      message(
        'benchmark.otherConditions',
        'The previous run recorded other profiles, or ran with another Go: times cannot be compared.',
      ),
    );
  }
  if (now.results.some(({ iterations }) => iterations.length < 6)) {
    notes.push(
      message(
        'benchmark.moreRuns',
        'With "-count=6" in "heaplens.test.flags" a benchmark runs often enough to tell a change from noise.',
      ),
    );
  }
  return notes;
}
