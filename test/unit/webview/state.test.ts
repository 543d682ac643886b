import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noQuestion, plainReport, type Question, type ReportOptions } from '../../../src/model/question';
import { timelineSeries } from '../../../src/model/timeline';
import { granularities } from '../../../src/model/views';
import { type GoroutineState, goroutineViews, groupColumns } from '../../../webview/goroutines/state';
import {
  type Action,
  columns,
  defaultState,
  effectiveView,
  reduce,
  restoreState,
  type Selection,
  splitMinWidth,
  type ViewState,
  views,
} from '../../../webview/state';
import { type TimelineState, timelineTabs, timelineViews } from '../../../webview/timeline/state';

describe('webview state: reduce', () => {
  it('turns the order round when a column is chosen again', () => {
    const once = reduce(defaultState, { type: 'sort', column: 'cum' });
    assert.deepEqual(once.sort, { column: 'cum', descending: true });
    assert.deepEqual(reduce(once, { type: 'sort', column: 'cum' }).sort, {
      column: 'cum',
      descending: false,
    });
  });

  it('starts numbers with the largest and texts with the first', () => {
    const order = Object.fromEntries(
      columns
        .filter((column) => column !== 'flat')
        .map((column) => [column, reduce(defaultState, { type: 'sort', column }).sort.descending]),
    );
    assert.deepEqual(order, { flatShare: true, cum: true, cumShare: true, name: false, location: false });
  });

  it('gives the same object when nothing changed, so that nothing is drawn or kept anew', () => {
    const same: readonly Action[] = [
      { type: 'granularity', granularity: 'functions' },
      { type: 'question', question: { ...noQuestion } },
      { type: 'report', report: { ...plainReport } },
      { type: 'filter', text: '' },
      { type: 'search', text: '' },
      { type: 'select', selection: null },
      { type: 'zoom', zoom: null },
    ];
    for (const action of same) assert.equal(reduce(defaultState, action), defaultState, action.type);
  });

  it('keeps every other choice when the value type changes', () => {
    const state = { ...defaultState, search: 'json', view: 'top' as const };
    assert.deepEqual(reduce(state, { type: 'valueType', valueType: 'alloc_space' }), {
      ...state,
      valueType: 'alloc_space',
    });
  });

  it('never lets a splitter hide a part', () => {
    const tooFar = reduce(defaultState, { type: 'size', size: 'split', value: 7 });
    assert.equal(tooFar.sizes.split, 0.8);
    assert.equal(reduce(tooFar, { type: 'size', size: 'split', value: -3 }).sizes.split, 0.2);
    assert.equal(reduce(tooFar, { type: 'size', size: 'detailsWidth', value: 1 }).sizes.detailsWidth, 240);
  });
});

describe('webview state: effectiveView', () => {
  it('shows both side by side where there is room and nobody chose', () => {
    assert.equal(effectiveView(defaultState, splitMinWidth), 'split');
    assert.equal(effectiveView(defaultState, splitMinWidth - 1), 'flame');
  });

  it('keeps a single view at every width, and comes back to split when it fits again', () => {
    const top = reduce(defaultState, { type: 'view', view: 'top' });
    assert.equal(effectiveView(top, 2000), 'top');
    assert.equal(effectiveView(top, 200), 'top');
    const split = reduce(defaultState, { type: 'view', view: 'split' });
    assert.deepEqual([effectiveView(split, 300), effectiveView(split, 1200)], ['flame', 'split']);
  });
});

describe('webview state: restoreState', () => {
  it('brings back every state through JSON as it was', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const kept = JSON.parse(JSON.stringify(state));
        assert.deepEqual(restoreState(kept), kept);
      }),
    );
  });

  it('makes a usable state of anything', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 3 }), (kept) => {
        const state = restoreState(kept);
        assert.deepEqual(restoreState(JSON.parse(JSON.stringify(state))), state);
      }),
    );
    assert.deepEqual(restoreState(undefined), defaultState);
  });

  it('drops only what does not fit', () => {
    const kept = { valueType: 'cpu', view: 'map', filter: 7, search: '/x/', sizes: { split: 0.4 } };
    assert.deepEqual(restoreState(kept), {
      ...defaultState,
      valueType: 'cpu',
      search: '/x/',
      sizes: { ...defaultState.sizes, split: 0.4 },
    });
  });

  it('refuses a zoom that shows nothing', () => {
    const zoom = { path: ['main.main'], left: 0.5, right: 0.5, topRow: 0 };
    assert.equal(restoreState({ zoom }).zoom, null);
    assert.deepEqual(restoreState({ zoom: { ...zoom, right: 0.75 } }).zoom, { ...zoom, right: 0.75 });
  });
});

const names = fc.array(fc.string(), { maxLength: 4 });

const anySelection: fc.Arbitrary<Selection> = fc.oneof(
  fc.record({
    kind: fc.constant('function' as const),
    name: fc.string(),
    file: fc.string(),
    path: fc.option(names),
  }),
  fc.record({
    kind: fc.constant('line' as const),
    name: fc.string(),
    file: fc.string(),
    line: fc.nat(),
  }),
  fc.record({ kind: fc.constant('file' as const), file: fc.string() }),
);

/** Any value of each field's own type that JSON keeps. */
function anyFieldsOf(plain: object): Record<string, fc.Arbitrary<unknown>> {
  const fields = Object.entries(plain).map(([name, value]) => {
    if (typeof value === 'boolean') return [name, fc.boolean()];
    if (typeof value === 'number') return [name, fc.integer()];
    return [name, fc.string()];
  });
  return Object.fromEntries(fields);
}

const anyShape = fc.constantFrom<ViewState['shape']>(
  { kind: 'topDown' },
  { kind: 'bottomUp' },
  { kind: 'around', name: 'main.f' },
);

const anyZoom = fc.record({
  path: names,
  left: fc.double({ min: 0, max: 0.4, noNaN: true }).map((share) => Math.abs(share)),
  right: fc.double({ min: 0.5, max: 1, noNaN: true }),
  topRow: fc.nat(),
});

const anyGoroutines: fc.Arbitrary<GoroutineState> = fc.record({
  page: fc.option(fc.constantFrom('goroutines' as const, 'profile' as const)),
  view: fc.constantFrom(...goroutineViews),
  filter: fc.string(),
  selection: fc.option(
    fc.record({ kind: fc.constantFrom('group' as const, 'finding' as const), key: fc.string() }),
  ),
  sort: fc.option(fc.record({ column: fc.constantFrom(...groupColumns), descending: fc.boolean() })),
  foldSimilar: fc.boolean(),
  flame: fc.record({
    shape: anyShape,
    zoom: fc.option(anyZoom),
    selection: fc.option(anySelection),
    search: fc.string(),
  }),
});

const anySpan = fc.record({
  fromMs: fc.integer({ min: -1e12, max: 1e12 }),
  toMs: fc.integer({ min: 1e12 + 1, max: 4e12 }),
});

const anyTimeline: fc.Arbitrary<TimelineState> = fc
  .record({
    view: fc.constantFrom(...timelineViews),
    window: fc.option(anySpan),
    selection: fc.option(anySpan),
    judgesSelection: fc.boolean(),
    shown: fc.option(fc.uniqueArray(fc.constantFrom(...timelineSeries))),
    isShareWhole: fc.boolean(),
    tab: fc.constantFrom(...timelineTabs),
    finding: fc.string({ maxLength: 60 }),
  })
  // Without a selection there is nothing to judge apart.
  .map((state) => ({ ...state, judgesSelection: state.judgesSelection && state.selection !== null }));

const anyState: fc.Arbitrary<ViewState> = fc.record({
  valueType: fc.option(fc.string()),
  view: fc.option(fc.constantFrom(...views)),
  question: fc.record(anyFieldsOf(noQuestion)) as fc.Arbitrary<Question>,
  report: fc.record(anyFieldsOf(plainReport)) as unknown as fc.Arbitrary<ReportOptions>,
  granularity: fc.constantFrom(...granularities),
  sort: fc.record({ column: fc.constantFrom(...columns), descending: fc.boolean() }),
  filter: fc.string(),
  search: fc.string(),
  selection: fc.option(anySelection),
  shape: anyShape,
  treeShape: fc.constantFrom('topDown' as const, 'bottomUp' as const),
  zoom: fc.option(anyZoom),
  detailsOpen: fc.option(fc.boolean()),
  sizes: fc.record({
    split: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
    detailsWidth: fc.integer({ min: 240, max: 900 }),
    detailsShare: fc.double({ min: 0.15, max: 0.8, noNaN: true }),
  }),
  goroutines: anyGoroutines,
  timeline: anyTimeline,
});
