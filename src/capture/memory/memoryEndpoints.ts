import type { CaptureTarget } from '../captureTarget';

export type EndpointKind = 'metrics' | 'vars' | 'given' | 'heap';

/** One address of a program that may tell of its memory. */
export interface MemoryEndpoint {
  readonly kind: EndpointKind;
  /** As people know it: `/metrics`, `/debug/vars`, `/debug/pprof/heap?debug=1`. Without what else the address asks for. */
  readonly path: string;
  readonly url: URL;
}

/**
 * Where to ask, the cheapest first. `/x/debug/pprof/`, `/x/` and `/x/metrics` mean the same: all is looked for below `/x`; `/x/debug/vars` begins there. An
 * address with a path of its own may also be where somebody put the metrics.
 *
 *     metrics  runtime/metrics, and ReadMemStats in old programs: some 10 kB
 *     vars     ReadMemStats, which stops the world for some microseconds
 *     heap     the same, and the whole heap profile with it
 */
export function memoryEndpoints(target: CaptureTarget): readonly MemoryEndpoint[] {
  const { base, extraQuery } = target;
  const prefix = prefixOf(base.pathname);
  const given = givenPath(base.pathname);
  const endpoint = (kind: EndpointKind, path: string, own = ''): MemoryEndpoint => {
    const url = new URL(path, base.origin);
    url.search = [extraQuery, own].filter((part) => part !== '').join('&');
    return { kind, path: own === '' ? path : `${path}?${own}`, url };
  };
  const metrics = endpoint('metrics', `${prefix}metrics`);
  const vars = endpoint('vars', `${prefix}debug/vars`);
  return [
    ...(named.test(base.pathname) ? [vars, metrics] : [metrics, vars]),
    ...(given === null ? [] : [endpoint('given', given)]),
    endpoint('heap', `${heapFolder(base.pathname, prefix)}heap`, 'debug=1'),
  ];
}

const standardFolder = 'debug/pprof/';
/** Who names the one of them means it, although the other costs less. */
const named = /debug\/vars\/debug\/pprof\/$/;
const ownPath = /(?:metrics|debug\/vars)\/debug\/pprof\/$/;

/** `/x/` for `/x/debug/pprof/`, `/x/metrics/debug/pprof/` (which the address `/x/metrics` has become) and `/x/pprof/`. */
function prefixOf(folder: string): string {
  if (ownPath.test(folder)) return folder.replace(ownPath, '');
  return folder.endsWith(`/${standardFolder}`)
    ? folder.slice(0, -standardFolder.length)
    : folder.replace(/pprof\/$/, '');
}

function heapFolder(folder: string, prefix: string): string {
  return ownPath.test(folder) ? `${prefix}${standardFolder}` : folder;
}

function givenPath(folder: string): string | null {
  if (ownPath.test(folder) || !folder.endsWith(`/${standardFolder}`)) return null;
  const path = folder.slice(0, -standardFolder.length - 1);
  return path === '' ? null : path;
}
