/** What the pointer asks for. Coordinates and distances are CSS pixels, counted from the element's top left corner. */
export interface PointerTarget {
  hover(cssX: number, cssY: number): void;
  leave(): void;
  click(cssX: number, cssY: number): void;
  doubleClick(cssX: number): void;
  /** The picture follows the pointer by this much. */
  drag(byCssX: number): void;
  dragEnd(): void;
  /** From where it was pressed to where it is. */
  select(fromCssX: number, toCssX: number, isDone: boolean): void;
  /** `factor` below 1 zooms in at cssX. */
  zoom(factor: number, cssX: number): void;
  scroll(byCssX: number): void;
  /** Whether the wheel belongs to the page around: then Control and the wheel zoom. */
  leavesWheel(): boolean;
  /** Whether a drag that starts there selects instead of moving the picture. */
  selectsAt(cssY: number): boolean;
}

/** A press that moves less than this is a click. */
const cssDragThreshold = 4;

interface Press {
  readonly id: number;
  readonly startX: number;
  readonly startY: number;
  readonly selects: boolean;
  lastX: number;
  isDragging: boolean;
}

/** Turns mouse, pen, touch and wheel events on `element` into intents; the returned function ends that. */
export function listenToPointer(element: HTMLElement, target: PointerTarget): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let press: Press | null = null;
  const end = () => {
    press = null;
    element.classList.remove('dragging', 'selecting');
  };
  element.addEventListener(
    'pointerdown',
    (event) => {
      // Buttons that lie on the picture have presses of their own.
      if (event.button !== 0 || press || (event.target as Element).closest('button')) return;
      element.focus({ preventScroll: true });
      element.setPointerCapture(event.pointerId);
      const [x, y] = placeOf(element, event);
      press = {
        id: event.pointerId,
        startX: x,
        startY: y,
        lastX: x,
        selects: event.shiftKey || target.selectsAt(y),
        isDragging: false,
      };
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const [x, y] = placeOf(element, event);
      if (press?.id !== event.pointerId) target.hover(x, y);
      else movePress(element, press, target, x, y);
    },
    { signal },
  );
  element.addEventListener(
    'pointerup',
    (event) => {
      if (press?.id !== event.pointerId) return;
      const { isDragging, selects, startX } = press;
      end();
      const [x, y] = placeOf(element, event);
      if (!isDragging) target.click(x, y);
      else if (selects) target.select(startX, x, true);
      else target.dragEnd();
      target.hover(x, y);
    },
    { signal },
  );
  element.addEventListener('pointercancel', end, { signal });
  element.addEventListener('pointerleave', () => target.leave(), { signal });
  element.addEventListener('dblclick', (event) => target.doubleClick(placeOf(element, event)[0]), { signal });
  element.addEventListener('wheel', (event) => turnWheel(element, target, event), { signal, passive: false });
  return () => controller.abort();
}

/** Events of what lies on the element count from its own corner. */
function placeOf(element: HTMLElement, event: MouseEvent): readonly [number, number] {
  if (event.target === element) return [event.offsetX, event.offsetY];
  const { left, top } = element.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

function movePress(element: HTMLElement, press: Press, target: PointerTarget, x: number, y: number): void {
  const far = Math.hypot(x - press.startX, y - press.startY) >= cssDragThreshold;
  if (!press.isDragging && !far) return;
  if (!press.isDragging) {
    press.isDragging = true;
    element.classList.add(press.selects ? 'selecting' : 'dragging');
    target.leave();
  }
  if (press.selects) target.select(press.startX, x, false);
  else target.drag(x - press.lastX);
  press.lastX = x;
}

/** A wheel's click in a browser that counts lines instead of pixels. */
const cssLine = 16;
/** The most that one event may zoom: a mouse wheel sends few large steps, a touchpad many small ones. */
const cssWheelMost = 40;

function turnWheel(element: HTMLElement, target: PointerTarget, event: WheelEvent): void {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? cssLine : 1;
  const x = event.deltaX * unit;
  const y = event.deltaY * unit;
  const control = event.ctrlKey || event.metaKey;
  if (!control && !event.shiftKey && Math.abs(y) >= Math.abs(x) && target.leavesWheel()) return;
  event.preventDefault();
  if (event.shiftKey && !control) target.scroll(x === 0 ? y : x);
  else if (Math.abs(x) > Math.abs(y)) target.scroll(x);
  else {
    const bounded = Math.max(-cssWheelMost, Math.min(cssWheelMost, y));
    target.zoom(Math.exp(bounded * 0.008), placeOf(element, event)[0]);
  }
}
