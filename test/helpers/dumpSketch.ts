import { readGoroutineDumps } from '../../src/formats/goroutine/readGoroutineDumps';
import { type GoroutineDump, goroutineFlags, stateClasses } from '../../src/model/goroutines';

/** The only dump of a text. */
export function readDump(text: string | Uint8Array): GoroutineDump {
  const { dumps } = readGoroutineDumps(typeof text === 'string' ? Buffer.from(text) : text);
  if (dumps.length !== 1) throw new Error(`${dumps.length} dumps`);
  return dumps[0]!.dump;
}

/**
 * Goroutines as lines that a test can compare:
 *
 *     7 chan receive, 3 min, locked: main.a /x/a.go:1 < main.b /x/b.go:2; by main.main /x/m.go:3 in 1
 */
export function sketchDump(dump: GoroutineDump): string[] {
  const { goroutines } = dump;
  return Array.from({ length: goroutines.length }, (_, row) => {
    const header = [String(goroutines.goid[row]), stateOf(dump, row), ...attributesOf(dump, row)];
    const creator = goroutines.creator[row]!;
    const by = creator < 0 ? '' : `; by ${frameText(dump, creator)}`;
    const goid = goroutines.creatorGoid[row]! < 0 ? '' : ` in ${goroutines.creatorGoid[row]}`;
    const [id, state, ...rest] = header;
    return `${id} ${[state, ...rest].join(', ')}: ${stackText(dump, goroutines.stack[row]!)}${by}${goid}`;
  });
}

export function stackText(dump: GoroutineDump, stack: number): string {
  if (stack < 0) return '-';
  const { start, frame } = dump.stacks;
  return Array.from(frame.subarray(start[stack]!, start[stack + 1]!), (index) => frameText(dump, index)).join(
    ' < ',
  );
}

export function frameText(dump: GoroutineDump, frame: number): string {
  const func = dump.strings.get(dump.frames.func[frame]!);
  const file = dump.strings.get(dump.frames.file[frame]!);
  return file === '' ? func : `${func} ${file}:${dump.frames.line[frame]}`;
}

export function stateOf(dump: GoroutineDump, row: number): string {
  return dump.strings.get(dump.goroutines.state[row]!);
}

export function classesOf(dump: GoroutineDump): string[] {
  return Array.from(dump.goroutines.stateClass, (position) => stateClasses[position]!);
}

/** What the text of a goroutine's bytes is. */
export function textOfGoroutine(dump: GoroutineDump, row: number): string {
  const { start, end } = dump.goroutines;
  return Buffer.from(dump.bytes.subarray(start[row]!, end[row]!)).toString();
}

function attributesOf(dump: GoroutineDump, row: number): string[] {
  const { goroutines, labelSets } = dump;
  const flags = goroutines.flags[row]!;
  const labels = goroutines.labels[row]!;
  const has = (flag: number, text: string) => ((flags & flag) === 0 ? [] : [text]);
  return [
    ...(goroutines.waitMinutes[row]! < 0 ? [] : [`${goroutines.waitMinutes[row]} min`]),
    ...has(goroutineFlags.leaked, 'leaked'),
    ...has(goroutineFlags.durable, 'durable'),
    ...has(goroutineFlags.scan, 'scan'),
    ...has(goroutineFlags.lockedToThread, 'locked'),
    ...has(goroutineFlags.noStack, 'no stack'),
    ...has(goroutineFlags.cut, 'cut'),
    ...(goroutines.bubble[row]! < 0 ? [] : [`bubble ${goroutines.bubble[row]}`]),
    ...(goroutines.thread[row]! < 0 ? [] : [`m ${goroutines.thread[row]}`]),
    ...(labels < 0 ? [] : [JSON.stringify(Object.fromEntries(labelSets[labels]!))]),
  ];
}
