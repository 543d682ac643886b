import type { ExportFormat } from '../src/model/exporting';
import type { FlameView, TreeShape } from '../src/model/views';
import { AskLine } from './askLine';
import { DetailsView } from './details/view';
import { exportQueryOf } from './exportQuery';
import { FlamePane, zoomOf } from './flamePane';
import type { FlamePlace } from './flamePlace';
import { FunctionMenus } from './functionMenus';
import type { Host } from './host';
import type { CallPlace, HostActions } from './hostActions';
import { HoverError } from './hoverError';
import { OtherViews } from './otherViews';
import { Panes } from './panes';
import type { QueryBarCallbacks } from './query/bar';
import type { Selecting } from './selecting';
import { describeView, shareView, takeView } from './sharedView';
import type { Shown } from './shown';
import { type Action, type Selection, splitMinWidth } from './state';
import { t } from './strings';
import { TablePane } from './table/pane';
import type { Theme } from './theme';
import { Toolbar } from './toolbar';
import type { FunctionRef } from './viewPane';

/** What the parts of a page can make it do. */
export interface PageActs {
  readonly shown: Shown;
  readonly dispatch: (action: Action) => void;
  readonly selecting: Selecting;
  readonly actions: HostActions;
  /** A sentence in passing. */
  say(sentence: string): void;
  during(work: Promise<void>): Promise<void>;
  focusView(): void;
  focusSearch(): void;
  /** Selects, and brings the heaviest call of it into view in the flame graph. */
  revealSelection(selection: Selection): void;
}

/** What the parts are made with besides. */
export interface PartsOptions {
  readonly host: Host;
  readonly theme: Theme;
  readonly place: FlamePlace;
  /** What completes a question as it is typed. */
  readonly sources: QueryBarCallbacks['sources'];
  /** CSS pixels that the page has. */
  width(): number;
  /** Whether the shown values are estimates. */
  isUncertain(): boolean;
  stepMatch(by: 1 | -1): void;
  onFlameShown(view: FlameView): void;
  /** Back (-1) or Forward (1). */
  onGo(by: -1 | 1): void;
}

export interface PageParts {
  readonly toolbar: Toolbar;
  readonly line: AskLine;
  readonly flame: FlamePane;
  readonly table: TablePane;
  readonly details: DetailsView;
  readonly others: OtherViews;
  readonly panes: Panes;
}

/** The parts of a page, each with what a person's doings in it lead to. */
export function createParts(page: PageActs, options: PartsOptions): PageParts {
  const menus = createMenus(page);
  const flame = createFlame(page, options, menus);
  const table = createTable(page, menus);
  const details = createDetails(page, options, menus);
  const others = createOthers(page, menus);
  const panes = new Panes(
    { flame: flame.element, table: table.element, other: others.element, details: details.element },
    page.dispatch,
  );
  const toolbar = createToolbar(page, options, flame);
  return { toolbar, line: createAskLine(page, options), flame, table, details, others, panes };
}

function createMenus({ shown, dispatch, selecting, actions, focusView }: PageActs): FunctionMenus {
  return new FunctionMenus({
    actions,
    state: () => shown.state,
    dispatch,
    selectFunction: (name, file) => selecting.selectFunction(name, file),
    focusView,
  });
}

function createToolbar(
  { dispatch, focusView }: PageActs,
  { stepMatch }: PartsOptions,
  flame: FlamePane,
): Toolbar {
  return new Toolbar({
    onValueType: (valueType) => dispatch({ type: 'valueType', valueType }),
    onView: (view) => dispatch({ type: 'view', view }),
    onInput: (text) => dispatch({ type: 'search', text }),
    onStep: (by) => stepMatch(by),
    onLeave: () => focusView(),
    onResetZoom: () => flame.graph.resetZoom(),
  });
}

function createAskLine(
  { shown, dispatch, actions, say, focusView, focusSearch }: PageActs,
  { host, sources, onGo }: PartsOptions,
): AskLine {
  return new AskLine(host, {
    query: {
      onAsk: (asked) => dispatch({ type: 'ask', asked }),
      onFind: (text) => {
        dispatch({ type: 'search', text });
        focusSearch();
      },
      onLeave: () => focusView(),
      sources,
    },
    saved: {
      current: () => shareView(shown.state, 'withoutPlace'),
      onApply: (text) => {
        const state = takeView(text, shown.state, 'keepPlace');
        if (state) dispatch({ type: 'restore', state });
        else say(t('This saved view cannot be read.'));
      },
      describe: describeView,
    },
    onBack: () => onGo(-1),
    onForward: () => onGo(1),
    onCopyLink: () => actions.copyLink(shareView(shown.state, 'withPlace')),
    onExport: (format: ExportFormat) => actions.exportView(exportQueryOf(shown, format)),
  });
}

function createFlame(page: PageActs, options: PartsOptions, menus: FunctionMenus): FlamePane {
  const { shown, dispatch, selecting, actions } = page;
  const { theme, place } = options;
  const hoverError = new HoverError((node, text) => flame.graph.showError(node, text));
  const callOf = (node: number, frame: number, shape: TreeShape): CallPlace => ({
    data: shown.data!,
    sampleIndex: shown.sampleIndex,
    node,
    frame,
    shape,
  });
  const flame = new FlamePane(
    {
      onSelect: (node, frame) => selecting.selectNode(node, frame),
      onClearSelection: () => selecting.select(null),
      onOpenSource: (node, frame, shape, beside) => actions.openCall(callOf(node, frame, shape), beside),
      onCopy: (node, frame, shape, what) => actions.copyCall(callOf(node, frame, shape), what),
      onContextMenu: (node, frame, shape, clientX, clientY) =>
        menus.openOfCall(callOf(node, frame, shape), clientX, clientY),
      onViewport: (viewport) =>
        dispatch({ type: 'zoom', settled: place.cameToRest(), zoom: zoomOf(viewport) }),
      onHover: (node, shape) =>
        hoverError.over(node, shape, options.isUncertain() ? shown.data : null, shown.sampleIndex),
      onShape: (shape) => dispatch({ type: 'shape', shape }),
      onShown: (view) => options.onFlameShown(view),
      onProblem: (sentence) => page.say(sentence),
      during: (work) => page.during(work),
    },
    theme,
    shown.state.zoom,
  );
  return flame;
}

function createTable(
  { dispatch, selecting, actions, revealSelection }: PageActs,
  menus: FunctionMenus,
): TablePane {
  return new TablePane({
    onGranularity: (granularity) => dispatch({ type: 'granularity', granularity }),
    onFilter: (text) => dispatch({ type: 'filter', text }),
    onSort: (column) => dispatch({ type: 'sort', column }),
    onSelect: (selection) => selecting.select(selection),
    onReveal: (selection) => revealSelection(selection),
    onOpenSource: (target) => actions.openSource(target),
    onCopy: (text) => actions.copy(text),
    onMenu: (name, target, clientX, clientY) => menus.open(name, target, clientX, clientY),
  });
}

function createOthers(
  { dispatch, selecting, actions, say, during }: PageActs,
  menus: FunctionMenus,
): OtherViews {
  return new OtherViews({
    selectFunction: ({ name, file }) => selecting.selectFunction(name, file),
    clearSelection: () => selecting.select(null),
    dispatch,
    openSource: (target) => actions.openSource(target),
    copy: (text) => actions.copy(text),
    say: (sentence) => say(sentence),
    openMenu: (fn, clientX, clientY) => menus.open(fn.name, targetOf(fn), clientX, clientY),
    during: (work) => during(work),
  });
}

function createDetails(
  { shown, dispatch, selecting, actions }: PageActs,
  { width }: PartsOptions,
  menus: FunctionMenus,
): DetailsView {
  return new DetailsView({
    onToggle: () => {
      const open = shown.state.detailsOpen ?? width() >= splitMinWidth;
      dispatch({ type: 'details', open: !open });
    },
    onSelectFunction: (name, file) => selecting.selectFunction(name, file),
    onSelectNeighbour: ({ name }) => selecting.selectFunction(name, ''),
    onSelectStackFrame: ({ node, frame }) => selecting.selectNode(node, frame),
    onValueType: (valueType) => dispatch({ type: 'valueType', valueType }),
    onClear: () => selecting.select(null),
    onMenu: (name, target, clientX, clientY) => menus.open(name, target, clientX, clientY),
    onOpenSource: (target) => actions.openSource(target),
    onCopy: (text) => actions.copy(text),
  });
}

function targetOf({ name, file }: FunctionRef) {
  return { file, line: 0, functionName: name, beside: false };
}
