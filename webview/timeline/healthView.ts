import { formatShare } from '../../src/base/units';
import type { Health, HealthPart } from '../../src/model/memoryReport';
import { element } from '../dom';
import { createNumbers } from '../evidenceNumbers';
import { formatInteger, t, tMessage } from '../strings';
import { healthPartName } from './texts';

/** A class for how well a score is; the number stands beside it always. */
export function healthClass(score: number): 'good' | 'watch' | 'bad' {
  if (score >= 75) return 'good';
  return score >= 45 ? 'watch' : 'bad';
}

/** The score with all that it is made of: formulas, inputs, weights, and what is left out. */
export function healthContent({ score, parts, missing }: Health): readonly HTMLElement[] {
  return [
    element(
      'p',
      { class: 'health-score' },
      element('strong', {
        class: score === null ? '' : healthClass(score),
        text: score === null ? '—' : formatInteger(Math.round(score)),
      }),
      element('span', {
        class: 'muted',
        text: score === null ? t('no part can be told') : t('of 100: the mean of its parts by weight'),
      }),
    ),
    ...parts.map(createPart),
    ...(missing.length === 0
      ? []
      : [
          element('h3', { text: t('Left out') }),
          element(
            'dl',
            { class: 'left-out' },
            ...missing.flatMap(({ part, reason }) => [
              element('dt', { text: healthPartName(part) }),
              element('dd', { text: tMessage(reason) }),
            ]),
          ),
        ]),
  ];
}

function createPart(part: HealthPart): HTMLElement {
  const bar = element('div', {
    class: `health-meter ${healthClass(part.score)}`,
    attributes: { 'aria-hidden': 'true' },
  });
  bar.style.setProperty('--score', String(part.score / 100));
  return element(
    'section',
    { class: 'health-part', attributes: { 'aria-label': tMessage(part.name), 'data-part': part.part } },
    element(
      'h3',
      {},
      element('span', { text: tMessage(part.name) }),
      element('strong', { text: formatInteger(Math.round(part.score)) }),
      element('span', {
        class: 'muted',
        text: t('weight {share}', { share: formatShare(part.weight) }),
      }),
    ),
    bar,
    element('p', { class: 'formula', text: tMessage(part.formula) }),
    createNumbers(part.inputs),
  );
}
