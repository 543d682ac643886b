import { splitName } from '../src/base/splitName';
import { element } from './dom';

/**
 * `store.`, `(*Cache).`, `Put`: what may be left out of an own name where there is no room, first things first, and
 * what stays. Together they are the name. Names of C++ and Rust have two parts, `std::` and `sort`, others one.
 */
export function nameParts(own: string): readonly string[] {
  const scope = scopeEnd(own);
  if (scope > 0) return [own.slice(0, scope), own.slice(scope)];
  const packageLength = firstDot(own) + 1;
  const inPackage = own.slice(packageLength);
  const receiverLength = packageLength === 0 ? 0 : receiverEnd(inPackage);
  const parts = [
    own.slice(0, packageLength),
    inPackage.slice(0, receiverLength),
    inPackage.slice(receiverLength),
  ];
  return parts.filter((part) => part !== '');
}

/**
 * An own name that shows as many of its last parts as fit, by style alone: the parts stand in one line from the right,
 * those that do not fit wrap out of sight.
 */
export function createName(own: string): HTMLElement {
  return createParts(own, nameParts(withoutTypeArguments(own)));
}

/** `slices.Clone[go.shape.[]int]` → `slices.Clone[…]`: which instance it is, the full name beside it says. */
export function withoutTypeArguments(own: string): string {
  if (own.startsWith('[')) return own;
  let text = '';
  let depth = 0;
  for (const char of own) {
    if (char === '[' && depth++ === 0) text += '[…';
    if (char === ']' && depth > 0) depth--;
    if (depth === 0) text += char;
  }
  return depth === 0 ? text : own;
}

/** A file's name with the folder that tells it from others of that name, where there is room for it. */
export function createFileName(own: string, path: string): HTMLElement {
  const folder = splitName(path).own;
  return createParts(own, folder === '' ? [own] : [`${folder}/`, own]);
}

/** Parts stand in reverse order for the wrapping: whoever listens hears the whole. */
function createParts(whole: string, parts: readonly string[]): HTMLElement {
  const shown = parts.toReversed().map((part, i) =>
    element('span', {
      class: i === 0 ? 'name-own' : 'name-before',
      text: part,
      attributes: { 'aria-hidden': 'true' },
    }),
  );
  return element(
    'span',
    { class: 'name' },
    element('span', { class: 'for-listeners', text: whole }),
    ...shown,
  );
}

/** Parts after a function's name that say nothing without it. */
const closure = /^(?:func\d|gowrap\d|deferwrap\d|\d|-|$)/;

/** Where the method's name begins in `(*Cache[int]).Put.func1` or `Cache.Get`; 0 for a plain function. */
function receiverEnd(inPackage: string): number {
  const dot = firstDot(inPackage);
  return dot < 0 || closure.test(inPackage.slice(dot + 1)) || inPackage[dot + 1] === '.' ? 0 : dot + 1;
}

/** Where the last part of a C++ or Rust name begins, 0 where it has no scope. */
function scopeEnd(own: string): number {
  let depth = 0;
  let end = 0;
  for (let i = 0; i < own.length - 2; i++) {
    if ('([{<'.includes(own[i]!)) depth++;
    else if (')]}>'.includes(own[i]!)) depth--;
    else if (depth === 0 && own.startsWith('::', i)) end = i + 2;
  }
  return end;
}

/** Position of the first dot outside brackets; -1 where there is none with something on both sides. */
function firstDot(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length - 1; i++) {
    if ('([{<'.includes(text[i]!)) depth++;
    else if (')]}>'.includes(text[i]!)) depth--;
    else if (text[i] === '.' && depth === 0) return i === 0 ? -1 : i;
  }
  return -1;
}
