import { baseNameOf } from '../../src/base/baseNameOf';
import type { TimeSpan } from '../../src/model/finding';
import { isLimit } from '../../src/model/memoryFields';
import type { MemoryReport } from '../../src/model/memoryReport';
import type {
  RangeSummary,
  TimelineMoment,
  TimelineQuery,
  TimelineSeries,
  TimelineView,
} from '../../src/model/timeline';
import type { MemoryState, TimelineRequests } from '../../src/protocol/timelineEditor';
import { Busy } from '../busy';
import { deliver } from '../data';
import { element, fill } from '../dom';
import { DumpPanes } from '../goroutines/panes';
import { HostActions } from '../hostActions';
import { createDeletedBanner, createFailure, createNotice } from '../notices';
import type { PageOptions } from '../profilePage';
import type { ViewState } from '../state';
import { t } from '../strings';
import type { Theme } from '../theme';
import { Toast } from '../toast';
import { AloneView } from './aloneView';
import { LatestAnswer, spanKey } from './ask';
import { openExportMenu } from './exportMenu';
import { exportPicture } from './exportPicture';
import { findingKeys, spanMarks } from './findingSpans';
import { MemoryFindingsStrip } from './findingsStrip';
import { shownAtFirst } from './graph/lanes';
import type { KnownLine, SpanMark } from './graph/scene';
import { TimelineGraph } from './graph/timelineGraph';
import type { TimeWindow } from './graph/timeWindow';
import { limitsOf } from './graph/timeWindow';
import { TimelineHeader } from './header';
import { Legend } from './legend';
import { limitsInForce } from './limits';
import { LiveBar } from './liveBar';
import { describeMoment, describeTimeline, sayMoment } from './momentWords';
import { TimelinePanel } from './panel';
import { RangeStrip } from './rangeStrip';
import { spanWithin, type TimelineState, type TimelineViewKind } from './state';
import { TimelineTable } from './tableView';
import { laneTitle, limitText, markText, seriesName } from './texts';
import { momentText, spanText, timeWords } from './timeTexts';
import { TimelineToolbar } from './toolbar';

/** The most that may be asked for: of as many cycles, each is a row. */
const tableColumns = 8192;

/** The page of memory over time: whose it is, what is wrong, the timeline, numbers of a part of it, and all that is said about it. */
export class TimelinePage {
  readonly element: HTMLElement;
  readonly #options: PageOptions;
  readonly #toast = new Toast();
  readonly #busy = new Busy(() => this.element);
  readonly #actions: HostActions;
  readonly #header: TimelineHeader;
  readonly #live: LiveBar;
  readonly #strip: MemoryFindingsStrip;
  readonly #legend: Legend;
  readonly #toolbar: TimelineToolbar;
  readonly #graph: TimelineGraph;
  readonly #table: TimelineTable;
  readonly #range: RangeStrip;
  readonly #panel: TimelinePanel;
  readonly #panes: DumpPanes;
  readonly #fileBanner = element('div', { class: 'banner-place' });
  readonly #standIn = element('div', { class: 'empty-place', attributes: { hidden: '' } });
  readonly #alone = new AloneView();
  readonly #said = element('div', {
    class: 'for-listeners',
    role: 'status',
    attributes: { 'aria-live': 'polite' },
  });
  readonly #report: LatestAnswer<TimeSpan | null, MemoryReport>;
  readonly #summary: LatestAnswer<TimeSpan, RangeSummary>;
  readonly #moment: LatestAnswer<number, TimelineMoment>;
  /** What the table shows: more than the picture has points for. */
  readonly #tableView: LatestAnswer<TimelineQuery, TimelineView>;
  #theme: Theme;
  #state: MemoryState | null = null;
  #view: ViewState;
  #points: TimelineView | null = null;
  #cursorMs: number | null = null;
  #hoverMs: number | null = null;
  #saysMoment = false;
  #marksOf: MemoryReport | null = null;
  #spanMarks: readonly Omit<SpanMark, 'row'>[] = [];
  #knownLines: readonly KnownLine[] = [];
  #shownKey = '';
  #shown: readonly TimelineSeries[] = [];
  #painted = false;

  constructor(options: PageOptions) {
    this.#options = options;
    this.#theme = options.theme;
    this.#view = options.state;
    this.#actions = new HostActions(options.host, this.#toast);
    const { host } = options;
    this.#report = new LatestAnswer({
      ask: (range) => this.#tracked(host.request('memoryReport', { range })),
      onAnswer: () => this.#draw(),
      onFailure: () => this.#draw(),
      pauseMs: 0,
    });
    this.#summary = new LatestAnswer({
      ask: (span) => host.request('timelineRange', span),
      onAnswer: () => this.#drawRange(),
      onFailure: (error) => this.#toast.show(error.message),
      pauseMs: 60,
    });
    this.#moment = new LatestAnswer({
      ask: (timeMs) => host.request('timelineMoment', { timeMs }),
      onAnswer: () => this.#onMoment(),
      onFailure: (error) => this.#toast.show(error.message),
      pauseMs: 45,
    });
    this.#tableView = new LatestAnswer({
      ask: (query) => this.#tracked(host.request('timeline', query)),
      onAnswer: () => this.#drawTable(),
      onFailure: (error) => this.#toast.show(error.message),
      pauseMs: 0,
    });
    this.#header = this.#createHeader();
    this.#live = this.#createLiveBar();
    this.#strip = new MemoryFindingsStrip({
      onChoose: (key) => this.#chooseFinding(key),
      onHealth: () => this.#openTab('health'),
      onAgain: () => {
        this.#report.drop();
        this.#draw();
      },
      onUnjudged: () => {
        this.#panel.openUnjudged();
        this.#openTab('findings');
      },
    });
    this.#legend = new Legend((series) => this.#toggleSeries(series));
    this.#toolbar = new TimelineToolbar(this.#legend.element, {
      onView: (view) => this.#change({ view }),
      onZoom: (factor) => this.#graph.zoomBy(factor),
      onAll: () => this.#graph.showAll(),
      onShareScale: () => this.#change({ isShareWhole: !this.#timeline.isShareWhole }),
    });
    this.#graph = this.#createGraph();
    this.#table = new TimelineTable({
      onActive: (timeMs) => this.#setCursor(timeMs),
      onOpen: (timeMs) => this.#keepMoment(timeMs),
      onCopy: (text) => this.#actions.copy(text),
    });
    this.#range = new RangeStrip({
      onGrowth: () => this.#request('openGrowth', this.#rangeSpan()),
      onJudge: () => this.#change({ judgesSelection: !this.#timeline.judgesSelection }),
      onZoom: () => {
        const { selection } = this.#timeline;
        if (selection) this.#graph.moveTo(selection, true);
      },
      onClear: () => this.#setSelection(null),
    });
    this.#panel = this.#createPanel();
    this.#panes = new DumpPanes(
      element(
        'div',
        { class: 'timeline-main pane' },
        this.#alone.element,
        this.#graph.element,
        this.#table.element,
        this.#range.element,
      ),
      element('div', { class: 'details-place' }, this.#panel.element),
      options.dispatch,
    );
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
    else if (before && before.revision !== state.revision && !state.live) this.#header.noteReload(Date.now());
    this.#header.show(state);
    this.#live.show(state.live);
    this.#draw();
  }

  layout(): void {
    if (!this.#state) return;
    const isOpen = this.#isPanelOpen;
    this.#panel.setOpen(isOpen);
    this.#panes.show(isOpen, this.#view.sizes);
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#graph.setTheme(theme);
  }

  noteReload(): void {
    this.#header.noteReload(Date.now());
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
    if (this.#timeline.view === 'table') this.#table.focus();
    else this.#graph.focus();
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
    this.#report.clear();
    this.#summary.clear();
    this.#moment.clear();
    this.#tableView.clear();
    this.#graph.setCursor(null);
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
    this.#panes.element.hidden = false;
    const selection = this.#selection;
    const range = timeline.judgesSelection ? selection : null;
    this.#report.want(`${state.revision} ${state.piece} ${spanKey(range)}`, range);
    const report = this.#judged;
    this.#strip.show(report, timeline.finding, range !== null, this.#report.failure);
    this.#drawAlone();
    const shown = this.#shownSeries();
    this.#legend.show(facts.series, shown);
    this.#toolbar.show({
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
    this.#live.showFollowing(this.#graph.isFollowing);
    this.#noteFirstPaint();
  }

  #drawGraph(
    report: MemoryReport | null,
    shown: readonly TimelineSeries[],
    selection: TimeSpan | null,
  ): void {
    const state = this.#state!;
    const { timeline } = this.#view;
    this.#graph.element.hidden = timeline.view !== 'graph' || this.#isAlone;
    if (report !== this.#marksOf) {
      this.#marksOf = report;
      this.#spanMarks = report ? spanMarks(report.findings) : [];
    }
    this.#graph.show({
      facts: state.facts,
      revision: state.revision,
      shown,
      findings: this.#spanMarks,
      chosenFinding: timeline.finding,
      knownLines: this.#knownLinesOf(state),
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
    this.#alone.element.hidden = !isAlone || this.#timeline.view !== 'graph';
    this.element.toggleAttribute('data-alone', isAlone);
    if (!isAlone) return;
    this.#alone.show(facts, known, live !== null && live.state !== 'stopped');
    if (this.#cursorMs === null) {
      this.#cursorMs = facts.fromMs;
      this.#wantMoment(facts.fromMs);
    }
  }

  #drawTable(): void {
    const { view, window } = this.#timeline;
    this.#table.element.hidden = view !== 'table';
    if (view !== 'table') return;
    const { revision, piece, facts } = this.#state!;
    const span = spanWithin(window, limitsOf(facts)) ?? limitsOf(facts);
    const query = { ...span, columns: tableColumns, series: this.#shown };
    this.#tableView.want(`${revision} ${piece} ${spanKey(span)} ${this.#shownKey}`, query);
    const found = this.#tableView.latest;
    if (found) this.#table.show(found, found, facts.clock, this.#cursorMs);
  }

  #drawRange(): void {
    const state = this.#state;
    if (!state) return;
    const span = this.#rangeSpan();
    this.#summary.want(`${state.revision} ${state.piece} ${spanKey(span)}`, span);
    this.#range.show({
      span,
      isSelection: this.#selection !== null,
      isJudged: this.#timeline.judgesSelection,
      clock: state.facts.clock,
      stepMs: this.#graph.stepMs,
      // Where the time of day is known, captures that were taken elsewhere can be told to lie within.
      hasCaptures:
        state.facts.clock === 'unix' ||
        state.live?.canCapture === true ||
        state.facts.marks.some(({ kind }) => kind === 'capture'),
      summary: this.#summary.latest,
      isCurrent: this.#summary.isCurrent,
    });
  }

  #drawPanel(): void {
    const state = this.#state;
    if (!state) return;
    this.#panel.show({
      state,
      tab: this.#timeline.tab,
      report: this.#judged,
      failure: this.#report.failure,
      finding: this.#timeline.finding,
      moment: this.#moment.latest,
      stepMs: this.#graph.stepMs,
    });
  }

  #showEmpty(): void {
    this.element.dataset.content = 'empty';
    this.#panes.element.hidden = true;
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
    return this.#report.failure ? null : this.#report.latest;
  }

  /** What is drawn: as chosen, where this series has it. */
  #shownSeries(): readonly TimelineSeries[] {
    const { facts, known } = this.#state!;
    const chosen = this.#timeline.shown;
    const names = facts.series.map(({ name }) => name);
    const told = (['memoryLimit', 'containerLimit'] as const).filter(
      (name) => !names.includes(name) && isLimit(known[name]),
    );
    const next = [...(chosen ? names.filter((name) => chosen.includes(name)) : shownAtFirst(facts)), ...told];
    const key = next.join();
    if (key !== this.#shownKey) {
      this.#shownKey = key;
      this.#shown = next;
    }
    return this.#shown;
  }

  #knownLinesOf({ facts, known }: MemoryState): readonly KnownLine[] {
    const names = facts.series.map(({ name }) => name);
    const inForce = limitsInForce(facts, known);
    const next = (['memoryLimit', 'containerLimit'] as const).flatMap((series) => {
      const value = inForce[series];
      return !names.includes(series) && isLimit(value) ? [{ series, value }] : [];
    });
    if (JSON.stringify(next) !== JSON.stringify(this.#knownLines)) this.#knownLines = next;
    return this.#knownLines;
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
      this.#graph.setCursor(timeMs);
      this.#wantMoment(timeMs);
    }
    this.#drawTable();
  }

  #wantMoment(timeMs: number): void {
    const state = this.#state!;
    this.#moment.want(`${state.revision} ${state.piece} ${timeMs}`, timeMs);
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
    const moment = this.#moment.latest;
    if (moment && this.#saysMoment && this.#moment.isCurrent) {
      this.#saysMoment = false;
      this.#said.textContent = sayMoment(moment, this.#state!.facts.clock, this.#graph.stepMs);
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
    if (finding?.span) this.#graph.zoomTo(finding.span);
  }

  #openTab(tab: TimelineState['tab']): void {
    if (!this.#isPanelOpen) this.#options.dispatch({ type: 'details', open: true });
    this.#change({ tab });
    // The state may be that already, and its rules unfolded.
    this.#drawPanel();
  }

  #toggleSeries(series: TimelineSeries): void {
    const names = this.#state!.facts.series.map(({ name }) => name);
    const shown = this.#shownSeries().filter((name) => names.includes(name));
    const next = shown.includes(series) ? shown.filter((name) => name !== series) : [...shown, series];
    this.#change({ shown: names.filter((name) => next.includes(name)) });
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
            exportPicture(this.#graph.stage, this.#theme, this.#pictureText(state)),
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
    const window = spanWithin(this.#graph.window, facts) ?? facts;
    const name = baseNameOf(facts.process.name) || baseNameOf(fileName);
    return {
      title: `${t('Memory over time')} · ${name}`,
      subtitle: [spanText(window, facts.clock, this.#graph.stepMs), facts.process.goVersion]
        .filter((part) => part !== '')
        .join(' · '),
      legend: facts.series.filter(({ name: series }) => this.#shown.includes(series)),
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

  #createHeader(): TimelineHeader {
    return new TimelineHeader({
      onPiece: (piece) => this.#actions.choosePiece(piece),
      onKnown: (known) => this.#request('setKnownLimits', known),
      onOpenText: () => this.#actions.openText(this.#state?.facts.line ?? 1),
      onExport: (clientX, clientY) => this.#exportMenu(clientX, clientY),
    });
  }

  #createLiveBar(): LiveBar {
    return new LiveBar({
      onStop: () => this.#request('stopWatch', null),
      onResume: () => this.#request('resumeWatch', null),
      onCapture: () => this.#request('captureNow', { kind: 'heap' }),
      onCaptureWhen: (heapLiveBytes) => this.#request('captureWhen', { heapLiveBytes }),
      onFollow: () => this.#graph.follow(),
    });
  }

  #createGraph(): TimelineGraph {
    const { host } = this.#options;
    const clock = () => this.#state?.facts.clock ?? 'unix';
    return new TimelineGraph(this.#theme, {
      ask: (query) => host.request('timeline', query),
      onFailure: (error) => this.#showGraphFailure(error),
      onWindow: (window) => this.#onWindow(window),
      onSelection: (selection) => this.#setSelection(selection),
      onCursor: (timeMs) => this.#setCursor(timeMs),
      onHover: (timeMs) => this.#onHover(timeMs),
      onKeep: (timeMs) => this.#keepMoment(timeMs),
      onFinding: (key) => this.#chooseFinding(key === this.#timeline.finding ? null : key),
      onMark: (mark) => this.#request('openCapture', { mark }),
      onView: (view) => {
        this.#points = view;
      },
      isPageScrolled: () => this.element.scrollHeight > this.element.clientHeight + 1,
      words: timeWords,
      describe: () => (this.#state ? describeTimeline(this.#state.facts) : ''),
      laneTitle,
      limitLabel: (series, value) => `${seriesName(series)} ${limitText(value)}`,
      momentText: (timeMs, stepMs) => momentText(timeMs, clock(), stepMs),
      describeMark: (mark) => {
        const { icon, label } = markText(mark);
        return { icon, label: `${label}\n${momentText(mark.timeMs, clock(), 1000)}` };
      },
      describeMoment: (timeMs, values) =>
        describeMoment(timeMs, values, this.#points, clock(), this.#graph.stepMs),
    });
  }

  #onWindow(window: TimeWindow | null): void {
    this.#change({ window });
    this.#toolbar.showAll(window === null);
    this.#live.showFollowing(this.#graph.isFollowing);
  }

  #showGraphFailure(error: Error): void {
    if (this.#points) {
      this.#toast.show(error.message);
      return;
    }
    this.#panes.element.hidden = true;
    this.#standIn.hidden = false;
    fill(
      this.#standIn,
      createFailure(error.message, () => {
        this.#draw();
        this.#graph.retry();
      }),
    );
  }

  #createPanel(): TimelinePanel {
    return new TimelinePanel({
      onTab: (tab) => this.#change({ tab }),
      onToggle: () => this.#options.dispatch({ type: 'details', open: !this.#isPanelOpen }),
      onShowFinding: (key) => this.#chooseFinding(key),
      onOpenSource: (target) => this.#actions.openSource(target),
      onOpenRule: (ruleId) => this.#actions.openRule(ruleId),
      onCopy: (text) => this.#actions.copy(text),
      whatIf: (asked) => this.#options.host.request('whatIf', asked),
    });
  }

  #assemble(): HTMLElement {
    return element(
      'div',
      { class: 'profile-page timeline-page' },
      this.#header.element,
      this.#fileBanner,
      this.#live.element,
      this.#strip.element,
      this.#toolbar.element,
      element('div', { class: 'progress', role: 'progressbar', attributes: { 'aria-label': t('Working') } }),
      this.#standIn,
      this.#panes.element,
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
