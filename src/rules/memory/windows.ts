import { knownRows } from '../../analysis/memory/windows';
import type { TimeSpan } from '../../model/finding';
import type { MemoryField } from '../../model/memoryFields';
import { grown, type MemoryContext } from './context';

/** A part of one process's time: rows from `start` to `end`, both included, of cycles or of samples. */
export interface Window extends TimeSpan {
  readonly of: 'cycles' | 'samples';
  readonly start: number;
  readonly end: number;
}

export interface WindowSize {
  readonly seconds: number;
  /** Collections that a window has to hold, where anybody counts them. */
  readonly cycles: number;
  /** All of a process is one window where it is shorter than `seconds`, but not shorter than this. */
  readonly leastSeconds: number;
}

/**
 * Windows of cycles, one after the other, each from the start of a cycle to the start of another: what the cycles from the first
 * up to but without the last did in that time. What is left at the end belongs to the window before.
 */
export function cycleWindows(context: MemoryContext, size: WindowSize): Window[] {
  if (!context.hasClock) return [];
  const { timeMs } = context.series.cycles;
  return remembered(context, `cycles ${sizeText(size)}`, () =>
    context.runs.flatMap(({ cycles: { start, end } }) =>
      cut(timeMs, start, end, size, (from, to) => to - from >= size.cycles).map(
        ({ from, to }): Window => ({
          of: 'cycles',
          start: from,
          end: to,
          fromMs: timeMs[from]!,
          toMs: timeMs[to]!,
        }),
      ),
    ),
  );
}

const windowsOf = new WeakMap<MemoryContext, Map<string, Window[]>>();

/** Rules that cut the same way share their windows: of a long series there are many. */
function remembered(context: MemoryContext, key: string, make: () => Window[]): Window[] {
  let known = windowsOf.get(context);
  if (!known) {
    known = new Map();
    windowsOf.set(context, known);
  }
  let windows = known.get(key);
  if (!windows) {
    windows = make();
    known.set(key, windows);
  }
  return windows;
}

function sizeText({ seconds, cycles, leastSeconds }: WindowSize): string {
  return `${seconds} ${cycles} ${leastSeconds}`;
}

/** Windows from sample to sample of those that know all of `fields`. */
export function sampleWindows(
  context: MemoryContext,
  size: WindowSize,
  fields: readonly MemoryField[],
): Window[] {
  if (!context.hasClock) return [];
  const { samples } = context.series;
  const columns = fields.map((field) => samples.fields[field]);
  if (columns.some((column) => column === undefined)) return [];
  return remembered(context, `${fields.join()} ${sizeText(size)}`, () =>
    context.runs.flatMap(({ samples: { start, end } }) => {
      const rows = knownRows(columns as Float64Array[], { start, end });
      const numGC = samples.fields.NumGC;
      const timeMs = new Float64Array(rows.length);
      for (let at = 0; at < rows.length; at++) timeMs[at] = samples.timeMs[rows[at]!]!;
      const isEnough = (from: number, to: number) => {
        const collected = numGC ? numGC[rows[to]!]! - numGC[rows[from]!]! : Number.NaN;
        return Number.isNaN(collected) || collected >= size.cycles;
      };
      return cut(timeMs, 0, rows.length, size, isEnough).map(
        ({ from, to }): Window => ({
          of: 'samples',
          start: rows[from]!,
          end: rows[to]!,
          fromMs: timeMs[from]!,
          toMs: timeMs[to]!,
        }),
      );
    }),
  );
}

function cut(
  timeMs: Float64Array,
  start: number,
  end: number,
  { seconds, leastSeconds }: WindowSize,
  isEnough: (from: number, to: number) => boolean,
): { readonly from: number; readonly to: number }[] {
  if (end - start < 2) return [];
  const windows: { from: number; to: number }[] = [];
  let from = start;
  for (let row = start + 1; row < end; row++) {
    if (timeMs[row]! - timeMs[from]! < seconds * 1000 || !isEnough(from, row)) continue;
    windows.push({ from, to: row });
    from = row;
  }
  const last = windows.at(-1);
  if (last) last.to = end - 1;
  else if (timeMs[end - 1]! - timeMs[start]! >= leastSeconds * 1000 && isEnough(start, end - 1)) {
    windows.push({ from: start, to: end - 1 });
  }
  return windows;
}

export function secondsOf({ fromMs, toMs }: TimeSpan): number {
  return (toMs - fromMs) / 1000;
}

/** Time in which something was so without a break, and its measure over all of that time. */
export interface Held {
  readonly window: Window;
  readonly value: number;
}

/** Windows side by side in which `measure` is above `limit`, put together. */
export function heldAbove(
  windows: readonly Window[],
  measure: (window: Window) => number | null,
  limit: number,
): Held[] {
  const together: { readonly window: Window; readonly parts: Held[] }[] = [];
  for (const window of windows) {
    const value = measure(window);
    if (value === null || !(value > limit)) continue;
    const before = together.at(-1);
    const part = { window, value };
    if (before && before.window.end === window.start && before.window.of === window.of) {
      const { parts, window: first } = before;
      parts.push(part);
      together[together.length - 1] = { window: { ...first, end: window.end, toMs: window.toMs }, parts };
    } else together.push({ window, parts: [part] });
  }
  return together.flatMap(({ window, parts }) => {
    const value = measure(window);
    // What holds for different reasons in each part may not hold for all of it.
    return value !== null && value > limit ? [{ window, value }] : parts;
  });
}

/** The worst of them: the greatest step first (as `steps` count it), then the longest. null where there is none. */
export function worstOf(held: readonly Held[], steps: (value: number) => number = () => 0): Held | null {
  return held.reduce<Held | null>((worst, one) => {
    if (!worst) return one;
    const step = steps(one.value) - steps(worst.value);
    return step > 0 || (step === 0 && secondsOf(one.window) > secondsOf(worst.window)) ? one : worst;
  }, null);
}

/** How far a counter went in a window, which is of one process: where both its ends know it, rows between need no look. */
export function grownWithin(
  context: MemoryContext,
  field: MemoryField,
  { start, end }: Pick<Window, 'start' | 'end'>,
): number | null {
  const column = context.series.samples.fields[field];
  if (!column) return null;
  const grownBy = column[end]! - column[start]!;
  return grownBy >= 0 ? grownBy : grown(context, field, { start, end: end + 1 });
}

/** Share that one counter has in the growth of another; null where either is not known or nothing grew. */
export function shareOfGrowth(
  context: MemoryContext,
  { start, end }: Window,
  part: MemoryField,
  whole: MemoryField,
): number | null {
  const of = grownWithin(context, whole, { start, end });
  const grownPart = grownWithin(context, part, { start, end });
  return of === null || grownPart === null || of <= 0 ? null : grownPart / of;
}
