import { GrowingUint32 } from '../../../base/growingColumns';
import type { InternedStrings } from '../../../model/internedStrings';
import type { MappingTable } from '../../../model/profile';

/** A row of a memory map. */
export interface MapEntry {
  start: bigint;
  limit: bigint;
  offset: bigint;
  file: string;
  buildId: string;
}

/**
 * Finds the mapping of each used location. As google/pprof profile/legacy_profile.go remapMappingIDs does it: neighbours of
 * one file are one mapping, the main binary comes first, a mapping that begins late in its file takes what lies before,
 * and what is still left over belongs to a mapping of everything, which has no name.
 */
export function assignMappings(
  map: readonly MapEntry[],
  address: BigUint64Array,
  used: Uint8Array,
  strings: InternedStrings,
): { mappings: MappingTable; mapping: Int32Array } {
  const entries = withoutHugePage(mainFirst(merged(map)));
  alignMain(entries[0]);
  const mapping = new Int32Array(address.length).fill(-1);
  if (entries.length === 0) return withoutMap(address, used, mapping, strings);
  const open = new OpenAddresses(address, used);
  for (const [row, { start, limit }] of entries.entries()) {
    open.claim(start, limit, (location) => {
      mapping[location] = row;
    });
  }
  for (const [row, entry] of entries.entries()) {
    if (entry.offset === 0n) continue;
    const start = BigInt.asUintN(64, entry.start - entry.offset);
    const claimed = open.claim(start, entry.start, (location) => {
      mapping[location] = row;
    });
    if (claimed === 0) continue;
    entry.start = start;
    entry.offset = 0n;
  }
  const left = open.claim(0n, 2n ** 64n, (location) => {
    mapping[location] = entries.length;
  });
  return { mappings: tableOf(left > 0 ? [...entries, everything] : entries, strings), mapping };
}

const everything: MapEntry = { start: 0n, limit: 2n ** 64n - 1n, offset: 0n, file: '', buildId: '' };

/** The common case: what Go writes has no map, and need not be sorted. */
function withoutMap(
  address: BigUint64Array,
  used: Uint8Array,
  mapping: Int32Array,
  strings: InternedStrings,
): { mappings: MappingTable; mapping: Int32Array } {
  let mapped = 0;
  for (let location = 0; location < address.length; location++) {
    if (used[location] === 0 || address[location] === 0n) continue;
    mapping[location] = 0;
    mapped++;
  }
  return { mappings: tableOf(mapped > 0 ? [everything] : [], strings), mapping };
}

/** The used locations with an address, sorted by it; each can be claimed once. */
class OpenAddresses {
  readonly #address: BigUint64Array;
  /** Locations of each address: one, since addresses are unique. */
  readonly #location: Uint32Array;
  /** Position of the next open address at or after each position; the last entry stands for the end. */
  readonly #next: Uint32Array;

  constructor(address: BigUint64Array, used: Uint8Array) {
    const locations = new GrowingUint32(address.length + 1);
    for (let location = 0; location < address.length; location++) {
      if (used[location] === 1 && address[location] !== 0n) locations.push(location);
    }
    this.#location = locations.finish().slice();
    this.#location.sort((a, b) => (address[a]! < address[b]! ? -1 : address[a]! > address[b]! ? 1 : a - b));
    this.#address = new BigUint64Array(this.#location.length);
    for (const [at, location] of this.#location.entries()) this.#address[at] = address[location]!;
    this.#next = Uint32Array.from({ length: this.#location.length + 1 }, (_, at) => at);
  }

  /** Calls `each` for the open locations in [start, limit), which are taken then; returns how many they were. */
  claim(start: bigint, limit: bigint, each: (location: number) => void): number {
    let claimed = 0;
    let at = this.#open(this.#lowerBound(start));
    while (at < this.#address.length && this.#address[at]! < limit) {
      each(this.#location[at]!);
      claimed++;
      this.#next[at] = at + 1;
      at = this.#open(at);
    }
    return claimed;
  }

  #open(from: number): number {
    const next = this.#next;
    let at = from;
    while (next[at] !== at) {
      // Half the way is spared to whoever comes here next.
      next[at] = next[next[at]!]!;
      at = next[at]!;
    }
    return at;
  }

  #lowerBound(start: bigint): number {
    let low = 0;
    let high = this.#address.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#address[middle]! < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function merged(map: readonly MapEntry[]): MapEntry[] {
  const entries: MapEntry[] = [];
  for (const entry of map) {
    const last = entries.at(-1);
    if (!last || !isContinued(last, entry)) {
      entries.push({ ...entry });
      continue;
    }
    last.limit = entry.limit;
    if (entry.file !== '') last.file = entry.file;
    if (entry.buildId !== '') last.buildId = entry.buildId;
  }
  return entries;
}

function isContinued(a: MapEntry, b: MapEntry): boolean {
  if (a.file !== '' && b.file !== '' && a.file !== b.file) return false;
  if (a.buildId !== '' && b.buildId !== '' && a.buildId !== b.buildId) return false;
  if (a.limit !== b.start) return false;
  return a.offset === 0n || b.offset === 0n || BigInt.asUintN(64, a.offset + a.limit - a.start) === b.offset;
}

/** The main binary is the first that is no library and no region of the kernel; it changes places with the first row. */
function mainFirst(entries: MapEntry[]): MapEntry[] {
  const main = entries.findIndex(({ file }) => {
    const bare = file.replaceAll('(deleted)', '').trim();
    return bare !== '' && !bare.startsWith('[') && !/\.so$|\.so[._]\d+/.test(bare);
  });
  if (main > 0) [entries[0], entries[main]] = [entries[main]!, entries[0]!];
  return entries;
}

function withoutHugePage(entries: MapEntry[]): MapEntry[] {
  const [first, second] = entries;
  const isHuge = first?.file.startsWith('/anon_hugepage') && second && first.limit === second.start;
  return isHuge ? entries.slice(1) : entries;
}

/** Where a program is loaded by default; its first part may be missing from the map. */
const defaultStart = 0x400000n;

function alignMain(main: MapEntry | undefined): void {
  if (!main || BigInt.asUintN(64, main.start - main.offset) !== defaultStart) return;
  main.start = defaultStart;
  main.offset = 0n;
}

function tableOf(entries: readonly MapEntry[], strings: InternedStrings): MappingTable {
  return {
    length: entries.length,
    start: BigUint64Array.from(entries, ({ start }) => start),
    limit: BigUint64Array.from(entries, ({ limit }) => limit),
    offset: BigUint64Array.from(entries, ({ offset }) => offset),
    file: Uint32Array.from(entries, ({ file }) => strings.indexOf(file)),
    buildId: Uint32Array.from(entries, ({ buildId }) => strings.indexOf(buildId)),
  };
}
