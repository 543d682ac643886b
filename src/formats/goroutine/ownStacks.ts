import type { Ancestor, DumpFrames, DumpStacks, GoroutineDump } from '../../model/goroutines';

/**
 * One of several dumps of a text, which are read into the same tables, with the stacks and frames that occur in it and no
 * others, in the order in which they come.
 */
export function withOwnStacks(dump: GoroutineDump): GoroutineDump {
  const kept = new KeptStacks(dump);
  const { goroutines } = dump;
  const ancestries: Ancestor[][] = [];
  const stack = goroutines.stack.map((index) => kept.stackOf(index));
  const creator = goroutines.creator.map((index) => kept.frameOf(index));
  const ancestry = goroutines.ancestry.map((index) => {
    if (index < 0) return -1;
    const own = dump.ancestries[index]!.map(({ goid, stack: theirs, creator: by }) => ({
      goid,
      stack: kept.stackOf(theirs),
      creator: kept.frameOf(by),
    }));
    return ancestries.push(own) - 1;
  });
  return { ...dump, ...kept.finish(), ancestries, goroutines: { ...goroutines, stack, creator, ancestry } };
}

class KeptStacks {
  readonly #from: GoroutineDump;
  readonly #stacks = new Map<number, number>();
  readonly #frames = new Map<number, number>();

  constructor(from: GoroutineDump) {
    this.#from = from;
  }

  stackOf(index: number): number {
    if (index < 0) return -1;
    const known = this.#stacks.get(index);
    if (known !== undefined) return known;
    const { start, frame } = this.#from.stacks;
    for (let i = start[index]!; i < start[index + 1]!; i++) this.frameOf(frame[i]!);
    this.#stacks.set(index, this.#stacks.size);
    return this.#stacks.size - 1;
  }

  frameOf(index: number): number {
    if (index < 0) return -1;
    const known = this.#frames.get(index);
    if (known !== undefined) return known;
    this.#frames.set(index, this.#frames.size);
    return this.#frames.size - 1;
  }

  finish(): { readonly stacks: DumpStacks; readonly frames: DumpFrames } {
    const { frames, stacks } = this.#from;
    const start = new Uint32Array(this.#stacks.size + 1);
    const frame: number[] = [];
    let position = 0;
    for (const index of this.#stacks.keys()) {
      for (let i = stacks.start[index]!; i < stacks.start[index + 1]!; i++)
        frame.push(this.frameOf(stacks.frame[i]!));
      start[++position] = frame.length;
    }
    const own = Uint32Array.from(this.#frames.keys());
    const column = (of: Uint32Array) => own.map((index) => of[index]!);
    return {
      stacks: { length: this.#stacks.size, start, frame: Uint32Array.from(frame) },
      frames: {
        length: own.length,
        func: column(frames.func),
        file: column(frames.file),
        line: column(frames.line),
      },
    };
  }
}
