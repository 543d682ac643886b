import type { TimeSpan } from '../../src/model/finding';
import { type TimelineSeries, timelineSeries } from '../../src/model/timeline';
import { isRecord, oneOf, text } from '../keptValues';

/** What a person chose on the page of memory over time. Moments are those of the series' clock: another file may not have them. */
export interface TimelineState {
  readonly view: TimelineViewKind;
  /** What is in sight; null: all of it. */
  readonly window: TimeSpan | null;
  readonly selection: TimeSpan | null;
  /** The selection is judged, not all of it. */
  readonly judgesSelection: boolean;
  /** null until chosen: what does not say the same as another line. */
  readonly shown: readonly TimelineSeries[] | null;
  /** GC shares are drawn on a scale of 0 to 100 %. */
  readonly isShareWhole: boolean;
  readonly tab: TimelineTab;
  /** Rule and place of the finding that is chosen; '' for none. */
  readonly finding: string;
}

export const timelineViews = ['graph', 'table'] as const;
export type TimelineViewKind = (typeof timelineViews)[number];

export const timelineTabs = [
  'findings',
  'health',
  'moment',
  'readings',
  'advice',
  'rss',
  'forecast',
] as const;
export type TimelineTab = (typeof timelineTabs)[number];

export const defaultTimeline: TimelineState = {
  view: 'graph',
  window: null,
  selection: null,
  judgesSelection: false,
  shown: null,
  isShareWhole: false,
  tab: 'findings',
  finding: '',
};

/** Keys longer than this no page has written. */
const mostKeyLength = 200;

/** A kept state, as far as it can be used. */
export function restoreTimeline(kept: unknown): TimelineState {
  const from = isRecord(kept) ? kept : {};
  const selection = restoreSpan(from.selection);
  const finding = text(from.finding) ?? '';
  return {
    view: oneOf(timelineViews, from.view) ?? defaultTimeline.view,
    window: restoreSpan(from.window),
    selection,
    judgesSelection: selection !== null && from.judgesSelection === true,
    shown: restoreShown(from.shown),
    isShareWhole: from.isShareWhole === true,
    tab: oneOf(timelineTabs, from.tab) ?? defaultTimeline.tab,
    finding: finding.length <= mostKeyLength ? finding : '',
  };
}

function restoreSpan(kept: unknown): TimeSpan | null {
  if (!isRecord(kept)) return null;
  const { fromMs, toMs } = kept;
  const isSpan = isNumber(fromMs) && isNumber(toMs) && fromMs < toMs;
  return isSpan ? { fromMs, toMs } : null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function restoreShown(kept: unknown): readonly TimelineSeries[] | null {
  if (!Array.isArray(kept)) return null;
  const names = kept.map((name) => oneOf(timelineSeries, name));
  return names.every((name) => name !== null) ? [...new Set(names as TimelineSeries[])] : null;
}

/** The part of a span that is within another; null where they have nothing in common. */
export function spanWithin(span: TimeSpan | null, all: TimeSpan): TimeSpan | null {
  if (!span) return null;
  const fromMs = Math.max(span.fromMs, all.fromMs);
  const toMs = Math.min(span.toMs, all.toMs);
  return fromMs < toMs ? { fromMs, toMs } : null;
}
