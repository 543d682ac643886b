import type { Integer, RawProfile } from './pprofProto';

/**
 * A profile as one would jot it down. Stacks are leaf first, frames as `name file:line`; inlined frames of one location
 * are joined with ` | `, innermost first; `0xaddress@mapping` is a location without lines (`0xaddress` alone: no mapping).
 *
 *     { types: ['cpu/nanoseconds'], samples: [{ stack: ['main.leaf a.go:3 | main.inlining a.go:9', 'main.main a.go:20'], values: [10] }] }
 */
export interface ProfileSketch {
  readonly types: readonly string[];
  readonly samples: readonly SampleSketch[];
  /** File names of mappings; those that addresses name are added by themselves. */
  readonly mappings?: readonly string[];
  readonly defaultType?: string;
  readonly dropFrames?: string;
  readonly keepFrames?: string;
  readonly periodType?: string;
  readonly period?: Integer;
  readonly timeNanos?: Integer;
  readonly durationNanos?: Integer;
  readonly comments?: readonly string[];
  /** Makes an id from a position: ids are keys, and need not count up from 1. */
  readonly id?: (position: number) => Integer;
}

export interface SampleSketch {
  readonly stack: readonly string[];
  readonly values: readonly Integer[];
  /** A string label, or a number with an optional unit: `{ bytes: [512, 'bytes'] }`; a list where a key has several values. */
  readonly labels?: Readonly<Record<string, LabelSketch>> | readonly (readonly [string, LabelSketch])[];
}

export type LabelSketch = string | readonly [Integer, string?];

/** Lays the sketch out as the tables of profile.proto. */
export function sketchProfile(sketch: ProfileSketch): RawProfile {
  const tables = new Tables(sketch.id ?? ((position) => position + 1));
  for (const file of sketch.mappings ?? []) tables.mapping(file);
  const text = (value: string | undefined) => tables.text(value ?? '');
  const valueType = (pair: string) => {
    const [type, unit] = pair.split('/');
    return { type: text(type), unit: text(unit) };
  };
  const sampleType = sketch.types.map(valueType);
  const sample = sketch.samples.map(({ stack, values, labels }) => ({
    locationId: stack.map((frame) => tables.location(frame)),
    value: [...values],
    label: labelPairs(labels).map(([key, value]) =>
      typeof value === 'string'
        ? { key: text(key), str: text(value) }
        : { key: text(key), num: value[0], numUnit: text(value[1]) },
    ),
  }));
  return {
    sampleType,
    sample,
    mapping: tables.mappings,
    location: tables.locations,
    function: tables.functions,
    dropFrames: text(sketch.dropFrames),
    keepFrames: text(sketch.keepFrames),
    timeNanos: sketch.timeNanos,
    durationNanos: sketch.durationNanos,
    periodType: sketch.periodType === undefined ? undefined : valueType(sketch.periodType),
    period: sketch.period,
    comment: sketch.comments?.map(text),
    defaultSampleType: text(sketch.defaultType),
    stringTable: tables.strings,
  };
}

function labelPairs(labels: SampleSketch['labels'] = []): readonly (readonly [string, LabelSketch])[] {
  return Array.isArray(labels) ? labels : Object.entries(labels);
}

class Tables {
  readonly strings = [''];
  readonly mappings: NonNullable<RawProfile['mapping']> = [];
  readonly locations: NonNullable<RawProfile['location']> = [];
  readonly functions: NonNullable<RawProfile['function']> = [];
  readonly #id: (position: number) => Integer;
  readonly #ids = new Map<string, Integer>();

  constructor(id: (position: number) => Integer) {
    this.#id = id;
  }

  text(value: string): number {
    const known = this.strings.indexOf(value);
    return known >= 0 ? known : this.strings.push(value) - 1;
  }

  mapping(file: string): Integer {
    return this.#once(`mapping ${file}`, this.mappings, (id, position) => ({
      id,
      memoryStart: 0x400000 + position * 0x100000,
      memoryLimit: 0x500000 + position * 0x100000,
      filename: this.text(file),
    }));
  }

  location(frame: string): Integer {
    const [address = '', file] = frame.split('@');
    if (/^0x[0-9a-f]+$/.test(address)) {
      const mappingId = file === undefined ? 0 : this.mapping(file);
      return this.#once(frame, this.locations, (id) => ({ id, mappingId, address: BigInt(address) }));
    }
    const line = frame.split(' | ').map((one) => {
      const [, name = one, source = '', number = '0'] = /^(.*) (\S+):(\d+)$/s.exec(one) ?? [];
      return { functionId: this.#function(name, source), line: Number(number) };
    });
    return this.#once(frame, this.locations, (id, position) => ({ id, address: 0x401000 + position, line }));
  }

  #function(name: string, file: string): Integer {
    return this.#once(`function ${name} ${file}`, this.functions, (id) => ({
      id,
      name: this.text(name),
      systemName: this.text(name),
      filename: this.text(file),
    }));
  }

  #once<T>(key: string, table: T[], make: (id: Integer, position: number) => T): Integer {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#id(table.length);
    this.#ids.set(key, id);
    table.push(make(id, table.length));
    return id;
  }
}
