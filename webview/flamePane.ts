import type { FlameView, SampleTypeFacts } from '../src/model/views';
import { element } from './dom';
import { type FlameCallbacks, FlameGraph, type FlameSelection, type FlameViewport } from './flame/flameGraph';
import { createFailure } from './notices';
import type { Zoom } from './state';
import { t } from './strings';
import type { Theme } from './theme';

/** The flame graph, or the tree of the same calls, or a sentence when it could not be had. */
export class FlamePane {
  readonly element: HTMLElement;
  readonly #graph: FlameGraph;
  readonly #holder: HTMLElement;
  readonly #failure: HTMLElement;
  #view: FlameView | null = null;
  /** Outlives views: another value type and a reloaded file keep the zoom. */
  #wanted: FlameViewport | null;

  constructor(callbacks: Omit<FlameCallbacks, 't'>, theme: Theme, zoom: Zoom | null) {
    this.#holder = element('div', { class: 'flame-holder' });
    this.#failure = element('div', { class: 'flame-failure', attributes: { hidden: '' } });
    this.element = element(
      'section',
      { class: 'pane flame-pane', attributes: { 'aria-label': t('Flame graph') } },
      this.#holder,
      this.#failure,
    );
    this.#wanted = zoom && viewportOf(zoom);
    this.#graph = new FlameGraph(this.#holder, { ...callbacks, t: (english, args) => t(english, args) });
    this.#graph.setTheme(theme);
  }

  get graph(): FlameGraph {
    return this.#graph;
  }

  /** A view of the whole profile takes the place of the one before and keeps where one looks. */
  showWhole(view: FlameView, type: SampleTypeFacts, sameProfile: boolean): void {
    this.#failure.hidden = true;
    this.#holder.hidden = false;
    if (this.#view === view) return;
    const viewport = this.#view ? this.#graph.viewport : this.#wanted;
    this.#view = view;
    this.#wanted = null;
    this.#graph.setView(view, formatOf(type));
    // Ids of an older profile mean nothing here: the path of names finds the node again.
    if (viewport) this.#graph.viewport = sameProfile ? viewport : { ...viewport, rootNode: unknownNode };
  }

  /** Adds the boxes below one node to the view that is shown. */
  showDetail(view: FlameView, type: SampleTypeFacts): void {
    if (view.sampleIndex === this.#view?.sampleIndex) this.#graph.setView(view, formatOf(type));
  }

  select(selection: FlameSelection): void {
    this.#graph.setSelection(selection);
  }

  showFailure(sentence: string, onRetry: () => void): void {
    this.#failure.replaceChildren(createFailure(sentence, onRetry));
    this.#failure.hidden = false;
    this.#holder.hidden = true;
    this.#view = null;
  }
}

/** What `setState` keeps of where one looks; null where all is in view. */
export function zoomOf(viewport: FlameViewport): Zoom | null {
  const { rootPath, leftShare, rightShare, topRow } = viewport;
  const whole = rootPath.length === 0 && leftShare <= 0 && rightShare >= 1 && topRow === 0;
  return whole ? null : { path: rootPath, left: leftShare, right: rightShare, topRow };
}

const unknownNode = -1;

function viewportOf({ path, left, right, topRow }: Zoom): FlameViewport {
  const rootNode = path.length === 0 ? 0 : unknownNode;
  return { rootNode, rootPath: path, leftShare: left, rightShare: right, topRow };
}

function formatOf({ type, unit, total }: SampleTypeFacts) {
  return { type, unit, total };
}
