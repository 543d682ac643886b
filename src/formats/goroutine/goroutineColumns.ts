import { type GoroutineTable, goroutineFlags, stateClasses } from '../../model/goroutines';
import { classOfState } from '../../model/stateClass';
import { grown } from './dumpTables';

/** The columns of `GoroutineTable` while they grow, for all dumps of a text: each dump is a range of rows. */
export class GoroutineColumns {
  length = 0;
  goid = new Float64Array(64);
  creatorGoid = new Float64Array(64);
  state = new Uint32Array(64);
  waitMinutes = new Int32Array(64);
  flags = new Uint8Array(64);
  bubble = new Int32Array(64);
  thread = new Int32Array(64);
  stack = new Int32Array(64);
  creator = new Int32Array(64);
  ancestry = new Int32Array(64);
  labels = new Int32Array(64);
  start = new Uint32Array(64);
  end = new Uint32Array(64);
  line = new Uint32Array(64);
  addressStart = new Uint32Array(64);
  addresses = 0;
  address = new Float64Array(256);
  addressFrame = new Uint8Array(256);
  addressArgument = new Uint8Array(256);

  /** A new last row, which its caller fills. */
  add(): number {
    const row = this.length++;
    if (row === this.goid.length) this.#grow();
    this.addressStart[row] = this.addresses;
    return row;
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
