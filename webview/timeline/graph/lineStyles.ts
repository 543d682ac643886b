import type { Severity } from '../../../src/model/finding';
import type { TimelineSeries } from '../../../src/model/timeline';
import type { Theme } from '../../theme';

export const chartColours = [
  'blue',
  'red',
  'yellow',
  'orange',
  'green',
  'purple',
  'foreground',
  'muted',
] as const;
export type ChartColour = (typeof chartColours)[number];

/** How a line is drawn: lines of one lane differ by dash or width, too, so that they are told apart without colour. */
export interface LineStyle {
  readonly colour: ChartColour;
  /** CSS pixels on and off; empty for a whole line. */
  readonly dash: readonly number[];
  readonly cssWidth: number;
  /** The surface below it is tinted. */
  readonly area: boolean;
  /** Holds its value until the next point. */
  readonly step: boolean;
}

const whole: readonly number[] = [];

export const lineStyles: Readonly<Record<TimelineSeries, LineStyle>> = {
  heapLive: { colour: 'blue', dash: whole, cssWidth: 2, area: true, step: false },
  heapStart: { colour: 'green', dash: [1.5, 3], cssWidth: 1.5, area: false, step: false },
  heapEnd: { colour: 'orange', dash: whole, cssWidth: 1, area: false, step: false },
  goal: { colour: 'green', dash: [7, 4], cssWidth: 1.25, area: false, step: false },
  heapAlloc: { colour: 'blue', dash: whole, cssWidth: 1.25, area: false, step: false },
  heapInuse: { colour: 'purple', dash: [9, 3], cssWidth: 1.25, area: false, step: false },
  memoryLimit: { colour: 'red', dash: [10, 4], cssWidth: 1.5, area: false, step: true },
  containerLimit: { colour: 'red', dash: [10, 3, 2, 3], cssWidth: 1.5, area: false, step: true },
  stacks: { colour: 'yellow', dash: whole, cssWidth: 1.25, area: false, step: false },
  rss: { colour: 'foreground', dash: whole, cssWidth: 1.5, area: false, step: false },
  released: { colour: 'purple', dash: [2, 4], cssWidth: 1.5, area: false, step: false },
  goroutines: { colour: 'green', dash: whole, cssWidth: 1.5, area: true, step: false },
  gcCpu: { colour: 'orange', dash: whole, cssWidth: 1.5, area: true, step: false },
  assist: { colour: 'red', dash: [4, 3], cssWidth: 1.25, area: false, step: false },
  pause: { colour: 'purple', dash: whole, cssWidth: 2, area: false, step: false },
};

/** Colours of the picture, from VS Code's theme. */
export interface TimelineColours {
  readonly chart: Readonly<Record<ChartColour, string>>;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly selection: string;
  readonly mark: string;
}

const fallbacks: Readonly<Record<'dark' | 'light', Readonly<Record<ChartColour, string>>>> = {
  dark: {
    blue: '#3794ff',
    red: '#f14c4c',
    yellow: '#cca700',
    orange: '#d18616',
    green: '#89d185',
    purple: '#b180d7',
    foreground: '#cccccc',
    muted: '#9d9d9d',
  },
  light: {
    blue: '#1a85ff',
    red: '#e51400',
    yellow: '#a86f00',
    orange: '#b85b00',
    green: '#388a34',
    purple: '#652d90',
    foreground: '#3b3b3b',
    muted: '#717171',
  },
};

export function readTimelineColours(document: Document, theme: Theme): TimelineColours {
  const style = getComputedStyle(document.body);
  const variable = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback;
  const own = fallbacks[theme.kind === 'light' || theme.kind === 'hcLight' ? 'light' : 'dark'];
  const chart = Object.fromEntries(
    chartColours.map((name) => [
      name,
      name === 'muted'
        ? theme.mutedForeground
        : name === 'foreground'
          ? theme.foreground
          : variable(`--vscode-charts-${name}`, own[name]),
    ]),
  ) as Record<ChartColour, string>;
  return {
    chart,
    severity: {
      error: variable('--vscode-editorError-foreground', own.red),
      warning: variable('--vscode-editorWarning-foreground', own.yellow),
      info: variable('--vscode-editorInfo-foreground', own.blue),
    },
    selection: theme.focusBorder,
    mark: theme.foreground,
  };
}
