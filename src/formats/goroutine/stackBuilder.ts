import { grown } from '../../base/growingColumns';
import type { Ancestor } from '../../model/goroutines';
import { closeParen, hexDigit, newline } from '../text/textBytes';
import { Place } from './frameLine';
import { FramePredictor } from './framePredictor';
import type { SharedTables } from './sharedTables';

/** The stack of the goroutine that is read, while its frames come: then its creator, its ancestors and their frames. */
export class StackBuilder {
  /** What a line of a function waits for: its place. */
  pending: 'none' | 'frame' | 'creator' = 'none';
  /** Of the frame that came last; read into before it is known whether a line is a place. */
  readonly place = new Place();
  readonly frameAfter = new FramePredictor();
  readonly creatorAfter = new FramePredictor();
  /** How many frames came so far. */
  depth = 0;
  /** The frame that came last; -1 for none. */
  before = -1;
  /** The ancestor whose frames are read; -1 while the goroutine's own are. */
  ancestorGoid = -1;
  ancestors: Ancestor[] = [];
  /** The goroutine's own, once `finish` was called; -1 for none. */
  stack = -1;
  creator = -1;
  creatorGoid = -1;
  /** A line said that another thread runs on it, so that it could not be read. */
  isUnavailable = false;
  /** Where the goroutine's addresses begin in the columns. */
  firstAddress = 0;

  readonly #tables: SharedTables;
  #path = new Int32Array(256);
  #pendingStart = 0;
  #pendingNameEnd = 0;
  #pendingGoid = -1;
  #ancestorCreator = -1;

  constructor(tables: SharedTables) {
    this.#tables = tables;
  }

  /** Begins the stack of another goroutine. */
  begin(): void {
    this.firstAddress = this.#tables.columns.addresses;
    this.creator = -1;
    this.creatorGoid = -1;
    this.ancestorGoid = -1;
    this.ancestors = [];
    this.stack = -1;
    this.isUnavailable = false;
    this.depth = 0;
    this.before = -1;
  }

  /** Ends it. Until the next one begins, it can be read here. */
  finish(): void {
    this.#dropPending();
    this.#finishFrames();
  }

  /** What follows are frames of an ancestor. */
  beginAncestor(goid: number): void {
    this.finish();
    this.ancestorGoid = goid;
  }

  /** A function's name, whose place is expected in the next line. */
  awaitFrame(nameStart: number, nameEnd: number): void {
    this.#dropPending();
    this.pending = 'frame';
    this.#pendingStart = nameStart;
    this.#pendingNameEnd = nameEnd;
  }

  /** The name of the function with the `go` statement, whose place is expected in the next line; goid -1 unknown. */
  awaitCreator(nameStart: number, nameEnd: number, goid: number): void {
    this.#dropPending();
    this.pending = 'creator';
    this.#pendingStart = nameStart;
    this.#pendingNameEnd = nameEnd;
    this.#pendingGoid = goid;
  }

  /** The place that was awaited stands at `start`, and was read into `place`. */
  placePending(start: number): void {
    this.#endPending(this.#placedFrame(this.#pendingStart, this.#pendingNameEnd, start));
  }

  /** A function whose place was read into `place`, and stands at `start`. */
  pushPlaced(nameStart: number, nameEnd: number, start: number): void {
    this.pushFrame(this.#placedFrame(nameStart, nameEnd, start));
  }

  /** A frame that has no place but a name. */
  pushNamed(start: number, end: number): void {
    this.#dropPending();
    this.pushFrame(this.#namedFrame(start, end));
  }

  pushFrame(frame: number): void {
    if (this.depth >= maxDepth) return;
    if (this.depth === this.#path.length) this.#path = grown(this.#path);
    this.frameAfter.follow(this.before, frame);
    this.#path[this.depth++] = frame;
    this.before = frame;
  }

  setCreator(frame: number, goid: number): void {
    this.creatorAfter.follow(this.before, frame);
    if (this.ancestorGoid >= 0) {
      this.#ancestorCreator = frame;
    } else {
      this.creator = frame;
      this.creatorGoid = goid;
    }
  }

  /** Takes in the addresses among the arguments of the next frame. Behind the closing parenthesis; -1 where the line ends before. */
  readArguments(start: number, end: number): number {
    const { bytes, columns } = this.#tables;
    const last = this.firstAddress + maxAddresses;
    let argument = 0;
    let at = start;
    while (at < end) {
      const byte = bytes[at++]!;
      if (byte === 0x30 && bytes[at] === 0x78) {
        const digits = ++at;
        let value = 0;
        for (let digit = hexDigit(bytes[at]!); digit >= 0; digit = hexDigit(bytes[++at]!))
          value = value * 16 + digit;
        const isAddress = at - digits > 5 && value >= 0x100000 && value <= 0x1000000000000;
        if (isAddress && columns.addresses < last && this.depth < 256 && argument < 256) {
          columns.addAddress(value, this.depth, argument);
        }
        argument++;
      } else if (byte === closeParen) {
        return at;
      } else if (byte === 0x5f) {
        argument++;
      } else if (byte === newline) {
        return -1;
      }
    }
    return -1;
  }

  /** A function or creator whose place never came: the text was cut or mixed, its name is still known. */
  #dropPending(): void {
    if (this.pending === 'none') return;
    this.#endPending(this.#namedFrame(this.#pendingStart, this.#pendingNameEnd));
  }

  #endPending(frame: number): void {
    if (this.pending === 'creator') this.setCreator(frame, this.#pendingGoid);
    else this.pushFrame(frame);
    this.pending = 'none';
  }

  #placedFrame(nameStart: number, nameEnd: number, start: number): number {
    const { texts, frames } = this.#tables;
    const { place } = this;
    const func = texts.intern(nameStart, nameEnd);
    const file = texts.intern(start, place.fileEnd);
    return frames.intern(func, file, place.line, start, place.end - start);
  }

  #namedFrame(start: number, end: number): number {
    const { texts, frames } = this.#tables;
    return frames.intern(texts.intern(start, end), 0, 0, 0, 0);
  }

  /** Ends the frames that are being read: the goroutine's own, or those of an ancestor. */
  #finishFrames(): void {
    const stack = this.depth > 0 ? this.#tables.stacks.intern(this.#path, this.depth) : -1;
    if (this.ancestorGoid < 0) {
      this.stack = stack;
    } else {
      this.ancestors.push({ goid: this.ancestorGoid, stack, creator: this.#ancestorCreator });
      this.#ancestorCreator = -1;
    }
    this.depth = 0;
    this.before = -1;
  }
}

const maxAddresses = 16;
/** Deeper frames are not counted on: a header's stack is elided long before. */
const maxDepth = 1 << 16;
