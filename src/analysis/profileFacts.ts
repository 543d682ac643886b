import { toNumber } from '../base/int64';
import type { MemStats } from '../model/memStats';
import type { Profile } from '../model/profile';
import type { ComparisonFacts, ProfileFacts, SampleTypeFacts } from '../model/views';
import { sumOf, totalOf } from './total';

export function computeProfileFacts(
  profile: Profile,
  inflatedBytes: number,
  memStats: MemStats | null = null,
  comparison: ComparisonFacts | null = null,
): ProfileFacts {
  const sampleTypes = profile.sampleTypes.map((valueType, index): SampleTypeFacts => {
    const column = profile.samples.values[index]!;
    const total = totalOf(profile, column);
    const rounded = toNumber(total);
    return {
      ...valueType,
      total: rounded,
      ...(Number.isSafeInteger(rounded) ? {} : { exactTotal: total.toString() }),
      ...(comparison ? { isDifference: true } : {}),
      sum: toNumber(sumOf(column)),
    };
  });
  const { mappings, strings } = profile;
  return {
    kind: profile.kind,
    sampleTypes,
    sampleIndex: firstShown(profile, sampleTypes),
    goSampleIndex: profile.defaultSampleIndex,
    samples: profile.samples.length,
    functions: profile.functions.length,
    timeMs: profile.timeNanos === null ? null : Number(profile.timeNanos / 1_000_000n),
    durationNanos: profile.durationNanos,
    periodType: profile.periodType,
    period: profile.period,
    binary: mappings.length === 0 ? '' : strings.get(mappings.file[0]!),
    buildId: mappings.length === 0 ? '' : strings.get(mappings.buildId[0]!),
    comments: profile.comments,
    inflatedBytes,
    comparison,
    ...(memStats ? { memStats } : {}),
  };
}

/** inuse_space for heap profiles, else what Go shows first; where that is all zero, the first type with data. */
function firstShown(profile: Profile, sampleTypes: readonly SampleTypeFacts[]): number {
  const inuse = sampleTypes.findIndex(({ type }) => type === 'inuse_space');
  const wanted = profile.kind === 'heap' && inuse >= 0 ? inuse : profile.defaultSampleIndex;
  if (sampleTypes[wanted]!.total > 0) return wanted;
  const withData = sampleTypes.findIndex(({ total }) => total > 0);
  if (sampleTypes[profile.defaultSampleIndex]!.total > 0) return profile.defaultSampleIndex;
  return withData >= 0 ? withData : wanted;
}
