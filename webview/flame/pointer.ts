/** What the pointer asks for. Coordinates and distances are CSS pixels, counted from the element's top left corner. */
export interface PointerTarget {
  hover(cssX: number, cssY: number): void;
  leave(): void;
  click(cssX: number, cssY: number, open: 'no' | 'here' | 'beside'): void;
  doubleClick(cssX: number, cssY: number): void;
  contextMenu(cssX: number, cssY: number, event: MouseEvent): void;
  /** The picture follows the pointer by this much. */
  drag(byCssX: number, byCssY: number): void;
  /** `factor` below 1 zooms in at cssX. */
  zoom(factor: number, cssX: number): void;
  scroll(byCssX: number, byCssY: number): void;
}

/** A press that moves less than this is a click. */
const cssDragThreshold = 4;

/** Turns mouse, pen, touch and wheel events on `element` into intents; the returned function ends that. */
export function listenToPointer(element: HTMLElement, target: PointerTarget): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const press: Press = { id: -1, startX: 0, startY: 0, lastX: 0, lastY: 0, dragging: false };
  element.addEventListener('pointerdown', (event) => startPress(element, press, event), { signal });
  element.addEventListener('pointermove', (event) => movePointer(element, press, target, event), { signal });
  element.addEventListener('pointerup', (event) => endPress(element, press, target, event), { signal });
  element.addEventListener('pointercancel', () => cancelPress(element, press), { signal });
  element.addEventListener('pointerleave', () => target.leave(), { signal });
  element.addEventListener('wheel', (event) => turnWheel(target, event), { signal, passive: false });
  element.addEventListener('dblclick', (event) => target.doubleClick(event.offsetX, event.offsetY), {
    signal,
  });
  element.addEventListener(
    'contextmenu',
    (event) => {
      // On a Mac, Control+click is how a menu is asked for: it must not count as a press.
      cancelPress(element, press);
      target.contextMenu(event.offsetX, event.offsetY, event);
    },
    { signal },
  );
  return () => controller.abort();
}

interface Press {
  id: number;
  startX: number;
  startY: number;
  lastX: number;
  lastY: number;
  dragging: boolean;
}

function startPress(element: HTMLElement, press: Press, event: PointerEvent): void {
  if (event.button !== 0 || press.id >= 0) return;
  element.focus({ preventScroll: true });
  element.setPointerCapture(event.pointerId);
  press.id = event.pointerId;
  press.startX = press.lastX = event.offsetX;
  press.startY = press.lastY = event.offsetY;
  press.dragging = false;
}

function movePointer(element: HTMLElement, press: Press, target: PointerTarget, event: PointerEvent): void {
  if (press.id !== event.pointerId) {
    target.hover(event.offsetX, event.offsetY);
    return;
  }
  const far = Math.hypot(event.offsetX - press.startX, event.offsetY - press.startY) >= cssDragThreshold;
  if (!press.dragging && !far) return;
  if (!press.dragging) {
    press.dragging = true;
    element.classList.add('dragging');
    target.leave();
  }
  target.drag(event.offsetX - press.lastX, event.offsetY - press.lastY);
  press.lastX = event.offsetX;
  press.lastY = event.offsetY;
}

function endPress(element: HTMLElement, press: Press, target: PointerTarget, event: PointerEvent): void {
  if (press.id !== event.pointerId) return;
  const clicked = !press.dragging;
  cancelPress(element, press);
  if (clicked) {
    const control = event.ctrlKey || event.metaKey;
    target.click(event.offsetX, event.offsetY, control ? (event.altKey ? 'beside' : 'here') : 'no');
  }
  target.hover(event.offsetX, event.offsetY);
}

function cancelPress(element: HTMLElement, press: Press): void {
  press.id = -1;
  press.dragging = false;
  element.classList.remove('dragging');
}

/** A wheel's click in a browser that counts lines instead of pixels. */
const cssLine = 16;
/** The most that one event may zoom: a mouse wheel sends few large steps, a touchpad many small ones. */
const cssWheelMost = 40;

function turnWheel(target: PointerTarget, event: WheelEvent): void {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? cssLine : 1;
  const x = event.deltaX * unit;
  const y = event.deltaY * unit;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    target.zoom(Math.exp(Math.max(-cssWheelMost, Math.min(cssWheelMost, y)) * 0.008), event.offsetX);
  } else if (event.shiftKey && x === 0) {
    target.scroll(y, 0);
  } else {
    target.scroll(x, y);
  }
}
