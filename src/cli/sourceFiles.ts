import { readFileSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';

/** Where to look for source: pprof's -source_path (folders, the working folder by default) and -trim_path (prefixes). */
export interface SourcePlaces {
  readonly searchPath: string;
  readonly trimPath: string;
}

/**
 * Lines of a source file by its recorded path, found as pprof finds it; null where it is not there. A path that holds the name
 * of a searched folder counts from there: `/build/shop/cart/cart.go` is `cart/cart.go` of the folder `shop`.
 */
export function readSource(recorded: string, places: SourcePlaces): string[] | null {
  for (const file of candidates(recorded, places)) {
    try {
      const lines = readFileSync(file, 'utf8').split(/\r?\n/);
      return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
    } catch {
      // Not there: profiles are mostly read on other machines than they were taken on.
    }
  }
  return null;
}

function* candidates(recorded: string, { searchPath, trimPath }: SourcePlaces): Generator<string> {
  const folders = (searchPath || process.cwd()).split(delimiter);
  const relative = trimmed(recorded, folders, trimPath);
  if (isAbsolute(relative)) {
    yield relative;
    return;
  }
  for (const folder of folders) {
    for (let at = folder; ; at = dirname(at)) {
      yield join(at, relative);
      if (dirname(at) === at) break;
    }
  }
  yield recorded;
}

function trimmed(recorded: string, folders: readonly string[], trimPath: string): string {
  if (trimPath === '') {
    for (const folder of folders) {
      const found = recorded.indexOf(`/${basename(folder)}/`);
      if (found >= 0) return recorded.slice(found + basename(folder).length + 2);
    }
  }
  const prefixes = [...trimPath.split(delimiter), '/proc/self/cwd/./', '/proc/self/cwd/'];
  const prefix = prefixes
    .filter((text) => text !== '')
    .map((text) => (text.endsWith('/') ? text : `${text}/`))
    .find((text) => recorded.startsWith(text));
  return prefix === undefined ? recorded : recorded.slice(prefix.length);
}
