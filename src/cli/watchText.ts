import { formatBytes, formatShare } from '../base/units';
import { limitOf, type MemoryValues } from '../capture/memory/memoryReply';
import type { WatchEvent, WatchSource } from '../capture/memory/memoryWatch';
import type { MemoryField } from '../model/memoryFields';
import { joinLines } from './reportText';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (now: Moment, before: Moment | null) => string;
}

interface Moment {
  readonly atMs: number;
  readonly fields: MemoryValues;
}

/** What is not known is a dash; what needs two samples, too, in the first line. */
const columns: readonly Column[] = [
  { title: 'time', width: 8, text: ({ atMs }) => timeOfDay(atMs) },
  { title: 'heap live', width: 9, text: ({ fields }) => bytesOf(fields.HeapLive) },
  { title: 'allocated', width: 9, text: ({ fields }) => bytesOf(fields.HeapAlloc) },
  { title: 'goal', width: 9, text: ({ fields }) => bytesOf(fields.NextGC) },
  { title: 'limit', width: 9, text: ({ fields }) => bytesOf(limitOf(fields) ?? undefined) },
  { title: 'GC CPU', width: 7, text: gcCpu },
  { title: 'cycles/s', width: 8, text: cyclesPerSecond },
  {
    title: 'goroutines',
    width: 10,
    text: ({ fields }) => fields.Goroutines?.toLocaleString('en-US') ?? none,
  },
  { title: 'RSS', width: 9, text: ({ fields }) => bytesOf(fields.RSS) },
];

const none = '-';

/** A watch for people: one aligned line a sample, and one for everything that happens between. */
export class WatchText {
  #before: Moment | null = null;

  /** '' where there is nothing to say. */
  linesOf(event: WatchEvent): string {
    switch (event.kind) {
      case 'started':
        return joinLines([
          `Watching ${event.header.target}: ${sourceText(event.source)}`,
          columns.map(({ title, width }) => title.padStart(width)).join('  '),
        ]);
      case 'source':
        return joinLines([`source: ${sourceText(event.source)}`]);
      case 'sample':
        return this.#sample({ atMs: event.atMs, fields: event.fields });
      case 'mark': {
        const { kind, what, timeMs } = event.mark;
        // What was counted before belongs to another process.
        if (kind === 'restart') this.#before = null;
        if (kind === 'stop' || kind === 'sourceChange') return '';
        return joinLines([`${timeOfDay(timeMs)}  ${kind === 'gap' ? gapText(what) : kind}`]);
      }
      default:
        return '';
    }
  }

  #sample(now: Moment): string {
    const line = columns.map(({ width, text }) => text(now, this.#before).padStart(width)).join('  ');
    this.#before = now;
    return joinLines([line]);
  }
}

function sourceText({ path, everySeconds }: WatchSource): string {
  return `${path} every ${everySeconds} s`;
}

/** What is wrong, without how to start a program that has been running: it is asked again until it answers. */
function gapText(what: string): string {
  const reason = what.split(/(?<=\.) /, 1)[0]!;
  return `gap: ${reason === '' ? '' : `${reason} `}Asked again until it answers.`;
}

function timeOfDay(timeMs: number): string {
  return new Date(timeMs).toTimeString().slice(0, 8);
}

function bytesOf(bytes: number | undefined): string {
  return bytes === undefined ? none : formatBytes(bytes);
}

/** Of the time between two samples; Go counts it only when a cycle ends, so between cycles nothing is known. */
function gcCpu(now: Moment, before: Moment | null): string {
  const collecting = grown('GCCPUSeconds', now, before);
  const total = grown('TotalCPUSeconds', now, before);
  return collecting === null || total === null || total <= 0 ? none : formatShare(collecting / total);
}

function cyclesPerSecond(now: Moment, before: Moment | null): string {
  const cycles = grown('NumGC', now, before);
  if (cycles === null || before === null) return none;
  return (cycles / ((now.atMs - before.atMs) / 1000)).toFixed(2);
}

function grown(name: MemoryField, now: Moment, before: Moment | null): number | null {
  const from = before?.fields[name];
  const to = now.fields[name];
  return from === undefined || to === undefined || to < from ? null : to - from;
}
