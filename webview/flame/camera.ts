/**
 * What part of the graph is in sight. valueX runs in the unit of the weights from the left edge of "all"; `topRow` may
 * be a fraction while it scrolls.
 */
export interface Camera {
  readonly left: number;
  readonly right: number;
  readonly topRow: number;
}

/** What a camera may show. */
export interface CameraLimits {
  /** valueX of the right edge of everything. */
  readonly width: number;
  /** The narrowest span worth looking at, as valueX. */
  readonly minSpan: number;
  /** The last row that may stand at the top. */
  readonly maxTopRow: number;
}

export function clampCamera(camera: Camera, limits: CameraLimits): Camera {
  const span = Math.min(limits.width, Math.max(limits.minSpan, camera.right - camera.left));
  const middle = (camera.left + camera.right) / 2;
  // A span that was too narrow grows around its middle; one at the edge is pushed back inside.
  const wanted = span === camera.right - camera.left ? camera.left : middle - span / 2;
  const left = Math.min(Math.max(0, wanted), limits.width - span);
  const topRow = Math.min(Math.max(0, camera.topRow), Math.max(0, limits.maxTopRow));
  return { left, right: left + span, topRow };
}

/** `factor` below 1 zooms in. The value at `anchor` stays where it is on the screen. */
export function zoomCamera(camera: Camera, factor: number, anchor: number, limits: CameraLimits): Camera {
  const span = camera.right - camera.left;
  const newSpan = Math.min(limits.width, Math.max(limits.minSpan, span * factor));
  const left = anchor - ((anchor - camera.left) / span) * newSpan;
  return clampCamera({ left, right: left + newSpan, topRow: camera.topRow }, limits);
}

export function panCamera(camera: Camera, byX: number, byRows: number, limits: CameraLimits): Camera {
  return clampCamera(
    { left: camera.left + byX, right: camera.right + byX, topRow: camera.topRow + byRows },
    limits,
  );
}

/**
 * A camera between two others, `progress` from 0 to 1. The span shrinks by the same factor in equal times, which looks
 * like one steady movement however far it goes; the point that both ends agree on stays still.
 */
export function betweenCameras(from: Camera, to: Camera, progress: number): Camera {
  if (progress >= 1) return to;
  const topRow = from.topRow + (to.topRow - from.topRow) * progress;
  const fromSpan = from.right - from.left;
  const toSpan = to.right - to.left;
  const span = fromSpan * (toSpan / fromSpan) ** progress;
  const moved =
    Math.abs(fromSpan - toSpan) < fromSpan * 1e-9 ? progress : (fromSpan - span) / (fromSpan - toSpan);
  const left = from.left + (to.left - from.left) * moved;
  return { left, right: left + span, topRow };
}

/** Fast at first, gentle at the end. */
export function easeOut(progress: number): number {
  return 1 - (1 - Math.min(1, Math.max(0, progress))) ** 3;
}

export function sameCamera(a: Camera, b: Camera): boolean {
  const slack = (a.right - a.left) * 1e-9;
  return (
    Math.abs(a.left - b.left) <= slack &&
    Math.abs(a.right - b.right) <= slack &&
    Math.abs(a.topRow - b.topRow) < 1e-6
  );
}
