import { groupsByFile, linesOfGroups } from '../../src/analysis/goroutines/goroutineLines';
import { message } from '../../src/base/message';
import { type Finding, type FindingLocation, type Verdict, verdicts } from '../../src/model/finding';
import {
  type DumpComparison,
  type DumpFacts,
  frameOrigins,
  type GoroutineLine,
  type GoroutineReport,
  type GroupTable,
} from '../../src/model/goroutineReport';
import { type StateClass, stateClasses } from '../../src/model/goroutines';
import type { JudgedDump } from '../../src/vscode/overlay/readEvidence';

/** A judged dump as one would jot it down. Frames are `func file:line`, innermost first. */
export interface DumpSketch {
  readonly groups: readonly GroupSketch[];
  readonly findings?: readonly FindingSketch[];
  /** Times (minutes) of the compared dumps, the last is this one. */
  readonly comparedMinutes?: readonly (number | null)[];
}

export interface GroupSketch {
  readonly count: number;
  readonly state?: string;
  readonly class?: StateClass;
  /** Whole minutes: least and most of those that print any, and how many do (default: all). */
  readonly wait?: readonly [least: number, most: number, waiting?: number];
  readonly stack: readonly string[];
  /** Position in the stack of the line that they are blocked on; default 0. */
  readonly topUser?: number;
  readonly creator?: string;
  readonly verdict?: Verdict;
  /** Of the compared dumps less the first. */
  readonly change?: number;
}

export interface FindingSketch extends Partial<Pick<Finding, 'severity' | 'confidence'>> {
  readonly ruleId: string;
  readonly title: string;
  readonly groups: readonly number[];
  /** `blocked func file:line`. */
  readonly locations?: readonly string[];
}

export function sketchDump(sketch: DumpSketch): JudgedDump {
  const report = sketchReport(sketch);
  return { facts: report.facts, report };
}

/** The lines of the sketch's goroutines in one role. */
export function linesOf({ report }: JudgedDump, role: GoroutineLine['role']): GoroutineLine[] {
  const groups = groupsByFile(report.groups).flatMap((file) => file[role]);
  return linesOfGroups(report.groups, role, groups, report.comparison);
}

function sketchReport({ groups, findings = [], comparedMinutes }: DumpSketch): GoroutineReport {
  const parsed = groups.reduce((sum, { count }) => sum + count, 0);
  return {
    facts: factsOf(parsed),
    groups: groupTable(groups, findings),
    findings: findings.map(sketchFinding),
    comparison: comparedMinutes ? comparisonOf(groups, parsed, comparedMinutes) : null,
  };
}

function factsOf(parsed: number): DumpFacts {
  return {
    form: 'stacks',
    crash: null,
    parsed,
    total: parsed,
    isTruncated: false,
    missing: 0,
    onlyLeaked: false,
    skippedLines: 0,
    distinctStacks: 1,
    byClass: stateClasses.map(() => 0),
    line: 1,
    bytes: 1,
    timeMs: null,
  };
}

function groupTable(groups: readonly GroupSketch[], findings: readonly FindingSketch[]): GroupTable {
  const strings: string[] = [''];
  const stringOf = (text: string) => {
    const known = strings.indexOf(text);
    return known >= 0 ? known : strings.push(text) - 1;
  };
  const texts: string[] = [];
  const frameOf = (text: string | undefined) => {
    if (text === undefined) return -1;
    const known = texts.indexOf(text);
    return known >= 0 ? known : texts.push(text) - 1;
  };
  const frame = groups.map(({ stack }) => stack.map(frameOf));
  const creator = Int32Array.from(groups, (group) => frameOf(group.creator));
  const findingsOf = groups.map((_, at) =>
    findings.flatMap((finding, position) => (finding.groups.includes(at) ? [position] : [])),
  );
  const frames = texts.map(parseFrame);
  return {
    length: groups.length,
    count: Uint32Array.from(groups, ({ count }) => count),
    stateClass: Uint8Array.from(groups, (group) => stateClasses.indexOf(group.class ?? 'channel')),
    state: Uint32Array.from(groups, ({ state }) => stringOf(state ?? 'chan send')),
    minWaitMinutes: Int32Array.from(groups, ({ wait }) => wait?.[0] ?? -1),
    maxWaitMinutes: Int32Array.from(groups, ({ wait }) => wait?.[1] ?? -1),
    waiting: Uint32Array.from(groups, ({ wait, count }) => (wait ? (wait[2] ?? count) : 0)),
    frameStart: startsOf(frame),
    frame: Uint32Array.from(frame.flat()),
    topUser: Int32Array.from(groups, ({ topUser }) => topUser ?? 0),
    creator,
    locked: new Uint32Array(groups.length),
    goidStart: new Uint32Array(groups.length + 1),
    goid: new Float64Array(),
    verdict: Uint8Array.from(groups, ({ verdict }) => verdicts.indexOf(verdict ?? 'normal')),
    findingStart: startsOf(findingsOf),
    finding: Uint32Array.from(findingsOf.flat()),
    similarTo: Uint32Array.from(groups, (_, at) => at),
    frames: {
      length: frames.length,
      func: Uint32Array.from(frames, ({ func }) => stringOf(func)),
      file: Uint32Array.from(frames, ({ file }) => stringOf(file)),
      line: Uint32Array.from(frames, ({ line }) => line),
      origin: Uint8Array.from(frames, ({ func }) =>
        frameOrigins.indexOf(func.startsWith('runtime.') ? 'runtime' : 'user'),
      ),
    },
    strings,
  };
}

function sketchFinding(sketch: FindingSketch): Finding {
  const { ruleId, title, groups, severity = 'warning', confidence = 'likely', locations = [] } = sketch;
  return {
    ruleId,
    severity,
    confidence,
    title: message('title', title),
    message: message('message', 'Seen by {rule}.', { rule: ruleId }),
    advice: message('advice', 'Mend it.'),
    evidence: [],
    locations: locations.map((text) => {
      const [role, ...rest] = text.split(' ');
      return { role: role as FindingLocation['role'], ...parseFrame(rest.join(' ')) };
    }),
    groups,
  };
}

function comparisonOf(
  groups: readonly GroupSketch[],
  total: number,
  minutes: readonly (number | null)[],
): DumpComparison {
  return {
    dumps: minutes.map((at, position) => ({
      name: `dump ${position}`,
      timeMs: at === null ? null : at * 60_000,
      total,
    })),
    counts: minutes.map((_, dump) =>
      Uint32Array.from(groups, ({ count, change = 0 }) => (dump === 0 ? count - change : count)),
    ),
    change: groups.map(() => 'same'),
    perMinute: new Float64Array(groups.length).fill(Number.NaN),
  };
}

function parseFrame(text: string): { func: string; file: string; line: number } {
  const [, func, file, line] = /^(\S+) (\S+):(\d+)$/.exec(text) ?? [];
  if (!func || !file) throw new Error(`"${text}" is no frame`);
  return { func, file, line: Number(line) };
}

function startsOf(lists: readonly (readonly unknown[])[]): Uint32Array {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, at) => {
    starts[at + 1] = starts[at]! + list.length;
  });
  return starts;
}
