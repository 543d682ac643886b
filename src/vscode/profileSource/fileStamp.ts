/** What a file system says about a version of a file. */
export interface FileStamp {
  readonly mtime: number;
  readonly size: number;
  /** When the file system was asked; milliseconds since 1970. */
  readonly askedMs: number;
}

/**
 * Whether `now` is the version that `before` describes. File systems that count time in whole seconds cannot tell two
 * versions of one second apart: with those, equal stamps prove nothing until that second is well over.
 */
export function isSameVersion(before: FileStamp, now: FileStamp): boolean {
  if (before.mtime !== now.mtime || before.size !== now.size) return false;
  const isFine = before.mtime % 1000 !== 0;
  return isFine || (before.mtime !== 0 && before.askedMs - before.mtime > coarseClockMs);
}

/** The coarsest file systems count in steps of two seconds. */
const coarseClockMs = 2500;
