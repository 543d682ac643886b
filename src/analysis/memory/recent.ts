import type { TimeSpan } from '../../model/finding';
import type { MemorySeries } from '../../model/memorySeries';
import { rowsWithin } from './windows';

const recentMs = 10 * 60_000;
const fewestRows = 10;

/** From the first to the last moment of the evidence, or of `range` alone; after the last restart in it, if there is one. */
export function lastProcessSpan({ samples, cycles, marks }: MemorySeries, range: TimeSpan | null): TimeSpan {
  const firsts = [samples.timeMs, cycles.timeMs].filter(({ length }) => length > 0);
  const fromMs = Math.max(range?.fromMs ?? Number.NEGATIVE_INFINITY, Math.min(...firsts.map(([at]) => at!)));
  const toMs = Math.min(
    range?.toMs ?? Number.POSITIVE_INFINITY,
    Math.max(...firsts.map((times) => times.at(-1)!)),
  );
  const restart = marks.findLast(
    ({ kind, timeMs }) => kind === 'restart' && timeMs > fromMs && timeMs <= toMs,
  );
  return { fromMs: restart?.timeMs ?? fromMs, toMs };
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
