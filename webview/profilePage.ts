import type { FlameView } from '../src/model/views';
import { Busy } from './busy';
import { deliver, type ProfileState } from './data';
import { DetailsLoader } from './details/loader';
import type { ValueContext } from './details/sections';
import { element } from './dom';
import { FactsPlace } from './factsPlace';
import { createPalette, type Palette, packageFill } from './flame/palette';
import { FlamePlace } from './flamePlace';
import type { Host } from './host';
import { HostActions } from './hostActions';
import { isOtherView } from './otherViews';
import { createParts, type PageActs, type PageParts } from './pageParts';
import { askedOf } from './query/apply';
import { Asking, marksOf } from './query/asking';
import { EffectLoader } from './query/effectLoader';
import { findSources } from './query/sources';
import { SearchRun } from './searchRun';
import { Selecting } from './selecting';
import { shareView } from './sharedView';
import { Shown } from './shown';
import { type Action, type Selection, splitMinWidth, type View, type ViewState, type Zoom } from './state';
import { t } from './strings';
import { TableLoader } from './table/loader';
import type { Theme } from './theme';
import { Toast } from './toast';
import { viewOfKey } from './viewKeys';

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

/** From so many samples on the picture of a profile takes a second draft: what can be seen stands first. */
const sketchedSamples = 20_000;

/** Everything that a shown profile consists of: asks for the views that the state wants and hands them to the panes. */
export class ProfilePage {
  readonly element: HTMLElement;
  readonly #options: PageOptions;
  readonly #shown: Shown;
  readonly #toast = new Toast();
  readonly #actions: HostActions;
  readonly #asking: Asking;
  readonly #selecting: Selecting;
  readonly #place: FlamePlace;
  readonly #parts: PageParts;
  readonly #facts: FactsPlace;
  readonly #tables: TableLoader;
  readonly #effects: EffectLoader;
  readonly #detailsLoader: DetailsLoader;
  readonly #search: SearchRun;
  readonly #busy = new Busy(() => this.element);
  #palette: Palette;
  #painted = false;

  constructor(options: PageOptions) {
    const { host, state, dispatch, theme } = options;
    const shown = new Shown(state);
    this.#options = options;
    this.#shown = shown;
    this.#palette = createPalette(theme);
    this.#actions = new HostActions(host, this.#toast);
    this.#asking = new Asking(host, () => this.#showAgain());
    const say = (sentence: string) => this.#toast.show(sentence);
    this.#selecting = new Selecting({ shown, dispatch, say });
    this.#place = new FlamePlace(shown, () => this.#parts.flame);
    this.#search = new SearchRun(() => this.#showSearch());
    this.#tables = this.#createTableLoader();
    this.#effects = new EffectLoader({
      onEffect: (effect) => {
        shown.effect = effect;
        this.#showAgain();
      },
      onProblem: say,
    });
    this.#parts = createParts(this.#acts(say), {
      host,
      theme,
      place: this.#place,
      sources: () => findSources(this.#asking.plain(shown.profile!), shown.sampleIndex),
      width: () => this.element.clientWidth,
      isUncertain: () => this.#isUncertain,
      stepMatch: (by) => this.#stepMatch(by),
      onFlameShown: (view) => this.#onFlameShown(view),
      onGo: options.onGo,
    });
    this.#detailsLoader = new DetailsLoader(this.#parts.details);
    this.#facts = new FactsPlace({
      toolbar: this.#parts.toolbar,
      dispatch,
      act: (id) => this.#actions.act(id),
      onCompareAs: (how) => this.#actions.compareAs({ ...how, state: shareView(shown.state, 'withPlace') }),
      onPiece: (piece) => this.#actions.choosePiece(piece),
    });
    this.element = this.#assemble();
  }

  /** Shows this state of the file in this way. Cheap where little changed. */
  show(profile: ProfileState, state: ViewState): void {
    const shown = this.#shown;
    shown.profile = profile;
    shown.state = state;
    const { sampleIndex } = shown;
    const work = this.#asking.update(profile, state.question, sampleIndex);
    if (work) void this.#busy.during(work);
    this.#takeData();
    this.#showQuery();
    if (this.#effects.load(shown.data, sampleIndex)) shown.effect = null;
    this.#facts.show(shown);
    const { kind } = shown.emptiness;
    this.element.dataset.content = kind;
    this.element.toggleAttribute('data-comparison', profile.facts.comparison !== null);
    this.#facts.empty.hidden = kind === 'values';
    this.#parts.panes.element.hidden = kind !== 'values';
    if (kind !== 'values') {
      this.#noteFirstPaint();
      return;
    }
    this.#selecting.resolve(this.#place.view);
    this.layout();
    this.#load();
  }

  /** Fits the panes into the width there is. */
  layout(): void {
    const { state } = this.#shown;
    const width = this.element.clientWidth;
    const view = this.#view;
    const detailsOpen = state.detailsOpen ?? width >= splitMinWidth;
    this.#parts.details.setOpen(detailsOpen);
    this.#parts.panes.show({ view, detailsOpen, sizes: state.sizes });
    this.#parts.toolbar.showView(view, this.#shown.absentViews(width));
    this.#parts.toolbar.showZoom(state.zoom !== null, view === 'flame' || view === 'split');
    this.#showOthers();
  }

  setTheme(theme: Theme): void {
    this.#palette = createPalette(theme);
    this.#parts.flame.graph.setTheme(theme);
    this.#showTable();
    this.#showOthers();
    this.#detailsLoader.forget();
    this.#loadDetails();
  }

  noteReload(): void {
    this.#facts.header.noteReload(Date.now());
  }

  /** Selects a function and brings its heaviest call and its row into view. */
  focusFunction(name: string, sampleIndex: number | null): void {
    const type = sampleIndex === null ? undefined : this.#shown.profile?.facts.sampleTypes[sampleIndex];
    if (type) this.#options.dispatch({ type: 'valueType', valueType: type.type });
    this.#place.wantRevealed(name);
    this.#selecting.selectFunction(name, '');
    this.#place.revealPending();
  }

  focusFrame(frame: number, sampleIndex: number | null): void {
    const { profile } = this.#shown;
    if (!profile) return;
    // Whoever points at a function by its number has asked nothing.
    const data = this.#asking.plain(profile);
    void deliver(
      data.functionDetails(frame, sampleIndex ?? this.#shown.sampleIndex),
      () => profile === this.#shown.profile,
      ({ name }) => this.focusFunction(name, sampleIndex),
      (error) => this.#toast.show(error.message),
    );
  }

  /** Goes to the view that the key means; false where it means none. */
  showViewOfKey(key: string): boolean {
    const view = viewOfKey(key, this.#view, this.#shown.absentViews(this.element.clientWidth));
    if (!view) return false;
    this.#options.dispatch({ type: 'view', view });
    this.#focusView();
    return true;
  }

  focusSwitch(): void {
    this.#facts.header.pageSwitch.focus();
  }

  focusSearch(): void {
    this.#parts.toolbar.search.focus();
  }

  /** Whether Back and Forward lead anywhere. */
  showWays(ways: { readonly back: boolean; readonly forward: boolean }): void {
    this.#parts.line.showWays(ways);
  }

  /** Goes to where one looked, in the picture that the state asks for. */
  look(zoom: Zoom | null): void {
    this.#place.lookAt(zoom);
    this.#place.takeZoom(this.#asking.isSettled);
  }

  get #view(): View {
    return this.#shown.view(this.element.clientWidth);
  }

  /** Whether the shown values are estimates. */
  get #isUncertain(): boolean {
    return (this.#tables.functionsOf(this.#shown.sampleIndex)?.cumError ?? null) !== null;
  }

  #showAgain(): void {
    const { profile, state } = this.#shown;
    if (profile) this.show(profile, state);
  }

  /** Where the question is another, all that was found in the data before is another, too. */
  #takeData(): void {
    const { data } = this.#asking;
    if (this.#shown.data === data) return;
    this.#shown.data = data;
    this.#selecting.forgetNode();
    this.#place.setView(null);
    this.#tables.forgetFunctions();
  }

  #showQuery(): void {
    const { profile, state, sampleIndex, effect } = this.#shown;
    const { sampleTypes } = profile!.facts;
    const { failure } = this.#asking;
    this.#parts.line.query.show({
      asked: askedOf(state),
      marks: marksOf(failure, effect),
      failure: failure?.sentence ?? '',
      valueTypes: sampleTypes.map(({ type }) => type),
      unit: sampleTypes[sampleIndex]?.unit ?? '',
    });
  }

  #load(): void {
    const { data, sampleIndex, state, type } = this.#shown;
    if (!data) return;
    // The engine answers in order: what can be seen is asked for first.
    if (this.#view === 'top') {
      this.#loadTable();
      this.#loadFlame();
    } else {
      this.#loadFlame();
      this.#loadTable();
    }
    this.#showOthers();
    this.#search.update({ data, sampleIndex, text: state.search, total: type.total });
    this.#showSelection();
    this.#showSearchBox();
    this.#loadDetails();
  }

  // Panes

  #loadFlame(): void {
    const { profile, data, sampleIndex, type } = this.#shown;
    const { selection, shape, zoom } = this.#shown.state;
    const selectedName = selection && selection.kind !== 'file' ? selection.name : '';
    const isLarge = data!.facts.samples >= sketchedSamples;
    // Whoever comes for one function must find it, however narrow.
    const sketchFirst = isLarge && zoom === null && selection === null && profile?.focus === null;
    this.#parts.flame.show({ data: data!, sampleIndex, type, shape, selectedName, sketchFirst });
  }

  /** There is a picture of everything, or more boxes below a node. */
  #onFlameShown(view: FlameView): void {
    if (view.root === 0) {
      this.#place.setView(view);
      this.#place.takeZoom(this.#asking.isSettled);
      this.#selecting.resolve(view);
    } else this.#selecting.resolveIn(view);
    this.#showSelection();
    this.#showMatches();
    this.#loadDetails();
    if (view.root !== 0) return;
    this.#place.revealPending();
    this.#noteFirstPaint();
  }

  #showOthers(): void {
    const { data, profile, state, sampleIndex } = this.#shown;
    if (!data || !profile) return;
    const view = this.#view;
    this.#parts.others.show(isOtherView(view) ? view : null, {
      data,
      facts: profile.facts,
      sampleIndex,
      type: this.#shown.type,
      isUncertain: this.#isUncertain,
      selection: state.selection,
      report: state.report,
      trend: profile.trend,
      treeShape: state.treeShape,
      found: this.#search.names,
      colourOf: this.#colourOf,
    });
  }

  #createTableLoader(): TableLoader {
    return new TableLoader({
      onTables: (functions) => {
        const isSame = functions.compared !== null && functions.length === 0;
        this.#facts.showSame(isSame ? this.#shown.type.type : null);
        this.#showTable();
        this.#showSelection();
        this.#loadDetails();
        this.#noteFirstPaint();
      },
      onFailure: (sentence) =>
        this.#parts.table.showFailure(sentence, () => {
          this.#tables.forgetKey();
          this.#loadTable();
        }),
      during: (work) => this.#busy.during(work),
    });
  }

  #loadTable(): void {
    const { data, sampleIndex, state } = this.#shown;
    if (!this.#tables.load(data!, sampleIndex, state)) this.#showTable();
  }

  #showTable(): void {
    const { sampleIndex, state } = this.#shown;
    const table = this.#tables.rowsOf(sampleIndex);
    if (!table) return;
    this.#parts.table.show({
      table,
      type: this.#shown.type,
      unit: state.report.unit,
      sort: state.sort,
      filter: state.filter,
      selection: state.selection,
      found: this.#search.names,
      colourOf: this.#colourOf,
    });
  }

  #loadDetails(): void {
    const { profile, data, sampleIndex } = this.#shown;
    if (!profile || !data) return;
    const { selection, shape } = this.#shown.state;
    // Nodes of other shapes are no call paths from the root.
    const node = shape.kind === 'topDown' ? this.#selecting.node : null;
    const functions = this.#tables.functionsOf(sampleIndex);
    this.#detailsLoader.show({ data, sampleIndex, selection, node, functions }, () => this.#context);
  }

  get #context(): ValueContext {
    const { facts, sampleIndex, effect } = this.#shown;
    return { facts, sampleIndex, colourOf: this.#colourOf, left: effect?.totalLeft ?? null };
  }

  readonly #colourOf = (packageName: string) => packageFill(this.#palette, packageName);

  // Selection and search

  #showSelection(): void {
    const { selection } = this.#shown.state;
    if (!selection || selection.kind === 'file') {
      this.#parts.flame.select({ node: null, frame: null });
      return;
    }
    const frame = this.#shown.data!.frameOf(selection.name);
    this.#parts.flame.select({ node: this.#selecting.node, frame: frame < 0 ? null : frame });
  }

  #showSearch(): void {
    this.#showSearchBox();
    this.#showMatches();
    this.#showTable();
    this.#showOthers();
  }

  #showSearchBox(): void {
    this.#parts.toolbar.search.show(this.#shown.state.search, this.#search.status);
  }

  /** A chosen file is shown as a search would be: no single box stands for it. */
  #showMatches(): void {
    const { selection } = this.#shown.state;
    const ofFile = selection?.kind === 'file' ? this.#tables.framesOfFile(selection.file) : null;
    this.#parts.flame.graph.setSearch(this.#search.frames ?? ofFile);
  }

  #stepMatch(by: 1 | -1): void {
    const { functions } = this.#tables;
    if (!functions) return;
    const row = this.#search.step(by, functions);
    if (row < 0) return;
    this.#place.wantRevealed(functions.name[row]!);
    this.#selecting.selectFunction(functions.name[row]!, functions.file[row]!);
    this.#place.revealPending();
    this.#showSearchBox();
  }

  #revealSelection(selection: Selection): void {
    const alone = this.#view !== 'flame' && this.#view !== 'split';
    if (alone) this.#options.dispatch({ type: 'view', view: 'flame' });
    if (selection.kind !== 'file') this.#place.wantRevealed(selection.name);
    this.#selecting.select(selection);
    this.#place.revealPending();
    // Beside the graph the table keeps the focus: one goes on to the next row.
    if (alone) this.#parts.flame.graph.focus();
  }

  #focusView(): void {
    if (this.#view === 'top') this.#parts.table.focus();
    else if (isOtherView(this.#view)) this.#parts.others.focus();
    else this.#parts.flame.graph.focus();
  }

  // Parts

  #acts(say: (sentence: string) => void): PageActs {
    const { dispatch } = this.#options;
    return {
      shown: this.#shown,
      dispatch,
      selecting: this.#selecting,
      actions: this.#actions,
      say,
      during: (work) => this.#busy.during(work),
      focusView: () => this.#focusView(),
      focusSearch: () => this.focusSearch(),
      revealSelection: (selection) => this.#revealSelection(selection),
    };
  }

  #assemble(): HTMLElement {
    return element(
      'div',
      { class: 'profile-page' },
      this.#facts.header.element,
      ...this.#facts.banners,
      this.#parts.toolbar.element,
      this.#parts.line.element,
      this.#parts.line.query.problem,
      element('div', { class: 'progress', role: 'progressbar', attributes: { 'aria-label': t('Working') } }),
      this.#facts.empty,
      this.#parts.panes.element,
      this.#toast.element,
    );
  }

  #noteFirstPaint(): void {
    if (this.#painted) return;
    this.#painted = true;
    // The frame after the next one starts when this one has been painted.
    requestAnimationFrame(() => requestAnimationFrame(() => this.#options.onFirstPaint()));
  }
}
