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

/** The end of a path that compilers read, and its line. What stands before it is looked at by hand: texts may be hostile. */
const placeEnd = /\.(?:go|goc|s|S|c|cc|cpp|h|m):(\d{1,9})(?=\s|\\n|$)/;

/** A path from the root may hold blanks. */
const fromRoot = /^(?:[A-Za-z]:)?[\\/][^:]*$/;

/** null where the line names none. Takes time in proportion to the line. */
export function framePlace(text: string): FramePlace | null {
  const found = placeEnd.exec(text);
  if (!found) return null;
  const fileEnd = found.index + found[0].length - found[1]!.length - 1;
  const start = fileStart(text, fileEnd);
  const file = text.slice(start, fileEnd);
  // Nothing but an extension.
  if (file.length === found[0].length - found[1]!.length - 1) return null;
  return { file, line: Number(found[1]), start, end: found.index + found[0].length };
}

function fileStart(text: string, end: number): number {
  const segment = skipBlanks(text, text.lastIndexOf('\t', end) + 1);
  if (fromRoot.test(text.slice(segment, end))) return segment;
  let start = end;
  while (start > 0 && !/[\s"'(]/.test(text[start - 1]!)) start--;
  return start;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at++;
  return at;
}

/** The function that stands at this place: in its own line, or in the one above. '' where neither names one. */
export function functionOfPlace(line: string, above: string): string {
  if (line.startsWith('#')) {
    const name = line.split(/\s+/, 3)[2] ?? '';
    return name.slice(0, Math.max(0, name.lastIndexOf('+')));
  }
  const created = above.indexOf(createdBy);
  if (created >= 0) return above.slice(created + createdBy.length).split(/\s/, 1)[0]!;
  return functionOfCall(above.trimEnd());
}

const createdBy = 'created by ';

/** `net/http.(*conn).serve` of `net/http.(*conn).serve(0xc0000a, {0x7, 0xc0})`: what stands before the last arguments. */
function functionOfCall(text: string): string {
  if (!text.endsWith(')')) return '';
  let depth = 0;
  let at = text.length - 1;
  for (; at >= 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) break;
  }
  let start = Math.max(0, at);
  while (start > 0 && !/[\s"]/.test(text[start - 1]!)) start--;
  return text.slice(start, Math.max(0, at));
}
