import { declaredCandidates, type GoNameParts, parseGoName } from '../model/goName';
import type { GoDeclaration, GoOutline } from './goOutline';

/** Ways to write a function's name, longest first. */
export interface DisplayNames {
  /** `example.com/app/store.(*Cache[...]).Put.func1` */
  readonly full: string;
  /** `store.(*Cache[...]).Put.func1`: the path without its directories, a major version kept out. */
  readonly trimmed: string;
  /** `(*Cache).Put.func1`: without package and type arguments. */
  readonly short: string;
}

export function displayNames(name: string): DisplayNames {
  const parts = parseGoName(name);
  if (parts.packagePath === '') {
    return { full: name, trimmed: name, short: name };
  }
  const local = (parts.inlinedInto === '' ? '' : `${parts.inlinedInto}.`) + parts.declared + parts.suffix;
  return {
    full: `${parts.packagePath}.${local}`,
    trimmed: `${packageBaseOf(parts.packagePath)}.${local}`,
    short: local.replaceAll('[...]', ''),
  };
}

/** Name by which people import a path: `example.com/app/v2` → app, `gopkg.in/yaml.v3` → yaml, `example.com/go-lib` → go-lib. */
export function packageBaseOf(packagePath: string): string {
  const elements = packagePath.split('/');
  let base = elements.pop() ?? '';
  if (/^v\d+$/.test(base) && elements.length > 0) {
    base = elements.pop()!;
  }
  return elements[0] === 'gopkg.in' ? base.replace(/\.v\d+$/, '') : base;
}

/**
 * The declaration of a file that a profile's function name means, by name and recorded start line (0 unknown); null when the
 * file has none. Names that Go numbers over a package (init.0, init.func1) are told apart by start line.
 */
export function findDeclaration(outline: GoOutline, name: string, startLine: number): GoDeclaration | null {
  const parts = parseGoName(name);
  const numbered = numberedKindOf(parts);
  if (numbered !== null) {
    const ofKind = outline.declarations.filter(({ kind }) => kind === numbered);
    const exact = ofKind.find(({ nameLine }) => nameLine === startLine);
    return exact ?? (ofKind.length === 1 ? ofKind[0] : null);
  }
  const byName = declarationsByName(outline);
  const linked = byName.get(name);
  if (linked) {
    return linked[0];
  }
  // With a start line the function itself was recorded: then its name is no inlined function's.
  const candidates = startLine > 0 && parts.suffix === '' ? [parts.declared] : declaredCandidates(parts);
  for (const candidate of candidates) {
    const same = byName.get(candidate);
    if (same) {
      return nearest(same, startLine);
    }
  }
  return null;
}

/** The kind of declarations that have no name of their own in a file, null for all others. */
export function numberedKindOf(parts: GoNameParts): 'init' | 'literal' | null {
  if (/^init\.\d+$/.test(parts.declared)) {
    return 'init';
  }
  return /^(?:init\.func|glob\.\.func)\d+$/.test(parts.declared) ? 'literal' : null;
}

/** By name in the package, or by full name where the linker gives another one. */
const namesOfOutlines = new WeakMap<GoOutline, Map<string, GoDeclaration[]>>();

function declarationsByName(outline: GoOutline): Map<string, GoDeclaration[]> {
  let byName = namesOfOutlines.get(outline);
  if (!byName) {
    byName = new Map();
    for (const declaration of outline.declarations) {
      if (declaration.kind === 'function' || declaration.kind === 'method') {
        const key = declaration.linkName || declaration.name;
        const same = byName.get(key);
        if (same) {
          same.push(declaration);
        } else {
          byName.set(key, [declaration]);
        }
      }
    }
    namesOfOutlines.set(outline, byName);
  }
  return byName;
}

/** Files name a function twice only while they are edited. */
function nearest(same: readonly GoDeclaration[], startLine: number): GoDeclaration {
  return same.reduce((best, declaration) =>
    Math.abs(declaration.nameLine - startLine) < Math.abs(best.nameLine - startLine) ? declaration : best,
  );
}
