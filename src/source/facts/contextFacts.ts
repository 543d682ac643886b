import { type GoPlace, nameAtStart, type ShownFact } from '../goPlace';
import type { GoScope } from '../goScopes';
import { isAt, isName, occurrences, type TokenRange } from '../goTokens';
import { selectAt, waitsOf } from './waits';

/** Contexts: who waits for one, and whether anybody cancels it. */
export function contextFacts(place: GoPlace): ShownFact[] {
  return place.role === 'created' ? ofStart(place) : ofWait(place);
}

function ofWait(place: GoPlace): ShownFact[] {
  const waits = waitsOf(place);
  const { line } = place.scope.tokens;
  const facts: ShownFact[] = [];
  for (const { operand, isCall, token } of waits) {
    if (!isCall || !operand.endsWith('.Done')) continue;
    facts.push({ kind: 'receivesDone', at: line[token]! });
    const name = operand.slice(0, -'.Done'.length);
    facts.push(...cancelOf(place, name));
    break;
  }
  const select = selectAt(place);
  if (select && facts.length > 0 && (select.hasDefault || select.cases.length > 1)) {
    facts.push({ kind: 'selectHasOtherCases', at: line[select.block.keyword]! });
  }
  return facts;
}

/** Of the context that is called `name` at the line: made in its function, or where the goroutine starts. */
function cancelOf(place: GoPlace, name: string): ShownFact[] {
  if (!isName(name)) return [];
  const own = dropped(place.scope, name);
  if (own.length > 0 || !place.start) return own;
  const outer = nameAtStart(place, name);
  if (outer !== null) return place.start.scope === place.scope ? [] : dropped(place.start.scope, outer);
  return background(place.start.scope, place.start.statement.args);
}

/** For a `go` statement: the contexts that it is given. */
function ofStart({ start }: GoPlace): ShownFact[] {
  if (!start) return [];
  const { scope, statement } = start;
  const { text } = scope.tokens;
  const names = new Set<string>();
  for (let i = statement.keyword; i <= statement.last; i++) {
    if (isName(text[i]) && text[i - 1] !== '.' && /ctx|context/i.test(text[i]!)) names.add(text[i]!);
  }
  const facts = [...names].slice(0, 8).flatMap((name) => dropped(scope, name));
  return facts.length > 0 ? facts.slice(0, 1) : background(scope, statement.args);
}

const makers = /^With(?:Cancel|Timeout|Deadline)(?:Cause)?$/;

/** `ctx, cancel := context.WithCancel(…)`, where cancel is `_`, or nothing is done with it. */
function dropped({ tokens, range }: GoScope, name: string): ShownFact[] {
  const { text, line } = tokens;
  const found = occurrences(tokens, range, name).flatMap((i) => {
    if (text[i + 1] !== ',' || !isName(text[i + 2])) return [];
    const value = text[i + 3] === ':' && text[i + 4] === '=' ? i + 5 : text[i + 3] === '=' ? i + 4 : -1;
    const isMaker = value >= 0 && isAt(tokens, value, 'context', '.') && makers.test(text[value + 2] ?? '');
    return isMaker ? [{ at: i, cancel: text[i + 2]! }] : [];
  });
  // Two contexts of one name: which one is waited for the text does not say.
  if (found.length !== 1) return [];
  const { at, cancel } = found[0]!;
  const isDropped =
    cancel === '_' ||
    occurrences(tokens, range, cancel).every((i) => i === at + 2 || isBlank(tokens.text, i));
  return isDropped ? [{ kind: 'cancelDropped', at: line[at]! }] : [];
}

/** `_ = cancel` keeps the compiler quiet. */
function isBlank(text: readonly string[], at: number): boolean {
  return text[at - 1] === '=' && text[at - 2] === '_' && text[at + 1] !== '(' && text[at + 1] !== '.';
}

/** The functions of package context that take nothing make the roots of all contexts. */
function background({ tokens }: GoScope, args: readonly TokenRange[]): ShownFact[] {
  const root = args.find(
    ({ first }) => isAt(tokens, first, 'context', '.') && isAt(tokens, first + 3, '(', ')'),
  );
  return root ? [{ kind: 'backgroundContext', at: tokens.line[root.first]! }] : [];
}
