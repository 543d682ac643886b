import { type ForecastCase, summarizeForecasts } from './forecasts';
import { type Raised, severities } from './judge';
import type { ModeCase } from './modes';

export type Form = 'minute' | 'soak';

export interface Check {
  readonly what: string;
  /** null: as it should be. */
  readonly failure: string | null;
}

/**
 * Whether others kept the processors of the machine busy. Assists then last for as long as the system runs others in between:
 * C3 is not held against the program.
 */
export interface Machine {
  readonly isBusy: boolean;
}

/** Each rule that is meant, in time and not more severe; and not one that is not. */
export function checkRaised(
  { name, raises, mayTell = [], mayRaise = [] }: ModeCase,
  raised: readonly Raised[],
  form: Form,
  { isBusy }: Machine,
): Check[] {
  const expected = raises.filter(({ within }) => within[form] !== undefined);
  const inTime = expected.flatMap(({ rule, severity, of, within }) =>
    of.map((kind): Check => {
      const seconds = within[form]!;
      const found = raised.find(
        (one) => one.of === kind && one.rule === rule && rankOf(one.severity) >= rankOf(severity),
      );
      const what = `${name}: ${kind} raises ${rule} (${severity}) within ${seconds} s`;
      if (!found) return { what, failure: 'never' };
      if (found.seconds > seconds) return { what, failure: `after ${found.seconds} s` };
      return { what, failure: found.atEnd ? null : 'and no longer at the end' };
    }),
  );
  const others = raised.filter((one) => {
    const most = Math.max(
      ...expected
        .filter(({ rule, of }) => rule === one.rule && of.includes(one.of))
        .map(({ severity }) => rankOf(severity)),
    );
    if (rankOf(one.severity) <= most) return false;
    // Pauses are as long as the machine makes them, whatever the program does.
    if (one.rule === 'C8' || mayRaise.includes(one.rule)) return false;
    if (isBusy && one.rule === 'C3') return false;
    return one.severity !== 'info' || !mayTell.includes(one.rule);
  });
  return [
    ...inTime,
    {
      what: `${name}: nothing else`,
      failure: others.length === 0 ? null : others.map(textOf).join(', '),
    },
  ];
}

function rankOf(severity: Raised['severity']): number {
  return severities.indexOf(severity);
}

function textOf({ of, rule, severity, seconds }: Raised): string {
  return `${of} raises ${rule} (${severity}) after ${seconds} s`;
}

/** Bounds on what forecasts were worth; what they really are is in the table. */
const mostMedianError = 0.25;
/** Of all moments before a limit that was reached: too little is known at first. */
const mostSilentShare = 0.5;
/**
 * Of the forecasts of a limit that was reached. An interval holds 90 of 100 cases of the series' own past, and cannot know what is
 * to come: close to the limit marking hardly ends, what is allocated meanwhile counts as alive, and the limit is reached up to 4 %
 * of the way earlier than by growth alone. On a busy machine that left 63 of 100 within, on a less busy one 77 to 83.
 */
const leastWithinShare = 0.5;

/** Of a mode by itself. */
export function checkForecasts({ name, forecast }: ModeCase, cases: readonly ForecastCase[]): Check[] {
  const { silent, medianError } = summarizeForecasts(cases);
  if (forecast === 'silent') {
    const spoken = cases.length - silent;
    const isSilent = cases.length > 0 && spoken === 0;
    return [
      { what: `${name}: no forecast`, failure: isSilent ? null : `${spoken} of ${cases.length} times` },
    ];
  }
  const isReached = cases.length > 0 && cases.every(({ remainingMs }) => Number.isFinite(remainingMs));
  const isNear = medianError <= mostMedianError;
  return [
    { what: `${name}: the limit is reached`, failure: isReached ? null : 'never' },
    { what: `${name}: time to limit`, failure: isNear ? null : `off by ${percent(medianError)}, the median` },
  ];
}

/** Of all that came to their limit: of one alone there are too few for a share. */
export function checkIntervals(cases: readonly ForecastCase[]): Check[] {
  const { silent, within } = summarizeForecasts(cases);
  const spoken = cases.length - silent;
  return [
    {
      what: 'leaks to a limit: foretold',
      failure: silent <= mostSilentShare * cases.length ? null : `silent ${silent} of ${cases.length} times`,
    },
    {
      what: 'leaks to a limit: within their intervals',
      failure: within >= leastWithinShare * spoken ? null : `${within} of ${spoken} times`,
    },
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
