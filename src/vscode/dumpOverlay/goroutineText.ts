import { type Message, message } from '../../base/message';
import { formatMinutes } from '../../base/units';
import type { Finding, Verdict } from '../../model/finding';
import type { StateClass } from '../../model/goroutines';
import { stateClassNames } from '../../model/stateClassNames';
import type { Translate } from '../overlay/lensText';
import type { Crowd, Since, StateCount } from './crowd';

/** States beyond this many are summed up by an ellipsis. */
const statesShown = 3;

/**
 * `412 goroutines blocked here: chan send, ≥ 37 min · +120 since the dump before (40/min)` where they stand, and
 * `412 goroutines started here, 400 still blocked in chan send` at a `go` statement.
 */
export function lensText(crowd: Crowd, since: Since | null, translate: Translate): string {
  const parts = [headOf(crowd, translate), waitText(crowd, translate)].filter((part) => part !== '');
  return [parts.join(', '), changeText(crowd, since, translate)].filter((part) => part !== '').join(' · ');
}

/** At the end of a line, shorter: `412 × chan send · ≥ 37 min · +120`, `412 started · 400 × chan send`. */
export function markText(crowd: Crowd, translate: Translate): string {
  const change = crowd.change ? signed(crowd.change) : '';
  const parts = crowd.count === 0 ? [] : [markHead(crowd, translate), waitText(crowd, translate)];
  return [...parts, change].filter((part) => part !== '').join(' · ');
}

/** `chan send`; where the dump has no word for it, what its frames tell. */
export function stateText({ state, stateClass }: StateCount, translate: Translate): string {
  return state === '' ? translate(stateClassNames[stateClass]) : state;
}

/** `≥ 37 min` of all of them, `longest ≥ 37 min` of some; '' where no time is known. Minutes are lower bounds. */
export function waitText(
  { count, waiting, minWaitMinutes, maxWaitMinutes }: WaitSpread,
  translate: Translate,
): string {
  if (maxWaitMinutes < 0) return '';
  const time = formatMinutes(maxWaitMinutes);
  return waiting === count && minWaitMinutes === maxWaitMinutes
    ? translate(message('overlay.goroutines.wait', '≥ {time}', { time }))
    : translate(message('overlay.goroutines.longestWait', 'longest ≥ {time}', { time }));
}

export type WaitSpread = Pick<Crowd, 'count' | 'waiting' | 'minWaitMinutes' | 'maxWaitMinutes'>;

/** `+120 since the dump before (40/min)`; '' without a comparison. */
export function changeText({ change }: Crowd, since: Since | null, translate: Translate): string {
  if (change === null || !since) return '';
  const args = { change: change === 0 ? '±0' : signed(change), dumps: since.dumps };
  const words =
    since.dumps === 2
      ? message('overlay.goroutines.sinceBefore', '{change} since the dump before', args)
      : message('overlay.goroutines.sinceFirst', '{change} since the first of {dumps} dumps', args);
  const rate = since.minutes === null || change === 0 ? null : rateText(change / since.minutes);
  if (rate === null) return translate(words);
  return `${translate(words)} (${translate(message('overlay.goroutines.rate', '{rate}/min', { rate }))})`;
}

/** `likely: Channel send, receiver gone` */
export function findingPhrase({ confidence, title }: Finding, translate: Translate): Message {
  return message('overlay.goroutines.finding', '{verdict}: {title}', {
    verdict: translate(verdictText(confidence)),
    title: translate(title),
  });
}

/** How sure it is that something is wrong. */
export function verdictText(verdict: Verdict): Message {
  return verdictTexts[verdict];
}

/** `12,096`: people compare these with what dashboards say, so every digit counts. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+(?:$|\.))/g, ',');
}

function headOf(crowd: Crowd, translate: Translate): string {
  const { role, count } = crowd;
  const args = { count: countText(count) };
  if (count === 0) return translate(goneText(role));
  if (role === 'created') {
    const started =
      count === 1
        ? message('overlay.goroutines.startedOne', '{count} goroutine started here', args)
        : message('overlay.goroutines.started', '{count} goroutines started here', args);
    return `${translate(started)}${outcomeText(crowd, translate)}`;
  }
  const known = knownStates(crowd);
  const words = translate(standingText(known, args, count));
  return known.length === 0 || isSaid(known) ? words : `${words}: ${statesText(known, translate)}`;
}

/** What became of those that a `go` statement started, as far as they are still there. */
function outcomeText(crowd: Crowd, translate: Translate): string {
  const { count } = crowd;
  const blocked = crowd.states.filter(({ stateClass }) => blockedClasses.has(stateClass));
  const stuck = sumOf(blocked);
  if (stuck === 0) {
    const known = knownStates(crowd);
    return known.length === 0 ? '' : `: ${statesText(known, translate)}`;
  }
  const args = { count: countText(stuck), state: statesText(blocked, translate) };
  if (blocked.length > 1) {
    return `, ${translate(message('overlay.goroutines.stillBlocked', '{count} still blocked: {state}', args))}`;
  }
  const words =
    stuck < count
      ? message('overlay.goroutines.stillBlockedIn', '{count} still blocked in {state}', args)
      : count === 1
        ? message('overlay.goroutines.oneBlockedIn', 'still blocked in {state}', args)
        : message('overlay.goroutines.allBlockedIn', 'all still blocked in {state}', args);
  return `, ${translate(words)}`;
}

function standingText(states: readonly StateCount[], args: Message['args'], count: number): Message {
  const isOne = count === 1;
  if (states.length > 0 && states.every(({ stateClass }) => blockedClasses.has(stateClass))) {
    return isOne
      ? message('overlay.goroutines.blockedOne', '{count} goroutine blocked here', args)
      : message('overlay.goroutines.blocked', '{count} goroutines blocked here', args);
  }
  if (isSaid(states)) {
    return isOne
      ? message('overlay.goroutines.runningOne', '{count} goroutine running here', args)
      : message('overlay.goroutines.running', '{count} goroutines running here', args);
  }
  return isOne
    ? message('overlay.goroutines.hereOne', '{count} goroutine here', args)
    : message('overlay.goroutines.here', '{count} goroutines here', args);
}

/** In a comparison: they were there, and are no more. */
function goneText(role: Crowd['role']): Message {
  return role === 'created'
    ? message('overlay.goroutines.startedGone', 'no goroutine started here is left')
    : message('overlay.goroutines.hereGone', 'no goroutine here any more');
}

/** A form without states says `unknown` of what its frames do not tell: that is no word for a person. */
function knownStates({ states }: Crowd): StateCount[] {
  return states.filter(({ state, stateClass }) => state !== '' || stateClass !== 'unknown');
}

/** The head says it already. */
function isSaid(states: readonly StateCount[]): boolean {
  return states.length === 1 && states[0]!.state === 'running';
}

function markHead(crowd: Crowd, translate: Translate): string {
  const { role, count } = crowd;
  const known = knownStates(crowd);
  const args = { count: countText(count) };
  const counted = known.map((item) => `${countText(item.count)} × ${stateText(item, translate)}`);
  const list = counted.slice(0, statesShown).join(' · ');
  if (role === 'created') {
    const started = translate(message('overlay.goroutines.markStarted', '{count} started', args));
    return known.length === 0 ? started : `${started} · ${list}`;
  }
  return known.length === 0 ? translate(standingText([], args, count)) : list;
}

/** `chan send`, or `400 chan send, 12 select`. */
function statesText(states: readonly StateCount[], translate: Translate): string {
  if (states.length === 1) return stateText(states[0]!, translate);
  const shown = states.slice(0, statesShown);
  const texts = shown.map((item) => `${countText(item.count)} ${stateText(item, translate)}`);
  return [...texts, ...(states.length > shown.length ? ['…'] : [])].join(', ');
}

function signed(change: number): string {
  return `${change < 0 ? '−' : '+'}${countText(Math.abs(change))}`;
}

/** Two significant digits: the time between dumps is not known better. */
function rateText(perMinute: number): string {
  return countText(Number(Math.abs(perMinute).toPrecision(2)));
}

function sumOf(states: readonly StateCount[]): number {
  return states.reduce((sum, { count }) => sum + count, 0);
}

/** Waiting for another goroutine. */
const blockedClasses: ReadonlySet<StateClass> = new Set([
  'nilChannel',
  'forever',
  'leaked',
  'channel',
  'select',
  'mutex',
  'waitGroup',
  'cond',
  'semaphore',
]);

const verdictTexts: Readonly<Record<Verdict, Message>> = {
  normal: message('overlay.verdict.normal', 'normal'),
  suspicious: message('overlay.verdict.suspicious', 'suspicious'),
  likely: message('overlay.verdict.likely', 'likely'),
  certain: message('overlay.verdict.certain', 'certain'),
};
