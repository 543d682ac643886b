import type { GoroutineDump } from '../../model/goroutines';

const mostBytes = 65_536;

/**
 * A goroutine as it stands in its file, prefixes of a log included, at most 64 KiB of it. Counted forms have no text of single
 * goroutines: their stacks are written as in `debug=1`.
 */
export function goroutineText(dump: GoroutineDump, goroutine: number): string {
  const { start, end } = dump.goroutines;
  const from = start[goroutine]!;
  const to = end[goroutine]!;
  if (to <= from) return countedText(dump, goroutine);
  return new TextDecoder().decode(dump.bytes.subarray(from, Math.min(to, from + mostBytes)));
}

function countedText(
  { goroutines, stacks, frames, strings, labelSets }: GoroutineDump,
  goroutine: number,
): string {
  const lines = [`${goroutines.count[goroutine]} @`];
  const labels = labelSets[goroutines.labels[goroutine]!];
  if (labels) lines.push(`# labels: ${JSON.stringify(Object.fromEntries(labels))}`);
  const stack = goroutines.stack[goroutine]!;
  const end = stack < 0 ? 0 : stacks.start[stack + 1]!;
  for (let at = stack < 0 ? 0 : stacks.start[stack]!; at < end; at++) {
    const frame = stacks.frame[at]!;
    const file = strings.get(frames.file[frame]!);
    const place = file === '' ? '' : `\t${file}:${frames.line[frame]}`;
    lines.push(`#\t${strings.get(frames.func[frame]!)}${place}`);
  }
  return `${lines.join('\n')}\n`;
}
