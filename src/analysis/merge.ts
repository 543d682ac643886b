import { nonZeroRows } from '../base/int64';
import { message } from '../base/message';
import type { Problem } from '../model/problem';
import type { Profile } from '../model/profile';
import { type Aligned, alignProfiles } from './alignProfiles';
import { joinSamples, type Part } from './joinSamples';

export interface Combined {
  readonly value: Profile;
  readonly problems: readonly Problem[];
}

/**
 * One profile of several, with the numbers of `go tool pprof A B …` (google/pprof profile.Merge). One alone stays as it is.
 * Throws a MessageError where their value types do not fit.
 */
export function mergeProfiles(profiles: readonly Profile[]): Combined {
  const [first] = profiles as [Profile, ...Profile[]];
  if (profiles.length === 1) return { value: first, problems: [] };
  const aligned = alignProfiles(profiles);
  const parts = profiles.map(
    (profile, index): Part => ({
      profile,
      columns: aligned.columns[index]!,
      side: 'current',
      isLabelled: false,
    }),
  );
  const merged = combineParts(parts, aligned);
  return { value: merged, problems: [...aligned.problems, ...contradictions(profiles)] };
}

/** Joins parts under one header (combineHeaders in google/pprof profile/merge.go). */
export function combineParts(parts: readonly Part[], aligned: Aligned): Profile {
  const profiles = parts.map(({ profile }) => profile);
  const [first] = profiles as [Profile, ...Profile[]];
  return withoutZeros({
    kind: first.kind,
    sampleTypes: aligned.sampleTypes,
    defaultSampleIndex: aligned.defaultSampleIndex,
    ...joinSamples(parts),
    timeNanos: earliest(profiles),
    durationNanos: profiles.reduce((sum, { durationNanos }) => sum + durationNanos, 0),
    periodType: aligned.periodType,
    period: Math.max(...aligned.periods),
    comments: [...new Set(profiles.flatMap(({ comments }) => comments))],
    docUrl: profiles.find(({ docUrl }) => docUrl !== '')?.docUrl ?? '',
  });
}

/** Values of several samples may have cancelled out: then these go, with all that only they referred to. */
function withoutZeros(profile: Profile): Profile {
  const { samples } = profile;
  if (samples.compared) return profile;
  const isKept = nonZeroRows(samples.values, samples.length);
  if (!isKept.includes(0)) return profile;
  const part: Part = { profile, columns: samples.values, side: 'current', isLabelled: false };
  return { ...profile, ...joinSamples([part]) };
}

function earliest(profiles: readonly Profile[]): bigint | null {
  let found: bigint | null = null;
  for (const { timeNanos } of profiles) {
    if (timeNanos !== null && (found === null || timeNanos < found)) found = timeNanos;
  }
  return found;
}

/** What pprof passes over in silence, though it makes sums that mean nothing. */
function contradictions(profiles: readonly Profile[]): Problem[] {
  const [first] = profiles as [Profile, ...Profile[]];
  const problems: Problem[] = [];
  const otherKind = profiles.find(({ kind }) => kind !== first.kind);
  if (otherKind) {
    problems.push({
      at: 'sample_type',
      message: message(
        'merge.differentKinds',
        'The merged profiles are of different kinds: {first} and {second}.',
        {
          first: first.kind,
          second: otherKind.kind,
        },
      ),
    });
  }
  const otherPeriod = profiles.find(({ period }) => period !== first.period);
  if (otherPeriod) {
    problems.push({
      at: 'period',
      message: message(
        'merge.differentPeriods',
        'The merged profiles were sampled at different rates ({first} and {second}): their errors are estimated with the larger one.',
        { first: first.period, second: otherPeriod.period },
      ),
    });
  }
  return problems;
}
