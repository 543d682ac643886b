import { ownName } from '../../src/base/splitName';
import type { GoroutineReport, WaitTarget } from '../../src/model/goroutineReport';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import { createIcon } from '../controls';
import { element } from '../dom';
import { createName } from '../names';
import { formatInteger, t, tMessage } from '../strings';
import { cell, locationLink } from './cells';
import type { GoroutineData } from './data';
import { type GroupFrame, stateText, tellingFrame } from './groups';
import { sourceOf } from './groupsTable';
import { placeOf } from './groupText';
import { QueryView, type QueryViewInput } from './queryView';
import { goroutinesText } from './texts';
import { type DrawnRow, type GridColumn, VirtualGrid } from './virtualGrid';
import { layoutWaits, type WaitRow } from './waitRows';
import { holderText, targetName } from './waitTexts';

export interface WaitsCallbacks {
  onSelect(group: number): void;
  onOpen(group: number): void;
  onOpenSource(target: SourceTarget): void;
  onCopy(text: string): void;
  during(work: Promise<void>): Promise<void>;
}

/** Fewer are all open at first. */
const openAtFirst = 12;

/** What goroutines wait for, by address: who waits, and who may hold it. */
export class WaitsView extends QueryView<readonly WaitTarget[]> {
  readonly #grid: VirtualGrid;
  #report: GoroutineReport | null = null;
  #counts: Uint32Array = new Uint32Array(0);
  #targets: readonly WaitTarget[] = [];
  #rows: readonly WaitRow[] = [];
  #selected = -1;
  /** Targets that are not as they were at first. */
  readonly #turned = new Set<number>();

  constructor(callbacks: WaitsCallbacks) {
    super(callbacks);
    this.#grid = new VirtualGrid('waits', t('What goroutines wait for'), {
      drawRow: (position) => this.#drawRow(this.#rows[position]!),
      onActive: (position) => {
        const group = this.#groupAt(position);
        if (group >= 0) callbacks.onSelect(group);
      },
      onOpen: (position) => {
        if (this.#rows[position]!.kind === 'target') this.#toggle(position);
        else callbacks.onOpen(this.#groupAt(position));
      },
      onSource: (position, beside) => {
        const frame = this.#frameAt(position);
        if (frame) callbacks.onOpenSource(sourceOf(frame, beside));
      },
      onCopy: (first, last) =>
        callbacks.onCopy(
          this.#rows
            .slice(first, last + 1)
            .map((row, i) => this.#textOf(row, first + i))
            .join('\n'),
        ),
      onToggle: (position) => this.#toggle(position),
      parentOf: (position) => this.#parentOf(position),
    });
  }

  /** `counts`: goroutines of each group that match. */
  show(input: QueryViewInput & { readonly report: GoroutineReport; readonly counts: Uint32Array }): void {
    this.#report = input.report;
    const isOther = this.#counts !== input.counts || this.#selected !== input.selected;
    this.#counts = input.counts;
    this.#selected = input.selected;
    this.ask(input.data, (data: GoroutineData) => data.waits(null));
    if (isOther) this.draw();
  }

  focus(): void {
    this.#grid.focus();
  }

  protected take(targets: readonly WaitTarget[]): void {
    this.#targets = targets;
    this.#turned.clear();
    this.draw();
  }

  protected draw(): void {
    const isOpen = (target: number) => this.#targets.length <= openAtFirst !== this.#turned.has(target);
    this.#rows = layoutWaits(this.#targets, this.#counts, isOpen);
    if (!this.isAnswered) return;
    if (this.#rows.length === 0) {
      this.showSentence(
        this.#targets.length === 0
          ? t('No goroutine waits for a lock or a channel whose address the dump tells.')
          : t('No goroutine that matches waits for a lock or a channel whose address the dump tells.'),
      );
      return;
    }
    this.showContent(this.#grid.element);
    const active = this.#grid.active;
    const isSame = active >= 0 && active < this.#rows.length && this.#groupAt(active) === this.#selected;
    this.#grid.setColumns(columns(this.isNarrow));
    this.#grid.show(this.#rows.length, isSame ? active : -1, this.isNarrow ? 2 : 1);
  }

  #toggle(position: number): void {
    const row = this.#rows[position]!;
    if (row.kind !== 'target') return;
    if (this.#turned.has(row.target)) this.#turned.delete(row.target);
    else this.#turned.add(row.target);
    this.draw();
  }

  #parentOf(position: number): number {
    let at = position;
    while (this.#rows[at]!.kind !== 'target') at--;
    return at === position ? -1 : at;
  }

  #groupAt(position: number): number {
    const row = this.#rows[position]!;
    const target = this.#targets[row.target]!;
    if (row.kind === 'holder') return target.holders[row.holder]!.group;
    if (row.kind === 'waiters') return row.group;
    return target.groups.find((group) => this.#counts[group]! > 0) ?? -1;
  }

  #frameAt(position: number): GroupFrame | null {
    const group = this.#groupAt(position);
    return group < 0 ? null : tellingFrame(this.#report!.groups, group);
  }

  #textOf(row: WaitRow, position: number): string {
    const target = this.#targets[row.target]!;
    const frame = this.#frameAt(position);
    const place = frame ? `${frame.func} ${placeOf(frame)}` : '';
    if (row.kind === 'target') return `${targetName(target)}\t${target.waiters}`;
    if (row.kind === 'waiters') return `\t${goroutinesText(row.waiters)}\t${place}`;
    const holder = target.holders[row.holder]!;
    return `\t${holderText(holder)}\t${place}\t${tMessage(holder.reason)}`;
  }

  #drawRow(row: WaitRow): DrawnRow {
    const target = this.#targets[row.target]!;
    if (row.kind === 'target') return this.#drawTarget(row, target);
    const { groups } = this.#report!;
    const group = row.kind === 'holder' ? target.holders[row.holder]!.group : row.group;
    const frame = tellingFrame(groups, group);
    if (row.kind === 'waiters') {
      const state = element('span', { class: 'cell-note', text: stateText(groups, group) });
      return {
        cells: this.#cells([element('span', { text: t('waiting') })], formatInteger(row.waiters), [
          ...frameParts(frame),
          state,
        ]),
        tree: { level: 2, isOpen: null },
        title: frame?.func ?? '',
      };
    }
    const holder = target.holders[row.holder]!;
    const reason = tMessage(holder.reason);
    return {
      cells: this.#cells([createIcon('target'), element('span', { text: holderText(holder) })], '', [
        ...frameParts(frame),
        element('span', { class: 'cell-note', text: reason }),
      ]),
      class: 'holder',
      tree: { level: 2, isOpen: null },
      title: `${frame?.func ?? ''}\n${reason}`.trim(),
    };
  }

  #drawTarget(row: Extract<WaitRow, { kind: 'target' }>, target: WaitTarget): DrawnRow {
    const [holder] = target.holders;
    const name = targetName(target);
    const who = holder
      ? t('likely {goroutine}: {reason}', {
          goroutine: holderText(holder),
          reason: tMessage(holder.reason),
        })
      : t('nobody in this dump seems to hold or serve it');
    return {
      cells: this.#cells([element('strong', { text: name })], formatInteger(row.waiters), [
        element('span', { class: holder ? 'cell-text' : 'cell-text muted', text: who }),
      ]),
      tree: { level: 1, isOpen: row.isOpen },
      title: `${name}\n${who}`,
    };
  }

  /** Beside each other, or one below the other where there is no room. */
  #cells(
    what: readonly HTMLElement[],
    waiters: string,
    where: readonly (HTMLElement | null)[],
  ): readonly HTMLElement[] {
    if (!this.isNarrow) {
      return [
        cell('what', {}, twisty(), ...what),
        cell('waiters', { text: waiters }),
        cell('where', {}, ...where),
      ];
    }
    const lines = element(
      'div',
      { class: 'two-lines' },
      element('div', { class: 'first-line' }, ...what),
      element('div', { class: 'second-line' }, ...where),
    );
    return [cell('what', {}, twisty(), lines), cell('waiters', { text: waiters })];
  }
}

function frameParts(frame: GroupFrame | null): readonly (HTMLElement | null)[] {
  return frame ? [createName(ownName(frame.func)), locationLink(frame, 'frame')] : [];
}

function twisty(): HTMLElement {
  return element('span', { class: 'tree-twisty', attributes: { 'aria-hidden': 'true' } });
}

function columns(isNarrow: boolean): readonly GridColumn[] {
  const column = (id: string, title: string, hint: string) => ({ id, title, hint, sortable: false });
  return [
    column('what', t('Waits for'), t('Lock or channel, by its address')),
    column('waiters', t('Waiting'), t('Goroutines that wait for it')),
    ...(isNarrow ? [] : [column('where', t('Holder or partner'), t('Who likely holds or serves it'))]),
  ];
}
