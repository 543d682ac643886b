import { ownName } from '../../src/base/splitName';
import type { ReportOptions } from '../../src/model/question';
import type { SampleTypeFacts } from '../../src/model/views';
import type { WireCallGraph } from '../../src/protocol/profileEditor';
import { amountText, shareText } from '../amounts';
import { createAbsentFunction } from '../chooseFunction';
import { createIconButton } from '../controls';
import { element, fill } from '../dom';
import { isPlain, reportKey } from '../state';
import { formatInteger, t } from '../strings';
import { svg } from '../svg';
import {
  AnswerPlace,
  answerKey,
  type FunctionRef,
  selectedFunction,
  type ViewActions,
  type ViewInput,
  type ViewPane,
} from '../viewPane';
import { chooseAll, chooseAround } from './chooseNodes';
import { type DrawnGraph, drawGraph, nodeSize, nodeText } from './drawing';
import type { layoutGraph, PlacedGraph, PlacedNode } from './layout';
import {
  bringIntoSight,
  centreOn,
  fitAll,
  type GraphViewport,
  panBy,
  withoutMargins,
  zoomAt,
} from './viewport';

/** More boxes than this around one function are no picture any more, and dagre takes seconds for them. */
const mostNodes = 60;
/** Of the whole profile, fewer: all of them are looked at together. */
const mostNodesOfWhole = 40;
/** Of a large program's functions, those among which the neighbourhood of one is looked for. */
const mostCandidates = 2000;
/** Smaller letters than this zoom gives cannot be read: the picture starts at the function instead of fitting. */
const leastReadableZoom = 0.72;
/** The whole profile is looked at for its shape first. */
const leastOverviewZoom = 0.45;

const startZoom = 0.9;

/** More boxes than these are neither laid out in time nor looked at, whatever `nodecount` asks for. */
const mostNodesEver = 100;

/** The heaviest functions of the whole profile; `asked` decides where it trims. */
function wholeReport(asked: ReportOptions): ReportOptions {
  return { ...asked, trim: true, nodeCount: nodesOf(asked, mostNodesOfWhole) };
}

/** Candidates for the neighbourhood of a function: the small ones too, unless they were asked away. */
function aroundReport(asked: ReportOptions): ReportOptions {
  const fractions = asked.trim ? {} : { nodeFraction: 0, edgeFraction: 0 };
  return { ...asked, ...fractions, trim: true, nodeCount: mostCandidates, sort: 'cum' };
}

function nodesOf({ trim, nodeCount }: ReportOptions, otherwise: number): number {
  if (!trim || nodeCount < 0) return otherwise;
  return nodeCount === 0 ? mostNodesEver : Math.min(nodeCount, mostNodesEver);
}

interface Shown {
  readonly graph: WireCallGraph;
  readonly placed: PlacedGraph;
  readonly drawn: DrawnGraph;
  readonly nodes: ReadonlyMap<number, PlacedNode>;
  readonly input: ViewInput;
  /** Row of the function that all stands around; -1 for the whole profile. */
  readonly centre: number;
}

type Layout = { readonly layoutGraph: typeof layoutGraph };

/** Calls as boxes and arrows: around the selected function, or the heaviest of the whole profile. */
export class GraphPane implements ViewPane {
  readonly element: HTMLElement;
  readonly #actions: ViewActions;
  readonly #answers: AnswerPlace;
  readonly #place: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #caption: HTMLElement;
  readonly #live: HTMLElement;
  readonly #asList: HTMLButtonElement;
  readonly #whole: HTMLButtonElement;
  #shown: Shown | null = null;
  #active = -1;
  #viewport: GraphViewport = { zoom: 1, offsetX: 0, offsetY: 0 };
  /** Waits for a size of its place. */
  #fitPending = false;

  constructor(actions: ViewActions) {
    this.#actions = actions;
    this.#svg = svg('svg', { 'aria-hidden': 'true' });
    this.#live = element('div', {
      class: 'for-listeners',
      role: 'status',
      attributes: { 'aria-live': 'polite' },
    });
    this.#stage = element(
      'div',
      {
        class: 'graph-stage',
        role: 'application',
        attributes: { tabindex: 0, 'aria-roledescription': t('call graph') },
      },
      this.#live,
    );
    this.#stage.append(this.#svg);
    this.#caption = element('span', { class: 'graph-caption muted', role: 'status' });
    this.#whole = element('button', {
      class: 'link',
      text: t('Whole profile'),
      attributes: { type: 'button' },
      on: { click: () => actions.clearSelection() },
    });
    this.#asList = element('button', {
      class: 'link',
      text: t('As lists'),
      title: t('Callers and callees as lists'),
      attributes: { type: 'button' },
      on: { click: () => actions.dispatch({ type: 'view', view: 'peek' }) },
    });
    this.#place = element('div', { class: 'graph-place' }, this.#stage);
    this.element = element(
      'section',
      { class: 'view-pane', attributes: { 'aria-label': t('Call graph') } },
      element(
        'div',
        { class: 'view-bar' },
        this.#caption,
        element(
          'div',
          { class: 'bar-end' },
          this.#whole,
          this.#asList,
          createIconButton('zoom-out', t('Zoom out (-)'), () => this.#zoom(1 / 1.3)),
          createIconButton('zoom-in', t('Zoom in (+)'), () => this.#zoom(1.3)),
          createIconButton('screen-full', t('Show all (0)'), () => this.#fit()),
        ),
      ),
      this.#place,
    );
    this.#answers = new AnswerPlace(this.#place, actions);
    this.#listen();
  }

  show(input: ViewInput): void {
    const fn = selectedFunction(input);
    this.#whole.hidden = fn === null;
    this.#asList.hidden = fn === null;
    this.#answers.ask(
      answerKey(input, reportKey(input.report), fn?.name ?? ''),
      async () => {
        // The library comes when it is needed, and only then.
        const [{ layoutGraph }, found] = await Promise.all([import('./layout'), askGraph(input, fn)]);
        return { layoutGraph, ...found };
      },
      ({ layoutGraph, graph, centre }) => this.#draw({ layoutGraph }, graph, centre, fn, input),
    );
  }

  focus(): void {
    this.#answers.whenShown(() => {
      this.#stage.focus();
    });
  }

  // Drawing

  #draw(
    { layoutGraph }: Layout,
    graph: WireCallGraph,
    centre: number,
    fn: FunctionRef | null,
    input: ViewInput,
  ): void {
    if (fn && centre < 0) {
      this.#shown = null;
      fill(this.#place, createAbsentFunction(fn.name));
      this.#caption.textContent = '';
      return;
    }
    const chosen =
      centre < 0
        ? chooseAll(graph, nodesOf(input.report, mostNodesOfWhole))
        : chooseAround(graph, centre, nodesOf(input.report, mostNodes));
    const type = typeOf(graph, input);
    const texts = new Map(chosen.nodes.map((row) => [row, nodeText(graph, row, type)]));
    const placed = layoutGraph(graph, chosen, (row) => nodeSize(texts.get(row)!));
    const drawn = drawGraph(graph, placed, texts, type);
    this.#svg.replaceChildren(drawn.layer);
    this.#shown = {
      graph,
      placed,
      drawn,
      nodes: new Map(placed.nodes.map((node) => [node.row, node])),
      input,
      centre,
    };
    if (!this.#stage.isConnected) fill(this.#place, this.#stage);
    this.#caption.textContent = captionOf(graph, chosen.nodes.length, fn);
    this.#stage.setAttribute(
      'aria-label',
      t('{caption}. Arrow keys move along calls, Enter selects, plus and minus zoom.', {
        caption: this.#caption.textContent,
      }),
    );
    drawn.boxes.get(centre)?.classList.add('centre');
    this.#setActive(centre >= 0 ? centre : heaviestOf(graph, placed), false);
    this.#showFirst();
  }

  /** All of it where it can be read so; else the function in its middle, or its top. */
  #showFirst(): void {
    const place = this.#extent();
    this.#fitPending = place.width === 0 || place.height === 0;
    if (!this.#shown || this.#fitPending) return;
    const { placed, nodes, centre } = this.#shown;
    const all = fitAll(placed, place);
    if (all.zoom >= (centre < 0 ? leastOverviewZoom : leastReadableZoom)) this.#move(all);
    else {
      const middle = nodes.get(this.#active) ?? { x: placed.width / 2, y: 0 };
      this.#move(withoutMargins(centreOn(middle, startZoom, place), placed, place));
    }
  }

  #fit(): void {
    if (this.#shown) this.#move(fitAll(this.#shown.placed, this.#extent()));
  }

  #zoom(factor: number): void {
    const { width, height } = this.#extent();
    this.#move(zoomAt(this.#viewport, factor, width / 2, height / 2));
  }

  #move(viewport: GraphViewport): void {
    this.#viewport = viewport;
    const { zoom, offsetX, offsetY } = viewport;
    this.#shown?.drawn.layer.setAttribute('transform', `translate(${offsetX} ${offsetY}) scale(${zoom})`);
  }

  #extent() {
    return { width: this.#stage.clientWidth, height: this.#stage.clientHeight };
  }

  /** The box that the keyboard is at; its calls stand out. */
  #setActive(row: number, tell: boolean): void {
    const shown = this.#shown;
    if (!shown) return;
    shown.drawn.boxes.get(this.#active)?.classList.remove('active');
    this.#active = row;
    shown.drawn.boxes.get(row)?.classList.add('active');
    for (const edge of this.#svg.querySelectorAll<SVGElement>('[data-edge]')) {
      const at = Number(edge.dataset.edge);
      const own = shown.graph.edgeCaller[at] === row || shown.graph.edgeCallee[at] === row;
      edge.classList.toggle('own', own);
    }
    const node = shown.nodes.get(row);
    if (tell && node) {
      this.#move(bringIntoSight(this.#viewport, node, this.#extent()));
      this.#live.textContent = announce(shown, row);
    }
  }

  // Input

  #listen(): void {
    new ResizeObserver(() => {
      if (this.#fitPending) this.#showFirst();
    }).observe(this.#stage);
    this.#stage.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    this.#stage.addEventListener('keydown', (event) => {
      if (!this.#run(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.#stage.addEventListener('pointerdown', (event) => this.#onPress(event));
    this.#stage.addEventListener('dblclick', (event) => {
      const row = rowAt(event.target);
      if (row >= 0) this.#openSource(row, event.altKey);
    });
    this.#stage.addEventListener('contextmenu', (event) => {
      const fn = this.#functionAt(rowAt(event.target));
      if (!fn) return;
      event.preventDefault();
      this.#actions.openMenu(fn, event.clientX, event.clientY);
    });
  }

  #onWheel(event: WheelEvent): void {
    if (!this.#shown) return;
    event.preventDefault();
    const { left, top } = this.#stage.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) {
      const factor = Math.exp(-event.deltaY * 0.004);
      this.#move(zoomAt(this.#viewport, factor, event.clientX - left, event.clientY - top));
    } else {
      const [byX, byY] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
      this.#move(panBy(this.#viewport, -byX, -byY, this.#shown.placed, this.#extent()));
    }
  }

  /** A drag pans; a press that stays where it is selects. */
  #onPress(event: PointerEvent): void {
    if (event.button !== 0 || !this.#shown) return;
    const row = rowAt(event.target);
    let last = { x: event.clientX, y: event.clientY };
    let dragged = false;
    const listening = new AbortController();
    const { signal } = listening;
    const move = (moved: PointerEvent) => {
      if (!dragged && Math.hypot(moved.clientX - event.clientX, moved.clientY - event.clientY) < 4) return;
      if (!dragged) this.#stage.setPointerCapture(event.pointerId);
      dragged = true;
      this.#stage.classList.add('dragging');
      const shown = this.#shown;
      if (shown) {
        const by = { x: moved.clientX - last.x, y: moved.clientY - last.y };
        this.#move(panBy(this.#viewport, by.x, by.y, shown.placed, this.#extent()));
      }
      last = { x: moved.clientX, y: moved.clientY };
    };
    const end = () => {
      listening.abort();
      this.#stage.classList.remove('dragging');
      if (!dragged && row >= 0) this.#select(row);
    };
    this.#stage.addEventListener('pointermove', move, { signal });
    this.#stage.addEventListener('pointerup', end, { signal });
    this.#stage.addEventListener('pointercancel', end, { signal });
  }

  #run(event: KeyboardEvent): boolean {
    if (!this.#shown) return false;
    const control = event.ctrlKey || event.metaKey;
    const row = this.#active;
    if (event.key === 'F12' || (control && event.key === 'Enter')) return this.#openSource(row, event.altKey);
    if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) return this.#openMenuAt(row);
    if (control || event.altKey) return false;
    switch (event.key) {
      case 'ArrowUp':
        return this.#goTo(this.#alongEdge(row, 'caller'));
      case 'ArrowDown':
        return this.#goTo(this.#alongEdge(row, 'callee'));
      case 'ArrowLeft':
        return this.#goTo(this.#beside(row, -1));
      case 'ArrowRight':
        return this.#goTo(this.#beside(row, 1));
      case 'Enter':
      case ' ':
        this.#select(row);
        return true;
      case '+':
      case '=':
        this.#zoom(1.3);
        return true;
      case '-':
        this.#zoom(1 / 1.3);
        return true;
      case '0':
        this.#fit();
        return true;
      case 'Escape':
        if (this.#shown.centre < 0) return false;
        this.#actions.clearSelection();
        return true;
      default:
        return false;
    }
  }

  #goTo(row: number): true {
    if (row >= 0) this.#setActive(row, true);
    return true;
  }

  /** The other end of the heaviest edge that leads there; -1 where none does. */
  #alongEdge(row: number, to: 'caller' | 'callee'): number {
    const { graph, placed } = this.#shown!;
    let best = -1;
    for (const { edge } of placed.edges) {
      const [from, other] =
        to === 'caller' ? [graph.edgeCallee, graph.edgeCaller] : [graph.edgeCaller, graph.edgeCallee];
      if (from[edge] !== row || other[edge] === row) continue;
      if (best < 0 || Math.abs(graph.edgeWeight[edge]!) > Math.abs(graph.edgeWeight[best]!)) best = edge;
    }
    if (best < 0) return -1;
    return (to === 'caller' ? graph.edgeCaller : graph.edgeCallee)[best]!;
  }

  /** The next box in that direction, rather in the same row of boxes. */
  #beside(row: number, by: 1 | -1): number {
    const { placed, nodes } = this.#shown!;
    const here = nodes.get(row);
    if (!here) return -1;
    let best: PlacedNode | null = null;
    const distance = (node: PlacedNode) => Math.abs(node.x - here.x) + 4 * Math.abs(node.y - here.y);
    for (const node of placed.nodes) {
      if ((node.x - here.x) * by <= 1) continue;
      if (!best || distance(node) < distance(best)) best = node;
    }
    return best?.row ?? -1;
  }

  #select(row: number): void {
    const fn = this.#functionAt(row);
    if (fn) this.#actions.selectFunction(fn);
  }

  #functionAt(row: number): FunctionRef | null {
    const graph = this.#shown?.graph;
    return graph && row >= 0 ? { name: graph.name[row]!, file: graph.file[row]! } : null;
  }

  #openSource(row: number, beside: boolean): boolean {
    const fn = this.#functionAt(row);
    if (fn) {
      const line = this.#shown!.graph.line[row]!;
      this.#actions.openSource({ file: fn.file, line, functionName: fn.name, beside });
    }
    return fn !== null;
  }

  #openMenuAt(row: number): boolean {
    const fn = this.#functionAt(row);
    const box = this.#shown?.drawn.boxes.get(row)?.getBoundingClientRect();
    if (fn && box) this.#actions.openMenu(fn, box.left + 12, box.bottom);
    return fn !== null;
  }
}

/** `centre`: the row of the function; -1 where none is meant, or it is not there. */
async function askGraph(
  { data, sampleIndex, report }: ViewInput,
  fn: FunctionRef | null,
): Promise<{ graph: WireCallGraph; centre: number }> {
  if (!fn) return { graph: await data.callGraph(sampleIndex, wholeReport(report), true), centre: -1 };
  const candidates = await data.callGraph(sampleIndex, aroundReport(report), false);
  const centre = candidates.name.indexOf(fn.name);
  if (centre >= 0) return { graph: candidates, centre };
  // Too light to be among them: its own neighbours.
  const graph = await data.callsOf(fn.name, sampleIndex, { ...report, trim: false });
  return { graph, centre: graph.name.indexOf(fn.name) };
}

function captionOf(graph: WireCallGraph, nodes: number, fn: FunctionRef | null): string {
  const count = formatInteger(nodes);
  if (fn) return t('{count} functions around {name}', { count, name: ownName(fn.name) });
  const all = graph.candidates + graph.droppedNodes;
  return all > nodes
    ? t('{count} functions that tell most, of {all}', { count, all: formatInteger(all) })
    : t('{count} functions', { count });
}

/** Means and divided values have shares of their own total. */
function typeOf({ total }: WireCallGraph, { type, report }: ViewInput): SampleTypeFacts {
  return isPlain(report) ? type : { ...type, total };
}

function announce({ graph, placed, input }: Shown, row: number): string {
  const type = typeOf(graph, input);
  const callers = placed.edges.filter(({ edge }) => graph.edgeCallee[edge] === row).length;
  const callees = placed.edges.filter(({ edge }) => graph.edgeCaller[edge] === row).length;
  return t(
    '{name}: flat {flat}, cum {cum}, {share} of total, {callers} callers and {callees} callees shown',
    {
      name: graph.name[row]!,
      flat: amountText(graph.flat[row]!, type),
      cum: amountText(graph.cum[row]!, type),
      share: shareText(type.total === 0 ? 0 : graph.cum[row]! / type.total, type),
      callers,
      callees,
    },
  );
}

/** The costliest function with its callees; the upper one of equals. */
function heaviestOf({ cum }: WireCallGraph, { nodes }: PlacedGraph): number {
  const byCum = nodes.toSorted((a, b) => Math.abs(cum[b.row]!) - Math.abs(cum[a.row]!) || a.y - b.y);
  return byCum[0]?.row ?? -1;
}

function rowAt(target: EventTarget | null): number {
  const box = target instanceof Element ? target.closest<SVGElement>('.graph-node') : null;
  return box ? Number(box.dataset.row) : -1;
}
