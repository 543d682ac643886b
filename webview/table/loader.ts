import type { WireTopTable } from '../../src/protocol/profileEditor';
import { deliver, type ProfileData } from '../data';
import { isPlain, reportKey, tableReport, type ViewState } from '../state';

export interface TableCallbacks {
  /** There are other tables. */
  onTables(functions: WireTopTable): void;
  onFailure(sentence: string): void;
  during(work: Promise<void>): Promise<void>;
}

/**
 * Asks for the table that the state wants, and for that of all functions, which the rest of the page looks things up in.
 * What stood there stays until the answer comes.
 */
export class TableLoader {
  readonly #callbacks: TableCallbacks;
  /** What was asked for last. */
  #key = '';
  #functions: WireTopTable | null = null;
  #rows: WireTopTable | null = null;

  constructor(callbacks: TableCallbacks) {
    this.#callbacks = callbacks;
  }

  /** All functions, of whichever value type was asked for last; null before there is an answer. */
  get functions(): WireTopTable | null {
    return this.#functions;
  }

  functionsOf(sampleIndex: number): WireTopTable | null {
    return this.#functions?.sampleIndex === sampleIndex ? this.#functions : null;
  }

  /** Functions that have code in that file; null before there is an answer. */
  framesOfFile(file: string): Uint32Array | null {
    const functions = this.#functions;
    return functions?.frame.filter((_, row) => functions.file[row] === file) ?? null;
  }

  /** The rows to show. */
  rowsOf(sampleIndex: number): WireTopTable | null {
    return this.#rows?.sampleIndex === sampleIndex ? this.#rows : null;
  }

  /** The functions are those of another question; their rows stay in sight until there are others. */
  forgetFunctions(): void {
    this.#functions = null;
  }

  /** The same tables are asked for again. */
  forgetKey(): void {
    this.#key = '';
  }

  /** False where these tables were asked for before. */
  load(data: ProfileData, sampleIndex: number, state: ViewState): boolean {
    const { granularity } = state;
    const report = tableReport(state);
    const key = `${data.key} ${sampleIndex} ${granularity} ${reportKey(report)}`;
    if (this.#key === key) return false;
    this.#key = key;
    const tables = Promise.all([
      data.top(sampleIndex, 'functions'),
      granularity === 'functions' && isPlain(report) ? null : data.top(sampleIndex, granularity, report),
    ]);
    void this.#callbacks.during(
      deliver(
        tables,
        () => this.#key === key,
        ([functions, other]) => {
          this.#functions = functions;
          this.#rows = other ?? functions;
          this.#callbacks.onTables(functions);
        },
        (error) => this.#callbacks.onFailure(error.message),
      ),
    );
    return true;
  }
}
