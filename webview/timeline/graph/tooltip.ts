import { element, fill } from '../../dom';

export interface TipRow {
  readonly name: string;
  readonly value: string;
  /** A swatch before it; null for none. */
  readonly swatch: Element | null;
}

export interface TipContent {
  readonly title: string;
  readonly subtitle: string;
  readonly rows: readonly TipRow[];
  /** What is remarkable of the moment. */
  readonly notes: readonly string[];
  readonly hint: string;
}

/** What is known of the moment under the pointer, beside the pointer and never outside the page. */
export class TimelineTooltip {
  // The live region and the table say the same to a screen reader.
  readonly element = element('div', {
    class: 'timeline-tip',
    attributes: { 'aria-hidden': 'true', hidden: '' },
  });
  #cssWidth = 0;
  #cssHeight = 0;
  #clientX = 0;
  #clientY = 0;

  fill({ title, subtitle, rows, notes, hint }: TipContent): void {
    fill(
      this.element,
      element('div', { class: 'timeline-tip-title' }, element('strong', { text: title })),
      subtitle === '' ? null : element('div', { class: 'muted', text: subtitle }),
      element(
        'dl',
        { class: 'timeline-tip-rows' },
        ...rows.flatMap(({ name, value, swatch }) => [
          element('dt', {}, swatch, element('span', { text: name })),
          element('dd', { text: value }),
        ]),
      ),
      ...notes.map((text) => element('div', { class: 'timeline-tip-note', text })),
      element('div', { class: 'timeline-tip-hint muted', text: hint }),
    );
    this.element.hidden = false;
    const { width, height } = this.element.getBoundingClientRect();
    this.#cssWidth = width;
    this.#cssHeight = height;
    this.moveTo(this.#clientX, this.#clientY);
  }

  /** Coordinates of the pointer in the page. Beside the hair line rather than on it. */
  moveTo(clientX: number, clientY: number): void {
    this.#clientX = clientX;
    this.#clientY = clientY;
    const margin = 4;
    const { clientWidth, clientHeight } = document.documentElement;
    const rightOf = clientX + 16;
    const x = rightOf + this.#cssWidth + margin > clientWidth ? clientX - 14 - this.#cssWidth : rightOf;
    const below = clientY + 18;
    const y =
      below + this.#cssHeight + margin > clientHeight ? clientHeight - margin - this.#cssHeight : below;
    const clampedX = Math.max(margin, Math.min(x, clientWidth - margin - this.#cssWidth));
    this.element.style.transform = `translate(${Math.round(clampedX)}px, ${Math.round(Math.max(margin, y))}px)`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
