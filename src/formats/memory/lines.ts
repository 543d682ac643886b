export interface TextLine {
  /** Without its line end. */
  readonly line: string;
  /** 1-based. */
  readonly number: number;
  /** Whether nothing but a line end follows. */
  readonly isLast: boolean;
}

/** Texts are decoded in pieces: a month of samples is more than one string can hold. */
const blockBytes = 1 << 24;
const newline = 0x0a;

/** One line after the other. */
export function* linesOf(bytes: Uint8Array): Generator<TextLine> {
  const decoder = new TextDecoder();
  let number = 0;
  for (let start = 0; start < bytes.length; ) {
    const next = blockEnd(bytes, start);
    const block = decoder.decode(bytes.subarray(start, next));
    start = next;
    for (let at = 0; at < block.length; ) {
      const found = block.indexOf('\n', at);
      const end = found < 0 ? block.length : found;
      const after = found < 0 ? block.length : found + 1;
      const line = block.slice(at, end > at && block[end - 1] === '\r' ? end - 1 : end);
      at = after;
      yield { line, number: ++number, isLast: start === bytes.length && after === block.length };
    }
  }
}

/** Behind the last line end within a block; a line that is longer is one block. */
function blockEnd(bytes: Uint8Array, start: number): number {
  const most = start + blockBytes;
  if (most >= bytes.length) return bytes.length;
  const inside = bytes.lastIndexOf(newline, most - 1);
  if (inside >= start) return inside + 1;
  const after = bytes.indexOf(newline, most);
  return after < 0 ? bytes.length : after + 1;
}
