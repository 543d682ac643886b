const decoder = new TextDecoder();
const mostLabels = 1000;

/**
 * The pairs of `{"key":"value", "other":"value"}`, quoted as Go's strconv.Quote does (runtime/pprof labelMap.String).
 * Reading stops at what has another form.
 */
export function labelsOf(bytes: Uint8Array): [key: string, value: string][] {
  const text = decoder.decode(bytes);
  const pairs: [string, string][] = [];
  let at = 0;
  while (pairs.length < mostLabels) {
    separator.lastIndex = at;
    const opened = separator.exec(text);
    if (!opened) break;
    quoted.lastIndex = separator.lastIndex;
    const key = quoted.exec(text);
    if (!key) break;
    colon.lastIndex = quoted.lastIndex;
    if (!colon.exec(text)) break;
    quoted.lastIndex = colon.lastIndex;
    const value = quoted.exec(text);
    if (!value) break;
    at = quoted.lastIndex;
    pairs.push([unquote(key[1]!), unquote(value[1]!)]);
  }
  return pairs;
}

const separator = /\s*[{,]\s*/y;
const colon = /\s*:\s*/y;
const quoted = /"((?:[^"\\]|\\.)*)"/sy;

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** `\x` escapes are bytes of no UTF-8 in Go's quoting: they become U+FFFD, as such bytes do in binary profiles. */
function unquote(text: string): string {
  return text.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gis,
    (_, byte?: string, short?: string, long?: string, plain?: string) => {
      if (byte !== undefined) return escapedByte(Number.parseInt(byte, 16));
      const code = Number.parseInt(short ?? long ?? '', 16);
      if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
      return simpleEscapes[plain!] ?? plain!;
    },
  );
}

function escapedByte(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : '\ufffd';
}
