import type { TimeSpan } from '../../../src/model/finding';
import type { MemoryFacts } from '../../../src/model/timeline';

/** The part of the time that is in sight. Milliseconds on the clock of the series. */
export type TimeWindow = TimeSpan;

/** What a window may show. */
export interface WindowLimits extends TimeSpan {
  readonly minSpanMs: number;
}

/** Room at both ends, as a share of all of it: the first and the last point are not cut in half. */
const marginShare = 0.012;
/** Of a series that is one moment: so much around it. */
const aloneMs = 1000;
/** Doubles count milliseconds since 1970 in steps of a quarter of a microsecond: below this they would begin to show. */
const minSpanMs = 0.02;

/** All of a series. Samples without a clock are a unit apart. */
export function limitsOf({ fromMs, toMs, clock }: MemoryFacts): WindowLimits {
  const span = toMs - fromMs;
  const margin = span > 0 ? span * marginShare : clock === 'none' ? 1 : aloneMs;
  return {
    fromMs: fromMs - margin,
    toMs: toMs + margin,
    minSpanMs: clock === 'none' ? Math.min(4, span + 2 * margin) : minSpanMs,
  };
}

export function spanOf({ fromMs, toMs }: TimeSpan): number {
  return toMs - fromMs;
}

export function clampWindow(window: TimeWindow, limits: WindowLimits): TimeWindow {
  const most = spanOf(limits);
  const span = Math.min(most, Math.max(Math.min(limits.minSpanMs, most), spanOf(window)));
  const middle = (window.fromMs + window.toMs) / 2;
  // A window that was too narrow grows around its middle; one at the edge is pushed back inside.
  const wanted = span === spanOf(window) ? window.fromMs : middle - span / 2;
  const fromMs = Math.min(Math.max(limits.fromMs, wanted), limits.toMs - span);
  return { fromMs, toMs: fromMs + span };
}

/** `factor` below 1 zooms in. The moment at `anchorMs` stays where it is on the screen. */
export function zoomWindow(
  window: TimeWindow,
  factor: number,
  anchorMs: number,
  limits: WindowLimits,
): TimeWindow {
  const span = spanOf(window);
  const most = spanOf(limits);
  const next = Math.min(most, Math.max(Math.min(limits.minSpanMs, most), span * factor));
  const fromMs = anchorMs - ((anchorMs - window.fromMs) / span) * next;
  return clampWindow({ fromMs, toMs: fromMs + next }, limits);
}

export function panWindow(window: TimeWindow, byMs: number, limits: WindowLimits): TimeWindow {
  return clampWindow({ fromMs: window.fromMs + byMs, toMs: window.toMs + byMs }, limits);
}

/**
 * A window between two others, `progress` from 0 to 1. The span shrinks by the same factor in equal times, which looks like
 * one steady movement however far it goes; the moment that both ends agree on stays still.
 */
export function betweenWindows(from: TimeWindow, to: TimeWindow, progress: number): TimeWindow {
  if (progress >= 1) return to;
  const fromSpan = spanOf(from);
  const toSpan = spanOf(to);
  const span = fromSpan * (toSpan / fromSpan) ** progress;
  const isPan = Math.abs(fromSpan - toSpan) < fromSpan * 1e-9;
  const moved = isPan ? progress : (fromSpan - span) / (fromSpan - toSpan);
  const fromMs = from.fromMs + (to.fromMs - from.fromMs) * moved;
  return { fromMs, toMs: fromMs + span };
}

export function sameWindow(a: TimeWindow, b: TimeWindow): boolean {
  const slack = spanOf(a) * 1e-9;
  return Math.abs(a.fromMs - b.fromMs) <= slack && Math.abs(a.toMs - b.toMs) <= slack;
}

/** Whether all of `inner` is in `outer`. */
export function containsWindow(outer: TimeSpan, inner: TimeSpan): boolean {
  return outer.fromMs <= inner.fromMs && outer.toMs >= inner.toMs;
}

export function overlaps(a: TimeSpan, b: TimeSpan): boolean {
  return a.fromMs <= b.toMs && b.fromMs <= a.toMs;
}

/** A window that has this span in it, with a little of what was before and after: what a finding is shown with. */
export function windowAround(span: TimeSpan, limits: WindowLimits): TimeWindow {
  const length = Math.max(spanOf(span), limits.minSpanMs);
  const around = length * 0.12;
  return clampWindow({ fromMs: span.fromMs - around, toMs: span.toMs + around }, limits);
}

/** How a window follows a series that has grown: at its right edge, as wide as it was. */
export function followWindow(window: TimeWindow, limits: WindowLimits): TimeWindow {
  return clampWindow({ fromMs: limits.toMs - spanOf(window), toMs: limits.toMs }, limits);
}

/** Fast at first, gentle at the end. */
export function easeOut(progress: number): number {
  return 1 - (1 - Math.min(1, Math.max(0, progress))) ** 3;
}
