import { GrowingFloat64, GrowingInt32, GrowingUint32 } from '../base/growingColumns';
import { InternedStrings } from '../model/internedStrings';
import type { FunctionTable, LocationTable, MappingTable, Profile } from '../model/profile';
import type { UsedTables } from './usedTables';

/** The tables that stacks refer to. */
export type JoinedTables = Pick<Profile, 'strings' | 'locations' | 'functions' | 'mappings'>;

/**
 * Functions, locations and mappings of several profiles in one set of tables, unified by what they say instead of by their
 * ids, with the keys of google/pprof profile/merge.go: a mapping is its size, offset and build id (or file), a location its
 * address inside the mapping and its lines, so that a program whose addresses were randomised still meets itself.
 */
export class TableJoiner {
  readonly strings = new InternedStrings();
  readonly #functions = new Functions();
  readonly #mappings = new Mappings(this.strings);
  readonly #locations = new Locations();

  /** The first mapping is the main binary by convention: it has to come first, used or not. */
  addMainMapping(profile: Profile): void {
    if (this.#mappings.length > 0 || profile.mappings.length === 0) return;
    this.#mappings.add(profile.mappings, 0, this.strings.indicesOf(profile.strings));
  }

  /** New positions of the profile's used locations; -1 for the others. */
  addLocations(profile: Profile, used: UsedTables, textOf: (index: number) => number): Int32Array {
    const { functions, mappings, locations } = profile;
    const functionOf = placesOf(used.functions, (fn) => this.#functions.add(functions, fn, textOf));
    const mappingOf = placesOf(used.mappings, (mapping) => this.#mappings.add(mappings, mapping, textOf));
    return placesOf(used.locations, (location) => {
      const mapping = locations.mapping[location]!;
      if (mapping < 0) return this.#locations.add(locations, location, functionOf, -1, 0n, 0n);
      const { start } = mappings;
      const joined = mappingOf[mapping]!;
      const shift = this.#mappings.startOf(joined) - start[mapping]!;
      return this.#locations.add(locations, location, functionOf, joined, start[mapping]!, shift);
    });
  }

  finish(): JoinedTables {
    return {
      strings: this.strings,
      functions: this.#functions.finish(),
      mappings: this.#mappings.finish(),
      locations: this.#locations.finish(),
    };
  }
}

function placesOf(used: Uint8Array, place: (row: number) => number): Int32Array {
  const places = new Int32Array(used.length).fill(-1);
  for (let row = 0; row < used.length; row++) if (used[row] === 1) places[row] = place(row);
  return places;
}

class Functions {
  readonly #known = new Map<string, number>();
  readonly #name = new GrowingUint32();
  readonly #systemName = new GrowingUint32();
  readonly #file = new GrowingUint32();
  readonly #startLine = new GrowingFloat64();

  add(from: FunctionTable, fn: number, textOf: (index: number) => number): number {
    const name = textOf(from.name[fn]!);
    const systemName = textOf(from.systemName[fn]!);
    const file = textOf(from.file[fn]!);
    const startLine = from.startLine[fn]!;
    const key = `${name} ${systemName} ${file} ${startLine}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.#name.length);
    this.#name.push(name);
    this.#systemName.push(systemName);
    this.#file.push(file);
    this.#startLine.push(startLine);
    return this.#name.length - 1;
  }

  finish(): FunctionTable {
    return {
      length: this.#name.length,
      name: this.#name.finish(),
      systemName: this.#systemName.finish(),
      file: this.#file.finish(),
      startLine: this.#startLine.finish(),
    };
  }
}

/** Sizes are told apart by whole pages, as in Go: linkers and loaders round differently. */
const pageBytes = 0x1000n;

class Mappings {
  readonly #strings: InternedStrings;
  readonly #known = new Map<string, number>();
  readonly #start: bigint[] = [];
  readonly #limit: bigint[] = [];
  readonly #offset: bigint[] = [];
  readonly #file: number[] = [];
  readonly #buildId: number[] = [];

  constructor(strings: InternedStrings) {
    this.#strings = strings;
  }

  get length(): number {
    return this.#start.length;
  }

  startOf(mapping: number): bigint {
    return this.#start[mapping]!;
  }

  add(from: MappingTable, row: number, textOf: (index: number) => number): number {
    const file = textOf(from.file[row]!);
    const buildId = textOf(from.buildId[row]!);
    const size = BigInt.asUintN(64, from.limit[row]! - from.start[row]! + pageBytes - 1n);
    const identity = this.#strings.get(buildId === 0 ? file : buildId);
    const key = `${size / pageBytes} ${from.offset[row]!} ${identity}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.length);
    this.#start.push(from.start[row]!);
    this.#limit.push(from.limit[row]!);
    this.#offset.push(from.offset[row]!);
    this.#file.push(file);
    this.#buildId.push(buildId);
    return this.length - 1;
  }

  finish(): MappingTable {
    return {
      length: this.length,
      start: BigUint64Array.from(this.#start),
      limit: BigUint64Array.from(this.#limit),
      offset: BigUint64Array.from(this.#offset),
      file: Uint32Array.from(this.#file),
      buildId: Uint32Array.from(this.#buildId),
    };
  }
}

class Locations {
  readonly #known = new Map<string, number>();
  readonly #address: bigint[] = [];
  readonly #mapping = new GrowingInt32();
  readonly #lineEnd = new GrowingUint32();
  readonly #lineFunction = new GrowingInt32();
  readonly #lineNumber = new GrowingFloat64();

  /** `mappingStart` is where the location's own mapping begins, `shift` how far the joined one lies from it. */
  add(
    from: LocationTable,
    location: number,
    functionOf: Int32Array,
    mapping: number,
    mappingStart: bigint,
    shift: bigint,
  ): number {
    const address = from.address[location]!;
    const start = from.lineStart[location]!;
    const end = from.lineStart[location + 1]!;
    let key = `${mapping} ${BigInt.asUintN(64, address - mappingStart)}`;
    for (let row = start; row < end; row++) {
      key += ` ${joinedFunction(functionOf, from.lineFunction[row]!)}:${from.lineNumber[row]}`;
    }
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.#address.length);
    this.#address.push(BigInt.asUintN(64, address + shift));
    this.#mapping.push(mapping);
    for (let row = start; row < end; row++) {
      this.#lineFunction.push(joinedFunction(functionOf, from.lineFunction[row]!));
      this.#lineNumber.push(from.lineNumber[row]!);
    }
    this.#lineEnd.push(this.#lineFunction.length);
    return this.#address.length - 1;
  }

  finish(): LocationTable {
    const length = this.#address.length;
    const lineStart = new Uint32Array(length + 1);
    lineStart.set(this.#lineEnd.finish(), 1);
    return {
      length,
      address: BigUint64Array.from(this.#address),
      mapping: this.#mapping.finish(),
      lineStart,
      lineFunction: this.#lineFunction.finish(),
      lineNumber: this.#lineNumber.finish(),
    };
  }
}

function joinedFunction(functionOf: Int32Array, fn: number): number {
  return fn < 0 ? -1 : functionOf[fn]!;
}
