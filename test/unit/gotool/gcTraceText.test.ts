import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readGcTrace } from '../../../src/formats/gctrace/readGcTrace';
import { TraceDates, TraceLines, withGcTrace, withoutGcTrace } from '../../../src/gotool/gcTraceText';

const cycle = (n: number) =>
  `gc ${n} @0.0${n}3s 2%: 0.01+0.5+0.002 ms clock, 0.02+0.1/0.4/0+0.004 ms cpu, 4->4->1 MB, 5 MB goal, 2 P`;

describe('lines of a GC trace', () => {
  it('are picked from what a program prints, however it comes in pieces', () => {
    const text = `starting\n${cycle(1)}\r\nhalf a line ${cycle(2)}\ngc is fun\nscvg0: inuse: 3\n${cycle(3)}`;
    const expected = `${cycle(1)}\n${cycle(2)}\nscvg0: inuse: 3\n${cycle(3)}\n`;
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const lines = new TraceLines();
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((place, i) => text.slice(places[i], place));
        assert.equal(pieces.map((piece) => lines.take(piece)).join('') + lines.end(), expected);
      }),
    );
  });

  it('take no more memory than a line, whatever a program prints', () => {
    const lines = new TraceLines();
    for (let i = 0; i < 100; i++) assert.equal(lines.take('x'.repeat(100_000)), '');
    assert.equal(lines.take(`\n${cycle(1)}\n`), `${cycle(1)}\n`);
  });

  it('get dates that agree on when the process started, whenever they came', () => {
    const nowMs = Date.UTC(2026, 10, 26, 20, 50, 0);
    const dates = new TraceDates('my shop');
    // Seconds 0.013, 0.023, …; each line some milliseconds late.
    const text = [1, 2, 3, 4].map((n) => dates.date(`${cycle(n)}\n`, nowMs + n * 10 + (n % 3) * 4)).join('');
    assert.match(text, /^2026-11-26T20:50:00\.\d{6}Z my_shop: gc 1 @/);
    const read = (part: string) => readGcTrace(new TextEncoder().encode(part)).series;
    const [all] = read(text);
    assert.equal(all!.series.clock, 'unix');
    assert.equal(all!.series.process.name, 'my_shop');
    const each = text
      .trimEnd()
      .split('\n')
      .map((line) => read(`${line}\n`)[0]!.series.process.startMs);
    assert.deepEqual(new Set(each), new Set([all!.series.process.startMs]));
    assert.deepEqual(
      [...all!.series.cycles.timeMs].map((time, _, times) => time - times[0]!),
      [0, 10, 20, 30],
    );
  });

  it('of another process, or after a sleep, get other dates', () => {
    const dates = new TraceDates('shop');
    const startOf = (line: string, nowMs: number) =>
      readGcTrace(new TextEncoder().encode(dates.date(`${line}\n`, nowMs))).series[0]!.series.process
        .startMs!;
    const nowMs = Date.UTC(2026, 10, 26);
    const first = startOf(cycle(5), nowMs);
    assert.equal(dates.hasSeveral, false);
    const other = startOf(cycle(1), nowMs + 50_000);
    assert.ok(other - first > 49_000);
    assert.equal(dates.hasSeveral, true);
    assert.ok(startOf(cycle(2), nowMs + 100_000) - other > 49_000);
    assert.equal(
      dates.date('scvg0: inuse: 3\n', nowMs),
      '2026-11-26T00:00:00.000000Z shop: scvg0: inuse: 3\n',
    );
  });

  it('are asked for besides what GODEBUG says', () => {
    assert.equal(withGcTrace(undefined), 'gctrace=1');
    assert.equal(withGcTrace('madvdontneed=1,gctrace=0'), 'madvdontneed=1,gctrace=1');
    assert.equal(withoutGcTrace('gctrace=2,schedtrace=100'), 'schedtrace=100');
    assert.equal(withoutGcTrace(undefined), '');
  });
});
