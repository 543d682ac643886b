import { type Camera, panCamera, zoomCamera } from './camera';
import type { FlameViewport } from './contract';
import type { Box } from './scene';
import type { FlameStage } from './stage';

/** A box of this width (CSS pixels) is worth looking at without zooming to it. */
const cssReadable = 80;
/** Rows of callers that stay above the call that is zoomed into, where not all of them fit. */
const contextRows = 2;
const zoomStep = 0.6;

export interface SightHandlers {
  /** Another call fills the picture. */
  onZoom(): void;
  /** It does so because somebody went there: what is under the pointer will be another box. */
  onGone(): void;
  /** False where there is no more detail below `box`. */
  requestDetail(box: Box): boolean;
}

/**
 * What is in sight of a stage's scene: the call that was zoomed into and the ways to look elsewhere. The stage has the
 * camera; this says where it may go and where it should.
 */
export class FlameSight {
  readonly #stage: FlameStage;
  readonly #handlers: SightHandlers;
  /** The call of the stage's scene that was zoomed into; it always covers what is in sight. */
  #zoom: Box = { layer: 0, index: 0 };
  /** A viewport that waits for a view that has its call. */
  #wanted: FlameViewport | null = null;
  /** Waits for a size to show the root in the middle of its callers and callees. */
  #homeless = false;

  constructor(stage: FlameStage, handlers: SightHandlers) {
    this.#stage = stage;
    this.#handlers = handlers;
  }

  /** The call that was zoomed into. */
  get zoom(): Box {
    return this.#zoom;
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
    this.#setZoom(box);
    this.#stage.moveTo({ left: from, right: to, topRow: viewport.topRow }, false);
    this.#handlers.onZoom();
    // The rest of the path may be among the calls that this view left out.
    if (complete || !this.#handlers.requestDetail(box)) this.#wanted = null;
  }

  /** What the next scene should show of itself; null: all. To be read before the stage has that scene. */
  get kept(): FlameViewport | null {
    return this.#wanted ?? (this.#stage.scene.isEmpty ? null : this.viewport);
  }

  /** The stage has another scene; `kept` is where it should be looked at. */
  takeScene(kept: FlameViewport | null): void {
    const { scene } = this.#stage;
    if (scene.isEmpty) return;
    this.#zoom = scene.root;
    if (kept) this.viewport = kept;
    else this.#showHome();
  }

  /** Nothing is waited for any more. */
  forgetWanted(): void {
    this.#wanted = null;
  }

  /** From the outermost call down to the narrowest that covers what is in sight. */
  get path(): readonly Box[] {
    const { scene, target } = this.#stage;
    return scene.path(scene.covering(scene.nearestCovering(this.#zoom, target), target));
  }

  /** Brings a box into view, zooming only if it would be too narrow. */
  reveal(box: Box): void {
    const { left, right } = this.#stage.cssRectOf(box);
    if (right - left >= cssReadable) this.bringIntoSight(box);
    else this.zoomTo(box);
  }

  zoomTo(box: Box): void {
    const { scene } = this.#stage;
    if (scene.weight(box) <= 0) return;
    this.#wanted = null;
    this.#setZoom(box);
    const { left, right } = scene.span(box);
    this.#stage.moveTo({ left, right, topRow: this.#topRowFor(box) }, true);
    this.#handlers.onZoom();
    this.#handlers.onGone();
  }

  /** To all of what was zoomed into, or else to the nearest caller that is wider; false where all is in sight. */
  zoomOut(): boolean {
    const { scene, target } = this.#stage;
    if (scene.isEmpty) return false;
    const slack = (target.right - target.left) * 1e-6;
    for (let box: Box | null = this.#zoom; box; box = scene.parent(box)) {
      const { left, right } = scene.span(box);
      if (left < target.left - slack || right > target.right + slack) {
        this.zoomTo(box);
        return true;
      }
    }
    if (scene.depth(this.#zoom) === 0 && target.topRow === this.#homeRow()) return false;
    this.zoomTo(scene.root);
    return true;
  }

  /** One step narrower (-1) or wider (1), around what is selected, if it can be seen. */
  step(by: -1 | 1, selected: Box | null): void {
    this.zoomBy(by < 0 ? zoomStep : 1 / zoomStep, this.#anchor(selected), true);
  }

  zoomBy(factor: number, anchor: number, animated: boolean): void {
    if (this.#stage.scene.isEmpty) return;
    this.#wanted = null;
    const from = animated ? this.#stage.target : this.#stage.camera;
    this.#stage.moveTo(zoomCamera(from, factor, anchor, this.#stage.limits), animated);
  }

  pan(byCssX: number, byCssY: number): void {
    if (this.#stage.scene.isEmpty) return;
    this.#wanted = null;
    const { camera, limits, valuePerCssPixel, cssRow } = this.#stage;
    this.#stage.moveTo(panCamera(camera, byCssX * valuePerCssPixel, byCssY / cssRow, limits), false);
  }

  /** As many rows up (-1) or down (1) as fit, but one. */
  page(by: -1 | 1): void {
    const { camera, rowsInSight } = this.#stage;
    this.#stage.moveTo({ ...camera, topRow: camera.topRow + by * (rowsInSight - 1) }, true);
  }

  /** `middleRow` null: the rows stay. */
  moveByMinimap(left: number, right: number, middleRow: number | null): void {
    this.#wanted = null;
    const { camera, rowsInSight } = this.#stage;
    const topRow = middleRow === null ? camera.topRow : middleRow - rowsInSight / 2;
    this.#leaveZoomFor({ left, right });
    this.#stage.moveTo({ left, right, topRow }, false);
  }

  /** Scrolls and pans as little as it takes. */
  bringIntoSight(box: Box): void {
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

  /** Before every frame of a camera that has moved, or of a stage with another size. */
  follow(camera: Camera): void {
    const { scene, rowsInSight } = this.#stage;
    if (this.#homeless && rowsInSight > 0) {
      this.#homeless = false;
      this.#stage.moveTo({ ...camera, topRow: this.#topRowFor(scene.root) }, false);
    }
    if (!this.#stage.moving) this.#leaveZoomFor(camera);
  }

  #setZoom(box: Box): void {
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
    this.#setZoom(scene.root);
    this.#homeless = scene.isAround && this.#stage.rowsInSight === 0;
    this.#stage.moveTo({ left: 0, right: scene.width, topRow: this.#topRowFor(scene.root) }, false);
    this.#handlers.onZoom();
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

  /** Where the picture starts when nothing is zoomed into; the stage keeps cameras within its rows. */
  #homeRow(): number {
    const { rows, rowsInSight, scene } = this.#stage;
    return Math.min(this.#topRowFor(scene.root), Math.max(0, rows - rowsInSight));
  }

  /** What was zoomed into gives way to its nearest caller that covers `span`; rows up to `rows` can be scrolled to. */
  #leaveZoomFor(span: { left: number; right: number }, rows = 0): void {
    const { scene } = this.#stage;
    const covering = scene.nearestCovering(this.#zoom, span);
    if (scene.node(covering) !== scene.node(this.#zoom)) this.#setZoom(covering);
    this.#stage.rows = Math.max(this.#stage.rows, rows);
  }

  #findWanted({ rootNode, rootPath }: FlameViewport): Box {
    const { scene } = this.#stage;
    const box = scene.find(rootNode);
    // After a reload, ids may belong to other calls: the names decide.
    if (box && scene.pathNames(box).join('\n') === rootPath.join('\n')) return box;
    return scene.follow(rootPath);
  }

  #anchor(selected: Box | null): number {
    const { scene, target } = this.#stage;
    const middle = (target.left + target.right) / 2;
    if (!selected) return middle;
    const { left, right } = scene.span(selected);
    const from = Math.max(left, target.left);
    const to = Math.min(right, target.right);
    return from < to ? (from + to) / 2 : middle;
  }
}
