import { type Question, questionKey, type ReportOptions } from '../src/model/question';
import type { Granularity } from '../src/model/views';
import type { GoroutinePlace } from './goroutines/state';
import {
  type FlameShape,
  reportKey,
  restoreState,
  type Selection,
  shapeKey,
  type View,
  type ViewState,
  type Zoom,
} from './state';

/** What Back brings back: where one was and what was asked; not the sizes of panes, sorting or a search. */
export interface Place {
  readonly valueType: string | null;
  readonly view: View | null;
  readonly question: Question;
  readonly report: ReportOptions;
  readonly granularity: Granularity;
  readonly selection: Selection | null;
  readonly zoom: Zoom | null;
  readonly shape: FlameShape;
  readonly goroutines: GoroutinePlace;
}

/** Places that were left, oldest first, and those that Back came from, nearest first. */
export interface History {
  readonly past: readonly Place[];
  readonly present: Place;
  readonly future: readonly Place[];
  /** When the present place was taken (milliseconds): steps that follow at once belong together. */
  readonly sinceMs: number;
}

/** Older places are forgotten. */
export const keptPlaces = 50;

/** Arrow keys through a table and a turning wheel are one step. */
const sameStepMs = 700;

export function startHistory(state: ViewState): History {
  return { past: [], present: placeOf(state), future: [], sinceMs: Number.NEGATIVE_INFINITY };
}

/**
 * The history after the state became `state`; the same object where the place is the same. `settled`: the picture moved by
 * itself.
 */
export function visit(history: History, state: ViewState, nowMs: number, settled = false): History {
  const place = placeOf(state);
  const { present } = history;
  const change = changeBetween(present, place);
  if (change === 'none') return history;
  if (change === 'refined' || (change === 'moved' && settled)) return { ...history, present: place };
  const sameStep = change === 'moved' && nowMs - history.sinceMs < sameStepMs;
  if (sameStep) return { ...history, present: place, sinceMs: nowMs };
  return {
    past: [...history.past, present].slice(-keptPlaces),
    present: place,
    future: [],
    sinceMs: change === 'moved' ? nowMs : Number.NEGATIVE_INFINITY,
  };
}

/** One step back (-1) or forward (1); null at the ends. */
export function step(history: History, by: -1 | 1): History | null {
  const { past, present, future } = history;
  const target = by < 0 ? past.at(-1) : future[0];
  if (!target) return null;
  const sinceMs = Number.NEGATIVE_INFINITY;
  return by < 0
    ? { past: past.slice(0, -1), present: target, future: [present, ...future], sinceMs }
    : { past: [...past, present], present: target, future: future.slice(1), sinceMs };
}

/** The state with the place of the history in it. */
export function showPlace(state: ViewState, { present }: History): ViewState {
  return { ...state, ...present, goroutines: { ...state.goroutines, ...present.goroutines } };
}

/** What `setState` kept, as far as it can be used. */
export function restoreHistory(kept: unknown, state: ViewState): History {
  const from = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  return {
    ...startHistory(state),
    past: restorePlaces(from.past).slice(-keptPlaces),
    future: restorePlaces(from.future).slice(0, keptPlaces),
  };
}

function restorePlaces(kept: unknown): readonly Place[] {
  return Array.isArray(kept) ? kept.map((each) => placeOf(restoreState(each))) : [];
}

/**
 * `refined`: the same place, told better (the path of a selected call comes late; panning within one call).
 * `moved`: another selection or zoom. `asked`: another picture.
 */
function changeBetween(a: Place, b: Place): 'none' | 'refined' | 'moved' | 'asked' {
  const isAsked =
    a.valueType !== b.valueType ||
    a.view !== b.view ||
    a.granularity !== b.granularity ||
    shapeKey(a.shape) !== shapeKey(b.shape) ||
    questionKey(a.question) !== questionKey(b.question) ||
    reportKey(a.report) !== reportKey(b.report) ||
    a.goroutines.page !== b.goroutines.page ||
    a.goroutines.view !== b.goroutines.view ||
    shapeKey(a.goroutines.flame.shape) !== shapeKey(b.goroutines.flame.shape);
  if (isAsked) return 'asked';
  if (movedKey(a) !== movedKey(b)) return 'moved';
  const isSame = a.selection === b.selection && a.zoom === b.zoom;
  return isSame && a.goroutines.flame === b.goroutines.flame ? 'none' : 'refined';
}

/** A filter is written letter by letter: one step, as arrow keys through a table are. */
function movedKey({ selection, zoom, goroutines }: Place): string {
  const { filter, flame, selection: chosen } = goroutines;
  return JSON.stringify([
    selectionKey(selection),
    zoomKey(zoom),
    filter,
    chosen?.key,
    selectionKey(flame.selection),
    zoomKey(flame.zoom),
  ]);
}

function selectionKey(selection: Selection | null): string {
  if (!selection) return '';
  if (selection.kind === 'file') return `file ${selection.file}`;
  return selection.kind === 'line'
    ? `line ${selection.file}:${selection.line}`
    : `function ${selection.name}`;
}

function zoomKey(zoom: Zoom | null): string {
  return zoom ? zoom.path.join('\n') : '';
}

function placeOf(state: ViewState): Place {
  const { valueType, view, question, report, granularity, selection, zoom, shape } = state;
  const { page, view: dumpView, filter, selection: chosen, flame } = state.goroutines;
  const goroutines = { page, view: dumpView, filter, selection: chosen, flame };
  return { valueType, view, question, report, granularity, selection, zoom, shape, goroutines };
}
