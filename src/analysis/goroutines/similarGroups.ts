import { Sequences } from '../../base/sequences';
import type { GroupTable } from '../../model/goroutineReport';
import { originNumber } from './frameFacts';

/**
 * By group: the first (largest) group of the same class whose frames of the user are the same, wherever libraries took it from
 * there. A group without frames of the user stands for itself.
 */
export function foldSimilar(
  table: Pick<GroupTable, 'length' | 'stateClass' | 'frameStart' | 'frame' | 'frames'>,
): Uint32Array {
  const user = originNumber('user');
  const { frameStart, frame, frames, stateClass } = table;
  const known = new Sequences();
  const first: number[] = [];
  let key = new Uint32Array(64);
  return Uint32Array.from({ length: table.length }, (_, group) => {
    const frameCount = frameStart[group + 1]! - frameStart[group]!;
    if (frameCount >= key.length) key = new Uint32Array(frameCount * 2);
    key[0] = stateClass[group]!;
    let length = 1;
    for (let at = frameStart[group]!; at < frameStart[group + 1]!; at++) {
      if (frames.origin[frame[at]!] === user) key[length++] = frame[at]!;
    }
    if (length === 1) return group;
    const similar = known.add(key, 0, length);
    if (similar === first.length) first.push(group);
    return first[similar]!;
  });
}
