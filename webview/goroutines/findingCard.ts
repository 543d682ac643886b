import { baseNameOf } from '../../src/base/baseNameOf';
import { ownName } from '../../src/base/splitName';
import type { Finding, FindingLocation } from '../../src/model/finding';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { element } from '../dom';
import { createNumbers } from '../evidenceNumbers';
import { createName } from '../names';
import { t, tMessage } from '../strings';
import { createSeverity } from './findingsStrip';
import { placeOf } from './groupText';
import { createSentence } from './sentence';
import { confidenceName } from './texts';

export interface FindingCardCallbacks {
  onOpenSource(target: SourceTarget): void;
  onOpenRule(ruleId: string): void;
}

/** A finding with all that it rests on: what was seen, what to do, numbers with their thresholds, and lines to go to. */
export function createFindingCard(
  finding: Finding,
  callbacks: FindingCardCallbacks,
  withTitle: boolean,
): HTMLElement {
  return element(
    'section',
    {
      class: `finding-card severity-of-${finding.severity}`,
      attributes: { 'aria-label': tMessage(finding.title) },
    },
    withTitle
      ? element(
          'h3',
          {},
          createSeverity(finding.severity),
          element('span', { text: tMessage(finding.title) }),
          element('span', { class: 'finding-confidence', text: confidenceName(finding.confidence) }),
        )
      : null,
    element('p', {}, ...createSentence(tMessage(finding.message))),
    element('p', { class: 'finding-advice' }, ...createSentence(tMessage(finding.advice))),
    createLocations(finding.locations, callbacks),
    createNumbers(finding.evidence),
    element('button', {
      class: 'link',
      text: t('About this rule ({rule})', { rule: finding.ruleId }),
      attributes: { type: 'button' },
      on: { click: () => callbacks.onOpenRule(finding.ruleId) },
    }),
  );
}

function createLocations(
  locations: readonly FindingLocation[],
  callbacks: FindingCardCallbacks,
): HTMLElement | null {
  const shown = locations.filter(({ file }) => file !== '');
  if (shown.length === 0) return null;
  return element(
    'ul',
    { class: 'finding-locations' },
    ...shown.map((location) =>
      element(
        'li',
        {},
        element('span', { class: 'muted', text: roleName(location) }),
        createName(ownName(location.func)),
        element('button', {
          class: 'link',
          text:
            location.line > 0 ? `${baseNameOf(location.file)}:${location.line}` : baseNameOf(location.file),
          title: t('Open {location}', { location: placeOf(location) }),
          attributes: { type: 'button' },
          on: {
            click: (event) =>
              callbacks.onOpenSource({
                file: location.file,
                line: location.line,
                functionName: location.func,
                beside: event.altKey,
              }),
          },
        }),
      ),
    ),
  );
}

function roleName({ role }: FindingLocation): string {
  switch (role) {
    case 'blocked':
      return t('waits at');
    case 'created':
      return t('created at');
    case 'related':
      return t('see also');
  }
}
