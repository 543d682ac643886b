import { ownName } from '../../src/base/splitName';
import type {
  ComparedByType,
  FunctionDetails,
  LineValue,
  Neighbour,
  NodeDetails,
  ProfileFacts,
  SampleTypeFacts,
  StackFrame,
} from '../../src/model/views';
import { amountText, exactText, markSign, shareText } from '../amounts';
import { changeText, type Sides } from '../change';
import { errorHint, errorText } from '../confidence';
import { createIconButton } from '../controls';
import { element } from '../dom';
import { createName } from '../names';
import { t } from '../strings';
import { shortLocation } from '../table/layout';

/** Value types, their totals and the one that is shown. */
export interface ValueContext {
  readonly facts: ProfileFacts;
  readonly sampleIndex: number;
  readonly colourOf: (packageName: string) => string;
  /** What everything together is called; absent: the whole profile. */
  readonly wholeName?: string;
  /** Total of what the question leaves; null where nothing is asked. */
  readonly left: number | null;
}

/** Lists show this many rows until asked for more. */
const shortList = 8;

export interface Figure {
  readonly label: string;
  readonly value: number;
  readonly error?: number | null;
  /** What the value is the difference of; absent where it is none. */
  readonly sides?: Sides | null;
}

/** Two figures side by side: what this is worth itself and with what it calls. */
export function createFigures(type: SampleTypeFacts, figures: readonly Figure[]): HTMLElement {
  return element(
    'div',
    { class: 'figures' },
    ...figures.map(({ label, value, error = null, sides = null }) => {
      const change = sides ? changeText(sides, type.unit, t) : '';
      return element(
        'div',
        { class: 'figure' },
        element('span', { class: 'figure-label', text: label }),
        element('span', {
          class: 'figure-value',
          text: amountText(value, type),
          title: exactText(value, type),
        }),
        element('span', { class: 'figure-share', text: shareOf(value, type) }),
        change === '' ? null : element('span', { class: 'figure-change', text: change }),
        error === null
          ? null
          : element('span', {
              class: 'figure-error',
              text: errorText(error),
              title: errorHint(),
            }),
      );
    }),
  );
}

/** Both sides of a function's flat or cum, null where it is no difference. */
export function sidesOf({ compared, sampleIndex }: FunctionDetails, column: 'Flat' | 'Cum'): Sides | null {
  return compared && sidesAt(compared, column, sampleIndex);
}

export function sidesAt(compared: ComparedByType, column: 'Flat' | 'Cum', sampleIndex: number): Sides {
  return {
    base: compared[`base${column}`][sampleIndex] ?? 0,
    current: compared[`current${column}`][sampleIndex] ?? 0,
  };
}

/** All value types of one thing, a row each; of a comparison without shares, which signs leave no room for. */
export function createTypesTable(
  { facts, sampleIndex }: ValueContext,
  titles: readonly [string, string],
  first: readonly number[],
  second: readonly number[],
): HTMLElement {
  const head = element(
    'tr',
    {},
    element('th', { text: t('type'), attributes: { scope: 'col' } }),
    ...titles.map((title) =>
      element('th', {
        class: 'number',
        text: title,
        attributes: { scope: 'col', colspan: facts.comparison ? 1 : 2 },
      }),
    ),
  );
  const rows = facts.sampleTypes.map((type, i) =>
    element(
      'tr',
      { class: i === sampleIndex ? 'shown-type' : '' },
      element('th', {
        class: 'type-name',
        text: type.type,
        title: type.type,
        attributes: { scope: 'row' },
      }),
      ...valueCells(first[i] ?? 0, type),
      ...valueCells(second[i] ?? 0, type),
    ),
  );
  const table = element(
    'table',
    { class: 'types' },
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  );
  return createSection({ title: t('All value types'), wide: true }, table);
}

/** Totals of the whole profile, a row per value type; a click shows that type. */
export function createTotalsTable(
  { facts, sampleIndex, left }: ValueContext,
  onChoose: (type: string) => void,
): HTMLElement {
  const rows = facts.sampleTypes.map((type, i) =>
    element(
      'button',
      {
        class: i === sampleIndex ? 'list-row shown-type' : 'list-row',
        attributes: { type: 'button', 'aria-pressed': String(i === sampleIndex) },
        on: { click: () => onChoose(type.type) },
      },
      element('span', { class: 'row-text', text: type.type }),
      element('span', {
        class: 'row-value',
        text: amountText(type.isDifference ? type.sum : type.total, type),
        title: exactText(wholeOf(type), type),
      }),
    ),
  );
  const title = left === null ? t('Totals') : t('Totals of the whole profile');
  return createSection({ title }, ...rows);
}

function wholeOf(type: SampleTypeFacts): number | bigint {
  if (type.isDifference) return type.sum;
  return type.exactTotal === undefined ? type.total : BigInt(type.exactTotal);
}

/** The lines of a function; a click opens one. */
export function createLines(
  lines: readonly LineValue[],
  type: SampleTypeFacts,
  markedLine: number,
  onOpen: (line: LineValue, beside: boolean) => void,
): HTMLElement | null {
  if (lines.length === 0) return null;
  return createList({ title: t('Lines'), wide: true }, lines, (line) =>
    createRow({
      label: shortLocation(line.file, line.line) || t('unknown line'),
      title: t('Open {location}', { location: `${line.file}:${line.line}` }),
      value: line.cum,
      whole: type.total,
      type,
      colour: '',
      note:
        line.flat === line.cum ? t('all flat') : t('{value} flat', { value: amountText(line.flat, type) }),
      marked: line.line === markedLine && markedLine > 0,
      link: true,
      onClick: line.file === '' ? null : (event) => onOpen(line, event.altKey),
    }),
  );
}

/** Callers or callees; a click selects that function. */
export function createNeighbours(
  title: string,
  neighbours: readonly Neighbour[],
  noneLabel: string,
  details: FunctionDetails,
  context: ValueContext,
  onSelect: (neighbour: Neighbour) => void,
): HTMLElement {
  const type = context.facts.sampleTypes[context.sampleIndex]!;
  const whole = wholeOfNeighbours(neighbours, details.cum, type);
  return createList({ title }, neighbours, (neighbour) => {
    const none = neighbour.frame < 0;
    return createRow({
      label: none ? noneLabel : createName(ownName(neighbour.name)),
      title: none ? noneLabel : neighbour.name,
      value: neighbour.value,
      whole,
      type,
      colour: none ? '' : context.colourOf(neighbour.packageName),
      note: '',
      marked: false,
      link: false,
      onClick: none ? null : () => onSelect(neighbour),
    });
  });
}

/** What shares of edges are of: the function's cum; of a comparison, where edges may cancel out, all differences together. */
export function wholeOfNeighbours(
  neighbours: readonly Neighbour[],
  cum: number,
  { isDifference }: SampleTypeFacts,
): number {
  return isDifference ? neighbours.reduce((sum, { value }) => sum + Math.abs(value), 0) : cum;
}

/** The calls that lead to a node, innermost first; a click opens the line of the call. */
export function createStack(
  node: NodeDetails,
  onSelect: (frame: StackFrame) => void,
  onOpen: (frame: StackFrame, beside: boolean) => void,
  onCopy: () => void,
): HTMLElement {
  const frames = node.stack.filter(({ frame }) => frame >= 0).toReversed();
  return createSection(
    {
      title: t('Stack of this call'),
      wide: true,
      action: createIconButton('copy', t('Copy stack'), onCopy),
    },
    element(
      'ol',
      { class: 'stack' },
      ...frames.map((frame) =>
        element(
          'li',
          { class: frame.node === node.node ? 'stack-frame current' : 'stack-frame' },
          element(
            'button',
            {
              class: 'frame-name',
              title: frame.name,
              attributes: { type: 'button' },
              on: { click: () => onSelect(frame) },
            },
            createName(ownName(frame.name)),
          ),
          frame.file === ''
            ? null
            : element('button', {
                class: 'link frame-location',
                text: shortLocation(frame.file, frame.line),
                title: t('Open {location}', { location: `${frame.file}:${frame.line}` }),
                attributes: { type: 'button' },
                on: { click: (event) => onOpen(frame, event.altKey) },
              }),
        ),
      ),
    ),
  );
}

export interface RowOptions {
  readonly label: string | HTMLElement;
  readonly title: string;
  readonly value: number;
  /** What the share and its bar are of. */
  readonly whole: number;
  readonly type: SampleTypeFacts;
  readonly colour: string;
  readonly note: string;
  readonly marked: boolean;
  /** Leads out of this page, to a line of source. */
  readonly link: boolean;
  readonly onClick: ((event: MouseEvent) => void) | null;
}

/** A name with its value, share and bar. */
export function createRow(options: RowOptions): HTMLElement {
  const share = options.whole === 0 ? 0 : options.value / options.whole;
  const bar = element('span', { class: 'row-bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.width = `${Math.min(1, Math.abs(share)) * 100}%`;
  markSign(bar, options.value, options.type);
  const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
  swatch.style.backgroundColor = options.colour;
  const content = [
    options.colour === '' ? null : swatch,
    element('span', { class: options.link ? 'row-text link-text' : 'row-text' }, options.label),
    options.note === '' ? null : element('span', { class: 'row-note', text: options.note }),
    element('span', {
      class: 'row-value',
      text: amountText(options.value, options.type),
      title: exactText(options.value, options.type),
    }),
    element('span', { class: 'row-share' }, shareText(share, options.type), bar),
  ];
  const className = options.marked ? 'list-row marked' : 'list-row';
  if (!options.onClick) return element('div', { class: className, title: options.title }, ...content);
  return element(
    'button',
    {
      class: className,
      title: options.title,
      attributes: { type: 'button' },
      on: { click: options.onClick },
    },
    ...content,
  );
}

/** A titled list that shows its first rows and offers the rest. */
export function createList<T>(
  options: SectionOptions,
  items: readonly T[],
  create: (item: T) => HTMLElement,
): HTMLElement {
  const section = createSection(options, ...items.slice(0, shortList).map(create));
  const rest = items.slice(shortList);
  if (rest.length === 0) return section;
  const more = element('button', {
    class: 'link more',
    text: t('{count} more', { count: rest.length }),
    attributes: { type: 'button' },
    on: {
      click: () => {
        const rows = rest.map(create);
        more.replaceWith(...rows);
        if (rows[0] instanceof HTMLButtonElement) rows[0].focus();
      },
    },
  });
  section.append(more);
  return section;
}

export interface SectionOptions {
  readonly title: string;
  /** Takes the whole width where sections stand in two columns. */
  readonly wide?: boolean;
  readonly action?: HTMLElement;
}

export function createSection(
  { title, wide = false, action }: SectionOptions,
  ...children: (HTMLElement | null)[]
): HTMLElement {
  return element(
    'section',
    { class: wide ? 'section wide' : 'section', attributes: { 'aria-label': title } },
    element('div', { class: 'section-head' }, element('h3', { text: title }), action),
    ...children,
  );
}

function valueCells(value: number, type: SampleTypeFacts): readonly HTMLElement[] {
  const cells = [
    element('td', {
      class: 'number',
      text: amountText(value, type),
      title: exactText(value, type),
    }),
  ];
  if (!type.isDifference) cells.push(element('td', { class: 'number share', text: shareOf(value, type) }));
  return cells;
}

function shareOf(value: number, type: SampleTypeFacts): string {
  return type.total === 0 ? '' : shareText(value / type.total, type);
}
