import { assertNever } from '../base/assertNever';
import { formatBytes, formatCount, formatMinutes, formatNanos, formatShare } from '../base/units';
import type { EvidenceUnit } from './finding';
import type { MemorySeries } from './memorySeries';

/** A number of a finding, a health part or a step with its unit, for people; `unknown` where there is none. */
export function evidenceText(value: number, unit: EvidenceUnit): string {
  if (Number.isNaN(value)) return 'unknown';
  if (!Number.isFinite(value)) return value > 0 ? 'without end' : 'none';
  switch (unit) {
    case '':
      return formatCount(value);
    case 'share':
      return formatShare(value);
    case 'percent':
      return `${formatCount(value)} %`;
    case 'bytes':
      return formatBytes(value);
    case 'bytes/min':
      return `${formatBytes(value)} a minute`;
    case 'bytes/s':
      return `${formatBytes(value)} a second`;
    case 'cycles/s':
      return `${formatCount(value)} a second`;
    case 'ns':
      return formatNanos(value);
    case 'seconds':
      return formatNanos(value * 1e9);
    case 'minutes':
      return formatMinutes(Math.round(value));
    case 'goroutines':
    case 'threads':
    case 'objects':
    case 'cycles':
    case 'samples':
    case 'windows':
      return `${formatCount(value)} ${unit}`;
    default:
      return assertNever(unit);
  }
}

/** A moment of a series: in UTC, since the start of the process, or by the number of the sample. */
export function momentText(timeMs: number, clock: MemorySeries['clock']): string {
  if (!Number.isFinite(timeMs)) return timeMs > 0 ? 'never' : 'unknown';
  if (clock === 'none') return `sample ${formatCount(Math.round(timeMs))}`;
  if (clock === 'sinceStart') return `${formatNanos(timeMs * 1e6)} after the start`;
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime())
    ? 'unknown'
    : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
