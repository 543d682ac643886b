import { formatExact, formatNanos, formatShare, formatValue } from '../src/base/units';
import type { MemStats } from '../src/model/memStats';
import { formatExactTime, formatInteger, t } from './strings';

/** What the runtime said about the whole process, in one fact; '' where it says neither. */
export function memStatsFact({ HeapInuse, NextGC }: MemStats): string {
  const inuse = HeapInuse === undefined ? '' : formatValue(HeapInuse, 'bytes');
  const next = NextGC === undefined ? '' : formatValue(NextGC, 'bytes');
  if (inuse === '') return next === '' ? '' : t('next GC at {next}', { next });
  return next === ''
    ? t('heap in use {inuse}', { inuse })
    : t('heap in use {inuse}, next GC at {next}', { inuse, next });
}

/** All that was written, under the names of runtime.MemStats, in its order. */
export function memStatsRows(stats: MemStats): readonly (readonly [name: string, value: string])[] {
  return Object.entries(stats)
    .map(([name, value]) => [name, textOf(name, value as MemStats[keyof MemStats], stats)] as const)
    .filter(([, text]) => text !== '');
}

const counts: ReadonlySet<string> = new Set([
  'Lookups',
  'Mallocs',
  'Frees',
  'HeapObjects',
  'NumGC',
  'NumForcedGC',
]);

function textOf(name: string, value: MemStats[keyof MemStats], stats: MemStats): string {
  if (name === 'PauseNs') return pausesText(stats);
  if (typeof value === 'boolean') return String(value);
  // The ends of pauses are of use beside their lengths only.
  if (typeof value !== 'number') return '';
  if (name === 'LastGC') return value === 0 ? t('none yet') : formatExactTime(value / 1e6);
  if (name === 'GCCPUFraction') return formatShare(value);
  return counts.has(name)
    ? formatInteger(value)
    : `${formatValue(value, 'bytes')} (${formatExact(value, 'bytes')})`;
}

/** The ring holds as many pauses as there were, up to its length; a pasted text may hold fewer. */
function pausesText({ PauseNs = [], NumGC = 0 }: MemStats): string {
  const ring = 256;
  const taken = PauseNs.slice(0, NumGC);
  const last = PauseNs[(NumGC + ring - 1) % ring];
  if (taken.length === 0) return '';
  const longest = formatNanos(taken.reduce((most, pause) => Math.max(most, pause), 0));
  return last === undefined
    ? t('{longest} the longest', { longest })
    : t('{last} the last, {longest} the longest', { last: formatNanos(last), longest });
}
