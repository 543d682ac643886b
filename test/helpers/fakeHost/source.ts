/** Where the page's profile comes from, by address. */
export type PageSource =
  | { readonly kind: 'file'; readonly url: string }
  /** Goroutine dumps, oldest first: the last is shown and compared with the others. */
  | { readonly kind: 'dumps'; readonly of: readonly string[] }
  | { readonly kind: 'merge'; readonly of: readonly string[] }
  | {
      readonly kind: 'compare';
      readonly base: string;
      readonly current: string;
      readonly mode: 'base' | 'diffBase';
      readonly normalize: boolean;
    };
