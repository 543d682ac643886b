import type { SourceFactKind, SourceQuestion } from '../model/sourceFacts';
import type { GoOutline } from './goOutline';
import { bodyAround, type GoBlock, type GoScope, type GoStart, parametersOf, scopeOf } from './goScopes';
import { type GoTokens, isName, type TokenRange } from './goTokens';

/** A line of a function, with what runs it. */
export interface GoPlace {
  readonly role: SourceQuestion['role'];
  readonly scope: GoScope;
  /** Tokens of the line within the function. */
  readonly tokens: TokenRange;
  /** The literal that has the line, or the function itself. */
  readonly body: GoBlock;
  /** The `go` statement that starts the body (role `blocked`), or that stands at the line (role `created`). */
  readonly start: Start | null;
}

export interface Start {
  /** The function with the `go` statement: the same as the place's, or another of the file. */
  readonly scope: GoScope;
  readonly statement: GoStart;
  /** Parameter of the body → the name that is passed for it, null for what is no plain name. */
  readonly passed: ReadonlyMap<string, string | null>;
  /** A literal shares the names around it. */
  readonly isLiteral: boolean;
}

/** A fact, and the line that shows it. */
export interface ShownFact {
  readonly kind: SourceFactKind;
  readonly at: number;
}

/** A file that is asked several questions: scopes are made once. */
export class GoFile {
  private readonly scopes = new Map<number, GoScope>();

  constructor(
    readonly outline: GoOutline,
    readonly tokens: GoTokens,
  ) {}

  /** null for a line in no function, and where nothing stands on it. */
  placeOf(line: number, role: SourceQuestion['role']): GoPlace | null {
    const at = this.outline.declarations.findIndex(
      ({ line: first, lastLine, hasBody }) => hasBody && first <= line && line <= lastLine,
    );
    if (at < 0) return null;
    const scope = this.scopeAt(at);
    const tokens = tokensOfLine(scope, line);
    if (tokens === null || scope.blocks[0]?.kind !== 'func') return null;
    const statement =
      role === 'created'
        ? scope.starts.find(({ keyword }) => scope.tokens.line[keyword] === line)
        : undefined;
    // A line that starts a literal belongs to what is around it: its last token may be inside.
    const body = bodyAround(scope, statement?.keyword ?? tokens.first);
    const start = role === 'created' ? startOf(scope, statement) : this.findStart(scope, body);
    return { role, scope, tokens, body, start };
  }

  /** How the goroutine that runs a body was started: the literal's own `go`, or the only one of the file for a function. */
  private findStart(scope: GoScope, body: GoBlock): Start | null {
    const own = scope.starts.find(({ literal }) => literal === body);
    if (own) return startOf(scope, own, parametersOf(scope, body));
    const { declaration } = scope;
    if (body !== scope.blocks[0] || declaration.kind === 'literal') return null;
    const found: { scope: GoScope; statement: GoStart }[] = [];
    for (const other of this.startsOf(declaration.bareName)) {
      const isMethod = other.statement.callee.includes('.');
      if (isMethod === (declaration.receiver !== '')) found.push(other);
      if (found.length > 1) return null;
    }
    const [only] = found;
    return only ? startOf(only.scope, only.statement, parametersOf(scope, body)) : null;
  }

  private startsOf(bareName: string): readonly { scope: GoScope; statement: GoStart }[] {
    this.allStarts ??= this.collectStarts();
    return this.allStarts.get(bareName) ?? [];
  }

  private allStarts: Map<string, { scope: GoScope; statement: GoStart }[]> | null = null;

  /** By the last name of the callee. Only functions with a `go` in their text become scopes. */
  private collectStarts() {
    const table = new Map<string, { scope: GoScope; statement: GoStart }[]>();
    const { declarations, text } = this.outline;
    for (let at = 0; at < declarations.length; at++) {
      const { start, end } = declarations[at]!;
      if (!/\bgo\s/.test(text.slice(start, end))) continue;
      const scope = this.scopeAt(at);
      for (const statement of scope.starts) {
        if (statement.callee === '') continue;
        const name = statement.callee.slice(statement.callee.lastIndexOf('.') + 1);
        const known = table.get(name);
        if (known) known.push({ scope, statement });
        else table.set(name, [{ scope, statement }]);
      }
    }
    return table;
  }

  /** The declared function of a name, where there is one alone. */
  functionNamed(bareName: string): GoScope | null {
    const { declarations } = this.outline;
    const found = declarations.flatMap((declaration, at) =>
      declaration.bareName === bareName && declaration.hasBody && declaration.kind !== 'literal' ? [at] : [],
    );
    const scope = found.length === 1 ? this.scopeAt(found[0]!) : null;
    return scope?.blocks[0]?.kind === 'func' ? scope : null;
  }

  private scopeAt(at: number): GoScope {
    let scope = this.scopes.get(at);
    if (!scope) {
      scope = scopeOf(this.outline, this.tokens, this.outline.declarations[at]!);
      this.scopes.set(at, scope);
    }
    return scope;
  }
}

function startOf(
  scope: GoScope,
  statement: GoStart | undefined,
  parameters: readonly string[] = [],
): Start | null {
  if (!statement) return null;
  const { text } = scope.tokens;
  const passed = new Map<string, string | null>();
  parameters.forEach((parameter, i) => {
    const arg = statement.args[i];
    const isPlain = arg !== undefined && arg.first === arg.last && isName(text[arg.first]);
    passed.set(parameter, isPlain ? text[arg.first]! : null);
  });
  return { scope, statement, passed, isLiteral: statement.literal !== null };
}

function tokensOfLine({ tokens, range }: GoScope, line: number): TokenRange | null {
  let low = range.first;
  let high = range.last + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens.line[middle]! < line) low = middle + 1;
    else high = middle;
  }
  let last = low - 1;
  while (last < range.last && tokens.line[last + 1] === line) last++;
  return last < low ? null : { first: low, last };
}

/**
 * What the starter of the goroutine calls a plain name of its body: the argument for a parameter, the same name for what a
 * literal shares. null where that cannot be told.
 */
export function nameAtStart({ start, body, scope }: GoPlace, name: string): string | null {
  if (!start || !isName(name)) return null;
  if (start.passed.has(name)) return start.passed.get(name) ?? null;
  return start.isLiteral && !isDeclaredIn(scope, { first: body.open, last: body.close }, name) ? name : null;
}

/** Whether `name :=` or `var name` stands in the range. */
export function isDeclaredIn({ tokens }: GoScope, { first, last }: TokenRange, name: string): boolean {
  const { text } = tokens;
  for (let i = first; i <= last; i++) {
    if (text[i] !== name || text[i - 1] === '.') continue;
    if (text[i - 1] === 'var') return true;
    let next = i + 1;
    while (text[next] === ',' && isName(text[next + 1]) && next - i < 12) next += 2;
    if (text[next] === ':' && text[next + 1] === '=') return true;
  }
  return false;
}
