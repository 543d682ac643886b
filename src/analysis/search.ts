import type { CallTree } from '../model/callTree';
import type { SearchResult } from '../model/views';
import { compileExpression, type NameMatcher } from './expression';

/** Plain text matches anywhere, in any case; a regular expression as pprof's focus does. */
export function nameMatcher(text: string, regex: boolean): NameMatcher {
  if (!regex) {
    const wanted = text.toLowerCase();
    return (name) => name.toLowerCase().includes(wanted);
  }
  return compileExpression(text);
}

/** Finds frames by name; the total counts each sample once, however many of its frames match. */
export function searchFrames(tree: CallTree, weightSelf: Float64Array, matches: NameMatcher): SearchResult {
  const { frames } = tree;
  const isMatch = new Uint8Array(frames.length);
  const found: number[] = [];
  for (let frame = 0; frame < frames.length; frame++) {
    if (!matches(frames.name[frame]!)) continue;
    isMatch[frame] = 1;
    found.push(frame);
  }
  const covered = new Uint8Array(tree.length);
  let total = 0;
  let nodes = 0;
  for (let node = 1; node < tree.length; node++) {
    const hit = isMatch[tree.frame[node]!]!;
    nodes += hit;
    if (hit === 0 && covered[tree.parent[node]!] === 0) continue;
    covered[node] = 1;
    total += weightSelf[node]!;
  }
  return { frames: Uint32Array.from(found), total, nodes };
}
