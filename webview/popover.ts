import { element } from './dom';

/**
 * A button that opens a panel beneath itself. The browser closes it on Escape or a click elsewhere and gives the focus
 * back; only its place is set here.
 */
export function createPopover(
  button: HTMLElement,
  options: { readonly id: string; readonly label: string; readonly content: () => readonly HTMLElement[] },
): HTMLElement {
  const panel = element('div', {
    id: options.id,
    class: 'popover',
    role: 'dialog',
    attributes: { popover: 'auto', 'aria-label': options.label, tabindex: -1 },
  });
  button.setAttribute('aria-haspopup', 'dialog');
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('popovertarget', options.id);
  panel.addEventListener('beforetoggle', (event) => {
    if ((event as ToggleEvent).newState === 'open') panel.replaceChildren(...options.content());
  });
  panel.addEventListener('toggle', (event) => {
    const open = (event as ToggleEvent).newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (!open) return;
    placeBeneath(panel, button);
    panel.focus();
  });
  return panel;
}

function placeBeneath(panel: HTMLElement, anchor: HTMLElement): void {
  const margin = 8;
  const box = anchor.getBoundingClientRect();
  const width = Math.min(panel.offsetWidth, window.innerWidth - 2 * margin);
  panel.style.left = `${Math.max(margin, Math.min(box.left, window.innerWidth - width - margin))}px`;
  panel.style.top = `${box.bottom + 4}px`;
  panel.style.maxHeight = `${Math.max(120, window.innerHeight - box.bottom - 4 - margin)}px`;
}
