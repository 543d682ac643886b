import type { DumpComparison, GoroutineReport } from '../../src/model/goroutineReport';
import { classOf, stateText } from './groups';
import { changeName, className, rateText, signedText } from './texts';

/** Letters that a column needs for the longest of its texts. */
export interface GroupLetters {
  readonly state: number;
  readonly change: number;
}

/** States can be long, and need no room where none is; folded groups change by no more than all that changed. */
export function lettersOf({
  groups,
  comparison,
}: Pick<GoroutineReport, 'groups' | 'comparison'>): GroupLetters {
  let state = 0;
  for (let group = 0; group < groups.length; group++) {
    const text = stateText(groups, group) || className(classOf(groups, group));
    state = Math.max(state, text.length);
  }
  return { state, change: comparison ? changeLetters(comparison, groups.length) : 0 };
}

function changeLetters(comparison: DumpComparison, length: number): number {
  const first = comparison.counts[0]!;
  const last = comparison.counts.at(-1)!;
  let grown = 0;
  let shrunk = 0;
  let fastest = 0;
  for (let group = 0; group < length; group++) {
    const change = last[group]! - first[group]!;
    if (change > 0) grown += change;
    else shrunk -= change;
    const rate = Math.abs(comparison.perMinute[group]!);
    if (Number.isFinite(rate) && rate !== 0) fastest = Math.max(fastest, rateText(rate).length);
  }
  const number = signedText(Math.max(grown, shrunk)).length;
  return number + 1 + Math.max(fastest, changeName('gone').length);
}
