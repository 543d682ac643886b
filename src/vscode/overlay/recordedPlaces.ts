import { baseNameOf } from '../../base/baseNameOf';
import type { ExpectedLine } from '../../source/staleness';

/** A function of one recorded file, closures folded in. */
export interface RecordedFunction {
  /** Its number in the index that told of it. */
  readonly row: number;
  readonly name: string;
  /** As recorded, 0 unknown. */
  readonly startLine: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Rows of its lines, ascending by line. */
  readonly lineRows: readonly number[];
}

/** Files, functions and lines that evidence names: all that is needed to find them again in sources that changed since. */
export interface RecordedPlaces {
  /** Paths as recorded. */
  readonly files: readonly string[];
  /** Positions in `files` of this base name. */
  filesNamed(name: string): readonly number[];
  /** Position of a recorded path, -1 when the evidence does not have it. */
  fileAt(recorded: string): number;
  functionsOf(file: number): readonly RecordedFunction[];
  /** Name of one of its functions, without putting them in order; '' where it has none. */
  nameIn(file: number): string;
  /** What must be true of lines of a function whose start was not recorded; empty where nothing is known. */
  expectedOf(fn: RecordedFunction): readonly ExpectedLine[];
  /** The function that a row of lines belongs to. */
  ownerOf(file: number, row: number): RecordedFunction | null;
  /** How much the evidence is about this file: for an order. */
  weightOf(file: number): number;
  /** The recorded line (from 1) of a row of lines. */
  lineAt(row: number): number;
}

/** Positions of paths by their base name. */
export class FilesByName {
  readonly #files: readonly string[];
  readonly #byBaseName = new Map<string, number[]>();

  constructor(files: readonly string[]) {
    this.#files = files;
    for (let file = 0; file < files.length; file++) {
      const name = baseNameOf(files[file]!);
      const known = this.#byBaseName.get(name);
      if (known) known.push(file);
      else this.#byBaseName.set(name, [file]);
    }
  }

  named(name: string): readonly number[] {
    return this.#byBaseName.get(name) ?? [];
  }

  at(path: string): number {
    return this.named(baseNameOf(path)).find((file) => this.#files[file] === path) ?? -1;
  }
}
