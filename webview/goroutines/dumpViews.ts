import { element, fill } from '../dom';
import type { CreatorsView } from './creatorsView';
import type { DumpShown } from './dumpShown';
import type { FlameTab } from './flameTab';
import type { GroupsTable } from './groupsTable';
import { matchTotals } from './layout';
import type { GoroutineView } from './state';
import type { WaitsView } from './waitsView';

export interface DumpViewParts {
  readonly groups: GroupsTable;
  readonly flame: FlameTab;
  readonly creators: CreatorsView;
  readonly waits: WaitsView;
}

/** The views of the goroutines that a filter leaves: one is in sight, and it alone is told what to show. */
export class DumpViews {
  readonly element = element('div', { class: 'other-pane dump-main' });
  readonly flame: FlameTab;
  readonly #shown: DumpShown;
  readonly #parts: DumpViewParts;

  constructor(shown: DumpShown, parts: DumpViewParts) {
    this.#shown = shown;
    this.#parts = parts;
    this.flame = parts.flame;
  }

  /** When there is a report. */
  show(): void {
    const { dump } = this.#shown;
    const inSight = this.#elementOf(dump.view);
    if (!inSight.isConnected) fill(this.element, inSight);
    this.element.dataset.view = dump.view;
    this.#showInput(dump.view);
  }

  focus(): void {
    this.#parts[this.#shown.dump.view].focus();
  }

  #showInput(view: GoroutineView): void {
    const { run, matching, counts, selectedGroup: selected, dump } = this.#shown;
    const data = this.#shown.data!;
    const report = this.#shown.report!;
    const { groups, flame, creators, waits } = this.#parts;
    const { filter } = run;
    switch (view) {
      case 'groups':
        groups.show({ report, matching, sort: dump.sort, foldSimilar: dump.foldSimilar, selected });
        break;
      case 'flame':
        flame.show({
          data,
          filter,
          total: matchTotals(report.groups, matching).goroutines,
          flame: dump.flame,
        });
        break;
      case 'creators':
        creators.show({ data, filter, selected });
        break;
      case 'waits':
        waits.show({ data, filter, selected, report, counts });
        break;
    }
  }

  #elementOf(view: GoroutineView): HTMLElement {
    return view === 'flame' ? this.#parts.flame.pane.element : this.#parts[view].element;
  }
}
