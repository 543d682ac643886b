import type { StateClass } from './goroutines';

/**
 * The class of a goroutine by the state that its header prints, without suffixes and attributes (Go's
 * runtime/runtime2.go waitReasonStrings and runtime/traceback.go gStatusStrings, Go 1.0 to 1.27). What frames tell better
 * is refined elsewhere: the text is all that this knows.
 */
export function classOfState(state: string, leaked = false): StateClass {
  if (leaked) return 'leaked';
  return classes.get(state) ?? oldNumber(state) ?? 'other';
}

/** What the runtime prints, by class. */
const texts: readonly (readonly [StateClass, readonly string[]])[] = [
  ['running', ['running', 'runnable', 'preempted', 'copystack', 'GC assist marking', 'debug call']],
  ['syscall', ['syscall', 'waiting for cgo callback']],
  ['nilChannel', ['chan receive (nil chan)', 'chan send (nil chan)']],
  ['forever', ['select (no cases)']],
  ['leaked', ['leaked']],
  ['channel', ['chan receive', 'chan send']],
  ['select', ['select']],
  ['mutex', ['sync.Mutex.Lock', 'sync.RWMutex.RLock', 'sync.RWMutex.Lock']],
  ['waitGroup', ['sync.WaitGroup.Wait']],
  ['cond', ['sync.Cond.Wait']],
  ['semaphore', ['semacquire', 'semarelease']],
  ['io', ['IO wait']],
  ['sleep', ['sleep']],
  [
    'runtime',
    [
      'finalizer wait',
      'cleanup wait',
      'force gc (idle)',
      'GC sweep wait',
      'GC scavenge wait',
      'GC worker (idle)',
      'GC worker (active)',
      'GC worker init',
      'GOMAXPROCS updater (idle)',
      'timer goroutine (idle)',
      'trace reader (blocked)',
      'wait for GC cycle',
    ],
  ],
  [
    'gc',
    [
      'GC assist wait',
      'garbage collection',
      'garbage collection scan',
      'GC background sweeper wait',
      'GC mark termination',
      'GC weak to strong wait',
      'stopping the world',
      'flushing proc caches',
      'dumping heap',
      'trace goroutine status',
      'trace proc status',
      'page trace flush',
    ],
  ],
  ['coroutine', ['coroutine']],
];

const classes: ReadonlyMap<string, StateClass> = new Map(
  texts.flatMap(([stateClass, states]) => states.map((state) => [state, stateClass] as const)),
);

/** Go 1.0 printed the number of a status that it had no text for: 1 runnable, 2 running, 3 in a system call. */
function oldNumber(state: string): StateClass | undefined {
  if (state === '1' || state === '2') return 'running';
  return state === '3' ? 'syscall' : undefined;
}
