import type { ExportFormat } from '../src/model/exporting';
import { noQuestion, plainReport, type QuestionEffect, questionKey } from '../src/model/question';
import {
  type FlameView,
  type ProfileFacts,
  type SampleTypeFacts,
  type TreeShape,
  topDown,
} from '../src/model/views';
import type { SourceTarget, WireTopTable } from '../src/protocol/profileEditor';
import { AskLine } from './askLine';
import { Busy } from './busy';
import { findNode, pathOfStack } from './callPath';
import { deliver, type ProfileData, type ProfileState } from './data';
import { DetailsLoader } from './details/loader';
import type { ValueContext } from './details/sections';
import { DetailsView } from './details/view';
import { element, fill } from './dom';
import { type Emptiness, emptinessOf, shownSampleIndex } from './facts';
import { createPalette, type Palette, packageFill } from './flame/palette';
import { FlamePane, zoomOf } from './flamePane';
import { FunctionMenus } from './functionMenus';
import { Header } from './header';
import type { Host } from './host';
import { type CallPlace, HostActions } from './hostActions';
import { HoverError } from './hoverError';
import {
  createDeletedBanner,
  createEmptyPage,
  createNoDifferenceBanner,
  createNothingLeftPage,
} from './notices';
import { isOtherView, OtherViews } from './otherViews';
import { Panes } from './panes';
import { askedOf } from './query/apply';
import { Asking, marksOf } from './query/asking';
import { askedOptions, formatOption } from './query/format';
import type { Asked } from './query/options';
import { findSources } from './query/sources';
import { SearchRun } from './searchRun';
import { describeView, shareView, takeView } from './sharedView';
import {
  type Action,
  absentViews,
  effectiveView,
  isPlain,
  reportKey,
  type Selection,
  splitMinWidth,
  tableReport,
  type View,
  type ViewState,
  type Zoom,
} from './state';
import { t } from './strings';
import { TablePane } from './table/pane';
import type { Theme } from './theme';
import { Toast } from './toast';
import { Toolbar } from './toolbar';
import { viewOfKey } from './viewKeys';
import type { FunctionRef } from './viewPane';

export interface PageOptions {
  readonly host: Host;
  readonly theme: Theme;
  readonly state: ViewState;
  readonly dispatch: (action: Action) => void;
  /** The first picture of data stands on the screen. */
  readonly onFirstPaint: () => void;
  /** Back (-1) or Forward (1). */
  readonly onGo: (by: -1 | 1) => void;
}

/** A picture that has changed comes to rest within this time. */
const settleMs = 500;

/** Everything that a shown profile consists of: asks for the views that the state wants and hands them to the panes. */
export class ProfilePage {
  readonly element: HTMLElement;
  readonly #options: PageOptions;
  readonly #header: Header;
  readonly #banner = element('div', { class: 'banner-place' });
  readonly #sameBanner = element('div', { class: 'banner-place' });
  readonly #empty = element('div', { class: 'empty-place', attributes: { hidden: '' } });
  readonly #toast = new Toast();
  readonly #actions: HostActions;
  readonly #toolbar: Toolbar;
  readonly #flame: FlamePane;
  readonly #table: TablePane;
  readonly #details: DetailsView;
  readonly #others: OtherViews;
  readonly #panes: Panes;
  readonly #search: SearchRun;
  readonly #hoverError = new HoverError((node, text) => this.#flame.graph.showError(node, text));
  readonly #asking: Asking;
  readonly #line: AskLine;
  readonly #detailsLoader: DetailsLoader;
  readonly #menus: FunctionMenus;
  readonly #busy = new Busy(() => this.element);

  #profile: ProfileState | null = null;
  #data: ProfileData | null = null;
  #state: ViewState;
  #palette: Palette;
  #flameView: FlameView | null = null;
  #functions: WireTopTable | null = null;
  #rows: WireTopTable | null = null;
  /** Call node of the selection in this revision, where one is meant. */
  #node: number | null = null;
  #nodeOf: Selection | null = null;
  /** Function to bring into view as soon as there is a view. */
  #reveal: string | null = null;
  #tableKey = '';
  #effect: QuestionEffect | null = null;
  #effectKey = '';
  #factsShown: {
    readonly profile: ProfileState;
    readonly sampleIndex: number;
    readonly effect: QuestionEffect | null;
  } | null = null;
  /** Where to look as soon as there is a picture; undefined: where one looks. */
  #zoomToTake: Zoom | null | undefined;
  /** When the picture last changed under the viewport: where it comes to rest then, nobody went. */
  #movedMs = Number.NEGATIVE_INFINITY;
  #painted = false;

  constructor(options: PageOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#palette = createPalette(options.theme);
    this.#actions = new HostActions(options.host, this.#toast);
    this.#header = new Header((how) =>
      this.#actions.compareAs({ ...how, state: shareView(this.#state, 'withPlace') }),
    );
    this.#asking = new Asking(options.host, () => this.#showAgain());
    this.#toolbar = this.#createToolbar();
    this.#line = this.#createLine();
    this.#flame = this.#createFlame();
    this.#table = this.#createTable();
    this.#details = this.#createDetails();
    this.#detailsLoader = new DetailsLoader(this.#details);
    this.#others = this.#createOthers();
    this.#menus = new FunctionMenus({
      actions: this.#actions,
      state: () => this.#state,
      dispatch: options.dispatch,
      selectFunction: (name, file) => this.#selectFunction(name, file),
      focusView: () => this.#focusView(),
    });
    this.#panes = new Panes(
      {
        flame: this.#flame.element,
        table: this.#table.element,
        other: this.#others.element,
        details: this.#details.element,
      },
      options.dispatch,
    );
    this.#search = new SearchRun(() => this.#showSearch());
    this.element = element(
      'div',
      { class: 'profile-page' },
      this.#header.element,
      this.#banner,
      this.#sameBanner,
      this.#toolbar.element,
      this.#line.element,
      this.#line.query.problem,
      element('div', { class: 'progress', role: 'progressbar', attributes: { 'aria-label': t('Working') } }),
      this.#empty,
      this.#panes.element,
      this.#toast.element,
    );
  }

  /** Shows this state of the file in this way. Cheap where little changed. */
  show(profile: ProfileState, state: ViewState): void {
    this.#profile = profile;
    this.#state = state;
    const work = this.#asking.update(profile, state.question, this.#sampleIndex);
    if (work) void this.#busy.during(work);
    this.#takeData();
    this.#showQuery();
    const sampleIndex = this.#sampleIndex;
    this.#loadEffect();
    this.#showFacts(profile, sampleIndex);
    const { kind } = this.#emptiness;
    this.element.dataset.content = kind;
    this.element.toggleAttribute('data-comparison', profile.facts.comparison !== null);
    this.#empty.hidden = kind === 'values';
    this.#panes.element.hidden = kind !== 'values';
    if (kind !== 'values') {
      this.#noteFirstPaint();
      return;
    }
    this.#resolveNode();
    this.layout();
    this.#load();
  }

  /** Only where they changed: a banner made anew would be read aloud again. */
  #showFacts(profile: ProfileState, sampleIndex: number): void {
    const shown = this.#factsShown;
    const effect = this.#effect;
    if (shown?.profile === profile && shown.sampleIndex === sampleIndex && shown.effect === effect) return;
    this.#factsShown = { profile, sampleIndex, effect };
    this.#header.show(profile, sampleIndex, effect);
    this.#toolbar.showTypes(profile.facts, sampleIndex);
    if (shown?.profile.fileState !== profile.fileState) {
      fill(this.#banner, profile.fileState === 'deleted' ? createDeletedBanner(profile.fileName) : null);
    }
    const emptiness = this.#emptiness;
    if (emptiness.kind === 'values') {
      fill(this.#empty);
      return;
    }
    if (emptiness.kind === 'nothingLeft') {
      fill(this.#empty, this.#createNothingLeft());
      return;
    }
    const page = createEmptyPage(
      profile,
      sampleIndex,
      emptiness,
      (valueType) => this.#options.dispatch({ type: 'valueType', valueType }),
      (id) => this.#actions.act(id),
    );
    fill(this.#empty, page);
  }

  /** Fits the panes into the width there is. */
  layout(): void {
    const width = this.element.clientWidth;
    const view = this.#view;
    const splitFits = width >= splitMinWidth;
    const detailsOpen = this.#state.detailsOpen ?? splitFits;
    this.#details.setOpen(detailsOpen);
    this.#panes.show({ view, detailsOpen, sizes: this.#state.sizes });
    this.#toolbar.showView(view, this.#absent);
    this.#toolbar.showZoom(this.#state.zoom !== null, view === 'flame' || view === 'split');
    this.#showOthers();
  }

  setTheme(theme: Theme): void {
    this.#palette = createPalette(theme);
    this.#flame.graph.setTheme(theme);
    this.#showTable();
    this.#showOthers();
    this.#detailsLoader.forget();
    this.#loadDetails();
  }

  noteReload(): void {
    this.#header.noteReload(Date.now());
  }

  /** Selects a function and brings its heaviest call and its row into view. */
  focusFunction(name: string, sampleIndex: number | null): void {
    const type = sampleIndex === null ? undefined : this.#profile?.facts.sampleTypes[sampleIndex];
    if (type) this.#options.dispatch({ type: 'valueType', valueType: type.type });
    this.#reveal = name;
    this.#selectFunction(name, '');
    this.#revealPending();
  }

  focusFrame(frame: number, sampleIndex: number | null): void {
    const profile = this.#profile;
    if (!profile) return;
    // Whoever points at a function by its number has asked nothing.
    const data = this.#asking.plain(profile);
    void deliver(
      data.functionDetails(frame, sampleIndex ?? this.#sampleIndex),
      () => profile === this.#profile,
      ({ name }) => this.focusFunction(name, sampleIndex),
      (error) => this.#toast.show(error.message),
    );
  }

  /** Goes to the view that the key means; false where it means none. */
  showViewOfKey(key: string): boolean {
    const view = viewOfKey(key, this.#view, this.#absent);
    if (!view) return false;
    this.#options.dispatch({ type: 'view', view });
    this.#focusView();
    return true;
  }

  focusSearch(): void {
    this.#toolbar.search.focus();
  }

  /** Whether Back and Forward lead anywhere. */
  showWays(ways: { readonly back: boolean; readonly forward: boolean }): void {
    this.#line.showWays(ways);
  }

  /** Goes to where one looked, in the picture that the state asks for. */
  look(zoom: Zoom | null): void {
    this.#zoomToTake = zoom;
    this.#movedMs = performance.now();
    this.#takeZoom();
  }

  get #sampleIndex(): number {
    return this.#profile ? shownSampleIndex(this.#profile.facts, this.#state.valueType) : 0;
  }

  get #type(): SampleTypeFacts {
    return this.#shownFacts.sampleTypes[this.#sampleIndex]!;
  }

  /** Whether the shown values are estimates. */
  get #isUncertain(): boolean {
    return (this.#functionsOf(this.#sampleIndex)?.cumError ?? null) !== null;
  }

  /** With totals of what the question leaves, where percentages are to be of that. */
  get #shownFacts(): ProfileFacts {
    const { facts } = this.#profile!;
    const effect = this.#effect;
    if (!effect || !this.#state.report.relativePercentages) return facts;
    const sampleTypes = facts.sampleTypes.map((type, i) =>
      i === this.#sampleIndex ? { ...type, total: effect.totalLeft } : type,
    );
    return { ...facts, sampleTypes };
  }

  get #emptiness(): Emptiness | { readonly kind: 'nothingLeft' } {
    const emptiness = emptinessOf(this.#profile!.facts, this.#sampleIndex);
    const isGone = emptiness.kind === 'values' && this.#effect?.totalLeft === 0;
    return isGone ? { kind: 'nothingLeft' } : emptiness;
  }

  /** Where the question is another, all that was found in the data before is another, too. */
  #takeData(): void {
    const { data } = this.#asking;
    if (this.#data === data) return;
    this.#data = data;
    this.#movedMs = performance.now();
    this.#node = null;
    this.#nodeOf = null;
    this.#flameView = null;
    this.#functions = null;
  }

  #load(): void {
    if (!this.#data) return;
    // The engine answers in order: what can be seen is asked for first.
    if (this.#view === 'top') {
      this.#loadTable();
      this.#loadFlame();
    } else {
      this.#loadFlame();
      this.#loadTable();
    }
    this.#showOthers();
    this.#search.update({
      data: this.#data,
      sampleIndex: this.#sampleIndex,
      text: this.#state.search,
      total: this.#type.total,
    });
    this.#showSelection();
    this.#showSearchBox();
    this.#loadDetails();
  }

  get #view(): View {
    return effectiveView(this.#state, this.element.clientWidth, this.#hasTrend);
  }

  get #absent(): readonly View[] {
    return absentViews(this.element.clientWidth, this.#hasTrend);
  }

  get #hasTrend(): boolean {
    return this.#profile?.trend != null;
  }

  #loadFlame(): void {
    const { selection, shape } = this.#state;
    this.#flame.show({
      data: this.#data!,
      sampleIndex: this.#sampleIndex,
      type: this.#type,
      shape,
      selectedName: selection && selection.kind !== 'file' ? selection.name : '',
    });
  }

  /** There is a picture of everything, or more boxes below a node. */
  #onFlameShown(view: FlameView): void {
    if (view.root === 0) {
      this.#flameView = view;
      this.#movedMs = performance.now();
      this.#takeZoom();
      this.#resolveNode();
    } else this.#resolveNodeIn(view);
    this.#showSelection();
    this.#showMatches();
    this.#loadDetails();
    if (view.root !== 0) return;
    this.#revealPending();
    this.#noteFirstPaint();
  }

  #showOthers(): void {
    if (!this.#data || !this.#profile) return;
    const view = this.#view;
    this.#others.show(isOtherView(view) ? view : null, {
      data: this.#data,
      facts: this.#profile.facts,
      sampleIndex: this.#sampleIndex,
      type: this.#type,
      selection: this.#state.selection,
      report: this.#state.report,
      trend: this.#profile.trend,
      treeShape: this.#state.treeShape,
      found: this.#search.names,
      colourOf: this.#colourOf,
    });
  }

  #loadTable(): void {
    const data = this.#data!;
    const sampleIndex = this.#sampleIndex;
    const { granularity } = this.#state;
    const report = tableReport(this.#state);
    const key = `${data.key} ${sampleIndex} ${granularity} ${reportKey(report)}`;
    if (this.#tableKey === key) {
      this.#showTable();
      return;
    }
    this.#tableKey = key;
    const isCurrent = () => this.#tableKey === key;
    const tables = Promise.all([
      data.top(sampleIndex, 'functions'),
      granularity === 'functions' && isPlain(report) ? null : data.top(sampleIndex, granularity, report),
    ]);
    void this.#busy.during(
      deliver(
        tables,
        isCurrent,
        ([functions, other]) => {
          this.#functions = functions;
          this.#rows = other ?? functions;
          const isSame = functions.compared !== null && functions.length === 0;
          fill(this.#sameBanner, isSame ? createNoDifferenceBanner(this.#type.type) : null);
          this.#showTable();
          this.#showSelection();
          this.#loadDetails();
          this.#noteFirstPaint();
        },
        (error) =>
          this.#table.showFailure(error.message, () => {
            this.#tableKey = '';
            this.#loadTable();
          }),
      ),
    );
  }

  #showTable(): void {
    if (!this.#rows || this.#rows.sampleIndex !== this.#sampleIndex) return;
    this.#table.show({
      table: this.#rows,
      type: this.#type,
      unit: this.#state.report.unit,
      sort: this.#state.sort,
      filter: this.#state.filter,
      selection: this.#state.selection,
      found: this.#search.names,
      colourOf: this.#colourOf,
    });
  }

  readonly #colourOf = (packageName: string) => packageFill(this.#palette, packageName);

  get #context(): ValueContext {
    return {
      facts: this.#shownFacts,
      sampleIndex: this.#sampleIndex,
      colourOf: this.#colourOf,
      left: this.#effect?.totalLeft ?? null,
    };
  }

  // Questions

  #showAgain(): void {
    if (this.#profile) this.show(this.#profile, this.#state);
  }

  #showQuery(): void {
    const { facts } = this.#profile!;
    const { failure } = this.#asking;
    this.#line.query.show({
      asked: askedOf(this.#state),
      marks: marksOf(failure, this.#effect),
      failure: failure?.sentence ?? '',
      valueTypes: facts.sampleTypes.map(({ type }) => type),
      unit: facts.sampleTypes[this.#sampleIndex]?.unit ?? '',
    });
  }

  /** How much the question leaves; nothing is said of it while nothing is asked. */
  #loadEffect(): void {
    const data = this.#data;
    const isAsked = data !== null && questionKey(data.question) !== '';
    const key = isAsked ? `${data.key} ${this.#sampleIndex}` : '';
    if (this.#effectKey === key) return;
    this.#effectKey = key;
    this.#effect = null;
    if (!isAsked) return;
    void deliver(
      data.effect(this.#sampleIndex),
      () => this.#effectKey === key,
      (effect) => {
        this.#effect = effect;
        this.#showAgain();
      },
      (error) => this.#toast.show(error.message),
    );
  }

  #createNothingLeft(): HTMLElement {
    const asked = askedOf(this.#state);
    const unmatched = new Set(marksOf(null, this.#effect).keys());
    const chips = askedOptions({ ...asked, report: plainReport }).toSorted(
      (a, b) => Number(unmatched.has(b.option.name)) - Number(unmatched.has(a.option.name)),
    );
    const ask = (next: Asked) => this.#options.dispatch({ type: 'ask', asked: next });
    return createNothingLeftPage(
      chips.map(formatOption),
      (position) => ask(chips[position]!.option.write(asked, '')),
      () => ask({ ...asked, question: noQuestion }),
    );
  }

  /** Only when the picture is that of the question: a path that it has not would be given up. */
  #takeZoom(): void {
    const zoom = this.#zoomToTake;
    if (zoom === undefined || !this.#flameView || !this.#asking.isSettled) return;
    this.#zoomToTake = undefined;
    this.#flame.look(zoom);
  }

  // Selection

  /** Finds the call node that the selection's path leads to, after a reload of the page or of the file. */
  #resolveNode(): void {
    const { selection } = this.#state;
    if (this.#nodeOf === selection) return;
    if (selection?.kind !== 'function' || selection.path === null) {
      this.#node = null;
      this.#nodeOf = selection;
      return;
    }
    if (!this.#flameView) return;
    this.#node = null;
    this.#nodeOf = selection;
    this.#resolveNodeIn(this.#flameView);
  }

  /** A call too small for the view of everything may be in the view of a part. */
  #resolveNodeIn(view: FlameView): void {
    const { selection } = this.#state;
    if (this.#node !== null || selection?.kind !== 'function' || selection.path === null) return;
    const node = findNode(view, selection.path);
    if (node >= 0) this.#node = node;
  }

  #selectFunction(name: string, file: string): void {
    const known = this.#data?.functionOf(this.#data.frameOf(name));
    this.#select({ kind: 'function', name, file: file || known?.file || '', path: null }, null);
  }

  #select(selection: Selection | null, node: number | null): void {
    this.#node = node;
    this.#nodeOf = selection;
    this.#options.dispatch({ type: 'select', selection });
  }

  #selectNode(node: number, frame: number): void {
    const found = this.#data?.functionOf(frame);
    if (!found) {
      this.#select(null, null);
      return;
    }
    this.#select({ kind: 'function', ...found, path: null }, node);
    if (this.#state.shape.kind === 'topDown') this.#rememberPath(node);
  }

  /** The path takes a question to the engine; it is only needed when ids have changed. */
  #rememberPath(node: number): void {
    const data = this.#data!;
    const chosen = this.#state.selection;
    void deliver(
      data.nodeDetails(node, this.#sampleIndex),
      () => this.#data === data && this.#node === node && this.#state.selection === chosen,
      ({ stack }) => {
        if (chosen?.kind === 'function') this.#select({ ...chosen, path: pathOfStack(stack) }, node);
      },
      (error) => this.#toast.show(error.message),
    );
  }

  #showSelection(): void {
    const { selection } = this.#state;
    if (!selection || selection.kind === 'file') {
      this.#flame.select({ node: null, frame: null });
      return;
    }
    const frame = this.#data!.frameOf(selection.name);
    this.#flame.select({ node: this.#node, frame: frame < 0 ? null : frame });
  }

  /** Not in the picture of another value type, which is about to give way. */
  #revealPending(): void {
    const name = this.#reveal;
    if (name === null || this.#flameView?.sampleIndex !== this.#sampleIndex) return;
    const frame = this.#data!.frameOf(name);
    this.#reveal = null;
    if (frame >= 0) this.#flame.graph.revealFrame(frame);
  }

  // Search

  #showSearch(): void {
    this.#showSearchBox();
    this.#showMatches();
    this.#showTable();
    this.#showOthers();
  }

  #showSearchBox(): void {
    this.#toolbar.search.show(this.#state.search, this.#search.status);
  }

  /** A chosen file is shown as a search would be: no single box stands for it. */
  #showMatches(): void {
    const { selection } = this.#state;
    const frames =
      this.#search.frames ?? (selection?.kind === 'file' ? this.#framesOfFile(selection.file) : null);
    this.#flame.graph.setSearch(frames);
  }

  #framesOfFile(file: string): Uint32Array | null {
    const functions = this.#functions;
    return functions?.frame.filter((_, row) => functions.file[row] === file) ?? null;
  }

  #stepMatch(by: 1 | -1): void {
    if (!this.#functions) return;
    const row = this.#search.step(by, this.#functions);
    if (row < 0) return;
    this.#reveal = this.#functions.name[row]!;
    this.#selectFunction(this.#functions.name[row]!, this.#functions.file[row]!);
    this.#revealPending();
    this.#showSearchBox();
  }

  // Details

  #loadDetails(): void {
    if (!this.#profile || !this.#data) return;
    const { selection } = this.#state;
    const sampleIndex = this.#sampleIndex;
    const functions = this.#functionsOf(sampleIndex);
    // Nodes of other shapes are no call paths from the root.
    const node = this.#state.shape.kind === 'topDown' ? this.#node : null;
    const question = { data: this.#data, sampleIndex, selection, node, functions };
    this.#detailsLoader.show(question, () => this.#context);
  }

  #functionsOf(sampleIndex: number): WireTopTable | null {
    return this.#functions?.sampleIndex === sampleIndex ? this.#functions : null;
  }

  // Parts

  #createToolbar(): Toolbar {
    const { dispatch } = this.#options;
    return new Toolbar({
      onValueType: (valueType) => dispatch({ type: 'valueType', valueType }),
      onView: (view) => dispatch({ type: 'view', view }),
      onInput: (text) => dispatch({ type: 'search', text }),
      onStep: (by) => this.#stepMatch(by),
      onLeave: () => this.#focusView(),
      onResetZoom: () => this.#flame.graph.resetZoom(),
    });
  }

  #createLine(): AskLine {
    const { dispatch, host, onGo } = this.#options;
    return new AskLine(host, {
      query: {
        onAsk: (asked) => dispatch({ type: 'ask', asked }),
        onFind: (text) => {
          dispatch({ type: 'search', text });
          this.focusSearch();
        },
        onLeave: () => this.#focusView(),
        sources: () => findSources(this.#asking.plain(this.#profile!), this.#sampleIndex),
      },
      saved: {
        current: () => shareView(this.#state, 'withoutPlace'),
        onApply: (text) => {
          const state = takeView(text, this.#state, 'keepPlace');
          if (state) dispatch({ type: 'restore', state });
          else this.#toast.show(t('This saved view cannot be read.'));
        },
        describe: describeView,
      },
      onBack: () => onGo(-1),
      onForward: () => onGo(1),
      onCopyLink: () => this.#actions.copyLink(shareView(this.#state, 'withPlace')),
      onExport: (format) => this.#export(format),
    });
  }

  /** What is shown now: the question, the value type, the rows of the table and the shape of the picture. */
  #export(format: ExportFormat): void {
    const { question, granularity, shape } = this.#state;
    const around = shape.kind === 'around' ? (this.#data?.frameOf(shape.name) ?? -1) : -1;
    this.#actions.exportView({
      format,
      sampleIndex: this.#sampleIndex,
      question,
      granularity,
      report: tableReport(this.#state),
      shape: shape.kind === 'bottomUp' ? shape : around >= 0 ? { kind: 'callees', frame: around } : topDown,
    });
  }

  #createFlame(): FlamePane {
    const { dispatch, theme, state } = this.#options;
    return new FlamePane(
      {
        onSelect: (node, frame) => this.#selectNode(node, frame),
        onClearSelection: () => this.#select(null, null),
        onOpenSource: (node, frame, shape, beside) =>
          this.#actions.openCall(this.#call(node, frame, shape), beside),
        onCopy: (node, frame, shape, what) => this.#actions.copyCall(this.#call(node, frame, shape), what),
        onContextMenu: (node, frame, shape, clientX, clientY) =>
          this.#menus.openOfCall(this.#call(node, frame, shape), clientX, clientY),
        onViewport: (viewport) => {
          const settled = performance.now() - this.#movedMs < settleMs;
          if (this.#flameView) this.#movedMs = Number.NEGATIVE_INFINITY;
          dispatch({ type: 'zoom', zoom: zoomOf(viewport), settled });
        },
        onHover: (node, shape) =>
          this.#hoverError.over(node, shape, this.#isUncertain ? this.#data : null, this.#sampleIndex),
        onShape: (shape) => dispatch({ type: 'shape', shape }),
        onShown: (view) => this.#onFlameShown(view),
        onProblem: (sentence) => this.#toast.show(sentence),
        during: (work) => this.#busy.during(work),
      },
      theme,
      state.zoom,
    );
  }

  #createTable(): TablePane {
    const { dispatch } = this.#options;
    return new TablePane({
      onGranularity: (granularity) => dispatch({ type: 'granularity', granularity }),
      onFilter: (text) => dispatch({ type: 'filter', text }),
      onSort: (column) => dispatch({ type: 'sort', column }),
      onSelect: (selection) => this.#select(selection, null),
      onReveal: (selection) => this.#revealSelection(selection),
      onOpenSource: (target) => this.#actions.openSource(target),
      onCopy: (text) => this.#actions.copy(text),
      onMenu: (name, target, clientX, clientY) => this.#menus.open(name, target, clientX, clientY),
    });
  }

  #createOthers(): OtherViews {
    const { dispatch } = this.#options;
    return new OtherViews({
      selectFunction: ({ name, file }) => this.#selectFunction(name, file),
      clearSelection: () => this.#select(null, null),
      dispatch,
      openSource: (target) => this.#actions.openSource(target),
      copy: (text) => this.#actions.copy(text),
      say: (sentence) => this.#toast.show(sentence),
      openMenu: (fn, clientX, clientY) => this.#menus.open(fn.name, targetOf(fn), clientX, clientY),
      during: (work) => this.#busy.during(work),
    });
  }

  #createDetails(): DetailsView {
    const { dispatch } = this.#options;
    return new DetailsView({
      onToggle: () => {
        const open = this.#state.detailsOpen ?? this.element.clientWidth >= splitMinWidth;
        dispatch({ type: 'details', open: !open });
      },
      onSelectFunction: (name, file) => this.#selectFunction(name, file),
      onSelectNeighbour: ({ name }) => this.#selectFunction(name, ''),
      onSelectStackFrame: ({ node, frame }) => this.#selectNode(node, frame),
      onValueType: (valueType) => dispatch({ type: 'valueType', valueType }),
      onClear: () => this.#select(null, null),
      onMenu: (name, target, clientX, clientY) => this.#menus.open(name, target, clientX, clientY),
      onOpenSource: (target) => this.#actions.openSource(target),
      onCopy: (text) => this.#actions.copy(text),
    });
  }

  #revealSelection(selection: Selection): void {
    const alone = this.#view !== 'flame' && this.#view !== 'split';
    if (alone) this.#options.dispatch({ type: 'view', view: 'flame' });
    if (selection.kind !== 'file') this.#reveal = selection.name;
    this.#select(selection, null);
    this.#revealPending();
    // Beside the graph the table keeps the focus: one goes on to the next row.
    if (alone) this.#flame.graph.focus();
  }

  #focusView(): void {
    if (this.#view === 'top') this.#table.focus();
    else if (isOtherView(this.#view)) this.#others.focus();
    else this.#flame.graph.focus();
  }

  #call(node: number, frame: number, shape: TreeShape): CallPlace {
    return { data: this.#data!, sampleIndex: this.#sampleIndex, node, frame, shape };
  }

  #noteFirstPaint(): void {
    if (this.#painted) return;
    this.#painted = true;
    // The frame after the next one starts when this one has been painted.
    requestAnimationFrame(() => requestAnimationFrame(() => this.#options.onFirstPaint()));
  }
}

function targetOf({ name, file }: FunctionRef): SourceTarget {
  return { file, line: 0, functionName: name, beside: false };
}
