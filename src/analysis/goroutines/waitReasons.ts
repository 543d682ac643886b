import type { GoroutineDump, StateClass } from '../../model/goroutines';
import { isHiddenFunction } from './frameFacts';

/** Why a goroutine does not run, as its frames tell it. */
export interface WaitReason {
  readonly stateClass: StateClass;
  /** What `debug=2` would print; '' where frames leave that open. */
  readonly state: string;
}

/** What the innermost frames of a stack wait for; null where they do not say. */
export function waitReasonOf({ stacks, frames, strings }: GoroutineDump, stack: number): WaitReason | null {
  let bare: WaitReason | null = null;
  for (let at = stacks.start[stack]!; at < stacks.start[stack + 1]!; at++) {
    const name = strings.get(frames.func[stacks.frame[at]!]!);
    const found = reasonOfFunction(name);
    // A bare semaphore is somebody's: the frame that called it says whose.
    if (found !== null && found.stateClass !== 'semaphore') return found;
    bare ??= found;
    if (!isMachinery(name)) break;
  }
  return bare;
}

/** Packages between a waiting goroutine's own code and the scheduler. */
const machinery =
  /^(?:runtime|sync|time|syscall|iter|internal\/(?:sync|poll|syscall\/\w+|runtime\/\w+)|runtime\/(?:internal\/\w+|pprof|debug)|golang\.org\/x\/sys\/\w+)\./;

function isMachinery(name: string): boolean {
  return machinery.test(name) || isHiddenFunction(name);
}

/** Functions of the runtime and of what stands on it, Go 1.1 to 1.27. */
const reasons: readonly (readonly [pattern: RegExp, stateClass: StateClass, state: string])[] = [
  [/^sync\.(?:runtime_notifyListWait|\(\*Cond\)\.Wait)$|^runtime\.notifyListWait$/, 'cond', 'sync.Cond.Wait'],
  [/^sync\.(?:\(\*WaitGroup\)\.Wait|runtime_SemacquireWaitGroup)$/, 'waitGroup', 'sync.WaitGroup.Wait'],
  [/^sync\.(?:\(\*RWMutex\)\.RLock|runtime_SemacquireRWMutexR)$/, 'mutex', 'sync.RWMutex.RLock'],
  [/^sync\.(?:\(\*RWMutex\)\.Lock|runtime_SemacquireRWMutex)$/, 'mutex', 'sync.RWMutex.Lock'],
  [
    /^(?:internal\/)?sync\.(?:\(\*Mutex\)\.(?:Lock|lockSlow)|runtime_SemacquireMutex)$/,
    'mutex',
    'sync.Mutex.Lock',
  ],
  [/^internal\/poll\.\(\*fdMutex\)/, 'mutex', 'semacquire'],
  [
    /^(?:runtime\.semacquire|(?:internal\/)?(?:sync|poll)\.runtime_Semacquire|sync\.runtime_Syncsemacquire)/,
    'semaphore',
    'semacquire',
  ],
  [
    /^internal\/poll\.(?:runtime_pollWait|\(\*pollDesc\)\.wait)|^runtime\.netpollblock$|^net\.runtime_pollWait$/,
    'io',
    'IO wait',
  ],
  [/^time\.Sleep$|^runtime\.timeSleep$/, 'sleep', 'sleep'],
  [/^runtime\.chansend/, 'channel', 'chan send'],
  [/^runtime\.chanrecv/, 'channel', 'chan receive'],
  [/^runtime\.selectgo/, 'select', 'select'],
  [/^runtime\.block$/, 'forever', 'select (no cases)'],
  [/^runtime\.(?:coroswitch|corostart)/, 'coroutine', 'coroutine'],
  [/^runtime\.(?:gcAssist|gcParkAssist|gcStart|gcMarkDone|gcMarkTermination|stopTheWorld)/, 'gc', ''],
  [/^runtime\.(?:cgocall|asmcgocall|notetsleepg|entersyscall)/, 'syscall', 'syscall'],
  [
    /^(?:syscall|internal\/runtime\/syscall|runtime\/internal\/syscall|golang\.org\/x\/sys\/(?:unix|windows))\.(?:[rR]aw)?[sS]yscall|^os\/signal\.signal_recv$/,
    'syscall',
    'syscall',
  ],
  // Whoever writes the profile runs.
  [/^runtime\/pprof\.(?:runtime_goroutineProfile|write)|^runtime\.[gG]oroutineProfile/, 'running', 'running'],
  [/^runtime\/debug\.Stack$|^runtime\.Stack$/, 'running', 'running'],
];

function reasonOfFunction(name: string): WaitReason | null {
  for (const [pattern, stateClass, state] of reasons) if (pattern.test(name)) return { stateClass, state };
  return null;
}
