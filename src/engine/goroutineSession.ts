import { compareDumps, type DumpInTime } from '../analysis/goroutines/compareDumps';
import { computeCreatorTree } from '../analysis/goroutines/creatorTree';
import { computeDumpFacts } from '../analysis/goroutines/dumpFacts';
import { outlineDump } from '../analysis/goroutines/dumpOutline';
import { profileOfDump } from '../analysis/goroutines/dumpProfile';
import { fillFindings } from '../analysis/goroutines/fillFindings';
import { listGoroutines } from '../analysis/goroutines/goroutineRows';
import { goroutineText } from '../analysis/goroutines/goroutineText';
import { computeGroups, type DumpGroups } from '../analysis/goroutines/groups';
import { type JudgedDump, matchGoroutines } from '../analysis/goroutines/matchGoroutines';
import { dumpOfProfile } from '../analysis/goroutines/profileDump';
import { askSource } from '../analysis/goroutines/sourceQuestions';
import { type StudiedDump, studyDump } from '../analysis/goroutines/studiedDump';
import { computeWaitTargets } from '../analysis/goroutines/waitTargets';
import { keepSamples } from '../analysis/question/keepSamples';
import { MessageError, message } from '../base/message';
import { parseFilter } from '../model/goroutineFilter';
import {
  type DumpFacts,
  type GoroutineReport,
  plainReport,
  type ReportOptions,
  type WaitTarget,
} from '../model/goroutineReport';
import type { GoroutineDump } from '../model/goroutines';
import type { GoroutineQueries, Params, QueryName, Result } from '../model/queries';
import type { RuleContext } from '../rules/goroutines/context';
import { judge } from '../rules/goroutines/index';
import type { OpenedDump, OpenedProfile } from './openEvidence';
import { type Answers, noDump, ProfileSession } from './profileSession';

/** Filters whose goroutines and profiles are kept: Back, Forward and pages of a list are instant, memory stays bounded. */
const keptFilters = 2;

/** What the latest report says, and the groups that later queries mean. */
interface Judged extends JudgedDump {
  readonly members: DumpGroups;
  /** Computed when somebody asks. */
  readonly waits: () => readonly WaitTarget[];
  /** By what it was judged, and compared with what. */
  readonly asked: string;
  readonly earlier: readonly GoroutineSession[];
}

/**
 * An open goroutine dump, or a goroutine profile, which is one whose goroutines were counted. Other queries than those of
 * goroutines are asked of its stacks as a profile.
 */
export class GoroutineSession {
  readonly opened: OpenedProfile;
  readonly goroutines: DumpFacts;
  readonly #studied: StudiedDump;
  readonly #whole: ProfileSession;
  /** A profile's rows are its samples; a dump becomes one sample for each stack and state. */
  readonly #isProfile: boolean;
  /** By filter, latest last. */
  readonly #filtered = new Map<string, ProfileSession>();
  /** Goroutines that match, by filter, latest last. */
  readonly #matches = new Map<string, Uint8Array>();
  #judged: Judged | null = null;
  #grouped: { readonly key: string; readonly groups: DumpGroups } | null = null;

  constructor(opened: OpenedProfile | OpenedDump, dump: StudiedDump, goroutines: DumpFacts) {
    this.#studied = dump;
    this.#isProfile = opened.kind === 'profile';
    this.goroutines = goroutines;
    this.opened =
      opened.kind === 'profile'
        ? opened
        : {
            kind: 'profile',
            profile: profileOfDump(dump.dump, null, goroutines.timeMs),
            problems: opened.problems,
            memStats: null,
            inflatedBytes: opened.inflatedBytes,
          };
    this.#whole = new ProfileSession(this.opened);
  }

  get profile() {
    return this.#whole.profile;
  }

  get facts() {
    return this.#whole.facts;
  }

  ask<Name extends QueryName>(query: Name, params: Params<Name>): Result<Name> {
    const answer = (this.#answers as Partial<Answers<QueryName>>)[query];
    if (answer) return (answer as Answers<Name>[Name])(params);
    const filter = (params as { readonly goroutines?: string } | null)?.goroutines ?? '';
    return this.#profileOf(filter).ask(query, params);
  }

  /**
   * Judges this dump. `earlier` are those to compare with, oldest first; `names` those of all, this one last. What was asked last
   * is known: page and source ask the same.
   */
  report(
    options: ReportOptions,
    earlier: readonly GoroutineSession[] = [],
    names: readonly string[] = [],
  ): GoroutineReport {
    const asked = JSON.stringify([options, names]);
    if (this.#judged?.asked === asked && isSameList(this.#judged.earlier, earlier))
      return this.#judged.report;
    const dumps = [...earlier, this].map((session, at) => session.#inTime(options, at, names[at]));
    const facts = computeDumpFacts(this.#studied, dumps.at(-1)!.timeMs, options.knownTotal);
    const members = this.#groups(options.userModules);
    const compared = earlier.length > 0 ? compareDumps(dumps) : null;
    const groups = compared?.table ?? members.table;
    const comparison = compared?.comparison ?? null;
    const waits = once(() => computeWaitTargets(this.#studied, members.groupOf));
    const context: RuleContext = {
      dump: this.#studied.dump,
      facts,
      groups,
      groupOf: members.groupOf,
      comparison,
      get waits() {
        return waits();
      },
      options,
    };
    const findings = judge(context);
    const report = { facts, groups: fillFindings(groups, findings), findings, comparison };
    this.#judged = { studied: this.#studied, members, report, waits, asked, earlier };
    // Verdicts, changes and positions of groups in filters are those of this report.
    this.#filtered.clear();
    this.#matches.clear();
    return report;
  }

  #inTime(options: ReportOptions, at: number, name: string | undefined): DumpInTime {
    const { parsed, total, timeMs } = this.goroutines;
    return {
      name: name ?? `${at + 1}`,
      timeMs: options.timesMs?.[at] ?? timeMs,
      total: total ?? parsed,
      form: this.#studied.dump.form,
      table: this.#groups(options.userModules).table,
    };
  }

  #groups(userModules: readonly string[]): DumpGroups {
    const key = JSON.stringify(userModules);
    if (this.#grouped?.key !== key)
      this.#grouped = { key, groups: computeGroups(this.#studied, userModules) };
    return this.#grouped.groups;
  }

  readonly #answers: Answers<keyof GoroutineQueries> = {
    report: (options) => this.report(options),
    matchGroups: ({ filter }) => this.#matchGroups(filter),
    goroutines: ({ group, filter, offset, limit }) => {
      if (group !== null) this.#checkGroup(group);
      return listGoroutines(this.#latest(), this.#matching(filter), { group, offset, limit });
    },
    goroutineText: ({ goroutine }) => {
      this.#checkGoroutine(goroutine);
      return goroutineText(this.#studied.dump, goroutine);
    },
    creatorTree: ({ filter }) => computeCreatorTree(this.#studied, this.#matching(filter)),
    waitTargets: ({ group }) => {
      const waits = this.#latest().waits();
      return group === null ? waits : waits.filter(({ groups }) => groups.includes(group));
    },
    dumpOutline: () => {
      const { members, report } = this.#latest();
      return outlineDump(this.#studied.dump, report.groups, members.groupOf);
    },
    sourceQuestions: ({ userModules }) => askSource(this.#groups(userModules).table),
  };

  #latest(): Judged {
    if (!this.#judged) this.report(plainReport);
    return this.#judged!;
  }

  /** null for no filter. */
  #matching(filter: string | undefined): Uint8Array | null {
    if (filter === undefined || filter.trim() === '') return null;
    return kept(this.#matches, filter, () => {
      const parsed = parseFilter(filter);
      if (parsed.errors.length > 0) throw new MessageError(parsed.errors[0]!);
      return matchGoroutines(this.#latest(), parsed.filter);
    });
  }

  #matchGroups(filter: string): Result<'matchGroups'> {
    const { members, report } = this.#latest();
    const { count } = this.#studied.dump.goroutines;
    const matches = this.#matching(filter);
    const matching = new Uint32Array(report.groups.length);
    let total = 0;
    for (let i = 0; i < count.length; i++) {
      if (matches !== null && matches[i] === 0) continue;
      matching[members.groupOf[i]!]! += count[i]!;
      total += count[i]!;
    }
    return { matching, total };
  }

  #profileOf(filter: string): ProfileSession {
    const matching = this.#matching(filter);
    if (matching === null) return this.#whole;
    return kept(
      this.#filtered,
      filter,
      () => new ProfileSession({ ...this.opened, profile: this.#keep(matching) }),
    );
  }

  #keep(matching: Uint8Array) {
    if (this.#isProfile) return keepSamples(this.opened.profile, matching);
    return profileOfDump(this.#studied.dump, matching, this.goroutines.timeMs);
  }

  #checkGroup(group: number): void {
    if (!(Number.isInteger(group) && group >= 0 && group < this.#latest().report.groups.length))
      throw unknownPlace();
  }

  #checkGoroutine(goroutine: number): void {
    const { length } = this.#studied.dump.goroutines;
    if (!(Number.isInteger(goroutine) && goroutine >= 0 && goroutine < length)) throw unknownPlace();
  }
}

/** The session of a file's evidence, with the goroutines that it holds. */
export function openSession(opened: OpenedProfile | OpenedDump): ProfileSession | GoroutineSession {
  const dump = opened.kind === 'goroutines' ? opened.dump : dumpOfOpened(opened);
  if (dump === null) return new ProfileSession(opened as OpenedProfile);
  const studied = studyDump(dump);
  return new GoroutineSession(opened, studied, computeDumpFacts(studied, timeOf(opened)));
}

function dumpOfOpened({ profile, statedTotal, place, inflatedBytes }: OpenedProfile): GoroutineDump | null {
  return dumpOfProfile(profile, { statedTotal, place: place ?? { line: 1, bytes: inflatedBytes } });
}

function isSameList<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}

/** Judges the last of the dumps and compares it with the others. */
export function reportGoroutines(
  sessions: readonly (ProfileSession | GoroutineSession)[],
  options: ReportOptions & { readonly names?: readonly string[] },
): GoroutineReport {
  const dumps = sessions.map((session) => {
    if (session instanceof GoroutineSession) return session;
    throw noDump();
  });
  const last = dumps.pop();
  if (!last) throw noDump();
  return last.report(options, dumps, options.names);
}

function timeOf(opened: OpenedProfile | OpenedDump): number | null {
  if (opened.kind === 'goroutines') return opened.timeMs;
  const { timeNanos } = opened.profile;
  return timeNanos === null ? null : Number(timeNanos / 1_000_000n);
}

/** The value of the key, made where it is not among the latest ones. */
function kept<Value>(latest: Map<string, Value>, key: string, make: () => Value): Value {
  const value = latest.get(key) ?? make();
  latest.delete(key);
  latest.set(key, value);
  for (const oldest of [...latest.keys()].slice(0, -keptFilters)) latest.delete(oldest);
  return value;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function unknownPlace(): MessageError {
  return new MessageError(
    message('engine.unknownGoroutine', 'This dump has no such goroutine or group any more. Reload the view.'),
  );
}
