import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { evidenceOf, findingOf, judgeSeries, unjudgedOf, verdictsOf } from '../../../helpers/judgedSeries';
import { cyclesFrom, MiB, mark, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

/** A collection every 5 s that leaves `liveMiB(minute)` alive, for so many minutes. */
function collected(minutes: number, liveMiB: (minute: number) => number): MemorySeries {
  const rows = Array.from({ length: minutes * 12 + 1 }, (_, i) => {
    const heapLive = liveMiB(i / 12) * MiB;
    return { timeMs: i * 5000, heapLive, goal: 2 * heapLive, heapStart: 1.9 * heapLive };
  });
  return seriesOf({ source: 'gctrace', clock: 'sinceStart', cycles: cyclesFrom(rows) });
}

const told = (series: MemorySeries) => verdictsOf(series).filter((verdict) => verdict.startsWith('H1'));

describe('H1 live heap keeps growing', () => {
  it('says so of a floor that rises to the end, with its rate and its time', () => {
    const leak = collected(10, (minute) => 100 + 10 * minute);
    assert.deepEqual(told(leak), ['H1 error likely']);
    const finding = findingOf('H1', leak);
    // Eight windows of 75 s: the first begins at 100 MiB, the last at 187.5; 10 MiB a minute.
    assert.deepEqual(evidenceOf(finding, 'Growth of the floor'), [87.5 * MiB, 32 * MiB]);
    assert.deepEqual(evidenceOf(finding, 'Windows in a row that were higher than the one before'), [7, 3]);
    assert.equal(Math.round(evidenceOf(finding, 'Growth a minute')[0] / MiB), 10);
    assert.deepEqual(finding.span, { fromMs: 0, toMs: 600_000 });
    assert.match(formatMessage(finding.message), /from 100 MB to 188 MB over 7 windows/);
  });

  it('sees the leak below a saw-tooth, and no leak in one', () => {
    const tooth = (minute: number) => 80 * ((minute * 1.7) % 1);
    assert.deepEqual(told(collected(20, (minute) => 100 + 10 * minute + tooth(minute))), ['H1 error likely']);
    assert.deepEqual(told(collected(20, (minute) => 100 + tooth(minute))), []);
  });

  it('needs 30 % and 32 MiB', () => {
    // Of eight windows the last begins after 7/8 of the time: the floor grows by 7/8 of the whole.
    const growing = (from: number, by: number) => told(collected(10, (minute) => from + (by * minute) / 10));
    assert.deepEqual(growing(1000, 330), [], '289 MiB, 28.9 %');
    assert.deepEqual(growing(1000, 350), ['H1 error likely'], '306 MiB, 30.6 %');
    assert.deepEqual(growing(40, 36), [], '31.5 MiB');
    assert.deepEqual(growing(40, 37), ['H1 error likely'], '32.4 MiB');
  });

  it('takes no cache for a leak that fills up and stops', () => {
    assert.deepEqual(told(collected(20, (minute) => 600 * (1 - Math.exp(-minute / 8)))), []);
    assert.deepEqual(told(collected(20, (minute) => Math.min(600, 100 + 50 * minute))), []);
  });

  it('leaves out what a program loads at its start', () => {
    assert.deepEqual(
      told(collected(20, (minute) => (minute < 2 ? 5 : 200 + minute))),
      [],
      '20 MiB of growth',
    );
    const leak = findingOf(
      'H1',
      collected(20, (minute) => (minute < 2 ? 5 : 200 + 10 * minute)),
    );
    assert.deepEqual(evidenceOf(leak, 'Growth of the floor'), [150 * MiB, 32 * MiB]);
  });

  it('leaves out a start that is hardly more than its growth', () => {
    // The pressure program: 32 MiB at once, then 2 MiB a second; collections come more seldom as the heap grows.
    const lives =
      '0:3 0.1:33 1.2:36 2.4:38 3.6:39 4.9:43 6.3:46 8.2:50 10.3:53 12.6:58 15.1:64 17.8:69 20.7:74 23.8:80 27.3:88 31.1:97 35.2:103 39.6:112 44.4:123 49.7:133 55.4:144';
    const rows = lives.split(' ').map((pair) => {
      const [seconds, live] = pair.split(':').map(Number) as [number, number];
      return { timeMs: seconds * 1000, heapLive: live * MiB, goal: 2 * live * MiB };
    });
    const series = seriesOf({ source: 'gctrace', clock: 'sinceStart', cycles: cyclesFrom(rows) });
    assert.deepEqual(told(series), ['H1 warning suspicious']);
  });

  it('takes no steps of load for a leak', () => {
    assert.deepEqual(told(collected(20, (minute) => (minute < 9 ? 100 : 300))), []);
    assert.deepEqual(told(collected(20, (minute) => (minute < 5 ? 100 : minute < 12 ? 250 : 400))), []);
  });

  it('waits for more than was there before: what comes back every day is no leak', () => {
    const day = (minute: number) => 200 - 100 * Math.cos((minute / 60) * 2 * Math.PI);
    assert.deepEqual(told(collected(90, day)), [], 'ends at its height');
    assert.deepEqual(told(collected(90, (minute) => day(minute) + (minute > 60 ? 12 * (minute - 60) : 0))), [
      'H1 error likely',
    ]);
  });

  it('finds one that began late', () => {
    assert.deepEqual(told(collected(40, (minute) => (minute < 32 ? 100 : 100 + 20 * (minute - 32)))), [
      'H1 error likely',
    ]);
  });

  it('is less sure of a short time, and silent about a shorter one', () => {
    const short = (seconds: number) =>
      seriesOf({
        clock: 'sinceStart',
        cycles: cyclesFrom(
          Array.from({ length: 41 }, (_, i) => ({
            timeMs: (i * seconds * 1000) / 40,
            heapLive: (100 + 5 * i) * MiB,
            goal: 1000 * MiB,
          })),
        ),
      });
    assert.deepEqual(told(short(80)), ['H1 error likely']);
    assert.deepEqual(told(short(40)), ['H1 warning suspicious']);
    assert.deepEqual(told(short(20)), []);
    assert.match(unjudgedOf('H1', short(20))!, /^Too short: growth needs 4 windows .* over 30 s/);
  });

  it('judges each process by itself: a restart is no fall, and no window goes over it', () => {
    const minutes = Array.from({ length: 240 }, (_, i) => i / 12);
    const series = seriesOf({
      cycles: cyclesFrom(
        minutes.map((minute) => ({
          timeMs: minute * 60_000,
          heapLive: (100 + 20 * (minute % 10)) * MiB,
          goal: 1000 * MiB,
        })),
      ),
      marks: [mark('restart', 10 * 60_000)],
    });
    const finding = findingOf('H1', series);
    assert.deepEqual(evidenceOf(finding, 'Times that it was so'), [2, null]);
  });

  it('names the code where captures were compared', () => {
    const growth = [
      { name: 'main.remember', file: '/src/cache.go', line: 41, grownBytes: 50 * MiB, bytesPerMinute: null },
    ];
    const finding = findingOf(
      'H1',
      collected(10, (minute) => 100 + 10 * minute),
      { growth },
    );
    assert.match(formatMessage(finding.message), /main\.remember allocated: 50\.0 MB more/);
    assert.deepEqual(finding.locations, [
      { role: 'related', func: 'main.remember', file: '/src/cache.go', line: 41 },
    ]);
    assert.deepEqual(evidenceOf(finding, 'Grown at {name}'), [50 * MiB, null]);
  });

  describe('by HeapAlloc alone', () => {
    /** A sample every 5 s, a collection every 20 s, garbage up to as much again. */
    const sampled = (liveMiB: (minute: number) => number, fields: 'counted' | 'uncounted' = 'counted') => {
      const at = Array.from({ length: 241 }, (_, i) => i * 5000);
      return seriesOf({
        samples: samplesAt(at, {
          HeapAlloc: at.map((ms) => liveMiB(ms / 60_000) * (1 + (ms % 20_000) / 20_000) * MiB),
          ...(fields === 'counted' ? { NumGC: at.map((ms) => Math.floor(ms / 20_000)) } : {}),
        }),
      });
    };

    it('takes the floor between collections, and is less sure', () => {
      const leak = sampled((minute) => 100 + 10 * minute);
      assert.deepEqual(told(leak), ['H1 warning suspicious']);
      assert.match(formatMessage(findingOf('H1', leak).message), /HeapAlloc holds garbage too/);
      assert.deepEqual(told(sampled(() => 100)), []);
    });

    it('is not taken in by samples that are nearly as frequent as collections', () => {
      // A collection every 5.05 s, a sample every 5 s: each meets the saw-tooth 1 % of it earlier or later.
      const at = Array.from({ length: 90 }, (_, i) => i * 5000);
      const beat = (goal: (ms: number) => number) =>
        seriesOf({
          samples: samplesAt(at, {
            HeapAlloc: at.map((ms) => (100 + 100 * ((ms / 4950) % 1)) * MiB),
            NumGC: at.map((ms) => Math.floor(ms / 4950)),
            NextGC: at.map((ms) => goal(ms) * MiB),
          }),
        });
      assert.deepEqual(told(beat(() => 200)), []);
      // The same samples of a heap that really grows.
      assert.deepEqual(told(beat((ms) => 200 + (ms / 450_000) * 200)), ['H1 warning suspicious']);
    });

    it('cannot tell where nobody counted collections', () => {
      assert.match(
        unjudgedOf(
          'H1',
          sampled((minute) => 100 + 10 * minute, 'uncounted'),
        )!,
        /NumGC/,
      );
    });
  });

  it('says of one sample that it cannot tell growth', () => {
    const one = seriesOf({ samples: samplesAt([0], { HeapAlloc: [MiB], NumGC: [3] }) });
    assert.equal(unjudgedOf('H1', one), 'One sample only: cannot tell growth.');
  });

  it('judges the part that is asked for alone', () => {
    const late = collected(40, (minute) => (minute < 20 ? 100 + 10 * minute : 300));
    assert.deepEqual(told(late), []);
    const { findings } = judgeSeries(late, { range: { fromMs: 0, toMs: 20 * 60_000 } });
    assert.deepEqual(
      findings.map(({ ruleId, span }) => [ruleId, span?.toMs]),
      [['H1', 20 * 60_000]],
    );
  });
});
