import { element } from './dom';

export interface SplitterOptions {
  readonly label: string;
  /** 'vertical': a bar that stands upright and is moved left and right. */
  readonly orientation: 'vertical' | 'horizontal';
  /** The pointer is at this place (CSS pixels of the page); a drag goes on until the pointer is let go. */
  readonly onMove: (at: number) => void;
  /** Arrow keys: CSS pixels to the right or down. */
  readonly onStep: (by: number) => void;
}

/** A bar between two parts that moves by pointer and by arrow keys. */
export function createSplitter(options: SplitterOptions): HTMLElement {
  const vertical = options.orientation === 'vertical';
  const bar = element('div', {
    class: `splitter ${options.orientation}`,
    role: 'separator',
    attributes: { tabindex: 0, 'aria-label': options.label, 'aria-orientation': options.orientation },
  });
  bar.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    bar.classList.add('moving');
  });
  bar.addEventListener('pointermove', (event) => {
    if (bar.hasPointerCapture(event.pointerId)) options.onMove(vertical ? event.clientX : event.clientY);
  });
  bar.addEventListener('lostpointercapture', () => bar.classList.remove('moving'));
  bar.addEventListener('keydown', (event) => {
    const step = event.shiftKey ? 80 : 16;
    const back = vertical ? 'ArrowLeft' : 'ArrowUp';
    const forth = vertical ? 'ArrowRight' : 'ArrowDown';
    if (event.key !== back && event.key !== forth) return;
    event.preventDefault();
    options.onStep(event.key === back ? -step : step);
  });
  return bar;
}
