import { MessageError, message } from '../base/message';
import { abortError } from '../base/rpc';
import { formatExact } from '../base/units';
import { readGcTrace } from '../formats/gctrace/readGcTrace';
import { maxDumps, readGoroutineDumps } from '../formats/goroutine/readGoroutineDumps';
import { gunzip, type Inflate } from '../formats/gzip';
import { memStatsLine, memStatsSeries } from '../formats/memory/memStats';
import { readMemoryText } from '../formats/memory/readMemoryText';
import { readProfileFile } from '../formats/pprof/profileFile';
import { sniff } from '../formats/sniff';
import { timesOfLines } from '../formats/text/lineTime';
import { withoutUtf16 } from '../formats/text/utf16';
import type { GoroutineDump } from '../model/goroutines';
import type { FoundSeries, MemorySeries } from '../model/memorySeries';
import type { MemStats } from '../model/memStats';
import type { Problem } from '../model/problem';
import type { Profile } from '../model/profile';
import type { ComparisonFacts } from '../model/views';
import { brokenIdentities } from './brokenIdentities';
import type { OpenOptions } from './engine';

export interface OpenedProfile {
  readonly kind: 'profile';
  readonly profile: Profile;
  readonly problems: readonly Problem[];
  readonly memStats: MemStats | null;
  readonly inflatedBytes: number;
  /** Of texts that count stacks, whose header has their sum. */
  readonly statedTotal?: number;
  /** Where it stands among other text. */
  readonly place?: { readonly line: number; readonly bytes: number };
  /** Of profiles that compare others. */
  readonly comparison?: ComparisonFacts;
}

/** One dump of a text: a text can hold several, and each is evidence of its own. */
export interface OpenedDump {
  readonly kind: 'goroutines';
  readonly dump: GoroutineDump;
  readonly problems: readonly Problem[];
  readonly inflatedBytes: number;
  /** Milliseconds since 1970 by the capture or by the log that it stands in; null unknown. */
  readonly timeMs: number | null;
}

export interface OpenedMemory {
  readonly kind: 'memory';
  readonly series: MemorySeries;
  readonly problems: readonly Problem[];
  readonly inflatedBytes: number;
  /** 1-based first line in its file. */
  readonly line: number;
}

export type Opened = OpenedProfile | OpenedDump | OpenedMemory;

/** Names the format by content and decodes it. Whatever is not evidence is a MessageError that says what it is. */
export async function openEvidence(
  bytes: Uint8Array,
  options: OpenOptions,
  inflate: Inflate,
): Promise<Opened[]> {
  const { name, signal } = options;
  let content = bytes;
  let sniffed = sniff(content, name);
  if (sniffed.format === 'gzip') {
    content = await gunzip(bytes, inflate, { name, maxBytes: options.maxInflatedBytes, signal });
    sniffed = sniff(content, name);
  }
  if (sniffed.format === 'utf16') {
    content = withoutUtf16(content);
    sniffed = sniff(content, name);
  }
  if (signal?.aborted) throw abortError();
  if (sniffed.format === 'other') throw new MessageError(sniffed.message);
  if (sniffed.format === 'goroutines' || sniffed.format === 'gctrace') return openTexts(content, options);
  if (sniffed.format === 'memory') return openMemory(content, name);
  const opened = openProfile(content, options, content.length);
  return [opened, ...openMemStats(content, opened)];
}

/** What a text says of the memory of one process or of several. */
function openMemory(content: Uint8Array, name: string): OpenedMemory[] {
  const found = readMemoryText(content, name);
  if (found === null || found.length === 0) {
    throw new MessageError(
      message(
        'memory.none',
        '{name} looks like a text about memory, but it names no amount of a Go process or of its container.',
        { name },
      ),
    );
  }
  return found.map((one) => memoryOf(one, content.length));
}

/** The footer of a heap profile in text form is a sample of its process, too. */
function openMemStats(content: Uint8Array, { memStats }: OpenedProfile): OpenedMemory[] {
  if (memStats === null || Object.keys(memStats).length === 0) return [];
  const found = memStatsSeries(memStats, memStatsLine(content));
  return [memoryOf(found, content.length)];
}

function memoryOf({ series, line, problems }: FoundSeries, inflatedBytes: number): OpenedMemory {
  const all = [...problems, ...brokenIdentities(series, line)];
  return { kind: 'memory', series, line, problems: all, inflatedBytes };
}

function openProfile(
  content: Uint8Array,
  { name, symbolize }: OpenOptions,
  inflatedBytes: number,
): OpenedProfile {
  const { value, ...rest } = readProfileFile(content, name, symbolize);
  return { kind: 'profile', profile: value, ...rest, inflatedBytes };
}

/** A part of a text that is evidence of its own. */
interface Piece {
  readonly line: number;
  readonly open: () => Opened;
}

/**
 * Dumps of a text, counts of goroutines that stand among them, and GC traces of each process that wrote any, in the order of the
 * file.
 */
function openTexts(content: Uint8Array, options: OpenOptions): Opened[] {
  const { name } = options;
  const { pieces, all } = goroutinePieces(content, options);
  const traces = readGcTrace(content).series.map(({ series, line, problems }): Piece => {
    return { line, open: () => ({ kind: 'memory', series, problems, inflatedBytes: content.length, line }) };
  });
  const shown = [...pieces.slice(-maxDumps), ...traces].sort((a, b) => a.line - b.line);
  const problems: Problem[] = [];
  const opened: Opened[] = [];
  for (const { line, open } of shown) {
    try {
      opened.push(open());
    } catch (error) {
      // Among other evidence, a broken piece does not keep the others from being seen.
      if (!(error instanceof MessageError)) throw error;
      problems.push({ at: `line ${line}`, message: error.detail });
    }
  }
  if (opened.length === 0) {
    throw new MessageError(
      problems[0]?.message ??
        message('goroutines.none', '{name} speaks of goroutines, but holds the stack of none.', { name }),
    );
  }
  const left = all > maxDumps ? [tooMany(pieces.at(-maxDumps)!.line, all)] : [];
  return opened.map((piece, at) => ({
    ...piece,
    // Whichever piece is looked at, that there are others is not kept back.
    problems: [...piece.problems, ...(at === 0 ? problems : []), ...(piece.kind === 'memory' ? [] : left)],
  }));
}

function goroutinePieces(
  content: Uint8Array,
  options: OpenOptions,
): { readonly pieces: Piece[]; readonly all: number } {
  const inflatedBytes = content.length;
  const { dumps, counts, allDumps } = readGoroutineDumps(content);
  const times = timesOfLines(
    content,
    dumps.map(({ dump }) => dump.goroutines.line[0]!),
  );
  const pieces = [
    ...dumps.map(({ dump, problems }, position) => ({
      line: dump.line,
      open: (): Opened => {
        const timeMs = dump.captured?.timeMs ?? times[position]!;
        return { kind: 'goroutines', dump, problems, inflatedBytes, timeMs };
      },
    })),
    ...counts.map(({ bytes, line }) => ({
      line,
      open: (): Opened => {
        const place = { line, bytes: bytes.length };
        return { ...openProfile(bytes, options, inflatedBytes), place };
      },
    })),
  ].sort((a, b) => a.line - b.line);
  return { pieces, all: allDumps + counts.length };
}

function tooMany(firstShown: number, all: number): Problem {
  return {
    at: `line ${firstShown}`,
    message: message('goroutines.manyPieces', 'The last {shown} of {all} dumps of this file are shown.', {
      shown: maxDumps,
      all: formatExact(all, ''),
    }),
  };
}
