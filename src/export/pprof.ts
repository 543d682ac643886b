import { type UsedTables, usedTables } from '../analysis/usedTables';
import { ByteWriter } from '../base/byteWriter';
import { type Int64, nonZeroRows, toNumber } from '../base/int64';
import { InternedStrings } from '../model/internedStrings';
import type { Profile, ValueType } from '../model/profile';

/**
 * The profile as a pprof protobuf (google/pprof proto/profile.proto), not compressed. Ids are positions + 1. What no sample
 * needs is left out, and so are the rows of a comparison whose sides cancel out: pprof's own `-proto` has neither.
 * Expressions for frames to drop are not written: those frames are gone already.
 */
export function encodePprof(profile: Profile): Uint8Array<ArrayBuffer> {
  const encoder = new Encoder(profile);
  return encoder.encode();
}

const VARINT = 0;
const BYTES = 2;

class Encoder {
  readonly #profile: Profile;
  readonly #writer = new ByteWriter(64 * 1024);
  readonly #strings = new InternedStrings();
  readonly #textOf: (index: number) => number;
  readonly #isKept: Uint8Array;
  readonly #used: UsedTables;

  constructor(profile: Profile) {
    const { samples } = profile;
    this.#profile = profile;
    this.#textOf = this.#strings.indicesOf(profile.strings);
    this.#isKept = samples.compared
      ? nonZeroRows(samples.values, samples.length)
      : new Uint8Array(samples.length).fill(1);
    this.#used = usedTables(profile, this.#isKept);
    // The first mapping is the main binary: who reads the file looks for the build id there.
    if (this.#used.mappings.length > 0) this.#used.mappings[0] = 1;
  }

  encode(): Uint8Array<ArrayBuffer> {
    const mappingId = idsOf(this.#used.mappings);
    const functionId = idsOf(this.#used.functions);
    const locationId = idsOf(this.#used.locations);
    for (const type of this.#profile.sampleTypes) this.#valueType(1, type);
    this.#samples(locationId);
    this.#mappings(mappingId);
    this.#locations(locationId, mappingId, functionId);
    this.#functions(functionId);
    this.#header();
    this.#stringTable();
    return this.#writer.finish();
  }

  #samples(locationId: Uint32Array): void {
    const { samples, stacks } = this.#profile;
    const { stack, values, labels } = samples;
    const writer = this.#writer;
    let sample = 0;
    const writeLocations = () => {
      for (let at = stack[sample]!; at >= 0; at = stacks.parent[at]!) {
        writer.writeUint(locationId[stacks.location[at]!]!);
      }
    };
    const writeValues = () => {
      for (const column of values) writer.writeInt(column[sample]!);
    };
    const writeSample = () => {
      if (stack[sample]! >= 0) this.#sized(1, writeLocations);
      this.#sized(2, writeValues);
      for (let row = labels.start[sample]!; row < labels.start[sample + 1]!; row++) this.#label(row);
    };
    for (; sample < samples.length; sample++) if (this.#isKept[sample] === 1) this.#sized(2, writeSample);
  }

  #label(row: number): void {
    const { key, text, number, unit } = this.#profile.samples.labels;
    this.#sized(3, () => {
      this.#uint(1, this.#textOf(key[row]!));
      if (text[row] !== 0) this.#uint(2, this.#textOf(text[row]!));
      else {
        this.#int(3, number[row]!);
        this.#uint(4, this.#textOf(unit[row]!));
      }
    });
  }

  #mappings(mappingId: Uint32Array): void {
    const { start, limit, offset, file, buildId } = this.#profile.mappings;
    const known = whatIsKnown(this.#profile);
    for (let mapping = 0; mapping < mappingId.length; mapping++) {
      if (mappingId[mapping] === 0) continue;
      this.#sized(3, () => {
        this.#uint(1, mappingId[mapping]!);
        this.#int(2, start[mapping]!);
        this.#int(3, limit[mapping]!);
        this.#int(4, offset[mapping]!);
        this.#uint(5, this.#textOf(file[mapping]!));
        this.#uint(6, this.#textOf(buildId[mapping]!));
        this.#uint(7, known.functions[mapping]!);
        this.#uint(8, known.files[mapping]!);
        this.#uint(9, known.lines[mapping]!);
        this.#uint(10, known.inlined[mapping]!);
      });
    }
  }

  #locations(locationId: Uint32Array, mappingId: Uint32Array, functionId: Uint32Array): void {
    const { address, mapping, lineStart, lineFunction, lineNumber } = this.#profile.locations;
    for (let location = 0; location < locationId.length; location++) {
      if (locationId[location] === 0) continue;
      this.#sized(4, () => {
        this.#uint(1, locationId[location]!);
        this.#uint(2, mapping[location]! < 0 ? 0 : mappingId[mapping[location]!]!);
        this.#int(3, address[location]!);
        for (let row = lineStart[location]!; row < lineStart[location + 1]!; row++) {
          // Readers refuse a line without a function.
          if (lineFunction[row]! < 0) continue;
          this.#sized(4, () => {
            this.#uint(1, functionId[lineFunction[row]!]!);
            this.#int(2, lineNumber[row]!);
          });
        }
      });
    }
  }

  #functions(functionId: Uint32Array): void {
    const { name, systemName, file, startLine } = this.#profile.functions;
    for (let fn = 0; fn < functionId.length; fn++) {
      if (functionId[fn] === 0) continue;
      this.#sized(5, () => {
        this.#uint(1, functionId[fn]!);
        this.#uint(2, this.#textOf(name[fn]!));
        this.#uint(3, this.#textOf(systemName[fn]!));
        this.#uint(4, this.#textOf(file[fn]!));
        this.#int(5, startLine[fn]!);
      });
    }
  }

  #header(): void {
    const { timeNanos, durationNanos, periodType, period, comments, docUrl } = this.#profile;
    const { sampleTypes, defaultSampleIndex } = this.#profile;
    this.#int(9, timeNanos ?? 0n);
    this.#int(10, durationNanos);
    if (periodType) this.#valueType(11, periodType);
    this.#int(12, period);
    for (const comment of comments) {
      this.#tag(13, VARINT);
      this.#writer.writeUint(this.#strings.indexOf(comment));
    }
    this.#uint(14, this.#strings.indexOf(sampleTypes[defaultSampleIndex]?.type ?? ''));
    this.#uint(15, this.#strings.indexOf(docUrl));
  }

  /** Last: every other part adds to it. */
  #stringTable(): void {
    const encoder = new TextEncoder();
    for (let index = 0; index < this.#strings.length; index++) {
      this.#tag(6, BYTES);
      this.#writer.writeBytes(encoder.encode(this.#strings.get(index)));
    }
  }

  #valueType(field: number, { type, unit }: ValueType): void {
    this.#sized(field, () => {
      this.#uint(1, this.#strings.indexOf(type));
      this.#uint(2, this.#strings.indexOf(unit));
    });
  }

  #tag(field: number, wireType: number): void {
    this.#writer.writeUint(field * 8 + wireType);
  }

  #sized(field: number, write: () => void): void {
    this.#tag(field, BYTES);
    this.#writer.writeSized(write);
  }

  /** 0 is what a field that is not there means. */
  #uint(field: number, value: number): void {
    if (value === 0) return;
    this.#tag(field, VARINT);
    this.#writer.writeUint(value);
  }

  #int(field: number, value: Int64): void {
    if (toNumber(value) === 0) return;
    this.#tag(field, VARINT);
    this.#writer.writeInt(value);
  }
}

/** 1, 2, 3 … for the rows in use; 0 for the others. */
function idsOf(used: Uint8Array): Uint32Array {
  const ids = new Uint32Array(used.length);
  let next = 1;
  for (let row = 0; row < used.length; row++) if (used[row] === 1) ids[row] = next++;
  return ids;
}

/**
 * What is known of each mapping's code, 1 for yes. The model keeps no such marks of a file: one named location says that
 * somebody has looked, and then pprof does not look for the binary again.
 */
function whatIsKnown({ mappings, locations, functions }: Profile) {
  const known = {
    functions: new Uint8Array(mappings.length),
    files: new Uint8Array(mappings.length),
    lines: new Uint8Array(mappings.length),
    inlined: new Uint8Array(mappings.length),
  };
  for (let location = 0; location < locations.length; location++) {
    const mapping = locations.mapping[location]!;
    if (mapping < 0) continue;
    const start = locations.lineStart[location]!;
    const end = locations.lineStart[location + 1]!;
    if (end - start > 1) known.inlined[mapping] = 1;
    for (let row = start; row < end; row++) {
      const fn = locations.lineFunction[row]!;
      if (fn < 0) continue;
      if (functions.name[fn] !== 0) known.functions[mapping] = 1;
      if (functions.file[fn] !== 0) known.files[mapping] = 1;
      if (locations.lineNumber[row] !== 0) known.lines[mapping] = 1;
    }
  }
  return known;
}
