import { allSlot, type Palette, slotOf } from './palette';
import { type BoxPaint, findBlockMatches } from './rowPixels';
import type { Layer } from './scene';

/** The colours of a layer's boxes in a palette, with a search or without. `search` holds functions of the profile. */
export function createBoxPaint(layer: Layer, palette: Palette, search: ReadonlySet<number> | null): BoxPaint {
  const { frames } = layer.layout.view;
  const count = frames.id.length + 1;
  const framePixel = new Uint32Array(count);
  const frameMatches = new Uint8Array(count);
  const pixels = search ? palette.dimmedPixels : palette.pixels;
  framePixel[0] = pixels[allSlot]!;
  for (let local = 0; local < frames.id.length; local++) {
    const matches = search?.has(frames.id[local]!) ?? false;
    frameMatches[local + 1] = matches ? 1 : 0;
    framePixel[local + 1] = matches ? palette.matchPixel : pixels[slotOf(frames.packageName[local]!)]!;
  }
  return {
    framePixel,
    frameMatches,
    blockMatches: search ? findBlockMatches(layer.layout.rows, frameMatches) : null,
    matchPixel: palette.matchPixel,
    gapPixel: palette.gapPixel,
    leadingGap: palette.highContrast,
  };
}
