import type { Message } from '../base/message';
import type { GoDeclaration, GoOutline } from './goOutline';

/** A function of one recorded file, closures folded in, as LineCosts has it. */
export interface ProfiledFunction {
  readonly name: string;
  /** As recorded, 0 unknown. */
  readonly startLine: number;
  /** First and last line with a cost. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** All lines with a cost, where the caller has them: they are checked one by one. */
  readonly lines?: readonly number[];
}

/**
 * What became of a function since the profile. Recorded line + `shift` is the line in the text.
 *
 *     same   it starts where it did             moved  the function as a whole stands elsewhere
 *     stale  its length or its lines changed    gone   the file does not declare it
 */
export type Freshness =
  | {
      readonly kind: 'same' | 'moved';
      readonly declaration: GoDeclaration;
      /** 0 for `same`. */
      readonly shift: number;
      /** Recorded lines whose own text changed since the baseline: no mark belongs there. Ascending. */
      readonly changedLines: readonly number[];
    }
  | { readonly kind: 'stale'; readonly declaration: GoDeclaration; readonly message: Message }
  | { readonly kind: 'gone'; readonly message: Message };

/** What a file's functions looked like while they matched the profile: later changes are then known exactly. */
export interface Baseline {
  readonly outline: GoOutline;
  /** By declaration of the outline: a number for each of its lines, equal for equal text. */
  readonly lineHashes: readonly Uint32Array[];
}
