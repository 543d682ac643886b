import type { Brand } from '../base/brand';
import type { Problem } from '../model/problem';
import type {
  FlameView,
  FunctionDetails,
  Granularity,
  LineCosts,
  NodeDetails,
  ProfileFacts,
  SearchResult,
  TopTable,
} from '../model/views';

/** What callers name that have no other business with the model. */
export type { Granularity, TopTable } from '../model/views';

export type EvidenceHandle = Brand<'evidence'>;

export interface OpenOptions {
  /** File name, for messages and as a hint where content cannot decide (mutex or block). */
  readonly name: string;
  /** Refuse to inflate to more than this many bytes. */
  readonly maxInflatedBytes?: number;
  readonly signal?: AbortSignal;
}

/** A file's worth of evidence can be several; each kind has its own handle and queries. */
export type Evidence = ProfileEvidence;

export interface ProfileEvidence {
  readonly kind: 'profile';
  readonly handle: EvidenceHandle;
  readonly facts: ProfileFacts;
  readonly problems: readonly Problem[];
}

export interface FlameQuery {
  readonly sampleIndex: number;
  /** Call node to show as the root; 0 is "all". */
  readonly root: number;
  /** Nodes narrower than this share of the root are left out. Default: whatever keeps the view under 200,000 nodes. */
  readonly minShare?: number;
}

export interface TopQuery {
  readonly sampleIndex: number;
  readonly granularity: Granularity;
}

export interface SearchQuery {
  readonly sampleIndex: number;
  /** Plain text (case-insensitive) or, with `regex`, a regular expression. */
  readonly text: string;
  readonly regex: boolean;
}

/**
 * The one door to decoding and analysis. Asynchronous everywhere, whether the work happens in a worker or in process.
 * Every failure is a MessageError; an aborted call rejects with an error named AbortError.
 */
export interface Engine {
  /** Takes over `bytes`: the caller must not use them afterwards. */
  open(bytes: Uint8Array, options: OpenOptions): Promise<Evidence[]>;
  top(handle: EvidenceHandle, query: TopQuery, signal?: AbortSignal): Promise<TopTable>;
  flame(handle: EvidenceHandle, query: FlameQuery, signal?: AbortSignal): Promise<FlameView>;
  search(handle: EvidenceHandle, query: SearchQuery, signal?: AbortSignal): Promise<SearchResult>;
  functionDetails(
    handle: EvidenceHandle,
    frame: number,
    sampleIndex: number,
    signal?: AbortSignal,
  ): Promise<FunctionDetails>;
  nodeDetails(
    handle: EvidenceHandle,
    node: number,
    sampleIndex: number,
    signal?: AbortSignal,
  ): Promise<NodeDetails>;
  /**
   * Frame (position in the table of functions) by exact name, or by name without type arguments, or the heaviest closure of
   * a declared function that LineCosts names; -1 if absent.
   */
  findFunction(handle: EvidenceHandle, name: string): Promise<number>;
  lineCosts(handle: EvidenceHandle, signal?: AbortSignal): Promise<LineCosts>;
  /** Frees the evidence. Unknown handles are ignored. */
  close(handle: EvidenceHandle): Promise<void>;
  dispose(): void;
}
