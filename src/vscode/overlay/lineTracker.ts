/** A change of a text: lines and characters from 0, in the text as it was before the change. */
export interface TextChange {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly text: string;
}

interface TrackedLine {
  /** Where the line was when tracking began. */
  readonly origin: number;
  /** -1 while the line is deleted. */
  line: number;
  /** First character that is not blank: what stands before it can change without touching the line. */
  indent: number;
  /** Without surrounding blanks: how a deleted line is known again when it comes back. */
  text: string;
}

/**
 * Follows lines of a text through its changes. An edited line stays itself; a deleted one is gone until the same text comes
 * back in one place only (undo, moved lines, a reload from disk).
 */
export class LineTracker {
  readonly #tracked = new Map<number, TrackedLine>();

  /** Begins to follow line `line` (from 0) of a text. */
  track(line: number, text: string): void {
    if (!this.#tracked.has(line)) this.#tracked.set(line, { origin: line, line, ...measure(text) });
  }

  /** Where line `origin` is now, -1 deleted or never tracked. */
  lineOf(origin: number): number {
    return this.#tracked.get(origin)?.line ?? -1;
  }

  /** `changes` in the order in which the editor reports them, `textOf` gives the lines of the text after all of them. */
  apply(changes: readonly TextChange[], textOf: (line: number) => string): void {
    for (const change of changes) {
      for (const item of this.#tracked.values()) if (item.line >= 0) move(item, change);
    }
    this.#restore(changes, textOf);
    for (const item of this.#tracked.values()) {
      if (item.line >= 0) Object.assign(item, measure(textOf(item.line)));
    }
  }

  #restore(changes: readonly TextChange[], textOf: (line: number) => string): void {
    const lost = [...this.#tracked.values()].filter((item) => item.line < 0 && item.text !== '');
    if (lost.length === 0) return;
    const lostTexts = countTexts(lost.map((item) => item.text));
    const inserted = insertedLines(changes, textOf);
    const insertedTexts = countTexts(inserted.map((item) => item.text));
    const taken = new Set([...this.#tracked.values()].map((item) => item.line));
    for (const item of lost) {
      if (lostTexts.get(item.text) !== 1 || insertedTexts.get(item.text) !== 1) continue;
      const found = inserted.find(({ text }) => text === item.text);
      if (found && !taken.has(found.line)) item.line = found.line;
    }
  }
}

function measure(text: string): { indent: number; text: string } {
  const trimmed = text.trim();
  return { indent: trimmed === '' ? 0 : text.length - text.trimStart().length, text: trimmed };
}

/** The first character of the line's code carries the line: what happens to that character happens to the line. */
function move(item: TrackedLine, change: TextChange): void {
  const { startLine, startCharacter, endLine, endCharacter, text } = change;
  if (item.line < startLine || (item.line === startLine && item.indent < startCharacter)) return;
  const isAfter = item.line > endLine || (item.line === endLine && item.indent >= endCharacter);
  const addedLines = countNewlines(text);
  if (isAfter) {
    if (item.line === endLine) {
      const lastInserted = text.length - (text.lastIndexOf('\n') + 1);
      item.indent += (addedLines === 0 ? startCharacter + text.length : lastInserted) - endCharacter;
    }
    item.line += addedLines - (endLine - startLine);
    return;
  }
  const isWithinLine = startLine === endLine && addedLines === 0;
  if (!isWithinLine) item.line = -1;
}

/** Lines of the new text that the changes wrote, as they stand now. */
function insertedLines(changes: readonly TextChange[], textOf: (line: number) => string) {
  const lines = new Map<number, string>();
  for (const [position, change] of changes.entries()) {
    const addedLines = countNewlines(change.text);
    // The editor reports the last change first: those after it in the list lie above and push this one down.
    let shift = 0;
    for (const other of changes.slice(position + 1)) {
      if (other.endLine <= change.startLine)
        shift += countNewlines(other.text) - (other.endLine - other.startLine);
    }
    for (let line = change.startLine + shift; line <= change.startLine + shift + addedLines; line++) {
      const text = textOf(line).trim();
      if (addedLines > 0 && text !== '') lines.set(line, text);
    }
  }
  return [...lines].map(([line, text]) => ({ line, text }));
}

function countTexts(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
