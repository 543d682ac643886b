import { asNumbers, type Int64Column, toNumber } from '../base/int64';
import { isStandardLibrary } from '../base/standardLibrary';
import type { CallTree, FrameTable, NodeValues } from '../model/callTree';
import { declaredNameOf, packageNameOf, parseGoName } from '../model/goName';
import type { Profile } from '../model/profile';
import type { LineCosts, SampleTypeFacts } from '../model/views';
import { computeCallTree, computeNodeValues } from './callTree';
import { relativeError, sampleVariance } from './confidence';
import { frameTable, functionFacts } from './frames';
import { computeFrameValues } from './frameValues';

/** How many callers are kept for a line. */
const callersPerLine = 5;

/** Costs by recorded file, line and declared function: see LineCosts. Frames without a file or a line have no place in it. */
export function computeLineCosts(
  profile: Profile,
  sampleTypes: readonly SampleTypeFacts[],
  callerSampleIndex: number,
): LineCosts {
  const declared = declaredNames(profile);
  const lineTree = computeCallTree(profile, sourceLineFrames(profile, declared));
  const functionTree = computeCallTree(profile, declaredFrames(profile, declared));
  const line = sumByFrame(profile, lineTree);
  const fn = sumByFrame(profile, functionTree);
  const callerColumn = profile.samples.values[callerSampleIndex]!;

  const lineRows = rowsOf(
    lineTree.frames,
    (frame) => lineTree.frames.line[frame]! > 0 && hasValue(line, frame),
  );
  // Values of a function may cancel out while its lines do not: then they still need it.
  const owners = new Set(lineRows.map((frame) => keyOf(lineTree.frames, frame)));
  const functionRows = rowsOf(
    functionTree.frames,
    (frame) => hasValue(fn, frame) || owners.has(keyOf(functionTree.frames, frame)),
  );
  const files = [...new Set(lineRows.map((frame) => lineTree.frames.file[frame]!))].sort(compareText);
  const fileIndex = new Map(files.map((file, index) => [file, index]));
  const functionOrder = sortRows(
    functionRows.filter((frame) => fileIndex.has(functionTree.frames.file[frame]!)),
    functionTree.frames,
    fileIndex,
  );
  const lineOrder = sortRows(lineRows, lineTree.frames, fileIndex);
  const functionRowOf = new Map(functionOrder.map((frame, row) => [keyOf(functionTree.frames, frame), row]));
  const lineFunction = Uint32Array.from(
    lineOrder,
    (frame) => functionRowOf.get(keyOf(lineTree.frames, frame))!,
  );
  const span = linesOfFunctions(lineTree.frames, lineOrder, lineFunction, functionOrder.length);
  return {
    sampleTypes,
    files,
    lineStart: startsOf(lineOrder, lineTree.frames, fileIndex),
    line: Float64Array.from(lineOrder, (frame) => lineTree.frames.line[frame]!),
    lineFunction,
    lineFlat: line.map(({ flat }) => pick(flat, lineOrder)),
    lineCum: line.map(({ cum }) => pick(cum, lineOrder)),
    lineOwn: profile.samples.values.map((column) => pick(ownOf(lineTree, profile, column), lineOrder)),
    ...callersOf(lineTree, computeNodeValues(lineTree, profile, callerColumn), lineOrder),
    callerSampleIndex,
    functionStart: startsOf(functionOrder, functionTree.frames, fileIndex),
    functionName: functionOrder.map((frame) => functionTree.frames.name[frame]!),
    functionStartLine: Float64Array.from(functionOrder, (frame) => functionTree.frames.line[frame]!),
    functionFirstLine: span.first,
    functionLastLine: span.last,
    functionFlat: fn.map(({ flat }) => pick(flat, functionOrder)),
    functionCum: fn.map(({ cum }) => pick(cum, functionOrder)),
    functionError: errorsOf(
      profile,
      functionTree,
      fn[callerSampleIndex]!.cum,
      functionOrder,
      callerSampleIndex,
    ),
  };
}

interface FrameSums {
  readonly flat: Float64Array;
  readonly cum: Float64Array;
}

/** Per function of the profile: the declared function whose text it is, and that function's own start line (0 unknown). */
export interface Declared {
  readonly name: readonly string[];
  readonly startLine: ReadonlyMap<string, number>;
}

export function declaredNames(profile: Profile): Declared {
  const { functions } = profile;
  const facts = Array.from({ length: functions.length }, (_, fn) => functionFacts(profile, fn));
  const names = new Set(facts.map(({ name }) => name));
  const isFunction = (name: string) => names.has(name);
  // A literal of an inlined function is named after its caller's package; its file tells its own.
  const packageOfFile = new Map<string, string>();
  for (const { name, file } of facts) {
    const parts = parseGoName(name, isFunction);
    if (parts.inlinedInto === '' && parts.packagePath !== '') packageOfFile.set(file, parts.packagePath);
  }
  const startLine = new Map<string, number>();
  const name = facts.map((fact) => {
    const declared = declaredNameOf(fact.name, packageOfFile.get(fact.file), isFunction);
    if (parseGoName(fact.name, isFunction).suffix === '' && fact.startLine > 0) {
      startLine.set(functionKey(fact.file, declared), fact.startLine);
    }
    return declared;
  });
  return { name, startLine };
}

function sourceLineFrames(profile: Profile, declared: Declared): FrameTable {
  return frameTable(profile, (fn, line) => {
    const file = fn < 0 ? '' : functionFacts(profile, fn).file;
    if (file === '') return nowhere;
    return { key: `${line}\0${file}`, name: declared.name[fn]!, file, line };
  });
}

function declaredFrames(profile: Profile, declared: Declared): FrameTable {
  return frameTable(profile, (fn) => {
    const file = fn < 0 ? '' : functionFacts(profile, fn).file;
    if (file === '') return nowhere;
    const name = declared.name[fn]!;
    const key = functionKey(file, name);
    return { key, name, file, line: declared.startLine.get(key) ?? 0 };
  });
}

const nowhere = { key: '', name: '', file: '', line: 0 };

function functionKey(file: string, name: string): string {
  return `${file}\0${name}`;
}

function keyOf(frames: FrameTable, frame: number): string {
  return functionKey(frames.file[frame]!, frames.name[frame]!);
}

function sumByFrame(profile: Profile, tree: CallTree): FrameSums[] {
  return profile.samples.values.map((column) => {
    const { flat, cum } = computeFrameValues(tree, computeNodeValues(tree, profile, column));
    return { flat: asNumbers(flat), cum: asNumbers(cum) };
  });
}

/** What each line costs with the standard library's calls below it. Frames without a package count as the caller's, too. */
function ownOf(tree: CallTree, profile: Profile, column: Int64Column): Float64Array {
  const { frames } = tree;
  const isLibrary = Uint8Array.from(frames.name, (name) => {
    const packagePath = packageNameOf(name);
    return packagePath === '' || isStandardLibrary(packagePath) ? 1 : 0;
  });
  const self = asNumbers(computeNodeValues(tree, profile, column).self);
  const own = new Float64Array(frames.length);
  // The frame that answers for each node: its own, or its caller's; -1 where there is none.
  const owner = new Int32Array(tree.length).fill(-1);
  for (let node = 1; node < tree.length; node++) {
    const frame = tree.frame[node]!;
    owner[node] = isLibrary[frame] === 1 ? owner[tree.parent[node]!]! : frame;
    const charged = owner[node]!;
    if (charged >= 0) own[charged] = own[charged]! + self[node]!;
  }
  return own;
}

function rowsOf(frames: FrameTable, isWanted: (frame: number) => boolean): number[] {
  const rows: number[] = [];
  for (let frame = 0; frame < frames.length; frame++) {
    if (frames.file[frame] !== '' && isWanted(frame)) rows.push(frame);
  }
  return rows;
}

function hasValue(sums: readonly FrameSums[], frame: number): boolean {
  return sums.some(({ flat, cum }) => flat[frame] !== 0 || cum[frame] !== 0);
}

function sortRows(
  rows: readonly number[],
  frames: FrameTable,
  fileIndex: ReadonlyMap<string, number>,
): number[] {
  return [...rows].sort(
    (a, b) =>
      fileIndex.get(frames.file[a]!)! - fileIndex.get(frames.file[b]!)! ||
      frames.line[a]! - frames.line[b]! ||
      compareText(frames.name[a]!, frames.name[b]!),
  );
}

function startsOf(
  rows: readonly number[],
  frames: FrameTable,
  fileIndex: ReadonlyMap<string, number>,
): Uint32Array {
  const starts = new Uint32Array(fileIndex.size + 1);
  for (const frame of rows) {
    const next = fileIndex.get(frames.file[frame]!)! + 1;
    starts[next] = starts[next]! + 1;
  }
  for (let file = 0; file < fileIndex.size; file++) starts[file + 1] = starts[file + 1]! + starts[file]!;
  return starts;
}

function linesOfFunctions(
  frames: FrameTable,
  lineOrder: readonly number[],
  lineFunction: Uint32Array,
  functionCount: number,
): { first: Float64Array; last: Float64Array } {
  const first = new Float64Array(functionCount);
  const last = new Float64Array(functionCount);
  lineOrder.forEach((frame, row) => {
    const fn = lineFunction[row]!;
    const line = frames.line[frame]!;
    if (first[fn] === 0 || line < first[fn]!) first[fn] = line;
    if (line > last[fn]!) last[fn] = line;
  });
  return { first, last };
}

/** Per line the heaviest declared functions that called into it, by edges that count a sample once per line. */
function callersOf(
  tree: CallTree,
  values: NodeValues,
  lineOrder: readonly number[],
): Pick<LineCosts, 'callerStart' | 'callerName' | 'callerValue'> {
  const sums = sumByCaller(tree, values);
  const callerStart = new Uint32Array(lineOrder.length + 1);
  const callerName: string[] = [];
  const callerValue: number[] = [];
  lineOrder.forEach((frame, row) => {
    const heaviest = [...(sums.edges.get(frame) ?? [])]
      .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
      .slice(0, callersPerLine);
    for (const [caller, value] of heaviest) {
      callerName.push(sums.names[caller]!);
      callerValue.push(value);
    }
    callerStart[row + 1] = callerName.length;
  });
  return { callerStart, callerName, callerValue: Float64Array.from(callerValue) };
}

/** Per line frame the sums by caller; callers are numbered by their names. */
function sumByCaller(
  tree: CallTree,
  values: NodeValues,
): { names: string[]; edges: Map<number, Map<number, number>> } {
  const { frames } = tree;
  const numbers = new Map<string, number>();
  const callerOf = Int32Array.from(frames.name, (name) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return name === '' ? -1 : numbers.get(name)!;
  });
  const edges = new Map<number, Map<number, number>>();
  for (let node = 1; node < tree.length; node++) {
    const above = tree.parent[node]!;
    if (tree.outermost[node] === 0 || above === 0) continue;
    const caller = callerOf[tree.frame[above]!]!;
    const value = toNumber(values.total[node]!);
    const frame = tree.frame[node]!;
    if (caller < 0 || value === 0 || frames.file[frame] === '') continue;
    let callers = edges.get(frame);
    if (!callers) {
      callers = new Map();
      edges.set(frame, callers);
    }
    callers.set(caller, (callers.get(caller) ?? 0) + value);
  }
  return { names: [...numbers.keys()], edges };
}

function errorsOf(
  profile: Profile,
  tree: CallTree,
  cum: Float64Array,
  functionOrder: readonly number[],
  sampleIndex: number,
): Float64Array {
  const variance = sampleVariance(profile, sampleIndex);
  if (!variance) return new Float64Array(functionOrder.length).fill(Number.NaN);
  const summed = computeFrameValues(tree, computeNodeValues(tree, profile, variance)).cum as Float64Array;
  return Float64Array.from(
    functionOrder,
    (frame) => relativeError(cum[frame]!, summed[frame]!) ?? Number.NaN,
  );
}

function pick(column: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => column[row]!);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
