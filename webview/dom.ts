/** What an element can hold; null and false leave a gap, so that callers can write conditions inline. */
export type Child = Node | string | null | undefined | false;

export interface ElementOptions {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly role?: string;
  /** Text, never markup: names in a profile are untrusted. */
  readonly text?: string;
  /** Attributes by name; null and undefined are left out. */
  readonly attributes?: Readonly<Record<string, string | number | null | undefined>>;
  readonly on?: { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
}

/** Creates an element with its attributes, listeners and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options?: ElementOptions,
  ...children: Child[]
): HTMLElementTagNameMap[K];
export function element(tag: string, options?: ElementOptions, ...children: Child[]): HTMLElement;
export function element(tag: string, options: ElementOptions = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  if (options.class) made.className = options.class;
  if (options.id) made.id = options.id;
  if (options.title) made.title = options.title;
  if (options.role) made.setAttribute('role', options.role);
  if (options.text !== undefined) made.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {})) {
    if (value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const [type, listener] of Object.entries(options.on ?? {})) {
    made.addEventListener(type, listener as EventListener);
  }
  appendChildren(made, children);
  return made;
}

/** Replaces everything inside `parent`. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  appendChildren(parent, children);
}

function appendChildren(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
}
