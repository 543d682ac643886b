import type { Int64Column } from '../base/int64';
import type { CallTree } from '../model/callTree';
import { stackPaths } from './stackPaths';
import { TextPieces } from './textPieces';

/**
 * Collapsed stacks as flamegraph.pl and most tools read them: `main;serve;put 4096`, a line a stack, root first. Of a
 * comparison the form of difffolded.pl, base and current side by side: `main;serve;put 1024 4096`.
 *
 * @param columns what samples that end at each call node add up to: one column, or base and current
 */
export function exportCollapsed(tree: CallTree, columns: readonly Int64Column[]): Uint8Array {
  const names = tree.frames.name.map(foldedName);
  const text = new TextPieces();
  for (const { node, frames } of stackPaths(tree, columns)) {
    const values = columns.map((column) => String(column[node]!)).join(' ');
    text.push(`${frames.map((frame) => names[frame]!).join(';')} ${values}\n`);
  }
  return text.finish();
}

/** Names of C++ hold spaces, which the format allows; what ends a frame or a line must not occur. */
function foldedName(name: string): string {
  return name.replace(/[;\r\n]+/g, ':') || '<unknown>';
}
