import type { TimeSpan } from '../../model/finding';
import type { MemorySeries } from '../../model/memorySeries';
import { DrawnSeriesSet } from './drawnSeries';
import { rowsWithin } from './windows';

const recentMs = 10 * 60_000;
const fewestRows = 10;

/** From the first to the last moment of the evidence, or of `range` alone; of its last process, where there were several. */
export function lastProcessSpan(series: MemorySeries, range: TimeSpan | null): TimeSpan {
  const { samples, cycles } = series;
  const known = [samples.timeMs, cycles.timeMs].filter(({ length }) => length > 0);
  const fromMs = Math.max(range?.fromMs ?? Number.NEGATIVE_INFINITY, Math.min(...known.map(([at]) => at!)));
  const toMs = Math.min(
    range?.toMs ?? Number.POSITIVE_INFINITY,
    Math.max(...known.map((times) => times.at(-1)!)),
  );
  const drawn = new DrawnSeriesSet(series);
  const starts = (['samples', 'cycles'] as const).map((table) => {
    const { timeMs } = series[table];
    const start = drawn.startsOf(table).findLast((row) => timeMs[row]! > fromMs && timeMs[row]! <= toMs);
    return start === undefined ? fromMs : timeMs[start]!;
  });
  return { fromMs: Math.max(...starts), toMs };
}

/** The last ten minutes of a span, or its last ten rows where these take longer: what is so now. */
export function recentSpan({ samples, cycles }: MemorySeries, span: TimeSpan): TimeSpan {
  let fromMs = span.toMs - recentMs;
  for (const { timeMs } of [samples, cycles]) {
    const { start, end } = rowsWithin(timeMs, span);
    if (end > start) fromMs = Math.min(fromMs, timeMs[Math.max(start, end - fewestRows)]!);
  }
  return { fromMs: Math.max(span.fromMs, fromMs), toMs: span.toMs };
}
