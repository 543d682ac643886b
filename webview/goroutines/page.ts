import { stateClasses } from '../../src/model/goroutines';
import { Busy } from '../busy';
import type { ProfileState } from '../data';
import { element, fill } from '../dom';
import { HostActions } from '../hostActions';
import { createDeletedBanner, createFailure } from '../notices';
import type { PageOptions } from '../profilePage';
import { splitMinWidth, type ViewState } from '../state';
import { t } from '../strings';
import type { Theme } from '../theme';
import { Toast } from '../toast';
import { Choosing } from './choosing';
import { createDumpParts, type DumpActs, type DumpParts } from './dumpParts';
import { DumpShown } from './dumpShown';
import { createEmptyDump, createLoadingDump } from './dumpStandIn';
import { FilterRun } from './filterRun';
import { valuesOfField, writeTerm } from './filterText';
import { matchingByClass, matchTotals } from './layout';
import { ReportLoader } from './reportLoader';
import { dumpViewOfKey } from './toolbar';

/** The page of a goroutine dump: facts, findings, what they do, and views of the goroutines that a filter leaves. */
export class GoroutinePage {
  readonly element: HTMLElement;
  readonly #options: PageOptions;
  readonly #toast = new Toast();
  readonly #busy = new Busy(() => this.element);
  readonly #actions: HostActions;
  readonly #run = new FilterRun((filter) => this.#onMatches(filter));
  readonly #shown: DumpShown;
  readonly #choosing: Choosing;
  readonly #reports: ReportLoader;
  readonly #parts: DumpParts;
  readonly #fileBanner = element('div', { class: 'banner-place' });
  readonly #standIn = element('div', { class: 'empty-place', attributes: { hidden: '' } });
  /** The filter whose only group is to be selected. */
  #selectOnly: string | null = null;
  #painted = false;

  constructor(options: PageOptions) {
    const { host, state, theme, dispatch } = options;
    this.#options = options;
    this.#actions = new HostActions(host, this.#toast);
    this.#shown = new DumpShown(state, this.#run);
    this.#choosing = new Choosing({
      shown: this.#shown,
      dispatch,
      draw: () => this.#draw(),
      focusDetails: () => this.#parts.details.focus(),
    });
    this.#reports = this.#createReportLoader();
    this.#parts = createDumpParts(this.#acts(), theme);
    this.element = this.#assemble();
  }

  /** Shows this state of the file in this way. Cheap where little changed. */
  show(profile: ProfileState, state: ViewState): void {
    const before = this.#shown.profile;
    this.#shown.profile = profile;
    this.#shown.state = state;
    if (before?.fileState !== profile.fileState) {
      fill(this.#fileBanner, profile.fileState === 'deleted' ? createDeletedBanner(profile.fileName) : null);
    }
    if (before?.revision !== profile.revision || before.piece !== profile.piece) this.#reports.load(profile);
    this.#draw();
  }

  /** Fits the panes into the width there is. */
  layout(): void {
    const isOpen = this.#detailsOpen;
    this.#parts.details.setOpen(isOpen);
    this.#parts.views.flame.details.setOpen(isOpen);
    this.#parts.panes.show(isOpen, this.#shown.state.sizes);
  }

  setTheme(theme: Theme): void {
    this.#parts.views.flame.setTheme(theme);
  }

  noteReload(): void {
    this.#parts.header.noteReload(Date.now());
  }

  focusSearch(): void {
    if (this.#shown.dump.view === 'flame') this.#parts.views.flame.search.focus();
    else this.#parts.line.bar.focus();
  }

  focusSwitch(): void {
    this.#parts.header.pageSwitch.focus();
  }

  /** Goes to the view that the key means; false where it means none. */
  showViewOfKey(key: string): boolean {
    const view = dumpViewOfKey(key, this.#shown.dump.view);
    if (!view) return false;
    this.#choosing.change({ view });
    this.#parts.views.focus();
    return true;
  }

  /** Whether Back and Forward lead anywhere. */
  showWays(ways: { readonly back: boolean; readonly forward: boolean }): void {
    this.#parts.line.showWays(ways);
  }

  look(): void {
    this.#parts.views.flame.look();
  }

  /** The goroutines that have this function in their stacks. */
  showFunction(name: string): void {
    this.#choosing.change({ filter: writeTerm('func', name) });
  }

  /** When this filter is answered and a single group matches, that one is selected. */
  selectOnly(filter: string): void {
    this.#selectOnly = filter;
    if (this.#shown.report && this.#run.isSettled && this.#run.filter === filter) this.#onMatches(filter);
  }

  #onMatches(filter: string): void {
    if (this.#selectOnly === filter) {
      this.#selectOnly = null;
      if (this.#choosing.selectOnlyMatch()) return;
    }
    this.#draw();
  }

  /** Until someone opens or closes them: where there is room, and where there is something to tell. */
  get #detailsOpen(): boolean {
    const { state, dump } = this.#shown;
    return state.detailsOpen ?? (dump.selection !== null || this.element.clientWidth >= splitMinWidth);
  }

  // Drawing

  #draw(): void {
    const { profile, report, data, crashed } = this.#shown;
    if (!profile?.goroutines) return;
    this.#parts.header.show(profile, report);
    this.#parts.crash.show(profile.goroutines.crash, report, crashed);
    if (!report || !data) {
      this.element.dataset.content = 'loading';
      if (this.#standIn.hidden) this.#showStandIn(createLoadingDump());
      return;
    }
    this.#run.update(data, this.#shown.dump.filter);
    const isWaiting = this.#run.matches === null && !this.#run.isSettled;
    // A first answer that is about to come: everything would be shown for a moment.
    if (isWaiting && this.#painted) return;
    const isEmpty = report.facts.parsed === 0 && report.comparison === null;
    this.element.dataset.content = isEmpty ? 'empty' : 'goroutines';
    // The answer may have selected something.
    const { selection } = this.#shown.dump;
    this.#parts.findings.show(report, selection?.kind === 'finding' ? selection.key : '');
    if (isEmpty) {
      this.#showStandIn(createEmptyDump(report.facts, (line) => this.#actions.openText(line)));
      this.#noteFirstPaint();
      return;
    }
    this.#standIn.hidden = true;
    this.#parts.panes.element.hidden = false;
    if (isWaiting) return;
    this.#showFilter();
    this.#parts.views.show();
    this.layout();
    this.#showDetails();
    this.#noteFirstPaint();
  }

  #showFilter(): void {
    const { matching, dump } = this.#shown;
    const { filter, view, foldSimilar } = dump;
    const { groups, facts } = this.#shown.report!;
    this.#parts.overview.show({
      byClass: facts.byClass,
      matching: matching && matchingByClass(groups, matching, stateClasses.length),
      chosen: valuesOfField(filter, 'class'),
    });
    this.#parts.line.bar.show(filter, this.#run.problem);
    const hasSimilar = groups.similarTo.some((head, group) => head !== group);
    this.#parts.toolbar.show({
      view,
      fold: hasSimilar ? foldSimilar : null,
      isFiltered: matching !== null,
      matching: matchTotals(groups, matching),
      all: matchTotals(groups, null),
    });
    this.#parts.views.flame.search.element.hidden = view !== 'flame';
  }

  #showDetails(): void {
    const { data, report, dump } = this.#shown;
    const { details, views } = this.#parts;
    const isFlame = dump.view === 'flame';
    details.element.hidden = isFlame;
    views.flame.details.element.hidden = !isFlame;
    if (isFlame) return;
    details.show({ data: data!, report: report!, about: this.#shown.about, filter: this.#run.filter });
  }

  #showStandIn(page: HTMLElement): void {
    fill(this.#standIn, page);
    this.#standIn.hidden = false;
    this.#parts.panes.element.hidden = true;
  }

  // Parts

  #createReportLoader(): ReportLoader {
    const shown = this.#shown;
    return new ReportLoader(this.#options.host, {
      onReport: (data, report) => {
        shown.takeReport(data, report);
        this.#draw();
      },
      onCrashed: (row) => {
        shown.crashed = row;
        this.#draw();
      },
      onFailure: (sentence) => {
        this.#showStandIn(createFailure(sentence, () => this.#reports.load(shown.profile!)));
        this.#noteFirstPaint();
      },
      during: (work) => this.#busy.during(work),
    });
  }

  #acts(): DumpActs {
    const { dispatch, onGo } = this.#options;
    return {
      shown: this.#shown,
      dispatch,
      choosing: this.#choosing,
      actions: this.#actions,
      say: (sentence) => this.#toast.show(sentence),
      during: (work) => this.#busy.during(work),
      focusView: () => this.#parts.views.focus(),
      toggleDetails: () => dispatch({ type: 'details', open: !this.#detailsOpen }),
      onGo,
    };
  }

  #assemble(): HTMLElement {
    const { header, crash, findings, overview, toolbar, line, panes } = this.#parts;
    return element(
      'div',
      { class: 'profile-page goroutine-page' },
      header.element,
      this.#fileBanner,
      crash.element,
      findings.element,
      overview.element,
      toolbar.element,
      line.element,
      line.bar.problem,
      element('div', { class: 'progress', role: 'progressbar', attributes: { 'aria-label': t('Working') } }),
      this.#standIn,
      panes.element,
      this.#toast.element,
    );
  }

  #noteFirstPaint(): void {
    if (this.#painted) return;
    this.#painted = true;
    requestAnimationFrame(() => requestAnimationFrame(() => this.#options.onFirstPaint()));
  }
}
