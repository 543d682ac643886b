import assert from 'node:assert/strict';
import { sinceStartText, type TimeWords, timeTicks } from '../../../../webview/timeline/graph/axis';

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** Moments as a plain reader would write them, in the zone of the test. */
const words: TimeWords = {
  clock: (timeMs, seconds, digits) => {
    const date = new Date(timeMs);
    const minutes = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
    if (!seconds) return minutes;
    const fraction = digits > 0 ? `.${(date.getMilliseconds() / 1000).toFixed(digits).slice(2)}` : '';
    return `${minutes}:${pad(date.getSeconds())}${fraction}`;
  },
  day: (timeMs) => `${new Date(timeMs).getMonth() + 1}/${new Date(timeMs).getDate()}`,
  month: (timeMs) => `${new Date(timeMs).getFullYear()}-${pad(new Date(timeMs).getMonth() + 1)}`,
  year: (timeMs) => String(new Date(timeMs).getFullYear()),
};

const at = (...parts: [number, number, number, number?, number?, number?]) => {
  const [year, month, day, ...clock] = parts;
  return new Date(year, month - 1, day, ...clock).getTime();
};

function labels(fromMs: number, toMs: number, clock: 'unix' | 'sinceStart' | 'none' = 'unix', width = 500) {
  return timeTicks({ fromMs, toMs }, clock, words, width).map(({ label }) => label);
}

describe('axis of time', () => {
  it('ticks a minute at round seconds', () => {
    const from = at(2026, 11, 26, 10, 2, 3);
    assert.deepEqual(labels(from, from + 60_000), ['10:02:15', '10:02:30', '10:02:45', '10:03:00']);
  });

  it('ticks milliseconds with as many digits as tell them apart', () => {
    const from = at(2026, 11, 26, 10, 2, 3);
    assert.deepEqual(labels(from + 0.5, from + 5), [
      '10:02:03.001',
      '10:02:03.002',
      '10:02:03.003',
      '10:02:03.004',
      '10:02:03.005',
    ]);
  });

  it('says the day at midnight, and marks it', () => {
    const from = at(2026, 11, 26, 20);
    const ticks = timeTicks({ fromMs: from, toMs: at(2026, 11, 27, 8) }, 'unix', words, 500);
    assert.deepEqual(
      ticks.map(({ label, strong }) => (strong ? `[${label}]` : label)),
      ['21:00', '[11/27]', '03:00', '06:00'],
    );
  });

  it('ticks a month by days, and years by months', () => {
    assert.deepEqual(labels(at(2026, 10, 20), at(2026, 11, 20)), ['10/22', '11/1', '11/8', '11/15']);
    assert.deepEqual(labels(at(2025, 3, 1), at(2026, 11, 1)), ['2025-07', '2026', '2026-07']);
  });

  it('keeps its ticks while the window moves', () => {
    const from = at(2026, 10, 3);
    const all = new Set(labels(from, from + 40 * 86_400_000, 'unix', 700));
    for (const shift of [1, 5, 9]) {
      const moved = labels(
        from + shift * 86_400_000,
        from + 40 * 86_400_000,
        'unix',
        (700 * (40 - shift)) / 40,
      );
      assert.deepEqual(
        moved.filter((label) => !all.has(label)),
        [],
      );
    }
  });

  it('counts from the start of a process, and never before it', () => {
    assert.deepEqual(labels(-200, 12_300, 'sinceStart'), ['+0 s', '+5 s', '+10 s']);
    assert.deepEqual(labels(0, 250, 'sinceStart'), [
      '+0.00 s',
      '+0.05 s',
      '+0.10 s',
      '+0.15 s',
      '+0.20 s',
      '+0.25 s',
    ]);
    assert.deepEqual(labels(0, 3 * 3_600_000, 'sinceStart'), ['+0 s', '+1 h', '+2 h', '+3 h']);
  });

  it('writes moments since the start as exactly as asked', () => {
    assert.equal(sinceStartText(12_500, 100), '+12.5 s');
    assert.equal(sinceStartText(125_000, 1000), '+2 min 5 s');
    assert.equal(sinceStartText(93_784_000, 60_000), '+1 d 2 h 3 min');
    assert.equal(sinceStartText(-1500, 10), '−1.50 s');
  });

  it('numbers samples that have no time', () => {
    assert.deepEqual(labels(-1, 6, 'none'), ['#0', '#2', '#4', '#6']);
    assert.deepEqual(labels(-0.2, 1.2, 'none'), ['#0', '#1']);
  });

  it('gives no ticks where there is no room or no span', () => {
    assert.deepEqual(labels(5, 5), []);
    assert.deepEqual(labels(0, 5, 'sinceStart', 0), []);
  });

  it('has few ticks for any span from a microsecond to centuries', () => {
    for (let span = 0.02; span < 1e13; span *= 3.7) {
      const from = at(2026, 11, 26, 10, 2, 3);
      const ticks = timeTicks({ fromMs: from, toMs: from + span }, 'unix', words, 900);
      assert.ok(ticks.length <= 12, `${ticks.length} ticks for ${span} ms`);
      assert.ok(ticks.length >= (span < 1e12 ? 1 : 0), `no tick for ${span} ms`);
      for (const [i, { timeMs }] of ticks.entries()) {
        assert.ok(timeMs >= from && timeMs <= from + span);
        if (i > 0) assert.ok(timeMs > ticks[i - 1]!.timeMs, 'rising');
      }
    }
  });
});
