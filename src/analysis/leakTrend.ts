import { toNumber } from '../base/int64';
import { type Message, MessageError, message } from '../base/message';
import { formatBytes, formatNanos, formatShare } from '../base/units';
import {
  type LeakTrend,
  leastTrendCaptures,
  type SiteBehaviour,
  type TrendSite,
  type TrendVerdict,
} from '../model/leakTrend';
import type { Profile } from '../model/profile';
import { AllocationSites } from './allocationSites';
import { comparableCaptures } from './comparableCaptures';
import { relativeError, sampleVariance } from './confidence';
import { riseOverFall, theilSenSlope } from './theilSen';

/** What a trend takes to be told from noise. */
export const trendDefaults = {
  leastCaptures: leastTrendCaptures,
  /** Of a site whose objects hardly survive: three captures of such a one rise by chance once in six times. */
  leastChurnCaptures: 5,
  /** A change is told from the sampler's noise where it is this many of its standard deviations. */
  deviations: 2,
  /** Change from the first capture to the last, as a share of the larger of them, that is worth a verdict. */
  leastChangeShare: 0.1,
  leastChangeBytes: 256 * 1024,
  /** Rising pairs of captures minus falling ones, as a share of all: a staircase has 1, noise 0. */
  leastRise: 0.6,
  /** Survival from which a site keeps what it allocates, and below which what it allocates dies. */
  retentionSurvival: 0.5,
  churnSurvival: 0.1,
  /** Sites that never held this share of the program's largest heap, nor allocated this share of what it allocated, are left out. */
  leastShare: 0.001,
  mostSites: 500,
};

export type TrendOptions = typeof trendDefaults;

const msPerMinute = 60_000;

/** Follows the allocation sites of one program over its heap profiles, given in any order. */
export function computeLeakTrend(
  profiles: readonly Profile[],
  options: TrendOptions = trendDefaults,
): LeakTrend {
  const { captures, problems } = comparableCaptures(profiles);
  if (captures.length === 0) {
    throw new MessageError(
      message('trend.noHeap', 'A leak trend needs heap profiles with a time; none of these {count} is one.', {
        count: profiles.length,
      }),
    );
  }
  const timesMs = captures.map(({ timeMs }) => timeMs);
  const series = siteSeries(captures.map(({ profile }) => profile));
  const program = judge({ ...series.whole, timesMs }, options);
  const kept = series.sites.filter((site) => isWorthTelling(site, series.whole, options));
  const sites = kept
    .map((site): TrendSite => {
      const { slopePerMinute, survival, verdict, behaviour, reason } = judge({ ...site, timesMs }, options);
      return {
        ...site.place,
        inuseBytes: site.bytes,
        inuseObjects: site.objects,
        relativeError: site.variance === null ? null : relativeError(last(site.bytes), site.variance),
        slopePerMinute,
        allocatedBytes: site.allocated,
        survival,
        verdict,
        behaviour,
        reason,
      };
    })
    .sort(byWorst)
    .slice(0, options.mostSites);
  return {
    timesMs,
    totals: series.whole.bytes,
    verdict: program.verdict,
    reason: program.reason,
    slopePerMinute: program.slopePerMinute,
    sites,
    omitted: series.sites.length - sites.length,
    problems,
  };
}

interface Series {
  /** One a capture. */
  readonly bytes: readonly number[];
  readonly objects: readonly number[];
  /** From the first capture to the last; null where the profiles do not say. */
  readonly allocated: number | null;
  /** Of the last value of `bytes`; null where it is exact or unknown. */
  readonly variance: number | null;
}

interface SiteSeries extends Series {
  readonly place: { readonly name: string; readonly file: string; readonly line: number };
}

const zero = new Float64Array(0);

function siteSeries(profiles: readonly Profile[]): { whole: Series; sites: SiteSeries[] } {
  const numbers = new AllocationSites();
  const columns = profiles.map((profile) => {
    const site = numbers.ofStacks(profile);
    const sum = (type: string) => sumBySite(profile, site, columnOf(profile, type), numbers.sites.length);
    return { bytes: sum('inuse_space'), objects: sum('inuse_objects'), allocated: sum('alloc_space') };
  });
  const variance = varianceBySite(profiles.at(-1)!, numbers);
  const at = (column: ArrayLike<number> | null, site: number) => column?.[site] ?? 0;
  const seriesOf = (pick: (column: Float64Array | null) => number): Series => {
    const first = columns[0]!.allocated;
    const latest = columns.at(-1)!.allocated;
    return {
      bytes: columns.map(({ bytes }) => pick(bytes)),
      objects: columns.map(({ objects }) => pick(objects)),
      allocated: first && latest ? pick(latest) - pick(first) : null,
      variance: variance && pick(variance),
    };
  };
  return {
    whole: seriesOf((column) => (column ?? zero).reduce((sum, value) => sum + value, 0)),
    sites: numbers.sites.map((place, site) => ({ place, ...seriesOf((column) => at(column, site)) })),
  };
}

function columnOf(profile: Profile, type: string): ArrayLike<number | bigint> | null {
  const index = profile.sampleTypes.findIndex((candidate) => candidate.type === type);
  return index < 0 ? null : profile.samples.values[index]!;
}

function sumBySite(
  profile: Profile,
  siteOfStack: Int32Array,
  column: ArrayLike<number | bigint> | null,
  sites: number,
): Float64Array | null {
  if (!column) return null;
  const sums = new Float64Array(sites);
  const { stack, length } = profile.samples;
  for (let sample = 0; sample < length; sample++) {
    if (stack[sample]! < 0) continue;
    const site = siteOfStack[stack[sample]!]!;
    sums[site] = sums[site]! + toNumber(column[sample]!);
  }
  return sums;
}

function varianceBySite(profile: Profile, numbers: AllocationSites): Float64Array | null {
  const index = profile.sampleTypes.findIndex(({ type }) => type === 'inuse_space');
  return sumBySite(profile, numbers.ofStacks(profile), sampleVariance(profile, index), numbers.sites.length);
}

interface Judgement {
  readonly slopePerMinute: number | null;
  readonly survival: number | null;
  readonly verdict: TrendVerdict;
  readonly behaviour: SiteBehaviour;
  readonly reason: Message;
}

function judge(
  series: (Series | SiteSeries) & { readonly timesMs: readonly number[] },
  options: TrendOptions,
): Judgement {
  const { bytes, timesMs, allocated } = series;
  const change = last(bytes) - bytes[0]!;
  const survival = survivalOf(change, allocated);
  const behaviour = behaviourOf(survival, options);
  if (bytes.length < options.leastCaptures) {
    const args = { count: bytes.length, least: options.leastCaptures };
    const reason =
      bytes.length === 1
        ? message(
            'trend.tooFewOne',
            'Seen in 1 comparable capture: a trend needs {least} of the same run of the program.',
            args,
          )
        : message(
            'trend.tooFew',
            'Seen in {count} comparable captures: a trend needs {least} of the same run of the program.',
            args,
          );
    return { slopePerMinute: null, survival, verdict: 'tooLittleData', behaviour, reason };
  }
  const slope = theilSenSlope(timesMs, bytes) * msPerMinute;
  const noise = Math.sqrt(changeVariance(series, change));
  const rises = verdictOf(series, { change, slope, noise }, options);
  const isChance = 'place' in series && behaviour === 'churn' && bytes.length < options.leastChurnCaptures;
  const verdict = isChance ? 'steady' : rises;
  return {
    slopePerMinute: slope,
    survival,
    verdict,
    behaviour,
    reason: reasonOf(series, { verdict, change, slope, noise, survival }),
  };
}

interface Change {
  readonly change: number;
  readonly slope: number;
  readonly noise: number;
}

function verdictOf({ bytes }: Series, { change, slope, noise }: Change, options: TrendOptions): TrendVerdict {
  const isLarge =
    Math.abs(change) >= options.leastChangeBytes &&
    Math.abs(change) >= options.leastChangeShare * Math.max(last(bytes), bytes[0]!) &&
    Math.abs(change) > options.deviations * noise;
  const rise = riseOverFall(bytes);
  if (isLarge && slope > 0 && change > 0 && rise >= options.leastRise) return 'growing';
  if (isLarge && slope < 0 && change < 0 && rise <= -options.leastRise) return 'shrinking';
  return 'steady';
}

/**
 * Variance of the change from the first capture to the last. Objects that both captures hold were sampled once, so their
 * error cancels; what counts is what came and stayed, and what went. With k, the variance of a byte in use:
 *
 *     stayed = change + went        went = at most what there was first, and what was allocated beyond the change
 *     variance = k · (stayed + went)
 */
function changeVariance({ bytes, allocated, variance }: Series, change: number): number {
  const latest = last(bytes);
  if (variance === null) return 0;
  const perByte = latest > 0 ? variance / latest : 0;
  const went = Math.max(-change, Math.min(bytes[0]!, allocated === null ? bytes[0]! : allocated - change), 0);
  return perByte * (Math.max(change + went, 0) + went);
}

/** Growth as a share of what was allocated meanwhile. */
function survivalOf(change: number, allocated: number | null): number | null {
  if (allocated === null || allocated <= 0) return null;
  return Math.min(1, Math.max(0, change / allocated));
}

function behaviourOf(survival: number | null, options: TrendOptions): SiteBehaviour {
  if (survival === null) return 'unknown';
  if (survival >= options.retentionSurvival) return 'retention';
  return survival <= options.churnSurvival ? 'churn' : 'mixed';
}

function reasonOf(
  series: Series & { readonly timesMs: readonly number[] },
  found: Change & { readonly verdict: TrendVerdict; readonly survival: number | null },
): Message {
  const { bytes, timesMs, allocated } = series;
  const args = {
    captures: bytes.length,
    first: formatBytes(bytes[0]!),
    last: formatBytes(last(bytes)),
    duration: formatNanos((last(timesMs) - timesMs[0]!) * 1e6),
    slope: formatBytes(Math.abs(found.slope)),
    noise: formatBytes(found.noise),
    allocated: formatBytes(allocated ?? 0),
    survival: formatShare(found.survival ?? 0),
  };
  if (found.verdict === 'growing') {
    return found.survival === null
      ? message(
          'trend.growing',
          'In use grew from {first} to {last} over {captures} captures in {duration}, {slope} a minute (sampling noise ± {noise}).',
          args,
        )
      : message(
          'trend.growingSurvival',
          'In use grew from {first} to {last} over {captures} captures in {duration}, {slope} a minute (sampling noise ± {noise}); {survival} of the {allocated} allocated meanwhile stayed.',
          args,
        );
  }
  if (found.verdict === 'shrinking') {
    return message(
      'trend.shrinking',
      'In use fell from {first} to {last} over {captures} captures in {duration}, {slope} a minute.',
      args,
    );
  }
  return allocated !== null && allocated > 0
    ? message(
        'trend.steadyAllocated',
        'In use went from {first} to {last} over {captures} captures in {duration}: no trend beyond the noise (± {noise}), while {allocated} were allocated.',
        args,
      )
    : message(
        'trend.steady',
        'In use went from {first} to {last} over {captures} captures in {duration}: no trend beyond the noise (± {noise}).',
        args,
      );
}

function isWorthTelling(site: Series, whole: Series, options: TrendOptions): boolean {
  const largest = Math.max(...whole.bytes);
  const held = Math.max(...site.bytes);
  const allocated = site.allocated ?? 0;
  return (
    (held > 0 && held >= options.leastShare * largest) ||
    (allocated > 0 && allocated >= options.leastShare * (whole.allocated ?? 0))
  );
}

const verdictOrder: readonly TrendVerdict[] = ['growing', 'steady', 'shrinking', 'tooLittleData'];

function byWorst(a: TrendSite, b: TrendSite): number {
  const byVerdict = verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict);
  if (byVerdict !== 0) return byVerdict;
  const bySlope = a.verdict === 'growing' ? (b.slopePerMinute ?? 0) - (a.slopePerMinute ?? 0) : 0;
  return bySlope || last(b.inuseBytes) - last(a.inuseBytes) || (a.name < b.name ? -1 : 1);
}

function last(values: readonly number[]): number {
  return values[values.length - 1]!;
}
