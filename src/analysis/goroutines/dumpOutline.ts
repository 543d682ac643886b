import type { DumpOutline, GroupTable } from '../../model/goroutineReport';
import { type GoroutineDump, goroutineFlags } from '../../model/goroutines';
import { InternedStrings } from '../../model/internedStrings';
import { blockedFrame } from './goroutineLines';
import { stateText } from './stateText';

/** The goroutines of a text with their lines; empty for counted forms, whose stacks are nobody's text. */
export function outlineDump(dump: GoroutineDump, table: GroupTable, groupOf: Int32Array): DumpOutline {
  const { goroutines } = dump;
  const length = dump.form === 'stacks' ? goroutines.length : 0;
  const strings = new InternedStrings();
  const outline = {
    length,
    goid: goroutines.goid.slice(0, length),
    firstLine: goroutines.line.slice(0, length),
    lastLine: new Uint32Array(length),
    state: new Uint32Array(length),
    func: new Uint32Array(length),
  };
  for (let i = 0; i < length; i++) {
    outline.lastLine[i] =
      outline.firstLine[i]! + newlines(dump.bytes, goroutines.start[i]!, goroutines.end[i]!);
    outline.state[i] = strings.indexOf(bracketText(dump, i));
    const frame = blockedFrame(table, groupOf[i]!);
    outline.func[i] = frame < 0 ? 0 : strings.indexOf(table.strings[table.frames.func[frame]!]!);
  }
  return { ...outline, strings: Array.from({ length: strings.length }, (_, index) => strings.get(index)) };
}

/** Lines within the text behind its first: a newline at the very end begins none. */
function newlines(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10, start); at >= 0 && at < end - 1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function bracketText(dump: GoroutineDump, goroutine: number): string {
  const { waitMinutes, flags, bubble } = dump.goroutines;
  const parts = [stateText(dump, goroutine)];
  if (waitMinutes[goroutine]! >= 0) parts.push(`${waitMinutes[goroutine]} minutes`);
  if ((flags[goroutine]! & goroutineFlags.lockedToThread) !== 0) parts.push('locked to thread');
  if (bubble[goroutine]! >= 0) parts.push(`synctest bubble ${bubble[goroutine]}`);
  return parts.join(', ');
}
