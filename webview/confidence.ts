import { t } from './strings';

/** `± 6 %`: the error of an estimate needs no third digit. */
export function errorText(relativeError: number): string {
  const percent = relativeError * 100;
  return `± ${percent < 1 ? Math.max(0.1, percent).toFixed(1) : Math.round(percent)} %`;
}

/** What `± 6 %` means. */
export function errorHint(): string {
  return t('Standard error of this estimate: the profile holds samples, not every event');
}
