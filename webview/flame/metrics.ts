import type { Theme } from '../theme';

/** Lengths in CSS pixels that follow from the theme's font. */
export interface FlameMetrics {
  readonly cssRow: number;
  readonly cssAxis: number;
  readonly cssFontSize: number;
  /** Between a box's edge and its label. */
  readonly cssPadding: number;
  readonly fontFamily: string;
}

export function flameMetrics(theme: Theme): FlameMetrics {
  const cssFontSize = Math.max(10, theme.cssFontSize - 1);
  return {
    cssRow: Math.max(18, Math.round(cssFontSize * 1.62)),
    cssAxis: Math.max(20, Math.round(cssFontSize * 1.7)),
    cssFontSize,
    cssPadding: 4,
    fontFamily: theme.fontFamily,
  };
}
