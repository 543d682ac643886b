import { formatShareChange, formatValue } from '../src/base/units';

/*
 * How a value of a comparison has changed. The same words and shares stand in every view; colours have steps.
 */

export interface Sides {
  readonly base: number;
  readonly current: number;
}

/** What happened to it. `new` was nothing before, `gone` is nothing now, `none` is nothing on both sides. */
export type ChangeKind = 'new' | 'more' | 'same' | 'less' | 'gone' | 'none';

export function changeKind({ base, current }: Sides): ChangeKind {
  if (base === current) return base === 0 ? 'none' : 'same';
  if (base === 0) return 'new';
  if (current === 0) return 'gone';
  return current > base ? 'more' : 'less';
}

/** From -1 (gone) over 0 (as before) to 1 (new): the difference as a share of both sides together. */
export function changeShare(base: number, current: number): number {
  const both = Math.abs(base) + Math.abs(current);
  return both === 0 ? 0 : (current - base) / both;
}

/** Steps of colour on each side of "as before". */
const stepsAside = 8;

export const changeSteps = 2 * stepsAside + 1;

export const sameStep = stepsAside;

/**
 * 0 (gone) to `changeSteps` - 1 (new). Small changes are spread out: a value that grew by a tenth is 5 % of both sides, and
 * is to be seen.
 *
 *     half of it  as before  +10 %   twice  new
 *          3          8        10      13    16
 */
export function stepOfChange(base: number, current: number): number {
  const share = changeShare(base, current);
  return stepsAside + Math.sign(share) * Math.round(stepsAside * Math.sqrt(Math.abs(share)));
}

type Translate = (english: string, args?: Readonly<Record<string, string | number>>) => string;

/** Both sides in words: `30.0 MB → 68.0 MB · +127 %`, `new: 68.0 MB`, `gone: was 30.0 MB`, `as before: 30.0 MB`. */
export function changeText(sides: Sides, unit: string, t: Translate): string {
  const [base, current] = [formatValue(sides.base, unit), formatValue(sides.current, unit)];
  switch (changeKind(sides)) {
    case 'new':
      return t('new: {value}', { value: current });
    case 'gone':
      return t('gone: was {value}', { value: base });
    case 'same':
      return t('as before: {value}', { value: current });
    case 'none':
      return t('nothing on either side');
    default:
      return `${base} → ${current} · ${changePercent(sides)}`;
  }
}

/** The difference as a share of what was before: `+127 %`. */
export function changePercent({ base, current }: Sides): string {
  return formatShareChange((current - base) / Math.abs(base));
}
