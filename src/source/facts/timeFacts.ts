import { type GoFile, type GoPlace, nameAtStart, type ShownFact } from '../goPlace';
import { bodyAround, type GoBlock, type GoScope, type GoStart, loopAround, parametersOf } from '../goScopes';
import { isAt, isName, occurrences, type TokenRange } from '../goTokens';
import { casesOf, waitsOf } from './waits';

/** Timers, tickers, sleeps and loops that never wait. */
export function timeFacts(file: GoFile, place: GoPlace): ShownFact[] {
  if (place.role === 'created') return tickersOfStart(file, place);
  return [...timeAfterInLoop(place), ...tick(place), ...sleepsForever(place), ...busyLoop(place)];
}

/** The innermost loop around the line, in the function that runs it. */
function loopOf({ scope, tokens }: GoPlace): GoBlock | null {
  return loopAround(scope, tokens.first);
}

function timeAfterInLoop(place: GoPlace): ShownFact[] {
  const loop = loopOf(place);
  if (!loop) return [];
  const { tokens } = place.scope;
  for (let i = loop.open + 1; i < loop.close; i++) {
    const isTimer = isAt(tokens, i, 'time', '.', 'After', '(') || isAt(tokens, i, 'time', '.', 'Tick', '(');
    if (isTimer && tokens.text[i - 1] !== '.' && bodyAround(place.scope, i) === place.body) {
      return [{ kind: 'timeAfterInLoop', at: tokens.line[i]! }];
    }
  }
  return [];
}

function tick(place: GoPlace): ShownFact[] {
  const { line } = place.scope.tokens;
  const facts: ShownFact[] = [];
  for (const { operand, isCall, operation, token } of waitsOf(place)) {
    if (operation === 'send') continue;
    const isTimeCall = isCall && /^time\.(?:After|Tick)$/.test(operand);
    const isField = !isCall && operand.endsWith('.C');
    if (!isTimeCall && !isField) continue;
    facts.push({ kind: 'receivesTick', at: line[token]! });
    if (operand === 'time.Tick') facts.push({ kind: 'tickerNotStopped', at: line[token]! });
    if (isField) facts.push(...unstopped(place, operand.slice(0, -2)));
  }
  return facts;
}

/** A ticker that was made in the function, or where the goroutine starts, and that both never stop nor hand on. */
function unstopped(place: GoPlace, name: string): ShownFact[] {
  const { scope } = place;
  if (!isName(name)) return [];
  const own = madeTicker(scope, name);
  if (own !== null) return keepsTicker(scope, name, own, null) ? shown(scope, own) : [];
  const { start } = place;
  const outer = nameAtStart(place, name);
  if (!start || outer === null || start.scope === scope) return [];
  const made = madeTicker(start.scope, outer);
  const body = { first: place.body.open, last: place.body.close };
  const isKept =
    made !== null &&
    keepsTicker(start.scope, outer, made, start.statement) &&
    onlyReceives(scope, body, name);
  return isKept ? shown(start.scope, made) : [];
}

function shown({ tokens }: GoScope, made: number): ShownFact[] {
  return [{ kind: 'tickerNotStopped', at: tokens.line[made]! }];
}

/** The token of the name in `t := time.NewTicker(`. */
function madeTicker({ tokens, range }: GoScope, name: string): number | null {
  return (
    occurrences(tokens, range, name).find(
      (i) =>
        isAt(tokens, i + 1, ':', '=', 'time', '.', 'NewTicker', '(') ||
        isAt(tokens, i + 1, '=', 'time', '.', 'NewTicker', '('),
    ) ?? null
  );
}

/** Whether all that is done with it is to receive, to reset it, and to pass it to the goroutine that is started. */
function keepsTicker(scope: GoScope, name: string, made: number, statement: GoStart | null): boolean {
  return occurrences(scope.tokens, scope.range, name).every(
    (i) =>
      i === made ||
      (statement !== null && i > statement.keyword && i <= statement.last) ||
      isReceived(scope, i),
  );
}

function onlyReceives(scope: GoScope, range: TokenRange, name: string): boolean {
  return occurrences(scope.tokens, range, name).every((i) => isReceived(scope, i));
}

function isReceived({ tokens }: GoScope, at: number): boolean {
  return isAt(tokens, at + 1, '.', 'C') || isAt(tokens, at + 1, '.', 'Reset', '(');
}

/** For the `go` statement of a function: what it passes, where the function only receives from it. */
function tickersOfStart(file: GoFile, { start }: GoPlace): ShownFact[] {
  if (!start || start.isLiteral) return [];
  const { scope, statement } = start;
  const callee = statement.callee.includes('.') ? null : file.functionNamed(statement.callee);
  if (!callee) return [];
  const { text } = scope.tokens;
  const parameters = parametersOf(callee, callee.blocks[0]!);
  for (let i = 0; i < statement.args.length; i++) {
    const { first, last } = statement.args[i]!;
    const parameter = parameters[i];
    if (first !== last || parameter === undefined) continue;
    const made = madeTicker(scope, text[first]!);
    const body = { first: callee.blocks[0]!.open, last: callee.blocks[0]!.close };
    if (
      made !== null &&
      keepsTicker(scope, text[first]!, made, statement) &&
      onlyReceives(callee, body, parameter)
    ) {
      return shown(scope, made);
    }
  }
  return [];
}

function sleepsForever(place: GoPlace): ShownFact[] {
  const { scope, tokens } = place;
  const loop = loopOf(place);
  if (!loop || loop.open !== loop.keyword + 1 || leaves(scope, loop)) return [];
  for (let i = tokens.first; i <= tokens.last; i++) {
    if (isAt(scope.tokens, i, 'time', '.', 'Sleep', '(') && i > loop.open && i < loop.close) {
      return [{ kind: 'sleepsForever', at: scope.tokens.line[i]! }];
    }
  }
  return [];
}

const waysOut =
  /^(?:return|break|goto|panic|Goexit|Exit|Fatal|Fatalf|Fatalln|Panic|Panicf|Panicln|FailNow|SkipNow)$/;

/** Whether a loop has a way out; literals inside are functions of their own. */
function leaves(scope: GoScope, loop: GoBlock): boolean {
  const body = bodyAround(scope, loop.keyword);
  for (let i = loop.open + 1; i < loop.close; i++) {
    if (waysOut.test(scope.tokens.text[i]!) && bodyAround(scope, i) === body) return true;
  }
  return false;
}

/**
 * `for {}`, a loop without calls, channel operations and ways out; or one of nothing but a select with an empty default. A loop
 * with a condition that nothing in it changes by a call is waiting for memory to change: it spins as well.
 */
function busyLoop(place: GoPlace): ShownFact[] {
  const { scope, tokens } = place;
  const loop = loopOf(place) ?? loopAtLine(place);
  if (!loop || hasClauses(scope, loop)) return [];
  const { line } = scope.tokens;
  const spins = isOnlyPolling(scope, loop) || (isCallFree(scope, loop) && !leaves(scope, loop));
  return spins && tokens.first <= tokens.last ? [{ kind: 'busyLoop', at: line[loop.keyword]! }] : [];
}

function loopAtLine({ scope, tokens }: GoPlace): GoBlock | null {
  return (
    scope.blocks.find(
      ({ kind, keyword }) => kind === 'for' && keyword >= tokens.first && keyword <= tokens.last,
    ) ?? null
  );
}

/** `for i := 0; i < n; i++` and `for range` end by themselves. */
function hasClauses({ tokens }: GoScope, { keyword, open }: GoBlock): boolean {
  for (let i = keyword + 1; i < open; i++)
    if (tokens.text[i] === ';' || tokens.text[i] === 'range') return true;
  return false;
}

/** From the header on: no call, no channel operation, no assignment that could make a condition false. */
function isCallFree({ tokens }: GoScope, { keyword, open, close }: GoBlock): boolean {
  const { text } = tokens;
  const isEndless = open === keyword + 1;
  for (let i = keyword + 1; i < close; i++) {
    if (text[i] === '(' && (isName(text[i - 1]) || text[i - 1] === ')' || text[i - 1] === ']')) return false;
    if (text[i] === '<' && text[i + 1] === '-') return false;
    if (text[i] === 'select' || text[i] === 'go' || text[i] === 'defer') return false;
    if (!isEndless && i > open && (text[i] === '=' || isAt(tokens, i, '+', '+') || isAt(tokens, i, '-', '-')))
      return false;
  }
  return true;
}

/** `for { select { case …: …; default: } }`, and nothing beside the select. */
function isOnlyPolling({ tokens, blocks }: GoScope, loop: GoBlock): boolean {
  if (loop.open !== loop.keyword + 1) return false;
  const select = blocks.find(({ kind, keyword }) => kind === 'select' && keyword === loop.open + 1);
  if (!select || select.close !== loop.close - 1) return false;
  const { text } = tokens;
  if (!casesOf(tokens, select).hasDefault) return false;
  for (let i = select.open + 1; i < select.close; i++) {
    if (text[i] === 'default' && text[i + 1] === ':') return i + 2 === select.close || text[i + 2] === 'case';
    if (tokens.partner[i]! > i) i = tokens.partner[i]!;
  }
  return false;
}
