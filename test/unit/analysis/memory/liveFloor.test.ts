import assert from 'node:assert/strict';
import { liveFloor, liveHeapOf } from '../../../../src/analysis/memory/liveFloor';
import type { MemoryField } from '../../../../src/model/memoryFields';
import { samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

/** A sample a second, collected every ten seconds: each collection finds ten more alive. */
const seconds = Array.from({ length: 60 }, (_, second) => second);
const live = seconds.map((second) => 100 + 10 * Math.floor(second / 10));
const collections = seconds.map((second) => 1 + Math.floor(second / 10));

function known(fields: Partial<Record<MemoryField, number[]>>): string {
  const { timeMs, value } = liveHeapOf(
    seriesOf({
      samples: samplesAt(
        seconds.map((second) => 1000 * second),
        fields,
      ),
    }),
    null,
  )!;
  return [...value]
    .flatMap((at, row) => (Number.isNaN(at) ? [] : [`${timeMs[row]! / 1000}:${at}`]))
    .join(' ');
}

describe('analysis/memory/liveFloor', () => {
  it('knows /gc/heap/live once a collection, when the collection was', () => {
    assert.equal(known({ HeapLive: live, NumGC: collections }), '0:100 10:110 20:120 30:130 40:140 50:150');
  });

  it('knows it in each sample where nobody counted collections', () => {
    assert.equal(known({ HeapLive: live }).split(' ').length, 60);
  });

  it('knows the live heap of a sample that lacks the count of collections', () => {
    const gaps = collections.map((count, second) => (second === 15 ? Number.NaN : count));
    assert.equal(known({ HeapLive: live, NumGC: gaps }), '0:100 10:110 15:110 20:120 30:130 40:140 50:150');
  });

  it('has a floor where it was found, not where it was last told', () => {
    const series = seriesOf({
      samples: samplesAt(
        seconds.map((second) => 1000 * second),
        { HeapLive: live, NumGC: collections },
      ),
    });
    const floors = liveFloor(liveHeapOf(series, null)!, 3);
    assert.deepEqual([...floors.timeMs], [0, 20_000, 40_000]);
    assert.deepEqual([...floors.value], [100, 120, 140]);
  });
});
