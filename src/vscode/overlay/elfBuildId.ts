/**
 * The GNU build id of an ELF file in hexadecimal, as runtime/pprof records it for a mapping; '' where `head`, the beginning of
 * the file, has none. Go's linker puts the note right behind the program headers, within the first 4 kB.
 */
export function readElfBuildId(head: Uint8Array): string {
  if (head.length < 64 || head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46)
    return '';
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const isLittle = head[5] === 1;
  for (const { offset, size } of noteSegments(view, head[4] === 2, isLittle)) {
    const found = buildIdIn(view, offset, Math.min(offset + size, head.length), isLittle);
    if (found !== '') return found;
  }
  return '';
}

const programTypeNote = 4;
const noteTypeBuildId = 3;

function noteSegments(view: DataView, is64: boolean, isLittle: boolean): { offset: number; size: number }[] {
  const word = (at: number) =>
    is64 ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);
  const tableAt = word(is64 ? 32 : 28);
  const entrySize = view.getUint16(is64 ? 54 : 42, isLittle);
  const count = view.getUint16(is64 ? 56 : 44, isLittle);
  const segments: { offset: number; size: number }[] = [];
  for (let i = 0; i < count; i++) {
    const at = tableAt + i * entrySize;
    if (at + (is64 ? 56 : 32) > view.byteLength) break;
    if (view.getUint32(at, isLittle) !== programTypeNote) continue;
    segments.push({ offset: word(at + (is64 ? 8 : 4)), size: word(at + (is64 ? 32 : 16)) });
  }
  return segments;
}

function buildIdIn(view: DataView, from: number, to: number, isLittle: boolean): string {
  let at = from;
  while (at + 12 <= to) {
    const nameSize = view.getUint32(at, isLittle);
    const size = view.getUint32(at + 4, isLittle);
    const content = at + 12 + padded(nameSize);
    const isGnu = nameSize === 4 && at + 16 <= to && view.getUint32(at + 12) === 0x474e5500; // "GNU\0"
    if (isGnu && view.getUint32(at + 8, isLittle) === noteTypeBuildId) {
      return content + size <= to ? hexOf(view, content, size) : '';
    }
    at = content + padded(size);
  }
  return '';
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}

function hexOf(view: DataView, at: number, size: number): string {
  let hex = '';
  for (let i = 0; i < size; i++)
    hex += view
      .getUint8(at + i)
      .toString(16)
      .padStart(2, '0');
  return hex;
}
