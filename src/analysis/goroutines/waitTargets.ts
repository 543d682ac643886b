import { type Message, message } from '../../base/message';
import { remembered } from '../../base/remembered';
import type { WaitTarget } from '../../model/goroutineReport';
import { stateClasses } from '../../model/goroutines';
import { isHiddenFunction } from './frameFacts';
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
  return targets
    .filter(
      ({ kind, holders, address }) => kind !== 'channel' || holders.length > 0 || waits.isExact(address),
    )
    .map((target) => toWaitTarget(studied, groupOf, target));
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
  readonly #exact = new Set<number>();

  constructor(studied: StudiedDump, groupOf: Int32Array) {
    this.studied = studied;
    this.groupOf = groupOf;
    this.targetOf = new Int32Array(groupOf.length).fill(-1);
  }

  gather(): void {
    const { stack, stateClass } = this.studied.dump.goroutines;
    for (let i = 0; i < this.groupOf.length; i++) {
      if (stack[i]! < 0 || neverWaiting.has(stateClass[i]!)) continue;
      const site = this.siteOf(stack[i]!);
      if (site) this.#wait(i, site);
      else if (onChannels.has(stateClass[i]!)) this.#waitOnArgument(i);
    }
  }

  siteOf(stack: number): WaitSite | null {
    let site = this.#sites[stack];
    if (site === undefined) {
      site = waitSiteOf(this.studied.dump, stack);
      this.#sites[stack] = site;
    }
    return site;
  }

  /** Whether a frame of the runtime had this channel's address. */
  isExact(address: number): boolean {
    return this.#exact.has(address);
  }

  /** The address in the first argument of the frame at `position`; 0 for none. */
  argument(goroutine: number, position: number): number {
    const { addressStart, address, addressFrame, addressArgument } = this.studied.dump.goroutines;
    for (let row = addressStart[goroutine]!; row < addressStart[goroutine + 1]!; row++) {
      if (addressFrame[row] === position && addressArgument[row] === 0) return address[row]!;
    }
    return 0;
  }

  #wait(goroutine: number, { kind, pointers }: WaitSite): void {
    for (const { position, offset } of pointers) {
      const address = this.argument(goroutine, position);
      if (address === 0) continue;
      if (kind === 'channel') this.#exact.add(address - offset);
      this.#add(goroutine, kind, address - offset);
      return;
    }
    if (kind !== 'channel') this.#add(goroutine, kind, 0);
    else this.#waitOnArgument(goroutine);
  }

  /** The channel may be an argument of the innermost function; the receiver of a method is none. */
  #waitOnArgument(goroutine: number): void {
    const { goroutines, stacks, frames, strings } = this.studied.dump;
    const { addressStart, address, addressFrame, addressArgument, stack } = goroutines;
    const from = stacks.start[stack[goroutine]!]!;
    const nameAt = (position: number) => strings.get(frames.func[stacks.frame[from + position]!]!);
    for (let row = addressStart[goroutine]!; row < addressStart[goroutine + 1]!; row++) {
      const name = nameAt(addressFrame[row]!);
      if (isHiddenFunction(name)) continue;
      if (addressArgument[row] === 0 && receiverType(name) !== '') continue;
      if (!this.#isInnermost(stack[goroutine]!, addressFrame[row]!)) return;
      this.#add(goroutine, 'channel', address[row]!);
      return;
    }
  }

  #isInnermost(stack: number, position: number): boolean {
    const { stacks } = this.studied.dump;
    for (let at = 0; at < position; at++) {
      if (this.studied.hidden[stacks.frame[stacks.start[stack]! + at]!] === 0) return false;
    }
    return true;
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
  const { dump } = waits.studied;
  const { goroutines } = dump;
  const typesOfStack = new Map<number, ReadonlyMap<string, string>>();
  for (let i = 0; i < goroutines.length; i++) {
    if (stateClasses[goroutines.stateClass[i]!] === 'runtime' || goroutines.stack[i]! < 0) continue;
    const offer = (offered: readonly Target[] | undefined, score: number, reason: () => Message) => {
      for (const target of offered ?? []) offerHolder(waits, target, { goroutine: i, score, reason });
    };
    for (let row = goroutines.addressStart[i]!; row < goroutines.addressStart[i + 1]!; row++) {
      const address = goroutines.address[row]!;
      const func = () => functionAt(waits, i, goroutines.addressFrame[row]!);
      offer(clues.byAddress.get(address), 3, () => sameAddress(func()));
      if (goroutines.addressArgument[row] !== 0) continue;
      offer(clues.byReceiver.get(address), 2, () => sameReceiver(func()));
    }
    if (goroutines.creatorGoid[i]! >= 0)
      offer(clues.byWaiter.get(goroutines.creatorGoid[i]!), 2, startedByWaiter);
    if (clues.byType.size === 0) continue;
    const types = remembered(typesOfStack, goroutines.stack[i]!, (stack) =>
      typesWanted(waits, stack, clues.byType),
    );
    for (const [type, func] of types) offer(clues.byType.get(type), 1, () => sameType(func));
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
      const type = receiverType(functionAt(waits, waiter, site.caller));
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

/** Keeps the likeliest, each goroutine once. Whoever waits for the target does not hold it. */
function offerHolder(
  waits: Waits,
  target: Target,
  { goroutine, score, reason }: { goroutine: number; score: number; reason: () => Message },
): void {
  const { holders } = target;
  const own = waits.targetOf[goroutine]!;
  if (own >= 0 && waits.targets[own] === target) return;
  const known = holders.findIndex((holder) => holder.goroutine === goroutine);
  if (known >= 0) {
    if (holders[known]!.score >= score) return;
    holders.splice(known, 1);
  }
  if (holders.length === mostHolders && holders.at(-1)!.score >= score) return;
  let at = holders.length;
  while (at > 0 && holders[at - 1]!.score < score) at--;
  holders.splice(at, 0, { goroutine, score, reason: reason() });
  holders.length = Math.min(holders.length, mostHolders);
}

/** Receiver types that are looked for, among the frames of a stack, each with its function. */
function typesWanted(waits: Waits, stack: number, wanted: ReadonlyMap<string, unknown>): Map<string, string> {
  const { stacks, frames, strings } = waits.studied.dump;
  const found = new Map<string, string>();
  for (let at = stacks.start[stack]!; at < stacks.start[stack + 1]!; at++) {
    const name = strings.get(frames.func[stacks.frame[at]!]!);
    const type = receiverType(name);
    if (wanted.has(type) && !found.has(type)) found.set(type, name);
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

function sameAddress(func: string): Message {
  return message(
    'waits.sameAddress',
    '{func} has this address among its arguments, and does not wait for it.',
    { func },
  );
}

function sameReceiver(func: string): Message {
  return message('waits.sameReceiver', '{func} is called on the same object.', { func });
}

function sameType(func: string): Message {
  return message(
    'waits.sameType',
    '{func} is a method of the same type; the dump does not tell whether of the same object.',
    {
      func,
    },
  );
}

function startedByWaiter(): Message {
  return message('waits.startedByWaiter', 'It was started by a goroutine that waits here.');
}

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
