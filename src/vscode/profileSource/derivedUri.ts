import { parseCaptureName } from '../../capture/captureName';

/**
 * Profiles that are made of other files have a name, too: a comparison can be opened, restored with its tab and annotate the
 * source as a file does.
 *
 *     heaplens:/compare/new.pb.gz%20%E2%88%92%20old.pb.gz?{"base":["file:///…"],"current":["file:///…"],"mode":"diffBase",…}
 */
export const derivedScheme = 'heaplens';

/** Files by `Uri.toString()`. */
export type DerivedProfile =
  | {
      readonly kind: 'compare';
      readonly base: readonly string[];
      readonly current: readonly string[];
      readonly mode: 'base' | 'diffBase';
      readonly normalize: boolean;
    }
  | { readonly kind: 'merge'; readonly of: readonly string[] }
  /** The latest of several captures of one program, with the trend of all of them. */
  | { readonly kind: 'trend'; readonly of: readonly string[] }
  /** Goroutine dumps, oldest first: the last, compared with the others. A file alone stands for its latest dump. */
  | { readonly kind: 'dumps'; readonly of: readonly string[] }
  /** Files of one process on one timeline: heap texts, a GC trace, files of its control group. */
  | { readonly kind: 'memory'; readonly of: readonly string[] };

export interface DerivedParts {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
}

/** More files than anyone compares by hand; a link of somebody else may name any number. */
const mostFiles = 200;

export function derivedParts(derived: DerivedProfile): DerivedParts {
  const { kind, ...rest } = derived;
  return { scheme: derivedScheme, path: `/${kind}/${titleOf(derived)}`, query: JSON.stringify(rest) };
}

/** null for URIs of files, and for what no version of Heaplens wrote. */
export function parseDerived({ scheme, path, query }: DerivedParts): DerivedProfile | null {
  if (scheme !== derivedScheme) return null;
  const kind = path.split('/')[1];
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = JSON.parse(query);
  } catch {
    return null; // a URI that was cut or made up
  }
  if (typeof fields !== 'object' || fields === null) return null;
  if (kind === 'compare') return parseComparison(fields);
  const of = files(fields.of, kind === 'trend' ? 1 : 2);
  return of && isKindOfSeveral(kind) ? { kind, of } : null;
}

function isKindOfSeveral(kind: string | undefined): kind is 'merge' | 'trend' | 'dumps' | 'memory' {
  return kind === 'merge' || kind === 'trend' || kind === 'dumps' || kind === 'memory';
}

function parseComparison(fields: Readonly<Record<string, unknown>>): DerivedProfile | null {
  const base = files(fields.base, 1);
  const current = files(fields.current, 1);
  if (!base || !current || (fields.mode !== 'base' && fields.mode !== 'diffBase')) return null;
  return { kind: 'compare', base, current, mode: fields.mode, normalize: fields.normalize === true };
}

/** The files that a derived profile is made of. */
export function filesOfDerived(derived: DerivedProfile): readonly string[] {
  return derived.kind === 'compare' ? [...derived.base, ...derived.current] : derived.of;
}

/** One dump of a file that holds several: `file:///w/app.log#dump-2`, counted from 1. `piece` counts from 0. */
export function uriOfDump(file: string, piece: number): string {
  return `${file}#dump-${piece + 1}`;
}

/** The file of a part of a derived profile, and which of its dumps is meant; null where it does not say. */
export function dumpOfUri(part: string): { readonly file: string; readonly piece: number | null } {
  const [, file, dump] = /^(.*)#dump-([1-9]\d{0,5})$/.exec(part) ?? [];
  return file === undefined ? { file: part, piece: null } : { file, piece: Number(dump) - 1 };
}

function files(value: unknown, least: number): readonly string[] | null {
  const isList =
    Array.isArray(value) &&
    value.length >= least &&
    value.length <= mostFiles &&
    // A derived profile of derived ones would be read over and over.
    value.every(
      (item) =>
        typeof item === 'string' && isFileUri(item) && !item.toLowerCase().startsWith(`${derivedScheme}:`),
    );
  return isList ? value : null;
}

/** What `Uri.parse` takes: a scheme, and a path that could not be taken for an authority. A tab of an older session may hold anything. */
function isFileUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?\/(?!\/)/i.test(text);
}

/** What the tab says. */
function titleOf(derived: DerivedProfile): string {
  switch (derived.kind) {
    case 'compare':
      return `${named(derived.current)} − ${named(derived.base)}`;
    case 'merge':
      return `${named(derived.of)} merged`;
    case 'trend':
      return `${named(derived.of)} trend`;
    case 'memory':
      return `${named(derived.of)} timeline`;
    case 'dumps':
      return `${named(derived.of.slice(-1))} vs ${named(derived.of.slice(0, -1))}`;
  }
}

function named(uris: readonly string[]): string {
  const { file, piece } = dumpOfUri(uris[0]!);
  const name = shortName(decodeURIComponent(file.slice(file.lastIndexOf('/') + 1)));
  const first = piece === null ? name : `${name} (${piece + 1})`;
  return uris.length === 1 ? first : `${first} +${uris.length - 1}`;
}

/** Of a capture what tells it from its neighbours: `heap 10:02:03`; a tab has no room for all that its name says. */
function shortName(fileName: string): string {
  const capture = parseCaptureName(fileName);
  if (!capture) return fileName;
  const time = new Date(capture.timeMs);
  const twoDigits = (part: number) => String(part).padStart(2, '0');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
  return `${capture.kind} ${clock}`;
}
