import type { GoroutineReport, GoroutineRow } from '../../src/model/goroutineReport';
import { deliver, type ProfileState } from '../data';
import type { Host } from '../host';
import { GoroutineData } from './data';
import { isCrash } from './dumpFacts';

export interface ReportCallbacks {
  onReport(data: GoroutineData, report: GoroutineReport): void;
  /** The goroutine that ended the program, of the report before. */
  onCrashed(row: GoroutineRow | null): void;
  onFailure(sentence: string): void;
  during(work: Promise<void>): Promise<void>;
}

/** Asks for the report of a dump. The one that is shown stays, with its data, until the next is there. */
export class ReportLoader {
  readonly #host: Host;
  readonly #callbacks: ReportCallbacks;
  #data: GoroutineData | null = null;
  #next: GoroutineData | null = null;

  constructor(host: Host, callbacks: ReportCallbacks) {
    this.#host = host;
    this.#callbacks = callbacks;
  }

  load(profile: ProfileState): void {
    this.#next?.dispose();
    this.#data?.retire();
    const next = new GoroutineData(this.#host, profile);
    this.#next = next;
    void this.#callbacks.during(
      deliver(
        next.report(),
        () => this.#next === next,
        (report) => this.#takeReport(next, report),
        (error) => this.#callbacks.onFailure(error.message),
      ),
    );
  }

  #takeReport(data: GoroutineData, report: GoroutineReport): void {
    this.#data?.dispose();
    this.#data = data;
    this.#next = null;
    this.#loadCrashed(data);
    this.#callbacks.onReport(data, report);
  }

  /** The goroutine that ended the program is the first of its text. */
  #loadCrashed(data: GoroutineData): void {
    if (!isCrash(data.state.goroutines?.crash ?? null)) return;
    void deliver(
      data.goroutines(null, '', 0),
      () => this.#data === data,
      ({ rows }) => this.#callbacks.onCrashed(rows.find(({ index }) => index === 0) ?? null),
      // The banner names what happened without it.
      () => {},
    );
  }
}
