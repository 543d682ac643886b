import { Sequences } from '../../base/sequences';
import type { GoroutineDump } from '../../model/goroutines';

/** Stacks without the frames that Go hides: a SIGQUIT dump and a `debug=2` of one program have the same ones. */
export interface ShownStacks {
  /** Stack as shown, by stack of the dump. */
  readonly of: Int32Array;
  readonly length: number;
  /** Frames of stack i, innermost first, are `frame[start[i]]` to `frame[start[i + 1] - 1]`. */
  readonly start: Uint32Array;
  readonly frame: Uint32Array;
}

/** A stack that is hidden whole (the runtime's own goroutines) is shown whole, but for runtime.goexit, with which all begin. */
export function computeShownStacks(
  { stacks, frames, strings }: GoroutineDump,
  hidden: Uint8Array,
): ShownStacks {
  const known = new Sequences();
  const of = new Int32Array(stacks.length);
  let kept = new Uint32Array(64);
  for (let stack = 0; stack < stacks.length; stack++) {
    const from = stacks.start[stack]!;
    const to = stacks.start[stack + 1]!;
    if (to - from > kept.length) kept = new Uint32Array((to - from) * 2);
    let length = 0;
    for (let at = from; at < to; at++) {
      const frame = stacks.frame[at]!;
      if (hidden[frame] === 0) kept[length++] = frame;
    }
    const isExit = to - from > 1 && strings.get(frames.func[stacks.frame[to - 1]!]!) === 'runtime.goexit';
    of[stack] = length > 0 ? known.add(kept, 0, length) : known.add(stacks.frame, from, isExit ? to - 1 : to);
  }
  const { start, items } = known.finish();
  return { of, length: known.length, start, frame: items };
}
