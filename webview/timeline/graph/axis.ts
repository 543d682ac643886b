import type { MemorySeries } from '../../../src/model/memorySeries';
import { spanOf, type TimeWindow } from './timeWindow';

/** A place on the axis with its label. */
export interface Tick {
  readonly timeMs: number;
  readonly label: string;
  /** A day, a month or a year begins. */
  readonly strong: boolean;
}

/** How moments are written, in the reader's language and time zone. */
export interface TimeWords {
  /** Of the day; `digits`: of a second's fraction. `seconds` false: hours and minutes alone. */
  clock(timeMs: number, seconds: boolean, digits: number): string;
  /** `27 Nov`. */
  day(timeMs: number): string;
  /** `Nov 2026`. */
  month(timeMs: number): string;
  year(timeMs: number): string;
}

type Clock = MemorySeries['clock'];

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps within a day, in milliseconds. */
const daySteps = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
];
const dayCounts = [1, 2, 4, 7, 14];
const monthCounts = [1, 2, 3, 6, 12, 24, 60, 120];

/** Ticks at round moments, so far apart that their labels find room (`cssApart` each). */
export function timeTicks(
  window: TimeWindow,
  clock: Clock,
  words: TimeWords,
  cssWidth: number,
  cssApart = 92,
): readonly Tick[] {
  const span = spanOf(window);
  if (!(span > 0) || cssWidth <= 0) return [];
  const least = (span / cssWidth) * cssApart;
  if (clock === 'none') return sampleTicks(window, least);
  if (clock === 'sinceStart') return sinceStartTicks(window, least);
  const step = daySteps.find((each) => each >= least);
  if (step !== undefined) return ticksOfDays(window, step, words);
  const days = dayCounts.find((count) => count * day >= least);
  return days === undefined ? ticksOfMonths(window, least, words) : ticksByDays(window, days, words);
}

function sampleTicks(window: TimeWindow, least: number): readonly Tick[] {
  const step = Math.max(1, roundStep(least));
  return multiples(window, step).map((timeMs) => ({
    timeMs,
    label: `#${Math.round(timeMs)}`,
    strong: false,
  }));
}

function sinceStartTicks(window: TimeWindow, least: number): readonly Tick[] {
  const step = daySteps.find((each) => each >= least) ?? Math.max(1, roundStep(least / day)) * day;
  // Nothing was before the start.
  return multiples({ ...window, fromMs: Math.max(window.fromMs, 0) }, step).map((timeMs) => ({
    timeMs,
    label: sinceStartText(timeMs, step),
    strong: false,
  }));
}

/** `+12.5 s`, `+2 min 5 s`, `+3 h 4 min`: as exact as `stepMs` asks for. */
export function sinceStartText(timeMs: number, stepMs: number): string {
  const sign = timeMs < 0 ? '−' : '+';
  const all = Math.abs(timeMs);
  if (all < minute) {
    const digits = fractionDigits(stepMs);
    return `${sign}${(all / second).toFixed(digits)} s`;
  }
  const seconds = (all % minute) / second;
  const minutes = Math.floor((all % hour) / minute);
  const hours = Math.floor((all % day) / hour);
  const days = Math.floor(all / day);
  const parts = [
    days > 0 ? `${days} d` : '',
    hours > 0 ? `${hours} h` : '',
    minutes > 0 && stepMs < hour * 6 ? `${minutes} min` : '',
    stepMs < minute && (seconds > 0 || stepMs < second) ? `${seconds.toFixed(fractionDigits(stepMs))} s` : '',
  ].filter((part) => part !== '');
  return `${sign}${parts.join(' ') || '0 s'}`;
}

/** Digits behind the point of a second that tell two moments apart which are a step away from each other. */
export function fractionDigits(stepMs: number): number {
  return stepMs >= second ? 0 : Math.min(6, Math.ceil(-Math.log10(stepMs / second) - 1e-9));
}

/** Within days: counted from midnight, so that a change of the clock moves nothing off its round hour. */
function ticksOfDays(window: TimeWindow, step: number, words: TimeWords): readonly Tick[] {
  const ticks: Tick[] = [];
  const digits = fractionDigits(step);
  for (let date = midnight(window.fromMs); date.getTime() <= window.toMs; date = nextDay(date, 1)) {
    const start = date.getTime();
    const end = Math.min(nextDay(date, 1).getTime(), window.toMs + step);
    const first = Math.max(0, Math.ceil((window.fromMs - start) / step));
    for (let k = first; ; k++) {
      const timeMs = step >= hour ? hourOf(date, (k * step) / hour) : start + k * step;
      if (timeMs >= end || timeMs > window.toMs) break;
      const isDay = k === 0;
      const label = isDay ? words.day(timeMs) : words.clock(timeMs, step < minute, digits);
      if (timeMs >= window.fromMs) ticks.push({ timeMs, label, strong: isDay });
    }
  }
  return ticks;
}

function hourOf(date: Date, hours: number): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate(), hours).getTime();
}

function ticksByDays(window: TimeWindow, count: number, words: TimeWords): readonly Tick[] {
  const ticks: Tick[] = [];
  const start = midnight(window.fromMs);
  // Counted from the first of the month: a window that moves keeps its ticks.
  for (let month = new Date(start.getFullYear(), start.getMonth(), 1); month.getTime() <= window.toMs; ) {
    const next = new Date(month.getFullYear(), month.getMonth() + 1, 1);
    const days = Math.round((next.getTime() - month.getTime()) / day);
    for (let k = 0; k + (k > 0 ? count * 0.6 : 0) <= days; k += count) {
      const timeMs = nextDay(month, k).getTime();
      if (timeMs < window.fromMs || timeMs > window.toMs || timeMs >= next.getTime()) continue;
      ticks.push({ timeMs, label: words.day(timeMs), strong: k === 0 });
    }
    month = next;
  }
  return ticks;
}

function ticksOfMonths(window: TimeWindow, least: number, words: TimeWords): readonly Tick[] {
  const count =
    monthCounts.find((months) => months * 30.4 * day >= least) ?? Math.ceil(least / (3652 * day)) * 120;
  const ticks: Tick[] = [];
  const start = new Date(window.fromMs);
  for (let year = Math.floor(start.getFullYear() / 10) * 10, k = 0; ; k += count) {
    const date = new Date(year, k, 1);
    const timeMs = date.getTime();
    if (timeMs > window.toMs || Number.isNaN(timeMs)) return ticks;
    const isYear = date.getMonth() === 0;
    if (timeMs >= window.fromMs) {
      ticks.push({ timeMs, label: isYear ? words.year(timeMs) : words.month(timeMs), strong: isYear });
    }
    year += 0;
  }
}

function midnight(timeMs: number): Date {
  const date = new Date(timeMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function nextDay(date: Date, by: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + by);
}

/** 1, 2 or 5 times a power of ten, at least this. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least * (1 - 1e-9))!;
}

function multiples({ fromMs, toMs }: TimeWindow, step: number): readonly number[] {
  const found: number[] = [];
  for (let k = Math.ceil(fromMs / step - 1e-9); k * step <= toMs; k++) found.push(k * step);
  return found;
}

/** A moment in full, as exact as a window of this span and width can show it. */
export function exactStep(spanMs: number, cssWidth: number): number {
  const perPixel = spanMs / Math.max(1, cssWidth);
  return (
    [0.001, 0.01, 0.1, 1, 10, 100, second].findLast((step) => step <= Math.max(0.001, perPixel)) ?? second
  );
}
