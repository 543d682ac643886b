import { boxFill } from './boxPaint';
import type { ValueFormat } from './contract';
import { describeBox, type Translate } from './describe';
import type { Box } from './scene';
import type { FlameStage } from './stage';
import { FlameTooltip } from './tooltip';

/** Which box is under the pointer, and the tooltip that tells of it. */
export class FlameHover {
  readonly #stage: FlameStage;
  readonly #body: HTMLElement;
  readonly #tooltip: FlameTooltip;
  readonly #t: Translate;
  readonly #changed: (box: Box | null) => void;
  #box: Box | null = null;
  /** Where the pointer is over the boxes, in CSS pixels of the body. */
  #pointer: { readonly cssX: number; readonly cssY: number } | null = null;

  /** `changed`: the pointer is over another box, or over none. */
  constructor(stage: FlameStage, body: HTMLElement, t: Translate, changed: (box: Box | null) => void) {
    this.#stage = stage;
    this.#body = body;
    this.#tooltip = new FlameTooltip(t);
    this.#t = t;
    this.#changed = changed;
  }

  get tip(): HTMLElement {
    return this.#tooltip.element;
  }

  get box(): Box | null {
    return this.#box;
  }

  at(cssX: number, cssY: number, format: ValueFormat): void {
    this.#pointer = { cssX, cssY };
    this.again(format);
  }

  /** The picture may have moved under the pointer. */
  again(format: ValueFormat): void {
    if (!this.#pointer) return;
    const { cssX, cssY } = this.#pointer;
    const { scene, palette } = this.#stage;
    const box = this.#stage.moving ? null : this.#stage.boxAt(cssX, cssY);
    if (!box) {
      this.stop();
      return;
    }
    // Read before the tooltip is written: afterwards it would lay out the page.
    const { left, top } = this.#body.getBoundingClientRect();
    if (!this.#box || scene.node(this.#box) !== scene.node(box)) {
      this.#box = box;
      const description = describeBox(scene, box, format, this.#t);
      this.#tooltip.fill(description, boxFill(palette, scene, box), format.totalOf);
      this.#stage.redrawMarks();
      this.#changed(box);
    }
    this.#tooltip.moveTo(left + cssX, top + cssY);
  }

  /** Adds how sure the node's cum is, while the pointer is still over it. */
  showError(node: number, text: string): void {
    if (!this.#box || this.#stage.scene.node(this.#box) !== node) return;
    this.#tooltip.showError(text);
    if (!this.#pointer) return;
    const { left, top } = this.#body.getBoundingClientRect();
    this.#tooltip.moveTo(left + this.#pointer.cssX, top + this.#pointer.cssY);
  }

  /** The pointer is elsewhere. */
  leave(): void {
    this.#pointer = null;
    this.stop();
  }

  /** Tells of no box until the pointer or the picture moves. */
  stop(): void {
    if (!this.#box) return;
    this.#box = null;
    this.#tooltip.hide();
    this.#stage.redrawMarks();
    this.#changed(null);
  }
}
