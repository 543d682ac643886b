import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { joinSeries } from '../../../../src/analysis/memory/joinSeries';
import { MemoryLog } from '../../../../src/analysis/memory/memoryLog';
import { mergeOrder } from '../../../../src/analysis/memory/mergeOrder';
import type { MemoryField } from '../../../../src/model/memoryFields';
import type { MemorySamples, MemorySeries, ProcessIdentity } from '../../../../src/model/memorySeries';
import { cyclesFrom, mark, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

describe('series put together', () => {
  it('are in order of time, and one row a moment', () => {
    const metrics = samplesAt([0, 10, 20], { HeapAlloc: [1, 2, 3] });
    const group = samplesAt([10, 15], { CgroupCurrent: [7, 8], HeapAlloc: [2, null] });
    const joined = joinSeries([
      seriesOf({ samples: metrics, source: 'prometheus' }),
      seriesOf({ samples: group, source: 'cgroup' }),
    ]);
    assert.equal(joined.source, 'several');
    assert.deepEqual(rowsOf(joined.samples), [
      { at: 0, HeapAlloc: 1 },
      { at: 10, HeapAlloc: 2, CgroupCurrent: 7 },
      { at: 15, CgroupCurrent: 8 },
      { at: 20, HeapAlloc: 3 },
    ]);
  });

  it('keep both rows where they contradict each other', () => {
    const joined = joinSeries([
      seriesOf({ samples: samplesAt([5], { RSS: [1] }) }),
      seriesOf({ samples: samplesAt([5], { RSS: [2] }) }),
    ]);
    assert.deepEqual(rowsOf(joined.samples), [
      { at: 5, RSS: 1 },
      { at: 5, RSS: 2 },
    ]);
  });

  it('are of one process at a time', () => {
    const of = (process: Partial<ProcessIdentity>, times: number[], counts = times) =>
      seriesOf({
        samples: samplesAt(times, { NumGC: counts }),
        process: { name: '', pid: null, goVersion: '', startMs: null, ...process },
      });
    const api = of({ name: 'api', pid: 7, startMs: 5 }, [10, 30, 50], [100, 101, 102]);
    const other = of({ pid: 8, startMs: 6 }, [20, 40], [3, 4]);
    assert.throws(() => joinSeries([api, other]), /ran at the same time \(api, PID 7 and PID 8\)/);
    // One after the other; and one process that a container numbers otherwise.
    assert.equal(joinSeries([api, of({ pid: 8 }, [60, 70], [1, 2])]).samples.length, 5);
    assert.equal(joinSeries([api, of({ pid: 1, startMs: 6 }, [20, 40], [100, 102])]).samples.length, 5);
  });

  it('merge as a sort does, earlier tables first', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(9)), { maxLength: 6 }), (lists) => {
        const times = lists.map((list) => Float64Array.from(list).sort());
        const { table, row } = mergeOrder(times);
        const expected = times
          .flatMap((list, at) => [...list].map((time, place) => ({ time, at, place })))
          .sort((a, b) => a.time - b.time || a.at - b.at);
        assert.deepEqual(
          [...table],
          expected.map(({ at }) => at),
        );
        assert.deepEqual(
          [...row],
          expected.map(({ place }) => place),
        );
      }),
    );
  });

  it('bring what counts from a start to dates, by a start that either knows', () => {
    const cycles = cyclesFrom([{ timeMs: 500 }, { timeMs: 700, forced: true }]);
    const trace = seriesOf({ clock: 'sinceStart', cycles, marks: [mark('gap', 600)] });
    const dated = seriesOf({ samples: samplesAt([9000], { RSS: [1] }), process: process({ startMs: 8000 }) });
    for (const joined of [
      joinSeries([trace, dated]),
      joinSeries([
        { ...trace, process: process({ startMs: 8000 }) },
        { ...dated, process: process({}) },
      ]),
    ]) {
      assert.equal(joined.clock, 'unix');
      assert.deepEqual([...joined.cycles.timeMs], [8500, 8700]);
      assert.deepEqual([...joined.cycles.forced], [0, 1]);
      assert.deepEqual(joined.marks, [mark('gap', 8600)]);
      assert.equal(joined.process.startMs, 8000);
    }
  });

  it('find the start by the collection that both tell of', () => {
    // Cycle 2 ended 700 + 1 + 8 + 1 ms after the start, and LastGC says when that was.
    const cycles = cyclesFrom([
      { timeMs: 500, sweepTermMs: 1, markMs: 8, markTermMs: 1 },
      { timeMs: 700, sweepTermMs: 1, markMs: 8, markTermMs: 1 },
    ]);
    const dated = seriesOf({ samples: samplesAt([9000], { NumGC: [2], LastGC: [8710e6] }) });
    const joined = joinSeries([seriesOf({ clock: 'sinceStart', cycles }), dated]);
    assert.deepEqual([...joined.cycles.timeMs], [8500, 8700]);
  });

  it('are refused where nobody knows when the program started', () => {
    const trace = seriesOf({ clock: 'sinceStart', cycles: cyclesFrom([{ timeMs: 500 }]) });
    const dated = seriesOf({ samples: samplesAt([9000], { RSS: [1] }) });
    assert.throws(() => joinSeries([trace, dated]), /cannot be put on one timeline/);
    const other = { ...trace, process: process({ pid: 2 }) };
    assert.throws(() => joinSeries([{ ...trace, process: process({ pid: 1 }) }, other]), /one timeline/);
    assert.throws(() => joinSeries([]), /nothing to put together/);
  });

  it('follow each other where nobody wrote a time', () => {
    const one = (alloc: number[]) =>
      seriesOf({ clock: 'none', samples: samplesAt([...alloc.keys()], { HeapAlloc: alloc }) });
    const joined = joinSeries([one([1, 2]), one([3]), one([4])]);
    assert.deepEqual([...joined.samples.timeMs], [0, 1, 2, 3]);
    assert.deepEqual([...joined.samples.fields.HeapAlloc!], [1, 2, 3, 4]);
  });

  it('mark where another process begins, once, and not where they overlap', () => {
    const of = (pid: number, times: number[]) =>
      seriesOf({ process: process({ pid }), samples: samplesAt(times, { RSS: times }) });
    const joined = joinSeries([of(2, [30, 40]), of(1, [0, 10]), of(2, [50])]);
    assert.deepEqual(joined.marks, [mark('restart', 30)]);
    assert.equal(joined.process.pid, 2);
    assert.deepEqual(joinSeries([of(1, [0, 20]), of(77, [10, 30])]).marks, []);
  });
});

describe('a series that goes on', () => {
  it('is what joining would give, however it comes', () => {
    const step = fc.record({
      time: fc.integer({ min: -2, max: 4 }),
      field: fc.constantFrom<MemoryField>('RSS', 'HeapAlloc', 'NumGC'),
      value: fc.nat(3),
      isCycle: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        let now = 0;
        const pieces = steps.map(({ time, field, value, isCycle }) => {
          now += time;
          return isCycle
            ? seriesOf({ cycles: cyclesFrom([{ timeMs: now, heapLive: value }]) })
            : seriesOf({ samples: samplesAt([now], { [field]: [value] }) });
        });
        const log = new MemoryLog(pieces[0]!);
        for (const piece of pieces.slice(1)) log.add(piece);
        let joined = pieces[0]!;
        for (const piece of pieces.slice(1)) joined = joinSeries([joined, piece]);
        assert.deepEqual(rowsOf(log.series.samples), rowsOf(joined.samples));
        assert.deepEqual(log.series.cycles, joined.cycles);
      }),
    );
  });

  it('keeps the latest, and the marks that are still within', () => {
    const times = Array.from({ length: 100 }, (_, at) => at);
    const log = new MemoryLog(
      seriesOf({ samples: samplesAt(times, { RSS: times }), marks: [mark('gap', 5), mark('gap', 90)] }),
    );
    assert.equal(log.keepLatest(100), false);
    assert.equal(log.keepLatest(40), true);
    const { samples, marks } = log.series;
    assert.deepEqual([samples.length, samples.timeMs[0], samples.fields.RSS!.at(-1)], [30, 70, 99]);
    assert.deepEqual(marks, [mark('gap', 90)]);
    log.add(seriesOf({ samples: samplesAt([100], { Goroutines: [3] }) }));
    assert.deepEqual(rowsOf(log.series.samples).slice(-2), [
      { at: 99, RSS: 99 },
      { at: 100, Goroutines: 3 },
    ]);
  });

  it('lets another process that counts anew follow at once', () => {
    const first = seriesOf({ clock: 'sinceStart', cycles: cyclesFrom([{ timeMs: 10 }, { timeMs: 900 }]) });
    const log = new MemoryLog(first);
    log.add(seriesOf({ clock: 'sinceStart', cycles: cyclesFrom([{ timeMs: 20 }, { timeMs: 50 }]) }));
    assert.deepEqual([...log.series.cycles.timeMs], [10, 900, 900, 930]);
    assert.deepEqual(log.series.marks, [mark('restart', 900)]);
  });

  it('marks another process by what is known of it', () => {
    const log = new MemoryLog(
      seriesOf({ process: process({ pid: 1 }), samples: samplesAt([0], { RSS: [1] }) }),
    );
    log.add(seriesOf({ process: process({ pid: 2 }), samples: samplesAt([10], { RSS: [2] }) }));
    log.add(seriesOf({ process: process({}), samples: samplesAt([20], { RSS: [3] }) }));
    assert.deepEqual(log.series.marks, [mark('restart', 10)]);
    assert.equal(log.series.process.pid, 2);
  });
});

function process(known: Partial<ProcessIdentity>): MemorySeries['process'] {
  return { name: 'api', pid: null, goVersion: '', startMs: null, ...known };
}

function rowsOf({ length, timeMs, fields }: MemorySamples): Record<string, number>[] {
  return Array.from({ length }, (_, row) => ({
    at: timeMs[row]!,
    ...Object.fromEntries(
      Object.entries(fields).flatMap(([name, column]) =>
        Number.isNaN(column[row]!) ? [] : [[name, column[row]!]],
      ),
    ),
  }));
}
