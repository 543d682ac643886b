import { baseNameOf } from '../../base/baseNameOf';
import type { LineCosts } from '../../model/views';

/** A function of one recorded file, closures folded in. `row` is its place in the function columns. */
export interface FunctionCost {
  readonly row: number;
  readonly name: string;
  /** As recorded, 0 unknown. */
  readonly startLine: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Rows of its lines in the line columns, ascending by line. */
  readonly lineRows: readonly number[];
}

/** Line costs with a way from a file's base name to its rows, built once per profile. */
export class CostIndex {
  readonly costs: LineCosts;
  readonly #byBaseName = new Map<string, number[]>();
  readonly #functions = new Map<number, readonly FunctionCost[]>();

  constructor(costs: LineCosts) {
    this.costs = costs;
    for (let file = 0; file < costs.files.length; file++) {
      const name = baseNameOf(costs.files[file]);
      const files = this.#byBaseName.get(name);
      if (files) files.push(file);
      else this.#byBaseName.set(name, [file]);
    }
  }

  /** Recorded files (positions in `costs.files`) of this base name. */
  filesNamed(name: string): readonly number[] {
    return this.#byBaseName.get(name) ?? [];
  }

  /** Position of a recorded path, -1 when the profile does not have it. */
  fileAt(recorded: string): number {
    return this.filesNamed(baseNameOf(recorded)).find((file) => this.costs.files[file] === recorded) ?? -1;
  }

  functionsOf(file: number): readonly FunctionCost[] {
    let functions = this.#functions.get(file);
    if (!functions) {
      functions = functionsOfFile(this.costs, file);
      this.#functions.set(file, functions);
    }
    return functions;
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
