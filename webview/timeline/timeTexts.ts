import { formatNanos } from '../../src/base/units';
import type { TimeSpan } from '../../src/model/finding';
import type { MemorySeries } from '../../src/model/memorySeries';
import { formatInteger, formatMoment, t } from '../strings';
import { fractionDigits, sinceStartText, type TimeWords } from './graph/axis';

type Clock = MemorySeries['clock'];

/** In the reader's language, in 24 hours: the axis has little room. */
export const timeWords: TimeWords = {
  clock: (timeMs, seconds, digits) => clockText(timeMs, seconds, digits),
  day: (timeMs) => formatMoment(timeMs, { day: 'numeric', month: 'short' }),
  month: (timeMs) => formatMoment(timeMs, { month: 'short', year: 'numeric' }),
  year: (timeMs) => formatMoment(timeMs, { year: 'numeric' }),
};

function clockText(timeMs: number, seconds: boolean, digits: number): string {
  // Intl writes milliseconds at most, and rounds down to them.
  const written = formatMoment(timeMs, {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds && { second: '2-digit' }),
    ...(seconds && digits > 0 && digits <= 3 && { fractionalSecondDigits: digits as 1 | 2 | 3 }),
    hourCycle: 'h23',
  });
  if (digits <= 3) return written;
  const fraction = ((timeMs % 1000) + 1000) % 1000;
  return `${written}.${(fraction / 1000).toFixed(digits).slice(2)}`;
}

/** A moment, as exact as `stepMs` asks for: `26 Nov, 10:02:31.250`, `+12.5 s`, `#42`. */
export function momentText(timeMs: number, clock: Clock, stepMs: number): string {
  if (clock === 'none') return t('Sample {number}', { number: formatInteger(Math.round(timeMs)) });
  if (clock === 'sinceStart') return sinceStartText(timeMs, stepMs);
  return `${timeWords.day(timeMs)}, ${clockText(timeMs, true, fractionDigits(stepMs))}`;
}

/** `10:02:10 – 10:02:40`; the day once where both are on it, and one moment by itself. */
export function spanText({ fromMs, toMs }: TimeSpan, clock: Clock, stepMs: number): string {
  const from = momentText(fromMs, clock, stepMs);
  if (fromMs === toMs) return from;
  const isSameDay = clock === 'unix' && timeWords.day(fromMs) === timeWords.day(toMs);
  const to = isSameDay ? clockText(toMs, true, fractionDigits(stepMs)) : momentText(toMs, clock, stepMs);
  return `${from} – ${to}`;
}

/** How long: `30.0 s`, `2 h 5 min`, `3 d 4 h`; of samples without a clock how many apart. */
export function lengthText(spanMs: number, clock: Clock): string {
  if (clock === 'none') return t('{count} samples', { count: formatInteger(Math.round(spanMs) + 1) });
  return durationText(spanMs);
}

const minute = 60_000;

export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return '∞';
  if (ms < 10 * minute) return formatNanos(ms * 1e6);
  const minutes = Math.round(ms / minute);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
