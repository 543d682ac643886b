import { ownName } from '../src/base/splitName';
import type { FlameView, SampleTypeFacts, TreeShape } from '../src/model/views';
import { Segments } from './controls';
import { deliver, type ProfileData } from './data';
import { element } from './dom';
import type { FlameCallbacks, FlameSelection, FlameViewport, ValueFormat } from './flame/contract';
import { FlameGraph } from './flame/flameGraph';
import { createFailure } from './notices';
import { type FlameShape, shapeKey, type Zoom } from './state';
import { t } from './strings';
import type { Theme } from './theme';

export interface FlameInput {
  readonly data: ProfileData;
  readonly sampleIndex: number;
  readonly type: SampleTypeFacts;
  readonly shape: FlameShape;
  /** The function that "callers and callees" would be of; '' none. */
  readonly selectedName: string;
  /** Nobody looks at a place in it yet: what can be seen of a large profile is drawn first, and the rest when it is there. */
  readonly sketchFirst: boolean;
}

/** As the graph's own, but with the tree of calls that a node belongs to. */
export interface FlamePaneCallbacks
  extends Omit<
    FlameCallbacks,
    't' | 'onZoomRequest' | 'onCopy' | 'onOpenSource' | 'onContextMenu' | 'onHover' | 'onLeave'
  > {
  onOpenSource(node: number, frame: number, shape: TreeShape, beside: boolean): void;
  onCopy(node: number, frame: number, shape: TreeShape, what: 'name' | 'stack'): void;
  onContextMenu(node: number, frame: number, shape: TreeShape, clientX: number, clientY: number): void;
  /** The graph's own node: a caller's is negative. */
  onHover(node: number | null, shape: TreeShape): void;
  onShape(shape: FlameShape): void;
  /** There is a picture, or more of it. */
  onShown(view: FlameView): void;
  onProblem(sentence: string): void;
  during(work: Promise<void>): Promise<void>;
}

/** The flame graph of the shape that is wanted, with a bar to choose it; or a sentence when it could not be had. */
export class FlamePane {
  readonly element: HTMLElement;
  readonly #callbacks: FlamePaneCallbacks;
  readonly #graph: FlameGraph;
  readonly #holder: HTMLElement;
  readonly #failure: HTMLElement;
  readonly #shapes: Segments<FlameShape['kind']>;
  readonly #order: HTMLElement;
  #input: FlameInput | null = null;
  /** What was asked for last. */
  #key = '';
  /** Shape of what is drawn; null before there is anything. */
  #drawnShape: string | null = null;
  #aroundFrame = -1;

  constructor(callbacks: FlamePaneCallbacks, theme: Theme, zoom: Zoom | null) {
    this.#callbacks = callbacks;
    this.#shapes = new Segments<FlameShape['kind']>(
      t('Which calls'),
      [
        { value: 'topDown', label: t('From the root') },
        { value: 'bottomUp', label: t('Inverted') },
        { value: 'around', label: t('Callers and callees') },
      ],
      (kind) => this.#choose(kind),
    );
    this.#order = element('span', { class: 'flame-order muted' });
    this.#holder = element('div', { class: 'flame-holder' });
    this.#failure = element('div', { class: 'flame-failure', attributes: { hidden: '' } });
    this.element = element(
      'section',
      { class: 'pane flame-pane', attributes: { 'aria-label': t('Flame graph') } },
      element('div', { class: 'view-bar flame-shapes' }, this.#shapes.element, this.#order),
      this.#holder,
      this.#failure,
    );
    this.#graph = new FlameGraph(this.#holder, {
      ...callbacks,
      onZoomRequest: (node) => this.#loadDetail(node),
      onOpenSource: (node, frame, beside) =>
        callbacks.onOpenSource(idOfNode(node), frame, this.#shapeOf(node), beside),
      onCopy: (node, frame, what) => callbacks.onCopy(idOfNode(node), frame, this.#shapeOf(node), what),
      onContextMenu: (node, frame, clientX, clientY) =>
        callbacks.onContextMenu(idOfNode(node), frame, this.#shapeOf(node), clientX, clientY),
      onHover: (node) => callbacks.onHover(node, this.#shapeOf(node ?? 0)),
      onLeave: () => callbacks.onShape({ kind: 'topDown' }),
      t: (english, args) => t(english, args),
    });
    this.#graph.setTheme(theme);
    if (zoom) this.#graph.viewport = viewportOf(zoom);
  }

  get graph(): FlameGraph {
    return this.#graph;
  }

  /** Asks for the picture where another is wanted than before; the graph keeps where one looks while the shape stays. */
  show(input: FlameInput): void {
    this.#input = input;
    this.#showBar(input);
    const key = `${input.data.key} ${input.sampleIndex} ${input.type.total} ${shapeKey(input.shape)}`;
    if (this.#key === key) return;
    this.#key = key;
    const isSketch = input.sketchFirst && input.shape.kind === 'topDown' && this.#drawnShape === null;
    void this.#callbacks.during(
      isSketch ? this.#drawInTwo(input, key) : this.#ask(askFlame(input), input, key),
    );
  }

  /** Most boxes of a large profile are too narrow for any screen: they need not be waited for. */
  async #drawInTwo(input: FlameInput, key: string): Promise<void> {
    const { data, sampleIndex } = input;
    const sketch = data.flameSketch(sampleIndex).then((view): FlameAnswer => ({ kind: 'whole', view }));
    await this.#ask(sketch, input, key);
    if (this.#key === key) await this.#ask(askFlame(input), input, key);
  }

  #ask(answer: Promise<FlameAnswer>, input: FlameInput, key: string): Promise<void> {
    return deliver(
      answer,
      () => this.#key === key,
      (found) => this.#draw(found, input),
      (error) =>
        this.#showFailure(error.message, () => {
          this.#key = '';
          this.show(this.#input!);
        }),
    );
  }

  /** Goes back to where one looked. */
  look(zoom: Zoom | null): void {
    this.#graph.viewport = viewportOf(zoom ?? { path: [], left: 0, right: 1, topRow: 0 });
  }

  select(selection: FlameSelection): void {
    this.#graph.setSelection(selection);
  }

  #showBar({ shape, selectedName }: FlameInput): void {
    this.#shapes.show(shape.kind);
    const name = shape.kind === 'around' ? shape.name : selectedName;
    const button = this.#shapes.element.querySelector<HTMLButtonElement>('[data-value="around"]')!;
    button.disabled = name === '';
    const [topDown, bottomUp] = this.#shapes.element.querySelectorAll('button');
    topDown!.title = t('Callees from the root, heaviest first (left-heavy)');
    bottomUp!.title = t('Bottom-up: functions by their own cost, their callers below them, heaviest first');
    button.title =
      name === ''
        ? t('Select a function to see its callers and callees')
        : t('Callers and callees of {name}', { name });
    this.#order.textContent =
      shape.kind === 'around'
        ? t('of {name}: callers above, callees below', { name: ownName(shape.name) })
        : t('heaviest first');
    this.#order.title = shape.kind === 'around' ? shape.name : '';
  }

  #choose(kind: FlameShape['kind']): void {
    if (kind !== 'around') this.#callbacks.onShape({ kind });
    else if (this.#input?.selectedName) {
      this.#callbacks.onShape({ kind, name: this.#input.selectedName });
    }
  }

  #draw(answer: FlameAnswer, input: FlameInput): void {
    this.#aroundFrame = answer.kind === 'around' ? answer.frame : -1;
    if (answer.kind === 'absent') {
      const back = () => this.#callbacks.onShape({ kind: 'topDown' });
      this.#showPage(
        createFailure(t('{name} is not in what is shown of this profile.', { name: answer.name }), back, {
          icon: 'info',
          action: t('Back to all calls'),
        }),
      );
      return;
    }
    this.#failure.hidden = true;
    this.#holder.hidden = false;
    const shape = shapeKey(input.shape);
    if (this.#drawnShape !== null && this.#drawnShape !== shape) this.#graph.forgetViewport();
    this.#drawnShape = shape;
    const format = formatOf(input);
    if (answer.kind === 'around') this.#graph.setViewsAround(answer.callees, answer.callers, format);
    else this.#graph.setView(answer.view, format);
    this.#callbacks.onShown(answer.kind === 'around' ? answer.callees : answer.view);
  }

  /** More boxes below a node that the person looks at. */
  #loadDetail(node: number): void {
    const input = this.#input!;
    const key = this.#key;
    void this.#callbacks.during(
      deliver(
        input.data.flame(input.sampleIndex, idOfNode(node), this.#shapeOf(node)),
        () => this.#key === key,
        (view) => {
          if (node < 0) this.#graph.addCallers(view, formatOf(input));
          else this.#graph.setView(view, formatOf(input));
          this.#callbacks.onShown(view);
        },
        (error) => this.#callbacks.onProblem(error.message),
      ),
    );
  }

  /** The tree that a node of the picture belongs to. */
  #shapeOf(node: number): TreeShape {
    const shape = this.#input?.shape;
    if (shape?.kind !== 'around') return { kind: shape?.kind ?? 'topDown' };
    return { kind: node < 0 ? 'callers' : 'callees', frame: this.#aroundFrame };
  }

  #showFailure(sentence: string, onRetry: () => void): void {
    this.#showPage(createFailure(sentence, onRetry));
  }

  #showPage(page: HTMLElement): void {
    this.#failure.replaceChildren(page);
    this.#failure.hidden = false;
    this.#holder.hidden = true;
  }
}

type FlameAnswer =
  | { readonly kind: 'whole'; readonly view: FlameView }
  | {
      readonly kind: 'around';
      readonly frame: number;
      readonly callees: FlameView;
      readonly callers: FlameView;
    }
  | { readonly kind: 'absent'; readonly name: string };

async function askFlame({ data, sampleIndex, shape }: FlameInput): Promise<FlameAnswer> {
  if (shape.kind !== 'around') return { kind: 'whole', view: await data.flame(sampleIndex, 0, shape) };
  if (data.frameOf(shape.name) < 0) await data.top(sampleIndex, 'functions');
  const frame = data.frameOf(shape.name);
  if (frame < 0) return { kind: 'absent', name: shape.name };
  const [callees, callers] = await Promise.all([
    data.flame(sampleIndex, 0, { kind: 'callees', frame }),
    data.flame(sampleIndex, 0, { kind: 'callers', frame }),
  ]);
  const isEmpty = callees.length === 0 || callees.weight[0] === 0;
  return isEmpty ? { kind: 'absent', name: shape.name } : { kind: 'around', frame, callees, callers };
}

/** Call node of the engine's tree: the graph has those of callers as complements. */
export function idOfNode(node: number): number {
  return node < 0 ? ~node : node;
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

function formatOf({ data, type: { type, unit, total } }: FlameInput): ValueFormat {
  const { comparison } = data.facts;
  if (!comparison) return { type, unit, total };
  return { type, unit, total, totalOf: comparison.mode === 'diffBase' ? 'base' : 'difference' };
}
