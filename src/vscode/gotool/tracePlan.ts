import * as path from 'node:path';
import { MessageError, message } from '../../base/message';
import { testPart } from '../../capture/captureName';
import { splitCommandLine } from '../../gotool/commandLine';
import type { GcTraceRequest, TracedProgram } from '../../gotool/gcTraceRun';

/** What someone wants to run with a GC trace. Serialisable: it is offered again. */
export interface TracePlan {
  readonly what: 'package' | 'test' | 'command';
  /** The folder of the package; of a command ''. */
  readonly source: string;
  /** One test of the package; null for all of them, and for other programs. */
  readonly test: { readonly name: string; readonly kind: 'test' | 'benchmark' | 'fuzz' } | null;
  /** Environment in front, then arguments; of a command the program first. */
  readonly line: string;
  /** Where it runs. */
  readonly folder: string;
}

/** Where go is and what it builds with; asked where something is built. */
export interface BuildWith {
  readonly go: string;
  readonly tags: string;
}

const planKinds = ['package', 'test', 'command'] as const;
const testKinds = ['test', 'benchmark', 'fuzz'] as const;

/** What a keybinding, a task or an earlier session says, as far as it can be understood; null otherwise. */
export function parseTracePlan(given: unknown): TracePlan | null {
  if (typeof given !== 'object' || given === null) return null;
  const { what, source = '', test = null, line = '', folder } = given as Partial<Record<string, unknown>>;
  const kind = planKinds.find((each) => each === what);
  if (!kind || typeof source !== 'string' || typeof line !== 'string' || typeof folder !== 'string')
    return null;
  if (!path.isAbsolute(folder) || (kind !== 'command' && !path.isAbsolute(source))) return null;
  const parsed = test === null ? null : parseTest(test);
  return parsed === undefined ? null : { what: kind, source, test: parsed, line, folder };
}

function parseTest(given: unknown): TracePlan['test'] | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { name, kind } = given as Partial<Record<string, unknown>>;
  const known = testKinds.find((each) => each === kind);
  return typeof name === 'string' && known ? { name, kind: known } : undefined;
}

/** The same program, whatever its arguments are; of a command its line is all there is. */
export function isSameProgram(a: TracePlan, b: TracePlan): boolean {
  if (a.what !== b.what || a.source !== b.source || a.test?.name !== b.test?.name) return false;
  return a.what !== 'command' || (a.line === b.line && a.folder === b.folder);
}

/** Throws a MessageError where the line names no program, or cannot be read. */
export function requestOf(plan: TracePlan, { go, tags }: BuildWith): GcTraceRequest {
  const { env, words } = splitCommandLine(plan.line);
  const { folder } = plan;
  if (plan.what !== 'command') {
    const { source, test } = plan;
    const program: TracedProgram =
      plan.what === 'test' ? { kind: 'test', go, source, tags, test } : { kind: 'package', go, source, tags };
    return { program, args: words, folder, env };
  }
  const [program, ...args] = words;
  if (program === undefined) {
    throw new MessageError(message('gotool.noCommand', 'Name the program to run.'));
  }
  const run = runOfGo(program, args, folder);
  if (run) return { program: { kind: 'package', go, source: run.source, tags }, args: run.args, folder, env };
  return { program: { kind: 'command', program }, args, folder, env };
}

/** `go run ./cmd/shop -addr :80`: built first, as any package. null for what go run takes otherwise. */
export function runOfGo(
  program: string,
  [verb, source, ...args]: readonly string[],
  folder: string,
): { readonly source: string; readonly args: readonly string[] } | null {
  const isGo = /^go(?:\.exe)?$/.test(path.basename(program));
  if (!isGo || verb !== 'run' || source === undefined || !/^\.{0,2}(?:$|[\\/])/.test(source)) return null;
  return /\.go$/.test(source) ? null : { source: path.resolve(folder, source), args };
}

/** The go command itself would be traced with what it starts. */
export function isGoCommand({ program }: GcTraceRequest): boolean {
  return program.kind === 'command' && /^go(?:\.exe)?$/.test(path.basename(program.program));
}

/** `shop`, `words.TestCount`: for terminals, tabs and file names. */
export function nameOfPlan({ what, source, test, line }: TracePlan): string {
  if (what !== 'command') return test ? `${path.basename(source)}.${test.name}` : path.basename(source);
  const { words } = splitCommandLine(line);
  return path.basename(words[0] ?? 'program').replace(/\.exe$/i, '');
}

/** Safe for the name of a file, in the place of a host. */
export function filePartOf(plan: TracePlan): string {
  return testPart('', nameOfPlan(plan)) || 'program';
}
