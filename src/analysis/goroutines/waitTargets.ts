import { type Message, message } from '../../base/message';
import { remembered } from '../../base/remembered';
import type { WaitTarget } from '../../model/goroutineReport';
import { classNumber } from './stateClasses';
import type { StudiedDump } from './studiedDump';
import { type WaitSite, waitSiteOf } from './waitSites';

const mostTargets = 200;
const mostHolders = 5;

/** One thing that is waited on, while it is gathered. */
interface Target {
  kind: WaitTarget['kind'];
  /** 0 where arguments do not tell. */
  readonly address: number;
  /** Rows of the dump. */
  readonly waiters: number[];
  waiting: number;
  readonly groups: Map<number, number>;
  readonly holders: Holder[];
}

interface Holder {
  readonly goroutine: number;
  /** Higher is likelier. */
  readonly score: number;
  readonly reason: Message;
}

/**
 * What goroutines wait on, most waiters first, at most 200: locks, WaitGroups and conditions by the address that their innermost
 * frames print, and who likely holds them; without an address a target for each group. Channels are told where a frame of the
 * runtime has their address (SIGQUIT dumps), or where another goroutine has an argument of the blocked function, too.
 */
export function computeWaitTargets(studied: StudiedDump, groupOf: Int32Array): WaitTarget[] {
  const waits = new Waits(studied, groupOf);
  waits.gather();
  const targets = [...waits.targets].sort((a, b) => b.waiting - a.waiting).slice(0, mostTargets);
  findHolders(waits, targets);
  return targets.map((target) => toWaitTarget(studied, groupOf, target));
}

const neverWaiting = new Set(
  (['running', 'syscall', 'runtime', 'gc', 'sleep', 'io'] as const).map(classNumber),
);
const onChannels = new Set((['channel', 'leaked'] as const).map(classNumber));

/** Who waits on what. */
class Waits {
  readonly targets: Target[] = [];
  /** By goroutine: position in `targets`, -1 for none. */
  readonly targetOf: Int32Array;
  readonly studied: StudiedDump;
  readonly groupOf: Int32Array;
  readonly #byAddress = new Map<number, number>();
  readonly #byGroup = new Map<string, number>();
  readonly #sites: (WaitSite | null | undefined)[] = [];
  readonly #receivers: (string | undefined)[] = [];

  constructor(studied: StudiedDump, groupOf: Int32Array) {
    this.studied = studied;
    this.groupOf = groupOf;
    this.targetOf = new Int32Array(groupOf.length).fill(-1);
  }

  gather(): void {
    const { stack, stateClass } = this.studied.dump.goroutines;
    const perhaps = new Float64Array(this.groupOf.length);
    for (let i = 0; i < this.groupOf.length; i++) {
      if (stack[i]! < 0 || neverWaiting.has(stateClass[i]!)) continue;
      const site = this.siteOf(stack[i]!);
      const isPlaced = site !== null && this.#wait(i, site);
      if (!isPlaced && onChannels.has(stateClass[i]!)) perhaps[i] = this.#innermostArgument(i);
    }
    this.#addSharedChannels(perhaps);
  }

  siteOf(stack: number): WaitSite | null {
    let site = this.#sites[stack];
    if (site === undefined) {
      site = waitSiteOf(this.studied.dump, stack);
      this.#sites[stack] = site;
    }
    return site;
  }

  /** The address in the first argument of the frame at `position`; 0 for none. */
  argument(goroutine: number, position: number): number {
    const { addressStart, address, addressFrame, addressArgument } = this.studied.dump.goroutines;
    for (let row = addressStart[goroutine]!; row < addressStart[goroutine + 1]!; row++) {
      if (addressFrame[row] === position && addressArgument[row] === 0) return address[row]!;
    }
    return 0;
  }

  /** Type of the receiver at a position of a stack; '' for what is no method of a pointer. */
  receiverAt(stack: number, position: number): string {
    const { stacks, frames, strings } = this.studied.dump;
    const at = stacks.start[stack]! + position;
    if (at >= stacks.start[stack + 1]!) return '';
    const frame = stacks.frame[at]!;
    let receiver = this.#receivers[frame];
    if (receiver === undefined) {
      receiver = receiverType(strings.get(frames.func[frame]!));
      this.#receivers[frame] = receiver;
    }
    return receiver;
  }

  /** Whether it waits on something that can be told. A channel without an address cannot. */
  #wait(goroutine: number, { kind, pointers }: WaitSite): boolean {
    for (const { position, offset } of pointers) {
      const address = this.argument(goroutine, position);
      if (address === 0) continue;
      this.#add(goroutine, kind, address - offset);
      return true;
    }
    if (kind === 'channel') return false;
    this.#add(goroutine, kind, 0);
    return true;
  }

  /** The channel may be an argument of the innermost function; the receiver of a method is none. 0 for none. */
  #innermostArgument(goroutine: number): number {
    const { stacks, goroutines } = this.studied.dump;
    const { addressStart, address, addressFrame, addressArgument } = goroutines;
    const stack = goroutines.stack[goroutine]!;
    const start = stacks.start[stack]!;
    let innermost = 0;
    while (
      start + innermost < stacks.start[stack + 1]! &&
      this.studied.hidden[stacks.frame[start + innermost]!] === 1
    ) {
      innermost++;
    }
    for (let row = addressStart[goroutine]!; row < addressStart[goroutine + 1]!; row++) {
      if (addressFrame[row]! < innermost) continue;
      if (addressFrame[row]! > innermost) return 0;
      if (addressArgument[row] !== 0 || this.receiverAt(stack, innermost) === '') return address[row]!;
    }
    return 0;
  }

  /** Of the addresses that may be channels' (by goroutine, 0 for none), those that others have among their arguments, too. */
  #addSharedChannels(perhaps: Float64Array): void {
    const shared = new Map<number, boolean>();
    for (let i = 0; i < perhaps.length; i++) if (perhaps[i] !== 0) shared.set(perhaps[i]!, false);
    if (shared.size === 0) return;
    const mayBeShared = new AddressSieve(shared.keys());
    const { addressStart, address } = this.studied.dump.goroutines;
    for (let i = 0; i < perhaps.length; i++) {
      for (let row = addressStart[i]!; row < addressStart[i + 1]!; row++) {
        if (address[row] === perhaps[i] || !mayBeShared.has(address[row]!)) continue;
        if (shared.get(address[row]!) === false) shared.set(address[row]!, true);
      }
    }
    for (let i = 0; i < perhaps.length; i++) {
      if (shared.get(perhaps[i]!) === true) this.#add(i, 'channel', perhaps[i]!);
    }
  }

  #add(goroutine: number, kind: WaitTarget['kind'], address: number): void {
    const group = this.groupOf[goroutine]!;
    const make = () =>
      this.targets.push({ kind, address, waiters: [], waiting: 0, groups: new Map(), holders: [] }) - 1;
    const at =
      address === 0
        ? remembered(this.#byGroup, `${kind} ${group}`, make)
        : remembered(this.#byAddress, address, make);
    const target = this.targets[at]!;
    const count = this.studied.dump.goroutines.count[goroutine]!;
    // The inner mutex of an RWMutex has the address of the whole.
    if (kind === 'rwMutex' && target.kind === 'mutex') target.kind = kind;
    target.waiters.push(goroutine);
    target.waiting += count;
    target.groups.set(group, (target.groups.get(group) ?? 0) + count);
    this.targetOf[goroutine] = at;
  }
}

/** What would make a goroutine a holder, by target. */
interface Clues {
  readonly byAddress: Map<number, Target[]>;
  /** Receivers of the methods that wait. */
  readonly byReceiver: Map<number, Target[]>;
  readonly byType: Map<string, Target[]>;
  /** Ids of goroutines that wait for a WaitGroup. */
  readonly byWaiter: Map<number, Target[]>;
}

function findHolders(waits: Waits, targets: readonly Target[]): void {
  const clues = gatherClues(waits, targets);
  offerByAddress(waits, clues);
  offerByType(waits, clues.byType);
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

/** The weakest clue, and the commonest: it is followed for targets that lack holders, until they have enough. */
function offerByType(waits: Waits, byType: Map<string, Target[]>): void {
  const { goroutines } = waits.studied.dump;
  const typesOfStack = new Map<number, ReadonlyMap<string, string>>();
  const system = classNumber('runtime');
  for (let i = 0; i < goroutines.length && byType.size > 0; i++) {
    const stack = goroutines.stack[i]!;
    if (goroutines.stateClass[i] === system || stack < 0) continue;
    const types = remembered(typesOfStack, stack, () => typesWanted(waits, stack, byType));
    for (const [type, func] of types) {
      const wanting = byType.get(type)?.filter(({ holders }) => holders.length < mostHolders) ?? [];
      for (const target of wanting) offerHolder(waits, target, i, sameType, func);
      if (wanting.length > 0) byType.set(type, wanting);
      else byType.delete(type);
    }
  }
}

/** Tells in a moment of nearly all addresses that they are none of a few. */
class AddressSieve {
  readonly #bits = new Uint8Array(1 << 20);

  constructor(addresses: Iterable<number>) {
    for (const address of addresses) this.#bits[(address / 8) & 0xfffff] = 1;
  }

  has(address: number): boolean {
    return this.#bits[(address / 8) & 0xfffff] === 1;
  }
}

function gatherClues(waits: Waits, targets: readonly Target[]): Clues {
  const clues: Clues = {
    byAddress: new Map(),
    byReceiver: new Map(),
    byType: new Map(),
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
      if (receiver !== 0) add(clues.byReceiver, receiver, target);
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

/** Whoever waits for the target does not hold it. */
function isWelcome(waits: Waits, target: Target, goroutine: number, { score }: Clue): boolean {
  const own = waits.targetOf[goroutine]!;
  if (own >= 0 && waits.targets[own] === target) return false;
  const { holders } = target;
  return holders.length < mostHolders || holders.at(-1)!.score < score;
}

/** Keeps the likeliest, each goroutine once. `func` is what the clue is about. */
function offerHolder(waits: Waits, target: Target, goroutine: number, clue: Clue, func: string): void {
  if (!isWelcome(waits, target, goroutine, clue)) return;
  const { holders } = target;
  const { score } = clue;
  const known = holders.findIndex((holder) => holder.goroutine === goroutine);
  if (known >= 0) {
    if (holders[known]!.score >= score) return;
    holders.splice(known, 1);
  }
  let at = holders.length;
  while (at > 0 && holders[at - 1]!.score < score) at--;
  holders.splice(at, 0, { goroutine, score, reason: clue.reason(func, target.kind) });
  holders.length = Math.min(holders.length, mostHolders);
}

/** Receiver types that are looked for, among the frames of a stack, each with its function. */
function typesWanted(waits: Waits, stack: number, wanted: ReadonlyMap<string, unknown>): Map<string, string> {
  const { stacks, frames, strings } = waits.studied.dump;
  const found = new Map<string, string>();
  const start = stacks.start[stack]!;
  for (let at = start; at < stacks.start[stack + 1]!; at++) {
    const type = waits.receiverAt(stack, at - start);
    if (type === '' || !wanted.has(type) || found.has(type)) continue;
    found.set(type, strings.get(frames.func[stacks.frame[at]!]!));
  }
  return found;
}

function functionAt({ studied }: Waits, goroutine: number, position: number): string {
  const { goroutines, stacks, frames, strings } = studied.dump;
  const at = stacks.start[goroutines.stack[goroutine]!]! + position;
  if (at >= stacks.start[goroutines.stack[goroutine]! + 1]!) return '';
  return strings.get(frames.func[stacks.frame[at]!]!);
}

/** `main.(*Cache).Get` → `main.(*Cache)`; '' for what is no method of a pointer. Closures have no receiver of their own. */
function receiverType(name: string): string {
  const end = name.indexOf(').');
  return end < 0 || !/^[^()]*\(\*[^()]*$/.test(name.slice(0, end)) || /\.func\d/.test(name.slice(end))
    ? ''
    : name.slice(0, end + 1);
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

function toWaitTarget({ dump }: StudiedDump, groupOf: Int32Array, target: Target): WaitTarget {
  return {
    kind: target.kind,
    address: target.address === 0 ? '' : `0x${target.address.toString(16)}`,
    waiters: target.waiting,
    groups: [...target.groups].sort((a, b) => b[1] - a[1]).map(([group]) => group),
    holders: target.holders.map(({ goroutine, reason }) => ({
      goroutine,
      goid: dump.goroutines.goid[goroutine]!,
      group: groupOf[goroutine]!,
      reason,
    })),
  };
}
