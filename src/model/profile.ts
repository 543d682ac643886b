import type { Brand } from '../base/brand';
import type { Int64Column } from '../base/int64';

export type SampleIndex = Brand<'sample'>;
export type StackIndex = Brand<'stack'>;
export type LocationIndex = Brand<'location'>;
export type FunctionIndex = Brand<'function'>;
export type MappingIndex = Brand<'mapping'>;
/** Position in the profile's string table; 0 is the empty string. */
export type StringIndex = Brand<'string'>;

/** A value type as pprof writes it: `inuse_space`/`bytes`, `cpu`/`nanoseconds`. */
export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

export type ProfileKind = 'heap' | 'cpu' | 'goroutine' | 'block' | 'mutex' | 'threadcreate' | 'other';

/**
 * A decoded pprof profile in columns. Nothing is allocated per sample.
 *
 * Stacks are a prefix tree over locations, so that a stack that a million samples share is stored once:
 *
 *     stack      0        1        2             sample.stack = 2 means main → serve → put
 *     parent    -1        0        1
 *     location  main     serve    put
 */
export interface Profile {
  readonly kind: ProfileKind;
  readonly sampleTypes: readonly ValueType[];
  /** Go's own choice: `default_sample_type`, else the last one. */
  readonly defaultSampleIndex: number;
  readonly strings: StringTable;
  readonly samples: SampleTable;
  readonly stacks: StackTable;
  readonly locations: LocationTable;
  readonly functions: FunctionTable;
  readonly mappings: MappingTable;
  /** Nanoseconds since 1970, null when not recorded. Exact. */
  readonly timeNanos: bigint | null;
  /** Nanoseconds, 0 when not recorded. */
  readonly durationNanos: number;
  readonly periodType: ValueType | null;
  /** In `periodType.unit`; 0 when not recorded. */
  readonly period: number;
  readonly comments: readonly string[];
  readonly docUrl: string;
  /** What the file says that reading it has used up already; absent where the profile is no file's. */
  readonly recorded?: RecordedOptions;
}

/** As written in a pprof file, '' for none. */
export interface RecordedOptions {
  readonly dropFrames: string;
  readonly keepFrames: string;
  readonly defaultSampleType: string;
}

/** Strings by index, decoded from the file's bytes when asked for. */
export interface StringTable {
  readonly length: number;
  get(index: StringIndex): string;
}

export interface SampleTable {
  readonly length: number;
  /** Leaf of the sample's stack in `stacks`; -1 for an empty stack. */
  readonly stack: Int32Array;
  /** One column per value type. */
  readonly values: readonly Int64Column[];
  readonly labels: LabelTable;
  /**
   * Where the profile is a comparison: what `values` are the differences of, else null. Whoever makes new samples of these
   * has to take it along: rows that stay keep theirs, rows that become one are summed.
   */
  readonly compared: ComparedValues | null;
  /** Of a goroutine profile in text form, as it was read; whoever makes new samples leaves it out. */
  readonly hidden?: HiddenLeaves;
}

/** Frames of the runtime at the leaf, of which a text has addresses and no names, by sample. They are in no stack. */
export interface HiddenLeaves {
  /** How many; at most 255. */
  readonly depth: Uint8Array;
  /** Number of the leaf's address: the same for equal ones. */
  readonly leaf: Uint32Array;
}

/**
 * Both sides of a comparison, one column per value type and a row per sample; `values` is `current - base`. A row whose
 * values are all 0 while its sides are not says that nothing changed there: pprof drops it, a picture of both sides does not.
 */
export interface ComparedValues {
  readonly base: readonly Int64Column[];
  readonly current: readonly Int64Column[];
}

/** Labels of sample i are the rows `start[i]` to `start[i + 1]`. */
export interface LabelTable {
  readonly start: Uint32Array;
  readonly key: Uint32Array;
  /** String index of the value; 0 when the label is numeric. */
  readonly text: Uint32Array;
  readonly number: Int64Column;
  readonly unit: Uint32Array;
}

/** A parent always stands before its children: `parent[i] < i`, -1 at a root. */
export interface StackTable {
  readonly length: number;
  readonly parent: Int32Array;
  readonly location: Uint32Array;
}

/** Lines of location i are the rows `lineStart[i]` to `lineStart[i + 1]` of the line columns, innermost inlined call first. */
export interface LocationTable {
  readonly length: number;
  readonly address: BigUint64Array;
  /** -1 for none. */
  readonly mapping: Int32Array;
  readonly lineStart: Uint32Array;
  /** -1 for none. */
  readonly lineFunction: Int32Array;
  /** 1-based; 0 unknown. */
  readonly lineNumber: Float64Array;
}

export interface FunctionTable {
  readonly length: number;
  readonly name: Uint32Array;
  readonly systemName: Uint32Array;
  readonly file: Uint32Array;
  /** 1-based; 0 unknown. */
  readonly startLine: Float64Array;
}

export interface MappingTable {
  readonly length: number;
  readonly start: BigUint64Array;
  readonly limit: BigUint64Array;
  readonly offset: BigUint64Array;
  readonly file: Uint32Array;
  readonly buildId: Uint32Array;
}
