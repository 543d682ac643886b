import type { EvidenceNumber } from '../src/model/finding';
import { element } from './dom';
import { amountText } from './evidenceAmount';
import { t, tMessage } from './strings';

/** Numbers by name, with the thresholds that they are held against. */
export function createNumbers(numbers: readonly EvidenceNumber[]): HTMLElement | null {
  if (numbers.length === 0) return null;
  return element(
    'dl',
    { class: 'evidence' },
    ...numbers.flatMap(({ name, value, unit, threshold }) => [
      element('dt', { text: tMessage(name) }),
      element(
        'dd',
        {},
        element('span', { text: amountText(value, unit) }),
        threshold === null
          ? null
          : element('span', {
              class: 'muted',
              text: t('threshold {threshold}', { threshold: amountText(threshold, unit) }),
            }),
      ),
    ]),
  );
}
