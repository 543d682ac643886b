/**
 * Paths of this machine as text. Rooms without Node have no path module, and a profile's paths may come from another system
 * than the one that reads them: everything here works on `/` and says which system it means.
 */

/** With `/` for every separator of that system, and none at the end. */
export function toSlashes(path: string, isWindows: boolean): string {
  const slashed = isWindows ? path.replaceAll('\\', '/') : path;
  return slashed.length > 1 && slashed.endsWith('/') ? slashed.slice(0, -1) : slashed;
}

/** `folder` and what stands below it, as the host writes paths. */
export function joinLocal(folder: string, segments: readonly string[], isWindows: boolean): string {
  const joined = [toSlashes(folder, isWindows).replace(/\/$/, ''), ...segments].join('/');
  return isWindows ? joined.replaceAll('/', '\\') : joined;
}

export function isSamePath(a: string, b: string, isWindows: boolean): boolean {
  return comparable(a, isWindows) === comparable(b, isWindows);
}

/** Segments that lead from `folder` to `path`; null where `path` is not below it. An empty list is the folder itself. */
export function segmentsBelow(folder: string, path: string, isWindows: boolean): string[] | null {
  const base = comparable(folder, isWindows).replace(/\/$/, '');
  const whole = comparable(path, isWindows);
  if (whole === base) {
    return [];
  }
  if (base === '' && !whole.startsWith('/')) {
    return null;
  }
  return whole.startsWith(`${base}/`)
    ? toSlashes(path, isWindows)
        .slice(base.length + 1)
        .split('/')
    : null;
}

/** Whether reading `path` would make Windows talk to another machine or to a device. */
export function isNetworkPath(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

export function isAbsolutePath(path: string, isWindows: boolean): boolean {
  return isWindows ? /^(?:[A-Za-z]:[\\/]|[\\/]{2})/.test(path) : path.startsWith('/');
}

/** `.` and `..` resolved; `..` at the start of a relative path, or above the root, is dropped. */
export function resolveDots(segments: readonly string[]): string[] {
  const resolved: string[] = [];
  for (const segment of segments) {
    if (segment === '..') {
      resolved.pop();
    } else if (segment !== '' && segment !== '.') {
      resolved.push(segment);
    }
  }
  return resolved;
}

/** A relative or absolute path, seen from `folder`. */
export function resolveFrom(folder: string, path: string, isWindows: boolean): string {
  const slashed = toSlashes(path, isWindows);
  const isAbsolute = isAbsolutePath(path, isWindows);
  const whole = isAbsolute ? slashed : `${toSlashes(folder, isWindows)}/${slashed}`;
  const root = isNetworkPath(whole) ? '//' : whole.startsWith('/') ? '/' : '';
  const resolved = root + resolveDots(whole.split('/')).join('/');
  return isWindows ? resolved.replaceAll('/', '\\') : resolved;
}

function comparable(path: string, isWindows: boolean): string {
  const slashed = toSlashes(path, isWindows);
  return isWindows ? slashed.toLowerCase() : slashed;
}
