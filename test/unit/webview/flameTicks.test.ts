import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeTicks } from '../../../webview/flame/ticks';

const mega = 1024 * 1024;

describe('flame axis ticks', () => {
  it('step by powers of two in bytes', () => {
    check(0, 1200 * mega, 'bytes', 5, '0 B, 256 MB, 512 MB, 768 MB, 1 GB');
    check(0, 10, 'bytes', 5, '0 B, 2 B, 4 B, 6 B, 8 B, 10 B');
    check(0, 3000, 'bytes', 3, '0 B, 1 kB, 2 kB');
    check(0, 1536 * mega, 'bytes', 4, '0 B, 512 MB, 1 GB, 1.5 GB');
  });

  it('tell neighbours apart where the span is far smaller than the values', () => {
    check(1024 * mega, 1025 * mega, 'bytes', 2, '1 GB, 1.000488 GB, 1.000977 GB');
    check(2_000_000, 2_000_010, 'count', 2, '2 M, 2.000005 M, 2.00001 M');
  });

  it('step by 1, 2 and 5 in times below a second, in clock steps above', () => {
    check(0, 1e9, 'nanoseconds', 4, '0 s, 500 ms, 1 s');
    check(0, 100e9, 'nanoseconds', 5, '0 s, 30 s, 1 min, 1.5 min');
    check(0, 7.2e12, 'nanoseconds', 4, '0 s, 30 min, 1 h, 1.5 h, 2 h');
    check(0, 950, 'microseconds', 4, '0 s, 500 µs');
    check(0, 1000, 'microseconds', 5, '0 s, 200 µs, 400 µs, 600 µs, 800 µs, 1 ms');
  });

  it('step by whole numbers in counts and by the unit in others', () => {
    check(0, 3, 'count', 10, '0, 1, 2, 3');
    check(0, 60_000, 'count', 4, '0, 20 k, 40 k, 60 k');
    check(0, 40, 'goroutines', 4, '0 goroutines, 10 goroutines, 20 goroutines, 30 goroutines, 40 goroutines');
  });

  it('start below zero where the view does', () => {
    check(-100, 100, 'count', 4, '-100, -50, 0, 50, 100');
  });

  it('are none without a span', () => {
    check(5, 5, 'bytes', 4, '');
    check(5, 1, 'bytes', 4, '');
    check(0, Number.NaN, 'bytes', 4, '');
    check(0, 10, 'bytes', 0, '');
  });

  it('lie within the span, rise evenly, are few and have labels of their own', () => {
    const units = fc.constantFrom('bytes', 'nanoseconds', 'count', 'seconds');
    fc.assert(
      fc.property(
        units,
        fc.double({ min: 1, max: 1e15, noNaN: true }),
        fc.integer({ min: 2, max: 20 }),
        (unit, to, most) => {
          const ticks = computeTicks(0, to, unit, most);
          assert.ok(ticks.length >= 1 && ticks.length <= most + 1);
          assert.ok(ticks.every(({ value }) => value >= 0 && value <= to * (1 + 1e-9)));
          assert.equal(new Set(ticks.map(({ label }) => label)).size, ticks.length);
        },
      ),
    );
  });
});

function check(from: number, to: number, unit: string, most: number, expected: string): void {
  const labels = computeTicks(from, to, unit, most).map(({ label }) => label);
  assert.equal(labels.join(', '), expected);
}
