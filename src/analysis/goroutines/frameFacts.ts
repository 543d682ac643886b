import { type FrameOrigin, frameOrigins } from '../../model/goroutineReport';
import type { GoroutineDump } from '../../model/goroutines';
import { partyOfFunction } from '../costSplit';

/**
 * Frames that `debug=2` leaves out and a SIGQUIT dump or a profile prints: functions of package runtime that are not exported
 * (runtime/traceback.go showfuncinfo). 1 for each of them, by frame.
 */
export function findHiddenFrames({ frames, strings }: GoroutineDump): Uint8Array {
  const hidden = new Uint8Array(frames.length);
  for (let frame = 0; frame < frames.length; frame++) {
    hidden[frame] = isHiddenFunction(strings.get(frames.func[frame]!)) ? 1 : 0;
  }
  return hidden;
}

export function isHiddenFunction(name: string): boolean {
  if (!name.startsWith('runtime.')) return false;
  const first = name.charCodeAt('runtime.'.length);
  return !(first >= 0x41 && first <= 0x5a);
}

/** Position in `frameOrigins`. Frames that stand for others ("...12 frames elided...") are nobody's: the runtime's. */
export function frameOrigin(func: string, file: string, userModules: readonly string[]): number {
  if (func === 'panic' || func.startsWith('...')) return runtime;
  const party = partyOfFunction(func, file, userModules);
  return party === 'gc' || party === 'malloc' ? runtime : originNumber(party);
}

export const originNumber = (origin: FrameOrigin): number => frameOrigins.indexOf(origin);
const runtime = originNumber('runtime');
