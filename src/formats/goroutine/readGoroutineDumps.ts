import { message } from '../../base/message';
import { formatExact } from '../../base/units';
import { type CaptureNote, captureNoteStart, parseCaptureNote } from '../../model/captureNote';
import { type GoroutineDump, goroutineFlags } from '../../model/goroutines';
import type { Problem } from '../../model/problem';
import { newline } from '../text/textBytes';
import { piecesOf } from './dumpPieces';
import { DumpReader, truncatedBytes } from './dumpReader';
import { withOwnStacks } from './ownStacks';
import { unwrapLog } from './unwrapLog';

export interface ReadDump {
  readonly dump: GoroutineDump;
  readonly problems: readonly Problem[];
}

/** A `goroutine profile: total 12` among other text, to be read as the profile that it is. */
export interface ReadCounts {
  readonly bytes: Uint8Array;
  /** 1-based, in the file. */
  readonly line: number;
  readonly total: number;
}

export interface ReadGoroutines {
  /** The last `maxDumps` of them. */
  readonly dumps: readonly ReadDump[];
  readonly counts: readonly ReadCounts[];
  /** How many dumps there are. */
  readonly allDumps: number;
}

/** A log of months can hold thousands of crashes: each one kept is memory, and a page. The latest are what people look for. */
export const maxDumps = 200;

/**
 * The goroutine dumps of a text, in its order: what debug=2, runtime.Stack, SIGQUIT, panics and fatal errors write, from
 * Go 1.0 to today. What is none of it is skipped and counted. Empty for a text without a goroutine.
 *
 * Memory: tables of about 80 bytes a goroutine, and a copy of the text where log lines have to be unwrapped.
 */
export function readGoroutineDumps(bytes: Uint8Array): ReadGoroutines {
  const streams = readStreams(bytes);
  const counts = streams.flatMap((stream) => stream.counts).sort((a, b) => a.line - b.line);
  const all = streams.flatMap((stream) => stream.dumps).sort((a, b) => a.line - b.line);
  const dumps = all.slice(-maxDumps);
  const allDumps = streams.reduce((sum, stream) => sum + stream.allDumps, 0);
  const stated = allDumps === 1 && counts.length === 1 ? counts[0]!.total : null;
  const captured = readNote(bytes);
  return {
    dumps: dumps.map((dump, at) =>
      finishDump(dump, stated, at === 0 && allDumps === dumps.length ? captured : null),
    ),
    counts,
    allDumps,
  };
}

const longestNote = 1024;

/** What a capture wrote in the first line, in front of the dump that it took. */
function readNote(bytes: Uint8Array): CaptureNote | null {
  const head = String.fromCharCode(...bytes.subarray(0, longestNote));
  if (!head.startsWith(captureNoteStart)) return null;
  const end = head.indexOf('\n');
  return end < 0 ? null : parseCaptureNote(head.slice(0, end));
}

/** Most texts are plain ones: whether a log wraps them is found out where a line of theirs cannot be read. */
function readStreams(bytes: Uint8Array): ReadStream[] {
  const reader = new DumpReader(bytes);
  reader.read();
  const unwrapped = reader.seesWrapped ? unwrapLog(bytes) : null;
  if (unwrapped === null) return [finishStream({ bytes, lines: null }, reader)];
  return unwrapped.map((stream) => {
    const own = new DumpReader(stream.bytes);
    own.read();
    return finishStream(stream, own);
  });
}

interface ReadStream {
  readonly dumps: readonly GoroutineDump[];
  readonly counts: readonly ReadCounts[];
  readonly allDumps: number;
}

interface Stream {
  readonly bytes: Uint8Array;
  /** null where its lines are those of the file. */
  readonly lines: Uint32Array | null;
}

function finishStream({ bytes, lines }: Stream, reader: DumpReader): ReadStream {
  const { tables } = reader;
  const strings = tables.texts.finish();
  const shared = {
    form: 'stacks',
    bytes,
    strings,
    frames: tables.frames.finish(),
    stacks: tables.stacks.finish(),
    labelSets: tables.labels.sets,
    ancestries: tables.ancestries,
    statedTotal: null,
  } as const;
  const lineOf = (line: number) => (lines === null ? line : (lines[line - 1] ?? 0));
  const pieces = piecesOf(reader, bytes.length);
  const dumps = pieces.slice(-maxDumps).map(({ mark, lastRow, nextStart }) => {
    const table = tables.columns.table(mark.firstRow, lastRow, (state) => strings.get(state));
    const goroutines = lines === null ? table : { ...table, line: table.line.map(lineOf) };
    const dump: GoroutineDump = {
      ...shared,
      crash: mark.crash,
      start: mark.start,
      end: mark.end,
      line: lineOf(mark.line),
      goroutines,
      isTruncated: endsAtLimit(reader, bytes, mark.start, nextStart),
      onlyLeaked: goroutines.flags.every((flags) => (flags & goroutineFlags.leaked) !== 0),
      skippedLines: mark.skippedLines,
    };
    return pieces.length === 1 ? dump : withOwnStacks(dump);
  });
  const counts = reader.counts.blocks.map(({ start, end, line, total }) => ({
    bytes: bytes.subarray(start, end),
    line: lineOf(line),
    total,
  }));
  return { dumps, counts, allDumps: pieces.length };
}

/** Whether the text of a dump is as long as debug=2 can be: the next dump, a count or the end follows at once. */
function endsAtLimit({ counts }: DumpReader, bytes: Uint8Array, start: number, end: number): boolean {
  const limit = start + truncatedBytes;
  const isNext = (at: number) => at === limit || (at === limit + 1 && bytes[limit] === newline);
  return isNext(end) || counts.blocks.some((count) => isNext(count.start));
}

/**
 * A count of all goroutines, by the capture or in the same file, tells how many a dump lacks that was cut. A dump that is
 * whole is its own count: goroutines come and go between two requests.
 */
function finishDump(read: GoroutineDump, stated: number | null, captured: CaptureNote | null): ReadDump {
  const isShort = read.isTruncated || endsInside(read);
  const counted = captured?.counted ?? stated;
  const statedTotal = isShort && counted !== null && counted > read.goroutines.length ? counted : null;
  const dump = { ...read, statedTotal, ...(captured && { captured }) };
  return { dump, problems: problemsOf(dump) };
}

function endsInside({ goroutines }: GoroutineDump): boolean {
  return (goroutines.flags[goroutines.length - 1]! & goroutineFlags.cut) !== 0;
}

function problemsOf(dump: GoroutineDump): Problem[] {
  const { goroutines, isTruncated, skippedLines } = dump;
  const problems: Problem[] = [];
  const last = goroutines.length - 1;
  if (isTruncated) {
    problems.push({
      at: `byte ${dump.end}`,
      message: message(
        'goroutines.truncated',
        'Go stops writing goroutines at 64 MiB: this dump ends there, and some goroutines are missing.',
      ),
    });
  } else if (endsInside(dump)) {
    problems.push({
      at: `line ${goroutines.line[last]!}`,
      message: message('goroutines.cut', 'The text ends inside goroutine {goid}.', {
        goid: String(goroutines.goid[last]!),
      }),
    });
  }
  if (skippedLines > 0) {
    problems.push({
      at: `line ${dump.line}`,
      message: message(
        'goroutines.skipped',
        'Lines among the goroutines that are no part of the dump were skipped: {count}.',
        { count: formatExact(skippedLines, '') },
      ),
    });
  }
  return problems;
}
