import { MemorySession } from '../../src/engine/memorySession';
import { type MemoryField, memoryFields } from '../../src/model/memoryFields';
import { type MemorySeries, noCycles } from '../../src/model/memorySeries';
import type { TimelineSeries } from '../../src/model/timeline';

/**
 * Milliseconds of each step on samples of a process that nobody ever stopped watching, in a process of its own:
 * `node memorySteps.js SAMPLES` prints them as JSON. Processor time: other processes of a busy machine do not count.
 */
export interface MemorySteps {
  readonly samples: number;
  readonly series: number;
  readonly columns: number;
  /** What the page says first, and all that is drawn made ready: once. */
  readonly openMs: number;
  /** A picture of all series: the whole, half, a tenth, a hundredth and a thousandth of the time, anywhere. */
  readonly pictureMs: { readonly median: number; readonly p95: number };
  /** What happened in a hundredth of the time. */
  readonly rangeMs: number;
  /** One more sample, and the picture after it. */
  readonly appendMs: number;
  /** What is kept for drawing, as part of the samples. */
  readonly memoryRatio: number;
}

const names: readonly TimelineSeries[] = [
  'heapAlloc',
  'heapInuse',
  'stacks',
  'rss',
  'released',
  'goroutines',
];
const fields: readonly MemoryField[] = [
  'HeapAlloc',
  'HeapInuse',
  'StackInuse',
  'RSS',
  'HeapReleased',
  'Goroutines',
];
const columns = 2000;
const shares = [1, 0.5, 0.1, 0.01, 0.001];
const picturesOfEach = 60;

function main(): void {
  const samples = Number(process.argv[2]);
  const series = randomSeries(samples);
  const session = new MemorySession({ kind: 'memory', series, problems: [], inflatedBytes: 0, line: 1 });
  const before = process.memoryUsage().arrayBuffers;
  const openMs = cpuMs(() => session.facts);
  const kept = process.memoryUsage().arrayBuffers - before;
  const { fromMs, toMs } = session.facts;
  const span = toMs - fromMs;
  const random = generator(7);
  const picture = (share: number) => {
    const start = fromMs + random() * (1 - share) * span;
    session.ask('timeline', { fromMs: start, toMs: start + share * span, columns, series: names });
  };
  for (const share of shares) for (let i = 0; i < 10; i++) picture(share);
  const pictures = shares.flatMap((share) =>
    Array.from({ length: picturesOfEach }, () => cpuMs(() => picture(share))),
  );
  pictures.sort((a, b) => a - b);
  const figures: MemorySteps = {
    samples,
    series: names.length,
    columns,
    openMs,
    pictureMs: {
      median: pictures[pictures.length >> 1]!,
      p95: pictures[Math.floor(pictures.length * 0.95)]!,
    },
    rangeMs: cpuMs(() => session.ask('timelineRange', { fromMs, toMs: fromMs + span / 100 })),
    appendMs: timeOfAppend(session, toMs, () => picture(1)),
    memoryRatio: kept / ((fields.length + 1) * samples * Float64Array.BYTES_PER_ELEMENT),
  };
  process.stdout.write(JSON.stringify(figures));
}

/** The first one makes the columns such that they can grow. */
function timeOfAppend(session: MemorySession, toMs: number, picture: () => void): number {
  const append = (at: number) => session.extend([seriesOf(Float64Array.of(toMs + at), at)]);
  append(1);
  picture();
  return cpuMs(() => {
    append(2);
    picture();
  });
}

function randomSeries(length: number): MemorySeries {
  const random = generator(1);
  const timeMs = new Float64Array(length);
  let time = 1.7e12;
  for (let row = 0; row < length; row++) {
    time += 200 + random() * 100;
    timeMs[row] = time;
  }
  return seriesOf(timeMs, 2);
}

/** Lines that wander, with a saw-tooth on them. */
function seriesOf(timeMs: Float64Array, seed: number): MemorySeries {
  const random = generator(seed);
  const columnOf = (unit: number) => {
    const column = new Float64Array(timeMs.length);
    let value = 1000 * unit;
    for (let row = 0; row < column.length; row++) {
      value += (random() - 0.5) * unit;
      column[row] = value + (row % 97) * unit * 0.1;
    }
    return column;
  };
  const samples = {
    length: timeMs.length,
    timeMs,
    fields: Object.fromEntries(
      fields.map((name) => [name, columnOf(memoryFields[name].unit === 'bytes' ? 1e5 : 1)]),
    ),
  };
  return {
    source: 'history',
    process: { name: 'bench', pid: 1, goVersion: '', startMs: null },
    clock: 'unix',
    samples,
    cycles: noCycles,
    marks: [],
    metrics: [],
  };
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

main();
