import { allSlot, type Palette, type Slot, slotOf } from './palette';
import { type BoxPaint, findBlockMatches } from './rowPixels';
import type { Layer } from './scene';

/** The colours of a layer's boxes in a palette, with a search or without. `search` holds functions of the profile. */
export function createBoxPaint(layer: Layer, palette: Palette, search: ReadonlySet<number> | null): BoxPaint {
  const { id } = layer.layout.view.frames;
  const slots = slotsOf(layer);
  const framePixel = new Uint32Array(id.length + 1);
  const frameMatches = new Uint8Array(id.length + 1);
  const matching: number[] = [];
  const pixels = search ? palette.dimmedPixels : palette.pixels;
  framePixel[0] = pixels[allSlot]!;
  for (let local = 0; local < id.length; local++) {
    framePixel[local + 1] = pixels[slots[local]!]!;
    if (!search?.has(id[local]!)) continue;
    framePixel[local + 1] = palette.matchPixel;
    frameMatches[local + 1] = 1;
    matching.push(local);
  }
  return {
    framePixel,
    frameMatches,
    blockMatches: search ? findBlockMatches(layer.layout, matching) : null,
    matchPixel: palette.matchPixel,
    gapPixel: palette.gapPixel,
    leadingGap: palette.highContrast,
  };
}

const knownSlots = new WeakMap<Layer, readonly Slot[]>();

/** By position in the layer's frames. */
function slotsOf(layer: Layer): readonly Slot[] {
  let slots = knownSlots.get(layer);
  if (!slots) {
    slots = layer.layout.view.frames.packageName.map(slotOf);
    knownSlots.set(layer, slots);
  }
  return slots;
}
