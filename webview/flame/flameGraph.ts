import './flame.css';
import type { FlameView } from '../../src/model/views';
import { element } from '../dom';
import { readTheme, type Theme } from '../theme';
import { boxFill } from './boxPaint';
import { Breadcrumb } from './breadcrumb';
import { panCamera, zoomCamera } from './camera';
import type { FlameCallbacks, FlameSelection, FlameViewport, ValueFormat } from './contract';
import { announceBox, boxName, describeBox, shortValue } from './describe';
import { type FlameCommand, flameCommand } from './keyboard';
import { shortName } from './label';
import { ChangeLegend } from './legend';
import { Minimap } from './minimap';
import { boxToward } from './neighbours';
import { listenToPointer, type PointerTarget } from './pointer';
import { allFrame, type Box, FlameScene } from './scene';
import { RowScrollbar } from './scrollbar';
import { FlameStage } from './stage';
import { FlameTooltip } from './tooltip';
import { FlameTree } from './tree';

/** Boxes this wide (CSS pixels) can be seen: where smaller ones were left out, more detail is asked for. */
const cssVisible = 1;
/** A box of this width (CSS pixels) is worth looking at without zooming to it. */
const cssReadable = 80;
/** Rows of callers that stay above the call that is zoomed into, where not all of them fit. */
const contextRows = 2;
const zoomStep = 0.6;

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
  readonly #tooltip: FlameTooltip;
  readonly #tree: FlameTree;
  readonly #stage: FlameStage;
  readonly #stopPointer: () => void;

  #format: ValueFormat = { type: '', unit: '', total: 0 };
  /** The call of the stage's scene that was zoomed into; it always covers what is in sight. */
  #zoom: Box = { layer: 0, index: 0 };
  /** A viewport that waits for a view that has its call. */
  #wanted: FlameViewport | null = null;
  /** Waits for a size to show the root in the middle of its callers and callees. */
  #homeless = false;
  /** The node that detail was asked for last, while no view has come since. */
  #requested: number | null = null;
  #selection: FlameSelection = { node: null, frame: null };
  #selected: Box | null = null;
  #hovered: Box | null = null;
  /** Where the pointer is over the boxes, in CSS pixels of the body. */
  #pointer: { readonly cssX: number; readonly cssY: number } | null = null;
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
      onMove: (left, right, middleRow) => this.#moveByMinimap(left, right, middleRow),
      onWheel: (event) => this.#wheelOnMinimap(event),
    });
    this.#scrollbar = new RowScrollbar((topRow) =>
      this.#stage.moveTo({ ...this.#stage.camera, topRow }, false),
    );
    this.#tooltip = new FlameTooltip(t);
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
    this.#wanted = null;
    this.#setScene(FlameScene.empty, this.#format);
  }

  #setScene(scene: FlameScene, format: ValueFormat): void {
    const viewport = this.#wanted ?? (this.#stage.scene.isEmpty ? null : this.viewport);
    this.#format = format;
    this.#requested = null;
    this.#stopHover();
    this.#stage.setScene(scene, format.unit);
    this.#legend.show(scene.isComparison ? this.#stage.palette : null);
    this.#tree.setPalette(this.#stage.palette);
    this.#tree.show(scene, format);
    this.#findSelected(false);
    this.#showMinimap();
    this.#describe();
    if (scene.isEmpty) return;
    this.#zoom = scene.root;
    if (viewport) this.viewport = viewport;
    else this.#showHome();
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
    if (!this.#hovered || this.#stage.scene.node(this.#hovered) !== node) return;
    this.#tooltip.showError(text);
    if (!this.#pointer) return;
    const { left, top } = this.#body.getBoundingClientRect();
    this.#tooltip.moveTo(left + this.#pointer.cssX, top + this.#pointer.cssY);
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
    if (this.#wanted) return this.#wanted;
    const { scene, target } = this.#stage;
    if (scene.isEmpty) return { rootNode: 0, rootPath: [], leftShare: 0, rightShare: 1, topRow: 0 };
    const box = scene.nearestCovering(this.#zoom, target);
    const { left, right } = scene.span(box);
    const share = (valueX: number) => Math.min(1, Math.max(0, (valueX - left) / (right - left)));
    return {
      rootNode: scene.node(box),
      rootPath: scene.pathNames(box),
      leftShare: right > left ? share(target.left) : 0,
      rightShare: right > left ? share(target.right) : 1,
      topRow: target.topRow,
    };
  }

  /** Takes effect at once, or when the view that it belongs to arrives. */
  set viewport(viewport: FlameViewport) {
    const { scene } = this.#stage;
    this.#wanted = viewport;
    if (scene.isEmpty) return;
    const box = this.#findWanted(viewport);
    const complete = scene.pathNames(box).length >= viewport.rootPath.length;
    const { left, right } = scene.span(box);
    const whole = !complete || !(viewport.rightShare > viewport.leftShare);
    const from = left + (whole ? 0 : viewport.leftShare) * (right - left);
    const to = left + (whole ? 1 : viewport.rightShare) * (right - left);
    this.#setZoomBox(box);
    this.#stage.moveTo({ left: from, right: to, topRow: viewport.topRow }, false);
    this.#showBreadcrumb();
    // The rest of the path may be among the calls that this view left out.
    if (complete || !this.#requestDetail(box)) this.#wanted = null;
  }

  /** Zooms to a call node of the current view; unknown nodes are ignored. */
  zoomTo(node: number): void {
    const box = this.#stage.scene.find(node);
    if (box) this.#zoomToBox(box);
  }

  resetZoom(): void {
    if (!this.#stage.scene.isEmpty) this.#zoomToBox(this.#stage.scene.root);
  }

  /** Brings the heaviest box of a function into view, here and in the tree, zooming only if it would be too narrow; false without a box. */
  revealFrame(frame: number): boolean {
    const { scene } = this.#stage;
    const box = scene.heaviest(frame);
    if (!box) return false;
    const { left, right } = this.#stage.cssRectOf(box);
    if (right - left >= cssReadable) this.#bringIntoSight(box);
    else this.#zoomToBox(box);
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
    this.#stopHover();
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

  #setZoomBox(box: Box): void {
    const { scene } = this.#stage;
    this.#zoom = box;
    this.#stage.axisOrigin = scene.left(box);
    const rows = scene.row(box) + scene.heightBelow(box) + 1;
    // Callers and callees of one function are one picture: all of it stays within reach.
    this.#stage.rows = scene.isAround ? Math.max(rows, scene.rowCount) : rows;
  }

  /** All of the picture, from its first row; around one function with that in the middle. */
  #showHome(): void {
    const { scene } = this.#stage;
    this.#setZoomBox(scene.root);
    this.#homeless = scene.isAround && this.#stage.rowsInSight === 0;
    this.#stage.moveTo({ left: 0, right: scene.width, topRow: this.#topRowFor(scene.root) }, false);
    this.#showBreadcrumb();
  }

  /** The first row in sight that shows `box` among what it leads to. */
  #topRowFor(box: Box): number {
    const { scene, rows, rowsInSight } = this.#stage;
    if (rows <= rowsInSight) return 0;
    const row = scene.row(box);
    if (scene.isCaller(box)) return Math.max(0, row + 1 + contextRows - rowsInSight);
    if (!scene.isAround || row !== scene.row(scene.root)) return Math.max(0, row - contextRows);
    return Math.max(0, Math.round(row - rowsInSight / 2));
  }

  #zoomToBox(box: Box): void {
    const { scene } = this.#stage;
    if (scene.weight(box) <= 0) return;
    this.#wanted = null;
    this.#setZoomBox(box);
    const { left, right } = scene.span(box);
    this.#stage.moveTo({ left, right, topRow: this.#topRowFor(box) }, true);
    this.#showBreadcrumb();
    this.#stopHover();
  }

  /** To all of what was zoomed into, or else to the nearest caller that is wider. */
  #zoomOut(): boolean {
    const { scene, target } = this.#stage;
    if (scene.isEmpty) return false;
    const slack = (target.right - target.left) * 1e-6;
    for (let box: Box | null = this.#zoom; box; box = scene.parent(box)) {
      const { left, right } = scene.span(box);
      if (left < target.left - slack || right > target.right + slack) {
        this.#zoomToBox(box);
        return true;
      }
    }
    if (scene.depth(this.#zoom) === 0 && target.topRow === this.#homeRow()) return false;
    this.#zoomToBox(scene.root);
    return true;
  }

  /** Where the picture starts when nothing is zoomed into; the stage keeps cameras within its rows. */
  #homeRow(): number {
    const { rows, rowsInSight, scene } = this.#stage;
    return Math.min(this.#topRowFor(scene.root), Math.max(0, rows - rowsInSight));
  }

  #zoomBy(factor: number, anchor: number, animated: boolean): void {
    if (this.#stage.scene.isEmpty) return;
    this.#wanted = null;
    const from = animated ? this.#stage.target : this.#stage.camera;
    this.#stage.moveTo(zoomCamera(from, factor, anchor, this.#stage.limits), animated);
  }

  #pan(byCssX: number, byCssY: number): void {
    if (this.#stage.scene.isEmpty) return;
    this.#wanted = null;
    const { camera, limits, valuePerCssPixel, cssRow } = this.#stage;
    this.#stage.moveTo(panCamera(camera, byCssX * valuePerCssPixel, byCssY / cssRow, limits), false);
  }

  #moveByMinimap(left: number, right: number, middleRow: number | null): void {
    this.#wanted = null;
    const { camera, rowsInSight } = this.#stage;
    const topRow = middleRow === null ? camera.topRow : middleRow - rowsInSight / 2;
    this.#leaveZoomFor({ left, right });
    this.#stage.moveTo({ left, right, topRow }, false);
  }

  #wheelOnMinimap(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const { camera } = this.#stage;
      this.#zoomBy(Math.exp(Math.sign(event.deltaY) * 0.2), (camera.left + camera.right) / 2, false);
    } else this.#pan(event.shiftKey ? event.deltaY : event.deltaX, event.shiftKey ? 0 : event.deltaY);
  }

  /** Scrolls and pans as little as it takes. */
  #bringIntoSight(box: Box): void {
    const { scene, target, rowsInSight } = this.#stage;
    this.#wanted = null;
    const row = scene.row(box);
    const { left, right } = scene.span(box);
    this.#leaveZoomFor({ left: Math.min(left, target.left), right: Math.max(right, target.right) }, row + 1);
    let { topRow } = target;
    if (row < topRow) topRow = row;
    else if (row + 1 > topRow + rowsInSight) topRow = row + 1 - Math.floor(rowsInSight);
    let byX = 0;
    if (right <= target.left || left >= target.right) byX = (left + right - target.left - target.right) / 2;
    if (byX === 0 && topRow === target.topRow) return;
    this.#stage.moveTo({ left: target.left + byX, right: target.right + byX, topRow }, true);
  }

  /** What was zoomed into gives way to its nearest caller that covers `span`; rows up to `rows` can be scrolled to. */
  #leaveZoomFor(span: { left: number; right: number }, rows = 0): void {
    const { scene } = this.#stage;
    const covering = scene.nearestCovering(this.#zoom, span);
    if (scene.node(covering) !== scene.node(this.#zoom)) this.#setZoomBox(covering);
    this.#stage.rows = Math.max(this.#stage.rows, rows);
  }

  /** Runs before every frame that shows something else than the one before. */
  #onMove(): void {
    const { camera, rows, rowsInSight, scene, size, metrics } = this.#stage;
    if (scene.isEmpty) {
      this.#scrollbar.show(0, 0, 0, 0);
      return;
    }
    if (this.#homeless && rowsInSight > 0) {
      this.#homeless = false;
      this.#stage.moveTo({ ...camera, topRow: this.#topRowFor(scene.root) }, false);
    }
    if (!this.#stage.moving) this.#leaveZoomFor(camera);
    this.#minimap.showCamera(camera, rowsInSight);
    this.#scrollbar.show(rows, rowsInSight, camera.topRow, size.cssHeight - metrics.cssAxis);
    if (this.#stage.moving) this.#stopHover();
    else if (this.#pointer) this.#hoverAt(this.#pointer.cssX, this.#pointer.cssY);
  }

  #onRest(tell: boolean): void {
    const { scene, camera, size } = this.#stage;
    if (scene.isEmpty || size.cssWidth === 0) return;
    if (this.#pointer) this.#hoverAt(this.#pointer.cssX, this.#pointer.cssY);
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

  #findWanted({ rootNode, rootPath }: FlameViewport): Box {
    const { scene } = this.#stage;
    const box = scene.find(rootNode);
    // After a reload, ids may belong to other calls: the names decide.
    if (box && scene.pathNames(box).join('\n') === rootPath.join('\n')) return box;
    return scene.follow(rootPath);
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
    const path = scene.path(scene.covering(scene.nearestCovering(this.#zoom, target), target));
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
      hovered: this.#hovered,
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

  #hoverAt(cssX: number, cssY: number): void {
    const { scene, palette } = this.#stage;
    const box = this.#stage.moving ? null : this.#stage.boxAt(cssX, cssY);
    if (!box) {
      this.#stopHover();
      return;
    }
    // Read before the tooltip is written: afterwards it would lay out the page.
    const { left, top } = this.#body.getBoundingClientRect();
    if (!this.#hovered || scene.node(this.#hovered) !== scene.node(box)) {
      this.#hovered = box;
      const frame = scene.frame(box);
      const description = describeBox(scene, box, this.#format, this.#callbacks.t);
      this.#tooltip.fill(description, boxFill(palette, scene, box), this.#format.totalOf);
      this.#stage.redrawMarks();
      this.#callbacks.onHover?.(scene.node(box), frame);
    }
    this.#tooltip.moveTo(left + cssX, top + cssY);
  }

  #stopHover(): void {
    if (!this.#hovered) return;
    this.#hovered = null;
    this.#tooltip.hide();
    this.#stage.redrawMarks();
    this.#callbacks.onHover?.(null, null);
  }

  // Input

  #pointerTarget(): PointerTarget {
    const boxAt = (cssX: number, cssY: number) => this.#stage.boxAt(cssX, cssY);
    return {
      hover: (cssX, cssY) => {
        this.#pointer = { cssX, cssY };
        this.#hoverAt(cssX, cssY);
      },
      leave: () => {
        this.#pointer = null;
        this.#stopHover();
      },
      click: (cssX, cssY, open) => {
        const box = boxAt(cssX, cssY);
        if (!box) return this.#clearSelection();
        this.#select(box, 'mouse');
        if (open !== 'no') this.#openSource(box, open === 'beside');
      },
      doubleClick: (cssX, cssY) => {
        const box = boxAt(cssX, cssY);
        if (box) this.#zoomToBox(box);
      },
      contextMenu: (cssX, cssY, event) => {
        const box = boxAt(cssX, cssY);
        if (!box || !this.#callbacks.onContextMenu) return;
        event.preventDefault();
        this.#select(box, 'mouse');
        this.#openMenu(box, event.clientX, event.clientY);
      },
      drag: (byCssX, byCssY) => this.#pan(-byCssX, -byCssY),
      zoom: (factor, cssX) => this.#zoomBy(factor, this.#stage.valueAt(cssX), false),
      scroll: (byCssX, byCssY) => this.#pan(byCssX, byCssY),
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
    const { camera, rowsInSight } = this.#stage;
    const box = this.#selected ?? this.#zoom;
    switch (command) {
      case 'zoomToSelected':
        this.#zoomToBox(box);
        return true;
      case 'zoomOut':
        return this.#zoomOut();
      case 'zoomOutOrClear':
        if (this.#zoomOut()) return true;
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
        this.#zoomBy(zoomStep, this.#keyboardAnchor(), true);
        return true;
      case 'wider':
        this.#zoomBy(1 / zoomStep, this.#keyboardAnchor(), true);
        return true;
      case 'pageUp':
        this.#stage.moveTo({ ...camera, topRow: camera.topRow - rowsInSight + 1 }, true);
        return true;
      case 'pageDown':
        this.#stage.moveTo({ ...camera, topRow: camera.topRow + rowsInSight - 1 }, true);
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
        const next = this.#selected ? boxToward(scene, command, box, scene.span(this.#zoom)) : box;
        if (next) this.#select(next, 'keyboard');
        if (next) this.#bringIntoSight(next);
        return true;
      }
    }
  }

  /** Keys zoom around what is selected, if it can be seen. */
  #keyboardAnchor(): number {
    const { scene, target } = this.#stage;
    const middle = (target.left + target.right) / 2;
    if (!this.#selected) return middle;
    const { left, right } = scene.span(this.#selected);
    const from = Math.max(left, target.left);
    const to = Math.min(right, target.right);
    return from < to ? (from + to) / 2 : middle;
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
    this.#stopHover();
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
      on: { click: () => this.#zoomOut() },
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
      this.#tooltip.element,
    );
  }

  #describe(): void {
    const { t } = this.#callbacks;
    const { scene } = this.#stage;
    const label = scene.isEmpty
      ? t('Flame graph without samples')
      : scene.isComparison
        ? t(
            'Differential flame graph of {type}: {change}. Blue boxes became less, orange ones more. Arrow keys move, Enter zooms in, Escape zooms out, F12 opens the source.',
            {
              type: this.#format.type,
              change: describeBox(scene, scene.root, this.#format, t).change ?? '',
            },
          )
        : t(
            'Flame graph of {type}: {total}. Arrow keys move, Enter zooms in, Escape zooms out, F12 opens the source.',
            {
              type: this.#format.type,
              total: describeBox(scene, scene.root, this.#format, t).cum,
            },
          );
    this.#body.setAttribute('aria-label', label);
  }
}
