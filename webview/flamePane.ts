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
  /** What shares are of. */
  #total = 0;

  constructor(callbacks: Omit<FlameCallbacks, 't'>, theme: Theme, zoom: Zoom | null) {
    this.#holder = element('div', { class: 'flame-holder' });
    this.#failure = element('div', { class: 'flame-failure', attributes: { hidden: '' } });
    this.element = element(
      'section',
      { class: 'pane flame-pane', attributes: { 'aria-label': t('Flame graph') } },
      this.#holder,
      this.#failure,
    );
    this.#graph = new FlameGraph(this.#holder, { ...callbacks, t: (english, args) => t(english, args) });
    this.#graph.setTheme(theme);
    if (zoom) this.#graph.viewport = viewportOf(zoom);
  }

  get graph(): FlameGraph {
    return this.#graph;
  }

  /** A view of the whole profile takes the place of the one before; the graph keeps where one looks. */
  showWhole(view: FlameView, type: SampleTypeFacts): void {
    this.#failure.hidden = true;
    this.#holder.hidden = false;
    const total = type.total;
    if (this.#view === view && this.#total === total) return;
    this.#view = view;
    this.#total = total;
    this.#graph.setView(view, formatOf(type));
  }

  /** Adds the boxes below one node to the view that is shown. */
  showDetail(view: FlameView, type: SampleTypeFacts): void {
    if (view.sampleIndex === this.#view?.sampleIndex) this.#graph.setView(view, formatOf(type));
  }

  /** Goes back to where one looked. */
  look(zoom: Zoom | null): void {
    this.#graph.viewport = viewportOf(zoom ?? { path: [], left: 0, right: 1, topRow: 0 });
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

/** Ids are not kept: the names find the node. */
function viewportOf({ path, left, right, topRow }: Zoom): FlameViewport {
  const rootNode = path.length === 0 ? 0 : -1;
  return { rootNode, rootPath: path, leftShare: left, rightShare: right, topRow };
}

function formatOf({ type, unit, total }: SampleTypeFacts) {
  return { type, unit, total };
}
