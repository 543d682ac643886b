import {
  formatChange,
  formatExact,
  formatExactChange,
  formatShare,
  formatShareChange,
  formatValue,
} from '../src/base/units';
import type { SampleTypeFacts } from '../src/model/views';

/*
 * Numbers of a value type as every view writes them: in a comparison they are differences, and carry their sign.
 */

type Shown = Pick<SampleTypeFacts, 'unit' | 'isDifference'>;

/** `310 MB`, of a comparison `+310 MB`. */
export function amountText(value: number, { unit, isDifference }: Shown): string {
  return isDifference ? formatChange(value, unit) : formatValue(value, unit);
}

/** Every digit. */
export function exactText(value: number | bigint, { unit, isDifference }: Shown): string {
  return isDifference ? formatExactChange(value, unit) : formatExact(value, unit);
}

/** `25 %`, of a comparison `+25 %`. */
export function shareText(share: number, { isDifference }: Shown): string {
  return isDifference ? formatShareChange(share) : formatShare(share);
}

/** Bars are as long as magnitudes: in a comparison their colour says which way. */
export function markSign(bar: HTMLElement, value: number, { isDifference }: Shown): void {
  if (isDifference && value !== 0) bar.classList.add(value < 0 ? 'shrank' : 'grew');
}
