import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import { nothingKnown } from '../../../../src/model/memoryReport';
import { gcLines } from '../../../helpers/gcLines';
import { evidenceOf, findingOf, unjudgedOf, verdictsOf } from '../../../helpers/judgedSeries';
import { MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

/** Cycles 10 ms apart, as `start->end->live MB, goal MB goal`. */
const cycles = (rows: readonly (readonly [live: number, goal: number])[]) =>
  gcLines(
    rows.map(([live, goal], i) => `@${i / 100}s ${live}->${live}->${live} MB, ${goal} MB goal`).join('\n'),
  );
const times = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
const told = (series: ReturnType<typeof cycles>) =>
  verdictsOf(series).filter((verdict) => verdict.startsWith('C4'));

describe('C4 collecting at the memory limit', () => {
  it('is ten collections in a row that leave no room', () => {
    assert.deepEqual(told(cycles(times(11, () => [100, 100]))), ['C4 error certain']);
    // The first has none before it that could tell.
    assert.deepEqual(told(cycles(times(10, () => [100, 100]))), []);
  });

  it('counts what is alive at 95 % of the goal', () => {
    assert.deepEqual(told(cycles(times(12, () => [95, 100]))), ['C4 error certain']);
    assert.deepEqual(told(cycles(times(12, () => [94, 100]))), []);
  });

  it('is broken by one that found room', () => {
    const rows = times(20, (i): [number, number] => (i === 9 ? [50, 100] : [100, 100]));
    assert.deepEqual(told(cycles(rows)), []);
  });

  it('leaves heaps of 8 MiB alone', () => {
    assert.deepEqual(told(cycles(times(30, () => [8, 8]))), []);
    assert.deepEqual(told(cycles(times(30, () => [9, 9]))), ['C4 error certain']);
  });

  it('takes no heap for it that grows with room: all it allocated is alive, but the goal moves on', () => {
    // GOGC=10: each goal is 10 % above what lived before, and is reached.
    const growing = times(30, (i): [number, number] => [
      Math.round(100 * 1.1 ** i),
      Math.round(100 * 1.1 ** i),
    ]);
    assert.deepEqual(told(cycles(growing)), []);
    // GOGC=100.
    assert.deepEqual(told(cycles(times(12, (i) => [16 * 2 ** i, 16 * 2 ** i]))), []);
  });

  it('says how many, how near and since when, and the limit where it is known', () => {
    const series = cycles([[10, 30], ...times(20, (): [number, number] => [99, 100])]);
    const finding = findingOf('C4', series, { known: { ...nothingKnown, memoryLimit: 104 * MiB } });
    assert.deepEqual(evidenceOf(finding, 'Collections in a row at their goal'), [20, 10]);
    assert.deepEqual(evidenceOf(finding, 'Live heap ÷ goal, the lowest'), [0.99, 0.95]);
    assert.deepEqual(finding.span, { fromMs: 10, toMs: 200 });
    assert.match(formatMessage(finding.message), /^20 collections in a row .* under a GOMEMLIMIT of 104 MB/);
  });

  it('comes before the many collections that it makes', () => {
    const series = cycles(times(3000, () => [100, 100]));
    const rules = verdictsOf(series).map((verdict) => verdict.slice(0, 2));
    assert.deepEqual(
      rules.filter((rule) => rule === 'C2' || rule === 'C4'),
      ['C4', 'C2'],
    );
  });

  describe('by samples', () => {
    const sampled = (alloc: (i: number) => number, more: { live?: number; allocated?: number } = {}) => {
      const at = times(15, (i) => i * 1000);
      return seriesOf({
        samples: samplesAt(at, {
          HeapAlloc: at.map((_, i) => alloc(i) * MiB),
          ...(more.live === undefined ? {} : { HeapLive: at.map(() => more.live! * MiB) }),
          NextGC: at.map(() => 100 * MiB),
          NumGC: at.map((_, i) => 7 * i),
          // Of each collection's 100 MiB.
          TotalAlloc: at.map((_, i) => 7 * i * (more.allocated ?? 5) * MiB),
        }),
      });
    };

    it('none of which finds the heap below its goal', () => {
      assert.deepEqual(told(sampled(() => 98)), ['C4 error likely']);
      assert.deepEqual(told(sampled((i) => (i === 7 ? 60 : 98))), []);
    });

    it('while next to nothing is allocated for each: else samples are taken at a bad moment', () => {
      assert.deepEqual(told(sampled(() => 98, { allocated: 6 })), []);
    });

    it('surely where the live heap is known, whatever garbage there is', () => {
      assert.deepEqual(told(sampled(() => 70, { live: 97 })), ['C4 error certain']);
      assert.deepEqual(told(sampled(() => 99, { live: 60 })), []);
    });
  });

  it('cannot tell by one sample, or by few collections', () => {
    const one = seriesOf({
      samples: samplesAt([0], { HeapAlloc: [99 * MiB], NextGC: [100 * MiB], NumGC: [9] }),
    });
    assert.equal(unjudgedOf('C4', one), 'One sample only: cannot tell growth.');
    assert.equal(unjudgedOf('C4', cycles([[100, 100]])), 'Too few collections in a row to tell.');
  });
});
