import type { MemoryFacts, TimelineSeries } from '../../../src/model/timeline';

/** Strips of the picture that share the axis of time, from top to bottom. */
export const laneIds = ['findings', 'memory', 'gc', 'pause', 'share', 'goroutines', 'marks'] as const;
export type LaneId = (typeof laneIds)[number];

/** A lane in the picture. CSS pixels from its top. */
export interface Lane {
  readonly id: LaneId;
  readonly cssTop: number;
  readonly cssHeight: number;
}

/** Lines of each lane in the order in which they are drawn: what matters most lies on top. */
export const seriesOfLane = {
  memory: [
    'released',
    'stacks',
    'goal',
    'heapStart',
    'heapEnd',
    'heapInuse',
    'rss',
    'heapAlloc',
    'memoryLimit',
    'containerLimit',
    'heapLive',
  ],
  pause: ['pause'],
  share: ['assist', 'gcCpu'],
  goroutines: ['goroutines'],
} as const satisfies Partial<Record<LaneId, readonly TimelineSeries[]>>;

export type ValueLane = keyof typeof seriesOfLane;

export function isValueLane(id: LaneId): id is ValueLane {
  return Object.hasOwn(seriesOfLane, id);
}

export function laneOfSeries(series: TimelineSeries): ValueLane {
  const lanes = Object.keys(seriesOfLane) as ValueLane[];
  return lanes.find((lane) => isInLane(lane, series))!;
}

export function isInLane(lane: ValueLane, series: TimelineSeries): boolean {
  return (seriesOfLane[lane] as readonly TimelineSeries[]).includes(series);
}

/** What a heap is known by when nobody wrote what is live after a collection. */
const besideLive: readonly TimelineSeries[] = ['heapAlloc', 'heapInuse'];
const quietAtFirst: readonly TimelineSeries[] = ['heapStart', 'released'];

/** What is drawn until someone chooses: what says the same as another line, less well, waits in the legend. */
export function shownAtFirst(facts: MemoryFacts): readonly TimelineSeries[] {
  const names = facts.series.map(({ name }) => name);
  const hasLive = names.includes('heapLive');
  return names.filter((name) => !(hasLive && besideLive.includes(name)) && !quietAtFirst.includes(name));
}

/** Lanes that have something in them. */
export function lanesOf(
  shown: readonly TimelineSeries[],
  has: { readonly cycles: boolean; readonly findingRows: number; readonly marks: boolean },
): readonly LaneId[] {
  return laneIds.filter((id) => {
    if (id === 'findings') return has.findingRows > 0;
    if (id === 'gc') return has.cycles;
    if (id === 'marks') return has.marks;
    return shown.some((name) => isInLane(id, name));
  });
}

export const cssFindingRow = 20;
const cssGap = 7;

/** Height that a lane has at least, and its share of what is left. */
const wants: Readonly<
  Record<LaneId, { readonly least: number; readonly most: number; readonly share: number }>
> = {
  findings: { least: cssFindingRow, most: cssFindingRow, share: 0 },
  memory: { least: 120, most: Number.POSITIVE_INFINITY, share: 6 },
  gc: { least: 22, most: 22, share: 0 },
  pause: { least: 40, most: 150, share: 1.2 },
  share: { least: 40, most: 150, share: 1.1 },
  goroutines: { least: 40, most: 150, share: 1.1 },
  marks: { least: 22, most: 22, share: 0 },
};

/** Least height of a picture with these lanes, without its axis. */
export function leastHeight(ids: readonly LaneId[], findingRows: number): number {
  return ids.reduce((sum, id) => sum + leastOf(id, findingRows) + cssGap, 0);
}

function leastOf(id: LaneId, findingRows: number): number {
  return id === 'findings' ? findingRows * cssFindingRow : wants[id].least;
}

/** Places the lanes one below the other; what is left of the height goes to those that can use it. */
export function layoutLanes(ids: readonly LaneId[], findingRows: number, cssHeight: number): readonly Lane[] {
  const heights = new Map(ids.map((id) => [id, leastOf(id, findingRows)]));
  let left = cssHeight - leastHeight(ids, findingRows);
  let open = ids.filter((id) => wants[id].share > 0);
  while (left > 0.5 && open.length > 0) {
    const all = open.reduce((sum, id) => sum + wants[id].share, 0);
    const before = left;
    for (const id of open) {
      const height = heights.get(id)!;
      const most = id === 'memory' ? Number.POSITIVE_INFINITY : wants[id].most;
      const more = Math.min(most - height, (before * wants[id].share) / all);
      heights.set(id, height + more);
      left -= more;
    }
    // Without a lane for memory, the others may grow as they like.
    open = open.filter((id) => heights.get(id)! < wants[id].most - 0.5);
  }
  const lanes: Lane[] = [];
  let top = 0;
  for (const id of ids) {
    const height = Math.round(heights.get(id)!);
    lanes.push({ id, cssTop: top, cssHeight: height });
    top += height + cssGap;
  }
  return lanes;
}

/**
 * Rows for spans that overlap, at most `most`: spans that find none share the last one. Earlier spans are placed first, so
 * give them in the order of their weight. Returns a row for each.
 */
export function rowsOfSpans(
  spans: readonly { readonly fromMs: number; readonly toMs: number }[],
  most: number,
): readonly number[] {
  const rows: { fromMs: number; toMs: number }[][] = [];
  return spans.map((span) => {
    const free = rows.findIndex((taken) =>
      taken.every(({ fromMs, toMs }) => span.toMs < fromMs || span.fromMs > toMs),
    );
    const row = free >= 0 ? free : Math.min(rows.length, most - 1);
    rows[row] ??= [];
    rows[row].push(span);
    return row;
  });
}
