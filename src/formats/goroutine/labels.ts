import { textOf } from '../text/textBytes';

/** Distinct sets of labels: each request of a server has its own, each of its goroutines the same. */
export class LabelSets {
  readonly sets: [key: string, value: string][][] = [];
  readonly #byText = new Map<string, number>();

  /** Of the text between the braces; -1 where there is no label in it. */
  positionOf(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return -1;
    const labels = readLabelText(bytes, start, end);
    if (labels.length === 0) return -1;
    const key = JSON.stringify(labels);
    const known = this.#byText.get(key);
    if (known !== undefined) return known;
    const position = this.sets.push(labels) - 1;
    this.#byText.set(key, position);
    return position;
  }
}

/**
 * Labels as headers print them: `"key": "value", bare: value`. Quoted texts have Go's escapes; what is not quoted is taken as it
 * stands.
 */
function readLabelText(bytes: Uint8Array, start: number, end: number): [key: string, value: string][] {
  const text = textOf(bytes, start, end);
  const pairs: [string, string][] = [];
  const token = /\s*("(?:[^"\\]|\\.)*"|[^:,"]*)\s*:\s*("(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)/gy;
  for (let found = token.exec(text); found && token.lastIndex <= text.length; found = token.exec(text)) {
    pairs.push([unquoted(found[1]!), unquoted(found[2]!)]);
    if (token.lastIndex === text.length) break;
  }
  return pairs;
}

const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Go's own quoting; runtime/traceback.go writes bytes outside of printable ASCII as \x. */
function unquoted(text: string): string {
  if (!text.startsWith('"')) return text.trim();
  const inner = text.slice(1, -1);
  const bytes = inner.replace(/((?:\\x[0-9a-fA-F]{2})+)/g, (run: string) =>
    new TextDecoder().decode(
      Uint8Array.from(run.slice(2).split('\\x'), (digits) => Number.parseInt(digits, 16)),
    ),
  );
  return bytes.replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/gs, (_, code: string) => {
    if (code.length === 1) return controls[code] ?? code;
    const point = Number.parseInt(code.slice(1), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  });
}
