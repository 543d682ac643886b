import type { TimeSpan } from '../../src/model/finding';
import type { TimelineSeries, TimelineView } from '../../src/model/timeline';
import type { MemoryState, TimelineRequests } from '../../src/protocol/timelineEditor';
import { element } from '../dom';
import { DumpPanes } from '../goroutines/panes';
import type { Host } from '../host';
import type { HostActions } from '../hostActions';
import type { Action } from '../state';
import type { Theme } from '../theme';
import { AloneView } from './aloneView';
import { MemoryFindingsStrip } from './findingsStrip';
import { TimelineGraph } from './graph/timelineGraph';
import type { TimeWindow } from './graph/timeWindow';
import type { TipContent } from './graph/tooltip';
import { TimelineHeader } from './header';
import { Legend } from './legend';
import { LiveBar } from './liveBar';
import { describeTimeline } from './momentWords';
import { TimelinePanel } from './panel';
import { RangeStrip } from './rangeStrip';
import type { TimelineState } from './state';
import { TimelineTable } from './tableView';
import { laneTitle, limitText, markText, seriesName } from './texts';
import { momentText, timeWords } from './timeTexts';
import { TimelineToolbar } from './toolbar';

/** What the parts of the page can make it do. */
export interface TimelineActs {
  readonly host: Host;
  readonly actions: HostActions;
  readonly dispatch: (action: Action) => void;
  /** What is shown at the moment; null before anything is. */
  readonly state: MemoryState | null;
  readonly timeline: TimelineState;
  change(part: Partial<TimelineState>): void;
  /** Asks the host for what needs no answer; failures are said in passing. */
  request<K extends keyof TimelineRequests>(method: K, params: TimelineRequests[K]['params']): void;
  /** What numbers are about. */
  rangeSpan(): TimeSpan;
  chooseFinding(key: string | null): void;
  openTab(tab: TimelineState['tab']): void;
  openUnjudged(): void;
  judgeAgain(): void;
  toggleSeries(series: TimelineSeries): void;
  togglePanel(): void;
  setSelection(selection: TimeSpan | null): void;
  setCursor(timeMs: number | null): void;
  /** The moment with all that is known of it. */
  keepMoment(timeMs: number): void;
  hover(timeMs: number | null): void;
  /** The picture has come to rest there; null: all of the time. */
  takeWindow(window: TimeWindow | null): void;
  takePoints(view: TimelineView): void;
  takeFailure(error: Error): void;
  describeMoment(
    timeMs: number,
    values: readonly { readonly series: TimelineSeries; readonly value: number }[],
  ): TipContent;
  /** Coordinates are CSS pixels of the page. */
  openExport(clientX: number, clientY: number): void;
  isPageScrolled(): boolean;
}

export interface TimelineParts {
  readonly header: TimelineHeader;
  readonly live: LiveBar;
  readonly strip: MemoryFindingsStrip;
  readonly legend: Legend;
  readonly toolbar: TimelineToolbar;
  readonly alone: AloneView;
  readonly graph: TimelineGraph;
  readonly table: TimelineTable;
  readonly range: RangeStrip;
  readonly panel: TimelinePanel;
  readonly panes: DumpPanes;
}

/** The parts of the page, each with what a person's doings in it lead to. */
export function createTimelineParts(page: TimelineActs, theme: Theme): TimelineParts {
  const alone = new AloneView();
  const legend = new Legend((series) => page.toggleSeries(series));
  const graph = createGraph(page, theme);
  const table = new TimelineTable({
    onActive: (timeMs) => page.setCursor(timeMs),
    onOpen: (timeMs) => page.keepMoment(timeMs),
    onCopy: (text) => page.actions.copy(text),
  });
  const range = createRange(page, graph);
  const header = createHeader(page);
  const panel = createPanel(page, header);
  return {
    header,
    live: createLiveBar(page, graph),
    strip: new MemoryFindingsStrip({
      onChoose: (key) => page.chooseFinding(key),
      onHealth: () => page.openTab('health'),
      onAgain: () => page.judgeAgain(),
      onUnjudged: () => page.openUnjudged(),
    }),
    legend,
    toolbar: new TimelineToolbar(legend.element, {
      onView: (view) => page.change({ view }),
      onZoom: (factor) => graph.zoomBy(factor),
      onAll: () => graph.showAll(),
      onShareScale: () => page.change({ isShareWhole: !page.timeline.isShareWhole }),
    }),
    alone,
    graph,
    table,
    range,
    panel,
    panes: new DumpPanes(
      element(
        'div',
        { class: 'timeline-main pane' },
        alone.element,
        graph.element,
        table.element,
        range.element,
      ),
      element('div', { class: 'details-place' }, panel.element),
      page.dispatch,
    ),
  };
}

function createHeader(page: TimelineActs): TimelineHeader {
  return new TimelineHeader({
    onPiece: (piece) => page.actions.choosePiece(piece),
    onKnown: (known) => page.request('setKnownLimits', known),
    onOpenText: () => page.actions.openText(page.state?.facts.line ?? 1),
    onExport: (clientX, clientY) => page.openExport(clientX, clientY),
  });
}

function createLiveBar(page: TimelineActs, graph: TimelineGraph): LiveBar {
  return new LiveBar({
    onStop: () => page.request('stopWatch', null),
    onResume: () => page.request('resumeWatch', null),
    onCapture: () => page.request('captureNow', { kind: 'heap' }),
    onCaptureWhen: (heapLiveBytes) => page.request('captureWhen', { heapLiveBytes }),
    onFollow: () => graph.follow(),
  });
}

function createGraph(page: TimelineActs, theme: Theme): TimelineGraph {
  const clock = () => page.state?.facts.clock ?? 'unix';
  return new TimelineGraph(theme, {
    ask: (query) => page.host.request('timeline', query),
    onFailure: (error) => page.takeFailure(error),
    onWindow: (window) => page.takeWindow(window),
    onSelection: (selection) => page.setSelection(selection),
    onCursor: (timeMs) => page.setCursor(timeMs),
    onHover: (timeMs) => page.hover(timeMs),
    onKeep: (timeMs) => page.keepMoment(timeMs),
    onFinding: (key) => page.chooseFinding(key === page.timeline.finding ? null : key),
    onMark: (mark) => page.request('openCapture', { mark }),
    onView: (view) => page.takePoints(view),
    isPageScrolled: () => page.isPageScrolled(),
    words: timeWords,
    describe: () => (page.state ? describeTimeline(page.state.facts) : ''),
    laneTitle,
    limitLabel: (series, value) => `${seriesName(series)} ${limitText(value)}`,
    momentText: (timeMs, stepMs) => momentText(timeMs, clock(), stepMs),
    describeMark: (mark) => {
      const { icon, label } = markText(mark);
      return { icon, label: `${label}\n${momentText(mark.timeMs, clock(), 1000)}` };
    },
    describeMoment: (timeMs, values) => page.describeMoment(timeMs, values),
  });
}

function createRange(page: TimelineActs, graph: TimelineGraph): RangeStrip {
  return new RangeStrip({
    onGrowth: () => page.request('openGrowth', page.rangeSpan()),
    onJudge: () => page.change({ judgesSelection: !page.timeline.judgesSelection }),
    onZoom: () => {
      const { selection } = page.timeline;
      if (selection) graph.moveTo(selection, true);
    },
    onClear: () => page.setSelection(null),
  });
}

function createPanel(page: TimelineActs, header: TimelineHeader): TimelinePanel {
  return new TimelinePanel({
    onTab: (tab) => page.change({ tab }),
    onToggle: () => page.togglePanel(),
    onShowFinding: (key) => page.chooseFinding(key),
    onOpenSource: (target) => page.actions.openSource(target),
    onOpenRule: (ruleId) => page.actions.openRule(ruleId),
    onCopy: (text) => page.actions.copy(text),
    whatIf: (asked) => page.host.request('whatIf', asked),
    onEnterLimits: () => header.openLimits(),
  });
}
