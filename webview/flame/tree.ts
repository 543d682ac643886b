import { element } from '../dom';
import { boxFill } from './boxPaint';
import type { ValueFormat } from './contract';
import type { Translate } from './describe';
import { flameCommand } from './keyboard';
import type { Palette } from './palette';
import type { Box, FlameScene } from './scene';
import { createMoreItem, createTreeHeader, createTreeItem, type TreeItem, type TreePlace } from './treeItem';

export interface TreeCallbacks {
  onSelect(box: Box, source: 'mouse' | 'keyboard'): void;
  onOpenSource(box: Box, beside: boolean): void;
  onContextMenu(box: Box, clientX: number, clientY: number): void;
  onCopy(box: Box, what: 'name' | 'stack'): void;
  /** A call was opened: its view may have left out calls that are too small for a picture. */
  onExpand(box: Box): void;
  /** Focus has come to the tree. */
  onReached(): void;
  /** Focus has left one of its lines, perhaps for another. */
  onLeft(): void;
}

/** Children shown of one call at first, and more with every wish for more. */
const childrenAtOnce = 100;
/** Letters typed within this time look for a name together. */
const typeAheadMs = 700;

/**
 * The flame graph as a tree of calls, heaviest first: for screen readers beside the canvas, and for everybody in its
 * place. The lines below a call are made when it is opened.
 */
export class FlameTree {
  /** The tree under its column headings. */
  readonly pane: HTMLElement;
  readonly element: HTMLElement;
  readonly #callbacks: TreeCallbacks;
  readonly #t: Translate;
  #scene: FlameScene | null = null;
  #format: ValueFormat = { type: '', unit: '', total: 0 };
  #palette: Palette | null = null;
  #search: ReadonlySet<number> | null = null;
  /** From top to bottom. */
  #items: TreeItem[] = [];
  readonly #expanded = new Set<number>();
  readonly #childLimit = new Map<number, number>();
  #current = 0;
  #selected: number | null = null;
  #typed = '';
  #typedAtMs = 0;

  constructor(label: string, callbacks: TreeCallbacks, t: Translate) {
    this.#callbacks = callbacks;
    this.#t = t;
    this.element = element('div', {
      class: 'flame-tree',
      role: 'tree',
      attributes: { 'aria-label': label },
      on: {
        click: (event) => this.#onClick(event),
        keydown: (event) => this.#onKey(event),
        contextmenu: (event) => this.#onContextMenu(event),
        focusin: () => this.#callbacks.onReached(),
        focusout: () => this.#callbacks.onLeft(),
        dblclick: (event) => this.#onDoubleClick(event),
      },
    });
    this.pane = element('div', { class: 'flame-tree-pane' }, createTreeHeader(t), this.element);
  }

  /** What is open stays open where its calls still exist; a first view opens along the heaviest path. */
  show(scene: FlameScene, format: ValueFormat): void {
    const first = this.#scene === null || this.#scene.isEmpty;
    const current = this.#items[this.#current]?.node;
    this.#scene = scene;
    this.#format = format;
    if (first && !scene.isEmpty) this.#expandHeaviest(scene);
    this.#rebuild();
    this.#setCurrent(Math.max(0, this.#find(current ?? -1)));
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    for (const item of this.#items) this.#decorate(item);
  }

  setSearch(search: ReadonlySet<number> | null): void {
    this.#search = search;
    for (const item of this.#items) this.#decorate(item);
  }

  /** Marks `box`; `reveal` opens the way to it and makes it the line that has the focus. */
  select(box: Box | null, reveal: boolean): void {
    this.#selected = box && this.#scene ? this.#scene.node(box) : null;
    if (box && reveal) this.#openTo(box);
    for (const item of this.#items) this.#decorate(item);
    if (box && reveal) this.#showLineOf(box);
  }

  /** Opens the way to `box` and makes it the line that has the focus, whatever is selected. */
  reveal(box: Box): void {
    this.#openTo(box);
    this.#showLineOf(box);
  }

  #openTo(box: Box): void {
    const scene = this.#scene;
    if (!scene || this.#find(scene.node(box)) >= 0) return;
    for (const up of scene.path(box).slice(0, -1)) this.#expanded.add(scene.node(up));
    this.#rebuild();
  }

  #showLineOf(box: Box): void {
    const at = this.#scene ? this.#find(this.#scene.node(box)) : -1;
    if (at < 0) return;
    this.#setCurrent(at);
    this.#items[at]!.element.scrollIntoView({ block: 'nearest' });
  }

  focus(): void {
    this.#items[this.#current]?.element.focus();
  }

  #expandHeaviest(scene: FlameScene): void {
    let box = scene.root;
    for (let depth = 0; depth < 16; depth++) {
      this.#expanded.add(scene.node(box));
      const heaviest = scene.children(box)[0];
      if (!heaviest || scene.weight(heaviest) < scene.weight(box) / 2) return;
      box = heaviest;
    }
  }

  #rebuild(): void {
    const hadFocus = this.element.contains(document.activeElement);
    const scene = this.#scene;
    this.#items = scene && !scene.isEmpty ? this.#makeItems([rootEntry(scene)]) : [];
    this.element.replaceChildren(...this.#items.map((item) => item.element));
    this.#setCurrent(Math.min(this.#current, this.#items.length - 1));
    if (hadFocus) this.focus();
  }

  /** The lines of these entries and of everything open below them, from top to bottom. */
  #makeItems(entries: readonly Entry[]): TreeItem[] {
    const scene = this.#scene!;
    const waiting = [...entries].reverse();
    const made: TreeItem[] = [];
    for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
      const { box, place, more } = entry;
      if (more > 0) {
        made.push(createMoreItem(scene, box, place, this.#t('{count} more calls', { count: more })));
        continue;
      }
      const expanded = this.#expanded.has(scene.node(box)) && scene.hasChildren(box);
      const item = createTreeItem(scene, box, place, expanded, this.#format, this.#t);
      this.#decorate(item);
      made.push(item);
      if (expanded) waiting.push(...this.#childEntries(item).reverse());
    }
    return made;
  }

  #childEntries({ box, node, level }: TreeItem): Entry[] {
    const children = this.#scene!.children(box);
    const limit = this.#childLimit.get(node) ?? childrenAtOnce;
    const shown = children.slice(0, limit);
    const hidden = children.length - shown.length;
    const setSize = shown.length + (hidden > 0 ? 1 : 0);
    const entries: Entry[] = shown.map((child, i) => ({
      box: child,
      place: { level: level + 1, setSize, position: i + 1 },
      more: 0,
    }));
    if (hidden > 0)
      entries.push({ box, place: { level: level + 1, setSize, position: setSize }, more: hidden });
    return entries;
  }

  #decorate(item: TreeItem): void {
    const { classList } = item.element;
    classList.toggle('matches', this.#search?.has(item.frame) ?? false);
    classList.toggle('dimmed', this.#search !== null && !this.#search.has(item.frame));
    item.element.setAttribute('aria-selected', String(item.kind === 'call' && item.node === this.#selected));
    const swatch = item.element.querySelector<HTMLElement>('.flame-tree-swatch');
    if (swatch && this.#palette) {
      swatch.style.backgroundColor =
        item.level === 1 ? 'transparent' : boxFill(this.#palette, this.#scene!, item.box);
    }
  }

  #find(node: number): number {
    return this.#items.findIndex((item) => item.kind === 'call' && item.node === node);
  }

  #indexOf(target: EventTarget | null): number {
    const line = target instanceof Element ? target.closest('[role=treeitem]') : null;
    return this.#items.findIndex((item) => item.element === line);
  }

  #setCurrent(at: number): void {
    const before = this.#items[this.#current];
    if (before) before.element.tabIndex = -1;
    this.#current = Math.max(0, at);
    const item = this.#items[this.#current];
    if (item) item.element.tabIndex = 0;
  }

  #goTo(at: number, source: 'mouse' | 'keyboard'): void {
    const item = this.#items[at];
    if (!item) return;
    this.#setCurrent(at);
    item.element.focus();
    if (item.kind === 'call') {
      this.#callbacks.onSelect(item.box, source);
      this.select(item.box, false);
    }
  }

  #toggle(at: number): void {
    const item = this.#items[at];
    if (item?.kind === 'more') this.#showMore(at);
    else if (item?.expandable) this.#setExpanded(at, !this.#expanded.has(item.node));
  }

  #setExpanded(at: number, open: boolean): void {
    const item = this.#items[at]!;
    item.element.setAttribute('aria-expanded', String(open));
    if (open) {
      this.#expanded.add(item.node);
      const added = this.#makeItems(this.#childEntries(item));
      this.#items.splice(at + 1, 0, ...added);
      item.element.after(...added.map((each) => each.element));
      this.#callbacks.onExpand(item.box);
      return;
    }
    this.#expanded.delete(item.node);
    let end = at + 1;
    while (end < this.#items.length && this.#items[end]!.level > item.level) end++;
    for (const removed of this.#items.splice(at + 1, end - at - 1)) removed.element.remove();
    if (this.#current > at) this.#setCurrent(Math.max(at, this.#current - (end - at - 1)));
  }

  #showMore(at: number): void {
    const { node } = this.#items[at]!;
    this.#childLimit.set(node, (this.#childLimit.get(node) ?? childrenAtOnce) * 4);
    this.#current = at;
    this.#rebuild();
    this.#goTo(at, 'keyboard');
  }

  #onClick(event: MouseEvent): void {
    const at = this.#indexOf(event.target);
    const item = this.#items[at];
    if (!item) return;
    if (item.kind === 'more') {
      this.#showMore(at);
      return;
    }
    this.#goTo(at, 'mouse');
    if (event.ctrlKey || event.metaKey) this.#callbacks.onOpenSource(item.box, event.altKey);
    else if (isTwisty(event.target)) this.#toggle(at);
  }

  #onDoubleClick(event: MouseEvent): void {
    // Its two clicks have already turned the twisty there and back.
    if (!isTwisty(event.target)) this.#toggle(this.#indexOf(event.target));
  }

  #onContextMenu(event: MouseEvent): void {
    const item = this.#items[this.#indexOf(event.target)];
    if (item?.kind !== 'call') return;
    event.preventDefault();
    this.#callbacks.onContextMenu(item.box, event.clientX, event.clientY);
  }

  #onKey(event: KeyboardEvent): void {
    const handled = this.#move(event) || this.#act(event) || this.#typeAhead(event);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The keys of a tree as the ARIA practices give them. */
  #move(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const at = this.#current;
    const item = this.#items[at];
    if (!item) return false;
    const open = item.element.getAttribute('aria-expanded') === 'true';
    const last = this.#items.length - 1;
    const page = Math.max(1, Math.floor(this.pane.clientHeight / Math.max(1, item.element.offsetHeight)) - 1);
    switch (event.key) {
      case 'ArrowDown':
        return this.#goToKey(Math.min(last, at + 1));
      case 'ArrowUp':
        return this.#goToKey(Math.max(0, at - 1));
      case 'PageDown':
        return this.#goToKey(Math.min(last, at + page));
      case 'PageUp':
        return this.#goToKey(Math.max(0, at - page));
      case 'Home':
        return this.#goToKey(0);
      case 'End':
        return this.#goToKey(last);
      case 'ArrowRight':
        if (item.expandable && !open) this.#setExpanded(at, true);
        else if (open) this.#goTo(at + 1, 'keyboard');
        return true;
      case 'ArrowLeft':
        if (open) this.#setExpanded(at, false);
        else this.#goTo(this.#parentOf(at), 'keyboard');
        return true;
      case 'Enter':
      case ' ':
        this.#toggle(at);
        return true;
      default:
        return false;
    }
  }

  #goToKey(at: number): true {
    this.#goTo(at, 'keyboard');
    return true;
  }

  #parentOf(at: number): number {
    const { level } = this.#items[at]!;
    let up = at;
    while (up > 0 && this.#items[up]!.level >= level) up--;
    return up;
  }

  #act(event: KeyboardEvent): boolean {
    const item = this.#items[this.#current];
    if (item?.kind !== 'call') return false;
    switch (flameCommand(event)) {
      case 'openSource':
        this.#callbacks.onOpenSource(item.box, false);
        return true;
      case 'openSourceBeside':
        this.#callbacks.onOpenSource(item.box, true);
        return true;
      case 'copyName':
        this.#callbacks.onCopy(item.box, 'name');
        return true;
      case 'copyStack':
        this.#callbacks.onCopy(item.box, 'stack');
        return true;
      case 'contextMenu': {
        const { left, bottom } = item.element.getBoundingClientRect();
        this.#callbacks.onContextMenu(item.box, left + 24, bottom);
        return true;
      }
      default:
        return false;
    }
  }

  /** Letters go to the next line whose name begins with them. */
  #typeAhead(event: KeyboardEvent): boolean {
    if (!/^[\p{L}\p{N}]$/u.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return false;
    const more = event.timeStamp - this.#typedAtMs < typeAheadMs;
    this.#typed = (more ? this.#typed : '') + event.key.toLowerCase();
    this.#typedAtMs = event.timeStamp;
    const count = this.#items.length;
    for (let step = more ? 0 : 1; step <= count; step++) {
      const at = (this.#current + step) % count;
      const name = this.#items[at]!.element.querySelector('.flame-tree-name')?.textContent ?? '';
      if (name.toLowerCase().startsWith(this.#typed)) return this.#goToKey(at);
    }
    return true;
  }
}

interface Entry {
  readonly box: Box;
  readonly place: TreePlace;
  /** Above 0: the line that offers this many further children of `box`. */
  readonly more: number;
}

function isTwisty(target: EventTarget | null): boolean {
  return target instanceof Element && target.classList.contains('flame-tree-twisty');
}

function rootEntry(scene: FlameScene): Entry {
  return { box: scene.root, place: { level: 1, setSize: 1, position: 1 }, more: 0 };
}
