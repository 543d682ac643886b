import { varint } from './int64Column';

/*
 * Protobuf written by hand, for what an encoder would never write: unknown fields, wrong wire types, lists that are not packed.
 */

type Part = Uint8Array | string | number | bigint;

/** A field of wire type 0. */
export function varintField(field: number, value: number | bigint): Uint8Array {
  return joined(tag(field, 0), varint(BigInt(value)));
}

/** A field of wire type 2: numbers are packed varints, strings UTF-8, and bytes stand as they are. */
export function bytesField(field: number, ...parts: readonly Part[]): Uint8Array {
  const payload = joined(...parts.map(bytesOf));
  return joined(tag(field, 2), varint(BigInt(payload.length)), payload);
}

/** A field of wire type 1 or 5 (fixed 64 or 32 bits), all of whose bytes are 0xff. */
export function fixedField(field: number, wireType: 1 | 5): Uint8Array {
  return joined(tag(field, wireType), new Uint8Array(wireType === 1 ? 8 : 4).fill(0xff));
}

export function tag(field: number, wireType: number): Uint8Array {
  return varint((BigInt(field) << 3n) | BigInt(wireType));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function bytesOf(part: Part): Uint8Array {
  if (typeof part === 'string') return Buffer.from(part);
  return part instanceof Uint8Array ? part : varint(BigInt(part));
}
