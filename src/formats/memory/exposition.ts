import { linesOf } from './lines';

/** A line of Prometheus' text formats: `name{label="value"} 1.5e+06 1700000000000`. */
export interface ExposedSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  /** Since 1970; null where none was written. */
  readonly timeMs: number | null;
  /** 1-based. */
  readonly line: number;
}

export type Labels = Readonly<Record<string, string>>;

const noLabels: Labels = {};

/**
 * Samples of a text exposition, 0.0.4 or OpenMetrics, whose names `wanted` likes; others are not looked at. A wanted line that
 * is none is given as its number.
 */
export function* exposedSamples(
  bytes: Uint8Array,
  wanted: (line: string) => boolean,
): Generator<ExposedSample | number> {
  for (const { line, number } of linesOf(bytes)) {
    if (wanted(line)) yield parseSample(line, number) ?? number;
  }
}

const name = /^[a-zA-Z_:][\w:]*/;
/** Behind name and labels: the value, perhaps a time, perhaps an exemplar (OpenMetrics). */
const rest = /^[ \t]+(\S+)(?:[ \t]+([-+]?\d[\d.eE+-]*))?[ \t]*(?:#.*)?$/;

export function parseSample(line: string, number: number): ExposedSample | null {
  const [found] = name.exec(line) ?? [];
  if (found === undefined) return null;
  let at = found.length;
  while (line[at] === ' ') at++;
  let labels = noLabels;
  if (line[at] === '{') {
    const parsed = parseLabels(line, at + 1);
    if (parsed === null) return null;
    labels = parsed.labels;
    at = parsed.end;
  } else {
    at = found.length;
  }
  const [, written, time] = rest.exec(line.slice(at)) ?? [];
  const value = written === undefined ? null : numberOf(written);
  if (value === null) return null;
  return { name: found, labels, value, timeMs: timeOf(time), line: number };
}

/** Labels behind their brace. Values may hold \\, \" and \n. */
function parseLabels(line: string, from: number): { labels: Labels; end: number } | null {
  const labels: Record<string, string> = Object.create(null);
  const pair = /[ \t]*(?:([a-zA-Z_]\w*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(,?)[ \t]*)?(\}?)/y;
  pair.lastIndex = from;
  for (;;) {
    const [whole, key, value, comma, brace] = pair.exec(line) ?? [];
    if (whole === undefined) return null;
    if (key !== undefined) labels[key] = unescaped(value!);
    if (brace === '}') return { labels, end: pair.lastIndex };
    if (comma !== ',') return null;
  }
}

function unescaped(text: string): string {
  return text.includes('\\')
    ? text.replace(/\\(.)/g, (_, kept: string) => (kept === 'n' ? '\n' : kept))
    : text;
}

/** As Go's ParseFloat reads it, short of hexadecimal and underscores, which no exposition has. */
function numberOf(text: string): number | null {
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  const [, minus, word] = /^([-+]?)(nan|inf|infinity)$/i.exec(text) ?? [];
  if (word === undefined) return null;
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return minus === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** 0.0.4 writes whole milliseconds, OpenMetrics seconds: 1e11 is 1973 in the one and the year 5138 in the other. */
function timeOf(text: string | undefined): number | null {
  const time = Number(text);
  if (text === undefined || !Number.isFinite(time)) return null;
  return Math.abs(time) >= 1e11 ? time : Math.round(time * 1000);
}
