import { type GoroutineDump, goroutineFlags, type StateClass, stateClasses } from '../../model/goroutines';
import { MoreStrings } from '../question/moreStrings';
import { type WaitReason, waitReasonOf } from './waitReasons';

export const classNumber = (name: StateClass): number => stateClasses.indexOf(name);

const runtimeClass = classNumber('runtime');
const leaked = classNumber('leaked');
/** What a header says too little about: its frames know more. */
const vague = new Uint8Array(stateClasses.length);
for (const name of ['semaphore', 'unknown', 'other'] as const) vague[classNumber(name)] = 1;
/** Proven already, whatever the collector says besides. */
const nilChannel = classNumber('nilChannel');

/**
 * The dump with what its frames say about states: `semacquire` is a mutex, a WaitGroup or a semaphore, and counted forms have no
 * states at all, where frames tell what Go would have printed. Goroutines of the runtime itself are of class `runtime` in
 * whatever state. `hidden`: by frame, as findHiddenFrames gives it.
 */
export function refineStates(dump: GoroutineDump, hidden: Uint8Array): GoroutineDump {
  const { goroutines } = dump;
  const stateClass = goroutines.stateClass.slice();
  const state = goroutines.state.slice();
  const strings = new MoreStrings(dump.strings);
  const reasons: (WaitReason | null | undefined)[] = [];
  const reasonOf = (stack: number): WaitReason | null => {
    let reason = reasons[stack];
    if (reason === undefined) {
      reason = waitReasonOf(dump, stack);
      reasons[stack] = reason;
    }
    return reason;
  };
  const isSystem = findSystemStacks(dump, hidden);
  for (let i = 0; i < stateClass.length; i++) {
    const stack = goroutines.stack[i]!;
    const reason = stack >= 0 && (vague[stateClass[i]!] === 1 || state[i] === 0) ? reasonOf(stack) : null;
    if (reason !== null && state[i] === 0) state[i] = strings.add(reason.state);
    if (isLeaked(dump, i)) {
      if (stateClass[i] !== nilChannel) stateClass[i] = leaked;
    } else if (stack >= 0 && isSystem[stack] === 1 && isCreatedByRuntime(goroutines.creator[i]!, hidden)) {
      stateClass[i] = runtimeClass;
    } else if (reason !== null && vague[stateClass[i]!] === 1) {
      stateClass[i] = classNumber(reason.stateClass);
    }
  }
  return { ...dump, strings, goroutines: { ...goroutines, stateClass, state } };
}

function isLeaked({ goroutines, onlyLeaked }: GoroutineDump, goroutine: number): boolean {
  return onlyLeaked || (goroutines.flags[goroutine]! & goroutineFlags.leaked) !== 0;
}

function isCreatedByRuntime(creator: number, hidden: Uint8Array): boolean {
  return creator < 0 || hidden[creator] === 1;
}

/** Stacks of nothing but hidden frames that did not start as the program's main goroutine (runtime/traceback.go isSystemGoroutine). */
function findSystemStacks({ stacks, frames, strings }: GoroutineDump, hidden: Uint8Array): Uint8Array {
  const isSystem = new Uint8Array(stacks.length);
  for (let stack = 0; stack < stacks.length; stack++) {
    const from = stacks.start[stack]!;
    const to = stacks.start[stack + 1]!;
    let at = from;
    while (at < to && hidden[stacks.frame[at]!] === 1) at++;
    if (from === to || at < to) continue;
    const isMain = (position: number) =>
      position >= from && strings.get(frames.func[stacks.frame[position]!]!) === 'runtime.main';
    isSystem[stack] = isMain(to - 1) || isMain(to - 2) ? 0 : 1;
  }
  return isSystem;
}
