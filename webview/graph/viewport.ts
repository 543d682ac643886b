/** From the picture's coordinates to CSS pixels of its place: `css = picture * zoom + offset`. */
export interface GraphViewport {
  readonly zoom: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

const leastZoom = 0.05;
const mostZoom = 3;

/** All of the picture, in the middle; never larger than it was drawn. */
export function fitAll(picture: Extent, place: Extent): GraphViewport {
  const zoom = clampZoom(Math.min(1, place.width / picture.width, place.height / picture.height));
  return centreOn({ x: picture.width / 2, y: picture.height / 2 }, zoom, place);
}

/** A size that can be read, with that point in the middle. */
export function centreOn(
  point: { readonly x: number; readonly y: number },
  zoom: number,
  place: Extent,
): GraphViewport {
  return { zoom, offsetX: place.width / 2 - point.x * zoom, offsetY: place.height / 2 - point.y * zoom };
}

/** Without empty margins where the picture is larger than its place; else in the middle. */
export function withoutMargins(viewport: GraphViewport, picture: Extent, place: Extent): GraphViewport {
  const settle = (offset: number, size: number, room: number) =>
    size <= room ? (room - size) / 2 : Math.min(0, Math.max(room - size, offset));
  const { zoom, offsetX, offsetY } = viewport;
  return {
    zoom,
    offsetX: settle(offsetX, picture.width * zoom, place.width),
    offsetY: settle(offsetY, picture.height * zoom, place.height),
  };
}

/** The point under (cssX, cssY) stays there. */
export function zoomAt(viewport: GraphViewport, factor: number, cssX: number, cssY: number): GraphViewport {
  const zoom = clampZoom(viewport.zoom * factor);
  const change = zoom / viewport.zoom;
  return {
    zoom,
    offsetX: cssX - (cssX - viewport.offsetX) * change,
    offsetY: cssY - (cssY - viewport.offsetY) * change,
  };
}

/** Pans so that some of the picture always stays in sight. */
export function panBy(
  viewport: GraphViewport,
  byX: number,
  byY: number,
  picture: Extent,
  place: Extent,
): GraphViewport {
  const margin = 60;
  const within = (offset: number, size: number, room: number) =>
    Math.min(room - margin, Math.max(margin - size * viewport.zoom, offset));
  return {
    ...viewport,
    offsetX: within(viewport.offsetX + byX, picture.width, place.width),
    offsetY: within(viewport.offsetY + byY, picture.height, place.height),
  };
}

/** Pans as little as it takes to have the box in sight. */
export function bringIntoSight(
  viewport: GraphViewport,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  place: Extent,
): GraphViewport {
  const shift = (middle: number, size: number, offset: number, room: number) => {
    const from = (middle - size / 2) * viewport.zoom + offset;
    const to = (middle + size / 2) * viewport.zoom + offset;
    if (from < 8) return 8 - from;
    return to > room - 8 ? room - 8 - to : 0;
  };
  return {
    ...viewport,
    offsetX: viewport.offsetX + shift(box.x, box.width, viewport.offsetX, place.width),
    offsetY: viewport.offsetY + shift(box.y, box.height, viewport.offsetY, place.height),
  };
}

function clampZoom(zoom: number): number {
  return Math.min(mostZoom, Math.max(leastZoom, zoom));
}
