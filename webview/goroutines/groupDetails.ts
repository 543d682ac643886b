import { baseNameOf } from '../../src/base/baseNameOf';
import { ownName } from '../../src/base/splitName';
import { formatShare } from '../../src/base/units';
import type { GoroutineReport } from '../../src/model/goroutineReport';
import { createIcon, createIconButton } from '../controls';
import { element } from '../dom';
import { createName } from '../names';
import { formatInteger, t } from '../strings';
import {
  createClearButton,
  createLinkButton,
  createMuted,
  createSection,
  type DetailsCallbacks,
  type DetailsContent,
  type DetailsInput,
} from './detailsContent';
import { writeTerm } from './filterText';
import { createFindingCard } from './findingCard';
import { createGroupGoroutines } from './groupGoroutines';
import { createGroupLink } from './groupLink';
import {
  classOf,
  creatorOf,
  findingsOf,
  similarGroups,
  stackOf,
  stateText,
  tellingFrame,
  verdictOf,
} from './groups';
import { sourceOf } from './groupsTable';
import { groupAsText } from './groupText';
import { createGroupWaits } from './groupWaits';
import { createStackView } from './stackView';
import {
  changeName,
  className,
  goroutinesText,
  groupsText,
  rateText,
  signedText,
  verdictIcon,
  verdictName,
  waitHint,
  waitText,
} from './texts';

/** Similar groups that are listed before it is said how many more there are. */
const mostSimilar = 10;

/** All about a group of goroutines. `isChosen`: false where nobody has chosen it, so that nothing is to be cleared. */
export function groupDetails(
  input: DetailsInput,
  group: number,
  isChosen: boolean,
  callbacks: DetailsCallbacks,
): DetailsContent {
  const { report } = input;
  const { groups, findings } = report;
  return {
    title: titleOf(report, group),
    summary: formatInteger(groups.count[group]!),
    actions: [...actionsOf(report, group, callbacks), isChosen ? createClearButton(callbacks) : null],
    body: [
      createFigures(report, group),
      ...findingsOf(groups, group).map((position) => createFindingCard(findings[position]!, callbacks, true)),
      createStack(report, group, callbacks),
      createComparison(report, group),
      createSimilar(report, group, callbacks),
      createGroupWaits(input, group, callbacks),
      createGroupGoroutines(input, group, callbacks),
    ],
  };
}

function titleOf({ groups }: GoroutineReport, group: number): (HTMLElement | null)[] {
  const frame = tellingFrame(groups, group);
  const verdict = verdictOf(groups, group);
  const icon = verdictIcon(verdict);
  return [
    icon === '' ? null : createVerdictBadge(icon, verdictName(verdict)),
    element('span', { class: 'title-text' }, frame ? createName(ownName(frame.func)) : t('no stack')),
  ];
}

function createVerdictBadge(icon: string, name: string): HTMLElement {
  return element(
    'span',
    { class: 'verdict-badge', title: name },
    createIcon(icon),
    element('span', { class: 'for-listeners', text: name }),
  );
}

function actionsOf(
  { groups }: GoroutineReport,
  group: number,
  { onOpenSource, onCopy, onMenu }: DetailsCallbacks,
): (HTMLElement | null)[] {
  const frame = tellingFrame(groups, group);
  return [
    frame && frame.file !== ''
      ? createIconButton('go-to-file', t('Open source (F12)'), () => onOpenSource(sourceOf(frame, false)))
      : null,
    createIconButton('copy', t('Copy stack'), () => onCopy(groupAsText(groups, group))),
    createMenuButton((clientX, clientY) => onMenu(group, clientX, clientY)),
  ];
}

function createMenuButton(open: (clientX: number, clientY: number) => void): HTMLElement {
  const button = createIconButton('ellipsis', t('Filter, copy and more'), () => {
    const box = button.getBoundingClientRect();
    open(box.left, box.bottom);
  });
  button.setAttribute('aria-haspopup', 'menu');
  return button;
}

function createFigures({ groups, facts }: GoroutineReport, group: number): HTMLElement {
  const least = groups.minWaitMinutes[group]!;
  const most = groups.maxWaitMinutes[group]!;
  const count = groups.count[group]!;
  const state = stateText(groups, group) || className(classOf(groups, group));
  const locked = groups.locked[group]!;
  const share = facts.parsed === 0 ? 0 : count / facts.parsed;
  return element(
    'p',
    { class: 'group-figures' },
    element('strong', { text: goroutinesText(count) }),
    share > 0 && share < 1 ? ` (${formatShare(share)})` : '',
    ` · ${state}`,
    most < 0
      ? null
      : element('span', {
          text: ` · ${t('waiting {time}', { time: waitText(least, most) })}`,
          title: waitHint(least, most, groups.waiting[group]!, count),
        }),
    locked > 0 ? ` · ${t('{count} locked to a thread', { count: formatInteger(locked) })}` : '',
  );
}

function createStack(
  { groups }: GoroutineReport,
  group: number,
  { onNarrow, onOpenSource }: DetailsCallbacks,
): HTMLElement {
  const creator = creatorOf(groups, group);
  const frame = tellingFrame(groups, group);
  const narrow = [
    frame && frame.line > 0
      ? createLinkButton(t('Only this line'), () =>
          onNarrow(writeTerm('at', `${baseNameOf(frame.file)}:${frame.line}`)),
        )
      : null,
    creator
      ? createLinkButton(t('Only this creator'), () => onNarrow(writeTerm('created', creator.func)))
      : null,
  ];
  return createSection(
    t('Stack'),
    element('div', { class: 'section-links' }, ...narrow),
    createStackView(stackOf(groups, group), creator, onOpenSource),
  );
}

/** A fold of the table counts them together. */
function createSimilar(
  { groups }: GoroutineReport,
  group: number,
  callbacks: DetailsCallbacks,
): HTMLElement | null {
  const similar = similarGroups(groups, group);
  if (similar.length === 0) return null;
  const all = similar.reduce((sum, other) => sum + groups.count[other]!, groups.count[group]!);
  const shown = similar.slice(0, mostSimilar);
  return createSection(
    t('Similar stacks'),
    element('span', {
      class: 'muted',
      text: t('{goroutines} in all', { goroutines: goroutinesText(all) }),
    }),
    ...shown.map((other) => createGroupLink(groups, other, callbacks)),
    similar.length > shown.length
      ? createMuted(t('and {groups} more', { groups: groupsText(similar.length - shown.length) }))
      : null,
  );
}

function createComparison({ comparison }: GoroutineReport, group: number): HTMLElement | null {
  if (!comparison) return null;
  const { dumps, counts, change, perMinute } = comparison;
  const rate = rateText(perMinute[group]!);
  const difference = counts.at(-1)![group]! - counts[0]![group]!;
  const sum = [changeName(change[group]!), signedText(difference), rate].filter((part) => part !== '');
  return createSection(
    t('Over the dumps'),
    element('span', { class: 'muted', text: sum.join(' · ') }),
    ...dumps.map(({ name }, i) =>
      element(
        'div',
        { class: 'list-row' },
        element('span', { class: 'row-text', text: name, title: name }),
        element('span', { class: 'row-value', text: formatInteger(counts[i]![group]!) }),
      ),
    ),
  );
}
