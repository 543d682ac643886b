import {
  noQuestion,
  plainReport,
  type Question,
  questionKey,
  type ReportOptions,
} from '../src/model/question';
import { type Granularity, granularities } from '../src/model/views';
import { defaultGoroutines, type GoroutineState, restoreGoroutines } from './goroutines/state';
import { isCount, isRecord, isShare, oneOf, path, text } from './keptValues';
import { defaultTimeline, restoreTimeline, type TimelineState } from './timeline/state';

/**
 * What a person chose in this editor. It is kept by `setState` and outlives ids: functions, call paths and value types
 * are kept by name, so that the same choice holds after the file was written anew.
 */
export interface ViewState {
  /** Value type by name; null until chosen: the profile's own first one is shown. */
  readonly valueType: string | null;
  /** null until chosen: side by side where there is room. */
  readonly view: View | null;
  /** What is asked of the profile before anything is counted: every view shows what it leaves. */
  readonly question: Question;
  /** How tables and graphs are trimmed and printed. */
  readonly report: ReportOptions;
  readonly granularity: Granularity;
  readonly sort: Sort;
  /** Text or /expression/ that the table's rows must match. */
  readonly filter: string;
  /** Text or /expression/ that is looked for everywhere. */
  readonly search: string;
  readonly selection: Selection | null;
  readonly zoom: Zoom | null;
  readonly shape: FlameShape;
  readonly treeShape: TreeDirection;
  /** null until chosen: open where there is room beside the picture. */
  readonly detailsOpen: boolean | null;
  readonly sizes: Sizes;
  /** The page of a goroutine dump. */
  readonly goroutines: GoroutineState;
  /** The page of memory over time. */
  readonly timeline: TimelineState;
}

/** In the order in which they are offered. */
export const views = [
  'flame',
  'top',
  'split',
  'peek',
  'tree',
  'source',
  'graph',
  'tags',
  'raw',
  'costs',
  'trend',
] as const;
export type View = (typeof views)[number];

/** Which calls the flame graph shows. `around`: one function with its callers above and its callees below. */
export type FlameShape =
  | { readonly kind: 'topDown' }
  | { readonly kind: 'bottomUp' }
  | { readonly kind: 'around'; readonly name: string };

export type TreeDirection = 'topDown' | 'bottomUp';

export const columns = ['flat', 'flatShare', 'cum', 'cumShare', 'name', 'location'] as const;
/** Of a comparison: both sides beside what they differ by. */
export const comparedColumns = [
  'baseFlat',
  'currentFlat',
  'flat',
  'flatShare',
  'baseCum',
  'currentCum',
  'cum',
  'cumShare',
  'name',
  'location',
] as const;
export type Column = (typeof comparedColumns)[number];

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

/** `path`: function names from below "all" down to one call node; null where the function as a whole is meant. */
export type Selection =
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly file: string;
      readonly path: readonly string[] | null;
    }
  | { readonly kind: 'line'; readonly name: string; readonly file: string; readonly line: number }
  | { readonly kind: 'file'; readonly file: string };

/** The call node that fills the flame graph, and the part of it in view: shares of its width, rows from its top. */
export interface Zoom {
  readonly path: readonly string[];
  readonly left: number;
  readonly right: number;
  readonly topRow: number;
}

export interface Sizes {
  /** Share of the width that the flame graph takes beside the table. */
  readonly split: number;
  /** CSS pixels of the details beside a single view. */
  readonly detailsWidth: number;
  /** Share of the height that the details take below the table or below everything. */
  readonly detailsShare: number;
}

export const defaultState: ViewState = {
  valueType: null,
  view: null,
  question: noQuestion,
  report: plainReport,
  granularity: 'functions',
  sort: { column: 'flat', descending: true },
  filter: '',
  search: '',
  selection: null,
  zoom: null,
  shape: { kind: 'topDown' },
  treeShape: 'topDown',
  detailsOpen: null,
  sizes: { split: 0.58, detailsWidth: 340, detailsShare: 0.45 },
  goroutines: defaultGoroutines,
  timeline: defaultTimeline,
};

export type Action =
  | { readonly type: 'valueType'; readonly valueType: string }
  | { readonly type: 'view'; readonly view: View }
  | { readonly type: 'question'; readonly question: Question }
  | { readonly type: 'report'; readonly report: ReportOptions }
  /** A view that was kept or sent takes the place of this one. */
  | { readonly type: 'restore'; readonly state: ViewState }
  /** All of a query bar's options at once: one step for Back. */
  | {
      readonly type: 'ask';
      readonly asked: Pick<ViewState, 'question' | 'report' | 'granularity' | 'valueType'> & {
        /** Absent: rows stay as they are sorted. */
        readonly sort?: 'flat' | 'cum';
      };
    }
  | { readonly type: 'granularity'; readonly granularity: Granularity }
  | { readonly type: 'sort'; readonly column: Column }
  | { readonly type: 'filter'; readonly text: string }
  | { readonly type: 'search'; readonly text: string }
  | { readonly type: 'select'; readonly selection: Selection | null }
  /** `settled`: the picture came to rest there by itself, nobody went there. */
  | { readonly type: 'zoom'; readonly zoom: Zoom | null; readonly settled?: boolean }
  | { readonly type: 'shape'; readonly shape: FlameShape }
  | { readonly type: 'treeShape'; readonly shape: TreeDirection }
  | { readonly type: 'details'; readonly open: boolean }
  /** What is another on the page of a goroutine dump. */
  | { readonly type: 'goroutines'; readonly part: Partial<GoroutineState> }
  /** What is another on the page of memory over time. */
  | { readonly type: 'timeline'; readonly part: Partial<TimelineState> }
  | { readonly type: 'size'; readonly size: keyof Sizes; readonly value: number };

/** The next state; the same object where nothing changed. */
export function reduce(state: ViewState, action: Action): ViewState {
  switch (action.type) {
    case 'valueType':
      return change(state, { valueType: action.valueType });
    case 'view':
      return change(state, { view: action.view });
    case 'restore':
      return action.state;
    case 'ask':
      return reduce(
        reduce(askForRows(state, action.asked), {
          type: 'question',
          question: action.asked.question,
        }),
        { type: 'report', report: action.asked.report },
      );
    case 'question':
      return questionKey(state.question) === questionKey(action.question)
        ? state
        : { ...state, question: action.question };
    case 'report':
      return reportKey(state.report) === reportKey(action.report)
        ? state
        : { ...state, report: action.report };
    case 'granularity':
      return change(state, { granularity: action.granularity });
    case 'sort':
      return { ...state, sort: nextSort(state.sort, action.column) };
    case 'filter':
      return change(state, { filter: action.text });
    case 'search':
      return change(state, { search: action.text });
    case 'select':
      return change(state, { selection: action.selection });
    case 'zoom':
      return change(state, { zoom: action.zoom });
    case 'shape':
      return sameShape(state.shape, action.shape) ? state : withShape(state, action.shape);
    case 'treeShape':
      return change(state, { treeShape: action.shape });
    case 'details':
      return change(state, { detailsOpen: action.open });
    case 'goroutines':
      return change(state, { goroutines: change(state.goroutines, action.part) });
    case 'timeline':
      return change(state, { timeline: change(state.timeline, action.part) });
    case 'size':
      return change(state, {
        sizes: { ...state.sizes, [action.size]: clampSize(action.size, action.value) },
      });
  }
}

/** Side by side needs room for two; one alone and the tree fit everywhere. */
export const splitMinWidth = 860;

/** What is shown at this width (CSS pixels): "split" gives way to the flame graph where it does not fit. */
export function effectiveView(state: ViewState, width: number, hasTrend = false): View {
  const chosen = state.view ?? (hasTrend ? 'trend' : 'split');
  const wanted = chosen === 'trend' && !hasTrend ? 'split' : chosen;
  return wanted === 'split' && width < splitMinWidth ? 'flame' : wanted;
}

/** Views that this profile or this width has no place for. */
export function absentViews(width: number, hasTrend: boolean): readonly View[] {
  return [...(width < splitMinWidth ? (['split'] as const) : []), ...(hasTrend ? [] : (['trend'] as const))];
}

/** A state as `setState` kept it, or as much of it as can be used: what does not fit is the default. */
export function restoreState(kept: unknown): ViewState {
  const from = isRecord(kept) ? kept : {};
  const sizes = isRecord(from.sizes) ? from.sizes : {};
  return {
    valueType: text(from.valueType),
    view: oneOf(views, from.view),
    question: restoreFields(noQuestion, from.question),
    report: restoreFields(plainReport, from.report),
    granularity: oneOf(granularities, from.granularity) ?? defaultState.granularity,
    sort: restoreSort(from.sort),
    filter: text(from.filter) ?? '',
    search: text(from.search) ?? '',
    selection: restoreSelection(from.selection),
    zoom: restoreZoom(from.zoom),
    shape: restoreShape(from.shape),
    treeShape: oneOf(['topDown', 'bottomUp'] as const, from.treeShape) ?? defaultState.treeShape,
    detailsOpen: typeof from.detailsOpen === 'boolean' ? from.detailsOpen : null,
    sizes: {
      split: clampSize('split', sizes.split),
      detailsWidth: clampSize('detailsWidth', sizes.detailsWidth),
      detailsShare: clampSize('detailsShare', sizes.detailsShare),
    },
    goroutines: { ...restoreGoroutines(from.goroutines), flame: restoreFlame(from.goroutines) },
    timeline: restoreTimeline(from.timeline),
  };
}

function restoreFlame(kept: unknown): GoroutineState['flame'] {
  const flame = isRecord(kept) && isRecord(kept.flame) ? kept.flame : {};
  return {
    shape: restoreShape(flame.shape),
    zoom: restoreZoom(flame.zoom),
    selection: restoreSelection(flame.selection),
    search: text(flame.search) ?? '',
  };
}

/** The same for reports that are trimmed and printed alike. */
export function reportKey(report: ReportOptions): string {
  const names = Object.keys(plainReport) as (keyof ReportOptions)[];
  return names.map((name) => String(report[name])).join(' ');
}

export function isPlain(report: ReportOptions): boolean {
  return reportKey(report) === reportKey(plainReport);
}

/** Zoom and call path belong to the calls of one shape. */
function withShape(state: ViewState, shape: FlameShape): ViewState {
  const { selection } = state;
  const kept = selection?.kind === 'function' ? { ...selection, path: null } : selection;
  return { ...state, shape, zoom: null, selection: kept };
}

function sameShape(a: FlameShape, b: FlameShape): boolean {
  return shapeKey(a) === shapeKey(b);
}

export function shapeKey(shape: FlameShape): string {
  return shape.kind === 'around' ? `around ${shape.name}` : shape.kind;
}

function askForRows(
  state: ViewState,
  { granularity, valueType, sort }: Extract<Action, { type: 'ask' }>['asked'],
): ViewState {
  const next = change(state, { granularity, valueType });
  return sort === undefined || (sort === next.sort.column && next.sort.descending)
    ? next
    : { ...next, sort: { column: sort, descending: true } };
}

/** What the table is asked for: the rows that stay of a trimmed one are the heaviest by the column that sorts it. */
export function tableReport({ report, sort }: ViewState): ReportOptions {
  const byCum = sort.column === 'cum' || sort.column === 'cumShare';
  return report.trim && byCum ? { ...report, sort: 'cum' } : report;
}

/** Numbers start with the largest, texts with the first of the alphabet; the same column again turns round. */
function nextSort(sort: Sort, column: Column): Sort {
  if (sort.column === column) return { column, descending: !sort.descending };
  return { column, descending: column !== 'name' && column !== 'location' };
}

function change<T extends object>(state: T, part: Partial<T>): T {
  const keys = Object.keys(part) as (keyof T)[];
  return keys.every((key) => Object.is(state[key], part[key])) ? state : { ...state, ...part };
}

const sizeLimits: Readonly<Record<keyof Sizes, readonly [number, number]>> = {
  split: [0.2, 0.8],
  detailsWidth: [240, 900],
  detailsShare: [0.15, 0.8],
};

function clampSize(size: keyof Sizes, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return defaultState.sizes[size];
  const [least, most] = sizeLimits[size];
  return Math.min(most, Math.max(least, value));
}

function restoreSort(kept: unknown): Sort {
  if (!isRecord(kept)) return defaultState.sort;
  const column = oneOf(comparedColumns, kept.column);
  return column && typeof kept.descending === 'boolean'
    ? { column, descending: kept.descending }
    : defaultState.sort;
}

/** Texts longer than this are no expression that a person wrote. */
const maxOptionLength = 10_000;

/** Every field of `plain`, taken from `kept` where its type fits. */
function restoreFields<T extends object>(plain: T, kept: unknown): T {
  if (!isRecord(kept)) return plain;
  const fields = Object.entries(plain).map(([name, value]) => {
    const found = kept[name];
    const fits =
      typeof found === typeof value &&
      (typeof found !== 'number' || Number.isFinite(found)) &&
      (typeof found !== 'string' || found.length <= maxOptionLength);
    return [name, fits ? found : value];
  });
  return Object.fromEntries(fields) as T;
}

function restoreSelection(kept: unknown): Selection | null {
  if (!isRecord(kept)) return null;
  const file = text(kept.file);
  if (file === null) return null;
  if (kept.kind === 'file') return { kind: 'file', file };
  const name = text(kept.name);
  if (name === null) return null;
  if (kept.kind === 'function') return { kind: 'function', name, file, path: path(kept.path) };
  if (kept.kind === 'line' && isCount(kept.line)) return { kind: 'line', name, file, line: kept.line };
  return null;
}

function restoreShape(kept: unknown): FlameShape {
  if (!isRecord(kept)) return defaultState.shape;
  const name = text(kept.name);
  if (kept.kind === 'around' && name !== null) return { kind: 'around', name };
  return kept.kind === 'bottomUp' ? { kind: 'bottomUp' } : defaultState.shape;
}

function restoreZoom(kept: unknown): Zoom | null {
  if (!isRecord(kept)) return null;
  const names = path(kept.path);
  const { left, right, topRow } = kept;
  if (!names || !isShare(left) || !isShare(right) || !isCount(topRow) || left >= right) return null;
  return { path: names, left, right, topRow };
}
