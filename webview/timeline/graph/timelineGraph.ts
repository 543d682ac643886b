import type { SeriesMark } from '../../../src/model/memorySeries';
import type { MemoryFacts, TimelineQuery, TimelineSeries, TimelineView } from '../../../src/model/timeline';
import { element } from '../../dom';
import { t } from '../../strings';
import type { Theme } from '../../theme';
import { exactStep, type TimeWords } from './axis';
import { cssAxisHeight } from './frame';
import { GraphKeys } from './graphKeys';
import { cssFindingRow, type LaneId, lanesOf, layoutLanes, leastHeight, rowsOfSpans } from './lanes';
import { MarkButtons, type MarkText } from './markButtons';
import { TimelineMinimap } from './minimap';
import { listenToPointer } from './pointer';
import { nearestMoment } from './points';
import type { KnownLine, SpanMark } from './scene';
import { Sheets } from './sheets';
import { TimelineStage } from './stage';
import {
  followWindow,
  limitsOf,
  panWindow,
  sameWindow,
  spanOf,
  type TimeWindow,
  windowAround,
  zoomWindow,
} from './timeWindow';
import { TimelineTooltip, type TipContent } from './tooltip';

export interface GraphCallbacks {
  ask(query: TimelineQuery): Promise<TimelineView>;
  onFailure(error: Error): void;
  /** The window has come to rest. null: all of the time. */
  onWindow(window: TimeWindow | null): void;
  onSelection(selection: TimeWindow | null): void;
  onCursor(timeMs: number | null): void;
  /** The moment under the pointer, the nearest that is drawn; null for none. */
  onHover(timeMs: number | null): void;
  /** Whoever pressed Enter or clicked wants the details of this moment. */
  onKeep(timeMs: number): void;
  onFinding(key: string): void;
  onMark(position: number): void;
  /** Whether the page is longer than what is in sight of it, and scrolls by the wheel. */
  isPageScrolled(): boolean;
  /** Other points are drawn. */
  onView(view: TimelineView): void;
  readonly words: TimeWords;
  /** All of it in a sentence. */
  describe(): string;
  laneTitle(id: LaneId): string;
  limitLabel(series: 'memoryLimit' | 'containerLimit', value: number): string;
  momentText(timeMs: number, stepMs: number): string;
  describeMark(mark: SeriesMark): MarkText;
  describeMoment(
    timeMs: number,
    values: readonly { readonly series: TimelineSeries; readonly value: number }[],
  ): TipContent;
}

export interface GraphInput {
  readonly facts: MemoryFacts;
  readonly revision: number;
  readonly shown: readonly TimelineSeries[];
  /** Without rows: they are placed here. */
  readonly findings: readonly Omit<SpanMark, 'row'>[];
  readonly chosenFinding: string;
  readonly knownLines: readonly KnownLine[];
  readonly isShareWhole: boolean;
  /** null: all of it. */
  readonly window: TimeWindow | null;
  readonly selection: TimeWindow | null;
}

const mostFindingRows = 3;

/** The timeline: lanes on a canvas, an overview below them, a tooltip, and keys for all that a pointer can do. */
export class TimelineGraph {
  readonly element: HTMLElement;
  readonly #callbacks: GraphCallbacks;
  readonly #body: HTMLElement;
  readonly #stage: TimelineStage;
  readonly #minimap: TimelineMinimap;
  readonly #marks: MarkButtons;
  readonly #tip = new TimelineTooltip();
  readonly #sheets: Sheets;
  readonly #overview: Sheets;
  #overviewView: TimelineView | null = null;
  #theme: Theme;
  #input: GraphInput | null = null;
  #cssHeight = 0;
  #pointer: { readonly cssX: number; readonly cssY: number } | null = null;
  #described = Number.NaN;

  constructor(theme: Theme, callbacks: GraphCallbacks) {
    this.#callbacks = callbacks;
    this.#theme = theme;
    this.#body = element('div', {
      class: 'timeline-body',
      role: 'application',
      attributes: { tabindex: 0, 'aria-roledescription': t('timeline'), 'aria-describedby': 'timeline-keys' },
    });
    this.#minimap = new TimelineMinimap({
      onMove: (window) => this.moveTo(window, false),
      onPress: () => this.#body.focus({ preventScroll: true }),
      onWheel: (event) => this.#wheelOnMinimap(event),
      onResize: () => this.#wantOverview(),
    });
    this.#marks = new MarkButtons({
      describe: (mark) => callbacks.describeMark(mark),
      onOpen: (position) => callbacks.onMark(position),
    });
    this.element = element(
      'div',
      { class: 'timeline-graph' },
      this.#body,
      this.#minimap.element,
      element('p', { class: 'for-listeners', id: 'timeline-keys', text: keysText() }),
    );
    document.body.append(this.#tip.element);
    this.#stage = new TimelineStage(this.#body, theme, {
      onMove: () => this.#onMove(),
      onRest: () => this.#onRest(),
      words: callbacks.words,
      laneTitle: (id) => callbacks.laneTitle(id),
      limitLabel: (series, value) => callbacks.limitLabel(series, value),
      momentText: (timeMs, stepMs) => callbacks.momentText(timeMs, stepMs),
    });
    this.#body.append(this.#marks.element);
    this.#sheets = new Sheets({
      ask: (query) => callbacks.ask(query),
      onSheet: (view) => this.#takeView(view),
      onFailure: (error) => callbacks.onFailure(error),
    });
    this.#overview = new Sheets({
      ask: (query) => callbacks.ask(query),
      onSheet: (view) => {
        this.#overviewView = view;
        this.#drawOverview();
      },
      onFailure: () => {},
    });
    new ResizeObserver(() => this.#fit()).observe(this.#body);
    listenToPointer(this.#body, this.#pointerTarget());
    const keys = this.#createKeys();
    this.#body.addEventListener('keydown', (event) => {
      if (event.target !== this.#body || !keys.run(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  get stage(): TimelineStage {
    return this.#stage;
  }

  /** Shows this; where the series has grown, a window that was at its end goes along. */
  show(input: GraphInput): void {
    const before = this.#input;
    this.#input = input;
    const limits = limitsOf(input.facts);
    if (!before || before.facts.line !== input.facts.line) {
      this.#stage.setView(null);
      this.#overviewView = null;
    }
    this.#layout();
    if (before && sameInput(before, input)) return;
    this.#stage.setSelection(input.selection);
    const { target } = this.#stage;
    const wanted = input.window ?? limits;
    const hasGrown = before !== null && before.facts.toMs !== input.facts.toMs;
    if (hasGrown && input.window && before.window && isAtEnd(target, limitsOf(before.facts))) {
      this.moveTo(followWindow(target, limits), false);
    } else if (!before || hasGrown || !sameWindow(before.window ?? limits, wanted)) {
      if (!sameWindow(target, wanted)) this.moveTo(wanted, before !== null && !hasGrown);
    }
    this.#marks.show(input.facts.marks);
    this.#body.setAttribute('aria-label', this.#callbacks.describe());
    this.#want();
    this.#wantOverview();
    this.#drawOverview();
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#stage.setTheme(theme);
    this.#drawOverview();
  }

  focus(): void {
    this.#body.focus();
  }

  /** Asks again for what could not be had. */
  retry(): void {
    this.#want();
    this.#wantOverview();
  }

  get window(): TimeWindow {
    return this.#stage.target;
  }

  get isAll(): boolean {
    return !this.#input || spanOf(this.#stage.target) > spanOf(this.#stage.limits) * 0.9999;
  }

  /** Whether what comes next comes into sight by itself. */
  get isFollowing(): boolean {
    return isAtEnd(this.#stage.target, this.#stage.limits);
  }

  moveTo(window: TimeWindow, animated: boolean): void {
    this.#stage.moveTo(window, animated);
  }

  zoomBy(factor: number): void {
    const { target, cursorMs } = this.#stage;
    const isCursorInside = cursorMs !== null && cursorMs >= target.fromMs && cursorMs <= target.toMs;
    const anchor = isCursorInside ? cursorMs : (target.fromMs + target.toMs) / 2;
    this.moveTo(zoomWindow(target, factor, anchor, this.#stage.limits), true);
  }

  showAll(): void {
    this.moveTo(this.#stage.limits, true);
  }

  /** To the latest, as wide as it is; all of it stays all of it. */
  follow(): void {
    this.moveTo(followWindow(this.#stage.target, this.#stage.limits), true);
  }

  zoomTo(span: TimeWindow): void {
    this.moveTo(windowAround(span, this.#stage.limits), true);
  }

  /** Marks a moment, and moves so far that it is in sight. */
  setCursor(timeMs: number | null): void {
    this.#stage.setCursor(timeMs);
    if (timeMs === null) return;
    const { target, limits } = this.#stage;
    const margin = spanOf(target) * 0.04;
    if (timeMs < target.fromMs + margin) {
      this.moveTo(panWindow(target, timeMs - target.fromMs - margin * 3, limits), false);
    } else if (timeMs > target.toMs - margin) {
      this.moveTo(panWindow(target, timeMs - target.toMs + margin * 3, limits), false);
    }
  }

  // What is drawn

  #layout(): void {
    const input = this.#input;
    if (!input) return;
    const rows = rowsOfSpans(input.findings, mostFindingRows);
    const findingRows = rows.length === 0 ? 0 : Math.max(...rows) + 1;
    const ids = lanesOf(input.shown, {
      cycles: input.facts.cycles > 0,
      findingRows,
      marks: input.facts.marks.length > 0,
    });
    const least = leastHeight(ids, findingRows) + cssAxisHeight;
    this.#body.style.minHeight = `${least}px`;
    const height = Math.max(least, this.#cssHeight);
    this.#stage.setScene({
      facts: input.facts,
      shown: input.shown,
      lanes: layoutLanes(ids, findingRows, height - cssAxisHeight - 2),
      findings: input.findings.map((finding, i) => ({ ...finding, row: rows[i]! })),
      chosenFinding: input.chosenFinding,
      marks: input.facts.marks,
      knownLines: input.knownLines,
      isShareWhole: input.isShareWhole,
    });
  }

  #fit(): void {
    const height = this.#body.clientHeight;
    if (height === this.#cssHeight) return;
    this.#cssHeight = height;
    this.#layout();
    this.#want();
  }

  #takeView(view: TimelineView): void {
    this.#stage.setView(view);
    this.#callbacks.onView(view);
    this.#describeHover(true);
  }

  #want(): void {
    const input = this.#input;
    if (!input) return;
    const { plot, size, target, limits } = this.#stage;
    // Out of sight it has no width.
    if (size.cssWidth === 0) return;
    this.#sheets.want({
      window: target,
      limits,
      series: input.shown,
      deviceWidth: Math.round(plot.cssWidth * Math.min(2, size.ratio)),
      revision: input.revision,
      isMoving: this.#stage.isMoving,
    });
  }

  #wantOverview(): void {
    const input = this.#input;
    if (!input) return;
    const main = mainSeries(input);
    this.#overview.want({
      window: limitsOf(input.facts),
      limits: limitsOf(input.facts),
      series: main ? [main] : [],
      deviceWidth: this.#minimap.deviceWidth,
      revision: input.revision,
      isMoving: false,
    });
  }

  #drawOverview(): void {
    const scene = this.#stage.scene;
    if (!scene) return;
    this.#minimap.show(
      this.#stage.limits,
      this.#overviewView,
      scene.findings,
      this.#stage.colours,
      this.#theme,
    );
    this.#minimap.showWindow(this.#stage.window);
  }

  #onMove(): void {
    const { plot, window, scene } = this.#stage;
    this.#minimap.showWindow(window);
    const lane = scene?.lanes.find(({ id }) => id === 'marks');
    this.#marks.element.hidden = !lane;
    if (lane) {
      this.#marks.place(
        (timeMs) => this.#stage.cssXOf(timeMs),
        plot.cssLeft,
        plot.cssLeft + plot.cssWidth,
        lane.cssTop + 3,
      );
    }
    this.#want();
    if (this.#pointer) this.#describeHover(false);
  }

  #onRest(): void {
    this.#want();
    this.#callbacks.onWindow(this.isAll ? null : this.#stage.target);
  }

  // Pointer

  #pointerTarget(): Parameters<typeof listenToPointer>[1] {
    const stage = this.#stage;
    return {
      hover: (cssX, cssY) => {
        const isInside = cssX >= stage.plot.cssLeft && cssX <= stage.plot.cssLeft + stage.plot.cssWidth;
        this.#pointer = isInside ? { cssX, cssY } : null;
        this.#describeHover(false);
      },
      leave: () => {
        this.#pointer = null;
        this.#describeHover(false);
      },
      click: (cssX, cssY) => this.#click(cssX, cssY),
      doubleClick: (cssX) =>
        this.moveTo(zoomWindow(stage.target, 0.35, stage.timeAt(cssX), stage.limits), true),
      drag: (byCssX) =>
        this.moveTo(panWindow(stage.window, -byCssX * stage.msPerCssPixel, stage.limits), false),
      dragEnd: () => {},
      select: (fromCssX, toCssX, isDone) => this.#select(fromCssX, toCssX, isDone),
      zoom: (factor, cssX) =>
        this.moveTo(zoomWindow(stage.window, factor, stage.timeAt(cssX), stage.limits), false),
      scroll: (byCssX) =>
        this.moveTo(panWindow(stage.window, byCssX * stage.msPerCssPixel, stage.limits), false),
      leavesWheel: () => this.#callbacks.isPageScrolled(),
      selectsAt: (cssY) => cssY > stage.plot.cssBottom,
    };
  }

  #click(cssX: number, cssY: number): void {
    const finding = this.#findingAt(cssX, cssY);
    if (finding) {
      this.#callbacks.onFinding(finding.key);
      return;
    }
    const { view, plot } = this.#stage;
    if (!view || cssX < plot.cssLeft) return;
    const nearest = nearestMoment(view, this.#stage.timeAt(cssX));
    if (nearest === null) return;
    this.#stage.setCursor(nearest);
    this.#callbacks.onCursor(nearest);
    this.#callbacks.onKeep(nearest);
  }

  #findingAt(cssX: number, cssY: number): SpanMark | null {
    const { scene } = this.#stage;
    const lane = scene?.lanes.find(({ id }) => id === 'findings');
    if (!scene || !lane || cssY < lane.cssTop || cssY > lane.cssTop + lane.cssHeight) return null;
    const row = Math.floor((cssY - lane.cssTop) / cssFindingRow);
    const slack = 3 * this.#stage.msPerCssPixel;
    const at = this.#stage.timeAt(cssX);
    return (
      scene.findings.findLast(
        (finding) => finding.row === row && at >= finding.fromMs - slack && at <= finding.toMs + slack,
      ) ?? null
    );
  }

  #select(fromCssX: number, toCssX: number, isDone: boolean): void {
    const a = this.#stage.timeAt(fromCssX);
    const b = this.#stage.timeAt(toCssX);
    const selection = { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
    this.#stage.setSelection(selection);
    if (isDone) this.#callbacks.onSelection(selection);
  }

  #describeHover(isNewView: boolean): void {
    const { view } = this.#stage;
    const at = this.#pointer ? this.#stage.timeAt(this.#pointer.cssX) : null;
    if (!this.#pointer || at === null || !view) {
      this.#stage.setHover(null);
      this.#tip.hide();
      this.#described = Number.NaN;
      this.#callbacks.onHover(null);
      return;
    }
    const nearest = nearestMoment(view, at);
    // A point that is far away is not what is under the pointer.
    const isNear = nearest !== null && Math.abs(nearest - at) < 24 * this.#stage.msPerCssPixel;
    const shown = isNear ? nearest : at;
    this.#stage.setHover(shown);
    const { left, top } = this.#body.getBoundingClientRect();
    if (shown !== this.#described || isNewView) {
      this.#described = shown;
      this.#tip.fill(this.#callbacks.describeMoment(shown, this.#stage.valuesAt(shown)));
      this.#callbacks.onHover(shown);
    }
    this.#tip.moveTo(left + this.#stage.cssXOf(shown), top + this.#pointer.cssY);
  }

  #wheelOnMinimap(event: WheelEvent): void {
    event.preventDefault();
    const bounded = Math.max(-40, Math.min(40, event.deltaY));
    const { window, limits } = this.#stage;
    const middle = (window.fromMs + window.toMs) / 2;
    this.moveTo(zoomWindow(window, Math.exp(bounded * 0.008), middle, limits), false);
  }

  #createKeys(): GraphKeys {
    const graph = this;
    return new GraphKeys(this.#stage, {
      zoomBy: (factor) => this.zoomBy(factor),
      showAll: () => this.showAll(),
      get isAll() {
        return graph.isAll;
      },
      goTo: (timeMs) => this.setCursor(timeMs),
      onSelection: (selection) => this.#callbacks.onSelection(selection),
      onCursor: (timeMs) => this.#callbacks.onCursor(timeMs),
      onKeep: (timeMs) => this.#callbacks.onKeep(timeMs),
    });
  }

  /** How exact moments of this window are written. */
  get stepMs(): number {
    return exactStep(spanOf(this.#stage.target), this.#stage.plot.cssWidth);
  }
}

/** What the overview shows. */
function mainSeries({ facts }: GraphInput): TimelineSeries | null {
  const order: readonly TimelineSeries[] = [
    'heapLive',
    'heapAlloc',
    'heapInuse',
    'heapEnd',
    'rss',
    'goroutines',
  ];
  const names = facts.series.map(({ name }) => name);
  return order.find((name) => names.includes(name)) ?? names[0] ?? null;
}

function isAtEnd(window: TimeWindow, limits: TimeWindow): boolean {
  return window.toMs >= limits.toMs - spanOf(window) * 0.002;
}

function sameInput(a: GraphInput, b: GraphInput): boolean {
  return (Object.keys(b) as (keyof GraphInput)[]).every((key) => a[key] === b[key]);
}

function keysText(): string {
  return t(
    'Left and right go from cycle to cycle, with Shift they select, with Control they move the picture. Up and down, plus and minus zoom. Home and End go to the ends, 0 shows all, Escape takes back. Enter shows the details of the moment.',
  );
}
