import './menu.css';
import { element } from './dom';

export interface MenuAction {
  readonly label: string;
  /** Keys that do the same where the menu was opened, '' for none. `Ctrl` is Command where that is used instead. */
  readonly keys: string;
  readonly run: () => void;
}

/** Actions, and `null` for a line between groups of them. */
export type MenuItems = readonly (MenuAction | null)[];

/** Opens a menu there (CSS pixels of the page). It ends with a choice, Escape or a click elsewhere, and gives the focus back. */
export function openMenu(label: string, items: MenuItems, clientX: number, clientY: number): void {
  const before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const menu = element('div', {
    class: 'menu',
    role: 'menu',
    attributes: { popover: 'auto', 'aria-label': label },
  });
  const close = () => menu.hidePopover();
  for (const item of items) menu.append(item ? createItem(item, close) : createSeparator());
  menu.addEventListener('keydown', (event) => onKey(menu, event));
  menu.addEventListener('contextmenu', (event) => event.preventDefault());
  menu.addEventListener('toggle', (event) => {
    if ((event as ToggleEvent).newState === 'closed') menu.remove();
  });
  menu.addEventListener('beforetoggle', (event) => {
    if ((event as ToggleEvent).newState === 'closed' && menu.contains(document.activeElement))
      before?.focus();
  });
  document.body.append(menu);
  menu.showPopover();
  place(menu, clientX, clientY);
  menu.querySelector('button')?.focus();
}

function createItem({ label, keys, run }: MenuAction, close: () => void): HTMLElement {
  return element(
    'button',
    {
      class: 'menu-item',
      role: 'menuitem',
      attributes: { type: 'button', tabindex: -1 },
      on: {
        click: () => {
          close();
          run();
        },
        pointermove: ({ currentTarget }) => (currentTarget as HTMLElement).focus(),
      },
    },
    element('span', { text: label }),
    keys === '' ? null : element('span', { class: 'menu-keys', text: keysHere(keys) }),
  );
}

function keysHere(keys: string): string {
  return navigator.platform.startsWith('Mac') ? keys.replace('Ctrl', 'Cmd') : keys;
}

function createSeparator(): HTMLElement {
  return element('div', { class: 'menu-separator', role: 'separator' });
}

function onKey(menu: HTMLElement, event: KeyboardEvent): void {
  const buttons = [...menu.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button.matches(':focus'));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1, Tab: at }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[(to + buttons.length) % buttons.length]?.focus();
}

function place(menu: HTMLElement, clientX: number, clientY: number): void {
  const margin = 4;
  const { offsetWidth, offsetHeight, style } = menu;
  style.left = `${Math.max(margin, Math.min(clientX, window.innerWidth - offsetWidth - margin))}px`;
  style.top = `${Math.max(margin, Math.min(clientY, window.innerHeight - offsetHeight - margin))}px`;
}
