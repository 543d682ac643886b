/**
 * Label keys with the weight of their values, as pprof's -tags: keys by name, values heaviest first. Numbers that are told by
 * the same text (1024 and 1025 bytes are both 1kB) are one value.
 */
export interface TagReport {
  readonly sampleIndex: number;
  /** What shares refer to. */
  readonly total: number;
  readonly keys: readonly TagKey[];
}

export interface TagKey {
  readonly key: string;
  /** Unit of numbers: the first one recorded for the key, else the key itself, as in pprof; '' for texts. */
  readonly unit: string;
  readonly isNumeric: boolean;
  /** Weight of all values: a sample with two values of the key counts twice. */
  readonly total: number;
  /** All of them, or as many of the heaviest as were asked for. */
  readonly values: readonly TagValue[];
  /** How many there are in all, and how many of these weigh nothing. */
  readonly valueCount: number;
  readonly idleCount: number;
}

export interface TagValue {
  /** As recorded, or the number with its unit as pprof writes it. */
  readonly text: string;
  /** null for texts, and where several numbers share the text. */
  readonly number: number | null;
  readonly value: number;
  readonly samples: number;
}
