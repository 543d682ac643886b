import { cycleStoppedNs } from '../../analysis/memory/pauses';
import { medianOf, someKnown } from '../../analysis/memory/quantile';
import { countKnown, knownRows, type Rows } from '../../analysis/memory/windows';
import { GrowingFloat64 } from '../../base/growingColumns';
import { type Message, message } from '../../base/message';
import { formatCount, formatNanos } from '../../base/units';
import type { JointReading } from '../../model/memoryReport';
import { bytesText, evidence, knownEvidence, lacks, shareText } from './conclude';
import { latest, type MemoryContext, type ProcessRun } from './context';

/**
 * Numbers of the last process that say more together than each alone. A reading whose numbers are not there is left out; one that
 * needs a before and has none says so.
 */
export function readTogether(context: MemoryContext): JointReading[] {
  const run = context.runs.at(-1);
  if (!run) return [];
  return [
    pausesAndMemory(context, run),
    heapAndGoroutines(context, run),
    goalAndLive(context, run),
    allocAndHeld(context),
    survivalAndPauses(context, run),
  ].filter((reading) => reading !== null);
}

/** What counts as more than before, and as little: of readings, which judge nothing. */
const grownRatio = 1.3;
const smallPauseNs = 1e6;
const smallPauseShare = 0.001;
const badPauseShare = 0.05;
const crampedRoom = 0.05;
const narrowRoom = 0.25;
const highSurvival = 0.8;
const smallGoal = 8 * 2 ** 20;

/** Pauses do not grow with the heap, because marking is concurrent; they do with what has to be stopped and with a lack of processors. */
function pausesAndMemory(context: MemoryContext, run: ProcessRun): JointReading | null {
  const pauses = pausesOf(context, run);
  const heap = endsOf(context, run, 'heap');
  const stacks = endsOf(context, run, 'stacks');
  if (!pauses || (!heap && !stacks)) return null;
  const args = {
    first: formatNanos(pauses.first),
    last: formatNanos(pauses.last),
    share: pauses.share === null ? '' : shareText(pauses.share),
    heap: heap ? changeText(heap, bytesText) : '?',
    stacks: stacks ? changeText(stacks, stacksText) : '?',
  };
  const longer = pauses.last >= grownRatio * pauses.first && pauses.last > smallPauseNs;
  const isSmall = pauses.last < smallPauseNs && (pauses.share ?? 0) < smallPauseShare;
  return {
    id: 'pausesAndMemory',
    title: message('reading.pausesAndMemory', 'Pauses beside stacks and heap in use'),
    message: longer
      ? longerPauses(grew(stacks), grew(heap), args)
      : steadyPauses(isSmall, pauses.share, args),
    state: (pauses.share ?? 0) > badPauseShare ? 'bad' : longer ? 'watch' : 'good',
    inputs: [
      evidence(message('evidence.pauseFirst', 'Pause of a collection at first'), pauses.first, 'ns'),
      evidence(message('evidence.pauseLast', 'Pause of a collection at last'), pauses.last, 'ns'),
      evidence(message('evidence.pauseTotal', 'All pauses together'), pauses.total, 'ns'),
      ...knownEvidence(
        message('evidence.pauseShare', 'Share of time that the world stood still'),
        pauses.share,
        'share',
      ),
      ...inputsOf(names.heapInuse, heap, 'bytes'),
      ...inputsOf(names.stackInuse, stacks, 'bytes'),
    ],
  };
}

function longerPauses(stacksGrew: boolean, heapGrew: boolean, args: Message['args']): Message {
  if (stacksGrew) {
    return message(
      'reading.pausesWithStacks',
      'Pauses went from {first} to {last} a collection while stacks in use went {stacks}: with more goroutines there is more to bring to a stop. Heap in use: {heap}.',
      args,
    );
  }
  return heapGrew
    ? message(
        'reading.pausesWithHeap',
        'Pauses went from {first} to {last} a collection while heap in use went {heap} and stacks {stacks}. Marking runs beside the program, so a larger heap alone does not make pauses longer: look for a lack of processors.',
        args,
      )
    : message(
        'reading.pausesAlone',
        'Pauses went from {first} to {last} a collection, but neither stacks ({stacks}) nor heap in use ({heap}) grew: the cause lies outside of memory, as processors that are missing or throttled.',
        args,
      );
}

function steadyPauses(isSmall: boolean, share: number | null, args: Message['args']): Message {
  if (share === null) {
    return message(
      'reading.pausesSteadyTimeless',
      'Pauses of {last} a collection, with heap in use {heap} and stacks {stacks}: they do not grow with either.',
      args,
    );
  }
  return isSmall
    ? message(
        'reading.pausesSmall',
        'Pauses of {last} a collection, {share} of the time, with heap in use {heap} and stacks {stacks}: pauses are not what costs here.',
        args,
      )
    : message(
        'reading.pausesSteady',
        'Pauses of {last} a collection, {share} of the time, with heap in use {heap} and stacks {stacks}: they do not grow with either.',
        args,
      );
}

/** Whether memory grows with goroutines tells who holds it. */
function heapAndGoroutines(context: MemoryContext, run: ProcessRun): JointReading | null {
  const heap = endsOf(context, run, 'heap');
  const goroutines = endsOf(context, run, 'goroutines');
  if (!heap || !goroutines) return null;
  const stacks = endsOf(context, run, 'stacks');
  const isOne = countKnown(context.series.samples.fields.Goroutines, run.samples) < 2;
  const more = goroutines.last - goroutines.first;
  const grownBytes = heap.last - heap.first + (stacks ? stacks.last - stacks.first : 0);
  const args = {
    heap: changeText(heap, bytesText),
    goroutines: changeText(goroutines, formatCount),
    stacks: stacks ? changeText(stacks, stacksText) : '?',
    each: bytesText(Math.round(grownBytes / Math.max(1, more))),
  };
  const both = grew(heap) || (stacks !== null && grew(stacks));
  return {
    id: 'heapAndGoroutines',
    title: message('reading.heapAndGoroutines', 'Heap in use beside goroutines and stacks'),
    message: isOne ? lacks.secondSample : togetherText(both, grew(goroutines), args),
    state: isOne ? 'unknown' : grew(goroutines) && both ? 'bad' : both || grew(goroutines) ? 'watch' : 'good',
    inputs: [
      ...inputsOf(names.heapInuse, heap, 'bytes'),
      ...inputsOf(names.goroutines, goroutines, 'goroutines'),
      ...inputsOf(names.stackInuse, stacks, 'bytes'),
    ],
  };
}

function togetherText(memoryGrew: boolean, goroutinesGrew: boolean, args: Message['args']): Message {
  if (memoryGrew && goroutinesGrew) {
    return message(
      'reading.bothGrew',
      'Goroutines {goroutines}, heap in use {heap}, stacks {stacks}: about {each} with each new one. They may be what keeps the memory; a goroutine dump says where they wait.',
      args,
    );
  }
  if (memoryGrew) {
    return message(
      'reading.heapGrew',
      'Heap in use {heap}, goroutines {goroutines}: it is not more goroutines that keep it. A comparison of two heap profiles says who allocated it.',
      args,
    );
  }
  return goroutinesGrew
    ? message(
        'reading.goroutinesGrew',
        'Goroutines {goroutines}, heap in use {heap}, stacks {stacks}: they hold little so far. Whether they end is a question for a goroutine dump.',
        args,
      )
    : message(
        'reading.neitherGrew',
        'Heap in use {heap}, goroutines {goroutines}, stacks {stacks}: none of them keeps growing.',
        args,
      );
}

/** How far the goal is above what lives: the room that a collection gains. */
function goalAndLive(context: MemoryContext, run: ProcessRun): JointReading | null {
  const pair = roomOfCycles(context, run) ?? {
    live: latest(context, 'HeapLive'),
    goal: latest(context, 'NextGC'),
  };
  const { live, goal } = pair;
  if (live === null || goal === null || !(live > 0 && goal < 2 ** 62)) return null;
  const room = goal / live - 1;
  const { gogc } = context.limits;
  const args = {
    live: bytesText(live),
    goal: bytesText(goal),
    room: shareText(Math.max(0, room)),
    gogc: gogc ?? '',
  };
  const isSmall = goal <= smallGoal;
  const isCramped = !isSmall && room < crampedRoom;
  const isNarrow = !isSmall && room < narrowRoom && (gogc === null || gogc < 0 || room * 100 < gogc / 2);
  return {
    id: 'goalAndLive',
    title: message('reading.goalAndLive', 'Goal beside the live heap'),
    message: isCramped
      ? message(
          'reading.goalAtLive',
          'The goal of {goal} is {room} above the {live} that live: the next collection is due almost at once, and frees almost nothing.',
          args,
        )
      : isNarrow
        ? message(
            'reading.goalNear',
            'The goal of {goal} is only {room} above the {live} that live: a limit holds it down, and collections become more frequent the nearer they come.',
            args,
          )
        : isSmall
          ? message(
              'reading.goalSmall',
              'The goal of {goal} is a small program’s; {live} live. Go starts no collection below 4 MiB × GOGC ÷ 100.',
              args,
            )
          : message(
              'reading.goalRoom',
              'The goal of {goal} is {room} above the {live} that live: that much can be allocated between two collections.',
              args,
            ),
    state: isCramped ? 'bad' : isNarrow ? 'watch' : 'good',
    inputs: [
      evidence(message('evidence.live', 'Live heap'), live, 'bytes'),
      evidence(message('evidence.goal', 'Goal of the heap'), goal, 'bytes'),
      evidence(message('evidence.room', 'Goal ÷ live − 1'), room, 'share'),
      ...knownEvidence(message('peak.gogc', 'GOGC'), gogc, 'percent'),
    ],
  };
}

/** The goal of a cycle was set when the one before had ended, by what that one found alive. */
function roomOfCycles({ series }: MemoryContext, { cycles: { start, end } }: ProcessRun) {
  const { heapLive, goal } = series.cycles;
  return end - start < 2 ? null : { live: heapLive[end - 2]!, goal: goal[end - 1]! };
}

/** HeapAlloc ÷ HeapSys means nothing before what was given back is taken off. */
function allocAndHeld(context: MemoryContext): JointReading | null {
  const alloc = latest(context, 'HeapAlloc');
  const sys = latest(context, 'HeapSys');
  const released = latest(context, 'HeapReleased');
  if (alloc === null || sys === null || released === null || sys <= 0 || sys <= released) return null;
  const plain = alloc / sys;
  const held = alloc / (sys - released);
  return {
    id: 'allocAndHeld',
    title: message('reading.allocAndHeld', 'HeapAlloc beside HeapSys, less what was given back'),
    message: message(
      'reading.allocAndHeld.message',
      'HeapAlloc is {plain} of HeapSys, but {released} of HeapSys were given back: of the {kept} that are held it is {held}. The rest is room for the next objects, not a leak.',
      {
        plain: shareText(plain),
        released: bytesText(released),
        kept: bytesText(sys - released),
        held: shareText(held),
      },
    ),
    state: held >= 0.3 || sys - released < 64 * 2 ** 20 ? 'good' : 'watch',
    inputs: [
      evidence(message('evidence.heapAlloc', 'HeapAlloc'), alloc, 'bytes'),
      evidence(message('evidence.heapSys', 'HeapSys'), sys, 'bytes'),
      evidence(message('evidence.heapReleased', 'HeapReleased'), released, 'bytes'),
      evidence(message('evidence.allocOfSys', 'HeapAlloc ÷ HeapSys'), plain, 'share'),
      evidence(message('evidence.allocOfHeld', 'HeapAlloc ÷ (HeapSys − HeapReleased)'), held, 'share'),
    ],
  };
}

/** What of the heap survives a collection: whoever keeps nearly all of it pays for marking and gains little. */
function survivalAndPauses(context: MemoryContext, { cycles: rows }: ProcessRun): JointReading | null {
  const { cycles } = context.series;
  const survival = new Float64Array(rows.end - rows.start);
  const pauses = new Float64Array(rows.end - rows.start);
  let known = 0;
  let longest = Number.NaN;
  for (let row = rows.start; row < rows.end; row++) {
    const at = row - rows.start;
    // Truncated to MiB: of less than 8 the share is noise.
    const isLarge = cycles.heapStart[row]! >= 8 * 2 ** 20;
    survival[at] = isLarge ? Math.min(1, cycles.heapLive[row]! / cycles.heapStart[row]!) : Number.NaN;
    if (!Number.isNaN(survival[at]!)) known++;
    pauses[at] = cycleStoppedNs(cycles, row);
    if (!(pauses[at]! <= longest) && !Number.isNaN(pauses[at]!)) longest = pauses[at]!;
  }
  if (known === 0 || Number.isNaN(longest)) return null;
  const median = medianOf(survival);
  const pause = medianOf(pauses);
  const args = {
    survival: shareText(median),
    freed: shareText(1 - median),
    pause: formatNanos(pause),
    longest: formatNanos(longest),
    cycles: formatCount(known),
  };
  const isHigh = median >= highSurvival;
  return {
    id: 'survivalAndPauses',
    title: message('reading.survivalAndPauses', 'What survives a collection beside its pauses'),
    message: isHigh
      ? message(
          'reading.survivalHigh',
          'Of the heap at the start of a collection {survival} survive (the median of {cycles}): each marks nearly everything to free {freed}, and stops the world for {pause}, at most {longest}. More room above what lives (GOGC, GOMEMLIMIT) makes them fewer.',
          args,
        )
      : message(
          'reading.survivalLow',
          'Of the heap at the start of a collection {survival} survive (the median of {cycles}), so each frees {freed} of it, for pauses of {pause}, at most {longest}.',
          args,
        ),
    state: isHigh ? 'watch' : 'good',
    inputs: [
      evidence(message('evidence.survival', 'Live ÷ heap at the start, the median'), median, 'share'),
      evidence(message('evidence.survivalCycles', 'Collections of 8 MiB or more'), known, 'cycles'),
      evidence(message('evidence.medianPause', 'Pauses of a collection, the median'), pause, 'ns'),
      evidence(message('evidence.longestPause', 'Longest pause'), longest, 'ns'),
    ],
  };
}

interface Ends {
  readonly first: number;
  readonly last: number;
}

const names = {
  heapInuse: {
    first: message('evidence.heapFirst', 'Heap in use at first'),
    last: message('evidence.heapLast', 'Heap in use at last'),
  },
  stackInuse: {
    first: message('evidence.stacksFirst', 'Stacks at first'),
    last: message('evidence.stacksLast', 'Stacks at last'),
  },
  goroutines: {
    first: message('evidence.goroutinesFirst', 'Goroutines at first'),
    last: message('evidence.goroutinesLast', 'Goroutines at last'),
  },
};

function inputsOf(
  { first, last }: { readonly first: Message; readonly last: Message },
  ends: Ends | null,
  unit: 'bytes' | 'goroutines',
) {
  // Stacks that a GC trace prints as 0 MB are there, but less than one.
  return ends && ends.last > 0 ? [evidence(first, ends.first, unit), evidence(last, ends.last, unit)] : [];
}

function grew(ends: Ends | null): boolean {
  return ends !== null && ends.last >= grownRatio * ends.first && ends.last > ends.first;
}

/** No process has no stacks: a GC trace cuts sizes off at whole MiB. */
function stacksText(bytes: number): string {
  return bytes > 0 ? bytesText(bytes) : '< 1 MB';
}

function changeText({ first, last }: Ends, text: (value: number) => string): string {
  const [from, to] = [text(first), text(last)];
  return from === to ? to : `${from} → ${to}`;
}

/** Medians of the first and the last quarter: neither a peak nor a collection in between decides. */
function endsOf(
  { series }: MemoryContext,
  run: ProcessRun,
  what: 'heap' | 'stacks' | 'goroutines',
): Ends | null {
  const { fields } = series.samples;
  const column = { heap: fields.HeapInuse, stacks: fields.StackInuse, goroutines: fields.Goroutines }[what];
  const ofSamples = quarters(column, run.samples);
  if (ofSamples) return ofSamples;
  if (what === 'heap') return quarters(series.cycles.heapEnd, run.cycles);
  return what === 'stacks' ? quarters(series.cycles.stacks, run.cycles) : null;
}

function quarters(column: Float64Array | undefined, { start, end }: Rows): Ends | null {
  if (!column) return null;
  const known = someKnown(column.subarray(start, end));
  if (known.length === 0) return null;
  const quarter = Math.max(1, known.length >> 2);
  return { first: medianOf(known.subarray(0, quarter)), last: medianOf(known.subarray(-quarter)) };
}

/** Pauses of a collection at first and at last, and all of them: of cycles, or by the counters of two samples. */
function pausesOf(
  context: MemoryContext,
  run: ProcessRun,
): (Ends & { readonly total: number; readonly share: number | null }) | null {
  const { cycles, samples } = context.series;
  const each = new GrowingFloat64();
  let total = 0;
  const push = (ns: number, collections: number) => {
    each.push(ns / collections);
    total += ns;
  };
  for (let row = run.cycles.start; row < run.cycles.end; row++) {
    const ns = cycleStoppedNs(cycles, row);
    if (!Number.isNaN(ns)) push(ns, 1);
  }
  const { PauseTotalNs, NumGC } = samples.fields;
  if (each.length === 0 && PauseTotalNs && NumGC) {
    const rows = knownRows([PauseTotalNs, NumGC], run.samples);
    for (let at = 1; at < rows.length; at++) {
      const [before, row] = [rows[at - 1]!, rows[at]!];
      const collections = NumGC[row]! - NumGC[before]!;
      if (collections > 0) push(PauseTotalNs[row]! - PauseTotalNs[before]!, collections);
    }
  }
  const ends = quarters(each.view(), { start: 0, end: each.length });
  const spanNs = (run.span.toMs - run.span.fromMs) * 1e6;
  return ends && { ...ends, total, share: context.hasClock && spanNs > 0 ? total / spanNs : null };
}
