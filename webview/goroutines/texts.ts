import { formatShare, formatValue } from '../../src/base/units';
import type { Confidence, EvidenceNumber, Severity, Verdict } from '../../src/model/finding';
import type { GroupChange } from '../../src/model/goroutineReport';
import type { DumpForm, StateClass } from '../../src/model/goroutines';
import { formatInteger, t } from '../strings';

/** What a class of states is called where one chooses among them. */
export function className(stateClass: StateClass): string {
  switch (stateClass) {
    case 'running':
      return t('running');
    case 'syscall':
      return t('syscall');
    case 'nilChannel':
      return t('nil channel');
    case 'forever':
      return t('select {} for ever');
    case 'leaked':
      return t('leaked');
    case 'channel':
      return t('channel');
    case 'select':
      return t('select');
    case 'mutex':
      return t('mutex');
    case 'waitGroup':
      return t('WaitGroup');
    case 'cond':
      return t('Cond');
    case 'semaphore':
      return t('semaphore');
    case 'io':
      return t('network and files');
    case 'sleep':
      return t('sleep');
    case 'runtime':
      return t('runtime');
    case 'gc':
      return t('garbage collector');
    case 'coroutine':
      return t('coroutine');
    case 'unknown':
      return t('unknown');
    case 'other':
      return t('other');
  }
}

export function verdictName(verdict: Verdict): string {
  return verdict === 'normal' ? t('normal') : confidenceName(verdict);
}

export function confidenceName(confidence: Confidence): string {
  switch (confidence) {
    case 'certain':
      return t('certain');
    case 'likely':
      return t('likely');
    case 'suspicious':
      return t('suspicious');
  }
}

export function severityName(severity: Severity): string {
  switch (severity) {
    case 'error':
      return t('Error');
    case 'warning':
      return t('Warning');
    case 'info':
      return t('Information');
  }
}

/** Name of a codicon, as for findings of the usual severity; '' for none. */
export function verdictIcon(verdict: Verdict): string {
  return { normal: '', suspicious: 'info', likely: 'warning', certain: 'error' }[verdict];
}

export function formName(form: DumpForm, onlyLeaked: boolean): string {
  if (onlyLeaked) return t('Goroutine leaks');
  switch (form) {
    case 'stacks':
      return t('Goroutine dump');
    case 'counts':
      return t('Goroutine counts');
    case 'profile':
      return t('Goroutine profile');
  }
}

export function goroutinesText(count: number): string {
  return count === 1 ? t('1 goroutine') : t('{count} goroutines', { count: formatInteger(count) });
}

export function groupsText(count: number): string {
  return count === 1 ? t('1 group') : t('{count} groups', { count: formatInteger(count) });
}

/** Whole minutes: `37 min`, `5 h 12 min`, `3 d 4 h`. */
export function minutesText(minutes: number): string {
  if (minutes < 120) return t('{minutes} min', { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return withRest(t('{hours} h', { hours }), minutes % 60, 'min');
  return withRest(t('{days} d', { days: Math.floor(hours / 24) }), hours % 24, 'h');
}

function withRest(text: string, rest: number, unit: 'min' | 'h'): string {
  if (rest === 0) return text;
  return `${text} ${unit === 'min' ? t('{minutes} min', { minutes: rest }) : t('{hours} h', { hours: rest })}`;
}

/** `≥ 37 min`, `≥ 5–37 min`, `≥ 5 min–3 h`: what a dump prints is a lower bound. '' where nothing is printed. */
export function waitText(least: number, most: number): string {
  if (most < 0) return '';
  if (least === most || least < 0) return `≥ ${minutesText(most)}`;
  return most < 120 ? `≥ ${least}–${minutesText(most)}` : `≥ ${roughText(least)}–${roughText(most)}`;
}

/** In the largest unit alone. */
function roughText(minutes: number): string {
  if (minutes < 120) return t('{minutes} min', { minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('{hours} h', { hours }) : t('{days} d', { days: Math.floor(hours / 24) });
}

/** Why the times of a group are what they are. */
export function waitHint(least: number, most: number, waiting: number, count: number): string {
  if (most < 0)
    return t('No minutes are printed: below a minute, or the collector has not looked for so long');
  const spread =
    least === most
      ? t('At least {most}', { most: minutesText(most) })
      : t('At least {least} up to at least {most}', {
          least: minutesText(least),
          most: minutesText(most),
        });
  const bound = t('Minutes are lower bounds: only a garbage collection writes them');
  if (waiting >= count) return `${spread}\n${bound}`;
  const some = t('{waiting} of {count} print minutes', {
    waiting: formatInteger(waiting),
    count: formatInteger(count),
  });
  return `${spread}\n${some}\n${bound}`;
}

/** `+412`, `−3`, `±0`. */
export function signedText(value: number): string {
  if (value === 0) return '±0';
  return `${value < 0 ? '−' : '+'}${formatInteger(Math.abs(value))}`;
}

export function changeName(change: GroupChange): string {
  switch (change) {
    case 'new':
      return t('new');
    case 'gone':
      return t('gone');
    case 'grown':
      return t('grown');
    case 'shrunk':
      return t('shrunk');
    case 'same':
      return t('same');
  }
}

/** Goroutines a minute, '' where nobody knows. */
export function rateText(perMinute: number): string {
  if (!Number.isFinite(perMinute) || perMinute === 0) return '';
  const magnitude = Math.abs(perMinute);
  const digits = magnitude >= 10 ? formatInteger(Math.round(magnitude)) : magnitude.toPrecision(2);
  return t('{rate}/min', { rate: `${perMinute < 0 ? '−' : '+'}${digits}` });
}

/** A number that decided, in its unit. */
export function evidenceText(value: number, unit: EvidenceNumber['unit']): string {
  switch (unit) {
    case 'minutes':
      return minutesText(value);
    case 'share':
      return formatShare(value);
    case 'goroutines':
    case '':
      return formatInteger(value);
    default:
      return formatValue(value, unit);
  }
}
