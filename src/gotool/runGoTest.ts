import { readFile, rm, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { type Message, MessageError, message } from '../base/message';
import { abortError } from '../base/rpc';
import { formatBytes } from '../base/units';
import { shownArguments } from './commandLine';
import { askGo, type GoFacts } from './goCommand';
import { runProcessTree, type TreeEnd } from './processTree';
import { makeTemporaryFolder } from './temporaryFolder';
import { type GoProfileKind, profileKinds, type TestArguments, testArguments } from './testArguments';
import { type TestOutputFacts, TestOutputReader } from './testOutput';

export interface GoTestRequest extends Omit<TestArguments, 'output'> {
  /** From `findGo`. */
  readonly go: string;
  /** The package's folder. */
  readonly folder: string;
  /** What a `//go:build` line of the file demands, '' for nothing: told where no test was found. */
  readonly constraint: string;
}

export interface GoTestOptions {
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
  /** A larger profile is refused. */
  readonly maximumBytes: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Between the polite end and the forced one after an abort; default 2000. */
  readonly graceMs?: number;
}

export interface GoTestResult {
  readonly go: GoFacts;
  /** When the tests were started, milliseconds since 1970. */
  readonly startedMs: number;
  /** As the program wrote them, in the order of `profileKinds`; a test that failed has them too, one that crashed has not. */
  readonly profiles: readonly { readonly kind: GoProfileKind; readonly bytes: Uint8Array }[];
  readonly output: TestOutputFacts;
  readonly exitCode: number | null;
  /** What went wrong, as a sentence; null for a run that passed. */
  readonly problem: Message | null;
}

/**
 * Runs one test, benchmark or fuzz target with profiles. Everything that is written lies in a temporary folder, which is gone
 * when this settles. Rejects with a MessageError where nothing could be run, and with an AbortError after an abort, when all
 * processes have ended.
 */
export async function runGoTest(request: GoTestRequest, options: GoTestOptions): Promise<GoTestResult> {
  const env = { ...(options.env ?? process.env), PWD: request.folder };
  const go = await askGo(request.go, request.folder, { env, signal: options.signal });
  if (go.modFile === null && !go.isGopathMode) throw noModule(request.folder);
  const temporary = await makeTemporaryFolder(go.temporaryFolder);
  try {
    return await runIn(temporary, request, { ...options, env }, go);
  } finally {
    // Windows needs a moment to let go of a program that was ended.
    await rm(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function runIn(
  temporary: string,
  request: GoTestRequest,
  options: GoTestOptions & { readonly env: NodeJS.ProcessEnv },
  go: GoFacts,
): Promise<GoTestResult> {
  const output = outputPaths(temporary);
  const args = testArguments({ ...request, output });
  const reader = new TestOutputReader();
  options.onOutput(`${go.version} · ${request.folder}\n$ go ${shownArguments(args).join(' ')}\n`);
  const startedMs = Date.now();
  const end = await start(request, args, {
    ...options,
    env: { ...options.env, GOTMPDIR: temporary }, // an interrupted build leaves its folder behind
    onOutput: (text, stream) => {
      reader.text(text, stream);
      options.onOutput(text);
    },
  });
  if (options.signal.aborted) throw abortError();
  const facts = reader.facts();
  const profiles = await readProfiles(request.profiles, output.profiles, options.maximumBytes);
  const problem = problemOf(request, end, facts);
  return { go, startedMs, profiles, output: facts, exitCode: end.code, problem };
}

const defaultGraceMs = 2000;

async function start(
  request: GoTestRequest,
  args: readonly string[],
  options: Omit<GoTestOptions, 'onOutput'> & {
    readonly env: NodeJS.ProcessEnv;
    readonly onOutput: (text: string, stream: 'stdout' | 'stderr') => void;
  },
): Promise<TreeEnd> {
  const { signal, env, onOutput, graceMs = defaultGraceMs } = options;
  if (signal.aborted) throw abortError();
  try {
    return await runProcessTree(request.go, args, { folder: request.folder, env, signal, graceMs, onOutput });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MessageError(
      message('gotool.notStarted', '{path} could not be started in {folder}: {reason}', {
        path: request.go,
        folder: request.folder,
        reason,
      }),
      { cause: error },
    );
  }
}

function outputPaths(folder: string): TestArguments['output'] {
  const profile = (kind: GoProfileKind) => path.join(folder, `${kind}.pb.gz`);
  return {
    profiles: {
      memory: profile('memory'),
      cpu: profile('cpu'),
      block: profile('block'),
      mutex: profile('mutex'),
    },
    binary: path.join(folder, process.platform === 'win32' ? 'package.test.exe' : 'package.test'),
  };
}

async function readProfiles(
  asked: readonly GoProfileKind[],
  files: TestArguments['output']['profiles'],
  maximumBytes: number,
): Promise<{ kind: GoProfileKind; bytes: Uint8Array }[]> {
  const found: { kind: GoProfileKind; bytes: Uint8Array }[] = [];
  for (const kind of profileKinds) {
    const size = asked.includes(kind) ? await sizeOf(files[kind]) : 0;
    if (size > maximumBytes) throw tooLarge(kind, size, maximumBytes);
    if (size > 0) found.push({ kind, bytes: new Uint8Array(await readFile(files[kind])) });
  }
  return found;
}

/** 0 for a file that is not there: a CPU profile is begun at the start, the others are written at the end. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

function tooLarge(kind: GoProfileKind, size: number, limit: number): MessageError {
  return new MessageError(
    message(
      'gotool.tooLarge',
      'The {kind} profile has {size}, more than the {limit} that "heaplens.capture.maximumMegabytes" allows, so it was not kept.',
      { kind, size: formatBytes(size), limit: formatBytes(limit) },
    ),
  );
}

function noModule(folder: string): MessageError {
  return new MessageError(
    message(
      'gotool.noModule',
      'The folder {folder} belongs to no Go module: there is no go.mod in it or above it. Run "go mod init" in the root folder of the code.',
      { folder },
    ),
  );
}

/** In the order in which one failure hides the next. */
function problemOf(
  { name, kind, constraint, folder }: GoTestRequest,
  end: TreeEnd,
  facts: TestOutputFacts,
): Message | null {
  const args = {
    name,
    folder,
    constraint,
    text: facts.complaint || facts.panic,
    code: end.code ?? end.signal ?? '?',
  };
  const isLeftOut = facts.noFiles && constraint !== '';
  if (facts.setupFailed && !isLeftOut) {
    return message('gotool.setupFailed', 'The package of {name} could not be loaded: {text}', args);
  }
  if (facts.buildFailed) return message('gotool.buildFailed', '{name} does not compile: {text}', args);
  if (facts.noFiles || facts.noTests || ranNothing(kind, end, facts)) {
    return constraint === ''
      ? message(
          'gotool.noTests',
          'No tests to run: go test found no {name} in {folder}. Save the file, and check that its name and build tags do not leave it out.',
          args,
        )
      : message(
          'gotool.noTestsConstraint',
          'No tests to run: go test found no {name} in {folder}. Its file is built only where "{constraint}" holds: give the tags in "heaplens.test.tags".',
          args,
        );
  }
  if (end.code === 0) {
    return facts.skipped && facts.benchmarks.length === 0 && kind === 'benchmark'
      ? message('gotool.skipped', '{name} skipped itself, so nothing was measured.', args)
      : null;
  }
  if (facts.panic !== '') return message('gotool.crashed', '{name} crashed: {text}', args);
  if (facts.failed) return message('gotool.failed', '{name} failed.', args);
  if (args.text !== '') return message('gotool.refused', 'go test did not run {name}: {text}', args);
  return message('gotool.ended', '{name} ended with code {code}, and go test did not say why.', args);
}

/** Of benchmarks that are not there, nothing is said. */
function ranNothing(kind: GoTestRequest['kind'], end: TreeEnd, facts: TestOutputFacts): boolean {
  return kind === 'benchmark' && end.code === 0 && !facts.skipped && facts.benchmarks.length === 0;
}
