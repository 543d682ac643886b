/**
 * What travels between the extension and its webview, in both directions, as JSON cannot say it or says it slowly:
 *
 * - Long lists of strings travel as one buffer. VS Code writes messages to a webview as JSON with a function that looks at
 *   every value: tens of thousands of names hold the extension host for longer than it may be held. Buffers pass by as they are.
 * - JSON has no word for infinity ("no limit is set") and for NaN ("not known"): it would say null.
 */
interface PackedStrings {
  readonly packedStrings: true;
  /** UTF-16 lengths. */
  readonly lengths: Uint32Array;
  /** All of them, in UTF-8. */
  readonly text: Uint8Array;
}

interface PackedNumber {
  readonly packedNumber: 'Infinity' | '-Infinity' | 'NaN';
}

/** Shorter lists are not worth it. */
const shortest = 64;

/** The message with all that is packed; everything else is shared with the original. */
export function packMessage(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : packNumber(value);
  if (Array.isArray(value)) return isLongList(value) ? pack(value) : mapItems(value, packMessage);
  return isPlain(value) ? mapFields(value, packMessage) : value;
}

/** The message as it was. */
export function unpackMessage(value: unknown): unknown {
  if (Array.isArray(value)) return mapItems(value, unpackMessage);
  if (!isPlain(value)) return value;
  if (isPackedNumber(value)) return Number(value.packedNumber);
  return isPacked(value) ? unpack(value) : mapFields(value, unpackMessage);
}

function packNumber(value: number): PackedNumber {
  return { packedNumber: String(value) as PackedNumber['packedNumber'] };
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

function isPackedNumber(value: object): value is PackedNumber {
  return 'packedNumber' in value && typeof value.packedNumber === 'string';
}

/** Class instances, typed arrays among them, stay what they are. */
function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function mapItems(list: readonly unknown[], map: (item: unknown) => unknown): readonly unknown[] {
  const mapped = list.map(map);
  return mapped.every((item, i) => Object.is(item, list[i])) ? list : mapped;
}

function mapFields(value: object, map: (field: unknown) => unknown): object {
  const fields = Object.entries(value);
  const mapped = fields.map(([key, field]) => [key, map(field)] as const);
  return mapped.every(([, field], i) => Object.is(field, fields[i]![1])) ? value : Object.fromEntries(mapped);
}
