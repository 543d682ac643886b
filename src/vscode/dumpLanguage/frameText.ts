/** A line of source that a line of a dump names. */
export interface FramePlace {
  /** As printed. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Where `file:line` stands in the line, from 0. */
  readonly start: number;
  readonly end: number;
}

/** A path may hold blanks where it begins with a slash; what the runtime tells of the frame follows, or nothing. */
const place =
  /(?:^|\s)((?:[A-Za-z]:)?(?:[\\/][^:\t]*?|[^\s:()"]*?)\.(?:go|s|S|c|cc|cpp|h|m)):(\d{1,9})(?=\s|\\n|$)/;

/** null where the line names none. Lines of a `#`-profile name theirs last. */
export function framePlace(text: string): FramePlace | null {
  const found = place.exec(text);
  if (!found) return null;
  const [all, file, line] = found;
  const end = found.index + all.length;
  return { file: file!, line: Number(line), start: end - file!.length - 1 - line!.length, end };
}

const createdBy = /created by (\S+)/;
const counted = /^#\s+0x[0-9a-f]+\s+(\S+?)\+0x[0-9a-f]+\s/;
const called = /(?:^|\s)([\w.%~+@/·-]*(?:\(\*?[^()\s]+\)|\[[^\]\s]*\]|[\w.·<>-])+)\(.*\)\s*$/;

/** The function that stands at this place: in its own line, or in the one above. '' where neither names one. */
export function functionOfPlace(line: string, above: string): string {
  return counted.exec(line)?.[1] ?? createdBy.exec(above)?.[1] ?? called.exec(above)?.[1] ?? '';
}
