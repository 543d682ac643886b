import type { GoPlace, ShownFact } from '../goPlace';
import type { GoScope } from '../goScopes';
import { chainAt, isAt, isName, occurrences } from '../goTokens';

/** Connections without deadlines, responses that are not closed. */
export function connectionFacts(place: GoPlace): ShownFact[] {
  return [...noReadDeadline(place), ...bodyNotClosed(place)];
}

/** The line uses a connection that its function accepted or dialled, and nobody there sets a deadline. */
function noReadDeadline({ role, scope, tokens }: GoPlace): ShownFact[] {
  if (role !== 'blocked') return [];
  const all = scope.tokens;
  for (let i = scope.range.first; i <= scope.range.last; i++) {
    if (/^Set(?:Read|Write)?Deadline$/.test(all.text[i]!)) return [];
  }
  for (let i = tokens.first; i <= tokens.last; i++) {
    const name = all.text[i]!;
    if (!isName(name) || all.text[i - 1] === '.' || all.text[i + 1] === '(') continue;
    const made = occurrences(all, scope.range, name).find((at) => isConnection(scope, at));
    if (made !== undefined && made < tokens.first) return [{ kind: 'noReadDeadline', at: all.line[made]! }];
  }
  return [];
}

/** `c, err := ln.Accept()`, `c, err := net.Dial(…)`. */
function isConnection({ tokens }: GoScope, at: number): boolean {
  const value = assignedAt(tokens.text, at);
  const chain = value < 0 ? null : chainAt(tokens, value);
  if (!chain || tokens.text[chain.next] !== '(') return false;
  return /\.Accept(?:TCP|Unix)?$|^net\.Dial(?:TCP|UDP|Unix|Timeout)?$/.test(chain.name);
}

/** Where the value starts in `a, b := value` for the token of `a`; -1 where none is assigned. */
function assignedAt(text: readonly string[], at: number): number {
  let i = at + 1;
  if (text[i] === ',' && isName(text[i + 1])) i += 2;
  if (text[i] === ':' && text[i + 1] === '=') return i + 2;
  return text[i] === '=' && text[i + 1] !== '=' ? i + 1 : -1;
}

const requests = /(?:^http|[cC]lient|^c)\.(?:Get|Post|PostForm|Head|Do)$/;

/** `resp, err := http.Get(…)` in the line's function, whose Body is neither closed nor handed on. */
function bodyNotClosed({ scope }: GoPlace): ShownFact[] {
  const { tokens, range } = scope;
  const { text } = tokens;
  for (let i = range.first; i <= range.last; i++) {
    if (!isName(text[i]) || text[i] === '_' || text[i - 1] === '.' || text[i + 1] !== ',') continue;
    const value = assignedAt(text, i);
    const chain = value < 0 ? null : chainAt(tokens, value);
    if (!chain || text[chain.next] !== '(' || !requests.test(chain.name)) continue;
    const uses = occurrences(tokens, range, text[i]!).filter((at) => at !== i);
    // Fields of the response may be read; the body, or the response itself, may close elsewhere once it is given away.
    const isKept = uses.every((at) => text[at + 1] === '.' && text[at + 2] !== 'Body');
    const isRead = uses.some((at) => isAt(tokens, at + 1, '.', 'Body'));
    if (isKept && !isRead) return [{ kind: 'bodyNotClosed', at: tokens.line[i]! }];
  }
  return [];
}
