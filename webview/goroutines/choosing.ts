import type { Action } from '../state';
import type { DumpShown } from './dumpShown';
import { addTerm, toggleValue } from './filterText';
import { type FindingRow, filterOfKey, filterOfRow } from './findings';
import { creatorOf, type GroupFrame, groupKeys } from './groups';
import { onlyMatch } from './layout';
import type { GoroutineState } from './state';

export interface ChoosingOptions {
  readonly shown: DumpShown;
  readonly dispatch: (action: Action) => void;
  /** What is chosen has been chosen before, but may not be in sight. */
  draw(): void;
  focusDetails(): void;
}

/** What a person chooses in a dump: groups, findings, and by the filter which goroutines there are to see. */
export class Choosing {
  readonly #options: ChoosingOptions;

  constructor(options: ChoosingOptions) {
    this.#options = options;
  }

  change(part: Partial<GoroutineState>): void {
    this.#options.dispatch({ type: 'goroutines', part });
  }

  /** A term joins the filter; several, as a finding has, take its place. */
  narrow(term: string): void {
    const filter = term.includes(' ') ? term : addTerm(this.#options.shown.dump.filter, term);
    this.change({ filter });
  }

  toggleClass(name: string): void {
    this.change({ filter: toggleValue(this.#options.shown.dump.filter, 'class', name) });
  }

  selectGroup(group: number): void {
    const { shown, draw } = this.#options;
    const key = groupKeys(shown.report!.groups)[group]!;
    const { selection } = shown.dump;
    if (selection?.kind === 'group' && selection.key === key) draw();
    else this.change({ selection: { kind: 'group', key } });
  }

  /** Selects it and goes to its details. */
  openGroup(group: number): void {
    const { shown, dispatch, focusDetails } = this.#options;
    this.selectGroup(group);
    dispatch({ type: 'details', open: true });
    if (shown.dump.view === 'flame') this.change({ view: 'groups' });
    focusDetails();
  }

  /** Selects the group that alone matches the filter; false where none does, or several. */
  selectOnlyMatch(): boolean {
    const { matching } = this.#options.shown;
    const only = matching ? onlyMatch(matching) : -1;
    if (only < 0) return false;
    this.selectGroup(only);
    return true;
  }

  /** The largest group that this go statement started. */
  selectCreator({ func, file, line }: GroupFrame): void {
    const { shown } = this.#options;
    const { groups } = shown.report!;
    const { counts } = shown;
    let found = -1;
    for (let group = 0; group < groups.length; group++) {
      const creator = creatorOf(groups, group);
      if (!creator || creator.func !== func || creator.file !== file || creator.line !== line) continue;
      if (found < 0 || counts[group]! > counts[found]!) found = group;
    }
    if (found >= 0) this.selectGroup(found);
  }

  /** With its goroutines in sight; null chooses none, and takes back the filter that came with the one before. */
  chooseFindings(row: FindingRow | null): void {
    const { shown, dispatch } = this.#options;
    const { findings } = shown.report!;
    const { filter: before, selection, view } = shown.dump;
    if (!row) {
      const own = selection?.kind === 'finding' ? filterOfKey(selection.key, findings) : '';
      const isItsOwn = own !== '' && own === before;
      this.change({ selection: null, ...(isItsOwn && { filter: '' }) });
      return;
    }
    const filter = filterOfRow(row, findings);
    this.change({
      selection: { kind: 'finding', key: row.key },
      ...(filter !== '' && { filter }),
      ...(view === 'flame' && { view: 'groups' }),
    });
    dispatch({ type: 'details', open: true });
  }
}
