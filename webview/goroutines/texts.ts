import { formatMinutes } from '../../src/base/units';
import type { Confidence, Severity, Verdict } from '../../src/model/finding';
import type { GroupChange } from '../../src/model/goroutineReport';
import type { DumpForm, StateClass } from '../../src/model/goroutines';
import { stateClassNames } from '../../src/model/stateClassNames';
import { formatInteger, t, tMessage } from '../strings';

/** What a class of states is called where one chooses among them. */
export function className(stateClass: StateClass): string {
  return tMessage(stateClassNames[stateClass]);
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

/** `≥ 37 min`, `≥ 5–37 min`, `≥ 5 min–3 h`: what a dump prints is a lower bound. '' where nothing is printed. */
export function waitText(least: number, most: number): string {
  if (most < 0) return '';
  if (least === most || least < 0) return `≥ ${formatMinutes(most)}`;
  return most < 120 ? `≥ ${least}–${formatMinutes(most)}` : `≥ ${roughText(least)}–${roughText(most)}`;
}

/** In the largest unit alone. */
function roughText(minutes: number): string {
  return formatMinutes(minutes).split(' ', 2).join(' ');
}

/** Why the times of a group are what they are. */
export function waitHint(least: number, most: number, waiting: number, count: number): string {
  if (most < 0)
    return t('No minutes are printed: below a minute, or the collector has not looked for so long');
  const spread =
    least === most
      ? t('At least {most}', { most: formatMinutes(most) })
      : t('At least {least} up to at least {most}', {
          least: formatMinutes(least),
          most: formatMinutes(most),
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
