import { type BenchmarkResult, mostMeasurements } from '../../gotool/benchmarkResults';
import type { GoProfileKind } from '../../gotool/testArguments';

/** One run of a benchmark function. */
export interface BenchmarkRun {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly goVersion: string;
  /** What was recorded meanwhile: it costs time. */
  readonly profiles: readonly GoProfileKind[];
  readonly memProfileRate: number;
  readonly results: readonly BenchmarkResult[];
}

export interface BenchmarkPair {
  readonly now: BenchmarkRun;
  readonly before: BenchmarkRun | null;
}

/** The part of vscode.Memento that this uses. */
export interface HistoryState {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The last two runs of each benchmark function, over sessions; of so many functions only, and of each so many results. */
export class BenchmarkHistory {
  readonly #state: HistoryState;
  #entries: Map<string, BenchmarkPair>;

  constructor(state: HistoryState) {
    this.#state = state;
    this.#entries = new Map(readEntries(state.get<unknown>(stateKey)));
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** `key` names the file and the function. */
  get(key: string): BenchmarkPair | undefined {
    return this.#entries.get(key);
  }

  async add(key: string, run: BenchmarkRun): Promise<BenchmarkPair> {
    const pair = { now: bounded(run), before: this.#entries.get(key)?.now ?? null };
    this.#entries.delete(key);
    this.#entries.set(key, pair);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= mostFunctions) break;
      this.#entries.delete(oldest);
    }
    await this.#state.update(stateKey, [...this.#entries]);
    return pair;
  }

  async clear(): Promise<void> {
    this.#entries = new Map();
    await this.#state.update(stateKey, undefined);
  }
}

const stateKey = 'heaplens.benchmarks';
const mostFunctions = 100;
const mostResults = 20;

function bounded(run: BenchmarkRun): BenchmarkRun {
  const results = run.results.slice(0, mostResults).map((result) => ({
    ...result,
    iterations: result.iterations.slice(0, mostMeasurements),
  }));
  return { ...run, results };
}

/** What another version has left there counts as nothing. */
function readEntries(state: unknown): [string, BenchmarkPair][] {
  if (!Array.isArray(state)) return [];
  return state.filter(
    (entry): entry is [string, BenchmarkPair] =>
      Array.isArray(entry) &&
      typeof entry[0] === 'string' &&
      Array.isArray(entry[1]?.now?.results) &&
      (entry[1].before === null || Array.isArray(entry[1].before?.results)),
  );
}
