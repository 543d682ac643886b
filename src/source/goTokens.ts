import { END, Lexer, STRING } from './goLexer';

/** A Go file as tokens in columns: words and single characters of punctuation as they are written, texts as `""`. */
export interface GoTokens {
  readonly length: number;
  readonly text: readonly string[];
  /** 1-based. */
  readonly line: Uint32Array;
  /** Offset in the file. */
  readonly start: Uint32Array;
  /** Of a bracket: the token that it belongs together with; -1 for other tokens and where it is missing. */
  readonly partner: Int32Array;
}

/** Tokens first to last, both belong to it; empty where last is before first. */
export interface TokenRange {
  readonly first: number;
  readonly last: number;
}

/** Files beyond are generated: their beginning says enough. */
const maximumTokens = 1_000_000;

export function readGoTokens(source: string): GoTokens {
  const lexer = new Lexer(source);
  const text: string[] = [];
  const line: number[] = [];
  const start: number[] = [];
  for (lexer.next(); !lexer.is(END) && text.length < maximumTokens; lexer.next()) {
    text.push(lexer.is(STRING) ? '""' : lexer.word());
    line.push(lexer.tokenLine);
    start.push(lexer.start);
  }
  return {
    length: text.length,
    text,
    line: Uint32Array.from(line),
    start: Uint32Array.from(start),
    partner: partnersOf(text),
  };
}

function partnersOf(text: readonly string[]): Int32Array {
  const partner = new Int32Array(text.length).fill(-1);
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const token = text[i]!;
    if (token === '(' || token === '[' || token === '{') {
      open.push(i);
    } else if (token === ')' || token === ']' || token === '}') {
      // What was not closed inside is passed over: a file that is being edited lacks some.
      const opener = token === ')' ? '(' : token === ']' ? '[' : '{';
      let at = open.length - 1;
      const deepest = Math.max(0, open.length - 64);
      while (at >= deepest && text[open[at]!] !== opener) at--;
      if (at < deepest) continue;
      partner[i] = open[at]!;
      partner[open[at]!] = i;
      open.length = at;
    }
  }
  return partner;
}

/** `a`, `s.mu`, `ctx.Done` from token `at` on, and the token behind it; null where no word stands there. */
export function chainAt({ text }: GoTokens, at: number): { name: string; next: number } | null {
  if (!isName(text[at])) return null;
  let next = at + 1;
  while (text[next] === '.' && isName(text[next + 1]) && next - at < 16) next += 2;
  return { name: text.slice(at, next).join(''), next };
}

/** The chain that ends before token `end`; null where something else does, a call or an index. */
export function chainBefore({ text }: GoTokens, end: number): string | null {
  let at = end - 1;
  if (!isName(text[at])) return null;
  while (text[at - 1] === '.' && end - at < 16) {
    if (!isName(text[at - 2])) return null;
    at -= 2;
  }
  return text.slice(at, end).join('');
}

export function isName(token: string | undefined): boolean {
  return token !== undefined && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(token);
}

/** Whether `words` stand from token `at` on. */
export function isAt({ text }: GoTokens, at: number, ...words: readonly string[]): boolean {
  return words.every((word, i) => text[at + i] === word);
}

/** Tokens of the range that are this name and no field or method of something. */
export function occurrences({ text }: GoTokens, { first, last }: TokenRange, name: string): number[] {
  const found: number[] = [];
  for (let i = first; i <= last; i++) {
    if (text[i] === name && text[i - 1] !== '.') found.push(i);
  }
  return found;
}

/** The parts between the commas of a bracket's own level: `(a, f(b, c))` has two. */
export function partsOf({ text, partner }: GoTokens, open: number): TokenRange[] {
  const close = partner[open] ?? -1;
  if (close < 0) return [];
  const parts: TokenRange[] = [];
  let first = open + 1;
  for (let i = open + 1; i < close; i++) {
    if (text[i] === ',') {
      parts.push({ first, last: i - 1 });
      first = i + 1;
    } else if (partner[i]! > i) {
      i = Math.min(close - 1, partner[i]!);
    }
  }
  if (first < close) parts.push({ first, last: close - 1 });
  return parts;
}
