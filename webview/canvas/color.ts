/** Red, green and blue from 0 to 1 in sRGB, alpha from 0 to 1. */
export interface Rgba {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/** Hex forms and `rgb()`/`rgba()`, which is what VS Code writes; null for anything else. */
export function parseColor(css: string): Rgba | null {
  const text = css.trim().toLowerCase();
  if (text.startsWith('#')) return parseHex(text.slice(1));
  const inside = /^rgba?\(([^)]*)\)$/.exec(text)?.[1];
  if (inside === undefined) return null;
  const parts = inside.split(/[\s,/]+/).filter((part) => part !== '');
  if (parts.length < 3) return null;
  const channel = (part: string) => Number.parseFloat(part) / (part.endsWith('%') ? 100 : 255);
  const alpha = parts[3] === undefined ? 1 : Number.parseFloat(parts[3]) / (parts[3].endsWith('%') ? 100 : 1);
  const [red, green, blue] = parts.map(channel) as [number, number, number];
  return [red, green, blue, alpha].every(Number.isFinite) ? { red, green, blue, alpha } : null;
}

function parseHex(digits: string): Rgba | null {
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) return null;
  const wide = digits.length <= 4 ? digits.replace(/./g, '$&$&') : digits;
  const channel = (at: number) => Number.parseInt(wide.slice(at, at + 2), 16) / 255;
  return {
    red: channel(0),
    green: channel(2),
    blue: channel(4),
    alpha: wide.length === 8 ? channel(6) : 1,
  };
}

/**
 * OKLCH (lightness 0–1, chroma 0–0.3, hue in degrees) to sRGB, with less chroma where the screen has no such colour.
 * Equal lightness looks equally light in every hue, which HSL does not give. Matrices: Björn Ottosson, "A perceptual
 * color space for image processing", 2020.
 */
export function oklch(lightness: number, chroma: number, hueDegrees: number): Rgba {
  let color = oklchUnclipped(lightness, chroma, hueDegrees);
  for (let less = chroma; !isOnScreen(color) && less > 0.001; ) {
    less *= 0.9;
    color = oklchUnclipped(lightness, less, hueDegrees);
  }
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return { red: clip(color.red), green: clip(color.green), blue: clip(color.blue), alpha: 1 };
}

function oklchUnclipped(lightness: number, chroma: number, hueDegrees: number): Rgba {
  const a = chroma * Math.cos((hueDegrees * Math.PI) / 180);
  const b = chroma * Math.sin((hueDegrees * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    red: gammaEncode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    green: gammaEncode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    blue: gammaEncode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    alpha: 1,
  };
}

function isOnScreen({ red, green, blue }: Rgba): boolean {
  return [red, green, blue].every((value) => value >= -0.001 && value <= 1.001);
}

function gammaEncode(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

function gammaDecode(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/** `top` laid over an opaque `bottom`. */
export function blend(top: Rgba, bottom: Rgba, alpha: number = top.alpha): Rgba {
  const mix = (over: number, under: number) => over * alpha + under * (1 - alpha);
  return {
    red: mix(top.red, bottom.red),
    green: mix(top.green, bottom.green),
    blue: mix(top.blue, bottom.blue),
    alpha: 1,
  };
}

/** Contrast of two opaque colours, 1 to 21, as WCAG 2 defines it. */
export function contrast(a: Rgba, b: Rgba): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export function luminance({ red, green, blue }: Rgba): number {
  return 0.2126 * gammaDecode(red) + 0.7152 * gammaDecode(green) + 0.0722 * gammaDecode(blue);
}

export function toCss({ red, green, blue, alpha }: Rgba): string {
  const channels = [red, green, blue].map((value) => Math.round(value * 255)).join(', ');
  return alpha >= 1 ? `rgb(${channels})` : `rgba(${channels}, ${alpha})`;
}

/** The bytes R, G, B, A of an opaque pixel as one number, in the byte order of this machine. */
export function toPixel({ red, green, blue }: Rgba): number {
  const bytes = Uint8Array.of(Math.round(red * 255), Math.round(green * 255), Math.round(blue * 255), 255);
  return new Uint32Array(bytes.buffer)[0]!;
}
