import type { FlameView, NodeDetails, StackFrame } from '../src/model/views';

/**
 * Names from below "all" down to a call node. Ids change when a file is written anew; a path of names finds the node
 * again in the new profile.
 */
export function pathOfStack(stack: readonly StackFrame[]): readonly string[] {
  return stack.filter(({ frame }) => frame >= 0).map(({ name }) => name);
}

/** The call node at the end of `path`; -1 where the view has no such path. */
export function findNode(view: FlameView, path: readonly string[]): number {
  if (view.length === 0) return -1;
  const above = pathOfRoot(view);
  if (!above.every((name, i) => name === path[i])) return -1;
  let at = 0;
  for (const name of path.slice(above.length)) {
    at = findChild(view, at, name);
    if (at < 0) return -1;
  }
  return view.node[at]!;
}

/** Names from below "all" down to the view's root; empty when that is "all" itself. */
function pathOfRoot(view: FlameView): readonly string[] {
  const frames = [...view.ancestors.map(({ frame }) => frame), view.frame[0]!];
  return frames.filter((frame) => frame >= 0).map((frame) => view.frames.name[frame]!);
}

/** Position of the heaviest child of that name; siblings stand heaviest first. */
function findChild(view: FlameView, parent: number, name: string): number {
  const childDepth = view.depth[parent]! + 1;
  for (let i = parent + 1; i < view.length && view.depth[i]! >= childDepth; i++) {
    if (view.depth[i] === childDepth && view.frames.name[view.frame[i]!] === name) return i;
  }
  return -1;
}

/** A stack as Go prints one: innermost call first, the place indented beneath its function. */
export function stackAsText(details: NodeDetails): string {
  const lines = details.stack
    .filter(({ frame }) => frame >= 0)
    .reverse()
    .flatMap(({ name, file, line }) =>
      file === '' ? [name] : [name, `\t${line > 0 ? `${file}:${line}` : file}`],
    );
  return `${lines.join('\n')}\n`;
}
