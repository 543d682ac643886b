import type { GoroutineDump } from '../../model/goroutines';
import { findHiddenFrames } from './frameFacts';
import { computeShownStacks, type ShownStacks } from './shownStacks';
import { refineStates } from './stateClasses';

/** A dump with what its frames say about it: what every analysis of goroutines starts from. */
export interface StudiedDump {
  /** States and classes are those of `refineStates`. */
  readonly dump: GoroutineDump;
  /** By frame: 1 where Go hides it at `debug=2`. */
  readonly hidden: Uint8Array;
  readonly shown: ShownStacks;
}

export function studyDump(dump: GoroutineDump): StudiedDump {
  const hidden = findHiddenFrames(dump);
  return { dump: refineStates(dump, hidden), hidden, shown: computeShownStacks(dump, hidden) };
}
