import { isStandardLibrary } from '../../src/base/standardLibrary';
import { blend, contrast, oklch, parseColor, type Rgba, toCss, toPixel } from '../canvas/color';
import { changeSteps, sameStep } from '../change';
import type { Theme, ThemeKind } from '../theme';

/** Which colour a box has: an index into a palette's columns, the same in every theme. */
export type Slot = number;

/** What colours stand for. Slots of `changes` are steps of change. */
export type PaletteMeaning = 'packages' | 'changes';

/** The colours of boxes and of the marks on them in one theme. All opaque; `pixels` repeat `fills` for an image. */
export interface Palette {
  readonly shows: PaletteMeaning;
  readonly fills: readonly string[];
  readonly pixels: Uint32Array;
  /** Boxes that a search leaves aside. */
  readonly dimmedFills: readonly string[];
  readonly dimmedPixels: Uint32Array;
  readonly match: string;
  readonly matchPixel: number;
  /** Text on fills, on dimmed fills and on matches: at least `fewestContrast` to every one of them. */
  readonly text: string;
  /** For what stands behind a name: the value. */
  readonly valueText: string;
  readonly dimmedText: string;
  readonly matchText: string;
  readonly background: string;
  readonly backgroundPixel: number;
  /** Between boxes: the background, or in high contrast the theme's contrast border. */
  readonly gap: string;
  readonly gapPixel: number;
  readonly highContrast: boolean;
}

export const fewestContrast = 4.5;

const hueCount = 20;
const toneCount = 2;
const firstGrey = hueCount * toneCount;
/** Hues that the greys of the standard library lean to, so that neighbours can be told apart. */
const greyHues = [250, 160, 75, 20, 310, 205];
const greyCount = 1 + greyHues.length;

export const allSlot: Slot = firstGrey + greyCount;
export const slotCount = allSlot + 1;

/**
 * Hue by package, so that a package has one colour in every profile. Go's own packages are greys, which leaves the
 * colours to the code that somebody can change.
 */
export function slotOf(packageName: string): Slot {
  const hash = hashText(packageName);
  if (packageName === '' || packageName === 'runtime' || packageName.startsWith('runtime/')) return firstGrey;
  if (isStandardLibrary(packageName)) return firstGrey + 1 + (hash % (greyCount - 1));
  return hash % firstGrey;
}

export function createPalette(theme: Theme, shows: PaletteMeaning = 'packages'): Palette {
  const look = looks[theme.kind];
  const background = parseColor(theme.background) ?? look.background;
  const text = readableText(parseColor(theme.foreground) ?? look.text, look.text);
  const colors = shows === 'changes' ? changeColors(look) : slotColors(look);
  const fills = colors.map((fill) => withContrast(fill, text));
  const dimmed = fills.map((fill) => withContrast(blend(fill, background, look.dimmedAlpha), text));
  const dimmedText = mostMuted(text, background, dimmed);
  const gap = theme.highContrast ? (parseColor(theme.contrastBorder) ?? text) : background;
  return {
    shows,
    fills: fills.map(toCss),
    pixels: toPixels(fills, background),
    dimmedFills: dimmed.map(toCss),
    dimmedPixels: toPixels(dimmed, background),
    match: toCss(look.match),
    matchPixel: toPixel(look.match),
    text: toCss(text),
    valueText: toCss(mostMuted(text, background, fills)),
    dimmedText: toCss(dimmedText),
    matchText: toCss(look.matchText),
    background: toCss(background),
    backgroundPixel: toPixel(background),
    gap: toCss(gap),
    gapPixel: toPixel(gap),
    highContrast: theme.highContrast,
  };
}

/** The colour of a package's boxes as CSS, for a swatch beside its name elsewhere. */
export function packageFill(palette: Palette, packageName: string): string {
  return palette.fills[slotOf(packageName)]!;
}

interface Look {
  readonly background: Rgba;
  readonly text: Rgba;
  /** Lightness and chroma of the two tones of every hue. */
  readonly tones: readonly (readonly [number, number])[];
  /** Lightness of the runtime, and of the two greys of the standard library. */
  readonly greys: readonly [number, number, number];
  /** How much the greys lean to their hues. */
  readonly greyChroma: number;
  readonly allLightness: number;
  /** Lightness and chroma of what is as before, and of the ends: gone and new. */
  readonly same: readonly [number, number];
  readonly gone: readonly [number, number];
  readonly fresh: readonly [number, number];
  readonly dimmedAlpha: number;
  readonly match: Rgba;
  readonly matchText: Rgba;
}

const neutralChroma = 0.006;

const white: Rgba = { red: 1, green: 1, blue: 1, alpha: 1 };
const black: Rgba = { red: 0, green: 0, blue: 0, alpha: 1 };
const nearBlack: Rgba = { red: 0.11, green: 0.11, blue: 0.11, alpha: 1 };
const nearWhite: Rgba = { red: 0.95, green: 0.95, blue: 0.95, alpha: 1 };

const looks: Readonly<Record<ThemeKind, Look>> = {
  dark: {
    background: oklch(0.24, 0, 0),
    text: nearWhite,
    tones: [
      [0.45, 0.075],
      [0.4, 0.06],
    ],
    greys: [0.345, 0.385, 0.415],
    greyChroma: 0.018,
    allLightness: 0.32,
    same: [0.34, 0.004],
    gone: [0.48, 0.13],
    fresh: [0.53, 0.13],
    dimmedAlpha: 0.3,
    match: oklch(0.83, 0.15, 88),
    matchText: nearBlack,
  },
  light: {
    background: white,
    text: nearBlack,
    tones: [
      [0.86, 0.075],
      [0.82, 0.065],
    ],
    greys: [0.925, 0.905, 0.88],
    greyChroma: 0.01,
    allLightness: 0.945,
    same: [0.915, 0.004],
    gone: [0.7, 0.13],
    fresh: [0.74, 0.16],
    dimmedAlpha: 0.28,
    match: oklch(0.83, 0.17, 82),
    matchText: nearBlack,
  },
  hcDark: {
    background: black,
    text: white,
    tones: [
      [0.42, 0.09],
      [0.36, 0.08],
    ],
    greys: [0.23, 0.28, 0.31],
    greyChroma: 0.018,
    allLightness: 0.18,
    same: [0.26, 0.004],
    gone: [0.46, 0.17],
    fresh: [0.51, 0.15],
    dimmedAlpha: 0.25,
    match: oklch(0.9, 0.18, 100),
    matchText: black,
  },
  hcLight: {
    background: white,
    text: nearBlack,
    tones: [
      [0.89, 0.065],
      [0.85, 0.065],
    ],
    greys: [0.95, 0.925, 0.9],
    greyChroma: 0.01,
    allLightness: 0.97,
    same: [0.94, 0.004],
    gone: [0.72, 0.13],
    fresh: [0.77, 0.16],
    dimmedAlpha: 0.25,
    match: oklch(0.5, 0.17, 45),
    matchText: white,
  },
};

function slotColors(look: Look): Rgba[] {
  const colors: Rgba[] = [];
  for (const [lightness, chroma] of look.tones) {
    for (let hue = 0; hue < hueCount; hue++) {
      colors.push(oklch(lightness, chroma, (hue * 360) / hueCount + 12));
    }
  }
  const [runtime, ...library] = look.greys;
  colors.push(oklch(runtime, neutralChroma, 250));
  greyHues.forEach((hue, i) => {
    colors.push(oklch(library[i % library.length]!, look.greyChroma, hue));
  });
  colors.push(oklch(look.allLightness, neutralChroma, 250));
  return colors;
}

/** Blue and orange: people who cannot tell red from green tell these two apart. */
const lessHue = 252;
const moreHue = 55;

/** By step of change. Both sides go from the same grey as far, so that neither looks like the larger change. */
function changeColors({ same, gone, fresh }: Look): Rgba[] {
  return Array.from({ length: changeSteps }, (_, step) => {
    const way = (step - sameStep) / sameStep;
    const end = way < 0 ? gone : fresh;
    // The first step has colour at once: grey means "as before" and nothing else.
    const share = way === 0 ? 0 : 0.25 + 0.75 * Math.abs(way);
    const mix = (at: 0 | 1) => same[at] + (end[at] - same[at]) * share;
    return oklch(mix(0), mix(1), way < 0 ? lessHue : moreHue);
  });
}

/** Never the background's own pixel: borders are drawn around what differs from it. */
function toPixels(fills: readonly Rgba[], background: Rgba): Uint32Array {
  const backgroundPixel = toPixel(background);
  return Uint32Array.from(fills, (fill) => {
    const pixel = toPixel(fill);
    return pixel === backgroundPixel
      ? toPixel({ ...fill, blue: fill.blue > 0.5 ? fill.blue - 1 / 255 : 1 / 255 })
      : pixel;
  });
}

/** The theme's own foreground where it is as strong as labels on colour need it, else the look's. */
function readableText(foreground: Rgba, fallback: Rgba): Rgba {
  return contrast(foreground, fallback) < 1.25 ? foreground : fallback;
}

/** The fill, moved away from the text's lightness until the text can be read on it. */
function withContrast(fill: Rgba, text: Rgba): Rgba {
  const away = contrast(text, black) > contrast(text, white) ? black : white;
  let color = fill;
  for (let share = 0; contrast(color, text) < fewestContrast * 1.05 && share < 1; share += 0.05) {
    color = blend(away, fill, share);
  }
  return color;
}

/** Text as close to the background as it may go and still be read on all of these fills. */
function mostMuted(text: Rgba, background: Rgba, fills: readonly Rgba[]): Rgba {
  for (let alpha = 0.5; alpha < 1; alpha += 0.05) {
    const color = blend(text, background, alpha);
    if (fills.every((fill) => contrast(color, fill) >= fewestContrast * 1.02)) return color;
  }
  return text;
}

/** FNV-1a with a final mix, so that names that differ in their last letter land far apart. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
