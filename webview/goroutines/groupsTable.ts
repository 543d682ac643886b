import type { GoroutineReport } from '../../src/model/goroutineReport';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { createButton } from '../controls';
import { element, fill } from '../dom';
import { t } from '../strings';
import { drawGroupRow, type GroupCellContext, type GroupWidth, groupColumnsOf } from './cells';
import { type GroupLetters, lettersOf } from './groupLetters';
import { creatorOf, type GroupFrame, tellingFrame } from './groups';
import { groupAsText, rowsAsText } from './groupText';
import { type GroupRow, layoutGroups, usualSort } from './layout';
import { type GroupColumn, type GroupSort, nextGroupSort } from './state';
import { type GridColumn, VirtualGrid } from './virtualGrid';

export interface GroupsInput {
  readonly report: GoroutineReport;
  /** Goroutines of each group that match; null without a filter. */
  readonly matching: Uint32Array | null;
  readonly sort: GroupSort | null;
  readonly foldSimilar: boolean;
  /** -1 for none. */
  readonly selected: number;
}

export interface GroupsCallbacks {
  onSelect(group: number): void;
  /** Enter: to its details. */
  onOpen(group: number): void;
  onSort(sort: GroupSort): void;
  onOpenSource(target: SourceTarget): void;
  onCopy(text: string): void;
  onMenu(group: number, clientX: number, clientY: number): void;
  onClearFilter(): void;
  onClearSelection(): void;
}

/** CSS pixels. Where columns would leave less than this for the function, a row has two lines; more is for creators. */
const cssFunction = 250;
const cssCreators = 190;

/** CSS pixels of columns whose texts are short, and about a letter of the others. */
const cssFixed = { count: 92, wait: 112, verdict: 104 };
const cssLetter = 7;
const cssSwatch = 30;
const cssGap = 20;
/** Longer states than Go's own are cut. */
const lettersMost = 32;

/** All groups, similar ones folded under one of them. */
export class GroupsTable {
  readonly element: HTMLElement;
  readonly #callbacks: GroupsCallbacks;
  readonly #grid: VirtualGrid;
  readonly #empty = element('div', { class: 'vgrid-empty', attributes: { hidden: '' } });
  readonly #open = new Set<number>();
  #input: GroupsInput | null = null;
  #rows: readonly GroupRow[] = [];
  #columns: readonly GridColumn[] = [];
  #width: GroupWidth = 'wide';
  #letters: GroupLetters = { state: 0, change: 0 };
  /** The row that was active, where a fold and one of its groups have the same. */
  #activeLevel: 1 | 2 = 1;

  constructor(callbacks: GroupsCallbacks) {
    this.#callbacks = callbacks;
    this.#grid = new VirtualGrid('groups', t('Groups of goroutines'), {
      drawRow: (position) => drawGroupRow(this.#rows[position]!, this.#context),
      onActive: (position) => {
        const row = this.#rows[position]!;
        this.#activeLevel = row.level;
        callbacks.onSelect(row.group);
      },
      onOpen: (position) => callbacks.onOpen(this.#rows[position]!.group),
      onSource: (position, beside, target) => this.#openSource(position, beside, target),
      onCopy: (first, last) => this.#copy(first, last),
      onMenu: (position, clientX, clientY) => callbacks.onMenu(this.#rows[position]!.group, clientX, clientY),
      onSort: (column) => callbacks.onSort(nextGroupSort(this.#sort, column as GroupColumn)),
      onToggle: (position) => this.#toggle(position),
      parentOf: (position) => this.#parentOf(position),
      onLeave: () => callbacks.onClearSelection(),
    });
    this.element = element('div', { class: 'groups-place' }, this.#grid.element, this.#empty);
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  /** Cheap where little has changed; the scroll position stays while the rows do. */
  show(input: GroupsInput): void {
    const before = this.#input;
    if (before && sameInput(before, input)) return;
    const isNewReport = before?.report !== input.report;
    this.#input = input;
    if (isNewReport) {
      this.#open.clear();
      this.#letters = lettersOf(input.report);
      this.#width = this.#widthThatFits(input.report) ?? this.#width;
      this.#setColumns(input.report);
    }
    const onlySelection =
      before !== null && sameInput({ ...before, selected: input.selected }, input) && !this.#isHidden(input);
    if (!onlySelection) this.#layout();
    if (before && before.matching !== input.matching) this.#grid.scrollToTop();
    this.#draw();
    if (before?.selected !== input.selected) this.#grid.revealActive(isNewReport ? 'centre' : 'nearest');
  }

  focus(): void {
    this.#grid.focus();
  }

  #setColumns({ groups, comparison }: GoroutineReport): void {
    this.#columns = groupColumnsOf(groups, comparison !== null, this.#width);
    this.#grid.setColumns(this.#columns);
    const { element } = this.#grid;
    element.dataset.columns = this.#columns.map(({ id }) => id).join(' ');
    const { state, change } = this.#letters;
    element.style.setProperty('--state-letters', String(Math.min(state, lettersMost)));
    element.style.setProperty('--change-letters', String(change));
  }

  get #sort(): GroupSort {
    return this.#input!.sort ?? usualSort(this.#input!.report.comparison);
  }

  get #context(): GroupCellContext {
    const { groups, facts, comparison } = this.#input!.report;
    const isNarrow = this.#width === 'narrow';
    return { groups, comparison, columns: this.#columns, isNarrow, total: facts.parsed };
  }

  /** What is selected stands in a closed fold. */
  #isHidden({ selected, report, foldSimilar }: GroupsInput): boolean {
    return foldSimilar && selected >= 0 && this.#foldOf(selected, report) >= 0;
  }

  /** The closed fold that hides the group; -1 where it is in sight. */
  #foldOf(group: number, { groups }: GoroutineReport): number {
    if (groups.similarTo[group] === group) return -1;
    const fold = this.#rows.find((row) => row.level === 1 && row.members.includes(group));
    return fold && fold.group !== group && !fold.isOpen ? fold.group : -1;
  }

  #layout(): void {
    const input = this.#input!;
    const { groups, comparison } = input.report;
    const layout = () =>
      layoutGroups({
        groups,
        comparison,
        matching: input.matching,
        sort: this.#sort,
        foldSimilar: input.foldSimilar,
        open: this.#open,
      });
    this.#rows = layout();
    if (!this.#isHidden(input)) return;
    this.#open.add(this.#foldOf(input.selected, input.report));
    this.#rows = layout();
  }

  #draw(): void {
    const { column, descending } = this.#sort;
    this.#grid.showSort(column, descending);
    const active = this.#activeRow();
    this.#grid.show(this.#rows.length, active, this.#width === 'narrow' ? 2 : 1);
    this.#showEmpty();
  }

  #activeRow(): number {
    const { selected } = this.#input!;
    if (selected < 0) return -1;
    const is = (row: GroupRow) => row.group === selected;
    const same = this.#rows.findIndex((row) => is(row) && row.level === this.#activeLevel);
    return same >= 0 ? same : this.#rows.findIndex(is);
  }

  #showEmpty(): void {
    const isEmpty = this.#rows.length === 0;
    this.#empty.hidden = !isEmpty;
    this.#grid.element.hidden = isEmpty;
    if (!isEmpty) return;
    fill(
      this.#empty,
      element('p', { text: t('No goroutine matches the filter.') }),
      createButton(t('Clear filter'), () => this.#callbacks.onClearFilter()),
    );
  }

  #toggle(position: number): void {
    const row = this.#rows[position]!;
    if (row.members.length < 2 || row.level === 2) return;
    if (row.isOpen) this.#open.delete(row.group);
    else this.#open.add(row.group);
    const { selected } = this.#input!;
    const inside = row.isOpen && row.members.includes(selected) && selected !== row.group;
    this.#activeLevel = 1;
    const input = this.#input!;
    this.#rows = layoutGroups({
      ...input.report,
      matching: input.matching,
      sort: this.#sort,
      foldSimilar: input.foldSimilar,
      open: this.#open,
    });
    this.#draw();
    if (inside) this.#callbacks.onSelect(row.group);
  }

  #parentOf(position: number): number {
    if (this.#rows[position]!.level === 1) return -1;
    let at = position;
    while (this.#rows[at]!.level === 2) at--;
    return at;
  }

  #openSource(position: number, beside: boolean, target: Element | null): void {
    const { groups } = this.#input!.report;
    const { group } = this.#rows[position]!;
    const isCreator = target?.getAttribute('data-of') === 'creator';
    const frame = isCreator ? creatorOf(groups, group) : tellingFrame(groups, group);
    if (frame) this.#callbacks.onOpenSource(sourceOf(frame, beside));
  }

  #copy(first: number, last: number): void {
    const { groups, comparison } = this.#input!.report;
    if (first === last) {
      this.#callbacks.onCopy(groupAsText(groups, this.#rows[first]!.group));
      return;
    }
    this.#callbacks.onCopy(
      rowsAsText(
        groups,
        this.#rows.slice(first, last + 1),
        copiedTitles(comparison !== null),
        comparison !== null,
      ),
    );
  }

  #fit(): void {
    if (!this.#input) return;
    const next = this.#widthThatFits(this.#input.report);
    if (next === null || next === this.#width) return;
    this.#width = next;
    this.#setColumns(this.#input.report);
    this.#draw();
  }

  /** Null while the table is out of sight. */
  #widthThatFits(report: GoroutineReport): GroupWidth | null {
    const width = this.element.clientWidth;
    if (width === 0) return null;
    const { state, change } = this.#letters;
    const letters = Math.min(state, lettersMost);
    const hasWaits = report.groups.maxWaitMinutes.some((minutes) => minutes >= 0);
    const others =
      cssFixed.count +
      cssFixed.verdict +
      cssSwatch +
      cssLetter * letters +
      (hasWaits ? cssFixed.wait : 0) +
      (report.comparison ? cssGap + cssLetter * change : 0);
    const left = width - others;
    return left < cssFunction ? 'narrow' : left < cssFunction + cssCreators ? 'medium' : 'wide';
  }
}

export function sourceOf(frame: GroupFrame, beside: boolean): SourceTarget {
  return { file: frame.file, line: frame.line, functionName: frame.func, beside };
}

function copiedTitles(isCompared: boolean): readonly string[] {
  return [
    t('Count'),
    ...(isCompared ? [t('Change')] : []),
    t('State'),
    t('Least minutes'),
    t('Most minutes'),
    t('Function'),
    t('Location'),
    t('Created by'),
    t('At'),
    t('Verdict'),
  ];
}

function sameInput(a: GroupsInput, b: GroupsInput): boolean {
  return (
    a.report === b.report &&
    a.matching === b.matching &&
    a.foldSimilar === b.foldSimilar &&
    a.selected === b.selected &&
    a.sort?.column === b.sort?.column &&
    a.sort?.descending === b.sort?.descending
  );
}
