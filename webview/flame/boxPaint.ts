import { changeSteps, sameStep, stepOfChange } from '../change';
import { colourKey } from './layout';
import { allSlot, type Palette, type Slot, slotOf } from './palette';
import { type BoxPaint, findBlockMatches } from './rowPixels';
import { allFrame, type Box, type FlameScene, type Layer } from './scene';

/** The colours of a layer's boxes in a palette, with a search or without. `search` holds functions of the profile. */
export function createBoxPaint(layer: Layer, palette: Palette, search: ReadonlySet<number> | null): BoxPaint {
  const { id } = layer.layout.view.frames;
  const pixels = search ? palette.dimmedPixels : palette.pixels;
  const steps = layer.layout.view.compared ? changeSteps : 1;
  const keyPixel = new Uint32Array((id.length + 1) * steps);
  const keyMatches = new Uint8Array(keyPixel.length);
  const matching: number[] = [];
  for (let local = -1; local < id.length; local++) {
    const matches = local >= 0 && (search?.has(id[local]!) ?? false);
    if (matches) matching.push(local);
    for (let step = 0; step < steps; step++) {
      const at = colourKey(local, step, steps) + 1;
      keyPixel[at] = matches ? palette.matchPixel : pixels[slotAt(layer, local, step, palette)]!;
      keyMatches[at] = matches ? 1 : 0;
    }
  }
  return {
    keyPixel,
    keyMatches,
    blockMatches: search ? findBlockMatches(layer.layout, matching) : null,
    matchPixel: palette.matchPixel,
    gapPixel: palette.gapPixel,
    leadingGap: palette.highContrast,
  };
}

/** The colour of a box as CSS, without a search. */
export function boxFill(palette: Palette, scene: FlameScene, box: Box): string {
  const sides = scene.sides(box);
  if (palette.shows === 'changes') {
    return palette.fills[sides ? stepOfChange(sides.base, sides.current) : sameStep]!;
  }
  return palette.fills[scene.frame(box) === allFrame ? allSlot : slotOf(scene.packageName(box))]!;
}

/** `local` is a position in the layer's frames, -1 for "all". */
function slotAt(layer: Layer, local: number, step: number, palette: Palette): Slot {
  if (palette.shows === 'changes') return layer.layout.view.compared ? step : sameStep;
  return local < 0 ? allSlot : slotsOf(layer)[local]!;
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
