import { type Message, message } from '../base/message';
import { parseGoName } from '../model/goName';
import { displayNames, findDeclaration, numberedKindOf } from './functionName';
import { type GoDeclaration, type GoOutline, LINE_HAS_CODE, LINE_IS_CLOSING } from './goOutline';

/** A function of one recorded file, closures folded in, as LineCosts has it. */
export interface ProfiledFunction {
  readonly name: string;
  /** As recorded, 0 unknown. */
  readonly startLine: number;
  /** First and last line with a cost. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** All lines with a cost, where the caller has them: they are checked one by one. */
  readonly lines?: readonly number[];
  /** What is known of lines: it tells how far a function moved whose start was not recorded. */
  readonly expects?: readonly ExpectedLine[];
}

/** A recorded line that does one of these things to goroutines: bits of the outline's `lineDoes`. */
export interface ExpectedLine {
  readonly line: number;
  readonly does: number;
}

/**
 * What became of a function since the profile. Recorded line + `shift` is the line in the text.
 *
 *     same   it starts where it did             moved  the function as a whole stands elsewhere
 *     stale  its length or its lines changed    gone   the file does not declare it
 */
export type Freshness =
  | {
      readonly kind: 'same' | 'moved';
      readonly declaration: GoDeclaration;
      /** 0 for `same`. */
      readonly shift: number;
      /** Recorded lines whose own text changed since the baseline: no mark belongs there. Ascending. */
      readonly changedLines: readonly number[];
    }
  | { readonly kind: 'stale'; readonly declaration: GoDeclaration; readonly message: Message }
  | { readonly kind: 'gone'; readonly message: Message };

/** What a file looked like while it matched the profile: later changes are then known exactly. */
export interface Baseline {
  /** Without its text. */
  readonly outline: GoOutline;
  /** By declaration of the outline: a number for each of its lines, equal for equal text (indentation aside). */
  readonly lineHashes: readonly Uint32Array[];
}

/**
 * Decides for each function of one recorded file, in the order given, whether its lines can be told in this text.
 *
 * A profile records where a function starts and which lines cost something, never its length. So without a baseline:
 *
 * 1. Name and start line give the shift. Of a function without a start line (Go before 1.20, only its literals ran, a goroutine
 *    dump) its lines do, where they do what is expected of them under one shift alone; else it takes the shift that the functions
 *    around it agree on.
 * 2. Every line with a cost, shifted, must be code inside the declaration, and no bracket that only closes; it must do what is
 *    expected of it.
 * 3. The next function's start bounds the length. Where the two moved by different amounts, lines came or went between the two
 *    starts: inside the first one, unless exactly the lines of a function that stands between them now explain it.
 *
 * With a baseline that matched the profile the length is compared, and each line's text.
 */
export function assessFunctions(
  outline: GoOutline,
  functions: readonly ProfiledFunction[],
  baseline?: Baseline,
): Freshness[] {
  const now = assessByEvidence(outline, functions);
  if (!baseline) {
    return now;
  }
  const then = assessByEvidence(baseline.outline, functions);
  let current: Baseline | null = null;
  return functions.map((profiled, i) => {
    const before = then[i];
    if (before.kind === 'stale' || before.kind === 'gone') {
      return now[i];
    }
    current ??= takeBaseline(outline);
    return compareToBaseline(profiled, before, baseline, current);
  });
}

/** Remember this while the file matches the profile (`assessFunctions` says same or moved), or from the profile's revision. */
export function takeBaseline(outline: GoOutline): Baseline {
  return {
    outline: { ...outline, text: '' },
    lineHashes: outline.declarations.map((declaration) => hashLines(outline.text, declaration)),
  };
}

interface Anchor {
  readonly profiled: ProfiledFunction;
  readonly declaration: GoDeclaration;
  readonly shift: number;
}

function assessByEvidence(outline: GoOutline, recorded: readonly ProfiledFunction[]): Freshness[] {
  const declarations = matchDeclarations(outline, recorded);
  const functions = recorded.map((profiled, i) => withStart(outline, profiled, declarations[i]));
  const anchors = functions
    .map((profiled, i) => ({ profiled, declaration: declarations[i] }))
    .filter((pair): pair is { profiled: ProfiledFunction; declaration: GoDeclaration } => {
      return pair.declaration !== null && pair.profiled.startLine > 0;
    })
    .map((pair) => ({ ...pair, shift: pair.declaration.nameLine - pair.profiled.startLine }))
    .sort((a, b) => a.profiled.startLine - b.profiled.startLine);
  return functions.map((profiled, i) => {
    const declaration = declarations[i];
    if (!declaration) {
      return { kind: 'gone', message: goneMessage(profiled) };
    }
    const shift =
      profiled.startLine > 0
        ? declaration.nameLine - profiled.startLine
        : agreedShift(anchors, profiled.firstLine);
    return assess(outline, { profiled, declaration, shift: shift ?? 0 }, shift === null, anchors);
  });
}

/** Where no start was recorded: the one that explains all lines that something is known of. */
function withStart(
  outline: GoOutline,
  profiled: ProfiledFunction,
  declaration: GoDeclaration | null,
): ProfiledFunction {
  const [first] = profiled.expects ?? [];
  if (!declaration || !first || profiled.startLine > 0) {
    return profiled;
  }
  const shifts: number[] = [];
  for (let line = declaration.line; line <= declaration.lastLine; line++) {
    const shift = line - first.line;
    if (profiled.expects!.every((expected) => doesAsExpected(outline, declaration, expected, shift))) {
      shifts.push(shift);
    }
  }
  const shift = shifts.includes(0) ? 0 : shifts[0];
  const isKnown = shift === 0 || shifts.length === 1;
  return isKnown ? { ...profiled, startLine: Math.max(0, declaration.nameLine - shift!) } : profiled;
}

function doesAsExpected(
  outline: GoOutline,
  declaration: GoDeclaration,
  { line, does }: ExpectedLine,
  shift: number,
): boolean {
  const here = line + shift;
  return here >= declaration.line && here <= declaration.lastLine && (outline.lineDoes[here]! & does) !== 0;
}

function assess(
  outline: GoOutline,
  anchor: Anchor,
  isUnknown: boolean,
  anchors: readonly Anchor[],
): Freshness {
  const { profiled, declaration, shift } = anchor;
  if (isUnknown) {
    return stale(anchor, 'source.staleShift');
  }
  for (const line of profiled.lines ?? [profiled.firstLine, profiled.lastLine]) {
    const here = line + shift;
    if (here < declaration.line || here > declaration.lastLine) {
      return stale(anchor, 'source.staleOutside', { line });
    }
    if (!canCost(outline, declaration, here)) {
      return stale(anchor, 'source.staleBlank', { line });
    }
  }
  const other = profiled.expects?.find((line) => !doesAsExpected(outline, declaration, line, shift));
  if (other) {
    return stale(anchor, 'source.staleOther', { line: other.line });
  }
  const next = nextAnchor(anchors, profiled);
  if (next && declaration.isComplete && !isLengthKept(outline, anchor, next)) {
    return stale(anchor, 'source.staleLength', { next: shortName(next.profiled.name) });
  }
  return { kind: shift === 0 ? 'same' : 'moved', declaration, shift, changedLines: [] };
}

/** Blank lines and comments never cost anything; closing brackets do only where a function returns there. */
function canCost(outline: GoOutline, declaration: GoDeclaration, line: number): boolean {
  if (outline.lineContent[line] !== LINE_IS_CLOSING) {
    return outline.lineContent[line] === LINE_HAS_CODE;
  }
  return (
    (line === declaration.lastLine && declaration.runsAtEnd) ||
    declaration.literals.some(({ lastLine }) => line === lastLine)
  );
}

/** Whether what is known of the next function allows this one to be as long as when it was recorded. */
function isLengthKept(outline: GoOutline, anchor: Anchor, next: Anchor): boolean {
  const { declaration, profiled, shift } = anchor;
  const start = profiled.startLine > 0 ? profiled.startLine : declaration.nameLine - shift;
  const length = declaration.lastLine - declaration.nameLine + 1;
  if (length > next.profiled.startLine - start && next.declaration !== declaration) {
    return false; // it would have reached into the next one (two functions on one line do not profile apart)
  }
  const added = next.shift - shift;
  if (added === 0 || next.declaration.start < declaration.start) {
    return true;
  }
  return added > 0 && isExplainedByInsertion(outline, declaration, next.declaration, added);
}

/** Whether functions in a row between the two, with what stands before them, take up exactly `added` lines. */
function isExplainedByInsertion(
  outline: GoOutline,
  first: GoDeclaration,
  next: GoDeclaration,
  added: number,
): boolean {
  const between = outline.declarations.filter(({ start }) => start >= first.end && start < next.start);
  const ends = [first.lastLine, ...between.map(({ lastLine }) => lastLine)];
  return ends.some((from, i) => ends.some((to, j) => j > i && to - from === added));
}

/** The first function that was recorded below this one. */
function nextAnchor(anchors: readonly Anchor[], profiled: ProfiledFunction): Anchor | undefined {
  const below = profiled.startLine > 0 ? profiled.startLine : profiled.lastLine;
  return anchors.find((anchor) => anchor.profiled !== profiled && anchor.profiled.startLine > below);
}

/** The shift that the nearest functions above and below agree on; 0 where no function has a start line; null for none. */
function agreedShift(anchors: readonly Anchor[], line: number): number | null {
  const above = anchors.findLast(({ profiled }) => profiled.startLine <= line);
  const below = anchors.find(({ profiled }) => profiled.startLine > line);
  if (above && below) {
    return above.shift === below.shift ? above.shift : null;
  }
  return above?.shift ?? below?.shift ?? 0;
}

function matchDeclarations(
  outline: GoOutline,
  functions: readonly ProfiledFunction[],
): (GoDeclaration | null)[] {
  const matched = functions.map(({ name, startLine }) => findDeclaration(outline, name, startLine));
  for (const kind of ['init', 'literal'] as const) {
    const positions = functions.flatMap(({ name }, i) =>
      numberedKindOf(parseGoName(name)) === kind ? [i] : [],
    );
    const declarations = outline.declarations.filter((declaration) => declaration.kind === kind);
    const isDoubtful = positions.some((i) => matched[i]?.nameLine !== functions[i].startLine);
    if (positions.length > 0 && declarations.length > 1 && isDoubtful) {
      matchNumbered(functions, positions, declarations, matched);
    }
  }
  return matched;
}

/** Functions without names of their own: the one shift under which each of them starts where one is declared. */
function matchNumbered(
  functions: readonly ProfiledFunction[],
  positions: readonly number[],
  declarations: readonly GoDeclaration[],
  matched: (GoDeclaration | null)[],
): void {
  const byLine = new Map(declarations.map((declaration) => [declaration.nameLine, declaration]));
  const first = functions[positions[0]].startLine;
  const fitting = declarations
    .map(({ nameLine }) => nameLine - first)
    .filter((shift) =>
      positions.every((i) => {
        const declaration = byLine.get(functions[i].startLine + shift);
        return declaration !== undefined && functions[i].lastLine + shift <= declaration.lastLine;
      }),
    );
  for (const i of positions) {
    matched[i] = fitting.length === 1 ? byLine.get(functions[i].startLine + fitting[0])! : null;
  }
}

function compareToBaseline(
  profiled: ProfiledFunction,
  before: Extract<Freshness, { shift: number }>,
  baseline: Baseline,
  current: Baseline,
): Freshness {
  const old = baseline.outline.declarations.indexOf(before.declaration);
  const oldHashes = baseline.lineHashes[old];
  const position = findCurrent(before.declaration, oldHashes, baseline, current);
  if (position < 0) {
    return { kind: 'gone', message: goneMessage(profiled) };
  }
  const declaration = current.outline.declarations[position];
  const hashes = current.lineHashes[position];
  const shift = before.shift + declaration.line - before.declaration.line;
  if (hashes.length !== oldHashes.length) {
    const lengths = { before: oldHashes.length, after: hashes.length };
    return stale({ profiled, declaration, shift }, 'source.staleLines', lengths);
  }
  const changedLines = (profiled.lines ?? [profiled.firstLine, profiled.lastLine]).filter((line) => {
    const offset = line + shift - declaration.line;
    return hashes[offset] !== oldHashes[offset];
  });
  return { kind: shift === 0 ? 'same' : 'moved', declaration, shift, changedLines };
}

/** Position in `current` of what `old` was: by name, or by its text where Go gives it no name; -1 for none. */
function findCurrent(old: GoDeclaration, hashes: Uint32Array, baseline: Baseline, current: Baseline): number {
  const { declarations } = current.outline;
  if (old.kind !== 'init' && old.kind !== 'literal') {
    return nearestNamed(declarations, old);
  }
  const sameKind = declarations.flatMap(({ kind }, i) => (kind === old.kind ? [i] : []));
  const oldKind = baseline.outline.declarations.filter(({ kind }) => kind === old.kind);
  const sameText = sameKind.filter((i) => areEqual(current.lineHashes[i], hashes));
  if (sameText.length === 1) {
    return sameText[0];
  }
  return sameKind.length === oldKind.length ? sameKind[oldKind.indexOf(old)] : -1;
}

function nearestNamed(declarations: readonly GoDeclaration[], old: GoDeclaration): number {
  let best = -1;
  for (let i = 0; i < declarations.length; i++) {
    if (declarations[i].name !== old.name || declarations[i].kind !== old.kind) {
      continue;
    }
    const distance = Math.abs(declarations[i].line - old.line);
    if (best < 0 || distance < Math.abs(declarations[best].line - old.line)) {
      best = i;
    }
  }
  return best;
}

/** FNV-1a over each line's text without the white space around it. */
function hashLines(text: string, declaration: GoDeclaration): Uint32Array {
  const start = text.lastIndexOf('\n', declaration.start - 1) + 1;
  const newline = text.indexOf('\n', declaration.end);
  const lines = text.slice(start, newline < 0 ? text.length : newline).split('\n');
  return Uint32Array.from(lines, (line) => {
    let hash = 0x811c9dc5;
    const trimmed = line.trim();
    for (let i = 0; i < trimmed.length; i++) {
      hash = Math.imul(hash ^ trimmed.charCodeAt(i), 0x01000193);
    }
    return hash;
  });
}

function areEqual(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Whole sentences, so that they can be translated. */
const staleTexts = {
  'source.staleShift': {
    english:
      '{name} changed since the profile, or the functions around it did. Take a new profile to see its lines.',
  },
  'source.staleOutside': {
    english:
      '{name} changed since the profile: recorded line {line} lies outside of it now. Take a new profile to see its lines.',
  },
  'source.staleBlank': {
    english:
      '{name} changed since the profile: recorded line {line} holds no code now. Take a new profile to see its lines.',
  },
  'source.staleOther': {
    english:
      '{name} changed since the profile: recorded line {line} does something else now. Take a new profile to see its lines.',
  },
  'source.staleLength': {
    english:
      '{name} changed since the profile: lines came or went between it and {next}. Take a new profile to see its lines.',
  },
  'source.staleLines': {
    english:
      '{name} changed since the profile: it had {before} lines and has {after} now. Take a new profile to see its lines.',
  },
} as const;

function stale(anchor: Anchor, id: keyof typeof staleTexts, args: Message['args'] = {}): Freshness {
  const name = shortName(anchor.profiled.name);
  return {
    kind: 'stale',
    declaration: anchor.declaration,
    message: message(id, staleTexts[id].english, { name, ...args }),
  };
}

function goneMessage({ name }: ProfiledFunction): Message {
  return message(
    'source.gone',
    '{name} is not in this file: it was renamed, moved or deleted since the profile.',
    { name: shortName(name) },
  );
}

function shortName(name: string): string {
  return displayNames(name).short;
}
