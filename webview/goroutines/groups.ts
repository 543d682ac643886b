import { type Verdict, verdicts } from '../../src/model/finding';
import { type FrameOrigin, frameOrigins, type GroupTable } from '../../src/model/goroutineReport';
import { type StateClass, stateClasses } from '../../src/model/goroutines';

/** A frame of a group, or the `go` statement that made it. */
export interface GroupFrame {
  readonly func: string;
  readonly file: string;
  /** 1-based; 0 unknown. */
  readonly line: number;
  readonly origin: FrameOrigin;
}

export function frameAt(groups: GroupTable, frame: number): GroupFrame {
  const { frames, strings } = groups;
  return {
    func: strings[frames.func[frame]!]!,
    file: strings[frames.file[frame]!]!,
    line: frames.line[frame]!,
    origin: frameOrigins[frames.origin[frame]!]!,
  };
}

/** Innermost first. */
export function stackOf(groups: GroupTable, group: number): readonly GroupFrame[] {
  const stack: GroupFrame[] = [];
  for (let at = groups.frameStart[group]!; at < groups.frameStart[group + 1]!; at++) {
    stack.push(frameAt(groups, groups.frame[at]!));
  }
  return stack;
}

/**
 * Position in `frames` of the frame that stands for a group: the user's innermost; without one the innermost that says what
 * the goroutine is there for; -1 without a stack.
 */
export function telling(groups: GroupTable, group: number): number {
  const start = groups.frameStart[group]!;
  const end = groups.frameStart[group + 1]!;
  if (start === end) return -1;
  const topUser = groups.topUser[group]!;
  if (topUser >= 0) return groups.frame[start + topUser]!;
  for (let at = start; at < end; at++) {
    if (saysMuch(frameAt(groups, groups.frame[at]!))) return groups.frame[at]!;
  }
  return groups.frame[start]!;
}

/** Neither the runtime nor what stands beneath the library that people call: `internal/poll` says no more than "I/O". */
export function saysMuch({ origin, func }: GroupFrame): boolean {
  return origin !== 'runtime' && !func.startsWith('internal/');
}

export function tellingFrame(groups: GroupTable, group: number): GroupFrame | null {
  const frame = telling(groups, group);
  return frame < 0 ? null : frameAt(groups, frame);
}

export function creatorOf(groups: GroupTable, group: number): GroupFrame | null {
  const creator = groups.creator[group]!;
  return creator < 0 ? null : frameAt(groups, creator);
}

export function classOf(groups: GroupTable, group: number): StateClass {
  return stateClasses[groups.stateClass[group]!]!;
}

/** As printed; in forms without states the class says what is known. */
export function stateText(groups: GroupTable, group: number): string {
  return groups.strings[groups.state[group]!]!;
}

export function verdictOf(groups: GroupTable, group: number): Verdict {
  return verdicts[groups.verdict[group]!]!;
}

/** Positions in the report's findings. */
export function findingsOf(groups: GroupTable, group: number): readonly number[] {
  return Array.from(groups.finding.subarray(groups.findingStart[group]!, groups.findingStart[group + 1]!));
}

/** Other groups of the last dump that differ from it in nothing of the user's code. */
export function similarGroups(groups: GroupTable, group: number): readonly number[] {
  const head = groups.similarTo[group]!;
  const similar: number[] = [];
  for (let other = 0; other < groups.length; other++) {
    if (other !== group && groups.similarTo[other] === head && groups.count[other]! > 0) similar.push(other);
  }
  return similar;
}

const keysOf = new WeakMap<GroupTable, readonly string[]>();

/** Names of groups that hold for another revision of the file: of class, stack and creator. */
export function groupKeys(groups: GroupTable): readonly string[] {
  const known = keysOf.get(groups);
  if (known) return known;
  const frames = frameHashes(groups);
  const keys = Array.from({ length: groups.length }, (_, group) => {
    let [a, b] = seeds;
    for (let at = groups.frameStart[group]!; at < groups.frameStart[group + 1]!; at++) {
      const frame = groups.frame[at]!;
      a = mix(a, frames.a[frame]!);
      b = mix(b, frames.b[frame]!);
    }
    const creator = groups.creator[group]!;
    a = mix(a, creator < 0 ? 1 : frames.a[creator]!);
    b = mix(b, creator < 0 ? 1 : frames.b[creator]!);
    return `${classOf(groups, group)} ${hex(a)}${hex(b)}`;
  });
  keysOf.set(groups, keys);
  return keys;
}

/** The group of that key; -1 where there is none any more. */
export function groupOfKey(groups: GroupTable, key: string): number {
  return groupKeys(groups).indexOf(key);
}

/** Two hashes of 32 bits for each frame: 20,000 groups share one by chance once in 10^11 dumps. */
function frameHashes(groups: GroupTable): { readonly a: Uint32Array; readonly b: Uint32Array } {
  const { frames } = groups;
  const strings = groups.strings.map(hashText);
  const a = new Uint32Array(frames.length);
  const b = new Uint32Array(frames.length);
  for (let i = 0; i < frames.length; i++) {
    const func = strings[frames.func[i]!]!;
    const file = strings[frames.file[i]!]!;
    a[i] = mix(mix(func[0], file[0]), frames.line[i]!);
    b[i] = mix(mix(func[1], file[1]), frames.line[i]! ^ 0x5bd1e995);
  }
  return { a, b };
}

const seeds: readonly [number, number] = [0x811c9dc5, 0x9747b28c];

function hashText(text: string): readonly [number, number] {
  let [a, b] = seeds;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return [a >>> 0, b >>> 0];
}

function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  return (Math.imul(mixed, 0x1b873593) + value) >>> 0;
}

function hex(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}
