import { type GoroutineDump, goroutineFlags, type StateClass, stateClasses } from '../../model/goroutines';
import { isHiddenFunction } from './frameFacts';

export const classNumber = (name: StateClass): number => stateClasses.indexOf(name);

const runtimeClass = classNumber('runtime');
const leaked = classNumber('leaked');
/** What a header says too little about: its frames know more. */
const vague = new Uint8Array(stateClasses.length);
for (const name of ['semaphore', 'unknown', 'other'] as const) vague[classNumber(name)] = 1;
/** Proven already, whatever the collector says besides. */
const nilChannel = classNumber('nilChannel');

/**
 * Classes of all goroutines (positions in `stateClasses`), from what their frames say where the state says too little:
 * `semacquire` is a mutex, a WaitGroup or a semaphore; `debug=1` and profiles have no states at all. Goroutines of the runtime
 * itself are of class `runtime` in whatever state.
 */
export function computeStateClasses(dump: GoroutineDump, hidden: Uint8Array): Uint8Array {
  const { goroutines, stacks } = dump;
  const classes = goroutines.stateClass.slice();
  const waitOf = new Int8Array(stacks.length).fill(-2);
  const isSystem = findSystemStacks(dump, hidden);
  for (let i = 0; i < classes.length; i++) {
    const stack = goroutines.stack[i]!;
    if (isLeaked(dump, i)) {
      if (classes[i] !== nilChannel) classes[i] = leaked;
    } else if (stack >= 0 && isSystem[stack] === 1 && isCreatedByRuntime(goroutines.creator[i]!, hidden)) {
      classes[i] = runtimeClass;
    } else if (stack >= 0 && vague[classes[i]!] === 1) {
      if (waitOf[stack] === -2) waitOf[stack] = classOfStack(dump, stack);
      if (waitOf[stack]! >= 0) classes[i] = waitOf[stack]!;
    }
  }
  return classes;
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
    const isMain = (position: number) => {
      const name = strings.get(frames.func[stacks.frame[position]!]!);
      return name === 'runtime.main' || name === 'runtime.rt0_go';
    };
    isSystem[stack] = isMain(to - 1) || (to - from > 1 && isMain(to - 2)) ? 0 : 1;
  }
  return isSystem;
}

/** What the innermost frames wait for; -1 where they do not say. */
function classOfStack({ stacks, frames, strings }: GoroutineDump, stack: number): number {
  let found: StateClass | null = null;
  for (let at = stacks.start[stack]!; at < stacks.start[stack + 1]!; at++) {
    const name = strings.get(frames.func[stacks.frame[at]!]!);
    const wait = waitOfFunction(name);
    // A bare semaphore is somebody's: the frame that called it says whose.
    if (wait !== null && wait !== 'semaphore') return classNumber(wait);
    found ??= wait;
    if (!isMachinery(name)) break;
  }
  return found === null ? -1 : classNumber(found);
}

/** Packages between a waiting goroutine's own code and the scheduler. */
const machinery =
  /^(?:runtime|sync|time|syscall|iter|internal\/(?:sync|poll|syscall\/\w+|runtime\/\w+)|runtime\/(?:internal\/\w+|pprof|debug)|golang\.org\/x\/sys\/\w+)\./;

function isMachinery(name: string): boolean {
  return machinery.test(name) || isHiddenFunction(name);
}

/** Functions of the runtime and of what stands on it, Go 1.1 to 1.27. */
const waits: readonly (readonly [RegExp, StateClass])[] = [
  [/^sync\.(?:runtime_notifyListWait|\(\*Cond\)\.Wait)$|^runtime\.notifyListWait$/, 'cond'],
  [/^sync\.(?:\(\*WaitGroup\)\.Wait|runtime_SemacquireWaitGroup)$/, 'waitGroup'],
  [
    /^(?:internal\/)?sync\.(?:\(\*(?:RW)?Mutex\)\.|\(\*rlocker\)\.|runtime_Semacquire(?:RW)?Mutex)|^internal\/poll\.\(\*fdMutex\)/,
    'mutex',
  ],
  [
    /^(?:runtime\.semacquire|(?:internal\/)?(?:sync|poll)\.runtime_Semacquire|sync\.runtime_Syncsemacquire)/,
    'semaphore',
  ],
  [
    /^internal\/poll\.(?:runtime_pollWait|\(\*pollDesc\)\.wait)|^runtime\.netpollblock$|^net\.runtime_pollWait$/,
    'io',
  ],
  [/^time\.Sleep$|^runtime\.timeSleep$/, 'sleep'],
  [/^runtime\.(?:chansend|chanrecv)/, 'channel'],
  [/^runtime\.selectgo/, 'select'],
  [/^runtime\.block$/, 'forever'],
  [/^runtime\.(?:coroswitch|corostart)/, 'coroutine'],
  [
    /^runtime\.(?:gcAssist|gcParkAssist|gcStart|gcMarkDone|gcMarkTermination|stopTheWorld|stopTheWorldGC)/,
    'gc',
  ],
  [/^runtime\.(?:cgocall|asmcgocall|notetsleepg|entersyscall)/, 'syscall'],
  [
    /^(?:syscall|internal\/runtime\/syscall|runtime\/internal\/syscall|golang\.org\/x\/sys\/(?:unix|windows))\.(?:[rR]aw)?[sS]yscall|^os\/signal\.signal_recv$/,
    'syscall',
  ],
  [
    /^runtime\/pprof\.(?:runtime_goroutineProfile|write|runtime_expandFinalInlineFrame)|^runtime\.(?:GoroutineProfile|goroutineProfile)/,
    'running',
  ],
  [/^runtime\/debug\.Stack$|^runtime\.Stack$/, 'running'],
];

function waitOfFunction(name: string): StateClass | null {
  for (const [pattern, wait] of waits) if (pattern.test(name)) return wait;
  return null;
}
