export interface CorpusResult {
  readonly checked: number;
  readonly failedFiles: number;
  /** What is no part of this check, and why. */
  readonly skipped?: { readonly count: number; readonly why: string };
  readonly shortfalls: readonly string[];
  /** Why nothing could be checked at all. */
  readonly cannot?: string;
}
