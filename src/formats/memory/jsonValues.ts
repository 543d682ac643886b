export interface JsonValue {
  readonly value: unknown;
  /** 1-based line on which it begins. */
  readonly line: number;
}

/** Objects that follow each other in a text, with nothing or a line end between them. What is none is left out. */
export function jsonValues(text: string): JsonValue[] {
  const whole = parse(text);
  if (whole !== undefined) return [{ value: whole, line: 1 + lineEnds(text, 0, text.search(/\S/)) }];
  const values: JsonValue[] = [];
  let line = 1;
  let counted = 0;
  for (const [start, end] of objectsOf(text)) {
    line += lineEnds(text, counted, start);
    counted = start;
    const value = parse(text.slice(start, end));
    if (value !== undefined) values.push({ value, line });
  }
  return values;
}

/** The first object of a text, as it is written; all of the text where it does not end. */
export function firstObject(text: string): string {
  for (const [start, end] of objectsOf(text)) return text.slice(start, end);
  return text;
}

/** Ranges of a text within outermost braces. */
function* objectsOf(text: string): Generator<readonly [start: number, end: number]> {
  const marks = /["{}]/g;
  let depth = 0;
  let start = 0;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    if (found[0] === '"') {
      if (depth > 0) marks.lastIndex = stringEnd(text, found.index + 1);
    } else if (found[0] === '{') {
      if (depth++ === 0) start = found.index;
    } else if (depth > 0 && --depth === 0) {
      yield [start, found.index + 1];
    }
  }
}

/** Behind the closing quote. */
function stringEnd(text: string, from: number): number {
  const marks = /["\\]/g;
  marks.lastIndex = from;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    if (found[0] === '"') return found.index + 1;
    marks.lastIndex = found.index + 2;
  }
  return text.length;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON: whoever asks looks for what else it may be.
    return undefined;
  }
}

function lineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
