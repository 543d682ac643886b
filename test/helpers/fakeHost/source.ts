/** Where the page's profile comes from, by address. */
export type PageSource =
  | { readonly kind: 'file'; readonly url: string }
  /** Goroutine dumps, oldest first: the last is shown and compared with the others. */
  | { readonly kind: 'dumps'; readonly of: readonly string[] }
  | { readonly kind: 'merge'; readonly of: readonly string[] }
  /** Memory over time that the worker makes itself: files of this many samples would take longer to read than to draw. */
  | { readonly kind: 'samples'; readonly count: number }
  | {
      readonly kind: 'compare';
      readonly base: string;
      readonly current: string;
      readonly mode: 'base' | 'diffBase';
      readonly normalize: boolean;
    };
