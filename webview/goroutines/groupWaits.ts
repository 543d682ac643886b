import { ownName } from '../../src/base/splitName';
import type { GroupTable, WaitTarget } from '../../src/model/goroutineReport';
import { deliver } from '../data';
import { element, fill } from '../dom';
import { formatInteger, t, tMessage } from '../strings';
import { createMuted, createSection, type DetailsCallbacks, type DetailsInput } from './detailsContent';
import { tellingFrame } from './groups';
import { holderText, targetName } from './waitTexts';

/** Targets that are shown before it is said how many there are in all. */
const mostTargets = 5;

/** What the goroutines of a group wait for and who may hold it; empty until it is known, and where it is nothing. */
export function createGroupWaits(
  { data, report }: DetailsInput,
  group: number,
  callbacks: DetailsCallbacks,
): HTMLElement {
  const place = element('div', { class: 'waits-place' });
  void deliver(
    data.waits(group),
    () => place.isConnected,
    (targets) => {
      if (targets.length > 0) fill(place, createTargets(targets, report.groups, group, callbacks));
    },
    (error) => fill(place, createMuted(error.message)),
  );
  return place;
}

function createTargets(
  targets: readonly WaitTarget[],
  groups: GroupTable,
  group: number,
  callbacks: DetailsCallbacks,
): HTMLElement {
  const shown = targets.slice(0, mostTargets);
  return createSection(
    t('Waits for'),
    targets.length > shown.length
      ? element('span', {
          class: 'muted',
          text: t('{count} in all', { count: formatInteger(targets.length) }),
        })
      : null,
    ...shown.map((target) =>
      element(
        'div',
        { class: 'wait-target' },
        element(
          'div',
          {},
          element('strong', { text: targetName(target) }),
          ` · ${t('{count} waiting', { count: formatInteger(target.waiters) })}`,
        ),
        ...target.holders.map((holder) => createHolder(holder, groups, group, callbacks)),
      ),
    ),
  );
}

function createHolder(
  holder: WaitTarget['holders'][number],
  groups: GroupTable,
  group: number,
  { onSelectGroup }: DetailsCallbacks,
): HTMLElement {
  const frame = tellingFrame(groups, holder.group);
  return element(
    'div',
    { class: 'wait-holder' },
    holder.group === group
      ? element('span', { text: holderText(holder) })
      : element('button', {
          class: 'link',
          text: holderText(holder),
          title: t('Show its group'),
          attributes: { type: 'button' },
          on: { click: () => onSelectGroup(holder.group) },
        }),
    frame ? ` ${ownName(frame.func)}` : '',
    element('span', { class: 'muted', text: ` · ${tMessage(holder.reason)}` }),
  );
}
