import { ownName } from '../../src/base/splitName';
import type { GroupTable } from '../../src/model/goroutineReport';
import { element } from '../dom';
import { createName } from '../names';
import { formatInteger, t } from '../strings';
import type { DetailsCallbacks } from './detailsContent';
import { stateText, tellingFrame } from './groups';

/** A group in a line: a click selects it. */
export function createGroupLink(
  groups: GroupTable,
  group: number,
  { onSelectGroup }: Pick<DetailsCallbacks, 'onSelectGroup'>,
): HTMLElement {
  const frame = tellingFrame(groups, group);
  return element(
    'button',
    {
      class: 'list-row',
      title: frame?.func ?? '',
      attributes: { type: 'button' },
      on: { click: () => onSelectGroup(group) },
    },
    element('span', { class: 'group-count', text: formatInteger(groups.count[group]!) }),
    element('span', { class: 'row-text' }, frame ? createName(ownName(frame.func)) : t('no stack')),
    element('span', { class: 'row-note', text: stateText(groups, group) }),
  );
}
