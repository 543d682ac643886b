import type { GoroutineDump } from '../../model/goroutines';
import type { HiddenLeaves } from '../../model/profile';
import { classNumber } from './stateClasses';
import { waitReasonOf } from './waitReasons';

/**
 * Tells channels from selects in a `debug=1` text, which leaves out the names of the runtime's innermost frames and writes their
 * addresses all the same. A goroutine that waits stands in runtime.gopark, whose address is the same for all of them:
 *
 *     gopark ← selectgo (or block) ← user code              two hidden frames: a select
 *     gopark ← chanrecv ← chanrecv1 (chansend ← chansend1)  three: a channel
 *
 * So since Go 1.10 (runtime/select.go, chan.go). With any other number of frames, the class stays unknown. `select {}` looks like
 * any select, and a nil channel like any channel.
 */
export function withHiddenWaits(dump: GoroutineDump, { depth, leaf }: HiddenLeaves): GoroutineDump {
  const { goroutines, stacks } = dump;
  const untold: number[] = [];
  const parked = new Map<number, number>();
  for (let i = 0; i < goroutines.length; i++) {
    const stack = goroutines.stack[i]!;
    if (stack < 0 || depth[i] === 0 || stacks.start[stack] === stacks.start[stack + 1]) continue;
    const reason = waitReasonOf(dump, stack);
    if (reason?.stateClass === 'running' || reason?.stateClass === 'syscall') continue;
    if (reason === null) untold.push(i);
    parked.set(leaf[i]!, (parked.get(leaf[i]!) ?? 0) + 1);
  }
  const gopark = mostFrequent(parked);
  const stateClass = goroutines.stateClass.slice();
  for (const i of untold) {
    if (leaf[i] !== gopark) continue;
    const found = classOf(innermostOf(dump, goroutines.stack[i]!), depth[i]!);
    if (found !== null) stateClass[i] = classNumber(found);
  }
  return { ...dump, goroutines: { ...goroutines, stateClass } };
}

/** Reflection calls the runtime's functions without the wrappers; an iterator's switch is no wait for a channel. */
function classOf(innermost: string, depth: number): 'channel' | 'select' | null {
  if (/^reflect\.chan(?:send|recv)/.test(innermost)) return 'channel';
  if (innermost.startsWith('iter.')) return null;
  return depth === 2 ? 'select' : depth === 3 ? 'channel' : null;
}

function innermostOf({ stacks, frames, strings }: GoroutineDump, stack: number): string {
  return strings.get(frames.func[stacks.frame[stacks.start[stack]!]!]!);
}

/** Those that run or allocate have addresses of their own; parked ones share theirs. -1 for none. */
function mostFrequent(counts: ReadonlyMap<number, number>): number {
  let found = -1;
  let most = 0;
  for (const [leaf, count] of counts) {
    if (count > most) {
      most = count;
      found = leaf;
    }
  }
  return found;
}
