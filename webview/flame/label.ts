/**
 * Shorter and shorter forms of a function's name, the whole name first, its own name last:
 *
 *     example.com/app/store.(*Cache[go.shape.string]).Put.func1
 *                     store.(*Cache[go.shape.string]).Put.func1    without the import path
 *                     store.(*Cache[…]).Put.func1                  without type arguments
 *                           (*Cache[…]).Put.func1                  without the package
 *                                       Put.func1                  without the receiver
 *
 * `slices.Sort[go.shape.int]` ends as `Sort`.
 */
export function labelForms(name: string, packageName: string): string[] {
  const lastSlash = lastOutsideBrackets(name, '/', packageEnd(name, packageName));
  const packageLength = packagePrefix(name, packageName, lastSlash);
  const inPackage = withoutTypeArguments(name.slice(packageLength));
  const short = name.slice(lastSlash + 1);
  const forms = [name, short, withoutTypeArguments(short), inPackage, ownName(inPackage).replace('[…]', '')];
  return forms.filter((form, i) => form !== '' && form !== forms[i - 1]);
}

/** `store.(*Cache[…]).Put`: the form for places that are neither narrow nor about the import path. */
export function shortName(name: string, packageName: string): string {
  const lastSlash = lastOutsideBrackets(name, '/', packageEnd(name, packageName));
  return withoutTypeArguments(name.slice(lastSlash + 1));
}

/** `Map[go.shape.int,main.Key[int]]` → `Map[…]`. A name that starts with a bracket is not generic. */
function withoutTypeArguments(name: string): string {
  const open = name.indexOf('[', 1);
  if (open < 0) return name;
  let depth = 0;
  for (let i = open; i < name.length; i++) {
    if (name[i] === '[') depth++;
    else if (name[i] === ']' && --depth === 0) return `${name.slice(0, open)}[…]${name.slice(i + 1)}`;
  }
  return name;
}

/** Go names closures after the function around them: without it, `func1` says nothing. */
const closurePart = /^(?:func\d+|gowrap\d+|deferwrap\d+|\d+)(?:-range\d+)?$/;

/** The last part between dots outside brackets, with the closure parts that follow it. */
function ownName(inPackage: string): string {
  let end = inPackage.length;
  for (;;) {
    const dot = lastOutsideBrackets(inPackage, '.', end);
    const part = inPackage.slice(dot + 1, end);
    if (dot < 0) return inPackage;
    if (!closurePart.test(part) && part !== '') return inPackage.slice(dot + 1);
    end = dot;
  }
}

/** Where the name's package ends, when the package is known; else the whole name may hold slashes of its path. */
function packageEnd(name: string, packageName: string): number {
  return packageName !== '' && name.startsWith(`${packageName}.`) ? packageName.length : name.length;
}

function packagePrefix(name: string, packageName: string, lastSlash: number): number {
  if (packageName !== '' && name.startsWith(`${packageName}.`)) return packageName.length + 1;
  const dot = name.indexOf('.', lastSlash + 1);
  // A dot at the end or a bracket before it: not a Go package in front.
  return dot > 0 && dot < name.length - 1 && !/[<([]/.test(name.slice(lastSlash + 1, dot)) ? dot + 1 : 0;
}

const closing = ')]>}';
const opening = '([<{';

/** Position of the last `wanted` before `end` that stands outside every kind of bracket, -1 if none. */
function lastOutsideBrackets(text: string, wanted: string, end: number): number {
  let depth = 0;
  for (let i = end - 1; i >= 0; i--) {
    const char = text[i]!;
    if (closing.includes(char) && !(char === '>' && text[i - 1] === '-')) depth++;
    else if (opening.includes(char)) depth = Math.max(0, depth - 1);
    else if (char === wanted && depth === 0) return i;
  }
  return -1;
}
