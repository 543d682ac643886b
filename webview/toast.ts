import { element } from './dom';

/** Says in passing that something was done, for eyes and for screen readers. */
export class Toast {
  readonly element = element('div', { class: 'toast', role: 'status' });
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string): void {
    clearTimeout(this.#timer);
    this.element.textContent = text;
    this.element.classList.add('shown');
    this.#timer = setTimeout(() => this.element.classList.remove('shown'), 1800);
  }
}
