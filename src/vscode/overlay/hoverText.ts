import { message } from '../../base/message';
import { ownName } from '../../base/splitName';
import { formatChange, formatShare, formatShareChange, formatValue } from '../../base/units';
import type { SampleTypeFacts } from '../../model/views';
import { beforePhrase, type Translate } from './lensText';
import { errorText } from './samplingError';
import { shareOf } from './shownTypes';

/** Costs of a function or a line in one profile, a value per value type. */
export interface HoverCost {
  readonly title: string;
  readonly types: readonly SampleTypeFacts[];
  readonly flat: readonly number[];
  readonly cum: readonly number[];
  readonly flatError: readonly (number | null)[];
  readonly cumError: readonly (number | null)[];
  readonly callers: readonly HoverCaller[];
  /** Values are differences between two profiles. */
  readonly isComparison?: boolean;
  /** Of a comparison: what flat and cum were before. */
  readonly base?: { readonly flat: readonly number[]; readonly cum: readonly number[] } | null;
  /** Sentences about the place, as they are. */
  readonly notes?: readonly string[];
  /** Value type of the callers' values. */
  readonly callerType: SampleTypeFacts;
  /** Command link to the flame graph. */
  readonly showLink: string;
}

export interface HoverCaller {
  readonly name: string;
  readonly value: number;
  readonly link: string;
}

/** Markdown: a heading with a link, a row per value type with data, the top callers. */
export function hoverText(cost: HoverCost, translate: Translate): string {
  const show = translate(message('overlay.hover.show', 'Show in flame graph'));
  const blocks = [
    `**${escapeMarkdown(cost.title)}** — [${show}](${cost.showLink})`,
    valueTable(cost, translate),
  ];
  blocks.push(...(cost.notes ?? []).map(escapeMarkdown));
  if (cost.callers.length > 0) blocks.push(callerList(cost, translate));
  return blocks.join('\n\n');
}

function valueTable(cost: HoverCost, translate: Translate): string {
  const flat = translate(message('overlay.hover.flat', 'flat'));
  const cum = translate(message('overlay.hover.cum', 'cum'));
  const rows = [`| | ${flat} | | ${cum} | |`, '|:--|--:|--:|--:|--:|'];
  for (const [at, type] of cost.types.entries()) {
    if (type.total === 0) continue;
    const cells = [
      escapeMarkdown(type.type),
      valueCell(cost, cost.flat[at], type, cost.flatError[at], cost.base?.flat[at], translate),
      shareCell(cost, cost.flat[at], type),
      valueCell(cost, cost.cum[at], type, cost.cumError[at], cost.base?.cum[at], translate),
      shareCell(cost, cost.cum[at], type),
    ];
    rows.push(`| ${cells.map(keepTogether).join(' | ')} |`);
  }
  return rows.join('\n');
}

function shareCell({ isComparison }: HoverCost, value: number, type: SampleTypeFacts): string {
  const share = shareOf(value, type);
  return isComparison ? formatShareChange(share) : formatShare(share);
}

function valueCell(
  { isComparison }: HoverCost,
  value: number,
  type: SampleTypeFacts,
  error: number | null,
  base: number | undefined,
  translate: Translate,
): string {
  if (isComparison) {
    const change = `${formatChange(value, type.unit)}${errorText(error)}`;
    return base === undefined ? change : `${change} (${translate(beforePhrase(base, value, type.unit))})`;
  }
  return `${formatValue(value, type.unit)}${value === 0 ? '' : errorText(error)}`;
}

function callerList(cost: HoverCost, translate: Translate): string {
  const heading = translate(
    message('overlay.hover.callers', 'Called from ({type}):', { type: escapeMarkdown(cost.callerType.type) }),
  );
  const write = cost.isComparison ? formatChange : formatValue;
  const items = cost.callers.map(
    (caller) =>
      `- [${escapeMarkdown(ownName(caller.name))}](${caller.link}) ${write(caller.value, cost.callerType.unit)}`,
  );
  return [heading, ...items].join('\n');
}

/** Keeps every character of a name or path as it is, also inside a table. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&').replace(/\s+/g, ' ');
}

// Narrow hovers would break "1.20 GB" into two lines.
function keepTogether(cell: string): string {
  return cell.replaceAll(' ', '\u00a0');
}
