import { Sequences } from '../../base/sequences';
import type { DumpComparison, GroupChange, GroupTable } from '../../model/goroutineReport';
import type { DumpForm } from '../../model/goroutines';
import { theilSenSlope } from '../theilSen';
import { appendGroups, type GoneGroup } from './appendGroups';

/** One of the dumps that are compared, oldest first. */
export interface DumpInTime {
  readonly name: string;
  readonly timeMs: number | null;
  readonly total: number;
  readonly form: DumpForm;
  readonly table: GroupTable;
}

/**
 * The groups of the last dump, behind them those that only earlier ones have (with a count of 0), and how many goroutines of
 * each every dump has. Groups are the same by class, functions, files, lines and `go` statement; where no such group is, by the
 * last parts of file paths (another build folder); where a form has no states and no creators, by the stack alone.
 */
export function compareDumps(dumps: readonly DumpInTime[]): {
  table: GroupTable;
  comparison: DumpComparison;
} {
  const last = dumps.at(-1)!;
  const matcher = new GroupMatcher(last);
  const matched = new Map<DumpInTime, Int32Array>();
  for (const dump of dumps.slice(0, -1).reverse()) matched.set(dump, matcher.match(dump));
  const table = appendGroups(last.table, matcher.gone);
  const counts = dumps.map((dump) => {
    const sums = new Uint32Array(table.length);
    const positions = matched.get(dump);
    for (let group = 0; group < dump.table.length; group++) {
      sums[positions ? positions[group]! : group]! += dump.table.count[group]!;
    }
    return sums;
  });
  return {
    table,
    comparison: {
      dumps: dumps.map(({ name, timeMs, total }) => ({ name, timeMs, total })),
      counts,
      change: Array.from({ length: table.length }, (_, group) => changeOf(counts.map((of) => of[group]!))),
      perMinute: ratesOf(dumps, counts, table.length),
    },
  };
}

function changeOf(counts: readonly number[]): GroupChange {
  const first = counts[0]!;
  const last = counts.at(-1)!;
  if (last === 0) return counts.every((count) => count === 0) ? 'same' : 'gone';
  if (first === 0) return 'new';
  return last > first ? 'grown' : last < first ? 'shrunk' : 'same';
}

function ratesOf(dumps: readonly DumpInTime[], counts: readonly Uint32Array[], length: number): Float64Array {
  const timed = dumps.flatMap(({ timeMs }, at) =>
    timeMs === null ? [] : [{ minutes: timeMs / 60_000, at }],
  );
  const minutes = timed.map((dump) => dump.minutes);
  return Float64Array.from({ length }, (_, group) =>
    theilSenSlope(
      minutes,
      timed.map(({ at }) => counts[at]![group]!),
    ),
  );
}

/** Which differences do not matter, strictest first. */
const levels = [
  { wholePaths: true, stackAlone: false },
  { wholePaths: false, stackAlone: false },
  { wholePaths: false, stackAlone: true },
] as const;

/** Numbers what groups of several dumps have in common. */
class GroupMatcher {
  /** Groups that the last dump does not have, in the order of their positions behind its own. */
  readonly gone: GoneGroup[] = [];
  readonly #last: DumpInTime;
  /** By level: numbers of frames by their text, of groups by their frames, and positions of groups by number. */
  readonly #frames = levels.map(() => new Map<string, number>());
  readonly #groups = levels.map(() => new Sequences());
  readonly #positions: number[][] = levels.map(() => []);
  #key = new Uint32Array(64);

  constructor(last: DumpInTime) {
    this.#last = last;
    const frames = this.#numberFrames(last.table);
    for (let group = 0; group < last.table.length; group++) this.#enter(last.table, frames, group, group);
  }

  /** Position of each group of `dump` among the groups of the last dump and those that are gone. */
  match(dump: DumpInTime): Int32Array {
    const { table } = dump;
    const frames = this.#numberFrames(table);
    // Counted stacks have no creators, and their classes are guesses.
    const usable = dump.form === this.#last.form ? 2 : 3;
    const positions = new Int32Array(table.length);
    for (let group = 0; group < table.length; group++) {
      positions[group] = this.#find(table, frames, group, usable);
      if (positions[group]! >= 0) continue;
      positions[group] = this.#last.table.length + this.gone.push({ table, group }) - 1;
      this.#enter(table, frames, group, positions[group]!);
    }
    return positions;
  }

  #find(table: GroupTable, frames: readonly Uint32Array[], group: number, usable: number): number {
    for (let level = 0; level < usable; level++) {
      const position = this.#positions[level]![this.#number(table, frames, group, level)];
      if (position !== undefined) return position;
    }
    return -1;
  }

  /** The first group with a key keeps it: it is the larger one. */
  #enter(table: GroupTable, frames: readonly Uint32Array[], group: number, position: number): void {
    for (let level = 0; level < levels.length; level++) {
      this.#positions[level]![this.#number(table, frames, group, level)] ??= position;
    }
  }

  #number(table: GroupTable, frames: readonly Uint32Array[], group: number, level: number): number {
    const { frameStart, frame, creator, stateClass } = table;
    const ofLevel = frames[level]!;
    const start = frameStart[group]!;
    const end = frameStart[group + 1]!;
    if (end - start + 2 > this.#key.length) this.#key = new Uint32Array((end - start + 2) * 2);
    const isStackAlone = levels[level]!.stackAlone;
    this.#key[0] = isStackAlone ? 0 : stateClass[group]!;
    this.#key[1] = isStackAlone || creator[group]! < 0 ? 0 : ofLevel[creator[group]!]! + 1;
    for (let at = start; at < end; at++) this.#key[at - start + 2] = ofLevel[frame[at]!]!;
    return this.#groups[level]!.add(this.#key, 0, end - start + 2);
  }

  /** By level: number of each frame of the table. */
  #numberFrames({ frames, strings }: GroupTable): Uint32Array[] {
    return levels.map(({ wholePaths }, level) => {
      const known = this.#frames[level]!;
      return Uint32Array.from({ length: frames.length }, (_, frame) => {
        const file = strings[frames.file[frame]!]!;
        const path = wholePaths ? file : lastParts(file);
        const text = `${strings[frames.func[frame]!]}\0${path}\0${frames.line[frame]}`;
        let number = known.get(text);
        if (number === undefined) {
          number = known.size;
          known.set(text, number);
        }
        return number;
      });
    });
  }
}

/** Folder and name: what of a path does not depend on where the program was built. */
function lastParts(path: string): string {
  return /[^/\\]*[/\\][^/\\]*$/.exec(path)?.[0].replace('\\', '/') ?? path;
}
