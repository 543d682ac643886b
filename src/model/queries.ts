import type { CallGraph } from './callGraph';
import type { CostSplit } from './costSplit';
import type { ExportQuery } from './exporting';
import type { TimeSpan } from './finding';
import type {
  CreatorTree,
  DumpOutline,
  GoroutineReport,
  GoroutineRow,
  ReportOptions as JudgeOptions,
  WaitTarget,
} from './goroutineReport';
import type {
  HeapShape,
  MemoryExportQuery,
  MemoryReport,
  MemoryReportOptions,
  WhatIf,
  WhatIfQuery,
} from './memoryReport';
import type { MemorySeries } from './memorySeries';
import type { Question, QuestionEffect, ReportOptions } from './question';
import type { RawFacts } from './rawFacts';
import type { SourceQuestion } from './sourceFacts';
import type { SourceListing } from './sourceListing';
import type { TagReport } from './tagReport';
import type { RangeSummary, TimelineMoment, TimelineQuery, TimelineView } from './timeline';
import type {
  FlameView,
  FunctionDetails,
  Granularity,
  LineCosts,
  NodeDetails,
  SearchResult,
  TopTable,
  TreeShape,
} from './views';

/** What of a profile is asked: the samples that the question leaves; without a question, all. */
export interface Asked {
  readonly question?: Question;
  /** Of a goroutine dump asked as a profile: only goroutines that match this filter (model/goroutineFilter). */
  readonly goroutines?: string;
}

/** Where a query counts: one value type of what is asked. */
export interface Scope extends Asked {
  readonly sampleIndex: number;
}

/**
 * What can be asked of an open profile, and of a goroutine dump, which is a profile of its stacks too. Ids of frames and call nodes hold for one question (and one shape): another
 * question may number them anew, so views find things again by name.
 */
export interface ProfileQueries {
  top: {
    /** `errors`: false spares counting standard errors where nobody shows them. */
    params: Scope & {
      readonly granularity: Granularity;
      readonly report?: ReportOptions;
      readonly errors?: boolean;
    };
    result: TopTable;
  };
  flame: { params: FlameQuery; result: FlameView };
  /** `text` is plain (case-insensitive) or, with `regex`, a regular expression. */
  search: {
    params: Scope & { readonly text: string; readonly regex: boolean; readonly shape?: TreeShape };
    result: SearchResult;
  };
  functionDetails: { params: Scope & { readonly frame: number }; result: FunctionDetails };
  nodeDetails: { params: Scope & { readonly node: number; readonly shape?: TreeShape }; result: NodeDetails };
  /**
   * Frame (position in the table of functions) by exact name, or by name without type arguments, or the heaviest closure of
   * a declared function that LineCosts names; -1 if absent.
   */
  findFunction: { params: { readonly name: string } & Asked; result: number };
  lineCosts: { params: Asked; result: LineCosts };
  callGraph: { params: CallGraphQuery; result: CallGraph };
  /** `expression` matches function names, as pprof's -list. */
  sourceListing: {
    params: Scope & { readonly expression: string; readonly relativePercentages?: boolean };
    result: SourceListing;
  };
  /**
   * `unit` is what numbers of labels are told in: `auto` (default), or one of their family. `mostValues` of each key are told,
   * all by default: a label with an id for each request has as many as there are samples.
   */
  tags: {
    params: Scope & {
      readonly unit?: string;
      readonly relativePercentages?: boolean;
      readonly mostValues?: number;
    };
    result: TagReport;
  };
  questionEffect: { params: Scope; result: QuestionEffect };
  rawFacts: { params: null; result: RawFacts };
  export: { params: ExportQuery; result: Uint8Array };
  /** Of `inuse_space`; null where there is none. */
  heapShape: { params: null; result: HeapShape | null };
  costSplit: { params: Scope & { readonly userModules: readonly string[] }; result: CostSplit };
}

/** What can be asked of an open goroutine dump besides. `group` and `goroutine` are positions in the report and in the dump; `filter` is written as
 * model/goroutineFilter says, and a broken one ends as a MessageError. */
export interface GoroutineQueries {
  /** Lines that rules want to know more about, most goroutines first, at most 200. */
  sourceQuestions: { params: { readonly userModules: readonly string[] }; result: readonly SourceQuestion[] };
  /** Judged by itself; comparisons are `Engine.goroutineReport`. */
  report: { params: JudgeOptions; result: GoroutineReport };
  /** How many goroutines of each group of the latest report match. */
  matchGroups: {
    params: { readonly filter: string };
    result: { readonly matching: Uint32Array; readonly total: number };
  };
  /** `limit` at most 500. `total` counts all that match. */
  goroutines: {
    params: {
      readonly group: number | null;
      readonly filter?: string;
      readonly offset: number;
      readonly limit: number;
    };
    result: { readonly rows: readonly GoroutineRow[]; readonly total: number };
  };
  /** As it stands in the file, at most 64 KiB of it. */
  goroutineText: { params: { readonly goroutine: number }; result: string };
  creatorTree: { params: { readonly filter?: string }; result: CreatorTree };
  /** Most waiters first, at most 200. */
  waitTargets: { params: { readonly group: number | null }; result: readonly WaitTarget[] };
  dumpOutline: { params: null; result: DumpOutline };
}

/** What can be asked of an open memory series. */
export interface MemoryQueries {
  timeline: { params: TimelineQuery; result: TimelineView };
  timelineMoment: { params: { readonly timeMs: number }; result: TimelineMoment };
  timelineRange: { params: TimeSpan; result: RangeSummary };
  memoryReport: { params: MemoryReportOptions; result: MemoryReport };
  whatIf: { params: WhatIfQuery; result: WhatIf };
  /** All of it: for whoever prints it. */
  memorySeries: { params: null; result: MemorySeries };
  memoryExport: { params: MemoryExportQuery; result: Uint8Array };
}

export interface Queries extends ProfileQueries, GoroutineQueries, MemoryQueries {}
export type QueryName = keyof Queries;
export type Params<Name extends QueryName> = Queries[Name]['params'];
export type Result<Name extends QueryName> = Queries[Name]['result'];

export interface FlameQuery extends Scope {
  readonly shape?: TreeShape;
  /** Call node to show as the root; 0 is "all", or the function that the shape starts at. */
  readonly root: number;
  /** Nodes narrower than this share of the root are left out. Default: whatever keeps the view under 200,000 nodes. */
  readonly minShare?: number;
}

export interface CallGraphQuery extends Scope {
  readonly granularity: Granularity;
  readonly report: ReportOptions;
  /** Regular expression: only nodes of stacks with a match, untrimmed around it (pprof's -peek). */
  readonly peek?: string;
  /**
   * For a picture: nodes by how much they tell (where paths join or part) instead of by value, and no residual edge that
   * another path makes redundant, as pprof's -dot. The same numbers otherwise.
   */
  readonly picture?: boolean;
}
