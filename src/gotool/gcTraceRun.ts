import { access, rm } from 'node:fs/promises';
import * as path from 'node:path';
import type { Writable } from 'node:stream';
import { MessageError, message } from '../base/message';
import { abortError } from '../base/rpc';
import { shownArguments } from './commandLine';
import { TraceLines, withGcTrace, withoutGcTrace } from './gcTraceText';
import { askGo } from './goCommand';
import { runProcessTree, type TreeEnd } from './processTree';
import { makeTemporaryFolder } from './temporaryFolder';
import { exactly } from './testArguments';

/** What runs with a GC trace. Packages and tests are built first, so that only they are traced, not the go command. */
export type TracedProgram =
  | {
      /** A main package, by its folder. */
      readonly kind: 'package';
      readonly go: string;
      readonly source: string;
      readonly tags: string;
    }
  | {
      /** The tests of the package in a folder: all of them, or one. */
      readonly kind: 'test';
      readonly go: string;
      readonly source: string;
      readonly tags: string;
      readonly test: { readonly name: string; readonly kind: 'test' | 'benchmark' | 'fuzz' } | null;
    }
  | { readonly kind: 'command'; readonly program: string };

export interface GcTraceRequest {
  readonly program: TracedProgram;
  readonly args: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  /** Besides what this process has. */
  readonly env: Readonly<Record<string, string>>;
}

export interface GcTraceOptions {
  /** Ends all as Ctrl+C does, and after `graceMs` by force. */
  readonly signal: AbortSignal;
  /** Ends all by force at once. */
  readonly force?: AbortSignal;
  /** All that is printed, by go while it builds and by the program, its trace included. */
  readonly onOutput: (text: string) => void;
  /** Whole lines of the trace, as they come. */
  readonly onTrace: (lines: string) => void;
  /** The program has been built and starts: its standard input. */
  readonly onStart: (stdin: Writable) => void;
  readonly graceMs?: number;
  readonly env?: NodeJS.ProcessEnv;
}

/** How it ended; `built`: false where it did not compile, which is told in the output. */
export interface GcTraceEnd extends TreeEnd {
  readonly built: boolean;
}

/**
 * Builds and runs a program with GODEBUG=gctrace=1. What is built lies in a temporary folder, which is gone when this settles; so
 * are all processes. Rejects with a MessageError where nothing could be started, and with an AbortError after an abort before it ran.
 */
export async function runWithGcTrace(request: GcTraceRequest, options: GcTraceOptions): Promise<GcTraceEnd> {
  const { program } = request;
  const env = { ...(options.env ?? process.env), ...request.env };
  if (program.kind === 'command') return run(program.program, request.args, request, env, options);
  const { temporaryFolder } = await askGo(program.go, program.source, { env, signal: options.signal });
  const temporary = await makeTemporaryFolder(temporaryFolder);
  try {
    const binary = path.join(temporary, binaryName(program));
    const end = await build(program, binary, temporary, env, options);
    if (options.signal.aborted) throw abortError();
    // A package without tests is no failure to go, and leaves no binary.
    if (end.code !== 0 || !(await exists(binary))) return { ...end, built: false };
    const args = [...ownArguments(program), ...request.args];
    return await run(binary, args, request, env, options);
  } finally {
    // Windows needs a moment to let go of a program that was ended.
    await rm(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

type Built = Exclude<TracedProgram, { kind: 'command' }>;

/** A server that is asked to end may have requests to answer. */
const defaultGraceMs = 10_000;
const buildGraceMs = 2000;

function build(
  program: Built,
  binary: string,
  temporary: string,
  env: NodeJS.ProcessEnv,
  { signal, force, onOutput }: GcTraceOptions,
): Promise<TreeEnd> {
  const tags = program.tags === '' ? [] : ['-tags', program.tags];
  const verb = program.kind === 'test' ? ['test', '-c'] : ['build'];
  const args = [...verb, ...tags, '-o', binary, '.'];
  onOutput(`$ go ${shownArguments([...verb, ...tags]).join(' ')}  (${program.source})\n`);
  return start(program.go, args, program.source, {
    // An interrupted build leaves its folder behind.
    env: { ...env, PWD: program.source, GOTMPDIR: temporary, GODEBUG: withoutGcTrace(env.GODEBUG) },
    signal,
    graceMs: buildGraceMs,
    onOutput,
    ...(force && { force }),
  });
}

/** `go test` runs a test's binary with these. */
function ownArguments(program: Built): string[] {
  if (program.kind !== 'test') return [];
  const { test } = program;
  if (!test) return ['-test.v'];
  return test.kind === 'benchmark'
    ? ['-test.run', '^$', '-test.bench', exactly(test.name), '-test.benchmem']
    : ['-test.v', '-test.run', exactly(test.name)];
}

async function run(
  program: string,
  args: readonly string[],
  { folder }: GcTraceRequest,
  env: NodeJS.ProcessEnv,
  { signal, force, onOutput, onTrace, onStart, graceMs = defaultGraceMs }: GcTraceOptions,
): Promise<GcTraceEnd> {
  const lines = { stdout: new TraceLines(), stderr: new TraceLines() };
  const tell = (trace: string) => trace !== '' && onTrace(trace);
  onOutput(`$ GODEBUG=gctrace=1 ${shownArguments([path.basename(program), ...args]).join(' ')}\n`);
  const end = await start(program, args, folder, {
    env: { ...env, PWD: folder, GODEBUG: withGcTrace(env.GODEBUG) },
    signal,
    graceMs,
    onInput: onStart,
    onOutput: (text, stream) => {
      onOutput(text);
      tell(lines[stream].take(text));
    },
    ...(force && { force }),
  });
  tell(lines.stderr.end() + lines.stdout.end());
  return { ...end, built: true };
}

async function start(
  program: string,
  args: readonly string[],
  folder: string,
  options: Omit<Parameters<typeof runProcessTree>[2], 'folder'>,
): Promise<TreeEnd> {
  if (options.signal.aborted) throw abortError();
  try {
    return await runProcessTree(program, args, { folder, ...options });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MessageError(
      message('gotool.notStarted', '{path} could not be started in {folder}: {reason}', {
        path: program,
        folder,
        reason,
      }),
      { cause: error },
    );
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** What a person sees in `ps`. */
function binaryName({ kind, source }: Built): string {
  const name = path.basename(source).replace(/[^\w.-]/g, '_') || 'program';
  return `${name}${kind === 'test' ? '.test' : ''}${process.platform === 'win32' ? '.exe' : ''}`;
}
