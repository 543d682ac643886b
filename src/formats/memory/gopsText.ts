import type { MemoryField } from '../../model/memoryFields';
import type { FoundSeries } from '../../model/memorySeries';
import { linesOf } from './lines';
import { type Moment, seriesOfMoments } from './moments';

/**
 * What `gops memstats` and `gops stats` print (github.com/google/gops agent), once or several times:
 *
 *     heap-alloc: 1.36MB (1428632 bytes)
 *     next-gc: when heap-alloc >= 4.00MB (4194304 bytes)
 *     gc-pause-total: 123.4µs
 *     goroutines: 11
 *
 * Keys that are not known are skipped. Null where there is none that is.
 */
export function readGopsText(bytes: Uint8Array): FoundSeries[] | null {
  const moments: Moment[] = [];
  let row: Partial<Record<MemoryField, number>> = {};
  let goVersion = '';
  let firstLine = 0;
  const close = () => {
    if (Object.keys(row).length > 0) moments.push({ timeMs: null, row });
    row = {};
  };
  for (const { line, number } of linesOf(bytes)) {
    const [, key, text] = /^([\w-]+(?: [\w-]+)?):\s*(.*)$/.exec(line.trim()) ?? [];
    if (key === undefined || text === undefined) {
      goVersion = /^go\d+\.\d+\S*$/.test(line.trim()) ? line.trim() : goVersion;
      continue;
    }
    const reading = readings[key];
    const value = reading?.read(text) ?? Number.NaN;
    if (reading === undefined || Number.isNaN(value)) continue;
    firstLine ||= number;
    if (reading.field in row) close();
    row[reading.field] = value;
  }
  close();
  if (moments.length === 0) return null;
  return [seriesOfMoments('gops', moments, { line: firstLine, process: { goVersion } })];
}

/** Its first line, perhaps below the command: a log that only quotes such lines is a log. */
export function startsAsGopsText(head: string): boolean {
  const text = head.trimStart().replace(/^\$ .*\n/, '');
  return /^(?:alloc: .*\n *total-alloc: |goroutines: \d+\r?\n *OS threads: \d)/.test(text);
}

interface Reading {
  readonly field: MemoryField;
  readonly read: (text: string) => number;
}

const readings: Readonly<Record<string, Reading | undefined>> = Object.assign(Object.create(null), {
  ...all(bytesOf, {
    'total-alloc': 'TotalAlloc',
    sys: 'Sys',
    'heap-alloc': 'HeapAlloc',
    'heap-sys': 'HeapSys',
    'heap-idle': 'HeapIdle',
    'heap-in-use': 'HeapInuse',
    'heap-released': 'HeapReleased',
    'stack-in-use': 'StackInuse',
    'stack-sys': 'StackSys',
    'stack-mspan-inuse': 'MSpanInuse',
    'stack-mspan-sys': 'MSpanSys',
    'stack-mcache-inuse': 'MCacheInuse',
    'stack-mcache-sys': 'MCacheSys',
    'other-sys': 'OtherSys',
    'gc-sys': 'GCSys',
    'next-gc': 'NextGC',
  }),
  ...all(plainNumber, {
    mallocs: 'Mallocs',
    frees: 'Frees',
    'heap-objects': 'HeapObjects',
    'num-gc': 'NumGC',
    'num-forced-gc': 'NumForcedGC',
    // Printed with four digits or fewer; 0.0000 says nothing worse than that.
    'gc-cpu-fraction': 'GCCPUFraction',
    goroutines: 'Goroutines',
    'OS threads': 'Threads',
    GOMAXPROCS: 'GOMAXPROCS',
  }),
  'last-gc': { field: 'LastGC', read: lastGcOf },
  'gc-pause-total': { field: 'PauseTotalNs', read: durationOf },
});

function all(read: Reading['read'], fields: Readonly<Record<string, MemoryField>>): Record<string, Reading> {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, { field, read }]));
}

/** `11.78MB (12353536 bytes)`, `512 bytes`; the first versions print the number alone. */
function bytesOf(text: string): number {
  const [, digits] = /(\d+) bytes\)?$/.exec(text) ?? /^(\d+)$/.exec(text) ?? [];
  return digits === undefined ? Number.NaN : Number(digits);
}

function plainNumber(text: string): number {
  return /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** As Go prints a time: `2019-03-05 12:00:00.123456789 +0100 CET`. */
function lastGcOf(text: string): number {
  const [, day, time, fraction = '', hours, minutes] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? ([+-]\d\d)(\d\d)\b/.exec(text) ?? [];
  if (day === undefined) return Number.NaN;
  const seconds = Date.parse(`${day}T${time}${hours}:${minutes}`) / 1000;
  return seconds * 1e9 + Number(fraction.padEnd(9, '0'));
}

const unitNs: Readonly<Record<string, number>> = {
  ns: 1,
  µs: 1e3,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
};

/** As Go prints a duration: `1m2.5s`. */
function durationOf(text: string): number {
  if (!/^(?:\d+(?:\.\d+)?(?:ns|µs|us|ms|s|m|h))+$/.test(text)) return text === '0' ? 0 : Number.NaN;
  let sum = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|µs|us|ms|s|m|h)/g)) {
    sum += Number(digits) * unitNs[unit!]!;
  }
  return Math.round(sum);
}
