import { asNumbers, type Int64Column } from '../base/int64';
import { isStandardLibrary } from '../base/standardLibrary';
import type { FrameTable } from '../model/callTree';
import { declaredNameOf, packageNameOf, parseGoName } from '../model/goName';
import type { Profile } from '../model/profile';
import type { LineCosts, SampleTypeFacts } from '../model/views';
import { foldIntoParents, sumByStack } from './callTree';
import { relativeError, sampleVariance } from './confidence';
import { frameTable, functionFacts } from './frames';
import { type CallerEdges, sumCallers } from './lineCallers';
import { layoutStackRows, outermostRows, sumStackRows } from './stackRows';

/** How many callers are kept for a line. */
const callersPerLine = 5;

/** Costs by recorded file, line and declared function: see LineCosts. Frames without a file or a line have no place in it. */
export function computeLineCosts(
  profile: Profile,
  sampleTypes: readonly SampleTypeFacts[],
  callerSampleIndex: number,
): LineCosts {
  const declared = declaredNames(profile);
  const lines = sourceLineFrames(profile, declared);
  const functions = declaredFrames(profile, declared);
  const functionOf = functionsOfLines(lines, functions);
  const { line, fn, own, callers, functionVariance } = sumAll(profile, lines, functions, callerSampleIndex);

  const lineRows = rowsOf(lines, (frame) => lines.line[frame]! > 0 && hasValue(line, frame));
  const files = [...new Set(lineRows.map((frame) => lines.file[frame]!))].sort(compareText);
  const fileIndex = new Map(files.map((file, index) => [file, index]));
  const lineFile = filesOf(lines, fileIndex);
  const functionFile = filesOf(functions, fileIndex);
  // Values of a function may cancel out while its lines do not: then they still need it.
  const isOwner = new Uint8Array(functions.length);
  for (const frame of lineRows) isOwner[functionOf[frame]!] = 1;
  const functionRows = rowsOf(
    functions,
    (frame) => functionFile[frame]! >= 0 && (isOwner[frame] === 1 || hasValue(fn, frame)),
  );
  const lineOrder = sortRows(lineRows, lines, lineFile);
  const functionOrder = sortRows(functionRows, functions, functionFile);
  const rowOfFunction = new Uint32Array(functions.length);
  functionOrder.forEach((frame, row) => {
    rowOfFunction[frame] = row;
  });
  const lineFunction = Uint32Array.from(lineOrder, (frame) => rowOfFunction[functionOf[frame]!]!);
  const span = linesOfFunctions(lines, lineOrder, lineFunction, functionOrder.length);
  return {
    sampleTypes,
    files,
    lineStart: startsOf(lineOrder, lineFile, files.length),
    line: pick(lines.line, lineOrder),
    lineFunction,
    lineFlat: line.map(({ flat }) => pick(flat, lineOrder)),
    lineCum: line.map(({ cum }) => pick(cum, lineOrder)),
    lineOwn: own.map((column) => pick(column, lineOrder)),
    ...callersOf(callers, lineOrder),
    callerSampleIndex,
    functionStart: startsOf(functionOrder, functionFile, files.length),
    functionName: functionOrder.map((frame) => functions.name[frame]!),
    functionStartLine: pick(functions.line, functionOrder),
    functionFirstLine: span.first,
    functionLastLine: span.last,
    functionFlat: fn.map(({ flat }) => pick(flat, functionOrder)),
    functionCum: fn.map(({ cum }) => pick(cum, functionOrder)),
    functionError: errorsOf(fn[callerSampleIndex]!.cum, functionVariance, functionOrder),
    base: null,
  };
}

interface FrameSums {
  readonly flat: Float64Array;
  readonly cum: Float64Array;
}

interface Sums {
  /** By value type, as `fn` and `own`. */
  readonly line: readonly FrameSums[];
  readonly fn: readonly FrameSums[];
  /** What each line costs with the standard library's calls below it. */
  readonly own: readonly Float64Array[];
  /** In the value type that callers are counted in, as `functionVariance`: the variance of cum, null where it is unknown. */
  readonly callers: CallerEdges;
  readonly functionVariance: Float64Array | null;
}

/** All sums in one layout of the stacks' rows, a value type after the other: columns per stack are large. */
function sumAll(profile: Profile, lines: FrameTable, functions: FrameTable, callerSampleIndex: number): Sums {
  // Both tables have one frame per line of a location, so their rows are the same.
  const rows = layoutStackRows(profile.stacks, lines);
  const outermostLine = outermostRows(rows, lines);
  const outermostFunction = outermostRows(rows, functions);
  const owner = ownersOf(profile, lines);
  const line: FrameSums[] = [];
  const fn: FrameSums[] = [];
  const own: Float64Array[] = [];
  let callers: CallerEdges | null = null;
  profile.samples.values.forEach((column, type) => {
    const { self, total } = sumStacks(profile, column);
    line.push(asSums(sumStackRows(rows, lines, outermostLine, self, total)));
    fn.push(asSums(sumStackRows(rows, functions, outermostFunction, self, total)));
    own.push(ownOf(lines, owner, asNumbers(self)));
    if (type === callerSampleIndex) callers = sumCallers(rows, lines, outermostLine, total);
  });
  const variance = sampleVariance(profile, callerSampleIndex);
  const spread = variance && sumStacks(profile, variance);
  const functionVariance =
    spread && asSums(sumStackRows(rows, functions, outermostFunction, spread.self, spread.total)).cum;
  return { line, fn, own, callers: callers!, functionVariance };
}

/** Per stack: the samples that end there, and those with all that extends it. */
function sumStacks(profile: Profile, column: Int64Column): { self: Int64Column; total: Int64Column } {
  const self = sumByStack(profile, column);
  const total = self.slice() as Int64Column;
  foldIntoParents(total, profile.stacks.parent);
  return { self, total };
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

/** Per line frame the frame of the function that named it: both tables have the same rows. */
function functionsOfLines(lines: FrameTable, functions: FrameTable): Int32Array {
  const functionOf = new Int32Array(lines.length).fill(-1);
  for (let at = 0; at < lines.locationFrame.length; at++) {
    const frame = lines.locationFrame[at]!;
    if (functionOf[frame]! < 0) functionOf[frame] = functions.locationFrame[at]!;
  }
  return functionOf;
}

function asSums({ flat, cum }: { flat: Int64Column; cum: Int64Column }): FrameSums {
  return { flat: asNumbers(flat), cum: asNumbers(cum) };
}

/**
 * Per stack the frame that answers for samples that end there: the innermost line outside the standard library; -1 where
 * there is none. Frames without a package count as the caller's, too.
 */
function ownersOf({ stacks }: Profile, { name, locationStart, locationFrame }: FrameTable): Int32Array {
  const known = new Map<string, number>();
  const isLibrary = Uint8Array.from(name, (text) => {
    const seen = known.get(text);
    if (seen !== undefined) return seen;
    const packagePath = packageNameOf(text);
    const answer = packagePath === '' || isStandardLibrary(packagePath) ? 1 : 0;
    known.set(text, answer);
    return answer;
  });
  // The innermost line outside the library of each location; -1 where it has none.
  const ownOfLocation = new Int32Array(locationStart.length - 1).fill(-1);
  for (let location = 0; location < ownOfLocation.length; location++) {
    for (let at = locationStart[location]!; at < locationStart[location + 1]!; at++) {
      if (isLibrary[locationFrame[at]!] === 0) ownOfLocation[location] = locationFrame[at]!;
    }
  }
  const owner = new Int32Array(stacks.length);
  for (let stack = 0; stack < stacks.length; stack++) {
    const own = ownOfLocation[stacks.location[stack]!]!;
    const above = stacks.parent[stack]!;
    owner[stack] = own >= 0 ? own : above < 0 ? -1 : owner[above]!;
  }
  return owner;
}

/** What each line costs with the standard library's calls below it. */
function ownOf(frames: FrameTable, owner: Int32Array, self: Float64Array): Float64Array {
  const own = new Float64Array(frames.length);
  for (let stack = 0; stack < owner.length; stack++) {
    const charged = owner[stack]!;
    if (charged >= 0) own[charged] = own[charged]! + self[stack]!;
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

/** Per frame the position of its file; -1 for a file without costs. */
function filesOf(frames: FrameTable, fileIndex: ReadonlyMap<string, number>): Int32Array {
  return Int32Array.from(frames.file, (file) => fileIndex.get(file) ?? -1);
}

function sortRows(rows: readonly number[], frames: FrameTable, file: Int32Array): number[] {
  return [...rows].sort(
    (a, b) =>
      file[a]! - file[b]! ||
      frames.line[a]! - frames.line[b]! ||
      compareText(frames.name[a]!, frames.name[b]!),
  );
}

function startsOf(rows: readonly number[], file: Int32Array, fileCount: number): Uint32Array {
  const starts = new Uint32Array(fileCount + 1);
  for (const frame of rows) starts[file[frame]! + 1]!++;
  for (let at = 0; at < fileCount; at++) starts[at + 1]! += starts[at]!;
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

/** Per line the heaviest declared functions that called into it. */
function callersOf(
  { start, name, value }: CallerEdges,
  lineOrder: readonly number[],
): Pick<LineCosts, 'callerStart' | 'callerName' | 'callerValue'> {
  const callerStart = new Uint32Array(lineOrder.length + 1);
  const callerName: string[] = [];
  const callerValue: number[] = [];
  lineOrder.forEach((frame, row) => {
    const edges = Array.from({ length: start[frame + 1]! - start[frame]! }, (_, i) => start[frame]! + i);
    edges.sort((a, b) => Math.abs(value[b]!) - Math.abs(value[a]!));
    for (const edge of edges.slice(0, callersPerLine)) {
      callerName.push(name[edge]!);
      callerValue.push(value[edge]!);
    }
    callerStart[row + 1] = callerName.length;
  });
  return { callerStart, callerName, callerValue: Float64Array.from(callerValue) };
}

function errorsOf(
  cum: Float64Array,
  variance: Float64Array | null,
  functionOrder: readonly number[],
): Float64Array {
  if (!variance) return new Float64Array(functionOrder.length).fill(Number.NaN);
  return Float64Array.from(
    functionOrder,
    (frame) => relativeError(cum[frame]!, variance[frame]!) ?? Number.NaN,
  );
}

function pick(column: Float64Array, rows: readonly number[]): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) picked[row] = column[rows[row]!]!;
  return picked;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
