import { toNumber } from '../base/int64';
import { type Message, message } from '../base/message';
import type { Profile } from '../model/profile';

export interface Capture {
  readonly profile: Profile;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

/**
 * The heap profiles of one run of one program, oldest first: those like the latest one. Each that is left out is told: it
 * is no heap profile, has no time, comes from another binary, or from before a restart.
 */
export function comparableCaptures(profiles: readonly Profile[]): {
  captures: Capture[];
  problems: Message[];
} {
  const problems: Message[] = [];
  const heaps = profiles.filter(
    ({ kind, sampleTypes }) => kind === 'heap' && sampleTypes.some(({ type }) => type === 'inuse_space'),
  );
  tell(problems, profiles.length - heaps.length, (count) =>
    message('trend.notHeap', '{count} of {total} captures are no heap profiles with memory in use.', {
      count,
      total: profiles.length,
    }),
  );
  const timed = heaps.filter(({ timeNanos }) => timeNanos !== null);
  tell(problems, heaps.length - timed.length, (count) =>
    message('trend.noTime', '{count} of {total} captures do not say when they were taken.', {
      count,
      total: profiles.length,
    }),
  );
  const captures = timed
    .map((profile) => ({ profile, timeMs: Number(profile.timeNanos! / 1_000_000n) }))
    .sort((a, b) => a.timeMs - b.timeMs);
  const latest = captures.at(-1);
  if (!latest) return { captures, problems };
  const sameBinary = captures.filter(({ profile }) => isSameBinary(profile, latest.profile));
  tell(problems, captures.length - sameBinary.length, (count) =>
    message('trend.otherBinary', '{count} of {total} captures come from another build of the program.', {
      count,
      total: profiles.length,
    }),
  );
  const distinct = sameBinary.filter(({ timeMs }, at) => timeMs !== sameBinary[at - 1]?.timeMs);
  tell(problems, sameBinary.length - distinct.length, (count) =>
    message('trend.sameTime', '{count} of {total} captures were taken at the same time as another one.', {
      count,
      total: profiles.length,
    }),
  );
  const run = distinct.slice(startOfLastRun(distinct));
  tell(problems, distinct.length - run.length, (count) =>
    message(
      'trend.restarted',
      '{count} of {total} captures are from before the program was started anew: what it had allocated in all became less.',
      { count, total: profiles.length },
    ),
  );
  return { captures: run, problems };
}

function tell(problems: Message[], count: number, say: (count: number) => Message): void {
  if (count > 0) problems.push(say(count));
}

/** By build id where both have one, else by the name of the binary. */
function isSameBinary(a: Profile, b: Profile): boolean {
  const [one, other] = [binaryOf(a), binaryOf(b)];
  return one.buildId !== '' && other.buildId !== '' ? one.buildId === other.buildId : one.name === other.name;
}

function binaryOf({ mappings, strings }: Profile): { buildId: string; name: string } {
  if (mappings.length === 0) return { buildId: '', name: '' };
  const file = strings.get(mappings.file[0]!);
  return {
    buildId: strings.get(mappings.buildId[0]!),
    name: file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1),
  };
}

/** alloc_space only ever grows while a program runs; a hundredth is left to rounding of the estimates. */
function startOfLastRun(captures: readonly Capture[]): number {
  const allocated = captures.map(({ profile }) => allocatedBy(profile));
  let start = 0;
  for (let i = 1; i < captures.length; i++) {
    if (allocated[i]! < 0.99 * allocated[i - 1]!) start = i;
  }
  return start;
}

function allocatedBy({ sampleTypes, samples }: Profile): number {
  const index = sampleTypes.findIndex(({ type }) => type === 'alloc_space');
  if (index < 0) return 0;
  const column = samples.values[index]!;
  let sum = 0;
  for (let sample = 0; sample < samples.length; sample++) sum += toNumber(column[sample]!);
  return sum;
}
