import type { Message } from '../base/message';
import type { TimeSpan } from '../model/finding';
import type { DumpFacts } from '../model/goroutineReport';
import type { KnownLimits, MemoryReport, WhatIf } from '../model/memoryReport';
import type { Problem } from '../model/problem';
import type { MemoryQueries } from '../model/queries';
import type { MemoryFacts } from '../model/timeline';

/*
 * What the page of a memory series and its host half say to each other, beside what every evidence's page says
 * (protocol/profileEditor).
 */

type PassedQueries = Pick<MemoryQueries, 'timeline' | 'timelineMoment' | 'timelineRange'>;

export interface TimelineRequests extends PassedQueries {
  /** The host knows the rest: thresholds, captures, what people have said about limits. */
  memoryReport: { params: { readonly range: TimeSpan | null }; result: MemoryReport };
  whatIf: { params: { readonly gogc: number | null; readonly memoryLimit: number | null }; result: WhatIf };
  /** What a person knows that the evidence does not say; kept for this file. A new revision follows. */
  setKnownLimits: { params: KnownLimits; result: null };
  /** Asks where to, and writes the file; false where nobody wanted it in the end. */
  exportTimeline: { params: TimelineExport; result: boolean };
  /** Of a live watch. Capturing puts a mark on the timeline. */
  captureNow: { params: { readonly kind: 'heap' | 'goroutines' }; result: null };
  /** null: no longer. */
  captureWhen: { params: { readonly heapLiveBytes: number | null }; result: null };
  stopWatch: { params: null; result: null };
  resumeWatch: { params: null; result: null };
  /** The capture of this mark (position in the facts' marks), in a tab of its own. */
  openCapture: { params: { readonly mark: number }; result: null };
  /** What the code allocated between two captures: their trend, or says that there are fewer than two. */
  openGrowth: { params: TimeSpan; result: null };
}

export type TimelineExport =
  | { readonly format: 'png'; readonly bytes: Uint8Array }
  | { readonly format: 'csv'; readonly table: 'samples' | 'cycles'; readonly range: TimeSpan | null }
  | { readonly format: 'history' | 'alerts' | 'hpa' }
  /** With the picture that is in sight. */
  | { readonly format: 'incident'; readonly picture: Uint8Array };

/** The state of an editor that shows memory over time (EditorState of kind 'memory'). */
export interface MemoryState {
  readonly kind: 'memory';
  readonly fileName: string;
  readonly facts: MemoryFacts;
  readonly problems: readonly Problem[];
  /** Rises with every sample of a live watch, too: what was asked before may have changed. */
  readonly revision: number;
  readonly fileState: 'present' | 'deleted';
  readonly known: KnownLimits;
  /** null where nothing is being watched. */
  readonly live: LiveState | null;
  /** Of a file that holds several: what each is, and which of them is shown. */
  readonly pieces: readonly EvidencePiece[];
  readonly piece: number;
}

/** What stands at one place of a file: a profile of neither, a dump, or memory over time. */
export interface EvidencePiece {
  readonly goroutines: DumpFacts | null;
  readonly memory: MemoryFacts | null;
}

/** What a live watch does at the moment. */
export interface LiveState {
  readonly state: 'connecting' | 'watching' | 'waiting' | 'stopped';
  /** `localhost:6060`, or the command that runs with a GC trace. */
  readonly target: string;
  /** `/metrics`, `/debug/vars`, `/debug/pprof/heap?debug=1`, `gctrace`. */
  readonly source: string;
  /** What a person should know: what this source costs, why it waits, why it stopped. */
  readonly note: Message | null;
  readonly everySeconds: number;
  /** When it stops by itself, in milliseconds since 1970; null: with the program. */
  readonly untilMs: number | null;
  readonly captureWhenBytes: number | null;
  /** Whether captures can be taken of it: not of a command's output. */
  readonly canCapture: boolean;
  /** Whether it can go on when it has stopped: a program that has ended cannot. */
  readonly canResume: boolean;
}
