import { ownName } from '../../src/base/splitName';
import type {
  FunctionDetails,
  Neighbour,
  NodeDetails,
  SampleTypeFacts,
  StackFrame,
} from '../../src/model/views';
import type { SourceTarget, WireTopTable } from '../../src/protocol/profileEditor';
import { amountText, shareText } from '../amounts';
import { stackAsText } from '../callPath';
import { createButton, createIcon, createIconButton } from '../controls';
import { element, fill } from '../dom';
import { createName } from '../names';
import { t } from '../strings';
import { shortLocation } from '../table/layout';
import {
  createFigures,
  createLines,
  createList,
  createNeighbours,
  createRow,
  createStack,
  createTotalsTable,
  createTypesTable,
  sidesAt,
  sidesOf,
  type ValueContext,
} from './sections';

/** What the details are about. */
export type DetailsContent =
  | { readonly kind: 'overview'; readonly functions: WireTopTable | null }
  | {
      readonly kind: 'function';
      readonly details: FunctionDetails;
      readonly node: NodeDetails | null;
      /** A line chosen in the table, 0 for none. */
      readonly line: number;
    }
  | {
      readonly kind: 'file';
      readonly file: string;
      readonly files: WireTopTable | null;
      readonly functions: WireTopTable;
    }
  /** `asked`: a question was asked, which may have left it out. */
  | { readonly kind: 'absent'; readonly name: string; readonly asked: boolean }
  | { readonly kind: 'failed'; readonly name: string; readonly reason: string };

export interface DetailsCallbacks {
  onToggle(): void;
  onSelectFunction(name: string, file: string): void;
  onSelectNeighbour(neighbour: Neighbour): void;
  onSelectStackFrame(frame: StackFrame): void;
  onValueType(type: string): void;
  onClear(): void;
  /** What else can be done with a function or a file. Coordinates are CSS pixels of the page. */
  onMenu(name: string, target: SourceTarget, clientX: number, clientY: number): void;
  onOpenSource(target: SourceTarget): void;
  onCopy(text: string): void;
}

/** All about what is selected; about the whole profile while nothing is. Its bar stays when it is closed. */
export class DetailsView {
  readonly element: HTMLElement;
  readonly #callbacks: DetailsCallbacks;
  readonly #toggle: HTMLButtonElement;
  readonly #title: HTMLElement;
  readonly #summary: HTMLElement;
  readonly #actions: HTMLElement;
  readonly #body: HTMLElement;

  constructor(callbacks: DetailsCallbacks) {
    this.#callbacks = callbacks;
    this.#title = element('span', { class: 'details-title' });
    this.#summary = element('span', { class: 'details-summary' });
    this.#toggle = element(
      'button',
      {
        class: 'details-toggle',
        attributes: { type: 'button', 'aria-controls': 'details-body' },
        on: { click: () => callbacks.onToggle() },
      },
      createIcon('chevron'),
      this.#title,
      this.#summary,
    );
    this.#actions = element('div', { class: 'details-actions' });
    this.#body = element('div', { class: 'details-body', id: 'details-body', attributes: { tabindex: -1 } });
    this.element = element(
      'aside',
      { class: 'details', attributes: { 'aria-label': t('Details') } },
      element('div', { class: 'details-bar' }, this.#toggle, this.#actions),
      this.#body,
    );
  }

  setOpen(open: boolean): void {
    this.#toggle.setAttribute('aria-expanded', String(open));
    this.#toggle.title = open ? t('Hide details') : t('Show details');
    this.element.classList.toggle('closed', !open);
    this.#body.hidden = !open;
  }

  show(content: DetailsContent, context: ValueContext): void {
    switch (content.kind) {
      case 'overview':
        this.#showOverview(content.functions, context);
        break;
      case 'function':
        this.#showFunction(content.details, content.node, content.line, context);
        break;
      case 'file':
        this.#showFile(content.file, content.files, content.functions, context);
        break;
      case 'absent':
        this.#showSentence(content.name, absentText(content, context));
        break;
      case 'failed':
        this.#showSentence(content.name, content.reason);
        break;
    }
  }

  #showOverview(functions: WireTopTable | null, context: ValueContext): void {
    const type = context.facts.sampleTypes[context.sampleIndex]!;
    const all = context.wholeName ?? (type.isDifference ? t('Whole comparison') : t('Whole profile'));
    const title = context.left === null ? all : t('What the question leaves');
    const whole = type.isDifference ? type.sum : type.total;
    // What percentages are of is no difference: of what is left, nobody knows the sum here.
    const summary = type.isDifference && context.left !== null ? '' : amountText(context.left ?? whole, type);
    this.#showBar(title, '', summary);
    fill(this.#actions);
    const rows = functions ? heaviestByFlat(functions) : [];
    fill(
      this.#body,
      createTotalsTable(context, (name) => this.#callbacks.onValueType(name)),
      functions && rows.length > 0
        ? createList(
            { title: type.isDifference ? t('Largest differences of flat') : t('Highest flat') },
            rows,
            (row) => this.#functionRow(functions, row, context, false),
          )
        : null,
      element('p', {
        class: 'muted hint',
        text: t('Select a function to see its lines, callers and callees here.'),
      }),
    );
  }

  #showFunction(
    details: FunctionDetails,
    node: NodeDetails | null,
    line: number,
    context: ValueContext,
  ): void {
    const type = context.facts.sampleTypes[context.sampleIndex]!;
    this.#showBar(
      createName(ownName(details.name)),
      context.colourOf(details.packageName),
      cumText(details.cum, type),
    );
    const target = sourceTarget(details, node, line);
    this.#showActions(details.name, target);
    fill(
      this.#body,
      this.#createIdentity(details, target),
      createFigures(type, [
        {
          label: t('flat'),
          value: details.flat,
          error: details.flatRelativeError,
          sides: sidesOf(details, 'Flat'),
        },
        {
          label: t('cum'),
          value: details.cum,
          error: details.relativeError,
          sides: sidesOf(details, 'Cum'),
        },
      ]),
      node ? this.#createCallPath(node, context) : null,
      element(
        'div',
        { class: 'columns' },
        createLines(details.lines, type, line, (each, beside) =>
          this.#callbacks.onOpenSource({
            file: each.file,
            line: each.line,
            functionName: details.name,
            beside,
          }),
        ),
        createNeighbours(
          t('Called by'),
          details.callers,
          t('nothing: it starts the stack'),
          details,
          context,
          (each) => this.#callbacks.onSelectNeighbour(each),
        ),
        createNeighbours(t('Calls'), details.callees, t('nothing: its own cost'), details, context, (each) =>
          this.#callbacks.onSelectNeighbour(each),
        ),
        context.facts.sampleTypes.length > 1
          ? createTypesTable(context, [t('flat'), t('cum')], details.flatByType, details.cumByType)
          : null,
        node ? this.#createStack(node) : null,
      ),
    );
  }

  #showFile(file: string, files: WireTopTable | null, functions: WireTopTable, context: ValueContext): void {
    const type = context.facts.sampleTypes[context.sampleIndex]!;
    const at = files ? files.name.indexOf(file) : -1;
    const flat = files && at >= 0 ? files.flat[at]! : 0;
    const cum = files && at >= 0 ? files.cum[at]! : 0;
    const rows = rowsOfFile(functions, file);
    const target = { file, line: 0, functionName: '', beside: false };
    this.#showBar(shortLocation(file, 0), '', cumText(cum, type));
    this.#showActions(file, target);
    fill(
      this.#body,
      element('p', { class: 'full-name', text: file }),
      this.#createSourceButton(target),
      createFigures(type, [
        { label: t('flat'), value: flat },
        { label: t('cum'), value: cum },
      ]),
      createList({ title: t('Functions of this file') }, rows, (row) =>
        this.#functionRow(functions, row, context, true),
      ),
    );
  }

  #showSentence(name: string, sentence: string): void {
    this.#showBar(ownName(name), '', '');
    fill(this.#actions, this.#clearButton());
    fill(
      this.#body,
      element('p', { class: 'full-name', text: name }),
      element('p', { class: 'muted', text: sentence }),
    );
  }

  #showBar(title: string | HTMLElement, colour: string, summary: string): void {
    const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
    swatch.style.backgroundColor = colour;
    fill(this.#title, colour === '' ? null : swatch, element('span', { class: 'title-text' }, title));
    this.#summary.textContent = summary;
  }

  #showActions(name: string, target: SourceTarget): void {
    fill(
      this.#actions,
      target.file === ''
        ? null
        : createIconButton('go-to-file', t('Open source'), () => this.#callbacks.onOpenSource(target)),
      createIconButton('copy', t('Copy name'), () => this.#callbacks.onCopy(name)),
      this.#menuButton(name, target),
      this.#clearButton(),
    );
  }

  #menuButton(name: string, target: SourceTarget): HTMLElement {
    const button = createIconButton('ellipsis', t('Focus, ignore, hide and more'), () => {
      const box = button.getBoundingClientRect();
      this.#callbacks.onMenu(name, target, box.left, box.bottom);
    });
    button.setAttribute('aria-haspopup', 'menu');
    return button;
  }

  #clearButton(): HTMLElement {
    return createIconButton('close', t('Clear selection'), () => this.#callbacks.onClear());
  }

  #createIdentity(details: FunctionDetails, target: SourceTarget): HTMLElement {
    return element(
      'div',
      { class: 'identity' },
      element('p', { class: 'full-name', text: details.name }),
      this.#createSourceButton(target),
    );
  }

  #createSourceButton(target: SourceTarget): HTMLElement {
    if (target.file === '') {
      return element('p', { class: 'muted', text: t('The profile does not say which file this is in.') });
    }
    return element(
      'div',
      { class: 'source-row' },
      createButton(t('Open source'), () => this.#callbacks.onOpenSource(target), 'primary'),
      element('span', {
        class: 'source-place',
        text: shortLocation(target.file, target.line),
        title: target.line > 0 ? `${target.file}:${target.line}` : target.file,
      }),
    );
  }

  #createCallPath(node: NodeDetails, context: ValueContext): HTMLElement {
    const type = context.facts.sampleTypes[context.sampleIndex]!;
    const sides = (column: 'Flat' | 'Cum') =>
      node.compared && sidesAt(node.compared, column, context.sampleIndex);
    return element(
      'div',
      { class: 'call-path' },
      element('h3', { text: t('On this call path') }),
      createFigures(type, [
        { label: t('flat'), value: node.self, error: node.selfRelativeError, sides: sides('Flat') },
        { label: t('cum'), value: node.total, error: node.relativeError, sides: sides('Cum') },
      ]),
    );
  }

  #createStack(node: NodeDetails): HTMLElement {
    return createStack(
      node,
      (frame) => this.#callbacks.onSelectStackFrame(frame),
      (frame, beside) =>
        this.#callbacks.onOpenSource({
          file: frame.file,
          line: frame.line,
          functionName: frame.name,
          beside,
        }),
      () => this.#callbacks.onCopy(stackAsText(node)),
    );
  }

  #functionRow(functions: WireTopTable, row: number, context: ValueContext, cum: boolean): HTMLElement {
    const name = functions.name[row]!;
    return createRow({
      label: createName(ownName(name)),
      title: name,
      value: (cum ? functions.cum : functions.flat)[row]!,
      whole: functions.total,
      type: context.facts.sampleTypes[context.sampleIndex]!,
      colour: context.colourOf(functions.packageName[row]!),
      note: '',
      marked: false,
      link: false,
      onClick: () => this.#callbacks.onSelectFunction(name, functions.file[row]!),
    });
  }
}

/** The heaviest line of what is selected: of the line itself, else of this call, else of the function, else its definition. */
function sourceTarget(details: FunctionDetails, node: NodeDetails | null, line: number): SourceTarget {
  const chosen = details.lines.find((each) => line > 0 && each.line === line);
  const heaviest = chosen ?? node?.lines[0] ?? details.lines[0];
  return {
    file: heaviest?.file || details.file,
    line: heaviest?.line || details.startLine,
    functionName: details.name,
    beside: false,
  };
}

function cumText(cum: number, type: SampleTypeFacts): string {
  const value = amountText(cum, type);
  return type.total === 0 ? value : `${value} · ${shareText(cum / type.total, type)}`;
}

function absentText(
  { name, asked }: Extract<DetailsContent, { kind: 'absent' }>,
  { facts, sampleIndex }: ValueContext,
): string {
  if (asked) return t('{name} is not in what the question leaves.', { name });
  return t('{name} has no {type} in this profile.', {
    name,
    type: facts.sampleTypes[sampleIndex]?.type ?? '',
  });
}

const overviewRows = 8;

/** Tables come sorted by flat. */
function heaviestByFlat(functions: WireTopTable): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < Math.min(overviewRows, functions.length) && functions.flat[row] !== 0; row++) {
    rows.push(row);
  }
  return rows;
}

function rowsOfFile(functions: WireTopTable, file: string): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < functions.length; row++) if (functions.file[row] === file) rows.push(row);
  return rows.sort((a, b) => functions.cum[b]! - functions.cum[a]!);
}
