const mostPrefix = 512;

/**
 * When a line of a log (1-based) was written, in milliseconds since 1970: journald, Kubernetes, docker and GitHub Actions put a
 * time before each line, or into it. null where nothing says so.
 */
export function timeOfLine(bytes: Uint8Array, line: number): number | null {
  let start = 0;
  for (let number = 1; number < line; number++) {
    const end = bytes.indexOf(newline, start);
    if (end < 0) return null;
    start = end + 1;
  }
  const [text] = new TextDecoder('latin1').decode(bytes.subarray(start, start + mostPrefix)).split('\n', 1);
  const [, day, clock, zone] =
    /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)\s?(Z|[+-]\d\d:?\d\d)(?!\d)/.exec(text!) ?? [];
  if (day === undefined) return null;
  const milliseconds = clock!.replace(',', '.').replace(/(\.\d{3})\d+$/, '$1');
  const offset = zone === 'Z' ? zone : zone!.replace(/(\d\d):?(\d\d)$/, '$1:$2');
  const time = Date.parse(`${day}T${milliseconds}${offset}`);
  return Number.isNaN(time) ? null : time;
}

const newline = 10;
