import type { Message } from '../../base/message';
import type { Rule as AnyRule } from '../rule';
import type { MemoryContext } from './context';

export { type Threshold, thresholdOf } from '../rule';

/** A diagnosis of memory over time. */
export interface Rule extends AnyRule<MemoryContext, Need> {
  /**
   * Why it cannot judge evidence that has a part of what it needs; null where there is nothing to say: it could judge, or the
   * evidence is about something else. Asked where it found nothing.
   */
  readonly unjudged: (context: MemoryContext) => Message | null;
}

export type Need =
  | 'liveHeap'
  | 'cycles'
  | 'severalSamples'
  | 'clock'
  | 'cpuClasses'
  | 'pauses'
  | 'memStats'
  | 'rss'
  | 'limits'
  | 'cgroup'
  | 'finalizers'
  | 'heapShape';
