import type { Message } from '../base/message';
import type { Finding, Thresholds } from './finding';
import type { Crash, DumpForm, StateClass } from './goroutines';
import type { MemStats } from './memStats';
import type { SourceFact } from './sourceFacts';

/** One dump in a line: what its page and its tab say before anything is grouped. */
export interface DumpFacts {
  readonly form: DumpForm;
  readonly crash: Crash | null;
  /** Goroutines that were read, counts summed. */
  readonly parsed: number;
  /** How many there were: stated by the dump or by a capture; without a statement what was read, unless the text was cut. */
  readonly total: number | null;
  readonly isTruncated: boolean;
  /** total - parsed where both are known; null where the text was cut and nobody knows how many there were. */
  readonly missing: number | null;
  readonly onlyLeaked: boolean;
  readonly skippedLines: number;
  readonly distinctStacks: number;
  /** Goroutines by class, in the order of `stateClasses`. */
  readonly byClass: readonly number[];
  /** Where in its file: 1-based first line, and bytes of its text. */
  readonly line: number;
  readonly bytes: number;
  /** Milliseconds since 1970 where the file or its name says so, else null. */
  readonly timeMs: number | null;
}

/** Whose code a frame is. */
export const frameOrigins = ['user', 'thirdParty', 'standardLibrary', 'runtime'] as const;
export type FrameOrigin = (typeof frameOrigins)[number];

export interface ReportOptions {
  /** Import paths of the user's modules; where none is known, code outside Go's tree and module caches is the user's. */
  readonly userModules: readonly string[];
  /** Numbers that people have set; a rule's own for the rest. */
  readonly thresholds: Thresholds;
  /** Regular expressions on functions: goroutines whose stack has a match park innocently. Beside those that are built in. */
  readonly innocent: readonly string[];
  readonly sourceFacts: readonly SourceFact[];
  /** Of the process, about the time of the dump, where something says it. */
  readonly memStats: MemStats | null;
  /** Milliseconds since 1970 of each dump where someone knows better than the files: captures by their names. */
  readonly timesMs?: readonly (number | null)[];
  /** Goroutines that there were, by a count of the capture; null unknown. */
  readonly knownTotal?: number | null;
}

/** A dump judged by itself, with the rules' own numbers. */
export const plainReport: ReportOptions = {
  userModules: [],
  thresholds: {},
  innocent: [],
  sourceFacts: [],
  memStats: null,
};

/** The judged groups of one dump, and how they differ from earlier ones. */
export interface GoroutineReport {
  readonly facts: DumpFacts;
  readonly groups: GroupTable;
  /** Most severe and surest first. */
  readonly findings: readonly Finding[];
  /** null for a single dump. */
  readonly comparison: DumpComparison | null;
}

/**
 * Groups by state class, stack and creator, largest first. Goroutines of a group differ in nothing but arguments, ids and
 * times.
 */
export interface GroupTable {
  readonly length: number;
  readonly count: Uint32Array;
  /** Position in `stateClasses`. */
  readonly stateClass: Uint8Array;
  /** Position in `strings`: the state that most of the group have, with `(nil chan)` and `(leaked)`. */
  readonly state: Uint32Array;
  /** Of those that print minutes; -1 where none does. */
  readonly minWaitMinutes: Int32Array;
  readonly maxWaitMinutes: Int32Array;
  /** How many print minutes. */
  readonly waiting: Uint32Array;
  /** Frames of group i, innermost first: `frame[frameStart[i]]` to `frame[frameStart[i + 1] - 1]`, positions in `frames`. */
  readonly frameStart: Uint32Array;
  readonly frame: Uint32Array;
  /** Position in the stack of the innermost frame of the user; -1 for none. */
  readonly topUser: Int32Array;
  /** Position in `frames` of the `go` statement; -1 unknown. */
  readonly creator: Int32Array;
  /** Goroutines locked to a thread. */
  readonly locked: Uint32Array;
  /** Goids of group i, at most 20, in the order of the dump. */
  readonly goidStart: Uint32Array;
  readonly goid: Float64Array;
  /** Position in `verdicts`. */
  readonly verdict: Uint8Array;
  /** Findings of group i, positions in the report's findings. */
  readonly findingStart: Uint32Array;
  readonly finding: Uint32Array;
  /** The group that this one is folded under: same class and user frames; its own position where it stands for itself. */
  readonly similarTo: Uint32Array;
  readonly frames: GroupFrames;
  readonly strings: readonly string[];
}

export interface GroupFrames {
  readonly length: number;
  /** Positions in `GroupTable.strings`. */
  readonly func: Uint32Array;
  readonly file: Uint32Array;
  /** 1-based; 0 unknown. */
  readonly line: Uint32Array;
  /** Position in `frameOrigins`. */
  readonly origin: Uint8Array;
}

/** Groups over two or more dumps, oldest first; the last is the report's own. */
export interface DumpComparison {
  readonly dumps: readonly ComparedDump[];
  /** Goroutines by dump and group: `counts[dump][group]`, groups as in the report, which also lists groups that are gone. */
  readonly counts: readonly Uint32Array[];
  readonly change: readonly GroupChange[];
  /** Goroutines a minute by group, NaN where times are unknown. */
  readonly perMinute: Float64Array;
}

export interface ComparedDump {
  readonly name: string;
  readonly timeMs: number | null;
  readonly total: number;
}

export type GroupChange = 'new' | 'gone' | 'grown' | 'shrunk' | 'same';

/** Goroutines on one line of source: what CodeLens, line marks and hovers say. */
export interface GoroutineLine {
  readonly file: string;
  readonly line: number;
  readonly func: string;
  /** Waiting (or running) there, or made by the `go` statement there. */
  readonly role: 'blocked' | 'created';
  readonly count: number;
  /** Of the last of the compared dumps less the first; null without a comparison. */
  readonly change: number | null;
  /** State texts with counts, most frequent first. */
  readonly states: readonly {
    readonly state: string;
    readonly stateClass: StateClass;
    readonly count: number;
  }[];
  readonly maxWaitMinutes: number;
  /** Positions in the report's groups, largest first. */
  readonly groups: readonly number[];
}

/** One goroutine of a list. */
export interface GoroutineRow {
  /** Position in the dump. */
  readonly index: number;
  readonly group: number;
  /** -1 where the form has none. */
  readonly goid: number;
  readonly count: number;
  /** As printed, suffixes included. */
  readonly state: string;
  readonly waitMinutes: number;
  readonly creatorGoid: number;
  /** 1-based line of the file; 0 unknown. */
  readonly line: number;
  readonly bubble: number;
  readonly thread: number;
  readonly lockedToThread: boolean;
  readonly labels: readonly (readonly [key: string, value: string])[];
}

/** What goroutines wait on, by address, and who may hold or serve it. */
export interface WaitTarget {
  readonly kind: 'mutex' | 'rwMutex' | 'waitGroup' | 'cond' | 'channel' | 'semaphore';
  /** `0xc000012345`; '' where arguments do not tell. */
  readonly address: string;
  readonly waiters: number;
  readonly groups: readonly number[];
  /** Likely holders, or partners of a channel, likeliest first, at most 5. */
  readonly holders: readonly {
    readonly goroutine: number;
    readonly goid: number;
    readonly group: number;
    readonly reason: Message;
  }[];
}

/** The tree of `created by`: a node is a `go` statement below the one that made its creator, where the dump still has it. */
export interface CreatorTree {
  readonly length: number;
  /** -1 for roots; a parent stands before its children. */
  readonly parent: Int32Array;
  /** Positions in `strings`; the root of what has no creator is ''. */
  readonly func: Uint32Array;
  readonly file: Uint32Array;
  readonly line: Uint32Array;
  /** Goroutines made there, and with all that they made. */
  readonly self: Uint32Array;
  readonly total: Uint32Array;
  /** Function that those goroutines started with, position in `strings`: of most of them. */
  readonly start: Uint32Array;
  readonly strings: readonly string[];
}

/** A dump's text as an outline: for folding, symbols and links. */
export interface DumpOutline {
  readonly length: number;
  readonly goid: Float64Array;
  /** 1-based lines of header and last line. */
  readonly firstLine: Uint32Array;
  readonly lastLine: Uint32Array;
  /** Positions in `strings`: the bracket's text, and the function to show. */
  readonly state: Uint32Array;
  readonly func: Uint32Array;
  readonly strings: readonly string[];
}
