/*
 * Go's tokens, as far as readers need them that are no compiler. Never throws, and is linear in the text, whatever it holds.
 */

export const END = 0;
export const WORD = 1;
export const STRING = 2;

export const NEWLINE = 10;
export const QUOTE = 34;
export const APOSTROPHE = 39;
export const LEFT_PAREN = 40;
export const RIGHT_PAREN = 41;
export const STAR = 42;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const SLASH = 47;
export const SEMICOLON = 59;
export const LESS = 60;
export const LEFT_BRACKET = 91;
export const BACKSLASH = 92;
export const RIGHT_BRACKET = 93;
export const BACKTICK = 96;
export const LEFT_BRACE = 123;
export const RIGHT_BRACE = 125;

/** 1 for characters of identifiers and numbers; everything from U+0080 counts too. */
const IS_WORD = Uint8Array.from({ length: 128 }, (_, c) => (/\w/.test(String.fromCharCode(c)) ? 1 : 0));

/** How the depth changes at a token. */
export function nesting(kind: number): number {
  if (kind === LEFT_PAREN || kind === LEFT_BRACKET || kind === LEFT_BRACE) {
    return 1;
  }
  return kind === RIGHT_PAREN || kind === RIGHT_BRACKET || kind === RIGHT_BRACE ? -1 : 0;
}

const LINKNAME = '//go:linkname ';

export interface Mark {
  readonly position: number;
  readonly line: number;
  readonly lineStart: number;
  readonly kind: number;
  readonly start: number;
  readonly tokenLine: number;
  readonly afterNewline: boolean;
  readonly previousKind: number;
  readonly previousStart: number;
  readonly previousEnd: number;
  readonly previousLine: number;
}

/** A cursor over tokens: comments and spaces are passed over, punctuation is one character a token. */
export class Lexer {
  /** END, WORD, STRING or the character code of a punctuation. */
  kind = END;
  start = 0;
  /** Line on which the token starts. */
  tokenLine = 1;
  /** Whether a line break stands between this token and the one before. */
  afterNewline = true;
  /** The token before: its kind (END for none), where it starts and ends, and the line it ends on. */
  previousKind = END;
  previousStart = 0;
  previousEnd = 0;
  previousLine = 1;
  /** Line and position behind the token. */
  line = 1;
  position = 0;
  /** Lines with a token, and those with one that is no closing bracket or comma. Ascending, lines may repeat. */
  readonly tokenLines: number[] = [];
  readonly codeLines: number[] = [];
  /** Of `//go:linkname local other.name`: by local name. */
  readonly linkNames = new Map<string, string>();

  private lineStart = 0;

  constructor(readonly text: string) {}

  next(): void {
    const { text } = this;
    this.previousKind = this.kind;
    this.previousStart = this.start;
    this.previousEnd = this.position;
    this.previousLine = this.line;
    this.afterNewline = this.position === 0;
    this.skipSpace();
    this.start = this.position;
    this.tokenLine = this.line;
    if (this.position >= text.length) {
      this.kind = END;
      return;
    }
    const c = text.charCodeAt(this.position);
    this.markLine(isClosingCode(c) ? this.tokenLines : this.codeLines);
    if (isWordCode(c)) {
      this.kind = WORD;
      this.skipWord();
    } else if (c === QUOTE || c === APOSTROPHE) {
      this.kind = STRING;
      this.skipQuoted(c);
    } else if (c === BACKTICK) {
      this.kind = STRING;
      this.skipRaw();
    } else {
      this.kind = c;
      this.position++;
    }
  }

  is(kind: number): boolean {
    return this.kind === kind;
  }

  isWord(word: string): boolean {
    return (
      this.kind === WORD &&
      this.position - this.start === word.length &&
      this.text.startsWith(word, this.start)
    );
  }

  /** `<-` */
  isArrow(): boolean {
    return this.kind === LESS && this.text.charCodeAt(this.position) === MINUS;
  }

  word(): string {
    return this.text.slice(this.start, this.position);
  }

  get previousWord(): string {
    return this.text.slice(this.previousStart, this.previousEnd);
  }

  /** Column of the current token. Not for a raw string of several lines. */
  character(): number {
    return this.start - this.lineStart;
  }

  mark(): Mark {
    const { position, line, lineStart, kind, start, tokenLine, afterNewline } = this;
    const { previousKind, previousStart, previousEnd, previousLine } = this;
    return {
      ...{ position, line, lineStart, kind, start, tokenLine, afterNewline },
      ...{ previousKind, previousStart, previousEnd, previousLine },
    };
  }

  reset(mark: Mark): void {
    Object.assign(this, mark);
  }

  private markLine(lines: number[]): void {
    if (lines[lines.length - 1] !== this.line) {
      lines.push(this.line);
    }
  }

  private newline(): void {
    this.position++;
    this.line++;
    this.lineStart = this.position;
  }

  private skipSpace(): void {
    const { text } = this;
    while (this.position < text.length) {
      const c = text.charCodeAt(this.position);
      if (c === NEWLINE) {
        this.afterNewline = true;
        this.newline();
      } else if (c <= 32 || c === 0xfeff) {
        this.position++;
      } else if (c === SLASH && text.charCodeAt(this.position + 1) === SLASH) {
        this.skipLineComment();
      } else if (c === SLASH && text.charCodeAt(this.position + 1) === STAR) {
        const end = text.indexOf('*/', this.position + 2);
        this.advanceTo(end < 0 ? text.length : end + 2);
      } else {
        return;
      }
    }
  }

  private skipLineComment(): void {
    const { text, position } = this;
    const end = text.indexOf('\n', position);
    this.position = end < 0 ? text.length : end;
    if (position === this.lineStart && text.startsWith(LINKNAME, position)) {
      const [local, linkName] = text
        .slice(position + LINKNAME.length, this.position)
        .trim()
        .split(/\s+/);
      if (linkName) {
        this.linkNames.set(local, linkName);
      }
    }
  }

  private skipWord(): void {
    const { text } = this;
    let i = this.position + 1;
    while (i < text.length && isWordCode(text.charCodeAt(i))) {
      i++;
    }
    this.position = i;
  }

  /** An unclosed string or rune ends with its line. */
  private skipQuoted(quote: number): void {
    const { text } = this;
    let i = this.position + 1;
    for (; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === quote) {
        i++;
        break;
      }
      if (c === NEWLINE) {
        break;
      }
      if (c === BACKSLASH && text.charCodeAt(i + 1) !== NEWLINE) {
        i++;
      }
    }
    this.position = Math.min(i, text.length);
  }

  private skipRaw(): void {
    const { afterNewline } = this;
    const end = this.text.indexOf('`', this.position + 1);
    this.advanceTo(end < 0 ? this.text.length : end + 1);
    this.afterNewline = afterNewline;
    this.markLine(this.codeLines);
  }

  /** Over text that may hold line breaks. */
  private advanceTo(end: number): void {
    for (;;) {
      const newline = this.text.indexOf('\n', this.position);
      if (newline < 0 || newline >= end) {
        this.position = end;
        return;
      }
      this.afterNewline = true;
      this.position = newline;
      this.newline();
    }
  }
}

function isClosingCode(c: number): boolean {
  return c === RIGHT_PAREN || c === RIGHT_BRACKET || c === RIGHT_BRACE || c === COMMA || c === SEMICOLON;
}

function isWordCode(c: number): boolean {
  return c >= 128 ? c !== 0xfeff : IS_WORD[c] === 1;
}
