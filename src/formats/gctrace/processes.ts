/** One line of a trace that has a time of its own, as far as it tells processes apart. */
export interface TraceLine {
  /** Whoever wrote it, by the log. */
  readonly writer: number;
  /** The number of a cycle; 0 of a line of schedtrace. */
  readonly number: number;
  /** Since the start of the process; NaN before Go 1.5. */
  readonly atMs: number;
  /** When the log got the line, since 1970; NaN unknown. */
  readonly wallMs: number;
  readonly procs: number;
  /** Forms of one version of Go are alike; 0 for any. */
  readonly form: number;
  readonly heapStart: number;
  readonly heapLive: number;
  readonly goal: number;
}

/** A process whose lines were seen. */
interface Track {
  readonly id: number;
  number: number;
  atMs: number;
  scheduleMs: number;
  /** When it started, on the clock of its writer (see `Writer.nowMs`). */
  startMs: number;
  procs: number;
  form: number;
  heapLive: number;
  /** Goal divided by what was live before. */
  growth: number;
  /** Time between its latest two lines. */
  periodMs: number;
}

interface Writer {
  /**
   * Lines stand in the order in which they were written. So there is a time, at least, that has gone by with each, whoever wrote
   * it: with times of the log the time itself, else the sum of what processes say.
   */
  nowMs: number;
  /** Latest first. */
  readonly tracks: Track[];
}

/** Processes that one writer can have at the same time: a `go build` has one for each processor, and finished ones. */
const maxOpen = 48;
/** What joining a line to a process may cost at most, if its number says that it is the first of a process, and if not. */
const mostForFirst = 8;
const mostForOther = 28;

/**
 * Tells processes apart that wrote to the same log without saying who they are. Cycles of a process are numbered and know
 * the time since its start, and both only rise; the heap goes on where the cycle before left it. Numbers may be missing.
 * Whatever goes back is another process, or the same after a restart.
 */
export class Processes {
  count = 0;
  readonly #writers = new Map<number, Writer>();

  /** Which process wrote the line; processes are numbered in the order in which they are first seen. */
  of(line: TraceLine): number {
    let writer = this.#writers.get(line.writer);
    if (!writer) {
      writer = { nowMs: Number.isNaN(line.wallMs) ? 0 : line.wallMs, tracks: [] };
      this.#writers.set(line.writer, writer);
    }
    if (!Number.isNaN(line.wallMs)) writer.nowMs = line.wallMs;
    const track = this.#choose(writer, line);
    take(track, writer, line);
    return track.id;
  }

  #choose(writer: Writer, line: TraceLine): Track {
    const { tracks } = writer;
    let best = -1;
    let least = isFirst(line) ? mostForFirst : mostForOther;
    for (let i = 0; i < tracks.length; i++) {
      const cost = costOf(tracks[i]!, writer, line);
      if (cost >= least) continue;
      least = cost;
      best = i;
    }
    const track = best < 0 ? this.#begin(writer, line) : tracks[best]!;
    if (best > 0) tracks.splice(best, 1);
    if (best !== 0) tracks.unshift(track);
    if (tracks.length > maxOpen) tracks.pop();
    return track;
  }

  #begin(writer: Writer, line: TraceLine): Track {
    return {
      id: this.count++,
      number: 0,
      atMs: Number.NEGATIVE_INFINITY,
      scheduleMs: Number.NEGATIVE_INFINITY,
      startMs: writer.nowMs - (Number.isNaN(line.atMs) ? 0 : line.atMs),
      procs: line.procs,
      form: 0,
      heapLive: Number.NaN,
      growth: Number.NaN,
      periodMs: Number.NaN,
    };
  }
}

/** GOGC=100 lets the heap grow to twice of what is live, and to 4 MB at least. */
const defaultGrowth = 2;
const smallestGoal = 4 * 2 ** 20;

function isFirst(line: TraceLine): boolean {
  return line.number === 1 || (line.number === 0 && line.atMs === 0);
}

/** How unlikely it is that a process went on with this line; Infinity where it cannot have. */
function costOf(track: Track, writer: Writer, line: TraceLine): number {
  const isCycle = line.number > 0;
  if (isCycle && (line.number <= track.number || line.atMs < track.atMs)) return Number.POSITIVE_INFINITY;
  if (!isCycle && line.atMs <= track.scheduleMs) return Number.POSITIVE_INFINITY;
  if (line.form !== 0 && track.form !== 0 && line.form !== track.form) return Number.POSITIVE_INFINITY;
  const procs = line.procs === track.procs ? 0 : 10;
  return procs + timeCost(track, writer, line) + (isCycle ? cycleCost(track, line) : 0);
}

/** By its own clock a process says what time it is; going back costs much, a jump ahead a little. */
function timeCost(track: Track, writer: Writer, line: TraceLine): number {
  if (Number.isNaN(line.atMs)) return 0;
  const ahead = track.startMs + line.atMs - writer.nowMs;
  if (!Number.isNaN(line.wallMs)) return Math.min(20, Math.max(0, Math.abs(ahead) - 1500) / 500);
  if (ahead < 0) return Math.min(8, -ahead / 250);
  return Math.min(6, Math.log1p(ahead / Math.max(10, track.periodMs || 0)));
}

/** Processes have a rhythm: a collection ten times as late as the one before is rather another's. */
function rhythmCost({ atMs, periodMs }: Track, line: TraceLine): number {
  const mismatch = Math.abs(Math.log((line.atMs - atMs) / periodMs));
  return mismatch < 2 ? mismatch : Number.isFinite(mismatch) ? 2 : 0;
}

function cycleCost(track: Track, line: TraceLine): number {
  const missing = line.number - track.number - 1;
  if (missing > 0) return track.number === 0 ? 0 : 9 + Math.min(4, Math.log(missing));
  let cost = rhythmCost(track, line);
  // What was found live is where the heap goes on from; whole MiB are rounded down.
  if (line.heapStart < track.heapLive * 0.95 - 2 ** 20) cost += 6;
  const growth = line.goal / track.heapLive;
  if (growth > 0 && Number.isFinite(growth) && line.goal > smallestGoal) {
    const usual = track.growth > 0 ? track.growth : defaultGrowth;
    const rounding = 2 ** 20 / track.heapLive;
    cost += Math.min(5, 3 * Math.max(0, Math.abs(Math.log(growth / usual)) - rounding));
  }
  return cost;
}

function take(track: Track, writer: Writer, line: TraceLine): void {
  track.procs = line.procs;
  if (line.form !== 0) track.form = line.form;
  if (!Number.isNaN(line.atMs)) {
    if (Number.isNaN(line.wallMs)) {
      writer.nowMs = Math.max(writer.nowMs, track.startMs + line.atMs);
    }
    // Nobody wrote while it was silent: it started later than it seemed.
    track.startMs = writer.nowMs - line.atMs;
    const latest = Math.max(track.atMs, track.scheduleMs);
    if (Number.isFinite(latest)) track.periodMs = line.atMs - latest;
  }
  if (line.number === 0) {
    track.scheduleMs = line.atMs;
    return;
  }
  const growth = line.goal / track.heapLive;
  if (line.number === track.number + 1 && growth > 0 && Number.isFinite(growth)) track.growth = growth;
  track.number = line.number;
  if (!Number.isNaN(line.atMs)) track.atMs = line.atMs;
  track.heapLive = line.heapLive;
}
