import { type Message, message } from '../../base/message';
import type { ProfileKind } from '../../model/profile';
import type { CostIndex, FunctionCost } from './costIndex';
import type { Translate } from './lensText';
import { changePhrase, valuePhrase } from './lensText';
import { shortChange, shortShare, shortValue } from './shortNumbers';
import { shareOf } from './shownTypes';

/** 0: costs only in what the line calls; 1 to 3: its own cost, mild to hot. */
export type Heat = 0 | 1 | 2 | 3;

/** Share of the profile's total from which a line's own cost counts as this hot. */
export const heatShares = { medium: 0.03, hot: 0.1 } as const;

/** A line worth a mark, for one value type. */
export interface HotLine {
  /** Row in the line columns. */
  readonly row: number;
  /** As recorded. */
  readonly line: number;
  readonly function: FunctionCost;
  readonly flat: number;
  readonly cum: number;
  readonly heat: Heat;
}

/** Lines of one function whose flat or cum reaches `minimumShare` (0 to 1) of the profile's total, by line. */
export function hotLinesOf(
  index: CostIndex,
  owner: FunctionCost,
  typeIndex: number,
  minimumShare: number,
): HotLine[] {
  const { costs } = index;
  const type = costs.sampleTypes[typeIndex];
  const hot: HotLine[] = [];
  for (const row of owner.lineRows) {
    const flat = costs.lineFlat[typeIndex][row];
    const cum = costs.lineCum[typeIndex][row];
    const flatShare = Math.abs(shareOf(flat, type));
    const isOwn = flat !== 0 && flatShare >= minimumShare;
    if (!isOwn && (cum === 0 || Math.abs(shareOf(cum, type)) < minimumShare)) continue;
    hot.push({ row, line: costs.line[row], function: owner, flat, cum, heat: isOwn ? heatOf(flatShare) : 0 });
  }
  return hot;
}

function heatOf(share: number): Heat {
  if (share >= heatShares.hot) return 3;
  return share >= heatShares.medium ? 2 : 1;
}

/** What one profile says at the end of a line. */
export interface MarkPart {
  readonly kind: ProfileKind;
  readonly index: CostIndex;
  readonly typeIndex: number;
  readonly hot: HotLine;
  /** Values are differences between two profiles. */
  readonly isComparison?: boolean;
  /** What a trend over several captures says of the line. */
  readonly trend?: Message | null;
}

/**
 * `298 MB flat · 96 % of this function` for one profile; several profiles name their types and leave the function out:
 * `inuse 298 MB flat · cpu 1.2 s cum`.
 */
export function markText(parts: readonly MarkPart[], translate: Translate): string {
  const texts =
    parts.length === 1
      ? [singleMark(parts[0], translate)]
      : parts.map((part) => translate(namedMark(part, translate)));
  const trends = parts.flatMap(({ trend }) => (trend ? [translate(trend)] : []));
  return [...texts, ...trends].join(' · ');
}

function singleMark(part: MarkPart, translate: Translate): string {
  const { costs } = part.index;
  const own = part.hot.heat > 0;
  const value = own ? part.hot.flat : part.hot.cum;
  const ofFunction = costs.functionCum[part.typeIndex][part.hot.function.row];
  const { unit } = costs.sampleTypes[part.typeIndex];
  const text = part.isComparison ? shortChange(value, unit) : shortValue(value, unit);
  const args = { value: text, share: ofFunction === 0 ? '' : shortShare(value / ofFunction) };
  // A share of a difference says nothing: what grew may stand beside what fell.
  if (ofFunction === 0 || part.isComparison) {
    return translate(
      own
        ? message('overlay.mark.flat', '{value} flat', args)
        : message('overlay.mark.cum', '{value} cum', args),
    );
  }
  return translate(
    own
      ? message('overlay.mark.flatOf', '{value} flat · {share} of this function', args)
      : message('overlay.mark.cumOf', '{value} cum · {share} of this function', args),
  );
}

function namedMark(part: MarkPart, translate: Translate) {
  const own = part.hot.heat > 0;
  const type = part.index.costs.sampleTypes[part.typeIndex];
  const phrase = part.isComparison ? changePhrase : valuePhrase;
  const value = translate(phrase(part.kind, type, own ? part.hot.flat : part.hot.cum));
  return own
    ? message('overlay.mark.flat', '{value} flat', { value })
    : message('overlay.mark.cum', '{value} cum', { value });
}
