import { GrowingInt32, GrowingUint32 } from '../base/growingColumns';
import {
  asWide,
  type Int64Column,
  isWide,
  nonZeroRows,
  scatterAdd,
  subtractColumns,
  sumOfMagnitudes,
} from '../base/int64';
import { PrefixTreeBuilder } from '../model/prefixTreeBuilder';
import type { ComparedValues, Profile } from '../model/profile';
import { TableJoiner } from './joinTables';
import { LabelSets } from './labelSets';
import { usedTables } from './usedTables';

/** One profile that is to be joined with others. */
export interface Part {
  readonly profile: Profile;
  /** Its values, one column per value type of the result: scaled and reordered already. */
  readonly columns: readonly Int64Column[];
  /** `current` counts, `base` is subtracted. */
  readonly side: 'current' | 'base';
  /** Gives every sample the label `pprof::base=true`, so that no sample of the base meets one of the current side. */
  readonly isLabelled: boolean;
}

export type JoinedSamples = Pick<
  Profile,
  'strings' | 'samples' | 'stacks' | 'locations' | 'functions' | 'mappings'
>;

/**
 * Samples of all parts in one table: equal stacks with equal labels become one row. Samples that are 0 in every type are
 * dropped, as google/pprof's Merge does, with all that only they refer to. Where one part is a base, `compared` keeps both
 * sides of every row, and rows whose sides cancel out stay.
 */
export function joinSamples(parts: readonly Part[]): JoinedSamples {
  const joiner = new SampleJoiner();
  const rows = parts.map((part) => joiner.add(part));
  const isComparison = parts.some(({ side }) => side === 'base');
  const typeCount = parts[0]!.columns.length;
  const base: Int64Column[] = [];
  const current: Int64Column[] = [];
  for (let type = 0; type < typeCount; type++) {
    const sum = summing(parts, rows, type, joiner.length);
    current.push(sum('current'));
    if (isComparison) base.push(sum('base'));
  }
  const values = isComparison ? current.map((column, type) => subtractColumns(column, base[type]!)) : current;
  return joiner.finish(values, isComparison ? { base, current } : null);
}

/** Adds one type up, in 64-bit integers where plain numbers would not be exact. */
function summing(parts: readonly Part[], rows: readonly Int32Array[], type: number, length: number) {
  const columns = parts.map((part) => part.columns[type]!);
  const isNarrow =
    !columns.some(isWide) &&
    columns.reduce((sum, column) => sum + Number(sumOfMagnitudes(column)), 0) <= Number.MAX_SAFE_INTEGER;
  return (side: Part['side']): Int64Column => {
    const out = isNarrow ? new Float64Array(length) : new BigInt64Array(length);
    parts.forEach((part, index) => {
      if (part.side !== side) return;
      scatterAdd(out, rows[index]!, isNarrow ? columns[index]! : asWide(columns[index]!));
    });
    return out;
  };
}

const baseLabel = 'pprof::base';

class SampleJoiner {
  length = 0;
  readonly #tables = new TableJoiner();
  readonly #stacks = new PrefixTreeBuilder(1024);
  readonly #labels = new LabelSets();
  /** Row of each joined stack for samples without labels; -1 none yet. */
  readonly #plainRow = new GrowingRows();
  /** Labelled samples are nodes below their sets. */
  readonly #labelled = new PrefixTreeBuilder();
  readonly #labelledRow = new GrowingRows();
  #emptyStackRow = -1;
  readonly #stackOf = new GrowingInt32();
  readonly #setOf = new GrowingUint32();

  /** The joined row of each sample; -1 for samples that are 0. */
  add({ profile, columns, isLabelled }: Part): Int32Array {
    const { samples } = profile;
    const isKept = nonZeroRows(columns, samples.length);
    const used = usedTables(profile, isKept);
    const textOf = this.#tables.strings.indicesOf(profile.strings);
    this.#tables.addMainMapping(profile);
    const locationOf = this.#tables.addLocations(profile, used, textOf);
    const stackOf = this.#addStacks(profile, used.stacks, locationOf);
    const setOf = this.#labelReader(profile, textOf, isLabelled);
    const rows = new Int32Array(samples.length).fill(-1);
    for (let sample = 0; sample < samples.length; sample++) {
      if (isKept[sample] === 0) continue;
      const stack = samples.stack[sample]!;
      rows[sample] = this.#rowOf(stack < 0 ? -1 : stackOf[stack]!, setOf(sample));
    }
    return rows;
  }

  finish(values: Int64Column[], compared: ComparedValues | null): JoinedSamples {
    const { parent, key: location } = this.#stacks.finish();
    return {
      ...this.#tables.finish(),
      stacks: { length: parent.length, parent, location },
      samples: {
        length: this.length,
        stack: this.#stackOf.finish(),
        values,
        labels: this.#labels.finish(this.#setOf.finish()),
        compared,
      },
    };
  }

  #addStacks({ stacks }: Profile, used: Uint8Array, locationOf: Int32Array): Int32Array {
    const stackOf = new Int32Array(stacks.length);
    for (let stack = 0; stack < stacks.length; stack++) {
      if (used[stack] === 0) continue;
      const above = stacks.parent[stack]!;
      const parent = above < 0 ? -1 : stackOf[above]!;
      stackOf[stack] = this.#stacks.child(parent, locationOf[stacks.location[stack]!]!);
    }
    return stackOf;
  }

  /** Tells the set of labels of a sample. A text that is '' is no label: no file can hold one. */
  #labelReader(profile: Profile, textOf: (index: number) => number, isLabelled: boolean) {
    const { start, key, text, number, unit } = profile.samples.labels;
    const sets = this.#labels;
    const mark = isLabelled ? this.#tables.strings.indexOf(baseLabel) : -1;
    const markText = isLabelled ? this.#tables.strings.indexOf('true') : 0;
    return (sample: number): number => {
      const end = start[sample + 1]!;
      for (let row = start[sample]!; row < end; row++) {
        const label = textOf(key[row]!);
        if (text[row] === 0) {
          sets.addNumber(label, number[row]!, textOf(unit[row]!));
          continue;
        }
        const value = textOf(text[row]!);
        if (label !== mark && value !== 0) sets.addText(label, value);
      }
      if (isLabelled) sets.addText(mark, markText);
      return sets.take();
    };
  }

  #rowOf(stack: number, set: number): number {
    if (set > 0) {
      const node = this.#labelled.child(this.#labelled.child(-1, set), stack + 1);
      return this.#knownOrNew(this.#labelledRow, node, stack, set);
    }
    if (stack >= 0) return this.#knownOrNew(this.#plainRow, stack, stack, set);
    if (this.#emptyStackRow < 0) this.#emptyStackRow = this.#newRow(-1, 0);
    return this.#emptyStackRow;
  }

  #knownOrNew(rows: GrowingRows, place: number, stack: number, set: number): number {
    const known = rows.get(place);
    if (known >= 0) return known;
    const row = this.#newRow(stack, set);
    rows.set(place, row);
    return row;
  }

  #newRow(stack: number, set: number): number {
    this.#stackOf.push(stack);
    this.#setOf.push(set);
    return this.length++;
  }
}

/** Rows by places that are taken in any order; -1 where none is. */
class GrowingRows {
  #rows = new Int32Array(1024).fill(-1);

  get(place: number): number {
    return place < this.#rows.length ? this.#rows[place]! : -1;
  }

  set(place: number, row: number): void {
    if (place >= this.#rows.length) {
      const grown = new Int32Array(Math.ceil(place * 1.5) + 64).fill(-1, this.#rows.length);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    this.#rows[place] = row;
  }
}
