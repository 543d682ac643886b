/** Whose code costs: the party that a sample's cost is charged to. */
export type CostParty = 'user' | 'standardLibrary' | 'thirdParty' | 'gc' | 'malloc' | 'runtime';

export const costParties: readonly CostParty[] = [
  'user',
  'thirdParty',
  'standardLibrary',
  'malloc',
  'gc',
  'runtime',
];

/**
 * One profile's weight by party: the innermost frame decides, where frames of the runtime that allocate or collect garbage
 * are told from the rest of it. Values are in the order of `costParties`.
 */
export interface CostSplit {
  readonly sampleIndex: number;
  readonly total: number;
  readonly byParty: readonly number[];
  /** Functions outside the standard library, heaviest first, at most 1000: what the samples that pass through them cost by party. */
  readonly functions: readonly FunctionSplit[];
}

export interface FunctionSplit {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly total: number;
  readonly byParty: readonly number[];
}
