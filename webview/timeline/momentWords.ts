import { formatNanos } from '../../src/base/units';
import type { MemorySeries } from '../../src/model/memorySeries';
import {
  type MemoryFacts,
  type TimelineMoment,
  type TimelineSeries,
  type TimelineView,
  timelineSeries,
} from '../../src/model/timeline';
import { formatInteger, t } from '../strings';
import { firstAtOrAfter } from './graph/points';
import type { TipContent } from './graph/tooltip';
import { createSwatch } from './swatch';
import { seriesName, seriesText } from './texts';
import { momentText, spanText } from './timeTexts';

type Clock = MemorySeries['clock'];

/** What the picture itself knows of a moment: for the tooltip, at once. */
export function describeMoment(
  timeMs: number,
  values: readonly { readonly series: TimelineSeries; readonly value: number }[],
  view: TimelineView | null,
  clock: Clock,
  stepMs: number,
): TipContent {
  return {
    title: momentText(timeMs, clock, Math.min(stepMs, 100)),
    subtitle: cycleAt(view, timeMs),
    rows: values
      .filter(({ value }) => !Number.isNaN(value))
      .toSorted((a, b) => timelineSeries.indexOf(a.series) - timelineSeries.indexOf(b.series))
      .map(({ series, value }) => ({
        name: seriesName(series),
        value: seriesText(series, value),
        swatch: createSwatch(series),
      })),
    notes: anomaliesAt(view, timeMs),
    hint: t('Click for every field'),
  };
}

/** What is unusual at this moment. */
function anomaliesAt(view: TimelineView | null, timeMs: number): readonly string[] {
  return (view?.anomalies ?? [])
    .filter((anomaly) => anomaly.timeMs === timeMs)
    .map(({ series, expected }) =>
      t('Unusual: {series} was expected near {expected}', {
        series: seriesName(series),
        expected: seriesText(series, expected),
      }),
    );
}

/** Of the cycle that starts at this moment: its phases. */
function cycleAt(view: TimelineView | null, timeMs: number): string {
  if (view?.cycles.kind !== 'each') return '';
  const { cycles } = view;
  const at = firstAtOrAfter(cycles.timeMs, timeMs);
  if (cycles.timeMs[at] !== timeMs) return '';
  const phases = [cycles.sweepTermMs, cycles.markMs, cycles.markTermMs].map((column) => {
    const ms = column[at]!;
    return Number.isNaN(ms) ? '—' : formatNanos(ms * 1e6);
  });
  const text = t('GC: pause {before}, marking {mark}, pause {after}', {
    before: phases[0]!,
    mark: phases[1]!,
    after: phases[2]!,
  });
  return cycles.forced[at] ? `${text} (${t('forced')})` : text;
}

/** A moment as it is read aloud. */
export function sayMoment({ timeMs, cycle, series }: TimelineMoment, clock: Clock, stepMs: number): string {
  const parts = [momentText(timeMs, clock, stepMs)];
  if (cycle && Number.isFinite(cycle.number)) {
    parts.push(t('GC cycle {number}', { number: formatInteger(cycle.number!) }));
  }
  for (const name of timelineSeries) {
    const value = series[name];
    if (value !== undefined && !Number.isNaN(value))
      parts.push(`${seriesName(name)} ${seriesText(name, value)}`);
  }
  return parts.join(', ');
}

/** All of it for whoever does not see it: lines with how far they went. */
export function describeTimeline({ series, clock, fromMs, toMs }: MemoryFacts): string {
  const lines = series.map(({ name, min, max }) =>
    t('{series} {min} to {max}', {
      series: seriesName(name),
      min: seriesText(name, min),
      max: seriesText(name, max),
    }),
  );
  return t('Memory over time, {span}: {lines}', {
    span: spanText({ fromMs, toMs }, clock, 1000),
    lines: lines.join(', '),
  });
}
