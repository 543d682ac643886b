import type { Finding } from '../../src/model/finding';
import type { MemoryReport } from '../../src/model/memoryReport';
import type { MemorySeries } from '../../src/model/memorySeries';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { element } from '../dom';
import { createFindingCard } from '../goroutines/findingCard';
import { formatInteger, t, tMessage } from '../strings';
import { findingKeys } from './findingSpans';
import { exactStep } from './graph/axis';
import { spanOf } from './graph/timeWindow';
import { lengthText, spanText } from './timeTexts';

export interface FindingsTabCallbacks {
  onOpenSource(target: SourceTarget): void;
  onOpenRule(ruleId: string): void;
  /** To its time. */
  onShow(key: string): void;
}

/** All findings with what they rest on, and the rules that could not judge, folded. */
export function findingsContent(
  { findings, unjudged }: MemoryReport,
  chosen: string,
  isUnjudgedOpen: boolean,
  clock: MemorySeries['clock'],
  callbacks: FindingsTabCallbacks,
): readonly HTMLElement[] {
  const keys = findingKeys(findings);
  return [
    ...(findings.length === 0
      ? [element('p', { class: 'muted', text: t('Nothing suspicious found.') })]
      : []),
    ...findings.map((finding, i) => createCard(finding, keys[i]!, keys[i] === chosen, clock, callbacks)),
    ...(unjudged.length === 0 ? [] : [createUnjudged(unjudged, isUnjudgedOpen, callbacks)]),
  ];
}

function createCard(
  finding: Finding,
  key: string,
  isChosen: boolean,
  clock: MemorySeries['clock'],
  callbacks: FindingsTabCallbacks,
): HTMLElement {
  const card = createFindingCard(finding, callbacks, true);
  card.dataset.key = key;
  card.classList.toggle('chosen', isChosen);
  const { span } = finding;
  if (span) {
    const time = element('button', {
      class: 'link finding-time',
      text: `${spanText(span, clock, exactStep(spanOf(span), 50))} (${lengthText(spanOf(span), clock)})`,
      title: t('Show this time'),
      attributes: { type: 'button' },
      on: { click: () => callbacks.onShow(key) },
    });
    card.querySelector('h3')?.after(time);
  }
  return card;
}

function createUnjudged(
  unjudged: MemoryReport['unjudged'],
  isOpen: boolean,
  { onOpenRule }: FindingsTabCallbacks,
): HTMLElement {
  return element(
    'details',
    { class: 'unjudged', attributes: { open: isOpen ? '' : null } },
    element('summary', {
      text:
        unjudged.length === 1
          ? t('1 rule could not judge')
          : t('{count} rules could not judge', { count: formatInteger(unjudged.length) }),
    }),
    element(
      'ul',
      {},
      ...unjudged.map(({ ruleId, reason }) =>
        element(
          'li',
          {},
          element('button', {
            class: 'link',
            text: ruleId,
            title: t('About this rule ({rule})', { rule: ruleId }),
            attributes: { type: 'button' },
            on: { click: () => onOpenRule(ruleId) },
          }),
          element('span', { text: tMessage(reason) }),
        ),
      ),
    ),
  );
}
