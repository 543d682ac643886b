import { isDigit, lineEnd, newline, openBrace, skipBlanks, textOf } from './textBytes';

/** Where a log writes the time, if anywhere: what stands further behind is the line's own. */
const mostPrefix = 512;
/** `2024-12-02T09:14:33.123456789 +00:00`, with room. */
const longestTime = 48;
const dash = 0x2d;

/**
 * When lines of a log (1-based) were written, in milliseconds since 1970: journald, Kubernetes, docker and GitHub
 * Actions put a time before each line, or into it. null where nothing says so. One pass over the text, however many lines.
 */
export function timesOfLines(bytes: Uint8Array, lines: readonly number[]): (number | null)[] {
  const times = new Array<number | null>(lines.length).fill(null);
  const rising = lines.map((_, position) => position).sort((a, b) => lines[a]! - lines[b]!);
  let start = 0;
  let number = 1;
  for (const position of rising) {
    for (; number < lines[position]! && start < bytes.length; number++) {
      const end = bytes.indexOf(newline, start);
      start = end < 0 ? bytes.length : end + 1;
    }
    const time = timeInLine(bytes, start, lineEnd(bytes, start));
    times[position] = Number.isNaN(time) ? null : time;
  }
  return times;
}

/** The time in one line, in milliseconds since 1970; NaN where it has none, or one without a zone. */
export function timeInLine(bytes: Uint8Array, start: number, end: number): number {
  const last = Math.min(end, start + mostPrefix);
  for (let at = start + 4; at + 6 < last; at++) {
    if (bytes[at] !== dash || bytes[at + 3] !== dash || !isYear(bytes, at - 4)) continue;
    const time = isoTime(textOf(bytes, at - 4, Math.min(last, at - 4 + longestTime)));
    if (!Number.isNaN(time)) return time;
  }
  return epochTime(bytes, start, last);
}

function isYear(bytes: Uint8Array, at: number): boolean {
  return isDigit(bytes[at]) && isDigit(bytes[at + 1]) && isDigit(bytes[at + 2]) && isDigit(bytes[at + 3]);
}

function isoTime(text: string): number {
  const [, day, clock, zone] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)\s?(Z|[+-]\d\d:?\d\d)(?!\d)/.exec(text) ?? [];
  if (day === undefined) return Number.NaN;
  const milliseconds = clock!.replace(',', '.').replace(/(\.\d{3})\d+$/, '$1');
  const offset = zone === 'Z' ? zone : zone!.replace(/(\d\d):?(\d\d)$/, '$1:$2');
  return Date.parse(`${day}T${milliseconds}${offset}`);
}

/** Seconds since 1970, as `journalctl -o short-unix` writes them before a line, and journald and zap into their JSON. */
function epochTime(bytes: Uint8Array, start: number, end: number): number {
  const first = skipBlanks(bytes, start, end);
  const isJson = bytes[first] === openBrace;
  if (!isJson && !isDigit(bytes[first])) return Number.NaN;
  const text = textOf(bytes, first, end);
  const pattern = isJson
    ? /"(?:__REALTIME_TIMESTAMP|timestamp|time|ts)" ?: ?"?(\d{10})(\d{3}|\d{6}|\d{9})?(\.\d+)?["},\s]/
    : /^(\d{10})()(\.\d{3,9}) /;
  const [, seconds, more, fraction] = pattern.exec(text) ?? [];
  if (seconds === undefined) return Number.NaN;
  const rest = more ? Number(`0.${more}`) : Number(fraction ?? 0);
  return Math.round((Number(seconds) + rest) * 1000);
}
