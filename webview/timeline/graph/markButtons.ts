import type { SeriesMark } from '../../../src/model/memorySeries';
import { createIcon } from '../../controls';
import { element } from '../../dom';

export interface MarkText {
  readonly icon: string;
  readonly label: string;
}

export interface MarkCallbacks {
  describe(mark: SeriesMark): MarkText;
  /** Position in the facts' marks. */
  onOpen(position: number): void;
}

/** More signs than this are no signs. */
const most = 80;
const cssApart = 15;

/** Signs of restarts, gaps and captures at their moments; a capture is a button that opens it. */
export class MarkButtons {
  readonly element = element('div', { class: 'timeline-marks' });
  readonly #callbacks: MarkCallbacks;
  #marks: readonly SeriesMark[] = [];
  readonly #signs = new Map<number, HTMLElement>();

  constructor(callbacks: MarkCallbacks) {
    this.#callbacks = callbacks;
  }

  show(marks: readonly SeriesMark[]): void {
    if (marks === this.#marks) return;
    this.#marks = marks;
    for (const sign of this.#signs.values()) sign.remove();
    this.#signs.clear();
  }

  /** `cssXOf`: where a moment is; signs outside of these edges are not shown. */
  place(cssXOf: (timeMs: number) => number, cssLeft: number, cssRight: number, cssTop: number): void {
    let last = Number.NEGATIVE_INFINITY;
    let shown = 0;
    for (const [position, mark] of this.#marks.entries()) {
      const x = cssXOf(mark.timeMs);
      const isShown = x >= cssLeft && x <= cssRight && x - last >= cssApart && shown < most;
      const known = this.#signs.get(position);
      if (!isShown) {
        if (known && !known.contains(document.activeElement)) known.hidden = true;
        continue;
      }
      last = x;
      shown++;
      const sign = known ?? this.#create(mark, position);
      sign.hidden = false;
      sign.style.transform = `translate(${Math.round(x - 8)}px, ${cssTop}px)`;
    }
  }

  #create(mark: SeriesMark, position: number): HTMLElement {
    const { icon, label } = this.#callbacks.describe(mark);
    const isCapture = mark.kind === 'capture';
    const sign = isCapture
      ? element(
          'button',
          {
            class: 'timeline-mark capture',
            title: label,
            attributes: { type: 'button', 'aria-label': label, 'data-mark': position },
            on: { click: () => this.#callbacks.onOpen(position) },
          },
          createIcon(icon),
        )
      : element(
          'span',
          {
            class: 'timeline-mark',
            title: label,
            role: 'img',
            attributes: { 'aria-label': label, 'data-mark': position },
          },
          createIcon(icon),
        );
    this.#signs.set(position, sign);
    this.element.append(sign);
    return sign;
  }
}
