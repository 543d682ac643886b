import { formatNanos } from '../../base/units';
import type { MemorySeries } from '../../model/memorySeries';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const timeSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((count) => count * day),
];

/** Round numbers of bytes from 0 to `most`, at most so many above 0. */
export function byteTicks(most: number, count: number): number[] {
  const unit = 1024 ** Math.max(0, Math.floor(Math.log2(Math.max(1, most)) / 10));
  const step = [0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 250, 500, 1000].find(
    (each) => most / (each * unit) <= count,
  );
  const width = (step ?? 1024) * unit;
  return Array.from({ length: Math.floor(most / width) + 1 }, (_, i) => i * width);
}

/** Round moments within a span, with their labels. */
export function timeTicks(
  fromMs: number,
  toMs: number,
  clock: MemorySeries['clock'],
  count: number,
): { readonly atMs: number; readonly label: string }[] {
  const spanMs = toMs - fromMs;
  const step =
    timeSteps.find((each) => spanMs / each <= count) ??
    timeSteps.at(-1)! * Math.ceil(spanMs / (count * timeSteps.at(-1)!));
  const first = Math.ceil(fromMs / step) * step;
  const ticks: { atMs: number; label: string }[] = [];
  for (let atMs = first; atMs <= toMs && ticks.length <= count; atMs += step) {
    ticks.push({ atMs, label: labelOf(atMs, step, clock) });
  }
  return ticks;
}

function labelOf(atMs: number, stepMs: number, clock: MemorySeries['clock']): string {
  if (clock === 'none') return String(atMs);
  if (clock === 'sinceStart') return atMs === 0 ? '0 s' : formatNanos(atMs * 1e6);
  const date = new Date(atMs);
  if (Number.isNaN(date.getTime())) return '';
  const text = date.toISOString();
  if (stepMs >= day) return text.slice(0, 10);
  if (atMs % day === 0) return text.slice(5, 10);
  return stepMs >= minute ? text.slice(11, 16) : text.slice(11, stepMs >= second ? 19 : 23);
}
