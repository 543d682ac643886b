import { baseNameOf } from '../../src/base/baseNameOf';
import type { GroupTable } from '../../src/model/goroutineReport';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { type MenuItems, openMenu } from '../menu';
import { t } from '../strings';
import { writeTerm } from './filterText';
import { creatorOf, stateText, tellingFrame } from './groups';
import { sourceOf } from './groupsTable';
import { groupAsText } from './groupText';

export interface GroupMenuActions {
  onOpenSource(target: SourceTarget): void;
  onCopy(text: string): void;
  onNarrow(term: string): void;
}

/** What can be done with a group of goroutines. */
export function openGroupMenu(
  groups: GroupTable,
  group: number,
  { onOpenSource, onCopy, onNarrow }: GroupMenuActions,
  clientX: number,
  clientY: number,
): void {
  const frame = tellingFrame(groups, group);
  const creator = creatorOf(groups, group);
  const state = stateText(groups, group);
  const line = frame && frame.line > 0 ? writeTerm('at', `${baseNameOf(frame.file)}:${frame.line}`) : '';
  const narrow = (label: string, term: string): MenuItems =>
    term === '' ? [] : [{ label, keys: '', run: () => onNarrow(term) }];
  openMenu(
    frame?.func ?? t('Group'),
    [
      ...(frame && frame.file !== ''
        ? [{ label: t('Open source'), keys: 'F12', run: () => onOpenSource(sourceOf(frame, false)) }]
        : []),
      ...(creator && creator.file !== ''
        ? [{ label: t('Open the go statement'), keys: '', run: () => onOpenSource(sourceOf(creator, false)) }]
        : []),
      { label: t('Copy stack'), keys: 'Ctrl+C', run: () => onCopy(groupAsText(groups, group)) },
      null,
      ...narrow(t('Only this line'), line),
      ...narrow(t('Only this creator'), creator ? writeTerm('created', creator.func) : ''),
      ...narrow(t('Only this state'), state === '' ? '' : writeTerm('state', state)),
      ...narrow(t('Without this line'), line === '' ? '' : `-${line}`),
    ],
    clientX,
    clientY,
  );
}
