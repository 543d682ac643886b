import type { GoroutineReport, GoroutineRow } from '../../src/model/goroutineReport';
import type { ProfileState } from '../data';
import type { ViewState } from '../state';
import { choicesOf, type FilterChoices } from './completeFilter';
import type { GoroutineData } from './data';
import type { DetailsAbout } from './detailsContent';
import type { FilterRun } from './filterRun';
import { findingKey, findingRows, rowOfKey } from './findings';
import { groupOfKey } from './groups';
import type { GoroutineState } from './state';

/** What the page of a dump shows now, and what follows from it. Parts read it when they act; the page alone writes it. */
export class DumpShown {
  readonly run: FilterRun;
  profile: ProfileState | null = null;
  state: ViewState;
  /** The goroutine that ended the program, when it is known. */
  crashed: GoroutineRow | null = null;
  #data: GoroutineData | null = null;
  #report: GoroutineReport | null = null;
  #choices: FilterChoices = new Map();

  constructor(state: ViewState, run: FilterRun) {
    this.state = state;
    this.run = run;
  }

  takeReport(data: GoroutineData, report: GoroutineReport): void {
    this.#data = data;
    this.#report = report;
    this.#choices = choicesOf(report);
    this.crashed = null;
  }

  get dump(): GoroutineState {
    return this.state.goroutines;
  }

  /** Of the report that is shown; null until the first is there, as the report is. */
  get data(): GoroutineData | null {
    return this.#data;
  }

  get report(): GoroutineReport | null {
    return this.#report;
  }

  /** What completes the filter. */
  get choices(): FilterChoices {
    return this.#choices;
  }

  /** Goroutines of each group that match the filter; null without one. */
  get matching(): Uint32Array | null {
    return this.run.matches?.matching ?? null;
  }

  /** Goroutines of each group that the views show. */
  get counts(): Uint32Array {
    return this.matching ?? this.#report!.groups.count;
  }

  /** -1 for none, and where the report has it no more. */
  get selectedGroup(): number {
    const { selection } = this.dump;
    return selection?.kind === 'group' ? groupOfKey(this.#report!.groups, selection.key) : -1;
  }

  /** What the details are about. */
  get about(): DetailsAbout {
    const { findings } = this.#report!;
    const { selection } = this.dump;
    if (selection?.kind === 'finding') {
      const finding = findings.find((each) => findingKey(each) === selection.key);
      if (finding) return { kind: 'finding', finding };
      const row = rowOfKey(findingRows(findings), selection.key);
      if (row) return { kind: 'findings', row };
    }
    const group = this.selectedGroup;
    if (group >= 0) return { kind: 'group', group, chosen: true };
    // Whoever opens a crash looks for where it happened.
    return this.crashed ? { kind: 'group', group: this.crashed.group, chosen: false } : { kind: 'all' };
  }
}
