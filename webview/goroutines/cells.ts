import { ownName, splitName } from '../../src/base/splitName';
import { verdicts } from '../../src/model/finding';
import type { DumpComparison, GroupChange, GroupTable } from '../../src/model/goroutineReport';
import { createIcon } from '../controls';
import { element } from '../dom';
import { createName } from '../names';
import { formatInteger, t } from '../strings';
import { shortLocation } from '../table/layout';
import { classOf, creatorOf, type GroupFrame, stateText, tellingFrame } from './groups';
import { placeOf } from './groupText';
import { type GroupRow, isGone } from './layout';
import type { GroupColumn } from './state';
import {
  changeName,
  className,
  goroutinesText,
  rateText,
  signedText,
  verdictIcon,
  verdictName,
  waitHint,
  waitText,
} from './texts';
import type { DrawnRow, GridColumn } from './virtualGrid';

export interface GroupCellContext {
  readonly groups: GroupTable;
  readonly comparison: DumpComparison | null;
  readonly columns: readonly GridColumn[];
  /** A row has two lines: what it waits for, since when and where stand below its function. */
  readonly isNarrow: boolean;
  /** Goroutines of the dump: what the bars are shares of. */
  readonly total: number;
}

export type GroupWidth = 'narrow' | 'medium' | 'wide';

/** Columns that this dump has something for, and the page room. */
export function groupColumnsOf(
  groups: GroupTable,
  isCompared: boolean,
  width: GroupWidth,
): readonly GridColumn[] {
  const has = (column: Int32Array) => column.some((value) => value >= 0);
  const columns: readonly (readonly [GroupColumn, boolean, string, string])[] = [
    ['count', true, t('Count'), t('Goroutines that match the filter')],
    ['change', isCompared, t('Change'), t('Goroutines more or less than in the first dump')],
    ['state', width !== 'narrow', t('State'), t('What most of them do, as the dump prints it')],
    [
      'wait',
      width !== 'narrow' && has(groups.maxWaitMinutes),
      t('Waiting'),
      t('Whole minutes, which are lower bounds'),
    ],
    ['function', true, t('Where'), t('Innermost function of your code')],
    [
      'creator',
      width === 'wide' && has(groups.creator),
      t('Created by'),
      t('Function and line of the go statement'),
    ],
    ['verdict', true, t('Verdict'), t('What the surest finding about it says')],
  ];
  return columns
    .filter(([, isThere]) => isThere)
    .map(([id, , title, hint]) => ({ id, title, hint, sortable: true }));
}

export function drawGroupRow(row: GroupRow, context: GroupCellContext): DrawnRow {
  const { groups, columns } = context;
  const isFold = row.members.length > 1;
  const gone = isGone(row);
  return {
    cells: columns.map(({ id }, i) => {
      const cell = createCell(id as GroupColumn, row, context);
      cell.setAttribute('aria-colindex', String(i + 1));
      return cell;
    }),
    class: gone ? 'gone' : row.level === 2 ? 'within' : '',
    title: tellingFrame(groups, row.group)?.func ?? '',
    tree: { level: row.level, isOpen: isFold && row.level === 1 ? row.isOpen : null },
  };
}

function createCell(column: GroupColumn, row: GroupRow, context: GroupCellContext): HTMLElement {
  switch (column) {
    case 'count':
      return countCell(row, context.total);
    case 'change':
      return changeCell(row, context);
    case 'state':
      return cell('state', {}, ...stateParts(row, context.groups));
    case 'wait':
      return cell(
        'wait',
        { title: waitHint(row.minWaitMinutes, row.maxWaitMinutes, row.waiting, row.count) },
        element('span', { class: 'cell-text', text: waitText(row.minWaitMinutes, row.maxWaitMinutes) }),
      );
    case 'function':
      return functionCell(row, context);
    case 'creator':
      return creatorCell(row, context.groups);
    case 'verdict':
      return verdictCell(row);
  }
}

function countCell(row: GroupRow, total: number): HTMLElement {
  const bar = element('span', { class: 'share-bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.setProperty('--share', String(total === 0 ? 0 : Math.min(1, row.matching / total)));
  const isPart = row.matching !== row.count;
  return cell(
    'count',
    {
      title: isPart
        ? t('{matching} of {count} match', {
            matching: formatInteger(row.matching),
            count: goroutinesText(row.count),
          })
        : goroutinesText(row.count),
    },
    element('span', { class: 'tree-twisty', attributes: { 'aria-hidden': 'true' } }),
    element('span', { class: 'count-number', text: formatInteger(row.matching) }),
    row.matching === 0 ? null : bar,
  );
}

function changeCell(row: GroupRow, { comparison, isNarrow }: GroupCellContext): HTMLElement {
  const change = changeOf(row, comparison);
  const rate = row.members.length === 1 ? rateText(comparison?.perMinute[row.group] ?? Number.NaN) : '';
  const counts = row.members.length === 1 ? (comparison?.counts.map((each) => each[row.group]!) ?? []) : [];
  const title = [
    counts.length > 0
      ? counts.map(formatInteger).join(' → ')
      : `${formatInteger(row.before)} → ${formatInteger(row.before + row.change)}`,
    rate,
  ];
  const number = element('span', {
    class: `change-number ${row.change > 0 ? 'grew' : row.change < 0 ? 'shrank' : 'muted'}`,
    text: signedText(row.change),
  });
  const isWord = change === 'new' || change === 'gone';
  const word = isWord ? element('span', { class: 'muted', text: changeName(change) }) : null;
  const hint = { title: title.filter((line) => line !== '').join('\n') };
  if (isNarrow) {
    const now = t('now {count}', { count: formatInteger(row.matching) });
    return cell(
      'change',
      hint,
      element('div', { class: 'first-line' }, number, word),
      element('div', { class: 'second-line muted', text: now }),
    );
  }
  const speed = isWord || rate === '' ? null : element('span', { class: 'muted', text: rate });
  return cell('change', hint, number, word ?? speed);
}

function changeOf(row: GroupRow, comparison: DumpComparison | null): GroupChange {
  if (row.members.length === 1) return comparison?.change[row.group] ?? 'same';
  if (row.count === 0) return 'gone';
  if (row.before === 0) return 'new';
  return row.change > 0 ? 'grown' : row.change < 0 ? 'shrunk' : 'same';
}

function stateParts(row: GroupRow, groups: GroupTable): readonly HTMLElement[] {
  const stateClass = classOf(groups, row.group);
  const printed = stateText(groups, row.group);
  return [
    classSwatch(stateClass),
    element('span', {
      class: printed === '' ? 'cell-text muted' : 'cell-text',
      text: printed === '' ? className(stateClass) : printed,
      title: printed === '' ? t('This form prints no states') : `${printed}\n${className(stateClass)}`,
    }),
  ];
}

/** The colour of a class of states, as in the bar above. */
export function classSwatch(stateClass: string): HTMLElement {
  return element('span', {
    class: 'class-swatch',
    attributes: { 'data-class': stateClass, 'aria-hidden': 'true' },
  });
}

function functionCell(row: GroupRow, { groups, isNarrow }: GroupCellContext): HTMLElement {
  const frame = tellingFrame(groups, row.group);
  const link = frame && locationLink(frame, 'frame');
  const parts = frame ? nameParts(row, frame, !isNarrow) : [element('span', { text: t('no stack') })];
  const made = isNarrow
    ? cell(
        'function',
        {},
        element('div', { class: 'first-line' }, ...parts, createWait(row)),
        element('div', { class: 'second-line' }, ...stateParts(row, groups), link),
      )
    : cell('function', {}, ...parts, link);
  made.classList.toggle('not-users', frame !== null && frame.origin !== 'user');
  return made;
}

function createWait(row: GroupRow): HTMLElement | null {
  const text = waitText(row.minWaitMinutes, row.maxWaitMinutes);
  if (text === '') return null;
  const title = waitHint(row.minWaitMinutes, row.maxWaitMinutes, row.waiting, row.count);
  return element('span', { class: 'wait', text, title });
}

function nameParts(row: GroupRow, frame: GroupFrame, withPath: boolean): readonly (HTMLElement | null)[] {
  const similar = row.members.length - 1;
  const { path } = splitName(frame.func);
  return [
    createName(ownName(frame.func)),
    similar > 0 && row.level === 1
      ? element('span', {
          class: 'similar',
          text: t('{count} stacks', { count: formatInteger(similar + 1) }),
          title: t('Similar stacks: they differ in frames that are not yours'),
        })
      : null,
    withPath && path !== '' ? element('span', { class: 'name-path', text: path }) : null,
  ];
}

function creatorCell(row: GroupRow, groups: GroupTable): HTMLElement {
  const creator = creatorOf(groups, row.group);
  if (!creator) return cell('creator', {});
  return cell(
    'creator',
    { title: creator.func },
    createName(ownName(creator.func)),
    locationLink(creator, 'creator'),
  );
}

/** `file.go:42` that opens by a click; keys of the row do the same. */
export function locationLink(frame: GroupFrame, of: 'frame' | 'creator'): HTMLElement | null {
  if (frame.file === '') return null;
  return element(
    'span',
    {
      class: 'location-link',
      title: t('Open {location}', { location: placeOf(frame) }),
      attributes: { 'data-of': of },
    },
    element('span', { class: 'location-file', text: shortLocation(frame.file, 0) }),
    frame.line > 0 ? `:${frame.line}` : null,
  );
}

function verdictCell(row: GroupRow): HTMLElement {
  const verdict = verdicts[row.verdict]!;
  const icon = verdictIcon(verdict);
  return cell(
    'verdict',
    { title: verdictName(verdict) },
    icon === '' ? null : createIcon(icon),
    element('span', {
      class: verdict === 'normal' ? 'verdict-word muted' : 'verdict-word',
      text: verdictName(verdict),
    }),
  );
}

export function cell(
  column: string,
  options: { readonly text?: string; readonly title?: string },
  ...children: (HTMLElement | string | null)[]
): HTMLElement {
  return element('div', { class: `vgrid-cell cell-of-${column}`, role: 'gridcell', ...options }, ...children);
}
