import { message } from '../../src/base/message';
import { type Finding, type Verdict, verdicts } from '../../src/model/finding';
import {
  type DumpComparison,
  type FrameOrigin,
  frameOrigins,
  type GoroutineReport,
  type GroupChange,
  type GroupTable,
} from '../../src/model/goroutineReport';
import { type StateClass, stateClasses } from '../../src/model/goroutines';

export interface GroupSketch {
  readonly count: number;
  readonly class?: StateClass;
  readonly state?: string;
  readonly wait?: readonly [least: number, most: number];
  /** Innermost first: `main.send main.go:42`, the user's; `~` before it: the runtime's; `^`: of the standard library. */
  readonly stack?: readonly string[];
  /** `main.serve main.go:12` */
  readonly creator?: string;
  readonly verdict?: Verdict;
  readonly findings?: readonly number[];
  /** Position of the group that it is folded under. */
  readonly similarTo?: number;
  /** Goroutines in the dump before. */
  readonly before?: number;
}

/** A report from groups as a test would write them. */
export function sketchReport(
  sketches: readonly GroupSketch[],
  findings: readonly Finding[] = [],
): GoroutineReport {
  const groups = sketchGroups(sketches);
  const parsed = sketches.reduce((sum, { count }) => sum + count, 0);
  const byClass = stateClasses.map((name) =>
    sketches.reduce((sum, each) => sum + ((each.class ?? 'channel') === name ? each.count : 0), 0),
  );
  return {
    facts: {
      form: 'stacks',
      crash: null,
      parsed,
      total: parsed,
      isTruncated: false,
      missing: 0,
      onlyLeaked: false,
      skippedLines: 0,
      distinctStacks: sketches.length,
      byClass,
      line: 1,
      bytes: 1000,
      timeMs: null,
    },
    groups,
    findings,
    comparison: sketches.some(({ before }) => before !== undefined) ? sketchComparison(sketches) : null,
  };
}

export function sketchFinding(ruleId: string, groups: readonly number[], place?: string): Finding {
  const [func = '', file = '', line = ''] = place?.split(/[ :]/) ?? [];
  return {
    ruleId,
    severity: 'warning',
    confidence: 'likely',
    title: message('', `Title of ${ruleId}`),
    message: message('', 'What was seen'),
    advice: message('', 'What to do'),
    evidence: [],
    locations: place ? [{ role: 'blocked', func, file, line: Number(line) }] : [],
    groups,
  };
}

function sketchGroups(sketches: readonly GroupSketch[]): GroupTable {
  const texts = new Index<string>();
  const frames = new Index<string>();
  texts.of('');
  const frameStart = [0];
  const frame: number[] = [];
  const findingStart = [0];
  const finding: number[] = [];
  for (const { stack = [], findings = [] } of sketches) {
    for (const each of stack) frame.push(frames.of(each));
    frameStart.push(frame.length);
    finding.push(...findings);
    findingStart.push(finding.length);
  }
  const creator = sketches.map((each) => (each.creator === undefined ? -1 : frames.of(each.creator)));
  const parsedFrames = frames.all.map(parseFrame);
  const column = (of: (sketch: GroupSketch, position: number) => number) => sketches.map(of);
  return {
    length: sketches.length,
    count: Uint32Array.from(column(({ count }) => count)),
    stateClass: Uint8Array.from(column((each) => stateClasses.indexOf(each.class ?? 'channel'))),
    state: Uint32Array.from(column(({ state = 'chan send' }) => texts.of(state))),
    minWaitMinutes: Int32Array.from(column(({ wait }) => wait?.[0] ?? -1)),
    maxWaitMinutes: Int32Array.from(column(({ wait }) => wait?.[1] ?? -1)),
    waiting: Uint32Array.from(column(({ wait, count }) => (wait ? count : 0))),
    frameStart: Uint32Array.from(frameStart),
    frame: Uint32Array.from(frame),
    topUser: Int32Array.from(column(({ stack = [] }) => stack.findIndex((each) => !/^[~^]/.test(each)))),
    creator: Int32Array.from(creator),
    locked: new Uint32Array(sketches.length),
    goidStart: new Uint32Array(sketches.length + 1),
    goid: new Float64Array(0),
    verdict: Uint8Array.from(column(({ verdict = 'normal' }) => verdicts.indexOf(verdict))),
    findingStart: Uint32Array.from(findingStart),
    finding: Uint32Array.from(finding),
    similarTo: Uint32Array.from(column(({ similarTo }, i) => similarTo ?? i)),
    frames: {
      length: parsedFrames.length,
      func: Uint32Array.from(parsedFrames.map(({ func }) => texts.of(func))),
      file: Uint32Array.from(parsedFrames.map(({ file }) => texts.of(file))),
      line: Uint32Array.from(parsedFrames.map(({ line }) => line)),
      origin: Uint8Array.from(parsedFrames.map(({ origin }) => frameOrigins.indexOf(origin))),
    },
    strings: texts.all,
  };
}

function sketchComparison(sketches: readonly GroupSketch[]): DumpComparison {
  const before = Uint32Array.from(sketches.map((each) => each.before ?? each.count));
  const now = Uint32Array.from(sketches.map(({ count }) => count));
  const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);
  return {
    dumps: [
      { name: 'old.txt', timeMs: 0, total: sum(before) },
      { name: 'new.txt', timeMs: 120_000, total: sum(now) },
    ],
    counts: [before, now],
    change: sketches.map((_, i): GroupChange => {
      if (before[i] === now[i]) return 'same';
      if (before[i] === 0) return 'new';
      if (now[i] === 0) return 'gone';
      return now[i]! > before[i]! ? 'grown' : 'shrunk';
    }),
    perMinute: Float64Array.from(sketches.map((_, i) => (now[i]! - before[i]!) / 2)),
  };
}

function parseFrame(text: string) {
  const mark = text[0] === '~' || text[0] === '^' ? text[0] : '';
  const [func = '', file = '', line = ''] = text.slice(mark.length).split(/[ :]/);
  const origins: Readonly<Record<string, FrameOrigin>> = {
    '': 'user',
    '~': 'runtime',
    '^': 'standardLibrary',
  };
  return { func, file, line: Number(line), origin: origins[mark]! };
}

/** Positions of values in the order in which they were first seen. */
class Index<T> {
  readonly all: T[] = [];

  of(value: T): number {
    const at = this.all.indexOf(value);
    return at >= 0 ? at : this.all.push(value) - 1;
  }
}
