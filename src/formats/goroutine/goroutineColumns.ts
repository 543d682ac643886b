import { grown } from '../../base/growingColumns';
import { type GoroutineTable, goroutineFlags, stateClasses } from '../../model/goroutines';
import { classOfState } from '../../model/stateClass';

/** The columns of `GoroutineTable` while they grow, for all dumps of a text: each dump is a range of rows. */
export class GoroutineColumns {
  length = 0;
  readonly #byGoid = new RowsByGoid();
  goid: Float64Array;
  creatorGoid: Float64Array;
  state: Uint32Array;
  waitMinutes: Int32Array;
  flags: Uint8Array;
  bubble: Int32Array;
  thread: Int32Array;
  stack: Int32Array;
  creator: Int32Array;
  ancestry: Int32Array;
  labels: Int32Array;
  start: Uint32Array;
  end: Uint32Array;
  line: Uint32Array;
  addressStart: Uint32Array;
  addresses = 0;
  address = new Float64Array(256);
  addressFrame = new Uint8Array(256);
  addressArgument = new Uint8Array(256);

  /** Room for so many rows; more are made as they are needed. */
  constructor(capacity: number) {
    this.goid = new Float64Array(capacity);
    this.creatorGoid = new Float64Array(capacity);
    this.state = new Uint32Array(capacity);
    this.waitMinutes = new Int32Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.bubble = new Int32Array(capacity);
    this.thread = new Int32Array(capacity);
    this.stack = new Int32Array(capacity);
    this.creator = new Int32Array(capacity);
    this.ancestry = new Int32Array(capacity);
    this.labels = new Int32Array(capacity);
    this.start = new Uint32Array(capacity);
    this.end = new Uint32Array(capacity);
    this.line = new Uint32Array(capacity);
    this.addressStart = new Uint32Array(capacity);
  }

  /** A new last row, which its caller fills. */
  add(): number {
    const row = this.length++;
    if (row === this.goid.length) this.#grow();
    this.addressStart[row] = this.addresses;
    return row;
  }

  /** The row of a goroutine since `forgetGoids`; -1 for none. */
  rowOf(goid: number): number {
    return this.#byGoid.find(goid, this.goid);
  }

  rememberGoid(row: number): void {
    this.#byGoid.add(row, this.goid);
  }

  forgetGoids(): void {
    this.#byGoid.clear();
  }

  addAddress(value: number, frame: number, argument: number): void {
    const at = this.addresses++;
    if (at === this.address.length) {
      this.address = grown(this.address);
      this.addressFrame = grown(this.addressFrame);
      this.addressArgument = grown(this.addressArgument);
    }
    this.address[at] = value;
    this.addressFrame[at] = frame;
    this.addressArgument[at] = argument;
  }

  /** Rows from `from` to before `to` as a table of their own. */
  table(from: number, to: number, stateText: (state: number) => string): GoroutineTable {
    const addressFrom = from < this.length ? this.addressStart[from]! : this.addresses;
    const addressTo = to < this.length ? this.addressStart[to]! : this.addresses;
    const addressStart = new Uint32Array(to - from + 1);
    for (let row = from; row < to; row++) addressStart[row - from] = this.addressStart[row]! - addressFrom;
    addressStart[to - from] = addressTo - addressFrom;
    return {
      length: to - from,
      goid: this.goid.slice(from, to),
      count: new Uint32Array(to - from).fill(1),
      state: this.state.slice(from, to),
      stateClass: this.#classes(from, to, stateText),
      waitMinutes: this.waitMinutes.slice(from, to),
      flags: this.flags.slice(from, to),
      bubble: this.bubble.slice(from, to),
      thread: this.thread.slice(from, to),
      stack: this.stack.slice(from, to),
      creator: this.creator.slice(from, to),
      creatorGoid: this.creatorGoid.slice(from, to),
      ancestry: this.ancestry.slice(from, to),
      labels: this.labels.slice(from, to),
      start: this.start.slice(from, to),
      end: this.end.slice(from, to),
      line: this.line.slice(from, to),
      addressStart,
      address: this.address.slice(addressFrom, addressTo),
      addressFrame: this.addressFrame.slice(addressFrom, addressTo),
      addressArgument: this.addressArgument.slice(addressFrom, addressTo),
    };
  }

  #classes(from: number, to: number, stateText: (state: number) => string): Uint8Array {
    const byState = new Map<number, number>();
    const leaked = stateClasses.indexOf('leaked');
    const classes = new Uint8Array(to - from);
    for (let row = from; row < to; row++) {
      const state = this.state[row]!;
      let position = byState.get(state);
      if (position === undefined) {
        position = stateClasses.indexOf(classOfState(stateText(state)));
        byState.set(state, position);
      }
      classes[row - from] = (this.flags[row]! & goroutineFlags.leaked) !== 0 ? leaked : position;
    }
    return classes;
  }

  #grow(): void {
    this.goid = grown(this.goid);
    this.creatorGoid = grown(this.creatorGoid);
    this.state = grown(this.state);
    this.waitMinutes = grown(this.waitMinutes);
    this.flags = grown(this.flags);
    this.bubble = grown(this.bubble);
    this.thread = grown(this.thread);
    this.stack = grown(this.stack);
    this.creator = grown(this.creator);
    this.ancestry = grown(this.ancestry);
    this.labels = grown(this.labels);
    this.start = grown(this.start);
    this.end = grown(this.end);
    this.line = grown(this.line);
    this.addressStart = grown(this.addressStart);
  }
}

/** Rows by the id of their goroutine, open addressing. */
class RowsByGoid {
  #slots = new Int32Array(256).fill(-1);
  #length = 0;

  find(goid: number, goids: Float64Array): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = slotOf(goid, mask); ; slot = (slot + 1) & mask) {
      const row = slots[slot]!;
      if (row < 0 || goids[row] === goid) return row;
    }
  }

  add(row: number, goids: Float64Array): void {
    if (++this.#length * 2 > this.#slots.length) {
      const old = this.#slots;
      this.#slots = new Int32Array(old.length * 2).fill(-1);
      for (const known of old) if (known >= 0) this.#put(known, goids);
    }
    this.#put(row, goids);
  }

  clear(): void {
    if (this.#length > 0) this.#slots = new Int32Array(256).fill(-1);
    this.#length = 0;
  }

  #put(row: number, goids: Float64Array): void {
    const mask = this.#slots.length - 1;
    let slot = slotOf(goids[row]!, mask);
    while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = row;
  }
}

/** Ids are counted up, so neighbours get slots far from each other only where the low bits say so. */
function slotOf(goid: number, mask: number): number {
  return (Math.imul(goid, 0x9e3779b1) >>> 7) & mask;
}
