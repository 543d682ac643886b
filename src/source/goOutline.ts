import {
  DOT,
  END,
  LEFT_BRACE,
  LEFT_BRACKET,
  LEFT_PAREN,
  LESS,
  Lexer,
  MINUS,
  nesting,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  RIGHT_PAREN,
  SEMICOLON,
  STAR,
  STRING,
  WORD,
} from './goLexer';

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
  /** By line: what its code can do to goroutines, bits of LINE_STARTS and LINE_WAITS. Only lines of functions are looked at. */
  readonly lineDoes: Uint8Array;
}

/** What stands on a line: blanks, comments and insides of raw strings are nothing; `})` and `},` are closing. */
export const LINE_HAS_NOTHING = 0;
export const LINE_IS_CLOSING = 1;
export const LINE_HAS_CODE = 2;

/** A `go` statement; a channel operation, a `select`, a `range`. */
export const LINE_STARTS = 1;
export const LINE_WAITS = 2;

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
  private readonly startingLines: number[] = [];
  private readonly waitingLines: number[] = [];
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
    const lineDoes = new Uint8Array(lexer.line + 1);
    for (const line of this.startingLines) {
      lineDoes[line]! |= LINE_STARTS;
    }
    for (const line of this.waitingLines) {
      lineDoes[line]! |= LINE_WAITS;
    }
    const declarations = this.declarations.map((declaration) => {
      const linkName = lexer.linkNames.get(declaration.name) ?? '';
      return linkName === '' ? declaration : { ...declaration, linkName };
    });
    return { packageName, declarations, text: lexer.text, lineCount: lexer.line, lineContent, lineDoes };
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
      } else if (lexer.isWord('go')) {
        this.startingLines.push(lexer.tokenLine);
      } else if (lexer.isArrow() || lexer.isWord('select') || lexer.isWord('range')) {
        this.waitingLines.push(lexer.tokenLine);
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
