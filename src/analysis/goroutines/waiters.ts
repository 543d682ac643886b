import type { Message } from '../../base/message';
import { remembered } from '../../base/remembered';
import type { WaitTarget } from '../../model/goroutineReport';
import { AddressSieve } from './addressSieve';
import { classNumber } from './stateClasses';
import type { StudiedDump } from './studiedDump';
import { type WaitSite, waitSiteOf } from './waitSites';

/** One thing that is waited on, while it is gathered. */
export interface Target {
  kind: WaitTarget['kind'];
  /** 0 where arguments do not tell. */
  readonly address: number;
  /** Rows of the dump. */
  readonly waiters: number[];
  waiting: number;
  readonly groups: Map<number, number>;
  readonly holders: Holder[];
}

export interface Holder {
  readonly goroutine: number;
  /** Higher is likelier. */
  readonly rank: number;
  readonly reason: Message;
}

const neverWaiting = new Set(
  (['running', 'syscall', 'runtime', 'gc', 'sleep', 'io'] as const).map(classNumber),
);
const onChannels = new Set((['channel', 'leaked'] as const).map(classNumber));

/** Who waits on what. */
export class Waits {
  readonly targets: Target[] = [];
  /** By goroutine: position in `targets`, -1 for none. */
  readonly targetOf: Int32Array;
  readonly studied: StudiedDump;
  readonly groupOf: Int32Array;
  readonly #byAddress = new Map<number, number>();
  readonly #byGroup = new Map<string, number>();
  readonly #sites: (WaitSite | null | undefined)[] = [];
  readonly #receivers: (string | undefined)[] = [];
  /** Who waits for a lock whose address no argument tells. */
  readonly #unplaced: {
    readonly goroutine: number;
    readonly kind: WaitTarget['kind'];
    readonly receiver: number;
  }[] = [];

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
    this.#placeByReceivers();
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
  #wait(goroutine: number, { kind, pointers, caller }: WaitSite): boolean {
    for (const { position, offset } of pointers) {
      const address = this.argument(goroutine, position);
      if (address === 0) continue;
      this.#add(goroutine, kind, address - offset);
      return true;
    }
    if (kind === 'channel') return false;
    const stack = this.studied.dump.goroutines.stack[goroutine]!;
    const isMethod = this.receiverAt(stack, caller) !== '';
    this.#unplaced.push({ goroutine, kind, receiver: isMethod ? this.argument(goroutine, caller) : 0 });
    return true;
  }

  /** A lock without an address is one of the known ones where only that is part of the same object; else its group's own. */
  #placeByReceivers(): void {
    const known = new AddressesInOrder(this.targets.filter(({ kind }) => kind !== 'channel'));
    for (const { goroutine, kind, receiver } of this.#unplaced) {
      const parts = known.within(receiver).filter((target) => target.kind === kind);
      this.#add(goroutine, kind, parts.length === 1 ? parts[0]!.address : 0);
    }
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

/** `main.(*Cache).Get` → `main.(*Cache)`; '' for what is no method of a pointer. Closures have no receiver of their own. */
function receiverType(name: string): string {
  const end = name.indexOf(').');
  return end < 0 || !/^[^()]*\(\*[^()]*$/.test(name.slice(0, end)) || /\.func\d/.test(name.slice(end))
    ? ''
    : name.slice(0, end + 1);
}

/** Objects are seldom larger: an address so far behind the start of one is not part of it. */
const mostObjectBytes = 4096;

/** Finds targets that are part of an object. */
export class AddressesInOrder {
  readonly #targets: readonly Target[];
  readonly #addresses: Float64Array;

  constructor(targets: readonly Target[]) {
    this.#targets = targets.filter(({ address }) => address !== 0).sort((a, b) => a.address - b.address);
    this.#addresses = Float64Array.from(this.#targets, ({ address }) => address);
  }

  /** Those that lie in the object that starts at this address (0: none). */
  within(start: number): readonly Target[] {
    if (start === 0) return [];
    let low = 0;
    let high = this.#addresses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#addresses[middle]! < start) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < this.#addresses.length && this.#addresses[end]! < start + mostObjectBytes) end++;
    return this.#targets.slice(low, end);
  }
}
