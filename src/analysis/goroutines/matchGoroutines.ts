import { assertNever } from '../../base/assertNever';
import { remembered } from '../../base/remembered';
import { verdicts } from '../../model/finding';
import type { FilterTerm, GoroutineFilter, TextMatch } from '../../model/goroutineFilter';
import type { GoroutineReport } from '../../model/goroutineReport';
import { goroutineFlags } from '../../model/goroutines';
import type { NameMatcher } from '../expression';
import { nameMatcher } from '../search';
import type { DumpGroups } from './groups';
import { classNumber } from './stateClasses';
import { stateText } from './stateText';
import type { StudiedDump } from './studiedDump';

/** A dump with its judged groups. */
export interface JudgedDump {
  readonly studied: StudiedDump;
  readonly members: Pick<DumpGroups, 'groupOf' | 'memberStart' | 'member' | 'states'>;
  readonly report: GoroutineReport;
}

/** 1 for each goroutine that is meant. Throws a MessageError for a broken regular expression. */
export function matchGoroutines(judged: JudgedDump, filter: GoroutineFilter): Uint8Array {
  const matching = new Uint8Array(judged.studied.dump.goroutines.length).fill(1);
  for (const [first, ...rest] of alternatives(filter.terms)) {
    const found = matchTerm(judged, first!);
    for (const other of rest) {
      const more = matchTerm(judged, other);
      for (let i = 0; i < found.length; i++) found[i]! |= more[i]!;
    }
    const wanted = first!.negated ? 0 : 1;
    for (let i = 0; i < matching.length; i++) if (found[i] !== wanted) matching[i] = 0;
  }
  return matching;
}

/** Terms of one kind are alternatives; negated ones, words and waits stand for themselves. */
function alternatives(terms: readonly FilterTerm[]): FilterTerm[][] {
  const byKind = new Map<string, FilterTerm[]>();
  for (const [position, term] of terms.entries()) {
    const stands = term.negated || term.field === 'text' || term.field === 'wait';
    const kind = stands ? `${position}` : term.field === 'label' ? `label ${term.key}` : term.field;
    byKind.set(kind, [...(byKind.get(kind) ?? []), term]);
  }
  return [...byKind.values()];
}

/** Regardless of `negated`. */
function matchTerm(judged: JudgedDump, term: FilterTerm): Uint8Array {
  const { dump } = judged.studied;
  const { goroutines } = dump;
  switch (term.field) {
    case 'text': {
      const matches = matcherOf(term.match);
      const frames = framesWhere(judged, (func, file) => matches(func) || matches(file));
      const found = withFrame(judged, frames, true);
      const states = withState(judged, matches);
      for (let i = 0; i < found.length; i++) found[i]! |= states[i]!;
      return found;
    }
    case 'state':
      return withState(judged, matcherOf(term.match));
    case 'func': {
      const matches = matcherOf(term.match);
      return withFrame(judged, framesWhere(judged, matches), false);
    }
    case 'file': {
      const matches = matcherOf(term.match);
      return withFrame(
        judged,
        framesWhere(judged, (_, file) => matches(file)),
        true,
      );
    }
    case 'created': {
      const matches = matcherOf(term.match);
      const frames = framesWhere(judged, matches);
      return each(judged, (i) => goroutines.creator[i]! >= 0 && frames[goroutines.creator[i]!] === 1);
    }
    case 'start': {
      const matches = matcherOf(term.match);
      return withStart(judged, framesWhere(judged, matches));
    }
    case 'at': {
      const isFile = fileMatcher(term.file);
      return withFrame(
        judged,
        framesWhere(judged, (_, file, line) => line === term.line && isFile(file)),
        true,
      );
    }
    case 'class': {
      const wanted = new Set(term.classes.map(classNumber));
      return each(judged, (i) => wanted.has(goroutines.stateClass[i]!));
    }
    case 'verdict':
    case 'rule':
      return inGroups(judged, groupTest(judged, term));
    case 'wait':
      return each(judged, waitTest(goroutines.waitMinutes, term.compare, term.minutes));
    case 'goid': {
      const wanted = new Set(term.numbers);
      return each(judged, (i) => wanted.has(goroutines.goid[i]!));
    }
    case 'parent': {
      const wanted = new Set(term.numbers);
      return each(judged, (i) => wanted.has(goroutines.creatorGoid[i]!));
    }
    case 'bubble': {
      const wanted = new Set(term.numbers);
      return each(judged, (i) => wanted.has(goroutines.bubble[i]!));
    }
    case 'label': {
      const matches = term.value && matcherOf(term.value);
      const sets = dump.labelSets.map((set) =>
        set.some(([key, value]) => key === term.key && (matches === null || matches(value))),
      );
      return each(judged, (i) => sets[goroutines.labels[i]!] === true);
    }
    case 'is':
      return matchFlag(judged, term.flag);
    default:
      return assertNever(term);
  }
}

function matchFlag(judged: JudgedDump, flag: Extract<FilterTerm, { field: 'is' }>['flag']): Uint8Array {
  const { flags, stateClass } = judged.studied.dump.goroutines;
  const { groups, comparison } = judged.report;
  switch (flag) {
    case 'locked':
      return each(judged, (i) => (flags[i]! & goroutineFlags.lockedToThread) !== 0);
    case 'durable':
      return each(judged, (i) => (flags[i]! & goroutineFlags.durable) !== 0);
    case 'leaked': {
      const leaked = classNumber('leaked');
      return each(judged, (i) => (flags[i]! & goroutineFlags.leaked) !== 0 || stateClass[i] === leaked);
    }
    case 'user':
      return inGroups(judged, (group) => groups.topUser[group]! >= 0);
    case 'new':
    case 'grown':
      return inGroups(judged, (group) => comparison?.change[group] === flag);
    default:
      return assertNever(flag);
  }
}

function each({ studied }: JudgedDump, test: (goroutine: number) => boolean): Uint8Array {
  const found = new Uint8Array(studied.dump.goroutines.length);
  for (let i = 0; i < found.length; i++) found[i] = test(i) ? 1 : 0;
  return found;
}

function inGroups(judged: JudgedDump, test: (group: number) => boolean): Uint8Array {
  const { groupOf } = judged.members;
  const groups = Uint8Array.from({ length: judged.report.groups.length }, (_, group) =>
    test(group) ? 1 : 0,
  );
  return each(judged, (i) => groups[groupOf[i]!] === 1);
}

function groupTest(
  { report }: JudgedDump,
  term: Extract<FilterTerm, { field: 'verdict' | 'rule' }>,
): (group: number) => boolean {
  const { groups, findings } = report;
  if (term.field === 'verdict') return (group) => term.verdicts.includes(verdicts[groups.verdict[group]!]!);
  return (group) => {
    const own = groups.finding.subarray(groups.findingStart[group]!, groups.findingStart[group + 1]!);
    return own.some((finding) => term.rules.includes(findings[finding]!.ruleId.toUpperCase()));
  };
}

/** Asks once for each text: many frames have the same function, and more the same file. */
function matcherOf({ text, regex }: TextMatch): NameMatcher {
  const matches = nameMatcher(text, regex);
  const known = new Map<string, boolean>();
  return (name) => remembered(known, name, matches);
}

/** By frame. */
function framesWhere(
  { studied }: JudgedDump,
  test: (func: string, file: string, line: number) => boolean,
): Uint8Array {
  const { frames, strings } = studied.dump;
  return Uint8Array.from({ length: frames.length }, (_, frame) =>
    test(strings.get(frames.func[frame]!), strings.get(frames.file[frame]!), frames.line[frame]!) ? 1 : 0,
  );
}

/** Also where the `go` statement is such a frame, with `orCreator`. Hidden frames count: whoever asks for them knows them. */
function withFrame(judged: JudgedDump, isWanted: Uint8Array, orCreator: boolean): Uint8Array {
  const { stacks, goroutines } = judged.studied.dump;
  const inStack = new Uint8Array(stacks.length);
  for (let stack = 0; stack < stacks.length; stack++) {
    for (let at = stacks.start[stack]!; at < stacks.start[stack + 1]!; at++) {
      if (isWanted[stacks.frame[at]!] === 1) inStack[stack] = 1;
    }
  }
  const { stack, creator } = goroutines;
  return each(
    judged,
    (i) =>
      (stack[i]! >= 0 && inStack[stack[i]!] === 1) ||
      (orCreator && creator[i]! >= 0 && isWanted[creator[i]!] === 1),
  );
}

/** The outermost frame that is shown. */
function withStart(judged: JudgedDump, isWanted: Uint8Array): Uint8Array {
  const { dump, shown } = judged.studied;
  const { stack } = dump.goroutines;
  return each(judged, (i) => {
    if (stack[i]! < 0) return false;
    const own = shown.of[stack[i]!]!;
    const end = shown.start[own + 1]!;
    return end > shown.start[own]! && isWanted[shown.frame[end - 1]!] === 1;
  });
}

function withState(judged: JudgedDump, matches: (text: string) => boolean): Uint8Array {
  const { dump } = judged.studied;
  const { state, flags } = dump.goroutines;
  const known = new Map<number, boolean>();
  return each(judged, (i) => {
    const key = state[i]! * 256 + flags[i]!;
    let found = known.get(key);
    if (found === undefined) {
      found = matches(stateText(dump, i));
      known.set(key, found);
    }
    return found;
  });
}

/** `/src/app/store.go` ends with `app/store.go`, and not with `tore.go`. */
function fileMatcher(wanted: string): (file: string) => boolean {
  return (file) => {
    const path = file.includes('\\') ? file.replaceAll('\\', '/') : file;
    return (
      path === wanted ||
      (path.endsWith(wanted) && (wanted.startsWith('/') || path[path.length - wanted.length - 1] === '/'))
    );
  };
}

/** Goroutines without minutes wait less than one, or no collection has looked at them: nothing is known. */
function waitTest(
  minutes: Int32Array,
  compare: '<' | '<=' | '>' | '>=' | '=',
  wanted: number,
): (goroutine: number) => boolean {
  const known = (test: (value: number) => boolean) => (i: number) => minutes[i]! >= 0 && test(minutes[i]!);
  switch (compare) {
    case '<':
      return known((value) => value < wanted);
    case '<=':
      return known((value) => value <= wanted);
    case '>':
      return known((value) => value > wanted);
    case '>=':
      return known((value) => value >= wanted);
    case '=':
      return known((value) => value === wanted);
    default:
      return assertNever(compare);
  }
}
