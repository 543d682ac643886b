import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MemoryFacts } from '../../../../src/model/timeline';
import {
  betweenWindows,
  clampWindow,
  followWindow,
  limitsOf,
  panWindow,
  spanOf,
  windowAround,
  zoomWindow,
} from '../../../../webview/timeline/graph/timeWindow';

const limits = { fromMs: 0, toMs: 1000, minSpanMs: 10 };

function factsOf(fromMs: number, toMs: number, clock: MemoryFacts['clock'] = 'unix'): MemoryFacts {
  return { fromMs, toMs, clock } as MemoryFacts;
}

describe('window of time', () => {
  it('keeps the moment under the pointer where it is', () => {
    const zoomed = zoomWindow({ fromMs: 100, toMs: 500 }, 0.5, 200, limits);
    assert.deepEqual(zoomed, { fromMs: 150, toMs: 350 });
  });

  it('stays inside and never narrower than the least span', () => {
    const anyWindow = fc.record({
      a: fc.double({ min: -2e3, max: 3e3, noNaN: true }),
      b: fc.double({ min: 0, max: 3e3, noNaN: true }),
    });
    fc.assert(
      fc.property(anyWindow, fc.double({ min: 0.001, max: 100, noNaN: true }), ({ a, b }, factor) => {
        const clamped = clampWindow({ fromMs: a, toMs: a + b }, limits);
        for (const window of [
          clamped,
          zoomWindow(clamped, factor, a, limits),
          panWindow(clamped, b, limits),
        ]) {
          assert.ok(window.fromMs >= -1e-6 && window.toMs <= 1000 + 1e-6);
          assert.ok(spanOf(window) >= 10 - 1e-6);
        }
      }),
    );
  });

  it('shows all of a series with room at both ends, and something of one moment', () => {
    const all = limitsOf(factsOf(1000, 2000));
    assert.ok(all.fromMs < 1000 && all.fromMs > 950 && all.toMs > 2000);
    const one = limitsOf(factsOf(1000, 1000));
    assert.ok(spanOf(one) > 0 && one.fromMs < 1000 && one.toMs > 1000);
    const unnumbered = limitsOf(factsOf(0, 0, 'none'));
    assert.deepEqual([unnumbered.fromMs, unnumbered.toMs], [-1, 1]);
  });

  it('shows a span with what was before and after it', () => {
    const around = windowAround({ fromMs: 400, toMs: 500 }, limits);
    assert.deepEqual(around, { fromMs: 388, toMs: 512 });
    assert.deepEqual(windowAround({ fromMs: 0, toMs: 1000 }, limits), { fromMs: 0, toMs: 1000 });
  });

  it('goes along with what grows, as wide as it was', () => {
    assert.deepEqual(followWindow({ fromMs: 300, toMs: 500 }, limits), { fromMs: 800, toMs: 1000 });
  });

  it('moves from one window to another and arrives', () => {
    const from = { fromMs: 0, toMs: 1000 };
    const to = { fromMs: 400, toMs: 410 };
    assert.deepEqual(betweenWindows(from, to, 1), to);
    const middle = betweenWindows(from, to, 0.5);
    assert.ok(Math.abs(spanOf(middle) - 100) < 1e-6, 'the span shrinks by the same factor in equal times');
    assert.ok(middle.fromMs < 400 && middle.toMs > 410);
  });
});
