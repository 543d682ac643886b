import { abortError } from '../../src/base/rpc';
import type { CreatorTree, GoroutineReport, GoroutineRow, WaitTarget } from '../../src/model/goroutineReport';
import { noQuestion } from '../../src/model/question';
import { ProfileData, type ProfileState } from '../data';
import type { Host } from '../host';
import { KeptAnswers } from '../keptAnswers';

/** Goroutines that are asked for at once: a few screens of them. */
export const goroutinesAtOnce = 200;

export interface GoroutinePage {
  readonly rows: readonly GoroutineRow[];
  readonly total: number;
}

/** What matches a filter: goroutines of each group, and of the dump. */
export interface Matches {
  readonly matching: Uint32Array;
  readonly total: number;
}

/** How many filters' answers stay: typing a word letter by letter and taking it back asks for none twice. */
const keptFilters = 30;
const keptPages = 100;
const keptProfiles = 3;

/** The answers about one revision of a dump, each asked for once; what is under way when it is disposed ends as an AbortError. */
export class GoroutineData {
  readonly state: ProfileState;
  readonly #host: Host;
  readonly #end = new AbortController();
  readonly #kept = new KeptAnswers(keptFilters);
  readonly #pages = new KeptAnswers(keptPages);
  #report: Promise<GoroutineReport> | null = null;
  #isRetired = false;
  /** By filter, latest last. */
  readonly #profiles = new Map<string, ProfileData>();

  constructor(host: Host, state: ProfileState) {
    this.#host = host;
    this.state = state;
  }

  /** Everything else is positions in it: it is asked for first. */
  report(): Promise<GoroutineReport> {
    if (this.#report) return this.#report;
    const report = this.#host.request('report', null, this.#end.signal);
    this.#report = report;
    report.catch(() => {
      this.#report = null;
    });
    return report;
  }

  match(filter: string): Promise<Matches> {
    return this.#once(this.#kept, `match ${filter}`, (signal) =>
      this.#host.request('matchGroups', { filter }, signal),
    );
  }

  /** `page`: which stretch of `goroutinesAtOnce`. Of all groups with `group` null. */
  goroutines(group: number | null, filter: string, page: number): Promise<GoroutinePage> {
    const query = {
      group,
      ...(filter !== '' && { filter }),
      offset: page * goroutinesAtOnce,
      limit: goroutinesAtOnce,
    };
    return this.#once(this.#pages, JSON.stringify(query), (signal) =>
      this.#host.request('goroutines', query, signal),
    );
  }

  text(goroutine: number): Promise<string> {
    return this.#once(this.#pages, `text ${goroutine}`, (signal) =>
      this.#host.request('goroutineText', { goroutine }, signal),
    );
  }

  creators(filter: string): Promise<CreatorTree> {
    return this.#once(this.#kept, `creators ${filter}`, (signal) =>
      this.#host.request('creatorTree', filter === '' ? {} : { filter }, signal),
    );
  }

  waits(group: number | null): Promise<readonly WaitTarget[]> {
    return this.#once(this.#kept, `waits ${group}`, (signal) =>
      this.#host.request('waitTargets', { group }, signal),
    );
  }

  /** The stacks of the goroutines that match, as a profile. */
  profile(filter: string): ProfileData {
    const profile = this.#profiles.get(filter) ?? new ProfileData(this.#host, this.state, noQuestion, filter);
    this.#profiles.delete(filter);
    this.#profiles.set(filter, profile);
    for (const [oldest, unused] of [...this.#profiles].slice(0, -keptProfiles)) {
      unused.dispose();
      this.#profiles.delete(oldest);
    }
    return profile;
  }

  /**
   * Another dump, or another revision, is open now: what was answered stays, and what is under way comes. Positions in this report
   * mean other groups and goroutines to whoever would answer from now on: new questions end as an AbortError.
   */
  retire(): void {
    this.#isRetired = true;
  }

  dispose(): void {
    this.#end.abort();
    for (const profile of this.#profiles.values()) profile.dispose();
    this.#profiles.clear();
  }

  #once<T>(kept: KeptAnswers, key: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#end.signal.aborted) return Promise.reject(abortError());
    return kept.of(key, () => (this.#isRetired ? Promise.reject(abortError()) : ask(this.#end.signal)));
  }
}
