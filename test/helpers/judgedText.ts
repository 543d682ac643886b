import { formatMessage } from '../../src/base/message';
import { createEngine } from '../../src/engine/node/createEngine';
import type { Finding } from '../../src/model/finding';
import { type GoroutineReport, plainReport, type ReportOptions } from '../../src/model/goroutineReport';
import type { SourceFact, SourceFactKind } from '../../src/model/sourceFacts';

/** Some goroutines that are alike. */
export interface SketchedGoroutines {
  readonly count: number;
  /** As printed; '' in a `debug=1` sketch. */
  readonly state?: string;
  /** Of all, or of each by its number. */
  readonly minutes?: number | ((i: number) => number);
  /** Innermost first: `app.work work.go:7`. `app.` stands for a package of the user, other names for themselves. */
  readonly stack: readonly string[];
  /** `app.start start.go:3` */
  readonly created?: string;
  /** Number of the goroutine that started each, by its own: `in goroutine 7` (Go 1.21 and later). */
  readonly starter?: (i: number) => number;
  /** Arguments of the frame at a position: `(i) => '0xc000010000'`. */
  readonly args?: Readonly<Record<number, (i: number) => string>>;
  readonly locked?: boolean;
  /** Addresses without names below the stack, in `debug=1`. */
  readonly hidden?: number;
}

/** What `debug=2` prints. Goroutine 1 writes the dump. */
export function dumpText(groups: readonly SketchedGoroutines[], firstGoid = 10): string {
  const writer = [
    'goroutine 1 [running]:',
    'runtime/pprof.writeGoroutineStacks({0x1, 0x2})',
    '\t/usr/local/go/src/runtime/pprof/pprof.go:761 +0x6a',
    'main.main()',
    '\t/src/main/main.go:9 +0x88',
  ].join('\n');
  let goid = firstGoid;
  const texts = groups.flatMap((group) =>
    Array.from({ length: group.count }, (_, i) => {
      const minutes = typeof group.minutes === 'function' ? group.minutes(i) : (group.minutes ?? 0);
      const wait = minutes > 0 ? `, ${minutes} minutes` : '';
      const locked = group.locked ? ', locked to thread' : '';
      const frames = group.stack.map((frame, at) => frameText(frame, group.args?.[at]?.(i) ?? ''));
      const starter = group.starter ? ` in goroutine ${group.starter(i)}` : '';
      const created = group.created ? [`created by ${frameText(group.created, null, starter)}`] : [];
      return [`goroutine ${goid++} [${group.state ?? ''}${wait}${locked}]:`, ...frames, ...created].join(
        '\n',
      );
    }),
  );
  return `${[writer, ...texts].join('\n\n')}\n`;
}

/** What `debug=1` prints. */
export function countText(groups: readonly SketchedGoroutines[]): string {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const gopark = 0x46fb6e;
  const records = groups.map(({ count, stack, hidden = 0 }, group) => {
    const named = stack.map((frame, at) => ({
      ...placeOf(frame),
      pc: 0x600000 + group * 0x1000 + at * 16 + 1,
    }));
    const leaves = Array.from({ length: hidden }, (_, at) =>
      at === 0 ? gopark : 0x407000 + hidden * 64 + at,
    );
    const pcs = [...leaves, ...named.map(({ pc }) => pc), 0x477921];
    const comments = named.map(
      ({ func, file, line, pc }) => `#\t0x${(pc - 1).toString(16)}\t${func}+0x1d\t${file}:${line}`,
    );
    return [`${count} @ ${pcs.map((pc) => `0x${pc.toString(16)}`).join(' ')}`, ...comments].join('\n');
  });
  return `goroutine profile: total ${total}\n${records.join('\n\n')}\n`;
}

/** The judged report of a text; `earlier` are those to compare with. */
export async function judgeText(
  text: string,
  options: Partial<ReportOptions> = {},
  earlier: readonly string[] = [],
): Promise<GoroutineReport> {
  const engine = createEngine();
  try {
    const handles = [];
    for (const one of [...earlier, text]) {
      const [opened] = await engine.openProfiles(Uint8Array.from(Buffer.from(one)), { name: 'dump.txt' });
      handles.push(opened!.handle);
    }
    return await engine.goroutineReport(handles, {
      ...plainReport,
      userModules: [sketchedModule],
      ...options,
    });
  } finally {
    engine.dispose();
  }
}

/** One line a finding: `G4 warning likely · Title · Message`. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ ruleId, severity, confidence, title, message }) =>
      `${ruleId} ${severity} ${confidence} · ${formatMessage(title)} · ${formatMessage(message)}`,
  );
}

/** A fact about a line of the sketch: `factAt('ticker.go:7', 'receivesTick')`. */
export function factAt(place: string, kind: SourceFactKind, code = 'code', at = 1): SourceFact {
  const [file = '', line = '0'] = place.split(':');
  return { kind, file: `/src/app/${file}`, line: Number(line), at, code };
}

const sketchedModule = 'example.com/app';

interface Place {
  readonly func: string;
  readonly file: string;
  readonly line: string;
}

function placeOf(frame: string): Place {
  const [name = '', place = 'x.go:1'] = frame.split(' ');
  const [file = '', line = '1'] = place.split(':');
  const isUser = name.startsWith('app.');
  const folder = isUser ? '/src/app/' : `/usr/local/go/src/${name.slice(0, name.search(/\.[^/]*$/))}/`;
  return { func: isUser ? `example.com/${name}` : name, file: `${folder}${file}`, line };
}

function frameText(frame: string, args: string | null, starter = ''): string {
  const { func, file, line } = placeOf(frame);
  return `${func}${args === null ? starter : `(${args})`}\n\t${file}:${line} +0x1d`;
}
