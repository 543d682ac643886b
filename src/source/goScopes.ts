import type { GoDeclaration, GoOutline } from './goOutline';
import { chainAt, type GoTokens, isName, partsOf, type TokenRange } from './goTokens';

/** A declared function as blocks of tokens. */
export interface GoScope {
  readonly tokens: GoTokens;
  readonly declaration: GoDeclaration;
  /** From `func` to the closing brace. */
  readonly range: TokenRange;
  /** Outer before inner. The first is the function's own where it has a body. */
  readonly blocks: readonly GoBlock[];
  readonly starts: readonly GoStart[];
}

export interface GoBlock {
  readonly kind: 'func' | 'for' | 'select' | 'switch' | 'if';
  /** The keyword, `{` and `}`. */
  readonly keyword: number;
  readonly open: number;
  readonly close: number;
}

/** A `go` statement. */
export interface GoStart {
  readonly keyword: number;
  /** The last token of the call. */
  readonly last: number;
  /** The literal that it starts; null where it calls a function. */
  readonly literal: GoBlock | null;
  /** `worker`, `s.run`; '' for a literal and for what is no name. */
  readonly callee: string;
  readonly args: readonly TokenRange[];
}

/** A header of more tokens than this is no header. */
const maximumHeader = 400;

export function scopeOf(outline: GoOutline, tokens: GoTokens, declaration: GoDeclaration): GoScope {
  const range = {
    first: tokenFrom(tokens, declaration.start),
    last: tokenFrom(tokens, declaration.end) - 1,
  };
  const blocks: GoBlock[] = [];
  for (let i = range.first; i <= range.last && outline.text.length > 0; i++) {
    const kind = blockKinds.get(tokens.text[i]!);
    if (kind === undefined || tokens.text[i - 1] === '.') continue;
    const open = findBrace(tokens, i, range.last, kind);
    const close = open < 0 ? -1 : tokens.partner[open]!;
    if (close > open) blocks.push({ kind, keyword: i, open, close });
  }
  return { tokens, declaration, range, blocks, starts: findStarts(tokens, range, blocks) };
}

const blockKinds: ReadonlyMap<string, GoBlock['kind']> = new Map([
  ['func', 'func'],
  ['for', 'for'],
  ['select', 'select'],
  ['switch', 'switch'],
  ['if', 'if'],
]);

/** First token at or behind an offset. */
function tokenFrom({ start, length }: GoTokens, offset: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The brace that opens the block of a keyword; -1 where there is none (a function type). */
function findBrace(
  { text, partner, line }: GoTokens,
  keyword: number,
  last: number,
  kind: GoBlock['kind'],
): number {
  const end = Math.min(last, keyword + maximumHeader);
  for (let i = keyword + 1; i <= end; i++) {
    const token = text[i]!;
    if (token === '(' || token === '[') {
      if (partner[i]! < i) return -1;
      i = partner[i]!;
    } else if (token === '{') {
      const close = partner[i]!;
      const isType = text[i - 1] === 'interface' || text[i - 1] === 'struct';
      // `range []int{1, 2} {`: a value of the header, when more of it follows on the line of its end.
      const isValue =
        kind !== 'func' &&
        close > i &&
        line[close + 1] === line[close] &&
        /^[{.[(;,=<>!&|+*/-]$/.test(text[close + 1] ?? '');
      if (!isType && !isValue) return i;
      if (close < i) return -1;
      i = close;
    } else if (
      token === ')' ||
      token === ']' ||
      token === '}' ||
      (kind === 'func' && (token === ',' || token === ';'))
    ) {
      return -1;
    }
  }
  return -1;
}

function findStarts(tokens: GoTokens, range: TokenRange, blocks: readonly GoBlock[]): GoStart[] {
  const { text, partner } = tokens;
  const literals = new Map(
    blocks.filter(({ kind }) => kind === 'func').map((block) => [block.keyword, block]),
  );
  const starts: GoStart[] = [];
  for (let i = range.first; i <= range.last; i++) {
    if (text[i] !== 'go' || text[i - 1] === '.') continue;
    const literal = literals.get(i + 1) ?? null;
    const chain = literal ? null : chainAt(tokens, i + 1);
    let open = literal ? literal.close + 1 : (chain?.next ?? i + 1);
    if (text[open] === '[' && partner[open]! > open) open = partner[open]! + 1;
    if (text[open] !== '(' || partner[open]! < open) continue;
    starts.push({
      keyword: i,
      last: partner[open]!,
      literal,
      callee: chain?.name ?? '',
      args: partsOf(tokens, open),
    });
  }
  return starts;
}

/** The literal around a token, or the function itself. */
export function bodyAround(scope: GoScope, token: number): GoBlock {
  return innermost(scope, 'func', token) ?? scope.blocks[0]!;
}

/** The innermost loop around a token, in the function that has it: loops around its literal run it once each. */
export function loopAround(scope: GoScope, token: number): GoBlock | null {
  const loop = innermost(scope, 'for', token);
  return loop && loop.keyword > bodyAround(scope, token).keyword ? loop : null;
}

/** By scope and kind, for each token of the range: position in `blocks` of the innermost block of the kind, -1 for none. */
const innermostBlocks = new WeakMap<GoScope, Map<GoBlock['kind'], Int32Array>>();

function innermost(scope: GoScope, kind: GoBlock['kind'], token: number): GoBlock | null {
  let kinds = innermostBlocks.get(scope);
  if (!kinds) {
    kinds = new Map();
    innermostBlocks.set(scope, kinds);
  }
  let table = kinds.get(kind);
  if (!table) {
    table = sweep(scope, kind);
    kinds.set(kind, table);
  }
  return scope.blocks[table[token - scope.range.first] ?? -1] ?? null;
}

/** In one pass: blocks that overlap are nested. The braces themselves are outside. */
function sweep({ range, blocks }: GoScope, kind: GoBlock['kind']): Int32Array {
  const table = new Int32Array(Math.max(0, range.last - range.first + 1)).fill(-1);
  const opens = new Map<number, number>();
  blocks.forEach((block, at) => {
    if (block.kind === kind) opens.set(block.open, at);
  });
  const around: number[] = [];
  for (let i = range.first; i <= range.last; i++) {
    while (around.length > 0 && blocks[around[around.length - 1]!]!.close <= i) around.pop();
    table[i - range.first] = around[around.length - 1] ?? -1;
    const opened = opens.get(i);
    if (opened !== undefined) around.push(opened);
  }
  return table;
}

/** Names of the parameters, by position. Of `(a, b int)` both; an unnamed one gives its type. */
export function parametersOf({ tokens, declaration }: GoScope, block: GoBlock): string[] {
  const { text } = tokens;
  let open = block.keyword + 1;
  if (text[open] === '(' && declaration.receiver !== '' && isName(text[(tokens.partner[open] ?? 0) + 1])) {
    open = tokens.partner[open]! + 1;
  }
  if (isName(text[open])) open++;
  if (text[open] === '[') open = (tokens.partner[open] ?? open) + 1;
  if (text[open] !== '(') return [];
  return partsOf(tokens, open).map(({ first }) => text[first]!);
}
