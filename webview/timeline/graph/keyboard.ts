/** What a key means where the picture has the focus. */
export type GraphCommand =
  /** To the next or the last cycle or sample; `extends` draws the selection along. */
  | { readonly kind: 'step'; readonly by: -1 | 1; readonly extends: boolean }
  /** Shares of the window. */
  | { readonly kind: 'pan'; readonly by: number }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'end'; readonly which: 'first' | 'last'; readonly extends: boolean }
  | { readonly kind: 'all' }
  /** Takes back one thing: the selection, the cursor, the zoom. */
  | { readonly kind: 'escape' }
  | { readonly kind: 'keep' };

/** null where the key means nothing here: it goes on to others. */
export function graphCommand(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): GraphCommand | null {
  if (event.altKey) return null;
  const control = event.ctrlKey || event.metaKey;
  const { key, shiftKey } = event;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const by = key === 'ArrowLeft' ? -1 : 1;
    return control ? { kind: 'pan', by: by * 0.2 } : { kind: 'step', by, extends: shiftKey };
  }
  if (control) return null;
  switch (key) {
    case 'PageUp':
      return { kind: 'pan', by: -0.9 };
    case 'PageDown':
      return { kind: 'pan', by: 0.9 };
    case '+':
    case '=':
    case 'ArrowUp':
      return { kind: 'zoom', factor: 0.6 };
    case '-':
    case '_':
    case 'ArrowDown':
      return { kind: 'zoom', factor: 1 / 0.6 };
    case 'Home':
      return { kind: 'end', which: 'first', extends: shiftKey };
    case 'End':
      return { kind: 'end', which: 'last', extends: shiftKey };
    case '0':
      return { kind: 'all' };
    case 'Escape':
      return { kind: 'escape' };
    case 'Enter':
    case ' ':
      return { kind: 'keep' };
    default:
      return null;
  }
}
