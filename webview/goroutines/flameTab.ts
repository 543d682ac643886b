import type { FlameView, TreeShape } from '../../src/model/views';
import type { SourceTarget, WireTopTable } from '../../src/protocol/profileEditor';
import { deliver } from '../data';
import { DetailsLoader } from '../details/loader';
import { DetailsView } from '../details/view';
import { createPalette, type Palette, packageFill } from '../flame/palette';
import { FlamePane, zoomOf } from '../flamePane';
import { FlamePlace } from '../flamePlace';
import type { CallPlace, HostActions } from '../hostActions';
import { openMenu } from '../menu';
import { SearchBox } from '../searchBox';
import { SearchRun } from '../searchRun';
import { Selecting } from '../selecting';
import { Shown } from '../shown';
import { type Action, defaultState, type ViewState } from '../state';
import { t } from '../strings';
import type { Theme } from '../theme';
import type { GoroutineData } from './data';
import { writeTerm } from './filterText';
import type { FlameState } from './state';

export interface FlameTabOptions {
  readonly theme: Theme;
  readonly actions: HostActions;
  readonly flame: FlameState;
  onFlame(part: Partial<FlameState>): void;
  onToggleDetails(): void;
  onNarrow(term: string): void;
  say(sentence: string): void;
  during(work: Promise<void>): Promise<void>;
}

export interface FlameTabInput {
  readonly data: GoroutineData;
  /** The filter that could be asked last. */
  readonly filter: string;
  /** Goroutines that match: what shares are of. */
  readonly total: number;
  readonly flame: FlameState;
}

/** The stacks of the goroutines that match, as the flame graph of a profile: its keys, search and details. */
export class FlameTab {
  readonly pane: FlamePane;
  readonly details: DetailsView;
  readonly search: SearchBox;
  readonly #options: FlameTabOptions;
  readonly #shown: Shown;
  readonly #selecting: Selecting;
  readonly #place: FlamePlace;
  readonly #run: SearchRun;
  readonly #loader: DetailsLoader;
  #palette: Palette;
  #input: FlameTabInput | null = null;
  #functions: WireTopTable | null = null;

  constructor(options: FlameTabOptions) {
    const { theme, flame } = options;
    this.#options = options;
    this.#palette = createPalette(theme);
    this.#shown = new Shown(viewStateOf(flame));
    this.#selecting = new Selecting({
      shown: this.#shown,
      dispatch: (action) => this.#dispatch(action),
      say: (sentence) => options.say(sentence),
    });
    this.#place = new FlamePlace(this.#shown, () => this.pane);
    this.#run = new SearchRun(() => this.#showMatches());
    this.search = new SearchBox({
      onInput: (text) => options.onFlame({ search: text }),
      onStep: (by) => this.#step(by),
      onLeave: () => this.focus(),
    });
    this.pane = this.#createPane(theme);
    this.details = this.#createDetails();
    this.#loader = new DetailsLoader(this.details);
  }

  show(input: FlameTabInput): void {
    const { data, filter, total, flame } = input;
    this.#input = input;
    const shown = this.#shown;
    shown.profile = withTotal(data, total);
    shown.state = viewStateOf(flame);
    const profile = data.profile(filter);
    if (shown.data !== profile) {
      shown.data = profile;
      this.#selecting.forgetNode();
      this.#place.setView(null);
      this.#loadFunctions();
    }
    this.#selecting.resolve(this.#place.view);
    const selectedName = flame.selection && flame.selection.kind !== 'file' ? flame.selection.name : '';
    const { sampleIndex, type } = shown;
    this.pane.show({
      data: profile,
      sampleIndex,
      type,
      shape: flame.shape,
      selectedName,
      sketchFirst: false,
    });
    this.#run.update({ data: profile, sampleIndex, text: flame.search, total: type.total });
    this.search.show(flame.search, this.#run.status);
    this.#showSelection();
    this.#loadDetails();
  }

  setTheme(theme: Theme): void {
    this.#palette = createPalette(theme);
    this.pane.graph.setTheme(theme);
    this.#loader.forget();
    this.#loadDetails();
  }

  focus(): void {
    this.pane.graph.focus();
  }

  /** Goes to where one looked, for Back and Forward. */
  look(): void {
    this.#place.lookAt(this.#shown.state.zoom);
    this.#place.takeZoom(true);
  }

  #dispatch(action: Action): void {
    const { onFlame } = this.#options;
    switch (action.type) {
      case 'select':
        onFlame({ selection: action.selection });
        break;
      case 'zoom':
        onFlame({ zoom: action.zoom });
        break;
      case 'shape': {
        const { selection } = this.#shown.state;
        // Zoom and call path belong to the calls of one shape.
        const kept = selection?.kind === 'function' ? { ...selection, path: null } : selection;
        onFlame({ shape: action.shape, zoom: null, selection: kept });
        break;
      }
      default:
        break;
    }
  }

  #createPane(theme: Theme): FlamePane {
    const { actions, say, during } = this.#options;
    const callOf = (node: number, frame: number, shape: TreeShape): CallPlace => ({
      data: this.#shown.data!,
      sampleIndex: this.#shown.sampleIndex,
      node,
      frame,
      shape,
    });
    return new FlamePane(
      {
        onSelect: (node, frame) => this.#selecting.selectNode(node, frame),
        onClearSelection: () => this.#selecting.select(null),
        onOpenSource: (node, frame, shape, beside) => actions.openCall(callOf(node, frame, shape), beside),
        onCopy: (node, frame, shape, what) => actions.copyCall(callOf(node, frame, shape), what),
        onContextMenu: (node, frame, shape, clientX, clientY) =>
          this.#openCallMenu(callOf(node, frame, shape), clientX, clientY),
        onViewport: (viewport) => this.#dispatch({ type: 'zoom', zoom: zoomOf(viewport) }),
        // Counts of goroutines are exact.
        onHover: () => {},
        onShape: (shape) => this.#dispatch({ type: 'shape', shape }),
        onShown: (view) => this.#onShown(view),
        onProblem: (sentence) => say(sentence),
        during: (work) => during(work),
      },
      theme,
      this.#shown.state.zoom,
    );
  }

  #onShown(view: FlameView): void {
    if (view.root === 0) {
      this.#place.setView(view);
      this.#place.takeZoom(true);
      this.#selecting.resolve(view);
    } else this.#selecting.resolveIn(view);
    this.#showSelection();
    this.#showMatches();
    this.#loadDetails();
    if (view.root === 0) this.#place.revealPending();
  }

  #createDetails(): DetailsView {
    const { actions } = this.#options;
    return new DetailsView({
      onToggle: () => this.#options.onToggleDetails(),
      onSelectFunction: (name, file) => this.#selectFunction(name, file),
      onSelectNeighbour: ({ name }) => this.#selectFunction(name, ''),
      onSelectStackFrame: ({ node, frame }) => this.#selecting.selectNode(node, frame),
      onValueType: () => {},
      onClear: () => this.#selecting.select(null),
      onMenu: (name, target, clientX, clientY) => this.#openMenu(name, target, clientX, clientY),
      onOpenSource: (target) => actions.openSource(target),
      onCopy: (text) => actions.copy(text),
    });
  }

  #selectFunction(name: string, file: string): void {
    this.#place.wantRevealed(name);
    this.#selecting.selectFunction(name, file);
    this.#place.revealPending();
  }

  #openCallMenu(call: CallPlace, clientX: number, clientY: number): void {
    const found = call.data.functionOf(call.frame);
    if (!found) return;
    const { actions } = this.#options;
    openMenu(
      found.name,
      [
        { label: t('Open source'), keys: 'F12', run: () => actions.openCall(call, false) },
        { label: t('Copy name'), keys: 'Ctrl+C', run: () => actions.copyCall(call, 'name') },
        { label: t('Copy stack'), keys: 'Ctrl+Alt+C', run: () => actions.copyCall(call, 'stack') },
        null,
        ...this.#narrowing(found.name),
      ],
      clientX,
      clientY,
    );
  }

  #openMenu(name: string, target: SourceTarget, clientX: number, clientY: number): void {
    const { actions } = this.#options;
    openMenu(
      name,
      [
        { label: t('Open source'), keys: 'F12', run: () => actions.openSource(target) },
        { label: t('Copy name'), keys: '', run: () => actions.copy(name) },
        null,
        ...this.#narrowing(name),
      ],
      clientX,
      clientY,
    );
  }

  #narrowing(name: string) {
    const { onNarrow } = this.#options;
    const term = writeTerm('func', name);
    return [
      { label: t('Only goroutines with this'), keys: '', run: () => onNarrow(term) },
      { label: t('Without goroutines with this'), keys: '', run: () => onNarrow(`-${term}`) },
      {
        label: t('Show callers and callees'),
        keys: '',
        run: () => {
          this.#selecting.selectFunction(name, '');
          this.#dispatch({ type: 'shape', shape: { kind: 'around', name } });
        },
      },
    ];
  }

  #loadFunctions(): void {
    const data = this.#shown.data!;
    this.#functions = null;
    void deliver(
      data.top(this.#shown.sampleIndex, 'functions'),
      () => this.#shown.data === data,
      (functions) => {
        this.#functions = functions;
        this.#showSelection();
        this.#loadDetails();
      },
      (error) => this.#options.say(error.message),
    );
  }

  #loadDetails(): void {
    const { data, sampleIndex, facts, state } = this.#shown;
    if (!data || !this.#input) return;
    const node = state.shape.kind === 'topDown' ? this.#selecting.node : null;
    this.#loader.show(
      { data, sampleIndex, selection: state.selection, node, functions: this.#functions },
      () => ({
        facts,
        sampleIndex,
        colourOf: (packageName) => packageFill(this.#palette, packageName),
        left: null,
        wholeName: this.#input?.filter ? t('Goroutines that match') : t('All goroutines'),
      }),
    );
  }

  #showSelection(): void {
    const { selection } = this.#shown.state;
    if (!selection || selection.kind === 'file') {
      this.pane.select({ node: null, frame: null });
      return;
    }
    const frame = this.#shown.data!.frameOf(selection.name);
    this.pane.select({ node: this.#selecting.node, frame: frame < 0 ? null : frame });
  }

  #showMatches(): void {
    this.pane.graph.setSearch(this.#run.frames);
    this.search.show(this.#shown.state.search, this.#run.status);
  }

  #step(by: 1 | -1): void {
    if (!this.#functions) return;
    const row = this.#run.step(by, this.#functions);
    if (row >= 0) this.#selectFunction(this.#functions.name[row]!, this.#functions.file[row]!);
    this.#showMatches();
  }
}

/** The parts of a profile page's state that the flame graph reads. */
function viewStateOf({ shape, zoom, selection, search }: FlameState): ViewState {
  return { ...defaultState, shape, zoom, selection, search };
}

/** Shares are of the goroutines that match. */
function withTotal({ state }: GoroutineData, total: number): GoroutineData['state'] {
  const { facts } = state;
  const sampleTypes = facts.sampleTypes.map((type, i) =>
    i === facts.sampleIndex ? { ...type, total } : type,
  );
  return { ...state, facts: { ...facts, sampleTypes } };
}
