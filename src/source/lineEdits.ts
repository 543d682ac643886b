/**
 * One change of a text document, in the document's state before it. Lines are numbered like the marks that follow it;
 * characters are 0-based.
 */
export interface LineChange {
  readonly startLine: number;
  /** Line on which the replaced range ends. */
  readonly endLine: number;
  /** Line breaks in the inserted text. */
  readonly addedLines: number;
  /** True where nothing but white space stands before the change on its first line: text inserted there pushes the line down. */
  readonly startsLine?: boolean;
  /** True where the replaced range ends before the text of its last line, which then stays whole. */
  readonly endsBeforeText?: boolean;
}

/** Where a line is after the change; -1 when its text was deleted. An edited line stays where it was edited. */
export function shiftLine(line: number, change: LineChange): number {
  const { startLine, endLine, addedLines } = change;
  const shift = addedLines - (endLine - startLine);
  if (line < startLine) {
    return line;
  }
  if (line > endLine) {
    return line + shift;
  }
  if (startLine === endLine) {
    return change.startsLine && change.endsBeforeText !== false ? line + addedLines : line;
  }
  if (line === endLine && (change.endsBeforeText || addedLines > 0)) {
    return startLine + addedLines;
  }
  if (line === startLine && !change.startsLine) {
    return line;
  }
  // Inside a replaced range only a replacement of as many lines says which line became which.
  return shift === 0 ? line : -1;
}
