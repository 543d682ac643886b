import type { LineCosts } from '../../model/views';
import { FilesByName, type RecordedFunction, type RecordedPlaces } from './recordedPlaces';

/** `row` is its place in the function columns, `lineRows` are places in the line columns. */
export type FunctionCost = RecordedFunction;

/** Line costs with a way from a file's base name to its rows, built once per profile. */
export class CostIndex implements RecordedPlaces {
  readonly costs: LineCosts;
  readonly #byName: FilesByName;
  readonly #functions = new Map<number, readonly FunctionCost[]>();

  constructor(costs: LineCosts) {
    this.costs = costs;
    this.#byName = new FilesByName(costs.files);
  }

  get files(): readonly string[] {
    return this.costs.files;
  }

  filesNamed(name: string): readonly number[] {
    return this.#byName.named(name);
  }

  fileAt(recorded: string): number {
    return this.#byName.at(recorded);
  }

  /** Cost of its costliest function. */
  weightOf(file: number): number {
    const { functionStart, functionCum, callerSampleIndex } = this.costs;
    const column = functionCum[callerSampleIndex]!;
    let cost = 0;
    for (let row = functionStart[file]!; row < functionStart[file + 1]!; row++) {
      cost = Math.max(cost, Math.abs(column[row]!));
    }
    return cost;
  }

  lineAt(row: number): number {
    return this.costs.line[row]!;
  }

  functionsOf(file: number): readonly FunctionCost[] {
    let functions = this.#functions.get(file);
    if (!functions) {
      functions = functionsOfFile(this.costs, file);
      this.#functions.set(file, functions);
    }
    return functions;
  }

  nameIn(file: number): string {
    const row = this.costs.functionStart[file]!;
    return row < this.costs.functionStart[file + 1]! ? this.costs.functionName[row]! : '';
  }

  /** Costs may lie on any line. */
  expectedOf(): readonly [] {
    return [];
  }

  ownerOf(file: number, row: number): FunctionCost | null {
    const owner = this.costs.lineFunction[row];
    return this.functionsOf(file).find((item) => item.row === owner) ?? null;
  }

  /** Recorded file and function by exact name. */
  findFunction(name: string): { file: number; cost: FunctionCost } | null {
    const row = this.costs.functionName.indexOf(name);
    if (row < 0) return null;
    const file = fileOfRow(this.costs.functionStart, row);
    const cost = this.functionsOf(file).find((item) => item.row === row);
    return cost ? { file, cost } : null;
  }
}

/** The f with `start[f] <= row < start[f + 1]`. */
export function fileOfRow(start: Uint32Array, row: number): number {
  let low = 0;
  let high = start.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >>> 1;
    if (start[middle] <= row) low = middle;
    else high = middle;
  }
  return low;
}

function functionsOfFile(costs: LineCosts, file: number): FunctionCost[] {
  const lineRows = new Map<number, number[]>();
  for (let row = costs.lineStart[file]; row < costs.lineStart[file + 1]; row++) {
    const owner = costs.lineFunction[row];
    const rows = lineRows.get(owner);
    if (rows) rows.push(row);
    else lineRows.set(owner, [row]);
  }
  const functions: FunctionCost[] = [];
  for (let row = costs.functionStart[file]; row < costs.functionStart[file + 1]; row++) {
    functions.push({
      row,
      name: costs.functionName[row],
      startLine: costs.functionStartLine[row],
      firstLine: costs.functionFirstLine[row],
      lastLine: costs.functionLastLine[row],
      lineRows: lineRows.get(row) ?? [],
    });
  }
  return functions;
}
