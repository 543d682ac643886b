const mostPrefix = 512;

/**
 * When lines of a log (1-based) were written, in milliseconds since 1970: journald, Kubernetes, docker and GitHub
 * Actions put a time before each line, or into it. null where nothing says so. One pass over the text, however many lines.
 */
export function timesOfLines(bytes: Uint8Array, lines: readonly number[]): (number | null)[] {
  const times = new Array<number | null>(lines.length).fill(null);
  const rising = lines.map((_, position) => position).sort((a, b) => lines[a]! - lines[b]!);
  let start = 0;
  let number = 1;
  for (const position of rising) {
    for (; number < lines[position]! && start < bytes.length; number++) {
      const end = bytes.indexOf(newline, start);
      start = end < 0 ? bytes.length : end + 1;
    }
    times[position] = timeAt(bytes, start);
  }
  return times;
}

/** The time in the line that begins here. */
function timeAt(bytes: Uint8Array, start: number): number | null {
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
