import { element } from '../dom';

/** A slim vertical scrollbar for a picture that scrolls by rows instead of by pixels. */
export class RowScrollbar {
  readonly element: HTMLElement;
  readonly #thumb: HTMLElement;
  readonly #onScroll: (topRow: number) => void;
  readonly #listeners = new AbortController();
  #rows = 0;
  #rowsInSight = 0;
  #topRow = 0;
  #trackCss = 0;
  /** Where the thumb was taken, in CSS pixels from its top; null while it is not. */
  #gripY: number | null = null;

  constructor(onScroll: (topRow: number) => void) {
    this.#onScroll = onScroll;
    this.#thumb = element('div', { class: 'flame-scroll-thumb' });
    // Rows are reached by the arrow keys; a screen reader has the tree.
    this.element = element(
      'div',
      { class: 'flame-scroll', attributes: { 'aria-hidden': 'true', hidden: '' } },
      this.#thumb,
    );
    const { signal } = this.#listeners;
    this.element.addEventListener('pointerdown', (event) => this.#press(event), { signal });
    this.element.addEventListener('pointermove', (event) => this.#drag(event), { signal });
    const release = () => {
      this.#gripY = null;
      this.element.classList.remove('dragging');
    };
    this.element.addEventListener('pointerup', release, { signal });
    this.element.addEventListener('pointercancel', release, { signal });
  }

  /** `trackCss` is the bar's own height in CSS pixels. */
  show(rows: number, rowsInSight: number, topRow: number, trackCss: number): void {
    const same = rows === this.#rows && rowsInSight === this.#rowsInSight && topRow === this.#topRow;
    if (same && trackCss === this.#trackCss) return;
    this.#trackCss = trackCss;
    this.#rows = rows;
    this.#rowsInSight = rowsInSight;
    this.#topRow = topRow;
    const needed = rows > rowsInSight + 0.01;
    this.element.hidden = !needed;
    if (!needed) return;
    const thumb = thumbHeight(rows, rowsInSight, trackCss);
    const travel = trackCss - thumb;
    this.#thumb.style.height = `${thumb}px`;
    this.#thumb.style.transform = `translateY(${(topRow / (rows - rowsInSight)) * travel}px)`;
  }

  dispose(): void {
    this.#listeners.abort();
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add('dragging');
    const thumb = this.#thumb.getBoundingClientRect();
    const onThumb = event.clientY >= thumb.top && event.clientY <= thumb.bottom;
    this.#gripY = onThumb ? event.clientY - thumb.top : thumb.height / 2;
    this.#drag(event);
  }

  #drag(event: PointerEvent): void {
    if (this.#gripY === null) return;
    const { top, height } = this.element.getBoundingClientRect();
    const travel = height - thumbHeight(this.#rows, this.#rowsInSight, height);
    const share = travel <= 0 ? 0 : (event.clientY - top - this.#gripY) / travel;
    const last = this.#rows - this.#rowsInSight;
    const topRow = Math.max(0, Math.min(last, share * last));
    if (topRow !== this.#topRow) this.#onScroll(topRow);
  }
}

function thumbHeight(rows: number, rowsInSight: number, trackCss: number): number {
  return Math.max(24, (rowsInSight / rows) * trackCss);
}
