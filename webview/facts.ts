import { baseNameOf } from '../src/base/baseNameOf';
import { formatNanos, formatShare, formatValue } from '../src/base/units';
import type { ProfileKind } from '../src/model/profile';
import type { QuestionEffect } from '../src/model/question';
import type { ProfileFacts, SampleTypeFacts } from '../src/model/views';
import { amountText } from './amounts';
import { comparedLeftText, comparedTotalText, timeApartText } from './comparison';
import { formatInteger, formatTime, t } from './strings';

/** The name of a profile's kind for people. */
export function kindName(kind: ProfileKind): string {
  switch (kind) {
    case 'heap':
      return t('Heap');
    case 'cpu':
      return t('CPU');
    case 'goroutine':
      return t('Goroutines');
    case 'block':
      return t('Block');
    case 'mutex':
      return t('Mutex');
    case 'threadcreate':
      return t('Thread creation');
    case 'other':
      return t('Profile');
  }
}

/** `8,412 samples at 512 kB`, `3,102 samples at 100 Hz`, or the count alone where no rate is recorded. */
export function samplesText(facts: ProfileFacts): string {
  const rate = rateText(facts);
  if (facts.samples === 1) return rate ? t('1 sample at {rate}', { rate }) : t('1 sample');
  const count = formatInteger(facts.samples);
  return rate ? t('{count} samples at {rate}', { count, rate }) : t('{count} samples', { count });
}

/** `512 kB` between two samples, `100 Hz`; '' where the period says nothing (one of each). */
export function rateText({ period, periodType }: ProfileFacts): string {
  if (!periodType || period <= 1) return '';
  if (periodType.unit === 'nanoseconds') {
    const hertz = 1e9 / period;
    return `${formatInteger(hertz >= 10 ? Math.round(hertz) : Math.round(hertz * 100) / 100)} Hz`;
  }
  if (periodType.unit === 'bytes') return formatValue(period, 'bytes').replace(/\.0+(?= )/, '');
  return t('1 in {period}', { period: formatInteger(period) });
}

/** What a value type sums to, named: `1.20 GB inuse_space`. */
export function totalText(type: SampleTypeFacts): string {
  return `${amountText(type.isDifference ? type.sum : type.total, type)} ${type.type}`;
}

/**
 * Facts for the header's one line, in order; what was not recorded is left out. With an `effect`: how much the question
 * leaves, `12 % of 1.20 GB inuse_space`, `431 of 8,412 samples`.
 */
export function headerFacts(
  facts: ProfileFacts,
  sampleIndex: number,
  effect: QuestionEffect | null = null,
): readonly string[] {
  const shown = facts.sampleTypes[sampleIndex];
  if (facts.comparison) {
    return [
      comparedTotalText(facts, sampleIndex),
      comparedLeftText(facts.comparison, effect),
      baseNameOf(facts.binary),
      timeApartText(facts.comparison),
      effect ? samplesLeftText(effect) : samplesText(facts),
    ].filter((fact) => fact !== '');
  }
  return [
    baseNameOf(facts.binary),
    facts.timeMs === null ? '' : formatTime(facts.timeMs),
    facts.durationNanos > 0 ? t('over {duration}', { duration: formatNanos(facts.durationNanos) }) : '',
    shown ? leftText(totalText(shown), effect) : '',
    effect ? samplesLeftText(effect) : samplesText(facts),
  ].filter((fact) => fact !== '');
}

function leftText(total: string, effect: QuestionEffect | null): string {
  if (!effect || effect.total === 0) return total;
  return t('{share} of {total}', { share: formatShare(effect.totalLeft / effect.total), total });
}

function samplesLeftText({ samples, samplesLeft }: QuestionEffect): string {
  return t('{count} of {all} samples', { count: formatInteger(samplesLeft), all: formatInteger(samples) });
}

/** Position of the value type to show: the chosen one while the profile has it, else the profile's own first. */
export function shownSampleIndex(facts: ProfileFacts, valueType: string | null): number {
  const chosen = facts.sampleTypes.findIndex(({ type }) => type === valueType);
  return chosen >= 0 ? chosen : facts.sampleIndex;
}

/** What the whole profile lets one see: values, values elsewhere only, or nothing at all. */
export type Emptiness =
  | { readonly kind: 'values' }
  | { readonly kind: 'zeroType'; readonly other: number }
  | { readonly kind: 'empty' };

export function emptinessOf(facts: ProfileFacts, sampleIndex: number): Emptiness {
  if (facts.sampleTypes[sampleIndex] && facts.sampleTypes[sampleIndex].total !== 0) return { kind: 'values' };
  const other = facts.sampleTypes.findIndex(({ total }) => total !== 0);
  return other >= 0 ? { kind: 'zeroType', other } : { kind: 'empty' };
}

/** Why a profile of this kind can have no samples, and what to do about it. */
export function emptyAdvice(kind: ProfileKind): string {
  switch (kind) {
    case 'heap':
      return t(
        'Go samples about one allocation per 512 kB, so a small or idle program may leave none. Capture again under load, or lower runtime.MemProfileRate at the start of main.',
      );
    case 'cpu':
      return t('The program used no CPU while it was recorded. Record again under load, or for longer.');
    case 'block':
      return t(
        'Go records blocking only after runtime.SetBlockProfileRate. Call it at the start of main, then capture again.',
      );
    case 'mutex':
      return t(
        'Go records contention only after runtime.SetMutexProfileFraction. Call it at the start of main, then capture again.',
      );
    default:
      return t('The program wrote a valid profile with nothing in it. Capture again while it works.');
  }
}
