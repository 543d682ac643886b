import type { GroupTable } from '../../src/model/goroutineReport';
import { creatorOf, type GroupFrame, stackOf, stateText, tellingFrame, verdictOf } from './groups';
import type { GroupRow } from './layout';

/** A group as a dump would write it, with its count: for a ticket or a chat. */
export function groupAsText(groups: GroupTable, group: number): string {
  const creator = creatorOf(groups, group);
  const state = stateText(groups, group);
  const wait = groups.maxWaitMinutes[group]!;
  const head = [
    `${groups.count[group]!} × goroutine`,
    state === '' ? '' : `[${wait >= 0 ? `${state}, ${wait} minutes` : state}]`,
  ];
  return [
    `${head.filter((part) => part !== '').join(' ')}:`,
    ...stackOf(groups, group).flatMap(frameLines),
    ...(creator ? [`created by ${creator.func}`, ...placeLine(creator)] : []),
    '',
  ].join('\n');
}

/** Rows as tab-separated text with a line of titles. */
export function rowsAsText(
  groups: GroupTable,
  rows: readonly GroupRow[],
  titles: readonly string[],
  isCompared: boolean,
): string {
  const lines = rows.map((row) => {
    const top = tellingFrame(groups, row.group);
    const creator = creatorOf(groups, row.group);
    const cells = [
      row.matching,
      ...(isCompared ? [row.change] : []),
      stateText(groups, row.group),
      row.minWaitMinutes < 0 ? '' : row.minWaitMinutes,
      row.maxWaitMinutes < 0 ? '' : row.maxWaitMinutes,
      top?.func ?? '',
      top ? placeOf(top) : '',
      creator?.func ?? '',
      creator ? placeOf(creator) : '',
      verdictOf(groups, row.group),
    ];
    return cells.map((cell) => String(cell).replace(/[\t\r\n]/g, ' ')).join('\t');
  });
  return `${[titles.join('\t'), ...lines].join('\n')}\n`;
}

/** `file.go:42` with its whole path; '' unknown. */
export function placeOf({ file, line }: Pick<GroupFrame, 'file' | 'line'>): string {
  return line > 0 ? `${file}:${line}` : file;
}

function frameLines(frame: GroupFrame): readonly string[] {
  return [frame.file === '' ? frame.func : `${frame.func}(...)`, ...placeLine(frame)];
}

function placeLine(frame: GroupFrame): readonly string[] {
  return frame.file === '' ? [] : [`\t${placeOf(frame)}`];
}
