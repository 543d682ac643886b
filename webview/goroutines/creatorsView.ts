import { ownName, splitName } from '../../src/base/splitName';
import type { CreatorTree } from '../../src/model/goroutineReport';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { element } from '../dom';
import { openMenu } from '../menu';
import { createName } from '../names';
import { formatInteger, t } from '../strings';
import { cell, locationLink } from './cells';
import {
  type CreatorChildren,
  type CreatorRow,
  childrenOf,
  creatorKey,
  layoutCreators,
  openAtFirst,
} from './creatorRows';
import type { GoroutineData } from './data';
import { writeTerm } from './filterText';
import type { GroupFrame } from './groups';
import { sourceOf } from './groupsTable';
import { placeOf } from './groupText';
import { QueryView, type QueryViewInput } from './queryView';
import { goroutinesText } from './texts';
import { type DrawnRow, type GridColumn, VirtualGrid } from './virtualGrid';

export interface CreatorsCallbacks {
  /** Selects the largest group that this `go` statement made. */
  onSelectCreator(creator: GroupFrame): void;
  onNarrow(term: string): void;
  onOpenSource(target: SourceTarget): void;
  onCopy(text: string): void;
  during(work: Promise<void>): Promise<void>;
}

/** Who created whom: a `go` statement stands beneath the one that made its goroutine, where the dump still has it. */
export class CreatorsView extends QueryView<CreatorTree> {
  readonly #callbacks: CreatorsCallbacks;
  readonly #grid: VirtualGrid;
  #tree: CreatorTree | null = null;
  #children: CreatorChildren = { roots: [], of: () => [] };
  #open = new Set<number>();
  #rows: readonly CreatorRow[] = [];
  #columns: readonly GridColumn[] = [];
  /** By content: the next tree, of another filter, has other positions. */
  #active = '';

  constructor(callbacks: CreatorsCallbacks) {
    super(callbacks);
    this.#callbacks = callbacks;
    this.#grid = new VirtualGrid('creators', t('Go statements by the goroutines they made'), {
      drawRow: (position) => this.#drawRow(this.#rows[position]!),
      onActive: (position) => {
        const { node } = this.#rows[position]!;
        this.#active = creatorKey(this.#tree!, node);
        const creator = this.#creatorAt(position);
        if (creator.func !== '') callbacks.onSelectCreator(creator);
      },
      onOpen: (position) => this.#narrow(position),
      onSource: (position, beside) => {
        const creator = this.#creatorAt(position);
        if (creator.file !== '') callbacks.onOpenSource(sourceOf(creator, beside));
      },
      onCopy: (first, last) => callbacks.onCopy(this.#textOf(first, last)),
      onToggle: (position) => this.#toggle(position),
      onMenu: (position, clientX, clientY) => this.#openMenu(position, clientX, clientY),
      parentOf: (position) => this.#parentOf(position),
    });
  }

  show({ data, filter }: QueryViewInput): void {
    this.ask(data, (asked: GoroutineData) => asked.creators(filter), filter);
  }

  focus(): void {
    this.#grid.focus();
  }

  protected take(tree: CreatorTree): void {
    const before = this.#tree;
    const open = before && new Set([...this.#open].map((node) => creatorKey(before, node)));
    this.#tree = tree;
    this.#children = childrenOf(tree);
    this.#open = openAtFirst(tree, this.#children);
    if (open) {
      for (let node = 0; node < tree.length; node++)
        if (open.has(creatorKey(tree, node))) this.#open.add(node);
    }
    this.draw();
  }

  protected draw(): void {
    const tree = this.#tree!;
    const isUnknown = tree.func.every((name) => tree.strings[name] === '');
    if (tree.length === 0) this.showSentence(t('No goroutine matches the filter.'));
    else if (isUnknown) {
      this.showSentence(
        t('Who created these goroutines is not told: this form does not say, or the runtime did.'),
      );
    }
    if (tree.length === 0 || isUnknown) return;
    this.#rows = layoutCreators(this.#children, this.#open);
    const active =
      this.#active === '' ? -1 : this.#rows.findIndex(({ node }) => creatorKey(tree, node) === this.#active);
    this.showContent(this.#grid.element);
    this.#columns = columns(this.isNarrow);
    this.#grid.setColumns(this.#columns);
    this.#grid.show(this.#rows.length, active, this.isNarrow ? 2 : 1);
  }

  #toggle(position: number): void {
    const { node, hasChildren } = this.#rows[position]!;
    if (!hasChildren) return;
    if (this.#open.has(node)) this.#open.delete(node);
    else this.#open.add(node);
    this.draw();
  }

  #parentOf(position: number): number {
    const { level } = this.#rows[position]!;
    let at = position;
    while (at >= 0 && this.#rows[at]!.level >= level) at--;
    return at;
  }

  #creatorAt(position: number): GroupFrame {
    return this.#creatorOf(this.#rows[position]!.node);
  }

  #creatorOf(node: number): GroupFrame {
    const tree = this.#tree!;
    return {
      func: tree.strings[tree.func[node]!]!,
      file: tree.strings[tree.file[node]!]!,
      line: tree.line[node]!,
      origin: 'user',
    };
  }

  #narrow(position: number): void {
    const { func } = this.#creatorAt(position);
    if (func !== '') this.#callbacks.onNarrow(writeTerm('created', func));
  }

  #openMenu(position: number, clientX: number, clientY: number): void {
    const creator = this.#creatorAt(position);
    if (creator.func === '') return;
    const { onOpenSource, onCopy } = this.#callbacks;
    openMenu(
      creator.func,
      [
        { label: t('Open source'), keys: 'F12', run: () => onOpenSource(sourceOf(creator, false)) },
        { label: t('Copy'), keys: 'Ctrl+C', run: () => onCopy(`${creator.func} ${placeOf(creator)}`) },
        null,
        { label: t('Only this creator'), keys: 'Enter', run: () => this.#narrow(position) },
      ],
      clientX,
      clientY,
    );
  }

  #textOf(first: number, last: number): string {
    const tree = this.#tree!;
    return this.#rows
      .slice(first, last + 1)
      .map(({ node, level }, i) => {
        const creator = this.#creatorAt(first + i);
        return `${'  '.repeat(level - 1)}${creator.func}\t${placeOf(creator)}\t${tree.self[node]}\t${tree.total[node]}`;
      })
      .join('\n');
  }

  #drawRow(row: CreatorRow): DrawnRow {
    const tree = this.#tree!;
    const { node } = row;
    const creator = this.#creatorOf(node);
    const start = tree.strings[tree.start[node]!]!;
    const whole = this.#children.roots.reduce((sum, root) => sum + tree.total[root]!, 0);
    const bar = element('span', { class: 'share-bar', attributes: { 'aria-hidden': 'true' } });
    bar.style.setProperty('--share', String(whole === 0 ? 0 : tree.total[node]! / whole));
    const name =
      creator.func === ''
        ? element('span', { class: 'muted', text: t('no go statement') })
        : createName(ownName(creator.func));
    const starts = start === '' ? null : createName(ownName(start));
    const twisty = element('span', { class: 'tree-twisty', attributes: { 'aria-hidden': 'true' } });
    const link = locationLink(creator, 'creator');
    const { path } = splitName(creator.func);
    const numbers = [
      cell('total', { title: goroutinesText(tree.total[node]!) }, formatInteger(tree.total[node]!), bar),
      cell('self', { text: formatInteger(tree.self[node]!) }),
    ];
    return {
      cells: this.isNarrow
        ? [
            cell(
              'statement',
              {},
              twisty,
              element(
                'div',
                { class: 'two-lines' },
                element('div', { class: 'first-line' }, name),
                element('div', { class: 'second-line muted' }, link, starts && '→', starts),
              ),
            ),
            ...numbers,
          ]
        : [
            cell(
              'statement',
              {},
              twisty,
              name,
              path === '' ? null : element('span', { class: 'name-path', text: path }),
              link,
            ),
            ...numbers,
            cell('start', { title: start }, starts),
          ],
      title: creator.func,
      tree: {
        level: row.level,
        position: row.position,
        siblings: row.siblings,
        isOpen: row.hasChildren ? row.isOpen : null,
      },
    };
  }
}

function columns(isNarrow: boolean): readonly GridColumn[] {
  const column = (id: string, title: string, hint: string) => ({ id, title, hint, sortable: false });
  return [
    column('statement', t('go statement in'), t('Function and line')),
    column('total', t('Total'), t('Goroutines made here, and by what was made here')),
    column('self', t('Own'), t('Goroutines made here')),
    ...(isNarrow ? [] : [column('start', t('Starts'), t('Function that most of them started with'))]),
  ];
}
