import type { TimelineSeries, TimelineView } from '../../../src/model/timeline';
import { isInLane, type LaneId, type ValueLane } from './lanes';
import { largestIn } from './points';
import { linearScale, pauseScale, type Scale, wholeShareScale } from './scale';
import type { LaneScales, TimelineScene } from './scene';
import type { TimeWindow } from './timeWindow';

/** A limit this many times above everything else would press the lines to the bottom: it is named at the top instead. */
const limitReach = 2.2;
const limits: readonly TimelineSeries[] = ['memoryLimit', 'containerLimit'];

/** Scales for what is in sight; those that still fit are kept, object for object. */
export function laneScales(
  scene: TimelineScene,
  view: TimelineView | null,
  window: TimeWindow,
  before: LaneScales | null,
): LaneScales {
  const height = (id: LaneId) => scene.lanes.find((lane) => lane.id === id)?.cssHeight ?? 0;
  const next: LaneScales = {
    memory: linearScale(largestMemory(scene, view, window), 'bytes', height('memory'), before?.memory),
    pause: pauseScale(height('pause')),
    share: scene.isShareWhole
      ? wholeShareScale(height('share'))
      : linearScale(
          Math.min(1, largestOf(scene, view, window, 'share')),
          'share',
          height('share'),
          before?.share,
        ),
    goroutines: linearScale(
      largestOf(scene, view, window, 'goroutines'),
      'count',
      height('goroutines'),
      before?.goroutines,
    ),
  };
  const keep = (id: ValueLane): Scale => (before && sameScale(before[id], next[id]) ? before[id] : next[id]);
  return {
    memory: keep('memory'),
    pause: keep('pause'),
    share: keep('share'),
    goroutines: keep('goroutines'),
  };
}

function largestMemory(scene: TimelineScene, view: TimelineView | null, window: TimeWindow): number {
  const lines = largestOf(scene, view, window, 'memory', limits);
  const known = scene.knownLines.filter(({ series }) => scene.shown.includes(series));
  const values = [...known.map(({ value }) => value), largestOf(scene, view, window, 'memory')];
  return values.reduce(
    (largest, value) => (value <= lines * limitReach ? Math.max(largest, value) : largest),
    lines,
  );
}

function largestOf(
  { shown }: TimelineScene,
  view: TimelineView | null,
  window: TimeWindow,
  lane: ValueLane,
  without: readonly TimelineSeries[] = [],
): number {
  return (view?.series ?? [])
    .filter(({ name }) => isInLane(lane, name) && shown.includes(name) && !without.includes(name))
    .reduce((largest, points) => Math.max(largest, largestIn(points, window)), 0);
}

function sameScale(a: Scale, b: Scale): boolean {
  return a.kind === b.kind && a.max === b.max && a.min === b.min && a.ticks.length === b.ticks.length;
}
