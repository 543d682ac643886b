import { signedBytes } from '../evidenceAmount';
import { t } from '../strings';

const hourMs = 3_600_000;

/** Growth by the unit of time that what was looked at has several of: of a month, kilobytes a minute say nothing. */
export function growthText(bytesPerMinute: number, spanMs: number): string {
  if (spanMs >= 48 * hourMs) return t('{amount}/d', { amount: signedBytes(bytesPerMinute * 1440) });
  if (spanMs >= 3 * hourMs) return t('{amount}/h', { amount: signedBytes(bytesPerMinute * 60) });
  return t('{amount}/min', { amount: signedBytes(bytesPerMinute) });
}
