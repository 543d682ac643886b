import { isRecord, oneOf, text } from '../keptValues';
import type { FlameShape, Selection, Zoom } from '../state';

/** What a person chose on the page of a goroutine dump. Groups and findings are kept by content: positions change with the file. */
export interface GoroutineState {
  /** Whether a dump is shown as goroutines or as a profile; null until chosen: what its form is made for. */
  readonly page: PageKind | null;
  readonly view: GoroutineView;
  /** As people write it (model/goroutineFilter). */
  readonly filter: string;
  readonly selection: GoroutineSelection | null;
  /** null until chosen: most goroutines first, or most growth in a comparison. */
  readonly sort: GroupSort | null;
  /** Groups that differ in nothing of the user's code stand under one of them. */
  readonly foldSimilar: boolean;
  /** Of the flame graph. */
  readonly flame: FlameState;
}

export type PageKind = 'goroutines' | 'profile';

export const goroutineViews = ['groups', 'flame', 'creators', 'waits'] as const;
export type GoroutineView = (typeof goroutineViews)[number];

/** `key`: of groups as `groupKeys` makes them, of findings as `findingKey`. */
export type GoroutineSelection = { readonly kind: 'group' | 'finding'; readonly key: string };

export const groupColumns = ['count', 'change', 'state', 'wait', 'function', 'creator', 'verdict'] as const;
export type GroupColumn = (typeof groupColumns)[number];

export interface GroupSort {
  readonly column: GroupColumn;
  readonly descending: boolean;
}

export interface FlameState {
  readonly shape: FlameShape;
  readonly zoom: Zoom | null;
  readonly selection: Selection | null;
  /** Text or /expression/ that is marked. */
  readonly search: string;
}

export const defaultGoroutines: GoroutineState = {
  page: null,
  view: 'groups',
  filter: '',
  selection: null,
  sort: null,
  foldSimilar: true,
  flame: { shape: { kind: 'topDown' }, zoom: null, selection: null, search: '' },
};

/** What Back brings back. */
export type GoroutinePlace = Pick<GoroutineState, 'page' | 'view' | 'filter' | 'selection' | 'flame'>;

/** Filters longer than this nobody has written. */
const mostFilterLength = 10_000;

/** All of a kept state but the flame graph's part, as far as it can be used. */
export function restoreGoroutines(kept: unknown): Omit<GoroutineState, 'flame'> {
  const from = isRecord(kept) ? kept : {};
  const filter = text(from.filter) ?? '';
  return {
    page: oneOf(['goroutines', 'profile'] as const, from.page),
    view: oneOf(goroutineViews, from.view) ?? defaultGoroutines.view,
    filter: filter.length <= mostFilterLength ? filter : '',
    selection: restoreSelection(from.selection),
    sort: restoreSort(from.sort),
    foldSimilar: typeof from.foldSimilar === 'boolean' ? from.foldSimilar : defaultGoroutines.foldSimilar,
  };
}

function restoreSelection(kept: unknown): GoroutineSelection | null {
  if (!isRecord(kept)) return null;
  const kind = oneOf(['group', 'finding'] as const, kept.kind);
  const key = text(kept.key);
  return kind && key !== null && key.length <= mostFilterLength ? { kind, key } : null;
}

function restoreSort(kept: unknown): GroupSort | null {
  if (!isRecord(kept)) return null;
  const column = oneOf(groupColumns, kept.column);
  return column && typeof kept.descending === 'boolean' ? { column, descending: kept.descending } : null;
}

/** Numbers and verdicts start with the largest, texts with the first of the alphabet; the same column again turns round. */
export function nextGroupSort(sort: GroupSort, column: GroupColumn): GroupSort {
  if (sort.column === column) return { column, descending: !sort.descending };
  return { column, descending: column !== 'state' && column !== 'function' && column !== 'creator' };
}
