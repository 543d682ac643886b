import { type Message, message } from '../base/message';
import { holdsGcTrace } from './gctrace/readGcTrace';
import { holdsGoroutines } from './goroutine/findGoroutines';
import { isGzip, mangledGzip } from './gzip';
import { memoryFormOf } from './memory/readMemoryText';
import { isUtf16 } from './text/utf16';

/** What bytes are, by their content; the file name never decides. */
export type Sniffed =
  | { readonly format: 'gzip' }
  | { readonly format: 'pprof' }
  /** A profile in one of the text forms that were there before protobuf, which Go writes with `?debug=1`. */
  | { readonly format: 'legacyText' }
  /** A text with goroutines in it, one stack each: a dump, or a log that a dying program wrote. It may have GC traces, too. */
  | { readonly format: 'goroutines' }
  /** A text with GC traces in it, and no goroutine. */
  | { readonly format: 'gctrace' }
  /** A text that says how much memory a process has: MemStats, metrics, files of the system, or a history of these. */
  | { readonly format: 'memory' }
  /** A text that has to be turned into UTF-8 before anything can be said of it. */
  | { readonly format: 'utf16' }
  /** Something else that is known by its looks; the message says what it is and what to do. */
  | { readonly format: 'other'; readonly message: Message };

interface Look {
  readonly id: string;
  readonly pattern: RegExp;
  readonly english: string;
}

/** Beginnings of files that are often called `heap.pb.gz`. Texts are tried in this order. */
const looks: readonly Look[] = [
  {
    id: 'sniff.gitLfs',
    pattern: /^version https:\/\/git-lfs\.github\.com\//,
    english: '{name} is a Git LFS pointer, not the profile itself. Run "git lfs pull" to fetch the file.',
  },
  {
    id: 'sniff.html',
    pattern: /^\s*(<!doctype html|<html)/i,
    english: '{name} is a web page, not a profile. Fetch the profile itself, for example /debug/pprof/heap.',
  },
  {
    id: 'sniff.trace',
    pattern: /^go 1\.\d+ trace/,
    english: '{name} is a Go execution trace, not a profile. Open it with "go tool trace".',
  },
  {
    id: 'sniff.coverage',
    pattern: /^mode: (set|count|atomic)\r?\n/,
    english: '{name} is a Go coverage profile. Show it with "go tool cover".',
  },
  {
    id: 'sniff.json',
    pattern: /^\s*[{[]\s*["\d{[\]}]/,
    english:
      '{name} is JSON of no kind that Heaplens knows: it reads pprof profiles, MemStats of /debug/vars, and histories of its own watches.',
  },
  {
    id: 'sniff.elf',
    pattern: /^\u007fELF|^MZ|^\u00cf\u00fa\u00ed\u00fe/,
    english: '{name} is a program, not a profile.',
  },
  {
    id: 'sniff.zip',
    pattern: /^PK\u0003\u0004/,
    english: '{name} is a zip archive. Unpack it and open the profile inside.',
  },
  {
    id: 'sniff.zstd',
    pattern: /^\u0028\u00b5\u002f\u00fd/,
    english: '{name} is compressed with zstd. Unpack it with "zstd -d" and open the result.',
  },
];

/** Begins a colour in the output of a terminal. */
const colourEscape = 0x1b;

/** How many bytes decide. */
const headBytes = 512;

export function sniff(bytes: Uint8Array, name: string): Sniffed {
  if (bytes.length === 0) {
    return {
      format: 'other',
      message: message('sniff.empty', '{name} is empty: nothing was written to it.', { name }),
    };
  }
  if (isGzip(bytes)) return { format: 'gzip' };
  if (isMangledGzip(bytes)) return { format: 'other', message: mangledGzip(name).detail };
  if (isUtf16(bytes)) return { format: 'utf16' };
  if (isLegacyText(bytes))
    return { format: startsWithCounts(bytes) && holdsGoroutines(bytes) ? 'goroutines' : 'legacyText' };
  const head = latin1(bytes.subarray(0, headBytes));
  const isLog = isText(bytes.subarray(0, headBytes).filter((byte) => byte !== colourEscape));
  if (isLog && memoryFormOf(bytes, name) !== null) return { format: 'memory' };
  if (isLog && holdsGoroutines(bytes)) return { format: 'goroutines' };
  if (isLog && holdsGcTrace(bytes)) return { format: 'gctrace' };
  for (const { id, pattern, english } of looks) {
    if (pattern.test(head)) return { format: 'other', message: message(id, english, { name }) };
  }
  return isText(bytes.subarray(0, headBytes)) ? unknownText(name, head) : { format: 'pprof' };
}

/** First lines of the text forms of profiles, as Go looks for them; only some may have comments before them. */
const firstLines = /heap profile: *\d+: *\d+ *\[|^--- (contentionz |mutex:|contention:|heapz 1 ---)/;
const firstVisibleLines = /^\S+ profile: total \d+$|--- threadz \d+ ---|--- Thread [\da-f]+ \(name: /i;

/** Counts of goroutines and stacks of single ones can follow each other in one file. */
function startsWithCounts(bytes: Uint8Array): boolean {
  return /^\s*goroutine(?:leak)? profile: total /.test(latin1(bytes.subarray(0, headBytes)));
}

function isLegacyText(bytes: Uint8Array): boolean {
  const head = latin1(bytes.subarray(0, headBytes));
  if (firstLines.test(head.split('\n', 1)[0]!)) return true;
  const visible = /^(?:[ \t\v\f\r]*(?:#.*)?\n)*/.exec(head)![0].length;
  return firstVisibleLines.test(head.slice(visible).split(/\r?\n/, 1)[0]!);
}

/** The magic's second byte, 0x8b, is no UTF-8: it was replaced by U+FFFD, or taken as Latin-1 and written in two bytes. */
function isMangledGzip(bytes: Uint8Array): boolean {
  const [first, second, third, fourth] = bytes;
  if (first !== 0x1f) return false;
  return (second === 0xef && third === 0xbf && fourth === 0xbd) || (second === 0xc2 && third === 0x8b);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** A profile starts with a length-delimited field, so its first bytes hold control characters. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function unknownText(name: string, head: string): Sniffed {
  const firstLine = head.split(/\r?\n/, 1)[0]!.slice(0, 60);
  const text = name.endsWith('.gctrace')
    ? message(
        'sniff.noGcTrace',
        '{name} has no whole line of a GC trace (gc 1 @0.021s 0%: …): it starts with "{firstLine}". GODEBUG=gctrace=1 makes a Go program write them to its standard error.',
        { name, firstLine },
      )
    : message(
        'sniff.text',
        '{name} is text that starts with "{firstLine}": no profile, dump, GC trace or memory figures that Heaplens knows.',
        { name, firstLine },
      );
  return { format: 'other', message: text };
}
