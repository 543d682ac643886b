import type { Profile } from '../model/profile';
import type { InlinedLine, ListedFunction, ListedLine, SourceListing } from '../model/sourceListing';
import { relativeError } from './confidence';
import type { NameMatcher } from './expression';
import { cleanPath, functionFacts } from './frames';
import { compareText } from './reportValues';

/** Numbers by stack of the profile: of samples that end there, and of those that pass. */
export interface StackNumbers {
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Variances of `total`; null where the numbers are exact or the sampling is unknown. */
  readonly variance: Float64Array | null;
}

/** A location can name thousands of inlined calls; nobody reads a path of more. */
const deepestInlining = 64;

/**
 * Lines of the functions that match, as pprof's -list counts them (lines of functions with inlined calls told apart), and
 * below each line what was inlined there. A sample counts once per line and once per path of inlined calls.
 */
export function computeSourceListing(
  profile: Profile,
  numbers: StackNumbers,
  matches: NameMatcher,
  options: { readonly sampleIndex: number; readonly total: number },
): SourceListing {
  const places = findPlaces(profile, matches);
  sumPlaces(profile, numbers, places);
  return { ...options, functions: listFunctions(places.list) };
}

/** A line of a listed function, or a line inlined below one. */
interface Place {
  /** Position of the place that this one was inlined into; -1 for a line of a listed function. */
  readonly into: number;
  readonly depth: number;
  readonly fn: FunctionFacts;
  readonly line: number;
  flat: number;
  cum: number;
  variance: number;
}

interface FunctionFacts {
  readonly name: string;
  readonly file: string;
  readonly startLine: number;
  /** The same for ids that are one function to pprof: name and cleaned path. */
  readonly key: string;
}

interface Places {
  readonly list: Place[];
  /** Places of location l, each once: rows `start[l]` to `start[l + 1]`; `isLeaf` is 1 where the location's own code stands there. */
  readonly start: Uint32Array;
  readonly place: number[];
  readonly isLeaf: number[];
}

function findPlaces(profile: Profile, matches: NameMatcher): Places {
  const { locations, functions } = profile;
  const facts = Array.from({ length: functions.length }, (_, fn): FunctionFacts => {
    const known = functionFacts(profile, fn);
    return { ...known, key: `${known.name}\0${cleanPath(known.file)}` };
  });
  const isListed = Uint8Array.from(facts, ({ name }) => (name !== '' && matches(name) ? 1 : 0));
  const byKey = new Map<string, number>();
  const list: Place[] = [];
  const placeOf = (into: number, depth: number, row: number): number => {
    const fn = facts[locations.lineFunction[row]!]!;
    const line = locations.lineNumber[row]!;
    const key = `${into}\0${fn.key}\0${line}`;
    let place = byKey.get(key);
    if (place === undefined) {
      place = list.push({ into, depth, fn, line, flat: 0, cum: 0, variance: 0 }) - 1;
      byKey.set(key, place);
    }
    return place;
  };
  const start = new Uint32Array(locations.length + 1);
  const places: Places = { list, start, place: [], isLeaf: [] };
  for (let location = 0; location < locations.length; location++) {
    const found = new Map<number, boolean>();
    const first = locations.lineStart[location]!;
    for (let row = locations.lineStart[location + 1]! - 1; row >= first; row--) {
      if (isListed[locations.lineFunction[row]!] !== 1) continue;
      let at = placeOf(-1, 0, row);
      found.set(at, found.get(at) === true || row === first);
      const last = Math.max(first, row - deepestInlining);
      for (let inner = row - 1; inner >= last; inner--) {
        at = placeOf(at, row - inner, inner);
        found.set(at, found.get(at) === true || inner === first);
      }
    }
    for (const [place, isLeaf] of found) {
      places.place.push(place);
      places.isLeaf.push(isLeaf ? 1 : 0);
    }
    start[location + 1] = places.place.length;
  }
  return places;
}

/** Walks the stacks depth first with a count of each place on the path from the root. */
function sumPlaces(profile: Profile, numbers: StackNumbers, places: Places): void {
  const { stacks } = profile;
  const { self, total, variance } = numbers;
  const { list, start } = places;
  if (list.length === 0) return;
  const { firstChild, nextSibling } = childLists(stacks.parent);
  const onPath = new Uint32Array(list.length);
  // A stack to enter, or the complement of one to leave.
  const todo: number[] = [];
  const pushChildren = (from: number) => {
    for (let child = from; child >= 0; child = nextSibling[child]!) todo.push(child);
  };
  pushChildren(firstChild[stacks.length]!);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const stack = next < 0 ? ~next : next;
    const location = stacks.location[stack]!;
    for (let row = start[location]!; row < start[location + 1]!; row++) {
      const at = places.place[row]!;
      const place = list[at]!;
      if (next < 0) {
        onPath[at] = onPath[at]! - 1;
        continue;
      }
      if (places.isLeaf[row] === 1) place.flat += self[stack]!;
      if (onPath[at] === 0) {
        place.cum += total[stack]!;
        place.variance += variance ? variance[stack]! : Number.NaN;
      }
      onPath[at] = onPath[at]! + 1;
    }
    if (next < 0) continue;
    if (start[location] !== start[location + 1]) todo.push(~stack);
    pushChildren(firstChild[stack]!);
  }
}

/** Children as linked lists; those of no parent hang on the row behind the last. */
function childLists(parent: Int32Array): { firstChild: Int32Array; nextSibling: Int32Array } {
  const firstChild = new Int32Array(parent.length + 1).fill(-1);
  const nextSibling = new Int32Array(parent.length).fill(-1);
  for (let stack = parent.length - 1; stack >= 0; stack--) {
    const above = parent[stack]! < 0 ? parent.length : parent[stack]!;
    nextSibling[stack] = firstChild[above]!;
    firstChild[above] = stack;
  }
  return { firstChild, nextSibling };
}

function listFunctions(list: readonly Place[]): ListedFunction[] {
  const below = new Map<number, number[]>();
  for (const [at, { into, flat, cum }] of list.entries()) {
    if (into < 0 || (flat === 0 && cum === 0)) continue;
    const places = below.get(into);
    if (places) places.push(at);
    else below.set(into, [at]);
  }
  const functions = new Map<string, { fn: FunctionFacts; lines: ListedLine[] }>();
  for (const [at, { into, fn, line, flat, cum, variance }] of list.entries()) {
    if (into >= 0 || (flat === 0 && cum === 0)) continue;
    const listed = functions.get(fn.key) ?? { fn, lines: [] };
    if (listed.lines.length === 0) functions.set(fn.key, listed);
    const error = Number.isNaN(variance) ? null : relativeError(cum, variance);
    listed.lines.push({ line, flat, cum, relativeError: error, inlined: inlinedBelow(list, below, at) });
  }
  return [...functions.values()]
    .sort((a, b) => compareText(a.fn.name, b.fn.name) || compareText(a.fn.file, b.fn.file))
    .map(({ fn, lines }) => ({
      name: fn.name,
      file: fn.file,
      startLine: fn.startLine,
      // As pprof's -list: the sum of the lines, so recursion over several lines counts for each.
      flat: lines.reduce((sum, { flat }) => sum + flat, 0),
      cum: lines.reduce((sum, { cum }) => sum + cum, 0),
      lines: lines.sort((a, b) => a.line - b.line),
    }));
}

/** Each call followed by what was inlined into it, heaviest first. */
function inlinedBelow(
  list: readonly Place[],
  below: ReadonlyMap<number, readonly number[]>,
  line: number,
): InlinedLine[] {
  const lines: InlinedLine[] = [];
  const todo: number[] = [];
  const push = (into: number) => {
    const heaviestLast = [...(below.get(into) ?? [])].sort(
      (a, b) => Math.abs(list[a]!.cum) - Math.abs(list[b]!.cum) || b - a,
    );
    for (const at of heaviestLast) todo.push(at);
  };
  push(line);
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    const { depth, fn, line: number, flat, cum } = list[at]!;
    lines.push({ depth, name: fn.name, file: fn.file, line: number, flat, cum });
    push(at);
  }
  return lines;
}
