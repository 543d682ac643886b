import type { Verdict } from './finding';
import type { StateClass } from './goroutines';

/**
 * Which goroutines are meant. Terms of one kind are alternatives, kinds and negations narrow. As people write it:
 *
 *     state:select  class:mutex,cond  wait:>5m  wait:<=1h  goid:18  created:main.serve  func:/grpc/  file:pool.go
 *     at:store.go:42  label:tenant=acme  verdict:likely  rule:G4  is:locked  bubble:3  -func:net/http  plainText
 *
 * Plain words are looked for in functions, files and states, upper and lower case alike; `/…/` is a regular expression (RE2).
 */
export interface GoroutineFilter {
  readonly terms: readonly FilterTerm[];
}

export type FilterTerm = { readonly negated: boolean } & (
  | { readonly field: 'text' | 'state' | 'func' | 'file' | 'created' | 'start'; readonly match: TextMatch }
  /** A frame, or the `go` statement, is at this line; `file` is compared from its end, by path segments. */
  | { readonly field: 'at'; readonly file: string; readonly line: number }
  | { readonly field: 'class'; readonly classes: readonly StateClass[] }
  | { readonly field: 'verdict'; readonly verdicts: readonly Verdict[] }
  | { readonly field: 'rule'; readonly rules: readonly string[] }
  | { readonly field: 'wait'; readonly compare: '<' | '<=' | '>' | '>=' | '='; readonly minutes: number }
  | { readonly field: 'goid' | 'bubble' | 'parent'; readonly numbers: readonly number[] }
  | { readonly field: 'label'; readonly key: string; readonly value: TextMatch | null }
  | { readonly field: 'is'; readonly flag: 'locked' | 'durable' | 'leaked' | 'user' | 'new' | 'grown' }
);

export interface TextMatch {
  readonly text: string;
  readonly regex: boolean;
}

export const everyGoroutine: GoroutineFilter = { terms: [] };
