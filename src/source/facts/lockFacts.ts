import type { GoPlace, ShownFact } from '../goPlace';
import { isDeclaredIn } from '../goPlace';
import { bodyAround, type GoBlock, type GoScope } from '../goScopes';
import { chainAt, type GoTokens, isAt, isName, occurrences, type TokenRange } from '../goTokens';

/** Locks, WaitGroups and Conds at the line. */
export function lockFacts(place: GoPlace): ShownFact[] {
  if (place.role !== 'blocked') return [];
  return [...unlockMissing(place), ...doneMissing(place), ...condNeverSignalled(place)];
}

interface Call {
  /** What stands before the method: `mu`, `s.mu`. */
  readonly subject: string;
  readonly method: string;
  readonly token: number;
}

/** Functions with more calls than this are generated. */
const maximumCalls = 200;

/** Calls of methods of plain names in the range. */
function callsIn(tokens: GoTokens, { first, last }: TokenRange, methods: RegExp): Call[] {
  const calls: Call[] = [];
  for (let i = first; i <= last && calls.length < maximumCalls; i++) {
    if (!isName(tokens.text[i]) || tokens.text[i - 1] === '.') continue;
    const chain = chainAt(tokens, i);
    if (!chain) continue;
    const dot = chain.name.lastIndexOf('.');
    const method = chain.name.slice(dot + 1);
    if (dot > 0 && tokens.text[chain.next] === '(' && methods.test(method)) {
      calls.push({ subject: chain.name.slice(0, dot), method, token: i });
    }
    i = chain.next - 1;
  }
  return calls;
}

const lockMethods = /^R?Lock$/;
const unlockMethods = /^(?:R?Unlock|R?Locker)$/;

/**
 * Who waits for a lock is not who keeps it; but another lock call of the same function may be, where the function keeps the lock
 * to itself; and so may the function be, where it returns before it unlocks.
 */
function unlockMissing(place: GoPlace): ShownFact[] {
  const { scope, tokens } = place;
  const [wait] = callsIn(scope.tokens, tokens, lockMethods);
  if (!wait) return [];
  const { subject } = wait;
  const locks = callsIn(scope.tokens, scope.range, lockMethods).filter((call) => call.subject === subject);
  const unlocks = callsIn(scope.tokens, scope.range, unlockMethods).filter(
    (call) => call.subject === subject,
  );
  const { line } = scope.tokens;
  if (isOwn(scope, subject)) {
    const kept = locks.find(({ token }) => {
      const body = bodyAround(scope, token);
      return !unlocks.some(
        (unlock) =>
          unlock.token > body.open && unlock.token < body.close && runsIn(scope, unlock.token, body),
      );
    });
    if (kept) return [{ kind: 'unlockMissing', at: line[kept.token]! }];
  }
  for (const lock of locks) {
    const body = bodyAround(scope, lock.token);
    const after = unlocks.filter(({ token }) => token > lock.token && token < body.close);
    if (after.length === 0 || after.some(({ token }) => isDeferred(scope, token))) continue;
    const left = returnBetween(scope, body, lock.token, after[0]!.token);
    if (left >= 0) return [{ kind: 'unlockMissing', at: line[left]! }];
  }
  return [];
}

/** A variable of the function that it gives to nobody. */
function isOwn(scope: GoScope, subject: string): boolean {
  if (!isName(subject) || !isDeclaredIn(scope, scope.range, subject)) return false;
  const { text } = scope.tokens;
  return occurrences(scope.tokens, scope.range, subject).every(
    (i) => text[i + 1] === '.' || text[i - 1] === 'var' || isAt(scope.tokens, i + 1, ':', '='),
  );
}

/** In the body itself or in a literal that is deferred or called on the spot, not in a goroutine of its own. */
function runsIn(scope: GoScope, token: number, body: GoBlock): boolean {
  let block = bodyAround(scope, token);
  for (let depth = 0; depth < 32; depth++) {
    if (block === body) return true;
    if (scope.tokens.text[block.keyword - 1] === 'go') return false;
    block = bodyAround(scope, block.keyword);
  }
  return false;
}

function isDeferred(scope: GoScope, token: number): boolean {
  if (scope.tokens.text[token - 1] === 'defer') return true;
  return scope.tokens.text[bodyAround(scope, token).keyword - 1] === 'defer';
}

function returnBetween(scope: GoScope, body: GoBlock, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    if (scope.tokens.text[i] === 'return' && bodyAround(scope, i) === body) return i;
  }
  return -1;
}

/** A WaitGroup of the function that is added to, and done by nobody; or whose Done an early return may skip. */
function doneMissing(place: GoPlace): ShownFact[] {
  const { scope, tokens } = place;
  const [wait] = callsIn(scope.tokens, tokens, /^Wait$/);
  if (!wait || !isName(wait.subject)) return [];
  const { line, text } = scope.tokens;
  const calls = callsIn(scope.tokens, scope.range, /^(?:Add|Done|Go)$/).filter(
    ({ subject }) => subject === wait.subject,
  );
  const add = calls.find(({ method }) => method === 'Add');
  if (!add || calls.some(({ method }) => method === 'Go')) return [];
  const done = calls.filter(({ method }) => method === 'Done');
  if (done.length === 0) {
    return isOwn(scope, wait.subject) ? [{ kind: 'doneMissing', at: line[add.token]! }] : [];
  }
  for (const { token } of done) {
    const body = bodyAround(scope, token);
    if (isDeferred(scope, token) || text[body.keyword - 1] !== 'go') continue;
    if (returnBetween(scope, body, body.open, token) >= 0)
      return [{ kind: 'doneNotDeferred', at: line[token]! }];
  }
  return [];
}

/**
 * A Cond that the file declares, and neither a Signal nor a Broadcast in all of it. Only a variable of the function: a field, or a
 * variable of the package, may be signalled by other files.
 */
function condNeverSignalled(place: GoPlace): ShownFact[] {
  const { scope, tokens } = place;
  const [wait] = callsIn(scope.tokens, tokens, /^Wait$/);
  const name = wait?.subject ?? '';
  if (!wait || !isName(name) || !isDeclaredIn(scope, scope.range, name)) return [];
  const all = scope.tokens;
  let isCond = false;
  for (let i = 0; i < all.length; i++) {
    if (all.text[i] === '.' && (all.text[i + 1] === 'Signal' || all.text[i + 1] === 'Broadcast')) return [];
    if (all.text[i] === name && !isCond) isCond = declaresCond(all, i);
  }
  return isCond ? [{ kind: 'condNeverSignalled', at: all.line[wait.token]! }] : [];
}

/** `c := sync.NewCond(`, `c = sync.NewCond(`, `c sync.Cond`, `c *sync.Cond`, `c: sync.NewCond(`. */
function declaresCond(tokens: GoTokens, at: number): boolean {
  return (
    isAt(tokens, at + 1, ':', '=', 'sync', '.', 'NewCond') ||
    isAt(tokens, at + 1, '=', 'sync', '.', 'NewCond') ||
    isAt(tokens, at + 1, ':', 'sync', '.', 'NewCond') ||
    isAt(tokens, at + 1, 'sync', '.', 'Cond') ||
    isAt(tokens, at + 1, '*', 'sync', '.', 'Cond')
  );
}
