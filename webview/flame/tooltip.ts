import { element, fill } from '../dom';
import type { BoxDescription, Translate } from './describe';

/** Details of the box under the pointer, beside the pointer and never outside the page. */
export class FlameTooltip {
  readonly element: HTMLElement;
  readonly #t: Translate;
  #cssWidth = 0;
  #cssHeight = 0;

  constructor(t: Translate) {
    this.#t = t;
    // The live region and the tree say the same to a screen reader.
    this.element = element('div', { class: 'flame-tip', attributes: { 'aria-hidden': 'true', hidden: '' } });
  }

  /** `totalOf`: what the percentages of a comparison are of. */
  fill(box: BoxDescription, color: string, totalOf?: 'base' | 'difference'): void {
    const t = this.#t;
    const swatch = element('span', { class: 'flame-tip-swatch' });
    swatch.style.backgroundColor = color;
    const ofTotal = (share: string) => {
      if (box.change === null) return t('{share} of total', { share });
      return totalOf === 'difference'
        ? t('{share} of all differences', { share })
        : t('{share} of the base', { share });
    };
    const shares = [ofTotal(box.shareOfTotal)];
    if (box.shareOfParent) shares.push(t('{share} of caller', { share: box.shareOfParent }));
    fill(
      this.element,
      element('div', { class: 'flame-tip-name' }, swatch, element('span', { text: box.name })),
      box.change !== null && element('div', { class: 'flame-tip-change', text: box.change }),
      element(
        'dl',
        { class: 'flame-tip-values' },
        ...valueRow('cum', box.cum, shares.join(' · '), box.cumExact),
        ...valueRow('flat', box.flat, ofTotal(box.flatShare), box.flatExact),
      ),
      box.location !== '' && element('div', { class: 'flame-tip-location', text: breakable(box.location) }),
      element('div', {
        class: 'flame-tip-hint',
        text: t('Double-click zooms · {key}+click opens the source', { key: controlKey }),
      }),
    );
    this.element.hidden = false;
    this.#measure();
  }

  /** How sure the cum is, said when it is known. */
  showError(text: string): void {
    const share = this.element.querySelector('.flame-tip-share');
    if (!share) return;
    share.append(element('span', { class: 'flame-tip-error', text: ` · ${text}` }));
    this.#measure();
  }

  #measure(): void {
    const { width, height } = this.element.getBoundingClientRect();
    this.#cssWidth = width;
    this.#cssHeight = height;
  }

  /** Coordinates of the pointer in the page. */
  moveTo(clientX: number, clientY: number): void {
    const margin = 4;
    const rightOf = clientX + 14;
    const below = clientY + 20;
    const { clientWidth, clientHeight } = document.documentElement;
    const x = rightOf + this.#cssWidth + margin > clientWidth ? clientX - 10 - this.#cssWidth : rightOf;
    const y = below + this.#cssHeight + margin > clientHeight ? clientY - 10 - this.#cssHeight : below;
    const clampedX = Math.max(margin, Math.min(x, clientWidth - margin - this.#cssWidth));
    const clampedY = Math.max(margin, Math.min(y, clientHeight - margin - this.#cssHeight));
    this.element.style.transform = `translate(${Math.round(clampedX)}px, ${Math.round(clampedY)}px)`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}

const controlKey = navigator.platform.startsWith('Mac') ? 'Cmd' : 'Ctrl';

function valueRow(label: string, value: string, shares: string, exact: string): HTMLElement[] {
  return [
    element('dt', { text: label }),
    element('dd', { class: 'flame-tip-value', text: value }),
    element('dd', { class: 'flame-tip-share', text: shares }),
    element('dd', { class: 'flame-tip-exact', text: exact }),
  ];
}

/** Lets a long path break behind its slashes instead of in the middle of a word. */
function breakable(path: string): string {
  return path.replaceAll('/', '/\u200b');
}
