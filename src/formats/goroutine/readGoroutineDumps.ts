import { message } from '../../base/message';
import { formatExact } from '../../base/units';
import { type CaptureNote, captureNoteStart, parseCaptureNote } from '../../model/captureNote';
import { type GoroutineDump, goroutineFlags } from '../../model/goroutines';
import type { Problem } from '../../model/problem';
import type { StringTable } from '../../model/profile';
import { type DumpMark, DumpReader } from './dumpReader';

export interface ReadDump {
  readonly dump: GoroutineDump;
  readonly problems: readonly Problem[];
}

/** What `pprof.Lookup("goroutine").WriteTo(w, 2)` gives up at, in the middle of a line (runtime/pprof writeGoroutineStacks). */
const truncatedBytes = 64 << 20;

/**
 * The goroutine dumps of a text, in its order: what debug=2, runtime.Stack, SIGQUIT, panics and fatal errors write, from
 * Go 1.0 to today. What is none of it is skipped and counted. Empty for a text without a goroutine.
 */
export function readGoroutineDumps(bytes: Uint8Array): ReadDump[] {
  const reader = new DumpReader(bytes);
  reader.read();
  const strings = reader.texts.finish();
  const note = readNote(bytes);
  return reader.marks
    .map((mark, position) => {
      const captured = position === 0 ? note : null;
      return finishDump(bytes, reader, strings, captured, mark, reader.marks[position + 1]);
    })
    .filter(({ dump }) => dump.goroutines.length > 0);
}

/** What a capture wrote in the first line, in front of the dump that it took. */
function readNote(bytes: Uint8Array): CaptureNote | null {
  const head = String.fromCharCode(...bytes.subarray(0, longestNote));
  if (!head.startsWith(captureNoteStart)) return null;
  const end = head.indexOf('\n');
  return end < 0 ? null : parseCaptureNote(head.slice(0, end));
}

const longestNote = 1024;

function finishDump(
  bytes: Uint8Array,
  reader: DumpReader,
  strings: StringTable,
  captured: CaptureNote | null,
  mark: DumpMark,
  next: DumpMark | undefined,
): ReadDump {
  const { columns } = reader;
  const goroutines = columns.table(mark.firstRow, next?.firstRow ?? columns.length, (state) =>
    strings.get(state),
  );
  const isTruncated = (next?.start ?? bytes.length) - mark.start === truncatedBytes;
  const dump: GoroutineDump = {
    form: 'stacks',
    crash: mark.crash,
    bytes,
    start: mark.start,
    end: mark.end,
    line: mark.line,
    strings,
    frames: reader.frames.finish(),
    stacks: reader.stacks.finish(),
    goroutines,
    labelSets: reader.labelSets,
    ancestries: reader.ancestries,
    // A dump that is whole is its own count: goroutines come and go between two requests.
    statedTotal: isTruncated ? (captured?.counted ?? null) : null,
    isTruncated,
    onlyLeaked: false,
    skippedLines: mark.skippedLines,
    ...(captured && { captured }),
  };
  return { dump, problems: problemsOf(dump) };
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
  } else if (last >= 0 && (goroutines.flags[last]! & goroutineFlags.cut) !== 0) {
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
