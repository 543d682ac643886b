import { shiftLine } from '../../source/lineEdits';

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
  /** False when a change wrote over the whole line: then its text must be the same for the line to be the same. */
  isSure: boolean;
}

/**
 * Follows lines of a text through its changes. An edited line stays itself; a deleted one is gone until the same text comes
 * back in one place only (undo, moved lines, a reload from disk).
 */
export class LineTracker {
  readonly #tracked = new Map<number, TrackedLine>();

  /** Begins to follow line `line` (from 0) of a text. */
  track(line: number, text: string): void {
    if (!this.#tracked.has(line))
      this.#tracked.set(line, { origin: line, line, isSure: true, ...measure(text) });
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
    for (const item of this.#tracked.values()) {
      if (!item.isSure && item.line >= 0 && textOf(item.line).trim() !== item.text) item.line = -1;
      item.isSure = true;
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

function move(item: TrackedLine, change: TextChange): void {
  const { startLine, startCharacter, endLine, endCharacter, text } = change;
  const { line, indent } = item;
  const startsLine = startCharacter <= (line === startLine ? indent : 0);
  const endsBeforeText = endCharacter <= (line === endLine ? indent : 0);
  const keepsStart = line === startLine && !startsLine;
  const keepsEnd = line === endLine && endsBeforeText;
  const isWithin = endLine > startLine && line >= startLine && line <= endLine;
  if (isWithin && !keepsStart && !keepsEnd) item.isSure = false;
  item.line = shiftLine(line, {
    startLine,
    endLine,
    addedLines: countNewlines(text),
    startsLine,
    endsBeforeText,
  });
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
