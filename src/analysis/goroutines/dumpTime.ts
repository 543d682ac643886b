import type { GoroutineDump } from '../../model/goroutines';

const mostPrefix = 256;

/**
 * When the dump was written, in milliseconds since 1970, by the clock of the log that its first line stands in: journald,
 * Kubernetes, docker and GitHub Actions put a time before each line. null where nothing says so.
 */
export function timeOfDump({ bytes, start, end, goroutines }: GoroutineDump): number | null {
  const header = goroutines.length > 0 ? Math.max(start, goroutines.start[0]!) : start;
  // The text of a goroutine may begin behind the prefix of its line.
  const from = header === 0 ? 0 : bytes.lastIndexOf(10, header - 1) + 1;
  const line = new TextDecoder('latin1').decode(bytes.subarray(from, Math.min(end, from + mostPrefix)));
  const [, day, clock, zone] =
    /^[^\n]*?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)\s?(Z|[+-]\d\d:?\d\d)(?!\d)/.exec(
      line.split('\n', 1)[0]!,
    ) ?? [];
  if (day === undefined) return null;
  const milliseconds = clock!.replace(',', '.').replace(/(\.\d{3})\d+$/, '$1');
  const time = Date.parse(
    `${day}T${milliseconds}${zone === 'Z' ? zone : zone!.replace(/(\d\d):?(\d\d)$/, '$1:$2')}`,
  );
  return Number.isNaN(time) ? null : time;
}
