/** Label keys with the weight of their values, as pprof's -tags: keys by name, values heaviest first. */
export interface TagReport {
  readonly sampleIndex: number;
  /** What shares refer to. */
  readonly total: number;
  readonly keys: readonly TagKey[];
}

export interface TagKey {
  readonly key: string;
  /** Unit of numbers as recorded; '' for texts. */
  readonly unit: string;
  readonly isNumeric: boolean;
  /** Weight of all samples that carry the key. */
  readonly total: number;
  readonly values: readonly TagValue[];
}

export interface TagValue {
  /** As recorded, or the number with its unit as pprof writes it. */
  readonly text: string;
  readonly number: number | null;
  readonly value: number;
  readonly samples: number;
}
