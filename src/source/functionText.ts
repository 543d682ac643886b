import type { Message } from '../base/message';
import { outlineGo } from './goOutline';
import { assessFunctions } from './staleness';

/** Where a function that a profile names stands in a text now. */
export interface FunctionFit {
  /** Recorded line + shift = line in the text. */
  readonly shift: number;
  /** Why lines cannot be told any more; null while they can. */
  readonly stale: Message | null;
  /** Lines of the whole function in the text, from 1; null where they are unknown. */
  readonly first: number | null;
  readonly last: number | null;
}

/** Lines of a function as a profile has them: those of its costs, and of its definition (0 unknown). */
export interface WantedLines {
  readonly functionName: string;
  readonly startLine: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface FunctionText {
  /** Recorded line of `lines[0]`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  readonly shift: number;
  readonly stale: Message | null;
}

/** Of a longer function only what stands around its costs is told. */
export const maximumLines = 2000;

/** Longer lines are cut: generated tables are no code to read. */
const maximumLineLength = 500;

/** By this function alone, for want of the costs of its whole file. */
export function fitByName(goText: string, wanted: WantedLines): FunctionFit {
  const { functionName: name, startLine, firstLine, lastLine } = wanted;
  const [found] = assessFunctions(outlineGo(goText), [{ name, startLine, firstLine, lastLine }]);
  if (found.kind === 'gone') return { shift: 0, stale: found.message, first: null, last: null };
  const { line: first, lastLine: last } = found.declaration;
  return found.kind === 'stale'
    ? { shift: 0, stale: found.message, first, last }
    : { shift: found.shift, stale: null, first, last };
}

/** The whole function where it is not too long, and at least the lines that are wanted. */
export function textOfFunction(text: string, wanted: WantedLines, fit: FunctionFit): FunctionText {
  const all = text.split(/\r?\n/);
  const [first, last] = spanOf(wanted, fit);
  const from = Math.max(1, Math.min(all.length, first));
  const to = Math.min(all.length, last, from + maximumLines - 1);
  return {
    firstLine: from - fit.shift,
    lines: all.slice(from - 1, to).map((line) => line.slice(0, maximumLineLength)),
    shift: fit.shift,
    stale: fit.stale,
  };
}

function spanOf(wanted: WantedLines, { shift, stale, first, last }: FunctionFit): readonly [number, number] {
  const wantedFirst = wanted.firstLine + shift;
  const wantedLast = wanted.lastLine + shift;
  if (first === null || last === null || last - first >= maximumLines) return [wantedFirst, wantedLast];
  // Of a stale function its old lines do not say where it is: it is told as it stands.
  return stale ? [first, last] : [Math.min(first, wantedFirst), Math.max(last, wantedLast)];
}
