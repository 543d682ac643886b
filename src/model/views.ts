import type { Int64, Int64Column } from '../base/int64';
import type { MemStats } from './memStats';
import type { Problem } from './problem';
import type { ProfileKind, ValueType } from './profile';

/** What a profile says about itself. Small and serialisable: it goes to the webview and to JSON. */
export interface ProfileFacts {
  readonly kind: ProfileKind;
  readonly sampleTypes: readonly SampleTypeFacts[];
  /** What Heaplens shows first: inuse_space for a heap profile, else Go's choice, else the first with data. */
  readonly sampleIndex: number;
  /** What `go tool pprof` shows first. */
  readonly goSampleIndex: number;
  readonly samples: number;
  readonly functions: number;
  /** Milliseconds since 1970; null when not recorded. */
  readonly timeMs: number | null;
  /** 0 when not recorded. */
  readonly durationNanos: number;
  readonly periodType: ValueType | null;
  readonly period: number;
  /** Path of the main binary as recorded, '' unknown. */
  readonly binary: string;
  readonly buildId: string;
  readonly comments: readonly string[];
  readonly inflatedBytes: number;
  /** null where the profile is no comparison. */
  readonly comparison: ComparisonFacts | null;
  /** What the runtime said about the whole process; absent where the file does not hold it. */
  readonly memStats?: MemStats;
}

/**
 * What a comparison compares. `diffBase`: percentages are of the base; `base`: of the difference (pprof's -diff_base and
 * -base). `baseTotals` and `currentTotals` have one number a value type: signed sums of each side, before `normalized` scaled
 * the current one to the base's, as pprof does.
 */
export interface ComparisonFacts {
  readonly mode: 'base' | 'diffBase';
  readonly normalized: boolean;
  readonly baseTotals: readonly number[];
  readonly currentTotals: readonly number[];
  /** When each side was recorded (the earliest of several), in milliseconds since 1970; null when not recorded. */
  readonly baseTimeMs: number | null;
  readonly currentTimeMs: number | null;
}

export interface SampleTypeFacts extends ValueType {
  /** Sum of magnitudes as Go counts it; may round beyond 2^53 (then `exactTotal` has the digits). */
  readonly total: number;
  readonly exactTotal?: string;
  /** Values are differences of two profiles. Absent where they are not. */
  readonly isDifference?: true;
  /** Sum of the signed values: differs from `total` only where values are negative. */
  readonly sum: number;
}

export type Granularity = 'functions' | 'filefunctions' | 'files' | 'lines' | 'addresses';

export const granularities: readonly Granularity[] = [
  'functions',
  'filefunctions',
  'files',
  'lines',
  'addresses',
];

/**
 * Which tree of calls the samples are folded into. `bottomUp`: leaf functions stand below "all", their callers below them.
 * `callees` and `callers` start at one function (a position in the table of functions), at its outermost call in each stack,
 * and go down or up from there: node 0 is the function itself, not "all".
 */
export type TreeShape =
  | { readonly kind: 'topDown' }
  | { readonly kind: 'bottomUp' }
  | { readonly kind: 'callees'; readonly frame: number }
  | { readonly kind: 'callers'; readonly frame: number };

export const topDown: TreeShape = { kind: 'topDown' };

/** Frames of one granularity with their flat and cum in one value type, a row each. */
export interface FrameRows {
  readonly granularity: Granularity;
  readonly sampleIndex: number;
  /** What shares refer to. */
  readonly total: number;
  readonly length: number;
  /** Position in the profile's frame table of this granularity: stable for the profile. */
  readonly frame: Uint32Array;
  readonly name: readonly string[];
  readonly packageName: readonly string[];
  readonly file: readonly string[];
  /** Line of the function's definition (functions, filefunctions), the line itself (lines, addresses), 0 unknown. */
  readonly line: Float64Array;
  /** At granularity `addresses` alone: 16 hexadecimal digits, as pprof prints them before the name; '' unknown. */
  readonly address?: readonly string[];
  readonly flat: Int64Column;
  readonly cum: Int64Column;
  /** Relative standard errors of flat and cum, NaN where a row has none; null where the numbers are exact or nothing is known. */
  readonly flatError: Float64Array | null;
  readonly cumError: Float64Array | null;
}

/** One row per key of the granularity with flat or cum other than 0, heaviest flat first, as `go tool pprof -top` sorts. */
export interface TopTable extends FrameRows {
  /** What flat and cum are the differences of; null where the profile is no comparison. */
  readonly compared: ComparedTable | null;
  /** Rows that were too small, and the rows that `nodeCount` chose from; absent where no report options were given. */
  readonly trimmed?: { readonly dropped: number; readonly candidates: number };
}

/** Values of both sides of a comparison, a row each: `flat` is `currentFlat - baseFlat`. */
export interface ComparedColumns {
  readonly baseFlat: Int64Column;
  readonly currentFlat: Int64Column;
  readonly baseCum: Int64Column;
  readonly currentCum: Int64Column;
}

export interface ComparedTable extends ComparedColumns {
  /** Signed sums of what the question left, whether a row shows it or not. */
  readonly baseTotal: Int64;
  readonly currentTotal: Int64;
}

/**
 * Call nodes of one value type in display order: preorder, heaviest sibling first.
 * A node's box starts where its previous sibling's ends (or at its parent's start) and is `weight` wide. In a comparison
 * a box is as wide as both of its sides together: what did not change can be seen, too.
 * Siblings too small to see are left out: the right end of a parent stays empty.
 *
 *     depth   0 1 2 2 1        ┌──────────all───────────┐
 *     weight 10 7 4 2 3        ├──────A────────┬──B──┐──┘
 *                              ├──a1───┬─a2─┐  └─────┘
 */
export interface FlameView {
  readonly sampleIndex: number;
  /** The node this view was asked for: 0 is "all". It stands at row 0, its ancestors are in `ancestors`. */
  readonly root: number;
  /** Root's ancestors, outermost first, "all" included; empty when root is "all". */
  readonly ancestors: readonly { readonly node: number; readonly frame: number; readonly total: number }[];
  readonly length: number;
  /** Call node id: the same for every value type and for every view of this profile. Node 0 is "all". */
  readonly node: Uint32Array;
  /** Position in `frames`; node 0 has frame -1. */
  readonly frame: Int32Array;
  /** Depth below `root`, which has depth 0. */
  readonly depth: Uint16Array;
  /** Sum of magnitudes below this node: the width of its box. Equal to `total` unless values are negative. */
  readonly weight: Float64Array;
  readonly total: Float64Array;
  readonly self: Float64Array;
  /** Totals of both sides of a comparison: `total` is `current - base`. null where the profile is none. */
  readonly compared: ComparedTotals | null;
  /** Frames that occur in this view. */
  readonly frames: FrameNames;
  /** Call nodes below `root` that were too small to send. */
  readonly omitted: number;
  /** Largest depth below root in the whole tree. */
  readonly maxDepth: number;
}

export interface ComparedTotals {
  readonly base: Float64Array;
  readonly current: Float64Array;
}

/** Parallel lists. `id` is the frame's position in the profile's table of functions, stable for the profile. */
export interface FrameNames {
  readonly id: Uint32Array;
  readonly name: readonly string[];
  /** Import path, 'runtime', '' when the name has none: the colour key. */
  readonly packageName: readonly string[];
  readonly file: readonly string[];
  /** Line of the definition, 0 unknown. */
  readonly startLine: Float64Array;
}

/** Standing of a function over the whole profile, for one value type. */
export interface FunctionDetails {
  readonly frame: number;
  readonly name: string;
  readonly packageName: string;
  readonly file: string;
  readonly startLine: number;
  readonly sampleIndex: number;
  readonly flat: number;
  readonly cum: number;
  /** Per value type, in the order of `sampleTypes`. */
  readonly flatByType: readonly number[];
  readonly cumByType: readonly number[];
  /** What the differences are made of; null where the profile is no comparison. */
  readonly compared: ComparedByType | null;
  /** Of the sampled estimate `cum`: relative standard error, null where nothing was sampled or the kind is exact. */
  readonly relativeError: number | null;
  /** The same of `flat`. */
  readonly flatRelativeError: number | null;
  /** Lines of this function, heaviest cum first. */
  readonly lines: readonly LineValue[];
  /** Heaviest first; `value` is the weight of the edge, counted once per sample. */
  readonly callers: readonly Neighbour[];
  readonly callees: readonly Neighbour[];
}

/** Both sides of a comparison, a number per value type. Of a call node, flat is its self and cum its total. */
export interface ComparedByType {
  readonly baseFlat: readonly number[];
  readonly currentFlat: readonly number[];
  readonly baseCum: readonly number[];
  readonly currentCum: readonly number[];
}

export interface LineValue {
  readonly file: string;
  readonly line: number;
  readonly flat: number;
  readonly cum: number;
}

export interface Neighbour {
  /** -1 stands for "none": the function was the root (callers) or the leaf (callees). */
  readonly frame: number;
  readonly name: string;
  readonly packageName: string;
  readonly value: number;
}

/** One call node with the stack that leads to it. */
export interface NodeDetails {
  readonly node: number;
  readonly frame: number;
  readonly self: number;
  readonly total: number;
  readonly selfByType: readonly number[];
  readonly totalByType: readonly number[];
  /** What the differences are made of; null where the profile is no comparison. */
  readonly compared: ComparedByType | null;
  /** Of `total` and of `self`, as for functions. */
  readonly relativeError: number | null;
  readonly selfRelativeError: number | null;
  /** Root first, this node last; `line` is the heaviest line of that frame among the samples below this node. */
  readonly stack: readonly StackFrame[];
  /** Lines of this node itself, heaviest first. */
  readonly lines: readonly LineValue[];
}

export interface StackFrame {
  readonly node: number;
  readonly frame: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** Result of a search over function names. */
export interface SearchResult {
  /** Frames (positions in the table of functions) whose name matches, ascending. */
  readonly frames: Uint32Array;
  /** Weight of all samples with a match anywhere in the stack, each once. */
  readonly total: number;
  /** Call nodes whose frame matches. */
  readonly nodes: number;
}

/**
 * All that the source overlay needs, without the profile: costs by recorded file, then line, then function.
 * Rows of file f are `lineStart[f]` to `lineStart[f + 1]` (lines ascending) and `functionStart[f]` to
 * `functionStart[f + 1]` (start lines ascending).
 */
export interface LineCosts {
  readonly sampleTypes: readonly SampleTypeFacts[];
  readonly files: readonly string[];
  readonly lineStart: Uint32Array;
  readonly line: Float64Array;
  /** The function (row in the function columns) that the line belongs to. */
  readonly lineFunction: Uint32Array;
  /** One column per value type, a row per line. cum counts a sample once per line, also under recursion. */
  readonly lineFlat: readonly Float64Array[];
  readonly lineCum: readonly Float64Array[];
  /**
   * flat, and what Go's standard library spent on behalf of the line: a sample belongs to the innermost line outside the
   * standard library. A blocked goroutine stands in the runtime, but a person looks for the line that blocks it.
   */
  readonly lineOwn: readonly Float64Array[];
  /** Top callers of line row i: `callerStart[i]` to `callerStart[i + 1]`, heaviest first, at most 5. */
  readonly callerStart: Uint32Array;
  readonly callerName: readonly string[];
  /** In the profile's first-shown value type. */
  readonly callerValue: Float64Array;
  readonly callerSampleIndex: number;
  readonly functionStart: Uint32Array;
  /** Name of the outermost declared function, closures folded into it: `example.com/app.(*Cache).Put`. */
  readonly functionName: readonly string[];
  /** Line of its definition as recorded, 0 unknown. */
  readonly functionStartLine: Float64Array;
  /** First and last line with a cost inside the function or its closures. */
  readonly functionFirstLine: Float64Array;
  readonly functionLastLine: Float64Array;
  /** Function with its closures; a sample counts once. */
  readonly functionFlat: readonly Float64Array[];
  readonly functionCum: readonly Float64Array[];
  /** Relative standard error of functionCum in `callerSampleIndex`; NaN where unknown. */
  readonly functionError: Float64Array;
  /** The base of a comparison: all other columns are differences to it. null where the profile is none. */
  readonly base: LineCostsBase | null;
}

/** Columns as those of LineCosts, row by row. The current side is `base + difference`. */
export interface LineCostsBase {
  readonly lineFlat: readonly Float64Array[];
  readonly lineCum: readonly Float64Array[];
  readonly lineOwn: readonly Float64Array[];
  readonly functionFlat: readonly Float64Array[];
  readonly functionCum: readonly Float64Array[];
}

export type { Problem };
