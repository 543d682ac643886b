import assert from 'node:assert/strict';
import { MemorySession } from '../../../src/engine/memorySession';
import { noCycles } from '../../../src/model/memorySeries';
import { cyclesFrom, MiB, mark, samplesAt, seriesOf } from '../../helpers/memorySeriesSketch';

const opened = (series: ReturnType<typeof seriesOf>) =>
  ({ kind: 'memory', series, problems: [], inflatedBytes: 0, line: 1 }) as const;

describe('an open memory series', () => {
  it('takes a hundred thousand samples one by one in less than a second, and knows them all', () => {
    const session = new MemorySession(opened(seriesOf({})));
    const began = process.cpuUsage();
    for (let at = 0; at < 100_000; at++) {
      session.extend([seriesOf({ samples: samplesAt([at * 1000], { HeapAlloc: [at % 977], NumGC: [at] }) })]);
    }
    const { user, system } = process.cpuUsage(began);
    const tookMs = (user + system) / 1000;
    const { samples, toMs, series } = session.facts;
    assert.deepEqual([samples, toMs], [100_000, 99_999_000]);
    assert.deepEqual(series, [{ name: 'heapAlloc', points: 100_000, min: 0, max: 976, last: 99_999 % 977 }]);
    assert.ok(tookMs < 1000, `${tookMs} ms`);
  });

  it('answers the same while it grows as when it is opened whole', () => {
    const times = Array.from({ length: 400 }, (_, at) => at * 700);
    const column = (of: (at: number) => number) => times.map((_, at) => of(at));
    const fields = {
      HeapAlloc: column((at) => (at * 37) % 101),
      NumGC: column((at) => (at < 200 ? at : at - 200)),
      GCCPUSeconds: column((at) => (at % 200) * 0.1),
      TotalCPUSeconds: column((at) => (at % 200) * 1.4),
      GOMEMLIMIT: column((at) => (at < 100 ? 100 * MiB : 2 ** 63)),
    };
    const marks = [mark('gap', 7100)];
    const whole = new MemorySession(opened(seriesOf({ samples: samplesAt(times, fields), marks })));
    const live = new MemorySession(opened(seriesOf({ marks })));
    const query = {
      fromMs: 0,
      toMs: 280_000,
      columns: 7,
      series: ['heapAlloc', 'gcCpu', 'memoryLimit'] as const,
    };
    for (let at = 0; at < times.length; at++) {
      const row = Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, [values[at]!]]));
      live.extend([seriesOf({ samples: samplesAt([times[at]!], row) })]);
      if (at % 61 === 0) assert.equal(live.facts.samples, at + 1);
      if (at % 97 === 0) live.ask('timeline', query);
    }
    assert.deepEqual(live.facts, whole.facts);
    assert.deepEqual(live.ask('timeline', query), whole.ask('timeline', query));
    assert.deepEqual(
      live.ask('timelineRange', { fromMs: 0, toMs: 280_000 }),
      whole.ask('timelineRange', { fromMs: 0, toMs: 280_000 }),
    );
    assert.deepEqual(
      live.ask('timelineMoment', { timeMs: 69_000 }),
      whole.ask('timelineMoment', { timeMs: 69_000 }),
    );
  });

  it('forgets the oldest where it may not hold more', () => {
    const session = new MemorySession(opened(seriesOf({})));
    for (let at = 0; at < 1000; at++) {
      session.extend([seriesOf({ samples: samplesAt([at], { RSS: [1000 - at] }) })], { mostSamples: 64 });
      assert.ok(session.facts.samples <= 64);
    }
    const { samples, fromMs, series } = session.facts;
    assert.equal(fromMs, 1000 - samples);
    assert.deepEqual(series[0], { name: 'rss', points: samples, min: 1, max: samples, last: 1 });
    const [rss] = session.ask('timeline', { fromMs: 0, toMs: 1000, columns: 500, series: ['rss'] }).series;
    assert.equal(rss!.timeMs.length, samples);
  });

  it('takes what the last moment still lacked', () => {
    const session = new MemorySession(opened(seriesOf({ samples: samplesAt([1], { RSS: [5] }) })));
    assert.equal(session.facts.series.length, 1);
    session.extend([seriesOf({ samples: samplesAt([1], { Goroutines: [9] }), cycles: noCycles })]);
    assert.deepEqual(session.ask('timelineMoment', { timeMs: 1 }).sample, { Goroutines: 9, RSS: 5 });
    assert.deepEqual(
      session.facts.series.map(({ name }) => name),
      ['rss', 'goroutines'],
    );
    session.extend([seriesOf({ cycles: cyclesFrom([{ timeMs: 3, heapLive: 4 }]) })]);
    assert.deepEqual(
      session.facts.series.map(({ name }) => name),
      ['heapLive', 'rss', 'goroutines'],
    );
  });
});
