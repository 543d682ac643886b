import { type GroupFrame, saysMuch } from './groups';

/** A stretch of a stack as it is shown: one frame that tells something, or several that do not. */
export type StackPart =
  | { readonly kind: 'frame'; readonly frame: GroupFrame; readonly position: number }
  /** `first`: position of the innermost of them. */
  | { readonly kind: 'folded'; readonly first: number; readonly frames: readonly GroupFrame[] };

/**
 * User code stands by itself; what lies between is folded, except single frames, whose fold would take the same room. Without
 * any user code the innermost frame that says what it is there for stands by itself.
 *
 *     runtime.gopark   ┐
 *     runtime.chansend ┴ folded
 *     main.send          frame
 */
export function foldStack(stack: readonly GroupFrame[]): readonly StackPart[] {
  const hasUser = stack.some(isUsers);
  const telling = hasUser ? -1 : stack.findIndex(saysMuch);
  const parts: StackPart[] = [];
  let run: GroupFrame[] = [];
  const endRun = (end: number) => {
    if (run.length > 1) parts.push({ kind: 'folded', first: end - run.length, frames: run });
    else if (run.length === 1) parts.push({ kind: 'frame', frame: run[0]!, position: end - 1 });
    run = [];
  };
  for (const [position, frame] of stack.entries()) {
    if (!isUsers(frame) && position !== telling) {
      run.push(frame);
      continue;
    }
    endRun(position);
    parts.push({ kind: 'frame', frame, position });
  }
  endRun(stack.length);
  return parts;
}

/** Packages of folded frames, innermost first, each once. */
export function packagesOf(frames: readonly GroupFrame[]): readonly string[] {
  return [...new Set(frames.map(({ func }) => packageOf(func)).filter((name) => name !== ''))];
}

/** `net/http.(*conn).serve` → `net/http`. */
export function packageOf(func: string): string {
  const slash = func.slice(0, endOfPath(func)).lastIndexOf('/');
  const dot = func.indexOf('.', slash + 1);
  return dot < 0 ? '' : func.slice(0, dot);
}

/** Slashes within type arguments are of other packages. */
function endOfPath(func: string): number {
  const bracket = func.search(/[[(]/);
  return bracket < 0 ? func.length : bracket;
}

function isUsers({ origin }: GroupFrame): boolean {
  return origin === 'user';
}
