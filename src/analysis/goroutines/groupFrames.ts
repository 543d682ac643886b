import { remembered } from '../../base/remembered';
import type { GroupFrames, GroupTable } from '../../model/goroutineReport';
import type { InternedStrings } from '../../model/internedStrings';
import { frameOrigin } from './frameFacts';
import type { StudiedDump } from './studiedDump';

/** Frames of the groups' stacks and creators, numbered in the order in which groups have them; what no group has is left out. */
export function computeGroupFrames(
  { dump, shown }: StudiedDump,
  { stack, creator }: { readonly stack: Int32Array; readonly creator: Int32Array },
  strings: InternedStrings,
  userModules: readonly string[],
): Pick<GroupTable, 'frameStart' | 'frame' | 'creator' | 'frames'> {
  const became = new Int32Array(dump.frames.length).fill(-1);
  const used: number[] = [];
  const numberOf = (dumpFrame: number) => {
    if (became[dumpFrame]! < 0) became[dumpFrame] = used.push(dumpFrame) - 1;
    return became[dumpFrame]!;
  };
  const frameStart = new Uint32Array(stack.length + 1);
  for (let group = 0; group < stack.length; group++) {
    const own = stack[group]!;
    frameStart[group + 1] = frameStart[group]! + (own < 0 ? 0 : shown.start[own + 1]! - shown.start[own]!);
  }
  const frame = new Uint32Array(frameStart[stack.length]!);
  const groupCreator = new Int32Array(stack.length);
  for (let group = 0; group < stack.length; group++) {
    const from = stack[group]! < 0 ? 0 : shown.start[stack[group]!]!;
    const start = frameStart[group]!;
    for (let at = start; at < frameStart[group + 1]!; at++)
      frame[at] = numberOf(shown.frame[from + at - start]!);
    groupCreator[group] = creator[group]! < 0 ? -1 : numberOf(creator[group]!);
  }
  return { frameStart, frame, creator: groupCreator, frames: pickFrames(dump, used, strings, userModules) };
}

function pickFrames(
  { frames, strings: texts }: StudiedDump['dump'],
  used: readonly number[],
  strings: InternedStrings,
  userModules: readonly string[],
): GroupFrames {
  const indexOf = strings.indicesOf(texts);
  const func = Uint32Array.from(used, (frame) => indexOf(frames.func[frame]!));
  const file = Uint32Array.from(used, (frame) => indexOf(frames.file[frame]!));
  // Lines of one function have one origin, and it takes expressions to tell it.
  const origins = new Map<number, number>();
  const originOf = (at: number) =>
    remembered(origins, func[at]! * strings.length + file[at]!, () =>
      frameOrigin(strings.get(func[at]!), strings.get(file[at]!), userModules),
    );
  return {
    length: used.length,
    func,
    file,
    line: Uint32Array.from(used, (frame) => frames.line[frame]!),
    origin: Uint8Array.from(used, (_, at) => originOf(at)),
  };
}
