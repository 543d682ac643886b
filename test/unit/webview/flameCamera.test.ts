import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  betweenCameras,
  type Camera,
  type CameraLimits,
  clampCamera,
  easeOut,
  panCamera,
  zoomCamera,
} from '../../../webview/flame/camera';

const limits: CameraLimits = { width: 1000, minSpan: 1, maxTopRow: 20 };

describe('flame camera', () => {
  it('stays inside the graph', () => {
    check(clampCamera({ left: -50, right: 50, topRow: -3 }, limits), '0–100 row 0');
    check(clampCamera({ left: 950, right: 1050, topRow: 99 }, limits), '900–1000 row 20');
    check(clampCamera({ left: -500, right: 2000, topRow: 0 }, limits), '0–1000 row 0');
    check(clampCamera({ left: 500, right: 500.2, topRow: 0 }, limits), '499.6–500.6 row 0');
  });

  it('keeps the value under the pointer in its place when it zooms', () => {
    check(zoomCamera({ left: 0, right: 1000, topRow: 2 }, 0.5, 200, limits), '100–600 row 2');
    const anywhere = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(anywhere, fc.double({ min: 0.01, max: 1, noNaN: true }), (share, factor) => {
        const from: Camera = { left: 200, right: 700, topRow: 0 };
        const anchor = 200 + share * 500;
        const to = zoomCamera(from, factor, anchor, limits);
        assert.ok(Math.abs((anchor - to.left) / (to.right - to.left) - share) < 1e-9);
      }),
    );
  });

  it('stops zooming at the narrowest and the widest span', () => {
    check(zoomCamera({ left: 10, right: 12, topRow: 0 }, 0.0001, 11, limits), '10.5–11.5 row 0');
    check(zoomCamera({ left: 10, right: 900, topRow: 0 }, 50, 11, limits), '0–1000 row 0');
  });

  it('pans until the edge without changing its span', () => {
    check(panCamera({ left: 100, right: 300, topRow: 5 }, 50, 1.5, limits), '150–350 row 6.5');
    check(panCamera({ left: 100, right: 300, topRow: 5 }, -500, -50, limits), '0–200 row 0');
  });

  it('moves between two cameras by the same factor in equal times', () => {
    const from: Camera = { left: 0, right: 1000, topRow: 0 };
    const to: Camera = { left: 400, right: 410, topRow: 10 };
    check(betweenCameras(from, to, 0), '0–1000 row 0');
    check(betweenCameras(from, to, 1), '400–410 row 10');
    const middle = betweenCameras(from, to, 0.5);
    assert.equal(Math.round(middle.right - middle.left), 100);
    check(
      betweenCameras({ left: 0, right: 100, topRow: 0 }, { left: 50, right: 150, topRow: 0 }, 0.5),
      '25–125 row 0',
    );
  });

  it('covers what both ends cover on the whole way', () => {
    const from: Camera = { left: 0, right: 1000, topRow: 0 };
    const to: Camera = { left: 300, right: 301, topRow: 0 };
    for (let progress = 0; progress <= 1; progress += 0.05) {
      const { left, right } = betweenCameras(from, to, progress);
      assert.ok(left <= 300 + 1e-6 && right >= 301 - 1e-6, `${progress}: ${left}–${right}`);
    }
  });

  it('starts fast and ends gently', () => {
    assert.equal(easeOut(0), 0);
    assert.equal(easeOut(1), 1);
    assert.equal(easeOut(7), 1);
    assert.ok(easeOut(0.3) > 0.6);
  });
});

function check({ left, right, topRow }: Camera, expected: string): void {
  const round = (value: number) => Number(value.toFixed(6));
  assert.equal(`${round(left)}–${round(right)} row ${round(topRow)}`, expected);
}
