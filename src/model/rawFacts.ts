/** What a profile holds besides its samples: for people who doubt a file. Addresses are hexadecimal with 0x. */
export interface RawFacts {
  readonly mappings: readonly RawMapping[];
  readonly comments: readonly string[];
  readonly docUrl: string;
  /** As recorded, before anything was dropped; '' none. */
  readonly dropFrames: string;
  readonly keepFrames: string;
  readonly defaultSampleType: string;
  readonly counts: {
    readonly samples: number;
    /** Different ones; the longest path of one is `deepestStack`. */
    readonly stacks: number;
    readonly locations: number;
    readonly locationsWithoutLines: number;
    readonly functions: number;
    readonly inlinedLines: number;
    readonly labels: number;
    readonly strings: number;
  };
  /** Frames, inlined ones included. */
  readonly deepestStack: number;
  readonly inflatedBytes: number;
}

export interface RawMapping {
  readonly start: string;
  readonly limit: string;
  readonly offset: string;
  readonly file: string;
  readonly buildId: string;
  readonly locations: number;
}
