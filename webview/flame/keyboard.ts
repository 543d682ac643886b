/** What a key asks of the flame graph. */
export type FlameCommand =
  | 'parent'
  | 'firstChild'
  | 'previous'
  | 'next'
  | 'firstInRow'
  | 'lastInRow'
  | 'zoomToSelected'
  | 'zoomOut'
  | 'zoomOutOrClear'
  | 'resetZoom'
  | 'narrower'
  | 'wider'
  | 'pageUp'
  | 'pageDown'
  | 'openSource'
  | 'openSourceBeside'
  | 'copyName'
  | 'copyStack'
  | 'contextMenu';

export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const plain: Readonly<Record<string, FlameCommand>> = {
  ArrowUp: 'parent',
  ArrowDown: 'firstChild',
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  Home: 'firstInRow',
  End: 'lastInRow',
  Enter: 'zoomToSelected',
  Backspace: 'zoomOut',
  Escape: 'zoomOutOrClear',
  '0': 'resetZoom',
  '+': 'narrower',
  '=': 'narrower',
  '-': 'wider',
  _: 'wider',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  F12: 'openSource',
  ContextMenu: 'contextMenu',
};

/** Null for keys that are somebody else's. Control and Command are the same, as in VS Code on each system. */
export function flameCommand(key: Key): FlameCommand | null {
  const control = key.ctrlKey || key.metaKey;
  if (key.shiftKey && key.key === 'F10') return 'contextMenu';
  if (control && key.key === 'Enter') return key.altKey ? 'openSourceBeside' : 'openSource';
  if (control && key.key.toLowerCase() === 'c') {
    if (key.shiftKey) return null;
    return key.altKey ? 'copyStack' : 'copyName';
  }
  if (control || key.altKey) return null;
  return plain[key.key] ?? null;
}
