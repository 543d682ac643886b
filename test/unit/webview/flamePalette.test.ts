import assert from 'node:assert/strict';
import { blend, contrast, oklch, parseColor, type Rgba, toCss, toPixel } from '../../../webview/canvas/color';
import { changeSteps, sameStep } from '../../../webview/change';
import {
  allSlot,
  createPalette,
  fewestContrast,
  packageFill,
  slotCount,
  slotOf,
} from '../../../webview/flame/palette';
import type { Theme, ThemeKind } from '../../../webview/theme';
import { type VscodeTheme, vscodeThemes } from '../../helpers/vscodeThemes';

describe('flame palette', () => {
  for (const theme of [...vscodeThemes.map(themeOf), ...oddThemes()]) {
    it(`lets text be read on every box: ${theme.kind} on ${theme.background}`, () => {
      const palette = createPalette(theme);
      assert.equal(palette.fills.length, slotCount);
      for (let slot = 0; slot < slotCount; slot++) {
        checkContrast(palette.text, palette.fills[slot]!);
        checkContrast(palette.valueText, palette.fills[slot]!);
        checkContrast(palette.dimmedText, palette.dimmedFills[slot]!);
      }
      checkContrast(palette.matchText, palette.match);
    });

    it(`makes a match stand out from what is dimmed: ${theme.kind} on ${theme.background}`, () => {
      const palette = createPalette(theme);
      for (const dimmed of palette.dimmedFills) {
        const far = distance(parse(palette.match), parse(dimmed));
        assert.ok(far > 0.2, `${palette.match} and ${dimmed} are ${far.toFixed(2)} apart`);
      }
    });
  }

  for (const theme of [...vscodeThemes.map(themeOf), ...oddThemes()]) {
    it(`colours changes from blue over grey to orange, readable: ${theme.kind} on ${theme.background}`, () => {
      const palette = createPalette(theme, 'changes');
      assert.equal(palette.fills.length, changeSteps);
      for (let step = 0; step < changeSteps; step++) {
        checkContrast(palette.text, palette.fills[step]!);
        checkContrast(palette.valueText, palette.fills[step]!);
        checkContrast(palette.dimmedText, palette.dimmedFills[step]!);
        const { red, blue } = parse(palette.fills[step]!);
        if (step < sameStep) assert.ok(blue > red + 0.02, `step ${step} is blue: ${palette.fills[step]}`);
        if (step > sameStep) assert.ok(red > blue + 0.02, `step ${step} is orange: ${palette.fills[step]}`);
        if (step === sameStep) assert.ok(Math.abs(red - blue) < 0.03, `${palette.fills[step]} is grey`);
      }
    });
  }

  it('tells less from more without red and green', () => {
    for (const theme of vscodeThemes.map(themeOf)) {
      const { fills } = createPalette(theme, 'changes');
      for (const away of [1, 4, sameStep]) {
        const less = withoutRedGreen(parse(fills[sameStep - away]!));
        const more = withoutRedGreen(parse(fills[sameStep + away]!));
        const far = distance(less, more);
        assert.ok(far > 0.05 + 0.02 * away, `${theme.kind}: ${away} steps are ${far.toFixed(2)} apart`);
      }
    }
  });

  it('never gives a box the pixel of the background', () => {
    for (const theme of vscodeThemes.map(themeOf)) {
      const palette = createPalette(theme);
      for (const pixels of [palette.pixels, palette.dimmedPixels]) {
        assert.ok(!pixels.includes(palette.backgroundPixel), theme.kind);
      }
    }
  });

  it('draws borders in the contrast border of a high contrast theme', () => {
    const dark = createPalette(themeOf(vscodeThemes.find(({ id }) => id === 'hcDark')!));
    assert.equal(dark.gap, toCss(parse('#6fc3df')));
    const light = createPalette(themeOf(vscodeThemes.find(({ id }) => id === 'light')!));
    assert.equal(light.gap, light.background);
  });

  it('gives a package its colour whatever else is in the profile', () => {
    assert.equal(slotOf('example.com/shop/store'), slotOf('example.com/shop/store'));
    assert.notEqual(slotOf('example.com/shop/store'), slotOf('example.com/shop/web'));
    const palette = createPalette(themeOf(vscodeThemes[0]!));
    assert.equal(
      packageFill(palette, 'example.com/shop/store'),
      palette.fills[slotOf('example.com/shop/store')],
    );
  });

  it('spreads packages over its colours', () => {
    const slots = new Set(Array.from({ length: 400 }, (_, i) => slotOf(`example.com/project/part${i}`)));
    assert.ok(slots.size >= 38, `${slots.size} of 40 colours are used`);
  });

  it("leaves greys to Go's own packages", () => {
    const palette = createPalette(themeOf(vscodeThemes[0]!));
    const isGrey = (name: string) => {
      const { red, green, blue } = parse(packageFill(palette, name));
      return Math.max(red, green, blue) - Math.min(red, green, blue) < 0.075;
    };
    for (const name of [
      'runtime',
      'runtime/pprof',
      'net/http',
      'encoding/json',
      'internal/poll',
      'vendor/golang.org/x/net',
      '',
    ]) {
      assert.ok(isGrey(name), name);
    }
    for (const name of [
      'main',
      'example.com/net/http',
      'golang.org/x/net/http2',
      'netutil',
      'go.uber.org/zap',
    ]) {
      assert.ok(!isGrey(name), name);
    }
    assert.ok(slotOf('main') < allSlot);
  });
});

describe('flame colours', () => {
  it('are read as VS Code writes them', () => {
    assert.equal(toCss(parse('#1f1F1f')), 'rgb(31, 31, 31)');
    assert.equal(toCss(parse('#fff')), 'rgb(255, 255, 255)');
    assert.equal(toCss(parse('#00000080')), 'rgba(0, 0, 0, 0.5019607843137255)');
    assert.equal(toCss(parse('rgba(90, 93, 94, 0.31)')), 'rgba(90, 93, 94, 0.31)');
    assert.equal(toCss(parse('rgb(100% 0% 0% / 50%)')), 'rgba(255, 0, 0, 0.5)');
    for (const other of ['', 'red', '#12', '#12345', 'rgb(1)', 'rgb(a, b, c)', 'var(--x)']) {
      assert.equal(parseColor(other), null, other);
    }
  });

  it('have the contrast that WCAG gives them', () => {
    assert.equal(contrast(parse('#000'), parse('#fff')), 21);
    assert.equal(contrast(parse('#777'), parse('#777')), 1);
    assert.equal(contrast(parse('#767676'), parse('#fff')).toFixed(2), '4.54');
  });

  it('turn from OKLCH into sRGB', () => {
    assert.equal(toCss(oklch(1, 0, 0)), 'rgb(255, 255, 255)');
    assert.equal(toCss(oklch(0, 0, 0)), 'rgb(0, 0, 0)');
    // The corners of sRGB as the CSS Color 4 specification lists them.
    assert.equal(toCss(oklch(0.62796, 0.25768, 29.2339)), 'rgb(255, 0, 0)');
    assert.equal(toCss(oklch(0.86644, 0.29483, 142.4953)), 'rgb(0, 255, 0)');
    const tooStrong = oklch(0.5, 0.4, 200);
    for (const channel of [tooStrong.red, tooStrong.green, tooStrong.blue])
      assert.ok(channel >= 0 && channel <= 1);
  });

  it('blend and pack', () => {
    assert.equal(toCss(blend(parse('#fff'), parse('#000'), 0.5)), 'rgb(128, 128, 128)');
    assert.deepEqual(
      [...new Uint8Array(Uint32Array.of(toPixel(parse('#102030'))).buffer)],
      [0x10, 0x20, 0x30, 255],
    );
  });
});

function checkContrast(text: string, fill: string): void {
  const found = contrast(parse(text), parse(fill));
  assert.ok(found >= fewestContrast, `${text} on ${fill} has ${found.toFixed(2)}`);
}

function parse(css: string): Rgba {
  const color = parseColor(css);
  assert.ok(color, `"${css}" is no colour`);
  return color;
}

function distance(a: Rgba, b: Rgba): number {
  return Math.hypot(a.red - b.red, a.green - b.green, a.blue - b.blue);
}

function themeOf({ id, variables }: VscodeTheme): Theme {
  return {
    kind: id,
    highContrast: id.startsWith('hc'),
    reduceMotion: false,
    fontFamily: 'sans-serif',
    cssFontSize: 13,
    background: variables['--vscode-editor-background']!,
    foreground: variables['--vscode-editor-foreground']!,
    mutedForeground: variables['--vscode-descriptionForeground']!,
    border: variables['--vscode-panel-border']!,
    focusBorder: variables['--vscode-focusBorder']!,
    contrastBorder: variables['--vscode-contrastBorder'] ?? '',
  };
}

/** Solarized, Monokai, Abyss, and themes that say things this page cannot read. */
function oddThemes(): Theme[] {
  const like = (kind: ThemeKind) => themeOf(vscodeThemes.find(({ id }) => id === kind)!);
  return [
    { ...like('dark'), background: '#002b36', foreground: '#839496' },
    { ...like('light'), background: '#fdf6e3', foreground: '#657b83' },
    { ...like('dark'), background: '#272822', foreground: '#f8f8f2' },
    { ...like('dark'), background: '#000c18', foreground: '#6688cc' },
    { ...like('dark'), background: 'color(display-p3 0 0 0)', foreground: 'inherit' },
    { ...like('hcDark'), contrastBorder: '' },
  ];
}

/** As people without green-sensitive cones see it: the matrix of Viénot, Brettel and Mollon (1999), on linear light. */
function withoutRedGreen({ red, green, blue, alpha }: Rgba): Rgba {
  const linear = [red, green, blue].map((value) => value ** 2.2) as [number, number, number];
  const mixed = 0.29275 * linear[0] + 0.70725 * linear[1];
  const rest = Math.max(0, -0.02234 * linear[0] + 0.02234 * linear[1] + linear[2]);
  return { red: mixed ** (1 / 2.2), green: mixed ** (1 / 2.2), blue: rest ** (1 / 2.2), alpha };
}
