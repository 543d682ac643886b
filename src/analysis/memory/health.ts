import { type Message, message } from '../../base/message';
import type { EvidenceNumber, EvidenceUnit, TimeSpan } from '../../model/finding';
import type { Health, HealthPart, HealthPartId, MemoryReportOptions } from '../../model/memoryReport';
import type { MemorySeries } from '../../model/memorySeries';
import type { RangeSummary } from '../../model/timeline';
import { riseOverFall } from '../theilSen';
import { DrawnSeriesSet } from './drawnSeries';
import { headroomPart } from './headroom';
import {
  gcCpuBend,
  gcCpuScore,
  gcRateBend,
  gcRateScore,
  goroutinesScore,
  goroutinesUnit,
  growthScore,
  growthUnit,
  pauseBend,
  pauseScore,
} from './healthScores';
import { limitsOf } from './limits';
import { type Floors, floorGrowth, floorsOf, liveFloor, liveHeapOf } from './liveFloor';
import { summarizeRange } from './rangeSummary';
import { lastProcessSpan, recentSpan } from './recent';
import { equalWindows, lastKnown, rowsWithin } from './windows';

/**
 * How much each part counts, of 1: running out of memory ends the process, collecting without end nearly does, a leak ends it
 * later, pauses and goroutines make it slow. Where parts are missing, the others count by the same proportion.
 */
const weights: Readonly<Record<HealthPartId, number>> = {
  headroom: 0.3,
  gcCpu: 0.25,
  pauses: 0.15,
  growth: 0.2,
  goroutines: 0.1,
};

/** A part before it is known what it counts, or what it lacks. */
export type PartResult =
  | Pick<HealthPart, 'name' | 'score' | 'formula' | 'inputs'>
  | { readonly missing: Message };

/** As C2 counts. */
const smallGoal = 8 * 2 ** 20;
/** Shorter evidence is a start, which grows in every healthy process. As H1 judges. */
const leastGrowthMs = 30_000;
const leastFloors = 5;

/**
 * How healthy a process is: the mean of parts by weight, each with its formula and its inputs. Growth is judged over all of the
 * last process in the series, the others over its last ten minutes (or ten collections, where these take longer): an hour of
 * quiet does not excuse a minute of thrashing. Linear in the series. `drawn` is of the same series.
 */
export function computeHealth(
  series: MemorySeries,
  options: Pick<MemoryReportOptions, 'known' | 'range'>,
  drawn = new DrawnSeriesSet(series),
): Health {
  const whole = lastProcessSpan(series, options.range);
  const recent = recentSpan(series, whole);
  const now = summarizeRange(series, drawn, recent);
  const results: Readonly<Record<HealthPartId, PartResult>> = {
    headroom: headroomPart(series, recent, limitsOf(series, options.known, options.range)),
    gcCpu: gcCpuPart(now.gcCpu, rateOf(series, recent, now)),
    pauses: pausesPart(pauseOf(series, recent, now)),
    growth: growthPart(series, whole),
    goroutines: goroutinesPart(series, whole),
  };
  return weighed(results);
}

function weighed(results: Readonly<Record<HealthPartId, PartResult>>): Health {
  const parts: (Omit<HealthPart, 'weight'> & { weight: number })[] = [];
  const missing: { part: HealthPartId; reason: Message }[] = [];
  for (const part of Object.keys(results) as HealthPartId[]) {
    const result = results[part];
    if ('missing' in result) missing.push({ part, reason: result.missing });
    else parts.push({ part, weight: weights[part], ...result });
  }
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  for (const part of parts) part.weight /= total;
  const score = parts.reduce((sum, { score, weight }) => sum + score * weight, 0);
  return { score: parts.length === 0 ? null : score, parts, missing };
}

/** Collections a second; null of a heap with a goal of up to 8 MiB, where they say nothing: it starts up, or is a small tool's. */
function rateOf(
  { samples, cycles }: MemorySeries,
  span: TimeSpan,
  { cyclesPerSecond }: RangeSummary,
): number | null {
  const goal =
    lastKnown(cycles.goal, rowsWithin(cycles.timeMs, span)) ??
    lastKnown(samples.fields.NextGC, rowsWithin(samples.timeMs, span));
  if (cyclesPerSecond === null || goal === null) return null;
  return goal <= smallGoal ? null : cyclesPerSecond;
}

function gcCpuPart(cpu: number | null, rate: number | null): PartResult {
  if (cpu === null && rate === null) {
    return {
      missing: message(
        'health.gcCpu.missing',
        'needs two collections of a GC trace, or two samples with processor times of the collector',
      ),
    };
  }
  const inputs: EvidenceNumber[] = [];
  if (cpu !== null) {
    inputs.push(input(message('health.gcCpu.share', 'GC CPU'), cpu, 'share', gcCpuBend.none));
  }
  if (rate !== null) {
    inputs.push(
      input(message('health.gcCpu.rate', 'collections a second'), rate, 'cycles/s', gcRateBend.none),
    );
  }
  return {
    name: message('health.gcCpu', 'GC work'),
    score: Math.min(cpu === null ? 100 : gcCpuScore(cpu), rate === null ? 100 : gcRateScore(rate)),
    formula: gcCpuFormula(cpu !== null, rate !== null),
    inputs,
  };
}

function gcCpuFormula(hasCpu: boolean, hasRate: boolean): Message {
  if (hasCpu && hasRate) {
    return message(
      'health.gcCpu.formula',
      'the lower of 100 × (40 % − GC CPU) ÷ 30 % and 100 × (20 − collections a second) ÷ 15, from 0 to 100',
    );
  }
  if (hasCpu) {
    return message('health.gcCpu.formulaCpu', '100 × (40 % − GC CPU) ÷ 30 %, from 0 to 100');
  }
  return message('health.gcCpu.formulaRate', '100 × (20 − collections a second) ÷ 15, from 0 to 100');
}

interface Pause {
  readonly ns: number;
  readonly how: 'p99' | 'max';
}

/** Of cycles the 99th percentile; of samples the longest of late, else the percentile since the start that a histogram has. */
function pauseOf({ samples }: MemorySeries, span: TimeSpan, now: RangeSummary): Pause | null {
  if (now.pauseP99Ns !== null) return { ns: now.pauseP99Ns, how: 'p99' };
  if (now.pauseMaxNs !== null) return { ns: now.pauseMaxNs, how: 'max' };
  const p99 = lastKnown(samples.fields.PauseP99Ns, rowsWithin(samples.timeMs, span));
  return p99 === null ? null : { ns: p99, how: 'p99' };
}

function pausesPart(pauses: Pause | null): PartResult {
  if (!pauses) {
    return {
      missing: message('health.pauses.missing', 'needs pauses: a GC trace, or samples that tell them'),
    };
  }
  const name =
    pauses.how === 'p99'
      ? message('health.pauses.p99', '99th percentile of pauses')
      : message('health.pauses.max', 'longest pause');
  return {
    name: message('health.pauses', 'Pauses'),
    score: pauseScore(pauses.ns),
    formula: message(
      'health.pauses.formula',
      '100 at 1 ms or less, 50 less for each ten times as long: 100 × (2 − log₁₀(pause ÷ 1 ms)) ÷ 2, from 0 to 100',
    ),
    inputs: [input(name, pauses.ns, 'ns', pauseBend.noneNs)],
  };
}

function growthPart(series: MemorySeries, span: TimeSpan): PartResult {
  if (series.clock === 'none') return { missing: noClock() };
  const live = liveHeapOf(series, span);
  if (!live) return { missing: message('health.growth.missing', 'needs the live heap over time') };
  const floors = liveFloor(live);
  const growth = growthOf(floors);
  if (!growth) return { missing: tooShort() };
  return {
    name: message('health.growth', 'Growth of the live heap'),
    score: growthScore(growth.grown, growth.from, growth.steadiness),
    formula: message(
      'health.growth.formula',
      '100 − 50 × the smaller of grown × steadiness ÷ 32 MiB and grown × steadiness ÷ first ÷ 30 %, from 0 to 100',
    ),
    inputs: [
      input(message('health.growth.first', 'live heap at first'), growth.from, 'bytes'),
      input(
        message('health.growth.grown', 'grown since, by Theil–Sen'),
        growth.grown,
        'bytes',
        growthUnit.bytes,
      ),
      input(message('health.growth.steadiness', 'steadiness (rises less falls)'), growth.steadiness, 'share'),
    ],
  };
}

function goroutinesPart(series: MemorySeries, span: TimeSpan): PartResult {
  if (series.clock === 'none') return { missing: noClock() };
  const { timeMs, fields } = series.samples;
  if (!fields.Goroutines) {
    return { missing: message('health.goroutines.missing', 'needs samples that count goroutines') };
  }
  const windows = equalWindows(timeMs, rowsWithin(timeMs, span), 30);
  const growth = growthOf(floorsOf(timeMs, fields.Goroutines, windows));
  if (!growth) return { missing: tooShort() };
  return {
    name: message('health.goroutines', 'Goroutines'),
    score: goroutinesScore(growth.grown, growth.from, growth.steadiness),
    formula: message(
      'health.goroutines.formula',
      '100 − 50 × the smaller of grown × steadiness ÷ 50 and grown × steadiness ÷ first ÷ 50 %, from 0 to 100',
    ),
    inputs: [
      input(message('health.goroutines.first', 'goroutines at first'), growth.from, 'goroutines'),
      input(
        message('health.growth.grown', 'grown since, by Theil–Sen'),
        growth.grown,
        'goroutines',
        goroutinesUnit.count,
      ),
      input(message('health.growth.steadiness', 'steadiness (rises less falls)'), growth.steadiness, 'share'),
    ],
  };
}

/** What floors rose by from the first to the last; null where they are too few, or of less than half a minute. */
function growthOf(floors: Floors): { from: number; grown: number; steadiness: number } | null {
  const { timeMs, value } = floors;
  const spanMs = timeMs.length < leastFloors ? 0 : timeMs.at(-1)! - timeMs[0]!;
  const perMinute = spanMs < leastGrowthMs ? null : floorGrowth(floors);
  if (perMinute === null) return null;
  return { from: value[0]!, grown: (perMinute * spanMs) / 60_000, steadiness: riseOverFall(value) };
}

function tooShort(): Message {
  return message(
    'health.tooShort',
    'needs at least half a minute and five moments: fewer cannot tell growth',
  );
}

function noClock(): Message {
  return message('health.noClock', 'needs times: nobody wrote when these samples were taken');
}

function input(
  name: Message,
  value: number,
  unit: EvidenceUnit,
  threshold: number | null = null,
): EvidenceNumber {
  return { name, value, unit, threshold };
}
