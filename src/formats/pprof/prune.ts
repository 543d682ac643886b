import { keepLines } from '../../model/keepLines';
import type { FunctionTable, LocationTable, StringTable } from '../../model/profile';
import { simplifyFunctionName } from '../../model/simpleName';
import type { Regexp } from './regexp';

/** What drop_frames and keep_frames do to each location: 0 nothing, 1 the frames below it go, 2 it goes too. */
export interface Pruning {
  readonly locations: LocationTable;
  readonly effect: Uint8Array;
}

const PRUNE_BENEATH = 1;
export const PRUNE_ITSELF = 2;

/**
 * The rule of google/pprof profile/prune.go: a frame whose simplified name matches `drop` and not `keep` goes, with all
 * that it called. A match inside inlined lines trims that location everywhere, whatever stands around it.
 */
export function planPruning(
  locations: LocationTable,
  functions: FunctionTable,
  strings: StringTable,
  drop: Regexp,
  keep: Regexp | null,
): Pruning | null {
  const verdicts = new Map<string, boolean>();
  const isDropped = (name: string) => {
    let verdict = verdicts.get(name);
    if (verdict === undefined) {
      const simple = simplifyFunctionName(name);
      verdict = drop(simple) && !keep?.(simple);
      verdicts.set(name, verdict);
    }
    return verdict;
  };
  const effect = new Uint8Array(locations.length);
  const isKept = new Uint8Array(locations.lineFunction.length).fill(1);
  let matches = 0;
  for (let location = 0; location < locations.length; location++) {
    const start = locations.lineStart[location]!;
    const end = locations.lineStart[location + 1]!;
    let line = end - 1;
    for (; line >= start; line--) {
      const name = strings.get(functions.name[locations.lineFunction[line]!]!);
      if (name !== '' && isDropped(name)) break;
    }
    if (line < start) continue;
    matches++;
    effect[location] = line === end - 1 ? PRUNE_ITSELF : PRUNE_BENEATH;
    // A location that goes as a whole keeps its lines: it only leaves its stacks.
    if (line < end - 1) isKept.fill(0, start, line + 1);
  }
  return matches === 0 ? null : { effect, locations: keepLines(locations, isKept) };
}

/** How many leaf-side entries of a leaf-first stack go. Frames before the first one that stays are left alone. */
export function prunedLeaves(stack: Uint32Array, length: number, effect: Uint8Array): number {
  let kept = false;
  for (let i = length - 1; i >= 0; i--) {
    const what = effect[stack[i]!]!;
    if (what === 0) kept = true;
    else if (kept) return what === PRUNE_ITSELF ? i + 1 : i;
  }
  return 0;
}
