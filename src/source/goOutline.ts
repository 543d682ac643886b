/** What a Go file declares. Lines are 1-based and physical: `//line` directives are not followed. */
export interface GoOutline {
  /** '' when the clause cannot be read. */
  readonly packageName: string;
  /** Functions, methods and outermost literals of package variables, in the order of the file. */
  readonly declarations: readonly GoDeclaration[];
  readonly text: string;
  /** Lines of the text; at least 1. */
  readonly lineCount: number;
  /** By line. Row 0 is unused. */
  readonly lineContent: Uint8Array;
}

/** What stands on a line: blanks, comments and insides of raw strings are nothing; `})` and `},` are closing. */
export const LINE_HAS_NOTHING = 0;
export const LINE_IS_CLOSING = 1;
export const LINE_HAS_CODE = 2;

/** `literal` is a function literal in a package variable: it has no name and runs as init.func1 (glob..func1 before Go 1.21). */
export type GoDeclarationKind = 'function' | 'method' | 'init' | 'literal';

export interface GoDeclaration {
  readonly kind: GoDeclarationKind;
  /**
   * As the runtime writes it after the package: `Put`, `(*Cache).Put`, `Cache.Get`, `Map[...]`, `(*List[...]).Add`. The numbers
   * of `init.0` and `init.func1` count in this file; the compiler's count in the package.
   */
  readonly name: string;
  /** Full name that `//go:linkname` gives it, '' for none: `reflect.unsafe_New` for runtime's reflect_unsafe_New. */
  readonly linkName: string;
  /** `Put`; for a literal the variable it stands in. */
  readonly bareName: string;
  /** Type name of the receiver without `*` and type parameters; '' for functions. */
  readonly receiver: string;
  /** Line of `func`. */
  readonly line: number;
  /** Line of the name (of `func` for a literal): what a profile records as the function's start. */
  readonly nameLine: number;
  /** 0-based UTF-16 column of the name (of `func` for a literal). */
  readonly nameCharacter: number;
  /** Line of the closing brace, or of the signature's end where there is no body. */
  readonly lastLine: number;
  /** False for functions written in assembly. */
  readonly hasBody: boolean;
  /** False while the closing brace is missing. */
  readonly isComplete: boolean;
  /** Whether something can run at the closing brace: the return of a function without result, or what was deferred. */
  readonly runsAtEnd: boolean;
  /** Offsets of `func` and behind the last token. */
  readonly start: number;
  readonly end: number;
  /** Function literals inside, outer before inner. */
  readonly literals: readonly LineRange[];
}

/** Both lines belong to it. */
export interface LineRange {
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * Finds the functions of a Go file without a parser, in one pass over its characters. Never throws: of a file that is being
 * edited it gives what can be read, and finds its feet again at the next `func` that starts a line.
 */
export function outlineGo(text: string): GoOutline {
  return new Outliner(text).outline();
}

const END = 0;
const WORD = 1;
const STRING = 2;

const NEWLINE = 10;
const QUOTE = 34;
const APOSTROPHE = 39;
const LEFT_PAREN = 40;
const RIGHT_PAREN = 41;
const STAR = 42;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const SEMICOLON = 59;
const LESS = 60;
const LEFT_BRACKET = 91;
const BACKSLASH = 92;
const RIGHT_BRACKET = 93;
const BACKTICK = 96;
const LEFT_BRACE = 123;
const RIGHT_BRACE = 125;

/** 1 for characters of identifiers and numbers; everything from U+0080 counts too. */
const IS_WORD = Uint8Array.from({ length: 128 }, (_, c) => (/\w/.test(String.fromCharCode(c)) ? 1 : 0));

type BodyFacts = Pick<
  GoDeclaration,
  'lastLine' | 'end' | 'hasBody' | 'isComplete' | 'runsAtEnd' | 'literals'
>;

/**
 * Reads declarations from tokens. Every loop ends: each turn takes a token, and taking one past the end gives END for ever.
 */
class Outliner {
  private readonly lexer: Lexer;
  private readonly declarations: GoDeclaration[] = [];
  private inits = 0;
  private literals = 0;

  constructor(text: string) {
    this.lexer = new Lexer(text);
  }

  outline(): GoOutline {
    const { lexer } = this;
    lexer.next();
    const packageName = this.readPackageClause();
    this.readDeclarations();
    const lineContent = new Uint8Array(lexer.line + 1);
    for (const line of lexer.tokenLines) {
      lineContent[line] = LINE_IS_CLOSING;
    }
    for (const line of lexer.codeLines) {
      lineContent[line] = LINE_HAS_CODE;
    }
    const declarations = this.declarations.map((declaration) => {
      const linkName = lexer.linkNames.get(declaration.name) ?? '';
      return linkName === '' ? declaration : { ...declaration, linkName };
    });
    return { packageName, declarations, text: lexer.text, lineCount: lexer.line, lineContent };
  }

  private readPackageClause(): string {
    const { lexer } = this;
    if (!lexer.isWord('package')) {
      return '';
    }
    lexer.next();
    if (!lexer.is(WORD) || lexer.afterNewline) {
      return '';
    }
    const name = lexer.word();
    lexer.next();
    return name;
  }

  private readDeclarations(): void {
    const { lexer } = this;
    let depth = 0;
    let variable = '';
    while (!lexer.is(END)) {
      if (lexer.isWord('func')) {
        if ((depth === 0 && this.startsStatement()) || this.startsDeclaration()) {
          depth = 0;
          this.readFunction();
        } else {
          this.readPackageLiteral(variable);
        }
        continue;
      }
      if (lexer.is(WORD) && lexer.afterNewline) {
        variable = lexer.word(); // of a group: the first word of a line
      } else if (lexer.is(WORD) && lexer.previousKind === WORD && lexer.previousWord === 'var') {
        variable = lexer.word();
      }
      depth = Math.max(0, depth + nesting(lexer.kind));
      lexer.next();
    }
  }

  /** Whether a semicolon stands before the current token, written or implied by a line's end. */
  private startsStatement(): boolean {
    const { lexer } = this;
    const { previousKind } = lexer;
    return (
      previousKind === SEMICOLON ||
      previousKind === END ||
      (lexer.afterNewline &&
        (previousKind === WORD ||
          previousKind === STRING ||
          previousKind === RIGHT_PAREN ||
          previousKind === RIGHT_BRACKET ||
          previousKind === RIGHT_BRACE))
    );
  }

  /**
   * Whether the current `func` starts a line and has a name: inside a body that is never Go, so the body before it lacks its
   * closing brace.
   */
  private startsDeclaration(): boolean {
    const { lexer } = this;
    if (!lexer.afterNewline || lexer.character() !== 0) {
      return false;
    }
    const mark = lexer.mark();
    lexer.next();
    if (lexer.is(LEFT_PAREN)) {
      this.skipReceiverShape();
    }
    const hasName = lexer.is(WORD) && !lexer.afterNewline;
    lexer.next();
    const opens = lexer.is(LEFT_PAREN) || lexer.is(LEFT_BRACKET);
    lexer.reset(mark);
    return hasName && opens;
  }

  /** Passes over what may be a receiver; gives up where a receiver would long have ended. */
  private skipReceiverShape(): void {
    const { lexer } = this;
    let depth = 0;
    for (let tokens = 0; tokens < 64 && !lexer.is(END); tokens++) {
      depth += nesting(lexer.kind);
      lexer.next();
      if (depth === 0) {
        return;
      }
    }
  }

  private readFunction(): void {
    const { lexer } = this;
    const { start, tokenLine: line } = lexer;
    lexer.next();
    const receiver = lexer.is(LEFT_PAREN) ? this.readReceiver() : null;
    if (!lexer.is(WORD) || lexer.isWord('func')) {
      return;
    }
    const bareName = lexer.word();
    const nameLine = lexer.tokenLine;
    const nameCharacter = lexer.character();
    lexer.next();
    const isGeneric = lexer.is(LEFT_BRACKET);
    if (isGeneric) {
      this.skipBalanced();
    }
    const hasResult = this.skipSignature();
    const isInit = receiver === null && bareName === 'init';
    this.declarations.push({
      kind: receiver ? 'method' : isInit ? 'init' : 'function',
      name: receiver
        ? `${receiver.written}.${bareName}`
        : isInit
          ? `init.${this.inits++}`
          : bareName + (isGeneric ? '[...]' : ''),
      linkName: '',
      bareName,
      receiver: receiver?.type ?? '',
      line,
      nameLine,
      nameCharacter,
      start,
      ...this.readBody(hasResult),
    });
  }

  private readReceiver(): { type: string; written: string } | null {
    const { lexer } = this;
    let type = '';
    let isPointer = false;
    let isGeneric = false;
    let depth = 0;
    let brackets = 0;
    while (!lexer.is(END) && !lexer.is(LEFT_BRACE) && !lexer.is(RIGHT_BRACE)) {
      const { kind } = lexer;
      depth += nesting(kind);
      if (kind === LEFT_BRACKET) {
        brackets++;
        isGeneric = true;
      } else if (kind === RIGHT_BRACKET) {
        brackets--;
      } else if (kind === STAR && brackets === 0) {
        isPointer = true;
      } else if (kind === WORD && brackets === 0) {
        if (lexer.isWord('func')) {
          break;
        }
        type = lexer.word();
      }
      lexer.next();
      if (depth <= 0) {
        break;
      }
    }
    if (type === '') {
      return null;
    }
    const name = type + (isGeneric ? '[...]' : '');
    return { type, written: isPointer ? `(*${name})` : name };
  }

  /** A literal, or a function type that is passed over. */
  private readPackageLiteral(variable: string): void {
    const { lexer } = this;
    const { start, tokenLine: line } = lexer;
    const nameCharacter = lexer.character();
    const head = this.skipLiteralHead();
    if (!head) {
      return;
    }
    this.declarations.push({
      kind: 'literal',
      name: `init.func${++this.literals}`,
      linkName: '',
      bareName: variable,
      receiver: '',
      line,
      nameLine: line,
      nameCharacter,
      start,
      ...this.readBody(head.hasResult),
    });
  }

  /** From `func` to the brace of a literal's body. Null where it was a type: `[]func(){f, g}`, `var f func()`. */
  private skipLiteralHead(): { hasResult: boolean } | null {
    const { lexer } = this;
    const isElementType =
      lexer.previousKind === RIGHT_BRACKET || (lexer.previousKind === WORD && lexer.previousWord === 'chan');
    lexer.next();
    if (!lexer.is(LEFT_PAREN)) {
      return null;
    }
    const hasResult = this.skipSignature();
    return lexer.is(LEFT_BRACE) && !lexer.afterNewline && !isElementType ? { hasResult } : null;
  }

  private readBody(hasResult: boolean): BodyFacts {
    const { lexer } = this;
    const literals: LineRange[] = [];
    const hasBody = lexer.is(LEFT_BRACE);
    const { isComplete, defers } = hasBody ? this.skipBody(literals) : { isComplete: true, defers: false };
    const runsAtEnd = defers || !hasResult;
    return { lastLine: lexer.previousLine, end: lexer.previousEnd, hasBody, isComplete, runsAtEnd, literals };
  }

  /** Passes the body's closing brace, unless the text or the next declaration comes first. */
  private skipBody(literals: LineRange[]): { isComplete: boolean; defers: boolean } {
    const { lexer } = this;
    let defers = false;
    const open: { literal: number; depth: number }[] = [];
    let depth = 0;
    while (!lexer.is(END)) {
      if (lexer.is(LEFT_BRACE)) {
        depth++;
      } else if (lexer.is(RIGHT_BRACE)) {
        depth--;
        if (open.length > 0 && open[open.length - 1].depth === depth) {
          const { literal } = open.pop()!;
          literals[literal] = { firstLine: literals[literal].firstLine, lastLine: lexer.tokenLine };
        }
        if (depth === 0) {
          lexer.next();
          return { isComplete: true, defers };
        }
      } else if (lexer.isWord('func')) {
        if (this.startsDeclaration()) {
          break;
        }
        const firstLine = lexer.tokenLine;
        if (this.skipLiteralHead()) {
          open.push({ literal: literals.length, depth });
          literals.push({ firstLine, lastLine: firstLine });
        }
        continue;
      } else if (lexer.isWord('defer')) {
        defers = true;
      }
      lexer.next();
    }
    return { isComplete: false, defers };
  }

  /** From the parameters' parenthesis to behind the result; whether there is one. */
  private skipSignature(): boolean {
    const { lexer } = this;
    if (!lexer.is(LEFT_PAREN)) {
      return false;
    }
    this.skipBalanced();
    const { start } = lexer;
    this.skipType();
    return lexer.start > start;
  }

  /** Passes over a type, or over nothing where none starts on this line. */
  private skipType(): void {
    const { lexer } = this;
    while (!lexer.afterNewline) {
      const { kind } = lexer;
      if (kind === LEFT_PAREN) {
        this.skipBalanced();
        return;
      }
      if (kind === LEFT_BRACKET) {
        this.skipBalanced();
      } else if (kind === STAR || kind === LESS || kind === MINUS || lexer.isWord('chan')) {
        lexer.next();
      } else if (lexer.isWord('map') || lexer.isWord('func')) {
        lexer.next();
        if (lexer.is(LEFT_PAREN) || lexer.is(LEFT_BRACKET)) {
          this.skipBalanced();
        }
      } else {
        if (kind === WORD) {
          this.skipNamedType();
        }
        return;
      }
    }
  }

  private skipNamedType(): void {
    const { lexer } = this;
    if (lexer.isWord('struct') || lexer.isWord('interface')) {
      lexer.next();
      if (lexer.is(LEFT_BRACE)) {
        this.skipBalanced();
      }
      return;
    }
    lexer.next();
    while (lexer.is(DOT) && !lexer.afterNewline) {
      lexer.next();
      if (lexer.is(WORD)) {
        lexer.next();
      }
    }
    if (lexer.is(LEFT_BRACKET) && !lexer.afterNewline) {
      this.skipBalanced();
    }
  }

  /** From an opening bracket to behind its partner; stops at what shows that the partner is missing. */
  private skipBalanced(): void {
    const { lexer } = this;
    let round = 0;
    let curly = 0;
    while (!lexer.is(END)) {
      const { kind } = lexer;
      if (kind === LEFT_BRACE) {
        curly++;
      } else if (kind === RIGHT_BRACE) {
        if (curly === 0) {
          return;
        }
        curly--;
      } else if (kind === WORD && lexer.isWord('func') && this.startsDeclaration()) {
        return;
      } else if (curly === 0) {
        round += nesting(kind);
      }
      lexer.next();
      if (round <= 0 && curly === 0) {
        return;
      }
    }
  }
}

/** How the depth changes at a token. */
function nesting(kind: number): number {
  if (kind === LEFT_PAREN || kind === LEFT_BRACKET || kind === LEFT_BRACE) {
    return 1;
  }
  return kind === RIGHT_PAREN || kind === RIGHT_BRACKET || kind === RIGHT_BRACE ? -1 : 0;
}

const LINKNAME = '//go:linkname ';

interface Mark {
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
class Lexer {
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
