import { baseNameOf } from '../../src/base/baseNameOf';
import type { TimeSpan } from '../../src/model/finding';
import type { MemoryReport } from '../../src/model/memoryReport';
import type { TimelineSeries, TimelineView } from '../../src/model/timeline';
import type { MemoryState, TimelineRequests } from '../../src/protocol/timelineEditor';
import { Busy } from '../busy';
import { deliver } from '../data';
import { element, fill } from '../dom';
import { HostActions } from '../hostActions';
import { createDeletedBanner, createFailure, createNotice } from '../notices';
import type { PageOptions } from '../profilePage';
import type { ViewState } from '../state';
import { t } from '../strings';
import type { Theme } from '../theme';
import { Toast } from '../toast';
import { spanKey } from './ask';
import { DrawnLines, toggledLines } from './drawnLines';
import { openExportMenu } from './exportMenu';
import { exportPicture } from './exportPicture';
import { findingKeys, spanMarks } from './findingSpans';
import type { SpanMark } from './graph/scene';
import type { TimeWindow } from './graph/timeWindow';
import { limitsOf } from './graph/timeWindow';
import { describeMoment, sayMoment } from './momentWords';
import { spanWithin, type TimelineState, type TimelineViewKind } from './state';
import { createAnswers, type TimelineAnswers } from './timelineAnswers';
import { createTimelineParts, type TimelineActs, type TimelineParts } from './timelineParts';
import { spanText } from './timeTexts';

/** The most that may be asked for: of as many cycles, each is a row. */
const tableColumns = 8192;

/** The page of memory over time: whose it is, what is wrong, the timeline, numbers of a part of it, and all that is said about it. */
export class TimelinePage {
  readonly element: HTMLElement;
  readonly #options: PageOptions;
  readonly #toast = new Toast();
  readonly #busy = new Busy(() => this.element);
  readonly #actions: HostActions;
  readonly #fileBanner = element('div', { class: 'banner-place' });
  readonly #standIn = element('div', { class: 'empty-place', attributes: { hidden: '' } });
  readonly #said = element('div', {
    class: 'for-listeners',
    role: 'status',
    attributes: { 'aria-live': 'polite' },
  });
  readonly #answers: TimelineAnswers;
  readonly #parts: TimelineParts;
  readonly #lines = new DrawnLines();
  #theme: Theme;
  #state: MemoryState | null = null;
  #view: ViewState;
  #points: TimelineView | null = null;
  #cursorMs: number | null = null;
  #hoverMs: number | null = null;
  #saysMoment = false;
  #marksOf: MemoryReport | null = null;
  #spanMarks: readonly Omit<SpanMark, 'row'>[] = [];
  #painted = false;

  constructor(options: PageOptions) {
    this.#options = options;
    this.#theme = options.theme;
    this.#view = options.state;
    this.#actions = new HostActions(options.host, this.#toast);
    this.#answers = createAnswers(options.host, {
      onReport: () => this.#draw(),
      onSummary: () => this.#drawRange(),
      onMoment: () => this.#onMoment(),
      onRows: () => this.#drawTable(),
      onFailure: (error) => this.#toast.show(error.message),
      tracked: (answer) => this.#tracked(answer),
    });
    this.#parts = createTimelineParts(this.#acts(), options.theme);
    this.element = this.#assemble();
  }

  /** Shows this state of the file. Cheap where little changed. */
  show(state: MemoryState, view: ViewState): void {
    const before = this.#state;
    this.#state = state;
    this.#view = view;
    if (before?.fileState !== state.fileState) {
      fill(this.#fileBanner, state.fileState === 'deleted' ? createDeletedBanner(state.fileName) : null);
    }
    if (before && (before.piece !== state.piece || before.fileName !== state.fileName)) this.#forget();
    else if (before && before.revision !== state.revision && !state.live)
      this.#parts.header.noteReload(Date.now());
    this.#parts.header.show(state);
    this.#parts.live.show(state.live);
    this.#draw();
  }

  layout(): void {
    if (!this.#state) return;
    const isOpen = this.#isPanelOpen;
    this.#parts.panel.setOpen(isOpen);
    this.#parts.panes.show(isOpen, this.#view.sizes);
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#parts.graph.setTheme(theme);
  }

  noteReload(): void {
    this.#parts.header.noteReload(Date.now());
  }

  /** There is nothing to search for: the picture is what one goes to. */
  focusSearch(): void {
    this.#focusView();
  }

  focusSwitch(): void {
    this.#focusView();
  }

  /** Goes to the view that the key means; false where it means none. */
  showViewOfKey(key: string): boolean {
    const views: Readonly<Record<string, TimelineViewKind>> = { '1': 'graph', '2': 'table' };
    const view = views[key];
    if (!view || !this.#state) return false;
    this.#change({ view });
    this.#focusView();
    return true;
  }

  showWays(_ways: { readonly back: boolean; readonly forward: boolean }): void {}

  look(): void {}

  #focusView(): void {
    if (this.#timeline.view === 'table') this.#parts.table.focus();
    else this.#parts.graph.focus();
  }

  get #timeline(): TimelineState {
    return this.#view.timeline;
  }

  #change(part: Partial<TimelineState>): void {
    this.#options.dispatch({ type: 'timeline', part });
  }

  get #isPanelOpen(): boolean {
    return this.#view.detailsOpen ?? true;
  }

  /** Another series: what was looked at of the last one means nothing here. */
  #forget(): void {
    this.#cursorMs = null;
    this.#hoverMs = null;
    this.#points = null;
    this.#answers.report.clear();
    this.#answers.summary.clear();
    this.#answers.moment.clear();
    this.#answers.rows.clear();
    this.#parts.graph.setCursor(null);
    this.#change({ window: null, selection: null, judgesSelection: false, finding: '' });
  }

  // Drawing

  #draw(): void {
    const state = this.#state;
    if (!state) return;
    const { facts } = state;
    if (facts.samples + facts.cycles === 0) {
      this.#showEmpty();
      return;
    }
    const { timeline } = this.#view;
    this.element.dataset.content = 'timeline';
    this.#standIn.hidden = true;
    this.#parts.panes.element.hidden = false;
    const selection = this.#selection;
    const range = timeline.judgesSelection ? selection : null;
    this.#answers.report.want(`${state.revision} ${state.piece} ${spanKey(range)}`, range);
    const report = this.#judged;
    this.#parts.strip.show(report, timeline.finding, range !== null, this.#answers.report.failure);
    this.#drawAlone();
    const shown = this.#lines.shown(state, timeline.shown);
    this.#parts.legend.show(facts.series, shown);
    this.#parts.toolbar.show({
      view: timeline.view,
      isAll: timeline.window === null,
      hasShares: shown.includes('gcCpu') || shown.includes('assist'),
      isShareWhole: timeline.isShareWhole,
    });
    this.layout();
    this.#drawGraph(report, shown, selection);
    this.#drawTable();
    this.#drawRange();
    this.#drawPanel();
    this.#parts.live.showFollowing(this.#parts.graph.isFollowing);
    this.#noteFirstPaint();
  }

  #drawGraph(
    report: MemoryReport | null,
    shown: readonly TimelineSeries[],
    selection: TimeSpan | null,
  ): void {
    const state = this.#state!;
    const { timeline } = this.#view;
    this.#parts.graph.element.hidden = timeline.view !== 'graph' || this.#isAlone;
    if (report !== this.#marksOf) {
      this.#marksOf = report;
      this.#spanMarks = report ? spanMarks(report.findings) : [];
    }
    this.#parts.graph.show({
      facts: state.facts,
      revision: state.revision,
      shown,
      findings: this.#spanMarks,
      chosenFinding: timeline.finding,
      knownLines: this.#lines.told(state),
      isShareWhole: timeline.isShareWhole,
      window: spanWithin(timeline.window, limitsOf(state.facts)),
      selection,
    });
  }

  /** A series of one moment has no line to draw. */
  get #isAlone(): boolean {
    const { facts } = this.#state!;
    return facts.fromMs === facts.toMs;
  }

  #drawAlone(): void {
    const { facts, known, live } = this.#state!;
    const isAlone = this.#isAlone;
    this.#parts.alone.element.hidden = !isAlone || this.#timeline.view !== 'graph';
    this.element.toggleAttribute('data-alone', isAlone);
    if (!isAlone) return;
    this.#parts.alone.show(facts, known, live !== null && live.state !== 'stopped');
    if (this.#cursorMs === null) {
      this.#cursorMs = facts.fromMs;
      this.#wantMoment(facts.fromMs);
    }
  }

  #drawTable(): void {
    const { view, window } = this.#timeline;
    this.#parts.table.element.hidden = view !== 'table';
    if (view !== 'table') return;
    const { revision, piece, facts } = this.#state!;
    const span = spanWithin(window, limitsOf(facts)) ?? limitsOf(facts);
    const query = { ...span, columns: tableColumns, series: this.#lines.latest };
    this.#answers.rows.want(`${revision} ${piece} ${spanKey(span)} ${this.#lines.key}`, query);
    const found = this.#answers.rows.latest;
    if (found) this.#parts.table.show(found, found, facts.clock, this.#cursorMs);
  }

  #drawRange(): void {
    const state = this.#state;
    if (!state) return;
    const span = this.#rangeSpan();
    this.#answers.summary.want(`${state.revision} ${state.piece} ${spanKey(span)}`, span);
    this.#parts.range.show({
      span,
      isSelection: this.#selection !== null,
      isJudged: this.#timeline.judgesSelection,
      clock: state.facts.clock,
      stepMs: this.#parts.graph.stepMs,
      // Where the time of day is known, captures that were taken elsewhere can be told to lie within.
      hasCaptures:
        !this.#isAlone &&
        (state.facts.clock === 'unix' ||
          state.live?.canCapture === true ||
          state.facts.marks.some(({ kind }) => kind === 'capture')),
      summary: this.#answers.summary.latest,
      isCurrent: this.#answers.summary.isCurrent,
    });
  }

  #drawPanel(): void {
    const state = this.#state;
    if (!state) return;
    this.#parts.panel.show({
      state,
      tab: this.#timeline.tab,
      report: this.#judged,
      failure: this.#answers.report.failure,
      finding: this.#timeline.finding,
      moment: this.#answers.moment.latest,
      stepMs: this.#parts.graph.stepMs,
    });
  }

  #showEmpty(): void {
    this.element.dataset.content = 'empty';
    this.#parts.panes.element.hidden = true;
    this.#standIn.hidden = false;
    const { live } = this.#state!;
    fill(
      this.#standIn,
      createNotice({
        icon: live ? 'pulse' : 'info',
        title: live ? t('Waiting for the first sample.') : t('No samples and no GC cycles.'),
        sentences: [
          live
            ? t('The timeline begins with it.')
            : t('The file has the form of memory over time, but nothing in it could be read.'),
        ],
        actions: live ? [] : [{ label: t('Open as Text'), run: () => this.#actions.openText(1) }],
      }),
    );
    this.#noteFirstPaint();
  }

  /** The report; null while there is none, and where there will be none: an old one would not be of what is shown. */
  get #judged(): MemoryReport | null {
    return this.#answers.report.failure ? null : this.#answers.report.latest;
  }

  get #selection(): TimeSpan | null {
    return this.#state ? spanWithin(this.#timeline.selection, limitsOf(this.#state.facts)) : null;
  }

  /** What numbers are about: the selection, else what is in sight. */
  #rangeSpan(): TimeSpan {
    const { facts } = this.#state!;
    const selection = this.#selection;
    if (selection) return selection;
    const inSight = spanWithin(this.#timeline.window, facts);
    return inSight ?? { fromMs: facts.fromMs, toMs: facts.toMs };
  }

  // What a person does

  #setSelection(selection: TimeSpan | null): void {
    this.#change({ selection, ...(selection === null && { judgesSelection: false }) });
  }

  #setCursor(timeMs: number | null): void {
    this.#cursorMs = timeMs;
    if (timeMs !== null) {
      this.#saysMoment = true;
      this.#parts.graph.setCursor(timeMs);
      this.#wantMoment(timeMs);
    }
    this.#drawTable();
  }

  #wantMoment(timeMs: number): void {
    const state = this.#state!;
    this.#answers.moment.want(`${state.revision} ${state.piece} ${timeMs}`, timeMs);
  }

  #keepMoment(timeMs: number): void {
    this.#setCursor(timeMs);
    this.#openTab('moment');
  }

  #onHover(timeMs: number | null): void {
    if (timeMs === this.#hoverMs) return;
    this.#hoverMs = timeMs;
    if (this.#timeline.tab !== 'moment' || !this.#isPanelOpen) return;
    const at = timeMs ?? this.#cursorMs;
    if (at !== null) this.#wantMoment(at);
  }

  #onMoment(): void {
    const moment = this.#answers.moment.latest;
    if (moment && this.#saysMoment && this.#answers.moment.isCurrent) {
      this.#saysMoment = false;
      this.#said.textContent = sayMoment(moment, this.#state!.facts.clock, this.#parts.graph.stepMs);
    }
    if (this.#timeline.tab === 'moment') this.#drawPanel();
  }

  #chooseFinding(key: string | null): void {
    const report = this.#judged;
    if (!report) return;
    this.#change({ finding: key ?? '', ...(key !== null && { tab: 'findings' as const }) });
    if (key === null) return;
    if (!this.#isPanelOpen) this.#options.dispatch({ type: 'details', open: true });
    const finding = report.findings[findingKeys(report.findings).indexOf(key)];
    if (finding?.span) this.#parts.graph.zoomTo(finding.span);
  }

  #openTab(tab: TimelineState['tab']): void {
    if (!this.#isPanelOpen) this.#options.dispatch({ type: 'details', open: true });
    this.#change({ tab });
    // The state may be that already, and its rules unfolded.
    this.#drawPanel();
  }

  #exportMenu(clientX: number, clientY: number): void {
    const state = this.#state;
    if (!state) return;
    const range = this.#selection ?? spanWithin(this.#timeline.window, state.facts);
    openExportMenu(
      state.facts,
      range,
      {
        export: (what) => this.#request('exportTimeline', what),
        picture: (use) => {
          void deliver(
            exportPicture(this.#parts.graph.stage, this.#theme, this.#pictureText(state)),
            () => true,
            use,
            (error) => this.#toast.show(error.message),
          );
        },
      },
      clientX,
      clientY,
    );
  }

  #pictureText({ facts, fileName }: MemoryState): Parameters<typeof exportPicture>[2] {
    const window = spanWithin(this.#parts.graph.window, facts) ?? facts;
    const name = baseNameOf(facts.process.name) || baseNameOf(fileName);
    return {
      title: `${t('Memory over time')} · ${name}`,
      subtitle: [spanText(window, facts.clock, this.#parts.graph.stepMs), facts.process.goVersion]
        .filter((part) => part !== '')
        .join(' · '),
      legend: facts.series.filter(({ name: series }) => this.#lines.latest.includes(series)),
    };
  }

  #request<K extends keyof TimelineRequests>(method: K, params: TimelineRequests[K]['params']): void {
    void deliver(
      this.#options.host.request<keyof TimelineRequests>(method, params),
      () => true,
      () => {},
      (error) => this.#toast.show(error.message),
    );
  }

  #tracked<T>(answer: Promise<T>): Promise<T> {
    void this.#busy.during(
      answer.then(
        () => {},
        () => {},
      ),
    );
    return answer;
  }

  // Parts

  #acts(): TimelineActs {
    const page = this;
    const { host, dispatch } = this.#options;
    return {
      host,
      actions: this.#actions,
      dispatch,
      get state() {
        return page.#state;
      },
      get timeline() {
        return page.#timeline;
      },
      change: (part) => this.#change(part),
      request: (method, params) => this.#request(method, params),
      rangeSpan: () => this.#rangeSpan(),
      chooseFinding: (key) => this.#chooseFinding(key),
      openTab: (tab) => this.#openTab(tab),
      openUnjudged: () => {
        this.#parts.panel.openUnjudged();
        this.#openTab('findings');
      },
      judgeAgain: () => {
        this.#answers.report.drop();
        this.#draw();
      },
      toggleSeries: (series) =>
        this.#change({ shown: toggledLines(this.#state!, this.#lines.latest, series) }),
      togglePanel: () => dispatch({ type: 'details', open: !this.#isPanelOpen }),
      setSelection: (selection) => this.#setSelection(selection),
      setCursor: (timeMs) => this.#setCursor(timeMs),
      keepMoment: (timeMs) => this.#keepMoment(timeMs),
      hover: (timeMs) => this.#onHover(timeMs),
      takeWindow: (window) => this.#onWindow(window),
      takePoints: (view) => {
        this.#points = view;
      },
      takeFailure: (error) => this.#showGraphFailure(error),
      describeMoment: (timeMs, values) =>
        describeMoment(timeMs, values, this.#points, this.#state!.facts.clock, this.#parts.graph.stepMs),
      openExport: (clientX, clientY) => this.#exportMenu(clientX, clientY),
      isPageScrolled: () => isScrolled(this.element) || isScrolled(this.#parts.graph.element.parentElement!),
    };
  }

  #onWindow(window: TimeWindow | null): void {
    this.#change({ window });
    this.#parts.toolbar.showAll(window === null);
    this.#parts.live.showFollowing(this.#parts.graph.isFollowing);
  }

  #showGraphFailure(error: Error): void {
    if (this.#points) {
      this.#toast.show(error.message);
      return;
    }
    this.#parts.panes.element.hidden = true;
    this.#standIn.hidden = false;
    fill(
      this.#standIn,
      createFailure(error.message, () => {
        this.#draw();
        this.#parts.graph.retry();
      }),
    );
  }

  #assemble(): HTMLElement {
    const { header, live, strip, toolbar, panes } = this.#parts;
    return element(
      'div',
      { class: 'profile-page timeline-page' },
      header.element,
      this.#fileBanner,
      live.element,
      strip.element,
      toolbar.element,
      element('div', { class: 'progress', role: 'progressbar', attributes: { 'aria-label': t('Working') } }),
      this.#standIn,
      panes.element,
      this.#said,
      this.#toast.element,
    );
  }

  #noteFirstPaint(): void {
    if (this.#painted) return;
    this.#painted = true;
    requestAnimationFrame(() => requestAnimationFrame(() => this.#options.onFirstPaint()));
  }
}

function isScrolled({ scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollHeight > clientHeight + 1;
}
