import { formatBytes, formatCount, formatMinutes, formatNanos, formatShare } from '../src/base/units';
import type { EvidenceUnit } from '../src/model/finding';
import { isLimit } from '../src/model/memoryFields';
import { formatInteger, t } from './strings';

/** A number that decided, or a step to it, in its unit. */
export function amountText(value: number, unit: EvidenceUnit): string {
  if (Number.isNaN(value)) return '—';
  switch (unit) {
    case '':
      return Number.isInteger(value) ? formatInteger(value) : String(Number(value.toPrecision(4)));
    case 'goroutines':
      return formatInteger(value);
    case 'bytes':
      return value === 0 || isLimit(Math.abs(value)) ? formatBytes(value) : t('none');
    case 'bytes/min':
      return t('{amount}/min', { amount: signedBytes(value) });
    case 'bytes/s':
      return t('{amount}/s', { amount: formatBytes(value) });
    case 'cycles/s':
      return t('{count} cycles/s', { count: formatCount(value) });
    case 'share':
      return formatShare(value);
    case 'percent':
      return `${formatCount(value)} %`;
    case 'ns':
      return formatNanos(value);
    case 'seconds':
      return formatNanos(value * 1e9);
    case 'minutes':
      return Number.isInteger(value) ? formatMinutes(value) : formatNanos(value * 60e9);
    default:
      return t('{count} {unit}', { count: formatCount(value), unit: unitName(unit) });
  }
}

/** `+1.20 MB`, `−3 kB`. */
export function signedBytes(bytes: number): string {
  if (bytes === 0) return '±0';
  return `${bytes < 0 ? '−' : '+'}${formatBytes(Math.abs(bytes))}`;
}

function unitName(unit: 'threads' | 'objects' | 'cycles' | 'samples' | 'windows'): string {
  switch (unit) {
    case 'threads':
      return t('threads');
    case 'objects':
      return t('objects');
    case 'cycles':
      return t('cycles');
    case 'samples':
      return t('samples');
    case 'windows':
      return t('windows');
  }
}
