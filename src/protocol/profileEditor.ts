import type { Message } from '../base/message';
import type { CallGraph } from '../model/callGraph';
import type { CostSplit } from '../model/costSplit';
import type { ExportQuery } from '../model/exporting';
import type { DumpFacts } from '../model/goroutineReport';
import type { LeakTrend } from '../model/leakTrend';
import type { Problem } from '../model/problem';
import type { ProfileQueries } from '../model/queries';
import type { Question } from '../model/question';
import type { ComparedColumns, ComparisonFacts, ProfileFacts, TopTable } from '../model/views';
import type { GoroutineNotifications, GoroutineRequests } from './goroutineEditor';
import type { SavedView } from './savedView';
import type { EvidencePiece, MemoryState, TimelineRequests } from './timelineEditor';

/*
 * Messages between the profile editor's host half and its webview, carried by base/rpc.
 * The webview starts: it sends `ready`; the host answers with the state of the file.
 * Integers in tables are Float64 here (pictures may round); `exactFlat`/`exactCum` carry digits where they would.
 */

/** What the host hands to the engine as it is. */
type PassedQueries = Pick<
  ProfileQueries,
  | 'flame'
  | 'search'
  | 'functionDetails'
  | 'nodeDetails'
  | 'sourceListing'
  | 'tags'
  | 'questionEffect'
  | 'rawFacts'
>;

/** What the webview can ask for. */
export interface WebviewRequests extends PassedQueries, GoroutineRequests, TimelineRequests {
  ready: { params: null; result: EditorState };
  top: { params: ProfileQueries['top']['params']; result: WireTopTable };
  callGraph: { params: ProfileQueries['callGraph']['params']; result: WireCallGraph };
  /** Opens the line in a text editor; says itself, in VS Code's way, when it cannot. */
  openSource: { params: SourceTarget; result: boolean };
  /** The text of a function's lines, from the file on this machine. */
  sourceText: { params: SourceTextQuery; result: SourceText };
  /** Whose code costs: in this profile first, then in those of other kinds that are open beside it. */
  costSplits: { params: { sampleIndex: number; question?: Question }; result: readonly NamedSplit[] };
  /** Asks where to, and writes the file; false where nobody wanted it in the end. */
  exportView: { params: Omit<ExportQuery, 'title'>; result: boolean };
  copy: { params: { text: string }; result: null };
  /** Copies a link that shows this profile in this way. `state` is JSON. */
  copyLink: { params: { state: string }; result: null };
  /** Shows the same two sides compared in another way, in place of this comparison. */
  compareAs: { params: CompareAs; result: null };
  savedViews: { params: null; result: readonly SavedView[] };
  /** Takes the place of a view of that name. All three answer with the views that there are then. */
  saveView: { params: SavedView; result: readonly SavedView[] };
  renameView: { params: { from: string; to: string }; result: readonly SavedView[] };
  deleteView: { params: { name: string }; result: readonly SavedView[] };
  /** Runs one of the actions offered in an error state. */
  action: { params: { id: EditorActionId }; result: null };
}

/** A cost split and whose it is. */
export interface NamedSplit {
  readonly fileName: string;
  readonly facts: ProfileFacts;
  readonly split: CostSplit;
}

/** What the host tells. */
export interface HostNotifications extends GoroutineNotifications {
  /** A new state after a reload, a deletion, a return of the file or a failure. */
  state: EditorState;
  /** Show the profile in this way: a link asked for it. JSON that nobody has checked. */
  showView: { state: string };
  /** Show this function: from a CodeLens, a hover or another view. */
  focusFunction: { name: string; frame: number; sampleIndex: number | null };
}

export interface CompareAs {
  /** The base becomes what is compared with it. */
  readonly swap: boolean;
  readonly mode: ComparisonFacts['mode'];
  readonly normalize: boolean;
  /** How the next page shows it: JSON. */
  readonly state: string;
}

export interface SourceTarget {
  /** As recorded in the profile. */
  readonly file: string;
  /** 1-based; 0 opens the definition by name or the top of the file. */
  readonly line: number;
  /** Name of the function in the profile: helps where the file has changed. */
  readonly functionName: string;
  readonly beside: boolean;
}

/** Lines `firstLine` to `lastLine` (from 1, as recorded) of the file that holds this function. */
export interface SourceTextQuery {
  readonly file: string;
  readonly functionName: string;
  /** Recorded line of the function's definition, 0 unknown. */
  readonly startLine: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

export type SourceText =
  | {
      readonly state: 'found';
      /** How people know the file: relative to the workspace where it lies in it. */
      readonly path: string;
      /** Recorded line of `lines[0]`; where the function has moved since, its lines come from where it is now. */
      readonly firstLine: number;
      readonly lines: readonly string[];
      /** Recorded line + shift = line in the file. */
      readonly shift: number;
      /** Why these may not be the lines that were profiled; null where they are. */
      readonly stale: Message | null;
    }
  | { readonly state: 'missing'; readonly message: Message };

export type EditorState =
  | {
      readonly kind: 'profile';
      readonly fileName: string;
      readonly facts: ProfileFacts;
      readonly problems: readonly Problem[];
      readonly revision: number;
      readonly fileState: 'present' | 'deleted';
      /** Of the captures that were opened together; the profile is the latest of them. null for one file. */
      readonly trend: LeakTrend | null;
      /** Where it is a goroutine dump, or a profile of goroutines. */
      readonly goroutines: DumpFacts | null;
      /** Of a file that holds several: what each is, and which of them is shown. */
      readonly pieces: readonly EvidencePiece[];
      readonly piece: number;
      readonly focus: { readonly frame: number; readonly sampleIndex: number | null } | null;
    }
  | MemoryState
  | {
      readonly kind: 'error';
      readonly fileName: string;
      readonly message: Message;
      readonly actions: readonly EditorAction[];
    };

export type EditorActionId = 'openAsText' | 'retry' | 'openSample' | 'raiseLimit';

export interface EditorAction {
  readonly id: EditorActionId;
  readonly label: string;
}

/** A TopTable with plain numbers. */
export interface WireTopTable extends Omit<TopTable, 'flat' | 'cum' | 'compared'> {
  readonly flat: Float64Array;
  readonly cum: Float64Array;
  /** Present only where a column does not fit into Float64 exactly. */
  readonly exactFlat?: readonly string[];
  readonly exactCum?: readonly string[];
  readonly compared: { readonly [Column in keyof ComparedColumns]: Float64Array } | null;
}

/** A CallGraph with plain numbers. */
export interface WireCallGraph extends Omit<CallGraph, 'flat' | 'cum' | 'edgeWeight'> {
  readonly flat: Float64Array;
  readonly cum: Float64Array;
  readonly edgeWeight: Float64Array;
}

/** What the host writes into the page for the webview to start with: `<script type="application/json">` is not used, `data-boot` on the body is. */
export interface WebviewBoot {
  readonly locale: string;
  /** Translations by English text; empty for English. */
  readonly l10n: Readonly<Record<string, string>>;
}
