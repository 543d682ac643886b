export interface TextLine {
  /** Without its line end. */
  readonly line: string;
  /** 1-based. */
  readonly number: number;
  /** Whether nothing but a line end follows. */
  readonly isLast: boolean;
}

/** One line after the other; the text is not split at once. */
export function* linesOf(text: string): Generator<TextLine> {
  let start = 0;
  for (let number = 1; start < text.length; number++) {
    const found = text.indexOf('\n', start);
    const next = found < 0 ? text.length : found + 1;
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    start = next;
    yield { line, number, isLast: next === text.length };
  }
}
