import type { WaitTarget } from '../../model/goroutineReport';
import type { GoroutineDump } from '../../model/goroutines';
import { isHiddenFunction } from './frameFacts';

/** What a stack waits on, by its innermost frames. */
export interface WaitSite {
  readonly kind: WaitTarget['kind'];
  /** Positions of frames whose first argument tells the address, surest first, and what lies between it and the object's start. */
  readonly pointers: readonly { readonly position: number; readonly offset: number }[];
  /** Position of the frame that called: the user's, or a library's. */
  readonly caller: number;
}

interface Shape {
  readonly pattern: RegExp;
  readonly kind: WaitTarget['kind'];
  readonly offset: number;
  /** Lower is surer: arguments of functions that are never inlined are what was passed. */
  readonly rank: number;
}

/**
 * Layouts: sync.Mutex{state int32, sema uint32}; sync.RWMutex{w Mutex, writerSem, readerSem uint32, …}, so that a waiter on
 * the inner mutex has the address of the whole; sync.WaitGroup{state 8 bytes, sema uint32} (Go 1.20 and later); sync.Cond{L
 * Locker, notify notifyList, …} on 64 bits.
 */
const shapes: readonly Shape[] = [
  { pattern: /^(?:internal\/)?sync\.\(\*Mutex\)\.lockSlow$/, kind: 'mutex', offset: 0, rank: 0 },
  { pattern: /^(?:internal\/)?sync\.\(\*Mutex\)\.Lock$/, kind: 'mutex', offset: 0, rank: 1 },
  { pattern: /^sync\.\(\*RWMutex\)\.R?Lock$/, kind: 'rwMutex', offset: 0, rank: 1 },
  { pattern: /^sync\.\(\*WaitGroup\)\.Wait$/, kind: 'waitGroup', offset: 0, rank: 1 },
  { pattern: /^sync\.\(\*Cond\)\.Wait$/, kind: 'cond', offset: 0, rank: 1 },
  { pattern: /^(?:internal\/)?sync\.runtime_SemacquireMutex$/, kind: 'mutex', offset: 4, rank: 2 },
  { pattern: /^sync\.runtime_SemacquireRWMutexR$/, kind: 'rwMutex', offset: 12, rank: 2 },
  { pattern: /^sync\.runtime_SemacquireRWMutex$/, kind: 'rwMutex', offset: 8, rank: 2 },
  { pattern: /^sync\.runtime_SemacquireWaitGroup$/, kind: 'waitGroup', offset: 8, rank: 2 },
  { pattern: /^sync\.runtime_notifyListWait$/, kind: 'cond', offset: 16, rank: 2 },
  { pattern: /^(?:sync|internal\/poll)\.runtime_Semacquire$/, kind: 'semaphore', offset: 0, rank: 2 },
  { pattern: /^runtime\.chan(?:send|recv)$/, kind: 'channel', offset: 0, rank: 0 },
  { pattern: /^runtime\.chan(?:send1|recv[12])$/, kind: 'channel', offset: 0, rank: 1 },
];

/** What runtime_Semacquire belongs to is said by the frame outside of it. */
const semaphoreOffsets: Partial<Record<WaitTarget['kind'], number>> = { waitGroup: 8, mutex: 4 };

/** null where the innermost frames wait on nothing that has an address. */
export function waitSiteOf({ stacks, frames, strings }: GoroutineDump, stack: number): WaitSite | null {
  const from = stacks.start[stack]!;
  const to = stacks.start[stack + 1]!;
  const found: { shape: Shape; position: number }[] = [];
  let at = from;
  for (; at < to; at++) {
    const name = strings.get(frames.func[stacks.frame[at]!]!);
    const shape = shapeOf(name);
    // sync.(*Cond).Wait locks its mutex again when it was woken: then it waits for the mutex.
    if (shape && isOfOneWait(found[0]?.shape.kind, shape.kind)) found.push({ shape, position: at - from });
    else if (!isHiddenFunction(name) && !/^(?:internal\/)?sync\./.test(name)) break;
  }
  if (found.length === 0) return null;
  const kinds = new Set(found.map(({ shape }) => shape.kind));
  const kind = kinds.has('rwMutex') ? 'rwMutex' : found.at(-1)!.shape.kind;
  const pointers = found
    .sort((a, b) => a.shape.rank - b.shape.rank)
    .map(({ shape, position }) => ({
      position,
      offset: shape.kind === 'semaphore' ? (semaphoreOffsets[kind] ?? 0) : shape.offset,
    }));
  return { kind, pointers, caller: at - from };
}

function shapeOf(name: string): Shape | undefined {
  return shapes.find(({ pattern }) => pattern.test(name));
}

function isOfOneWait(inner: WaitTarget['kind'] | undefined, outer: WaitTarget['kind']): boolean {
  return (
    inner === undefined ||
    inner === outer ||
    inner === 'semaphore' ||
    (inner === 'mutex' && outer === 'rwMutex')
  );
}
