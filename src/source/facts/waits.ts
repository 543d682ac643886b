import type { GoPlace } from '../goPlace';
import type { GoBlock } from '../goScopes';
import { chainAt, chainBefore, type GoTokens } from '../goTokens';

/** A channel operation at a line: of the line itself, or of a case of the select that stands there. */
export interface Wait {
  readonly operation: 'send' | 'receive' | 'range';
  /** `ch`, `s.done`, `t.C`; for a call its function: `ctx.Done`, `time.After`. '' for what is no plain name. */
  readonly operand: string;
  readonly isCall: boolean;
  /** Token of the arrow, or of `range`. */
  readonly token: number;
}

export interface SelectFacts {
  readonly block: GoBlock;
  readonly hasDefault: boolean;
  readonly cases: readonly Wait[];
}

/** Of a select with more cases, the rest is not looked at. */
const maximumCases = 50;

/** The select whose keyword stands at the line. */
export function selectAt({ scope, tokens, role }: GoPlace): SelectFacts | null {
  if (role !== 'blocked') return null;
  const block = scope.blocks.find(
    ({ kind, keyword }) => kind === 'select' && keyword >= tokens.first && keyword <= tokens.last,
  );
  return block ? casesOf(scope.tokens, block) : null;
}

export function casesOf(tokens: GoTokens, block: GoBlock): SelectFacts {
  const { text, partner } = tokens;
  const cases: Wait[] = [];
  let hasDefault = false;
  for (let i = block.open + 1; i < block.close; i++) {
    if (text[i] === 'default' && text[i + 1] === ':') hasDefault = true;
    if (text[i] === 'case' && cases.length < maximumCases) {
      const wait = waitIn(tokens, i + 1, endOfCase(tokens, i + 1, block.close));
      if (wait) cases.push(wait);
    } else if (partner[i]! > i) {
      i = partner[i]!;
    }
  }
  return { block, hasDefault, cases };
}

/** The token before the colon of a case; `:=` is none. */
function endOfCase({ text, partner }: GoTokens, from: number, limit: number): number {
  for (let i = from; i < limit; i++) {
    if (text[i] === ':' && text[i + 1] !== '=') return i - 1;
    if (partner[i]! > i) i = partner[i]!;
  }
  return from - 1;
}

/** What the line waits for: its own operations, or the cases of its select. */
export function waitsOf(place: GoPlace): readonly Wait[] {
  if (place.role !== 'blocked') return [];
  const select = selectAt(place);
  if (select) return select.cases;
  const { tokens, scope } = place;
  const wait = waitIn(scope.tokens, tokens.first, tokens.last);
  return wait ? [wait] : [];
}

/** The first channel operation among the tokens. */
function waitIn(tokens: GoTokens, first: number, last: number): Wait | null {
  const { text } = tokens;
  for (let i = first; i <= last; i++) {
    if (text[i] === 'range' && i < last) {
      const operand = operandAt(tokens, i + 1);
      return operand ? { operation: 'range', ...operand, token: i } : null;
    }
    if (text[i] !== '<' || text[i + 1] !== '-' || i + 1 > last) continue;
    const before = i > first ? chainBefore(tokens, i) : null;
    const isSend = before !== null && !/^(?:return|case|go|defer|chan|if|for|switch|else)$/.test(before);
    if (isSend) return { operation: 'send', operand: before, isCall: false, token: i };
    if (i > first && (text[i - 1] === ')' || text[i - 1] === ']')) {
      return { operation: 'send', operand: '', isCall: false, token: i };
    }
    const operand = operandAt(tokens, i + 2);
    return { operation: 'receive', ...(operand ?? { operand: '', isCall: false }), token: i };
  }
  return null;
}

function operandAt(tokens: GoTokens, at: number): { operand: string; isCall: boolean } | null {
  const chain = chainAt(tokens, at);
  if (!chain) return null;
  const follows = tokens.text[chain.next];
  // An index or a generic call: not the plain name.
  if (follows === '[' || follows === '.') return null;
  return { operand: chain.name, isCall: follows === '(' };
}
