import './flame.css';
import type { FlameView } from '../../src/model/views';
import { element } from '../dom';
import { readTheme, type Theme } from '../theme';
import { Breadcrumb } from './breadcrumb';
import type { FlameCallbacks, FlameSelection, FlameViewport, ValueFormat } from './contract';
import { announceBox, boxName, describeGraph, shortValue } from './describe';
import { FlameHover } from './hover';
import { type FlameCommand, flameCommand } from './keyboard';
import { shortName } from './label';
import { ChangeLegend } from './legend';
import { Minimap } from './minimap';
import { boxToward } from './neighbours';
import { listenToPointer, type PointerTarget } from './pointer';
import { allFrame, type Box, FlameScene } from './scene';
import { RowScrollbar } from './scrollbar';
import { FlameSight } from './sight';
import { FlameStage } from './stage';
import { FlameTree } from './tree';

/** Boxes this wide (CSS pixels) can be seen: where smaller ones were left out, more detail is asked for. */
const cssVisible = 1;

/**
 * A flame graph with axis, minimap, breadcrumb, tooltip and an equivalent tree. It fills `container`, which needs a
 * size of its own; it follows every resize.
 */
export class FlameGraph {
  readonly #callbacks: FlameCallbacks;
  readonly #root: HTMLElement;
  readonly #body: HTMLElement;
  readonly #live: HTMLElement;
  readonly #breadcrumb: Breadcrumb;
  readonly #legend: ChangeLegend;
  readonly #zoomOutButton: HTMLButtonElement;
  readonly #minimap: Minimap;
  readonly #scrollbar: RowScrollbar;
  readonly #tree: FlameTree;
  readonly #stage: FlameStage;
  readonly #sight: FlameSight;
  readonly #hover: FlameHover;
  readonly #stopPointer: () => void;

  #format: ValueFormat = { type: '', unit: '', total: 0 };
  /** The node that detail was asked for last, while no view has come since. */
  #requested: number | null = null;
  #selection: FlameSelection = { node: null, frame: null };
  #selected: Box | null = null;
  #focused = false;
  #pressed = false;
  #mode: 'graph' | 'tree' = 'graph';
  /** The tree shows only while it has the focus. */
  #borrowed = false;

  constructor(container: HTMLElement, callbacks: FlameCallbacks) {
    this.#callbacks = callbacks;
    const { t } = callbacks;
    const theme = readTheme(document);
    this.#breadcrumb = new Breadcrumb(t('Zoomed into'), (count) => t('{count} more callers', { count }));
    this.#legend = new ChangeLegend(t);
    this.#zoomOutButton = this.#createZoomOutButton();
    this.#minimap = new Minimap({
      onMove: (left, right, middleRow) => this.#sight.moveByMinimap(left, right, middleRow),
      onWheel: (event) => this.#wheelOnMinimap(event),
    });
    this.#scrollbar = new RowScrollbar((topRow) =>
      this.#stage.moveTo({ ...this.#stage.camera, topRow }, false),
    );
    this.#tree = this.#createTree();
    this.#live = element('div', {
      class: 'flame-hidden',
      role: 'status',
      attributes: { 'aria-live': 'polite' },
    });
    this.#body = this.#createBody();
    this.#root = this.#assemble();
    container.append(this.#root);
    this.#stage = new FlameStage(this.#body, theme, {
      onMove: () => this.#onMove(),
      onRest: () => this.#onRest(true),
      marks: () => this.#marks(),
      valueText: (layer, index) => {
        const { total, compared } = layer.layout.view;
        const sides = compared && { base: compared.base[index]!, current: compared.current[index]! };
        return shortValue(total[index]!, this.#format, sides, t);
      },
      allText: t('all'),
    });
    this.#sight = new FlameSight(this.#stage, {
      onZoom: () => this.#showBreadcrumb(),
      onGone: () => this.#hover.stop(),
      requestDetail: (box) => this.#requestDetail(box),
    });
    this.#hover = new FlameHover(this.#stage, this.#body, t, (box) => this.#tellHover(box));
    this.#root.append(this.#hover.tip);
    this.#stopPointer = listenToPointer(this.#body, this.#pointerTarget());
    this.#tree.setPalette(this.#stage.palette);
  }

  /** A view with `root` 0 replaces everything; one with another root adds detail below that node. Null empties. */
  setView(view: FlameView | null, format: ValueFormat): void {
    let scene = FlameScene.empty;
    if (view !== null) scene = view.root === 0 ? FlameScene.from(view) : this.#stage.scene.with(view);
    this.#setScene(scene, format);
  }

  /** One function with what it calls below it and what calls it above; both views start at it. Replaces everything. */
  setViewsAround(callees: FlameView, callers: FlameView, format: ValueFormat): void {
    this.#setScene(FlameScene.around(callees, callers), format);
  }

  /** Detail of the callers, for a view that starts at one of them. */
  addCallers(view: FlameView, format: ValueFormat): void {
    this.#setScene(this.#stage.scene.with(view, -1), format);
  }

  /** The next view is another picture: it shows all of itself, not what was in sight of this one. */
  forgetViewport(): void {
    this.#sight.forgetWanted();
    this.#setScene(FlameScene.empty, this.#format);
  }

  #setScene(scene: FlameScene, format: ValueFormat): void {
    const { kept } = this.#sight;
    this.#format = format;
    this.#requested = null;
    this.#hover.stop();
    this.#stage.setScene(scene, format.unit);
    this.#legend.show(scene.isComparison ? this.#stage.palette : null);
    this.#tree.setPalette(this.#stage.palette);
    this.#tree.show(scene, format);
    this.#findSelected(false);
    this.#showMinimap();
    this.#body.setAttribute('aria-label', describeGraph(scene, format, this.#callbacks.t));
    if (scene.isEmpty) return;
    this.#sight.takeScene(kept);
    this.#onRest(false);
  }

  /** Marks a box (`node`) or, with `node` null, every box of a function. Does not call back. */
  setSelection(selection: FlameSelection): void {
    this.#selection = selection;
    // Also while the picture shows: a screen reader finds what a CodeLens or the table has selected.
    this.#findSelected(true);
    this.#stage.redrawMarks();
  }

  /** Adds to what the tooltip says of a node how sure its cum is, while the pointer is still over it. */
  showError(node: number, text: string): void {
    this.#hover.showError(node, text);
  }

  /** Functions that match a search (positions in the profile's table); null ends the search, an empty set dims all. */
  setSearch(frames: ReadonlySet<number> | Uint32Array | null): void {
    const search = frames instanceof Uint32Array ? new Set(frames) : frames;
    this.#stage.setSearch(search);
    this.#tree.setSearch(search);
    this.#showMinimap();
  }

  setTheme(theme: Theme): void {
    this.#stage.setTheme(theme);
    if (this.#stage.scene.isComparison) this.#legend.show(this.#stage.palette);
    this.#tree.setPalette(this.#stage.palette);
    this.#showMinimap();
  }

  get viewport(): FlameViewport {
    return this.#sight.viewport;
  }

  /** Takes effect at once, or when the view that it belongs to arrives. */
  set viewport(viewport: FlameViewport) {
    this.#sight.viewport = viewport;
  }

  /** Zooms to a call node of the current view; unknown nodes are ignored. */
  zoomTo(node: number): void {
    const box = this.#stage.scene.find(node);
    if (box) this.#sight.zoomTo(box);
  }

  resetZoom(): void {
    if (!this.#stage.scene.isEmpty) this.#sight.zoomTo(this.#stage.scene.root);
  }

  /** Brings the heaviest box of a function into view, here and in the tree, zooming only if it would be too narrow; false without a box. */
  revealFrame(frame: number): boolean {
    const box = this.#stage.scene.heaviest(frame);
    if (!box) return false;
    this.#sight.reveal(box);
    this.#tree.reveal(box);
    return true;
  }

  /** Graph or tree of the same nodes. */
  get mode(): 'graph' | 'tree' {
    return this.#mode;
  }

  set mode(mode: 'graph' | 'tree') {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#root.classList.toggle('tree-mode', mode === 'tree');
    this.#hover.stop();
    this.#findSelected(mode === 'tree');
  }

  focus(): void {
    if (this.#mode === 'tree') this.#tree.focus();
    else this.#body.focus();
  }

  dispose(): void {
    this.#stopPointer();
    this.#breadcrumb.dispose();
    this.#minimap.dispose();
    this.#scrollbar.dispose();
    this.#stage.dispose();
    this.#root.remove();
  }

  // What is in sight

  #wheelOnMinimap(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const { camera } = this.#stage;
      this.#sight.zoomBy(Math.exp(Math.sign(event.deltaY) * 0.2), (camera.left + camera.right) / 2, false);
    } else this.#sight.pan(event.shiftKey ? event.deltaY : event.deltaX, event.shiftKey ? 0 : event.deltaY);
  }

  /** Runs before every frame that shows something else than the one before. */
  #onMove(): void {
    const { camera, rows, rowsInSight, scene, size, metrics } = this.#stage;
    if (scene.isEmpty) {
      this.#scrollbar.show(0, 0, 0, 0);
      return;
    }
    this.#sight.follow(camera);
    this.#minimap.showCamera(camera, rowsInSight);
    this.#scrollbar.show(rows, rowsInSight, camera.topRow, size.cssHeight - metrics.cssAxis);
    if (this.#stage.moving) this.#hover.stop();
    else this.#hover.again(this.#format);
  }

  #onRest(tell: boolean): void {
    const { scene, camera, size } = this.#stage;
    if (scene.isEmpty || size.cssWidth === 0) return;
    this.#hover.again(this.#format);
    this.#showBreadcrumb();
    for (const layer of scene.densestLayers(camera)) {
      if (scene.layers[layer]!.layout.narrowest < cssVisible * this.#stage.valuePerCssPixel) continue;
      if (this.#requestDetail(scene.covering({ layer, index: 0 }, camera))) break;
    }
    if (tell) this.#callbacks.onViewport?.(this.viewport);
  }

  /** False where the view already has everything below `box`, or cannot be had denser. */
  #requestDetail(box: Box): boolean {
    const { scene } = this.#stage;
    const { layout } = scene.layers[box.layer]!;
    const node = scene.node(box);
    if (layout.view.omitted === 0 || box.index === 0) return false;
    if (this.#requested !== node) {
      this.#requested = node;
      this.#callbacks.onZoomRequest(node);
    }
    return true;
  }

  #showMinimap(): void {
    const { scene, palette, paints } = this.#stage;
    this.#minimap.show(scene, palette, paints);
    this.#minimap.showCamera(this.#stage.camera, this.#stage.rowsInSight);
  }

  #showBreadcrumb(): void {
    const { scene, target } = this.#stage;
    if (scene.isEmpty) return;
    const { t, onLeave } = this.#callbacks;
    const { path } = this.#sight;
    const crumbs = path.map((box) => ({
      label: shortName(boxName(scene, box, t), scene.packageName(box)),
      title: boxName(scene, box, t),
      onClick: () => this.zoomTo(scene.node(box)),
    }));
    const back = { label: t('all'), title: t('Back to all calls (Escape)'), onClick: () => onLeave?.() };
    this.#breadcrumb.show(scene.isAround && onLeave ? [back, ...crumbs] : crumbs);
    const { left, right } = target;
    this.#zoomOutButton.disabled = right - left >= scene.width * (1 - 1e-9) && path.length === 1;
  }

  // What is selected and under the pointer

  #marks() {
    return {
      hovered: this.#hover.box,
      selected: this.#selected,
      selectedFrame: this.#selection.frame,
      focused: this.#focused,
    };
  }

  #findSelected(reveal: boolean): void {
    const { node } = this.#selection;
    this.#selected = node === null ? null : this.#stage.scene.find(node);
    this.#tree.select(this.#selected, reveal);
  }

  #select(box: Box, source: 'mouse' | 'keyboard'): void {
    const { scene } = this.#stage;
    const node = scene.node(box);
    const frame = scene.frame(box);
    this.#selection = { node, frame };
    this.#selected = box;
    this.#tree.select(box, false);
    this.#stage.redrawMarks();
    if (source === 'keyboard' && this.#mode === 'graph') {
      this.#live.textContent = announceBox(scene, box, this.#format, this.#callbacks.t);
    }
    this.#callbacks.onSelect(node, frame, source);
  }

  #clearSelection(): void {
    this.#selection = { node: null, frame: null };
    this.#findSelected(false);
    this.#stage.redrawMarks();
    this.#callbacks.onClearSelection?.();
  }

  #tellHover(box: Box | null): void {
    const { scene } = this.#stage;
    this.#callbacks.onHover?.(box && scene.node(box), box && scene.frame(box));
  }

  // Input

  #pointerTarget(): PointerTarget {
    const boxAt = (cssX: number, cssY: number) => this.#stage.boxAt(cssX, cssY);
    return {
      hover: (cssX, cssY) => this.#hover.at(cssX, cssY, this.#format),
      leave: () => this.#hover.leave(),
      click: (cssX, cssY, open) => {
        const box = boxAt(cssX, cssY);
        if (!box) return this.#clearSelection();
        this.#select(box, 'mouse');
        if (open !== 'no') this.#openSource(box, open === 'beside');
      },
      doubleClick: (cssX, cssY) => {
        const box = boxAt(cssX, cssY);
        if (box) this.#sight.zoomTo(box);
      },
      contextMenu: (cssX, cssY, event) => {
        const box = boxAt(cssX, cssY);
        if (!box || !this.#callbacks.onContextMenu) return;
        event.preventDefault();
        this.#select(box, 'mouse');
        this.#openMenu(box, event.clientX, event.clientY);
      },
      drag: (byCssX, byCssY) => this.#sight.pan(-byCssX, -byCssY),
      zoom: (factor, cssX) => this.#sight.zoomBy(factor, this.#stage.valueAt(cssX), false),
      scroll: (byCssX, byCssY) => this.#sight.pan(byCssX, byCssY),
    };
  }

  #onKey(event: KeyboardEvent): void {
    const command = flameCommand(event);
    if (command === null || this.#stage.scene.isEmpty) return;
    this.#setFocused(true);
    if (!this.#run(command)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** False where the command has nothing to do and the key may go on to somebody else. */
  #run(command: FlameCommand): boolean {
    const box = this.#selected ?? this.#sight.zoom;
    switch (command) {
      case 'zoomToSelected':
        this.#sight.zoomTo(box);
        return true;
      case 'zoomOut':
        return this.#sight.zoomOut();
      case 'zoomOutOrClear':
        if (this.#sight.zoomOut()) return true;
        if (this.#stage.scene.isAround && this.#callbacks.onLeave) {
          this.#callbacks.onLeave();
          return true;
        }
        if (!this.#selected && this.#selection.frame === null) return false;
        this.#clearSelection();
        return true;
      case 'resetZoom':
        this.resetZoom();
        return true;
      case 'narrower':
        this.#sight.step(-1, this.#selected);
        return true;
      case 'wider':
        this.#sight.step(1, this.#selected);
        return true;
      case 'pageUp':
        this.#sight.page(-1);
        return true;
      case 'pageDown':
        this.#sight.page(1);
        return true;
      default:
        return this.#runOnBox(command, box);
    }
  }

  #runOnBox(command: FlameCommand, box: Box): boolean {
    switch (command) {
      case 'openSource':
      case 'openSourceBeside':
        this.#openSource(box, command === 'openSourceBeside');
        return true;
      case 'copyName':
      case 'copyStack':
        this.#copy(box, command === 'copyName' ? 'name' : 'stack');
        return true;
      case 'contextMenu': {
        const rect = this.#stage.cssRectOf(box);
        const body = this.#body.getBoundingClientRect();
        this.#openMenu(
          box,
          body.left + Math.max(0, Math.min(rect.left + 16, rect.right)),
          body.top + rect.bottom,
        );
        return true;
      }
      default: {
        // The first arrow marks where one is; the next ones go on from there.
        const { scene } = this.#stage;
        const next = this.#selected ? boxToward(scene, command, box, scene.span(this.#sight.zoom)) : box;
        if (next) this.#select(next, 'keyboard');
        if (next) this.#sight.bringIntoSight(next);
        return true;
      }
    }
  }

  #openSource(box: Box, beside: boolean): void {
    const { scene } = this.#stage;
    if (scene.frame(box) !== allFrame)
      this.#callbacks.onOpenSource(scene.node(box), scene.frame(box), beside);
  }

  #copy(box: Box, what: 'name' | 'stack'): void {
    const { scene } = this.#stage;
    this.#callbacks.onCopy?.(scene.node(box), scene.frame(box), what);
  }

  #openMenu(box: Box, clientX: number, clientY: number): void {
    const { scene } = this.#stage;
    this.#hover.stop();
    this.#callbacks.onContextMenu?.(scene.node(box), scene.frame(box), clientX, clientY);
  }

  // Elements

  #createZoomOutButton(): HTMLButtonElement {
    const label = this.#callbacks.t('Zoom out');
    return element('button', {
      class: 'flame-zoom-out',
      title: `${label} (Esc)`,
      text: label,
      attributes: { type: 'button', disabled: '' },
      on: { click: () => this.#sight.zoomOut() },
    });
  }

  #createTree(): FlameTree {
    const { t } = this.#callbacks;
    return new FlameTree(
      t('Calls, heaviest first'),
      {
        onSelect: (box, source) => this.#select(box, source),
        onOpenSource: (box, beside) => this.#openSource(box, beside),
        onContextMenu: (box, clientX, clientY) => this.#openMenu(box, clientX, clientY),
        onCopy: (box, what) => this.#copy(box, what),
        onExpand: (box) => this.#requestDetail(this.#stage.scene.densest(box)),
        onReached: () => this.#onTreeReached(),
        onLeft: () => this.#onTreeLeft(),
      },
      t,
    );
  }

  /** A screen reader has gone into the tree behind the graph: what has the focus must be seen. */
  #onTreeReached(): void {
    if (this.#mode !== 'graph') return;
    this.#borrowed = true;
    this.mode = 'tree';
  }

  /** The focus is elsewhere when it has left the tree and has not come back with its new lines. */
  #onTreeLeft(): void {
    setTimeout(() => {
      if (!this.#borrowed || this.#tree.element.contains(document.activeElement)) return;
      this.#borrowed = false;
      this.mode = 'graph';
    });
  }

  #createBody(): HTMLElement {
    const { t } = this.#callbacks;
    return element('div', {
      class: 'flame-body',
      role: 'application',
      attributes: {
        tabindex: 0,
        'aria-roledescription': t('flame graph'),
        'aria-keyshortcuts': 'ArrowUp ArrowDown ArrowLeft ArrowRight Enter Escape Control+Enter',
      },
      on: {
        keydown: (event) => this.#onKey(event),
        // A click shows where it was by itself: the ring is for those who came by keyboard, or go on with it.
        focus: () => this.#setFocused(!this.#pressed),
        blur: () => this.#setFocused(false),
        pointerdown: () => this.#press(),
      },
    });
  }

  #press(): void {
    this.#pressed = true;
    this.#setFocused(false);
    // The focus comes with the press, after this handler.
    setTimeout(() => {
      this.#pressed = false;
    });
  }

  #setFocused(focused: boolean): void {
    this.#focused = focused;
    this.#body.classList.toggle('keyboard', focused);
    this.#stage.redrawMarks();
  }

  #assemble(): HTMLElement {
    return element(
      'div',
      { class: 'flame' },
      element(
        'div',
        { class: 'flame-bar' },
        this.#breadcrumb.element,
        this.#zoomOutButton,
        this.#legend.element,
      ),
      this.#minimap.element,
      element('div', { class: 'flame-stage' }, this.#body, this.#scrollbar.element),
      this.#tree.pane,
      this.#live,
    );
  }
}
