/**
 * Long lists of strings travel as one buffer. VS Code writes messages to a webview as JSON with a function that looks at
 * every value: tens of thousands of names hold the extension host for longer than it may be held. Buffers pass by as they are.
 */
interface PackedStrings {
  readonly packedStrings: true;
  /** UTF-16 lengths. */
  readonly lengths: Uint32Array;
  /** All of them, in UTF-8. */
  readonly text: Uint8Array;
}

/** Shorter lists are not worth it. */
const shortest = 64;

/** The message with its long lists of strings packed; everything else is shared with the original. */
export function packStrings(value: unknown): unknown {
  if (Array.isArray(value)) return isLongList(value) ? pack(value) : value;
  return isPlain(value) ? mapFields(value, packStrings) : value;
}

/** The message as it was. */
export function unpackStrings(value: unknown): unknown {
  if (!isPlain(value)) return value;
  return isPacked(value) ? unpack(value) : mapFields(value, unpackStrings);
}

function isLongList(list: readonly unknown[]): list is readonly string[] {
  return list.length >= shortest && list.every((item) => typeof item === 'string');
}

function pack(strings: readonly string[]): PackedStrings {
  const lengths = new Uint32Array(strings.length);
  for (let i = 0; i < strings.length; i++) lengths[i] = strings[i]!.length;
  return { packedStrings: true, lengths, text: new TextEncoder().encode(strings.join('')) };
}

function unpack({ lengths, text }: PackedStrings): string[] {
  // A byte order mark at the start is part of the first string.
  const all = new TextDecoder('utf-8', { ignoreBOM: true }).decode(text);
  const strings = new Array<string>(lengths.length);
  let at = 0;
  for (let i = 0; i < lengths.length; i++) {
    strings[i] = all.slice(at, at + lengths[i]!);
    at += lengths[i]!;
  }
  return strings;
}

function isPacked(value: object): value is PackedStrings {
  return 'packedStrings' in value && value.packedStrings === true;
}

/** Class instances, typed arrays among them, stay what they are. */
function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function mapFields(value: object, map: (field: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, map(field)]));
}
