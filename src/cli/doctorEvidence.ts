import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Message, MessageError, message } from '../base/message';
import { parseCaptureName } from '../capture/captureName';
import type { Engine, Evidence, MemoryEvidence } from '../engine/engine';
import { chooseProcess, memoryOf } from './openMemory';
import { readInput } from './readInput';

/** One thing that a file holds. */
export interface DoctorEvidence {
  /** `heap`, `cpu`, … of a profile, `goroutines` of a dump, `memory` of a series. */
  readonly kind: string;
  readonly file: string;
  /** When it was taken, or began, in milliseconds since 1970; null unknown. */
  readonly timeMs: number | null;
  /** A word about it for people. */
  readonly about: string;
  readonly evidence: Evidence;
}

export interface FileProblem {
  readonly file: string;
  readonly at: string;
  readonly message: Message;
}

interface Collected {
  readonly evidence: readonly DoctorEvidence[];
  readonly problems: readonly FileProblem[];
}

/**
 * All that the files hold, in their order. What is no evidence is a problem, unless nothing is: then the first one's reason is
 * thrown.
 */
export async function collectEvidence(engine: Engine, args: readonly string[]): Promise<Collected> {
  const evidence: DoctorEvidence[] = [];
  const problems: FileProblem[] = [];
  for (const { folder, files } of await sourcesOf(args)) {
    const nothing: FileProblem[] = [];
    for (const file of files) {
      const { bytes, name } = await readInput(file);
      try {
        const opened = await engine.open(bytes, { name });
        const kept = oneProcess(opened, file);
        evidence.push(...kept.map((one) => described(one, file)));
        problems.push(...opened.flatMap((one) => one.problems.map((problem) => ({ file, ...problem }))));
        const left = opened.length - kept.length;
        if (left > 0) problems.push(otherProcesses(file, left, kept));
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
        const isNothing = folder !== null && unknownContent.has(error.detail.id);
        (isNothing ? nothing : problems).push(problemOf(file, error.detail));
      }
    }
    if (folder !== null && nothing.length > 0) problems.push(unknownIn(folder, nothing, files.length));
  }
  if (evidence.length === 0) throw new MessageError(problems[0]!.message);
  return { evidence, problems };
}

/** What a file is that Heaplens does not know: one that was named is a mistake, one of a folder lies there too. */
const unknownContent: ReadonlySet<string> = new Set(['sniff.text', 'sniff.empty']);

/** Of what is judged together everything may be: that a text is no profile is not what is wrong with it. */
function problemOf(file: string, reason: Message): FileProblem {
  const isText = reason.id === 'sniff.text';
  const nothing = message(
    'cli.noEvidence',
    '{file} holds nothing that Heaplens knows: no GC trace, dump, profile or numbers of memory.',
    { file },
  );
  return { file, at: 'line 1', message: isText ? nothing : reason };
}

const mostNames = 5;

function unknownIn(folder: string, nothing: readonly FileProblem[], files: number): FileProblem {
  const names = nothing.slice(0, mostNames).map(({ file }) => basename(file));
  const more = nothing.length > mostNames ? ', …' : '';
  return {
    file: folder,
    at: basename(nothing[0]!.file),
    message: message(
      'cli.noEvidenceIn',
      '{count} of its {files} files tell nothing that Heaplens knows: {names}.',
      { count: nothing.length, files, names: `${names.join(', ')}${more}` },
    ),
  };
}

interface Source {
  /** null: a file that was named. */
  readonly folder: string | null;
  readonly files: readonly string[];
}

/** A folder is all that lies in it: what somebody has put together of an incident. */
async function sourcesOf(args: readonly string[]): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const arg of args) {
    const isFolder = await stat(arg).then(
      (found) => found.isDirectory(),
      () => false,
    );
    sources.push(isFolder ? { folder: arg, files: await filesIn(arg) } : { folder: null, files: [arg] });
  }
  return sources;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  if (names.length === 0) {
    throw new MessageError(message('cli.emptyFolder', '{folder} holds no files.', { folder }));
  }
  return names.sort().map((name) => join(folder, name));
}

/**
 * A log of several processes has one that it is about: the one that collected most. Where the log names it and knows the time, those
 * that ran under its name before and after a restart belong to it.
 */
function oneProcess(opened: readonly Evidence[], file: string): Evidence[] {
  const memory = memoryOf(opened);
  if (memory.length <= 1) return [...opened];
  const size = ({ facts }: MemoryEvidence) => facts.cycles + facts.samples;
  const chosen = chooseProcess(memory, undefined, file, size).evidence;
  const { clock, process } = chosen.facts;
  const isSame = (one: MemoryEvidence) =>
    clock === 'unix' &&
    one.facts.clock === 'unix' &&
    process.name !== '' &&
    one.facts.process.name === process.name;
  return opened.filter((one) => one.kind !== 'memory' || one === chosen || isSame(one));
}

function otherProcesses(file: string, others: number, kept: readonly Evidence[]): FileProblem {
  const line = memoryOf(kept)[0]!.facts.line;
  return {
    file,
    at: `line ${line}`,
    message: message(
      'cli.otherProcesses',
      'The file speaks of other processes, too ({count}); the one that begins here tells most, and is judged.',
      { count: others },
    ),
  };
}

function described(evidence: Evidence, file: string): DoctorEvidence {
  if (evidence.kind === 'memory') {
    const { source, cycles, samples, clock, fromMs } = evidence.facts;
    const counts = [
      ...(cycles > 0 ? [`${cycles.toLocaleString('en-US')} collections`] : []),
      ...(samples > 0 ? [`${samples.toLocaleString('en-US')} ${samples === 1 ? 'sample' : 'samples'}`] : []),
    ];
    const timeMs = clock === 'unix' ? fromMs : null;
    return { kind: 'memory', file, timeMs, about: `${source}: ${counts.join(', ')}`, evidence };
  }
  const { facts, goroutines } = evidence;
  const timeMs = goroutines?.timeMs ?? facts.timeMs ?? parseCaptureName(basename(file))?.timeMs ?? null;
  const isDump = goroutines !== null;
  const about = isDump ? `${(goroutines.total ?? goroutines.parsed).toLocaleString('en-US')} goroutines` : '';
  return { kind: isDump ? 'goroutines' : facts.kind, file, timeMs, about, evidence };
}
