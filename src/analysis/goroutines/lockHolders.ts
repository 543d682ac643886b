import { type Message, message } from '../../base/message';
import { remembered } from '../../base/remembered';
import type { WaitTarget } from '../../model/goroutineReport';
import { AddressSieve } from './addressSieve';
import { classNumber } from './stateClasses';
import { AddressesInOrder, type Target, type Waits } from './waiters';

const mostHolders = 5;

/** Who may hold what others wait for: offers to each target its likeliest holders, at most 5. */
export function findHolders(waits: Waits, targets: readonly Target[]): void {
  const clues = gatherClues(waits, targets);
  offerByAddress(waits, clues);
  offerByType(waits, clues);
}

/** What would make a goroutine a holder, by target. */
interface Clues {
  readonly byAddress: Map<number, Target[]>;
  /** Receivers of the methods that wait. */
  readonly byReceiver: Map<number, Target[]>;
  readonly byType: Map<string, Target[]>;
  /** Targets of which the object is known: other objects' methods do not hold them. */
  readonly placed: Set<Target>;
  /** Ids of goroutines that wait for a WaitGroup. */
  readonly byWaiter: Map<number, Target[]>;
}

function offerByAddress(waits: Waits, { byAddress, byReceiver, byWaiter }: Clues): void {
  const { goroutines } = waits.studied.dump;
  const { addressStart, address, addressArgument, addressFrame, stack, stateClass, creatorGoid } = goroutines;
  const mayMatch = new AddressSieve([...byAddress.keys(), ...byReceiver.keys()]);
  const system = classNumber('runtime');
  for (let i = 0; i < goroutines.length; i++) {
    if (stateClass[i] === system || stack[i]! < 0) continue;
    for (let row = addressStart[i]!; row < addressStart[i + 1]!; row++) {
      if (!mayMatch.has(address[row]!)) continue;
      const holding = byAddress.get(address[row]!);
      if (holding) offerAll(waits, holding, i, addressFrame[row]!, sameAddress);
      if (addressArgument[row] !== 0 || waits.receiverAt(stack[i]!, addressFrame[row]!) === '') continue;
      const onSameObject = byReceiver.get(address[row]!);
      if (onSameObject) offerAll(waits, onSameObject, i, addressFrame[row]!, sameReceiver);
    }
    if (byWaiter.size === 0 || creatorGoid[i]! < 0) continue;
    for (const target of byWaiter.get(creatorGoid[i]!) ?? []) {
      offerHolder(waits, target, i, startedByWaiter, '');
    }
  }
}

function offerAll(
  waits: Waits,
  targets: readonly Target[],
  goroutine: number,
  position: number,
  clue: Clue,
): void {
  for (const target of targets) {
    if (!isWelcome(waits, target, goroutine, clue)) continue;
    offerHolder(waits, target, goroutine, clue, functionAt(waits, goroutine, position));
  }
}

/**
 * Methods of the type whose methods wait. A receiver tells whether it is the same object: the lock is part of it. Where no
 * receiver is printed, that is the weakest clue and the commonest: it is followed for targets that lack holders.
 */
function offerByType(waits: Waits, { byType, placed }: Clues): void {
  const frames = new FramesOfTypes(waits, byType);
  const parts = new Map([...byType].map(([type, targets]) => [type, new AddressesInOrder(targets)]));
  frames.each((goroutine, type, { func, receiver }) => {
    for (const target of parts.get(type)!.within(receiver)) {
      offerHolder(waits, target, goroutine, sameReceiver, func);
    }
    return true;
  });
  const lacking = new Map(byType);
  const offerOthers = (areWaiting: boolean) =>
    frames.each((goroutine, type, { func, receiver }) => {
      if (waits.targetOf[goroutine]! >= 0 !== areWaiting) return true;
      const wanting = lacking.get(type)?.filter(({ holders }) => holders.length < mostHolders) ?? [];
      for (const target of wanting) {
        if (receiver === 0 || !placed.has(target)) offerHolder(waits, target, goroutine, sameType, func);
      }
      if (wanting.length > 0) lacking.set(type, wanting);
      else lacking.delete(type);
      return lacking.size > 0;
    });
  offerOthers(false);
  offerOthers(true);
}

/** A frame that is a method of a type that is looked for. */
interface MethodFrame {
  readonly func: string;
  /** 0 where it is not printed. */
  readonly receiver: number;
}

class FramesOfTypes {
  readonly #waits: Waits;
  readonly #types: ReadonlyMap<string, unknown>;
  /** By stack: the innermost method of each type. */
  readonly #ofStack = new Map<
    number,
    ReadonlyMap<string, { readonly func: string; readonly position: number }>
  >();

  constructor(waits: Waits, types: ReadonlyMap<string, unknown>) {
    this.#waits = waits;
    this.#types = new Map(types);
  }

  /** Until `visit` returns false. */
  each(visit: (goroutine: number, type: string, frame: MethodFrame) => boolean): void {
    const { goroutines } = this.#waits.studied.dump;
    const system = classNumber('runtime');
    if (this.#types.size === 0) return;
    for (let i = 0; i < goroutines.length; i++) {
      const stack = goroutines.stack[i]!;
      if (goroutines.stateClass[i] === system || stack < 0) continue;
      const methods = remembered(this.#ofStack, stack, () => this.#methodsOf(stack));
      for (const [type, { func, position }] of methods) {
        const receiver = this.#waits.argument(i, position);
        if (!visit(i, type, { func, receiver })) return;
      }
    }
  }

  #methodsOf(stack: number) {
    const { stacks, frames, strings } = this.#waits.studied.dump;
    const found = new Map<string, { func: string; position: number }>();
    const start = stacks.start[stack]!;
    for (let at = start; at < stacks.start[stack + 1]!; at++) {
      const type = this.#waits.receiverAt(stack, at - start);
      if (type === '' || !this.#types.has(type) || found.has(type)) continue;
      found.set(type, { func: strings.get(frames.func[stacks.frame[at]!]!), position: at - start });
    }
    return found;
  }
}

function gatherClues(waits: Waits, targets: readonly Target[]): Clues {
  const clues: Clues = {
    byAddress: new Map(),
    byReceiver: new Map(),
    byType: new Map(),
    placed: new Set(targets.filter(({ address }) => address !== 0)),
    byWaiter: new Map(),
  };
  const { goid, stack } = waits.studied.dump.goroutines;
  for (const target of targets) {
    if (target.address !== 0) add(clues.byAddress, target.address, target);
    if (target.kind === 'channel') continue;
    // Waiters of one lock come from few places: the first ones have met them.
    for (const waiter of target.waiters.slice(0, 100)) {
      const site = waits.siteOf(stack[waiter]!)!;
      const type = waits.receiverAt(stack[waiter]!, site.caller);
      if (type !== '') add(clues.byType, type, target);
      const receiver = type === '' ? 0 : waits.argument(waiter, site.caller);
      if (receiver !== 0) {
        add(clues.byReceiver, receiver, target);
        clues.placed.add(target);
      }
      if (target.kind === 'waitGroup' && goid[waiter]! >= 0) add(clues.byWaiter, goid[waiter]!, target);
    }
  }
  return clues;
}

function add<Key>(to: Map<Key, Target[]>, key: Key, target: Target): void {
  const known = to.get(key);
  if (!known) to.set(key, [target]);
  else if (!known.includes(target)) known.push(target);
}

/** Whoever waits for something else is less likely to hold this: it holds both, or is only one more in a queue. */
function rankOf(waits: Waits, goroutine: number, { score }: Clue): number {
  return score * 2 + (waits.targetOf[goroutine]! < 0 ? 1 : 0);
}

/** Whoever waits for the target does not hold it. */
function isWelcome(waits: Waits, target: Target, goroutine: number, clue: Clue): boolean {
  const own = waits.targetOf[goroutine]!;
  if (own >= 0 && waits.targets[own] === target) return false;
  const { holders } = target;
  return holders.length < mostHolders || holders.at(-1)!.rank < rankOf(waits, goroutine, clue);
}

/** Keeps the likeliest, each goroutine once. `func` is what the clue is about. */
function offerHolder(waits: Waits, target: Target, goroutine: number, clue: Clue, func: string): void {
  if (!isWelcome(waits, target, goroutine, clue)) return;
  const { holders } = target;
  const rank = rankOf(waits, goroutine, clue);
  const known = holders.findIndex((holder) => holder.goroutine === goroutine);
  if (known >= 0) {
    if (holders[known]!.rank >= rank) return;
    holders.splice(known, 1);
  }
  let at = holders.length;
  while (at > 0 && holders[at - 1]!.rank < rank) at--;
  holders.splice(at, 0, { goroutine, rank, reason: clue.reason(func, target.kind) });
  holders.length = Math.min(holders.length, mostHolders);
}

function functionAt({ studied }: Waits, goroutine: number, position: number): string {
  const { goroutines, stacks, frames, strings } = studied.dump;
  const at = stacks.start[goroutines.stack[goroutine]!]! + position;
  if (at >= stacks.start[goroutines.stack[goroutine]! + 1]!) return '';
  return strings.get(frames.func[stacks.frame[at]!]!);
}

/** Why a goroutine may hold what others wait for; a higher score is a surer clue. */
interface Clue {
  readonly score: number;
  readonly reason: (func: string, kind: WaitTarget['kind']) => Message;
}

const sameAddress: Clue = {
  score: 3,
  reason: (func, kind) =>
    kind === 'channel'
      ? message(
          'waits.otherEnd',
          '{func} has the same pointer among its arguments: it may be at the other end.',
          { func },
        )
      : message(
          'waits.sameAddress',
          '{func} has this address among its arguments, and does not wait for it.',
          {
            func,
          },
        ),
};

const sameReceiver: Clue = {
  score: 2,
  reason: (func) => message('waits.sameReceiver', '{func} is called on the same object.', { func }),
};

const startedByWaiter: Clue = {
  score: 2,
  reason: () => message('waits.startedByWaiter', 'It was started by a goroutine that waits here.'),
};

const sameType: Clue = {
  score: 1,
  reason: (func) =>
    message(
      'waits.sameType',
      '{func} is a method of the same type; the dump does not tell whether of the same object.',
      { func },
    ),
};
