import type { Brand } from '../base/brand';
import type { CaptureNote } from './captureNote';
import type { StringTable } from './profile';

/** Position in `GoroutineDump.goroutines`, not the id that the runtime gave. */
export type GoroutineIndex = Brand<'goroutine'>;

/**
 * What a goroutine does, folded from its state text and, where that says too little (`semacquire`, debug=1), from its
 * innermost frames. The order is that of `stateClass` columns and never changes within a version.
 */
export const stateClasses = [
  /** Running, runnable, preempted, assisting the collector. */
  'running',
  'syscall',
  /** Waits on a nil channel: can never proceed. */
  'nilChannel',
  /** `select {}`. */
  'forever',
  /** The garbage collector proved that nothing can wake it (Go 1.26 and later). */
  'leaked',
  'channel',
  'select',
  'mutex',
  'waitGroup',
  'cond',
  /** A semaphore that no frame explains. */
  'semaphore',
  'io',
  'sleep',
  /** The runtime's own, parked. */
  'runtime',
  /** Waits for the collector, or for the world to start again. */
  'gc',
  'coroutine',
  /** A form without states, whose frames do not tell channel from select. */
  'unknown',
  'other',
] as const;

export type StateClass = (typeof stateClasses)[number];

/** How the goroutines were written down: it decides what is known of them. */
export type DumpForm =
  /** A text with one stack a goroutine: `debug=2`, runtime.Stack, SIGQUIT, a panic. */
  | 'stacks'
  /** Stacks with counts, no ids, no states, no creators: `debug=1`. */
  | 'counts'
  /** As `counts`, in protobuf. */
  | 'profile';

/** What ended the program, where the dump comes from its end. */
export interface Crash {
  readonly kind: 'panic' | 'fatal' | 'signal';
  /** The first line as printed: `panic: …`, `fatal error: …`, `SIGQUIT: quit`. */
  readonly text: string;
  /** Further lines of the preamble (`[signal …]`, `goroutine stack exceeds …`, nested panics), at most 50. */
  readonly details: readonly string[];
}

/**
 * One goroutine dump in columns. Nothing is kept per frame of a goroutine: stacks that many share are stored once.
 *
 * `bytes` is the file (or what was inflated from it, or what one writer of a log wrote, without the prefixes of its lines): texts of
 * single goroutines are read from it when someone looks. Lines are those of the file in any case.
 */
export interface GoroutineDump {
  readonly form: DumpForm;
  readonly crash: Crash | null;
  readonly bytes: Uint8Array;
  /** Where this dump stands in `bytes`, its preamble included. */
  readonly start: number;
  readonly end: number;
  /** 1-based line of `start`. */
  readonly line: number;
  readonly strings: StringTable;
  readonly frames: DumpFrames;
  readonly stacks: DumpStacks;
  readonly goroutines: GoroutineTable;
  /** Key and value pairs by `goroutines.labels`. */
  readonly labelSets: readonly (readonly (readonly [key: string, value: string])[])[];
  /** By `goroutines.ancestry`: what GODEBUG=tracebackancestors adds, nearest creator first. */
  readonly ancestries: readonly (readonly Ancestor[])[];
  /** The header's own total where the form has one (`goroutine profile: total N`), of a cut one what its capture counted; else null. */
  readonly statedTotal: number | null;
  /** debug=2 gives up at 64 MiB: the text ends there, in the middle of a stack. */
  readonly isTruncated: boolean;
  /** Only goroutines that the collector found leaked are listed (`goroutineleak`). */
  readonly onlyLeaked: boolean;
  /** What Heaplens noted when it captured this; absent in other files. */
  readonly captured?: CaptureNote;
  /** Lines within the dump that are neither of a goroutine nor of what is known around it. */
  readonly skippedLines: number;
}

export interface Ancestor {
  readonly goid: number;
  /** In `stacks`. */
  readonly stack: number;
  /** In `frames`; -1 unknown. */
  readonly creator: number;
}

/** Distinct (function, file, line). Elided frames are frames too: their text as function, no file. */
export interface DumpFrames {
  readonly length: number;
  /** String index of the function as printed, without arguments. */
  readonly func: Uint32Array;
  /** String index of the file as printed; 0 (the empty string) for none. */
  readonly file: Uint32Array;
  /** 1-based; 0 unknown. */
  readonly line: Uint32Array;
}

/** Distinct stacks, innermost frame first: frames of stack i are `frame[start[i]]` to `frame[start[i + 1] - 1]`. */
export interface DumpStacks {
  readonly length: number;
  readonly start: Uint32Array;
  readonly frame: Uint32Array;
}

/** Bits of `GoroutineTable.flags`. */
export const goroutineFlags = {
  lockedToThread: 1,
  leaked: 2,
  durable: 4,
  scan: 8,
  /** "goroutine running on other thread; stack unavailable". */
  noStack: 16,
  /** The text ends inside it. */
  cut: 32,
  /** The one that panicked, or that wrote the dump: the first of its text. */
  current: 64,
} as const;

/** One row a goroutine; in forms with counts one row a stack, with `count` of them. */
export interface GoroutineTable {
  readonly length: number;
  /** -1 where the form has none. Exact up to 2^53. */
  readonly goid: Float64Array;
  readonly count: Uint32Array;
  /** String index of the state as printed, without suffixes, minutes and attributes; 0 where the form has none. */
  readonly state: Uint32Array;
  /** Position in `stateClasses`. */
  readonly stateClass: Uint8Array;
  /** Whole minutes as printed, a lower bound that only a garbage collection writes; -1 where none are printed. */
  readonly waitMinutes: Int32Array;
  readonly flags: Uint8Array;
  /** Number of its synctest bubble; -1 for none. */
  readonly bubble: Int32Array;
  /** Number of the thread (`m=`); -1 for none. */
  readonly thread: Int32Array;
  /** In `stacks`; -1 without one. */
  readonly stack: Int32Array;
  /** Frame of the `go` statement; -1 unknown. */
  readonly creator: Int32Array;
  /** -1 unknown. */
  readonly creatorGoid: Float64Array;
  /** In `ancestries`; -1 for none. */
  readonly ancestry: Int32Array;
  /** In `labelSets`; -1 for none. */
  readonly labels: Int32Array;
  /** Bytes of its text, header to the end of its last line. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** 1-based line of its header in the file; 0 where it is no text. */
  readonly line: Uint32Array;
  /**
   * Arguments that may be addresses (2^20 up to 2^48), innermost frames first, at most 16 a goroutine: those of goroutine i are
   * rows `addressStart[i]` to `addressStart[i + 1]` of the three columns below.
   */
  readonly addressStart: Uint32Array;
  readonly address: Float64Array;
  /** Position of the frame in the stack. */
  readonly addressFrame: Uint8Array;
  /** Position of the word among the printed arguments of the frame, braces flattened. */
  readonly addressArgument: Uint8Array;
}
