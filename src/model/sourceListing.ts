/** Lines of the functions that were asked for, as pprof's -list counts them. */
export interface SourceListing {
  readonly sampleIndex: number;
  /** What shares refer to. */
  readonly total: number;
  /** Functions that match, in the order in which pprof lists them. */
  readonly functions: readonly ListedFunction[];
}

export interface ListedFunction {
  readonly name: string;
  /** As recorded. */
  readonly file: string;
  /** Line of the definition, 0 unknown. */
  readonly startLine: number;
  /** Sums of the lines, as pprof's -list heads a function: a sample that is at two lines of it counts for both. */
  readonly flat: number;
  readonly cum: number;
  /** Ascending; a sample counts once a line, also under recursion. */
  readonly lines: readonly ListedLine[];
}

export interface ListedLine {
  readonly line: number;
  readonly flat: number;
  readonly cum: number;
  /** Of the estimate `cum`: relative standard error; null where it is exact or unknown. */
  readonly relativeError: number | null;
  /** Lines of functions that were inlined into this one at this line: each followed by what was inlined into it, heaviest first. */
  readonly inlined: readonly InlinedLine[];
}

export interface InlinedLine {
  /** 1 for a function called on the line itself. */
  readonly depth: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly flat: number;
  readonly cum: number;
}
