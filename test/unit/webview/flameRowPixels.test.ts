import assert from 'node:assert/strict';
import { changeSteps } from '../../../webview/change';
import { type FlameLayout, layoutFlame } from '../../../webview/flame/layout';
import { type BoxPaint, findBlockMatches, type PixelScale, paintRow } from '../../../webview/flame/rowPixels';
import { flameFromText, largeFlame } from '../../helpers/flameViews';

/** The background is 0. */
const gap = 1;
const match = 2;
const firstColor = 10;

describe('flame rows as pixels', () => {
  it('paint every box in its colour with a gap on its right', () => {
    check('all 20\n  a 10\n  b 6', 1, 'aaaaaaaaa|bbbbb|....');
  });

  it('stretch with the scale and start at the left edge of what is in sight', () => {
    check('all 20\n  a 10\n  b 6', 1, 'aaaa|bbbbbbbbbbb|....', {
      leftX: 7.5,
      devicePerValue: 2,
      deviceWidth: 21,
    });
  });

  it('merge slivers into one run in the colour of the widest', () => {
    check('all 20\n  a 0.4\n  b 1.2\n  c 0.3\n  d 1.1\n  e 5', 1, 'bbbeeee|..', { deviceWidth: 10 });
  });

  it('end a run of slivers at a multiple of its width', () => {
    check('all 20\n  a 1.4\n  b 1.3\n  c 1.2\n  d 1.4\n  e 1.1', 1, 'aaaadd....', {
      deviceWidth: 10,
      deviceChunk: 3.9,
    });
  });

  it('end a run of slivers where a wide box starts', () => {
    check('all 20\n  a 0.5\n  b 0.6\n  c 6', 1, 'bccccc|...', { deviceWidth: 10 });
  });

  it('keep a hole between slivers that can be seen', () => {
    const tree = 'all 20\n  a 1\n    x 0.5\n  b 1\n  c 1\n    y 0.5\n  d 1\n    z 0.5';
    check(tree, 2, 'x.yy......', { deviceWidth: 10, deviceChunk: 9 });
  });

  it('show a sliver where a box is too narrow for a pixel', () => {
    check('all 20\n  a 10\n    x 0.01\n  b 6', 2, 'x...................');
  });

  it('let a match in a run of slivers win over the widest', () => {
    check('all 20\n  a 0.4\n  b 0.9\n  c 0.3\n  d 6', 1, '##ddddd|..', { deviceWidth: 10 }, ['c']);
    check('all 20\n  a 10\n  b 6', 1, 'aaaaaaaaa|#####|....', {}, ['b']);
  });

  it('give a box after an empty place a border of its own in high contrast', () => {
    check('all 20\n  a 10\n    x 4\n  b 8\n    y 5', 2, 'xxx|......|yyy|.....', {}, [], true);
  });

  it('paint boxes of one function by what has changed in each of them', () => {
    const view = flameFromText('all 20\n  a 8\n    x 8\n  b 8\n    x 8', {
      compared: { base: Float64Array.of(8, 0, 0, 8, 8), current: Float64Array.of(8, 8, 8, 0, 0) },
    });
    const layout = layoutFlame(view);
    const steps = changeSteps * (view.frames.id.length + 1);
    const paint: BoxPaint = {
      ...paintOf(layout, [], false),
      keyPixel: Uint32Array.from({ length: steps }, (_, at) => firstColor + (at % changeSteps)),
      keyMatches: new Uint8Array(steps),
    };
    const line = new Uint32Array(20);
    paintRow(line, 0, layout.rows, 2, paint, scaleOf({}), null);
    assert.deepEqual([line[0], line[8]], [firstColor + changeSteps - 1, firstColor], 'new, then gone');
  });

  it('report the boxes that have room for a label', () => {
    const layout = layoutFlame(flameFromText('all 20\n  a 10\n  b 6\n  c 4'));
    const labels: string[] = [];
    const sink = {
      deviceMinWidth: 5,
      add: (rank: number, left: number, right: number) =>
        labels.push(`${nameAt(layout, rank)} ${left}–${right}`),
    };
    const line = new Uint32Array(20);
    paintRow(line, 0, layout.rows, 1, paintOf(layout, [], false), scaleOf({}), sink);
    assert.deepEqual(labels, ['a 0–9', 'b 10–15']);
  });

  it('keep the colours of merged boxes while the picture moves sideways', () => {
    const layout = layoutFlame(largeFlame(60_000, 5));
    const width = 300;
    const devicePerValue = width / (layout.view.weight[0]! / 3);
    const at = (devicePan: number) => {
      const line = new Uint32Array(width);
      const scale = scaleOf({ leftX: (devicePan + 40) / devicePerValue, devicePerValue, deviceWidth: width });
      paintRow(line, 0, layout.rows, 14, paintOf(layout, [], false), scale, null);
      return line;
    };
    const before = at(0);
    const after = at(10);
    const same = before.slice(20, width).filter((pixel, i) => pixel === after[i + 10]).length;
    assert.ok(same / (width - 20) > 0.97, `${same} of ${width - 20} pixels are the same`);
    assert.ok(new Set(before).size > 4);
  });

  it('find the blocks that hold a match', () => {
    const layout = layoutFlame(largeFlame(2000, 2));
    const wanted = [layout.rows.frame[100]!, layout.rows.frame[1500]!];
    const blocks = findBlockMatches(layout, wanted);
    for (const [found, size] of [
      [blocks.coarse, 64],
      [blocks.fine, 8],
    ] as const) {
      assert.equal(found[Math.floor(100 / size)], 1);
      found.forEach((is, block) => {
        const frames = [...layout.rows.frame.subarray(block * size, (block + 1) * size)];
        assert.equal(is, frames.some((frame) => wanted.includes(frame)) ? 1 : 0);
      });
    }
  });
});

/** `.` is the background, `|` a gap, `#` a match, a letter the box of that name. */
function check(
  tree: string,
  row: number,
  expected: string,
  scale: Partial<PixelScale> = {},
  matching: string[] = [],
  leadingGap = false,
): void {
  const layout = layoutFlame(flameFromText(tree));
  const full = scaleOf(scale);
  const line = new Uint32Array(full.deviceWidth);
  paintRow(line, 0, layout.rows, row, paintOf(layout, matching, leadingGap), full, null);
  const letters = Array.from(line, (pixel) => {
    if (pixel < firstColor) return ['.', '|', '#'][pixel];
    return layout.view.frames.name[pixel - firstColor - 1] ?? 'A';
  });
  assert.equal(letters.join(''), expected);
}

function scaleOf(scale: Partial<PixelScale>): PixelScale {
  return {
    leftX: 0,
    devicePerValue: 1,
    deviceWidth: 20,
    deviceGap: 1,
    deviceSliver: 1.5,
    deviceChunk: 3,
    ...scale,
  };
}

function paintOf(layout: FlameLayout, matching: string[], leadingGap: boolean): BoxPaint {
  const { name } = layout.view.frames;
  const keyMatches = Uint8Array.from(['', ...name], (each) => (matching.includes(each) ? 1 : 0));
  return {
    keyPixel: Uint32Array.from(keyMatches, (matches, i) => (matches ? match : firstColor + i)),
    keyMatches,
    blockMatches:
      matching.length > 0
        ? findBlockMatches(
            layout,
            matching.map((each) => name.indexOf(each)),
          )
        : null,
    matchPixel: match,
    gapPixel: gap,
    leadingGap,
  };
}

function nameAt(layout: FlameLayout, rank: number): string {
  return layout.view.frames.name[layout.rows.frame[rank]!] ?? 'all';
}
