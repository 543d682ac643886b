import { type Message, message } from '../../base/message';
import { ownName } from '../../base/splitName';
import { formatMinutes } from '../../base/units';
import { type Finding, type Verdict, verdicts } from '../../model/finding';
import type { GoroutineReport } from '../../model/goroutineReport';
import { escapeMarkdown } from '../overlay/hoverText';
import type { Translate } from '../overlay/lensText';
import type { Crowd, Since } from './crowd';
import { countText, lensText, verdictText, waitText } from './goroutineText';

/** What a hover says of goroutines, and where its words lead. */
export interface GoroutineHover {
  readonly crowds: readonly Crowd[];
  readonly findings: readonly Finding[];
  readonly report: GoroutineReport;
  readonly since: Since | null;
  readonly fileName: string;
  /** Rules whose words stand in the hover already, because Problems put them there. */
  readonly toldRules: ReadonlySet<string>;
  /** Command links: to the dump's page, to a rule's documentation, to a line of source. */
  readonly showLink: string;
  readonly ruleLink: (ruleId: string) => string;
  readonly frameLink: (frame: HoverFrame) => string;
}

export interface HoverFrame {
  readonly func: string;
  readonly file: string;
  readonly line: number;
}

/** More would push what matters out of the hover. */
const findingsShown = 3;
const groupsShown = 5;
const framesShown = 8;

/** Markdown: who is here, what is wrong with it and how sure that is, the groups, the stack of the largest. */
export function goroutineHoverText(hover: GoroutineHover, translate: Translate): string {
  const { crowds, findings, since, fileName, showLink } = hover;
  const show = translate(message('overlay.goroutines.show', 'Show in {file}', { file: fileName }));
  const heads = crowds.map((crowd) => `**${escapeMarkdown(lensText(crowd, since, translate))}**`);
  const blocks = [`${heads.join('\\\n')} — [${escapeMarkdown(show)}](${showLink})`];
  blocks.push(...findings.slice(0, findingsShown).map((finding) => findingText(finding, hover, translate)));
  const groups = [...new Set(crowds.flatMap((crowd) => crowd.groups))];
  if (groups.length > 0) {
    blocks.push(groupTable(groups, hover, translate), stackText(groups[0]!, hover, translate));
  }
  return blocks.filter((block) => block !== '').join('\n\n');
}

function findingText(
  finding: Finding,
  { ruleLink, toldRules }: GoroutineHover,
  translate: Translate,
): string {
  const { ruleId, severity, confidence, title, advice } = finding;
  const icon = { error: '$(error)', warning: '$(warning)', info: '$(info)' }[severity];
  const sure = escapeMarkdown(translate(verdictText(confidence)));
  const name = escapeMarkdown(translate(title));
  const words = toldRules.has(ruleId)
    ? []
    : [translate(finding.message), translate(advice)].map(escapeMarkdown);
  return [`${icon} **${name}** — ${sure}, [${ruleId}](${ruleLink(ruleId)})`, ...words].join('\\\n');
}

function groupTable(members: readonly number[], hover: GoroutineHover, translate: Translate): string {
  const { groups } = hover.report;
  const shown = members.slice(0, groupsShown).filter((group) => groups.count[group]! > 0);
  if (shown.length === 0) return '';
  const columns = groupColumns(shown, hover, translate).filter(({ cells }) =>
    cells.some((cell) => cell !== ''),
  );
  const rowOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    rowOf(columns.map(({ head }) => head)),
    `|${columns.map((_, at) => (at === 0 ? '--:|' : ':--|')).join('')}`,
    ...shown.map((_, row) => rowOf(columns.map(({ cells }) => keepTogether(cells[row]!)))),
  ];
  const left = members.length - shown.length;
  if (left <= 0) return table.join('\n');
  const more =
    left === 1
      ? message('overlay.goroutines.moreGroupsOne', 'and 1 more group')
      : message('overlay.goroutines.moreGroups', 'and {count} more groups', { count: countText(left) });
  return `${table.join('\n')}\n\n${translate(more)}`;
}

interface Column {
  readonly head: string;
  readonly cells: readonly string[];
}

function groupColumns(shown: readonly number[], hover: GoroutineHover, translate: Translate): Column[] {
  const { report } = hover;
  const { groups } = report;
  const column = (head: Message, cellOf: (group: number) => string): Column => ({
    head: translate(head),
    cells: shown.map(cellOf),
  });
  return [
    column(message('overlay.goroutines.columnCount', 'goroutines'), (group) =>
      countText(groups.count[group]!),
    ),
    column(message('overlay.goroutines.columnState', 'state'), (group) =>
      escapeMarkdown(groups.strings[groups.state[group]!]!),
    ),
    column(message('overlay.goroutines.columnWait', 'waiting'), (group) =>
      escapeMarkdown(spreadText(group, report, translate)),
    ),
    column(message('overlay.goroutines.columnVerdict', 'verdict'), (group) =>
      escapeMarkdown(translate(verdictText(verdictOf(group, report)))),
    ),
    column(message('overlay.goroutines.columnStarted', 'started at'), (group) => {
      const creator = groups.creator[group]!;
      return creator < 0 ? '' : frameText(frameOf(creator, report), hover);
    }),
  ];
}

/** `≥ 3 min … ≥ 37 min`, or one time where all wait as long. */
function spreadText(group: number, { groups }: GoroutineReport, translate: Translate): string {
  const spread = {
    count: groups.count[group]!,
    waiting: groups.waiting[group]!,
    minWaitMinutes: groups.minWaitMinutes[group]!,
    maxWaitMinutes: groups.maxWaitMinutes[group]!,
  };
  const { count, waiting, minWaitMinutes, maxWaitMinutes } = spread;
  if (waiting < count || minWaitMinutes === maxWaitMinutes) return waitText(spread, translate);
  return translate(
    message('overlay.goroutines.waitSpread', '≥ {least} to {most}', {
      least: formatMinutes(minWaitMinutes),
      most: formatMinutes(maxWaitMinutes),
    }),
  );
}

/** Innermost frame first; of a long stack its beginning, and how it goes on. */
function stackText(group: number, hover: GoroutineHover, translate: Translate): string {
  const { frameStart, frame } = hover.report.groups;
  const start = frameStart[group]!;
  const end = frameStart[group + 1]!;
  if (start === end) return '';
  const shown = Array.from(frame.subarray(start, Math.min(end, start + framesShown)));
  const lines = shown.map((at) => `- ${frameText(frameOf(at, hover.report), hover)}`);
  const left = end - start - shown.length;
  if (left > 0) {
    lines.push(
      `- ${translate(message('overlay.goroutines.moreFrames', '… {count} more', { count: countText(left) }))}`,
    );
  }
  const head = translate(message('overlay.goroutines.stackHead', 'Stack of the largest group:'));
  return [head, ...lines].join('\n');
}

function frameText(frame: HoverFrame, { frameLink }: GoroutineHover): string {
  const name = escapeMarkdown(ownName(frame.func));
  if (frame.file === '' || frame.line === 0) return name;
  const place = `${frame.file.split(/[\\/]/).at(-1)}:${frame.line}`;
  return `${name} [${escapeMarkdown(place)}](${frameLink(frame)})`;
}

function frameOf(at: number, { groups }: GoroutineReport): HoverFrame {
  const { frames, strings } = groups;
  return {
    func: strings[frames.func[at]!]!,
    file: strings[frames.file[at]!]!,
    line: frames.line[at]!,
  };
}

function verdictOf(group: number, { groups }: GoroutineReport): Verdict {
  return verdicts[groups.verdict[group]!]!;
}

// Narrow hovers would break "chan send" into two lines.
function keepTogether(cell: string): string {
  return cell.replaceAll(' ', '\u00a0');
}
