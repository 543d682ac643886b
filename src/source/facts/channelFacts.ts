import { type GoPlace, nameAtStart, type ShownFact } from '../goPlace';
import { bodyAround, type GoBlock, type GoScope, loopAround } from '../goScopes';
import { isAt, occurrences, partsOf, type TokenRange } from '../goTokens';
import { casesOf, selectAt, waitsOf } from './waits';

/** What the code says about the channel that a line waits for. */
export function channelFacts(place: GoPlace): ShownFact[] {
  if (place.role !== 'blocked') return [];
  return [
    ...emptySelect(place),
    ...receivesInLoop(place),
    ...nilChannel(place),
    ...madeChannel(place),
    ...served(place),
  ];
}

function emptySelect({ scope, tokens }: GoPlace): ShownFact[] {
  const { text, line } = scope.tokens;
  for (let i = tokens.first; i <= tokens.last; i++) {
    if (isAt(scope.tokens, i, 'select', '{', '}') && text[i - 1] !== '.') {
      return [{ kind: 'emptySelect', at: line[i]! }];
    }
  }
  return [];
}

function receivesInLoop(place: GoPlace): ShownFact[] {
  if (selectAt(place)) return [];
  const [wait] = waitsOf(place);
  if (!wait || wait.operation === 'send') return [];
  const { line } = place.scope.tokens;
  // Over what a range goes the code does not say; the rules ask only about goroutines that wait in it.
  const loop = wait.operation === 'range' ? wait.token : loopAround(place.scope, wait.token)?.keyword;
  return loop === undefined ? [] : [{ kind: 'receivesInLoop', at: line[loop]! }];
}

/** `var ch chan int`, and only sends, receives and ranges besides. */
function nilChannel(place: GoPlace): ShownFact[] {
  if (selectAt(place)) return [];
  const [wait] = waitsOf(place);
  if (!wait || wait.isCall) return [];
  const { scope } = place;
  const { text, line } = scope.tokens;
  const uses = occurrences(scope.tokens, scope.range, wait.operand);
  const declared = uses.filter((i) => text[i - 1] === 'var' && text[i + 1] === 'chan');
  if (declared.length !== 1 || hasValue(scope, declared[0]!)) return [];
  const isOnlyUsed = uses.every((i) => i === declared[0] || useOf(scope, i) !== 'other');
  return isOnlyUsed ? [{ kind: 'nilChannel', at: line[declared[0]!]! }] : [];
}

/** Whether `=` follows on the line of a declaration. */
function hasValue({ tokens }: GoScope, at: number): boolean {
  const { text, line } = tokens;
  for (let i = at; i < tokens.length && line[i] === line[at]; i++) if (text[i] === '=') return true;
  return false;
}

function madeChannel(place: GoPlace): ShownFact[] {
  if (selectAt(place)) return [];
  const [wait] = waitsOf(place);
  if (!wait || wait.isCall || !place.start) return [];
  const name = nameAtStart(place, wait.operand);
  const made = name === null ? null : findMake(place.start.scope, name);
  if (name === null || !made) return [];
  const { line } = place.start.scope.tokens;
  const at = line[made.token]!;
  const isSend = wait.operation === 'send';
  return [
    ...(isSend && made.isUnbuffered ? [{ kind: 'sendsUnbuffered' as const, at }] : []),
    // A send into a buffer waits when it is full: then it matters as well whether somebody has the channel.
    ...(isNotShared(place, wait.operand, name, made.token, isSend)
      ? [{ kind: 'channelNotShared' as const, at }]
      : []),
    ...(isSend && place.start.isLiteral ? receiverMayLeave(place, name) : []),
  ];
}

/** A send or a close of a channel of that name outside of the body. It only ever makes a verdict milder, so a name is enough. */
function served(place: GoPlace): ShownFact[] {
  const { tokens } = place.scope;
  const select = selectAt(place);
  const [wait] = waitsOf(place);
  if (select || !wait || wait.operation === 'send' || wait.isCall || wait.operand === '') return [];
  const outer = nameAtStart(place, wait.operand) ?? wait.operand;
  const name = outer.slice(outer.lastIndexOf('.') + 1);
  const { keyword, close } = place.body;
  for (let i = 0; i < tokens.length; i++) {
    if (tokens.text[i] !== name || (i > keyword && i < close)) continue;
    const isSend = isAt(tokens, i + 1, '<', '-') && tokens.text[i - 1] !== 'chan';
    const isClose = tokens.text[i + 1] === ')' && closes(place.scope, i);
    if (isSend || isClose) return [{ kind: 'channelServed', at: tokens.line[i]! }];
  }
  return [];
}

/** `close(s.jobs)`, for the token of the last name. */
function closes({ tokens }: GoScope, at: number): boolean {
  let first = at;
  while (tokens.text[first - 1] === '.' && at - first < 16) first -= 2;
  return isAt(tokens, first - 2, 'close', '(');
}

interface Made {
  readonly token: number;
  readonly isUnbuffered: boolean;
}

/** `name := make(chan T)`, where nothing else is ever assigned to the name. */
function findMake({ tokens, range }: GoScope, name: string): Made | null {
  const { text } = tokens;
  let made: Made | null = null;
  for (const i of occurrences(tokens, range, name)) {
    const value = isAt(tokens, i + 1, ':', '=')
      ? i + 3
      : isAt(tokens, i + 1, '=') && text[i + 2] !== '='
        ? i + 2
        : -1;
    if (value < 0) continue;
    if (made || !isAt(tokens, value, 'make', '(', 'chan')) return null;
    const parts = partsOf(tokens, value + 1);
    const size = parts[1];
    const isZero = size !== undefined && size.first === size.last && text[size.first] === '0';
    made = { token: i, isUnbuffered: parts.length === 1 || isZero };
  }
  return made;
}

type Use = 'send' | 'receive' | 'close' | 'size' | 'other';

function useOf({ tokens }: GoScope, at: number): Use {
  const { text } = tokens;
  if (isAt(tokens, at + 1, '<', '-')) return 'send';
  if (text[at + 1] !== '.' && text[at + 1] !== '[') {
    if (text[at - 1] === '-' && text[at - 2] === '<') return 'receive';
    if (text[at - 1] === 'range') return 'receive';
  }
  if (text[at - 1] === '(' && text[at + 1] === ')') {
    if (text[at - 2] === 'close' && text[at - 3] !== '.') return 'close';
    if ((text[at - 2] === 'len' || text[at - 2] === 'cap') && text[at - 3] !== '.') return 'size';
  }
  return 'other';
}

/** The one goroutine has the channel, and uses it in one direction: everybody else lost it, or never had it. */
function isNotShared(place: GoPlace, own: string, name: string, made: number, isSend: boolean): boolean {
  const { start, scope, body } = place;
  if (!start || isDeclaredTwice(start.scope, name)) return false;
  const within = bodyRange(place.body);
  const inBody = occurrences(scope.tokens, within, own);
  const direction = isSend ? 'send' : 'receive';
  const isOneWay = inBody.every((i) => {
    const use = useOf(scope, i);
    return use === 'size' || use === direction || isParameter(place, i);
  });
  if (!isOneWay) return false;
  const { statement } = start;
  const isInStart = (i: number) => i > statement.keyword && i <= statement.last;
  const elsewhere = occurrences(start.scope.tokens, start.scope.range, name).filter(
    (i) => i !== made && !isInStart(i) && useOf(start.scope, i) !== 'size',
  );
  if (elsewhere.length > 0) return false;
  // An argument is passed once: `go relay(ch, ch)` is somebody's own.
  if (start.isLiteral) return true;
  const passed = occurrences(start.scope.tokens, { first: statement.keyword, last: statement.last }, name);
  return passed.length === 1 && !isUsedByLiterals(scope, within, own, body);
}

function isDeclaredTwice({ tokens, range }: GoScope, name: string): boolean {
  const { text } = tokens;
  let declared = 0;
  for (const i of occurrences(tokens, range, name)) {
    if (text[i - 1] === 'var' || isAt(tokens, i + 1, ':', '=') || text[i + 1] === 'chan') declared++;
  }
  return declared > 1;
}

/** The name in the body's own list of parameters. */
function isParameter({ scope, body }: GoPlace, at: number): boolean {
  return at > body.keyword && at < body.open && scope.tokens.text[at + 1] !== '.';
}

function bodyRange({ keyword, close }: GoBlock): TokenRange {
  return { first: keyword, last: close };
}

/** A literal inside may outlive the body, or use the channel in a goroutine of its own. */
function isUsedByLiterals(
  { blocks, tokens }: GoScope,
  within: TokenRange,
  name: string,
  body: GoBlock,
): boolean {
  return blocks.some(
    (block) =>
      block.kind === 'func' &&
      block.keyword > body.keyword &&
      block.close <= within.last &&
      occurrences(tokens, { first: block.open, last: block.close }, name).length > 0,
  );
}

/**
 * The function that made the channel receives in a select beside a case that leaves, or returns on a way before it receives:
 *
 *     select {
 *     case v := <-ch:          ← the send is taken
 *     case <-ctx.Done():       ← or never
 *         return ctx.Err()
 *     }
 */
function receiverMayLeave(place: GoPlace, name: string): ShownFact[] {
  const start = place.start!;
  const { scope, statement } = start;
  const { text, line } = scope.tokens;
  const isOutside = (i: number) => !(i > statement.keyword && i <= statement.last);
  const receives = occurrences(scope.tokens, scope.range, name).filter(
    (i) => isOutside(i) && useOf(scope, i) === 'receive',
  );
  for (const block of scope.blocks) {
    if (block.kind !== 'select' || !isOutside(block.keyword)) continue;
    const { cases } = casesOf(scope.tokens, block);
    const isOne = cases.some(({ operand, operation }) => operand === name && operation === 'receive');
    if (
      isOne &&
      cases.some(({ operand, isCall }) => isCall && /(?:\.Done|^time\.(?:After|Tick))$/.test(operand))
    ) {
      return [{ kind: 'receiverMayLeave', at: line[block.keyword]! }];
    }
  }
  const [first] = receives.filter((i) => i > statement.last);
  if (first === undefined) return [];
  for (let i = statement.last + 1; i < first; i++) {
    if (text[i] === 'return' && bodyAround(scope, i) === bodyAround(scope, statement.keyword)) {
      return [{ kind: 'receiverMayLeave', at: line[i]! }];
    }
  }
  return [];
}
