import assert from 'node:assert/strict';
import type { MemoryFacts, TimelineSeries } from '../../../../src/model/timeline';
import { timelineSeries } from '../../../../src/model/timeline';
import {
  laneOfSeries,
  lanesOf,
  layoutLanes,
  leastHeight,
  rowsOfSpans,
  shownAtFirst,
} from '../../../../webview/timeline/graph/lanes';

function facts(...names: readonly TimelineSeries[]): MemoryFacts {
  return {
    series: names.map((name) => ({ name, points: 2, min: 0, max: 1, last: 1 })),
  } as unknown as MemoryFacts;
}

describe('lanes of the timeline', () => {
  it('has a lane for every line', () => {
    for (const name of timelineSeries) assert.ok(laneOfSeries(name));
    assert.equal(laneOfSeries('rss'), 'memory');
    assert.equal(laneOfSeries('assist'), 'share');
  });

  it('leaves out at first what says the same as the live heap, less well', () => {
    assert.deepEqual(shownAtFirst(facts('heapLive', 'goal', 'heapAlloc', 'heapInuse', 'rss')), [
      'heapLive',
      'goal',
      'rss',
    ]);
    assert.deepEqual(shownAtFirst(facts('heapAlloc', 'heapInuse')), ['heapAlloc', 'heapInuse']);
  });

  it('has no lane without something in it', () => {
    const nothing = { cycles: false, findingRows: 0, marks: false };
    assert.deepEqual(lanesOf(['heapLive', 'goroutines'], nothing), ['memory', 'goroutines']);
    assert.deepEqual(lanesOf(['pause'], { cycles: true, findingRows: 2, marks: true }), [
      'findings',
      'gc',
      'pause',
      'marks',
    ]);
    assert.deepEqual(lanesOf([], nothing), []);
  });

  it('gives what is left of the height to those that can use it, none overlapping', () => {
    const ids = ['findings', 'memory', 'gc', 'pause', 'share', 'goroutines', 'marks'] as const;
    for (const height of [leastHeight(ids, 2), 500, 1200]) {
      const lanes = layoutLanes(ids, 2, height);
      let bottom = -1;
      for (const lane of lanes) {
        assert.ok(lane.cssTop > bottom);
        bottom = lane.cssTop + lane.cssHeight;
      }
      assert.ok(bottom <= height, `${bottom} of ${height}`);
      assert.ok(bottom > height - 14, 'nothing is left over');
    }
  });

  it('makes the memory lane the largest', () => {
    const lanes = layoutLanes(['memory', 'pause', 'share'], 0, 700);
    const [memory, pause] = lanes;
    assert.ok(memory!.cssHeight > 2.5 * pause!.cssHeight);
  });

  it('puts spans that overlap into rows of their own, as long as there are rows', () => {
    const spans = [
      { fromMs: 0, toMs: 10 },
      { fromMs: 5, toMs: 15 },
      { fromMs: 11, toMs: 20 },
      { fromMs: 0, toMs: 20 },
      { fromMs: 1, toMs: 2 },
    ];
    assert.deepEqual(rowsOfSpans(spans, 3), [0, 1, 0, 2, 1]);
    assert.deepEqual(rowsOfSpans(spans, 1), [0, 0, 0, 0, 0]);
  });
});
