import type { GroupTable } from '../../model/goroutineReport';
import { InternedStrings } from '../../model/internedStrings';

/** A group of an earlier dump that the last one does not have. */
export interface GoneGroup {
  readonly table: GroupTable;
  readonly group: number;
}

/** The table with further groups behind its own, of which there are 0 goroutines. */
export function appendGroups(table: GroupTable, gone: readonly GoneGroup[]): GroupTable {
  if (gone.length === 0) return table;
  const strings = new InternedStrings();
  // Numbers of the table's own strings stay what they are where '' is the first of them.
  const own = table.strings.map((text) => strings.indexOf(text));
  const frames = new FrameList(table, own, strings);
  const length = table.length + gone.length;
  const frameStart = extend(table.frameStart, length + 1);
  const frame: number[] = [];
  const creator = extend(table.creator, length);
  const state = extend(
    table.state.map((text) => own[text]!),
    length,
  );
  const stateClass = extend(table.stateClass, length);
  const topUser = extend(table.topUser, length);
  const similarTo = extend(table.similarTo, length);
  for (const [at, { table: from, group }] of gone.entries()) {
    const position = table.length + at;
    for (let row = from.frameStart[group]!; row < from.frameStart[group + 1]!; row++) {
      frame.push(frames.numberOf(from, from.frame[row]!));
    }
    frameStart[position + 1] = table.frame.length + frame.length;
    creator[position] = from.creator[group]! < 0 ? -1 : frames.numberOf(from, from.creator[group]!);
    state[position] = strings.indexOf(from.strings[from.state[group]!]!);
    stateClass[position] = from.stateClass[group]!;
    topUser[position] = from.topUser[group]!;
    similarTo[position] = position;
  }
  const allFrames = extend(table.frame, frameStart[length]!);
  allFrames.set(frame, table.frame.length);
  return {
    ...table,
    length,
    count: extend(table.count, length),
    stateClass,
    state,
    minWaitMinutes: extend(table.minWaitMinutes, length, -1),
    maxWaitMinutes: extend(table.maxWaitMinutes, length, -1),
    waiting: extend(table.waiting, length),
    frameStart,
    frame: allFrames,
    topUser,
    creator,
    locked: extend(table.locked, length),
    goidStart: extend(table.goidStart, length + 1, table.goid.length),
    verdict: extend(table.verdict, length),
    findingStart: extend(table.findingStart, length + 1, table.finding.length),
    similarTo,
    frames: frames.finish(),
    strings: Array.from({ length: strings.length }, (_, index) => strings.get(index)),
  };
}

/** Frames of the table, and behind them those of other tables, each once. */
class FrameList {
  readonly #strings: InternedStrings;
  readonly #func: number[];
  readonly #file: number[];
  readonly #line: number[];
  readonly #origin: number[];
  readonly #numbers = new Map<string, number>();

  constructor({ frames }: GroupTable, own: readonly number[], strings: InternedStrings) {
    this.#strings = strings;
    this.#func = Array.from(frames.func, (text) => own[text]!);
    this.#file = Array.from(frames.file, (text) => own[text]!);
    this.#line = [...frames.line];
    this.#origin = [...frames.origin];
    for (let frame = 0; frame < frames.length; frame++) {
      this.#numbers.set(`${this.#func[frame]} ${this.#file[frame]} ${this.#line[frame]}`, frame);
    }
  }

  numberOf({ frames, strings }: GroupTable, frame: number): number {
    const func = this.#strings.indexOf(strings[frames.func[frame]!]!);
    const file = this.#strings.indexOf(strings[frames.file[frame]!]!);
    const line = frames.line[frame]!;
    const key = `${func} ${file} ${line}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#func.push(func) - 1;
      this.#file.push(file);
      this.#line.push(line);
      this.#origin.push(frames.origin[frame]!);
      this.#numbers.set(key, number);
    }
    return number;
  }

  finish(): GroupTable['frames'] {
    return {
      length: this.#func.length,
      func: Uint32Array.from(this.#func),
      file: Uint32Array.from(this.#file),
      line: Uint32Array.from(this.#line),
      origin: Uint8Array.from(this.#origin),
    };
  }
}

function extend<Column extends Uint8Array | Uint32Array | Int32Array>(
  column: Column,
  length: number,
  fill = 0,
): Column {
  const make = column.constructor as new (length: number) => Column;
  const longer = new make(length);
  longer.set(column);
  longer.fill(fill, column.length);
  return longer;
}
