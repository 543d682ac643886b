import type { Engine } from '../../src/engine/engine';
import { type Forecast, nothingKnown, plainMemoryReport } from '../../src/model/memoryReport';
import type { MemorySeries } from '../../src/model/memorySeries';
import type { Recording, TimedLine } from './record';

/** What a forecast said at one moment, and what then was. */
export interface ForecastCase {
  /** Since the watch began. */
  readonly seconds: number;
  /** Milliseconds that really remained; Infinity where the limit was not reached. */
  readonly remainingMs: number;
  readonly forecast: Forecast;
  /** |foretold − true| ÷ true remaining time; null for a silent one, or where nothing was to be foretold. */
  readonly error: number | null;
  /** Whether the true time lay within its interval, give or take a sample; null for a silent one. */
  readonly isWithin: boolean | null;
}

/** A limit that a process which grows would come to; those that do not never do. */
const anyLimit = 512 * 2 ** 20;
/** At the very end a second is much of what remains: cases go on to a tenth of the whole time before it. */
const leastRemaining = 0.1;

/** What is true is known to a sample. */
const sampleMs = 1000;

/** Asks for a forecast every so many seconds of a recording, each time with only what was known by then. */
export async function forecastCases(
  engine: Engine,
  { history }: Recording,
  everySeconds: number,
): Promise<ForecastCase[]> {
  const whole = await seriesOf(engine, history);
  const reachedMs = timeOfLimit(whole);
  const startMs = whole.samples.timeMs[0]!;
  const endMs = Number.isFinite(reachedMs)
    ? reachedMs - leastRemaining * (reachedMs - startMs)
    : whole.samples.timeMs.at(-1)!;
  const cases: ForecastCase[] = [];
  for (let seconds = everySeconds; seconds <= (endMs - startMs) / 1000; seconds += everySeconds) {
    const known = history.filter((line) => line.seconds <= seconds);
    cases.push({ seconds, ...(await caseOf(engine, known, reachedMs)) });
  }
  return cases;
}

/** When a sample first had a live heap of GOMEMLIMIT or more; Infinity where none had. */
export function timeOfLimit({ samples }: MemorySeries): number {
  const { HeapLive, GOMEMLIMIT } = samples.fields;
  for (let row = 0; row < samples.length; row++) {
    if (HeapLive![row]! >= GOMEMLIMIT![row]!) return samples.timeMs[row]!;
  }
  return Number.POSITIVE_INFINITY;
}

async function caseOf(
  engine: Engine,
  known: readonly TimedLine[],
  reachedMs: number,
): Promise<Omit<ForecastCase, 'seconds'>> {
  const handle = await openHistory(engine, known);
  const { samples } = await engine.ask(handle, 'memorySeries', null);
  const options = { ...plainMemoryReport, known: { ...nothingKnown, memoryLimit: anyLimit } };
  const { forecast } = await engine.ask(handle, 'memoryReport', options);
  await engine.close(handle);
  const remainingMs = reachedMs - samples.timeMs.at(-1)!;
  if (forecast.kind === 'silent') return { remainingMs, forecast, error: null, isWithin: null };
  return {
    remainingMs,
    forecast,
    error: Number.isFinite(remainingMs) ? Math.abs(forecast.atMs - reachedMs) / remainingMs : null,
    isWithin: forecast.lowMs - sampleMs <= reachedMs && reachedMs <= forecast.highMs + sampleMs,
  };
}

async function seriesOf(engine: Engine, lines: readonly TimedLine[]): Promise<MemorySeries> {
  const handle = await openHistory(engine, lines);
  const series = await engine.ask(handle, 'memorySeries', null);
  await engine.close(handle);
  return series;
}

async function openHistory(engine: Engine, lines: readonly TimedLine[]) {
  const bytes = new TextEncoder().encode(lines.map(({ text }) => text).join(''));
  const [evidence] = await engine.open(bytes, { name: 'watch.memwatch' });
  return evidence!.handle;
}

/** What many cases come to. */
export interface ForecastSummary {
  readonly cases: number;
  readonly silent: number;
  /** Of those that were not silent; NaN where all were. */
  readonly medianError: number;
  readonly p90Error: number;
  readonly within: number;
}

export function summarizeForecasts(cases: readonly ForecastCase[]): ForecastSummary {
  const errors = cases.flatMap(({ error }) => (error === null ? [] : [error])).sort((a, b) => a - b);
  const spoken = cases.filter(({ isWithin }) => isWithin !== null);
  return {
    cases: cases.length,
    silent: cases.length - spoken.length,
    medianError: nearestRank(errors, 0.5),
    p90Error: nearestRank(errors, 0.9),
    within: spoken.filter(({ isWithin }) => isWithin).length,
  };
}

function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
