import { baseNameOf } from '../../src/base/baseNameOf';
import { ownName } from '../../src/base/splitName';
import { formatBytes, formatExact, formatShare } from '../../src/base/units';
import type { LeakTrend, TrendSite, TrendVerdict } from '../../src/model/leakTrend';
import { Segments } from '../controls';
import { element, fill } from '../dom';
import { createName } from '../names';
import { formatClock, formatExactTime, formatInteger, formatTime, t, tMessage } from '../strings';
import { svg } from '../svg';
import { selectedFunction, type ViewActions, type ViewInput, type ViewPane } from '../viewPane';
import { layoutSparkline } from './sparkline';

type Shown = 'all' | 'growing' | 'churn';

const chart = { width: 220, height: 56 };
const wholeChart = { width: 640, height: 96 };

/** Within it the time of day is enough. */
const halfDayMs = 12 * 3600 * 1000;

/** Cards beyond these help nobody, and each is a chart of its own. */
const mostCards = 120;

/** How memory in use developed over several captures: the program, and each allocation site as a small chart. */
export class TrendPane implements ViewPane {
  readonly element: HTMLElement;
  readonly #actions: ViewActions;
  readonly #summary = element('div', { class: 'trend-summary' });
  readonly #cards: HTMLElement;
  readonly #filter: Segments<Shown>;
  readonly #oneScale: HTMLInputElement;
  readonly #count = element('span', { class: 'muted', role: 'status' });
  #shown: Shown = 'all';
  #input: ViewInput | null = null;
  #drawn: readonly unknown[] = [];

  constructor(actions: ViewActions) {
    this.#actions = actions;
    this.#filter = new Segments<Shown>(
      t('Which sites'),
      [
        { value: 'all', label: t('All sites') },
        { value: 'growing', label: t('Growing') },
        { value: 'churn', label: t('Churn') },
      ],
      (shown) => {
        this.#shown = shown;
        this.#draw();
      },
    );
    this.#oneScale = element('input', {
      attributes: { type: 'checkbox' },
      on: { change: () => this.#draw() },
    });
    this.#cards = element('div', {
      class: 'trend-cards',
      role: 'list',
      attributes: { 'aria-label': t('Allocation sites') },
      on: { keydown: (event) => this.#onKey(event) },
    });
    this.element = element(
      'section',
      { class: 'view-pane trend', attributes: { 'aria-label': t('Leak trend') } },
      this.#summary,
      element(
        'div',
        { class: 'trend-controls' },
        this.#filter.element,
        element('label', { class: 'trend-scale' }, this.#oneScale, t('One scale for all')),
        this.#count,
      ),
      this.#cards,
    );
  }

  show(input: ViewInput): void {
    this.#input = input;
    this.#draw();
  }

  focus(): void {
    this.#cards.querySelector<HTMLElement>('button')?.focus();
  }

  #draw(): void {
    const { trend, selection } = this.#input ?? {};
    if (!trend) return;
    const key = [trend, selection, this.#shown, this.#oneScale.checked];
    if (key.every((part, at) => part === this.#drawn[at])) return;
    const isNew = this.#drawn[0] !== trend;
    this.#drawn = key;
    this.#filter.show(this.#shown);
    if (isNew) fill(this.#summary, ...summaryOf(trend));
    const sites = trend.sites.filter((site) => isShown(site, this.#shown));
    const shown = sites.slice(0, mostCards);
    const largest = this.#oneScale.checked
      ? Math.max(0, ...shown.flatMap(({ inuseBytes }) => inuseBytes))
      : null;
    const selected = selectedFunction(this.#input!)?.name ?? null;
    fill(
      this.#cards,
      ...shown.map((site) => this.#createCard(site, trend, largest, site.name === selected)),
      shown.length === 0 && element('p', { class: 'muted', text: emptyText(this.#shown) }),
    );
    const left = sites.length - shown.length + (this.#shown === 'all' ? trend.omitted : 0);
    this.#count.textContent =
      left > 0
        ? t('{count} sites, {left} small ones left out', {
            count: formatInteger(shown.length),
            left: formatInteger(left),
          })
        : t('{count} sites', { count: formatInteger(shown.length) });
  }

  #createCard(site: TrendSite, trend: LeakTrend, largest: number | null, isSelected: boolean): HTMLElement {
    const place = site.file === '' ? '' : `${baseNameOf(site.file)}:${site.line}`;
    const last = site.inuseBytes[site.inuseBytes.length - 1]!;
    const name = element(
      'button',
      {
        class: 'trend-name',
        title: t('{name}: select it in all views', { name: site.name }),
        attributes: { type: 'button', 'aria-current': isSelected ? 'true' : null },
        on: { click: () => this.#actions.selectFunction({ name: site.name, file: site.file }) },
      },
      createName(ownName(site.name)),
    );
    name.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      this.#actions.openMenu({ name: site.name, file: site.file }, event.clientX, event.clientY);
    });
    const open = element('button', {
      class: 'trend-place link',
      text: place,
      title: t('Open {place}', { place: `${site.file}:${site.line}` }),
      attributes: { type: 'button' },
      on: { click: (event) => this.#open(site, event.altKey || event.ctrlKey || event.metaKey) },
    });
    return element(
      'article',
      {
        class: `trend-card trend-${site.verdict}`,
        role: 'listitem',
        attributes: { 'data-selected': isSelected ? '' : null },
      },
      element('div', { class: 'trend-head' }, name, place !== '' && open),
      createChart(
        trend.timesMs,
        site.inuseBytes,
        chart,
        largest ?? Math.max(...site.inuseBytes),
        site.verdict,
      ),
      element(
        'div',
        { class: 'trend-figures' },
        element('span', { class: 'trend-last', text: formatBytes(last), title: formatExact(last, 'bytes') }),
        site.relativeError !== null &&
          element('span', { class: 'muted', text: `± ${formatShare(site.relativeError)}` }),
        element('span', { class: `trend-verdict verdict-${site.verdict}`, text: verdictText(site) }),
      ),
      element('p', { class: 'trend-reason muted', text: tMessage(site.reason) }),
    );
  }

  #open(site: TrendSite, beside: boolean): void {
    this.#actions.openSource({ file: site.file, line: site.line, functionName: site.name, beside });
  }

  /** The names are one list: arrows go through it, Tab goes on to the place beside a name. */
  #onKey(event: KeyboardEvent): void {
    const names = [...this.#cards.querySelectorAll<HTMLElement>('.trend-name')];
    const at = names.findIndex((name) => name.closest('article')?.contains(event.target as Node));
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: names.length - 1,
    }[event.key];
    if (to === undefined || !names[to]) return;
    event.preventDefault();
    names[to].focus();
  }
}

function summaryOf(trend: LeakTrend): HTMLElement[] {
  const last = trend.totals[trend.totals.length - 1]!;
  const first = trend.timesMs[0]!;
  const latest = trend.timesMs[trend.timesMs.length - 1]!;
  const when = latest - first < halfDayMs ? formatClock : formatTime;
  return [
    element(
      'div',
      { class: 'trend-head' },
      element('h2', {
        text: t('Memory in use over {count} captures', { count: formatInteger(trend.timesMs.length) }),
      }),
      element('span', { class: `trend-verdict verdict-${trend.verdict}`, text: verdictText(trend) }),
    ),
    element('p', { text: tMessage(trend.reason) }),
    element(
      'div',
      { class: 'trend-whole' },
      createChart(trend.timesMs, trend.totals, wholeChart, Math.max(...trend.totals), trend.verdict),
      element(
        'div',
        { class: 'trend-axis muted' },
        element('span', { text: when(first), title: formatExactTime(first) }),
        element('span', {
          text: `${when(latest)} · ${formatBytes(last)}`,
          title: formatExactTime(latest),
        }),
      ),
    ),
    ...trend.problems.map((problem) => element('p', { class: 'trend-problem', text: tMessage(problem) })),
  ];
}

function createChart(
  times: readonly number[],
  values: readonly number[],
  size: { readonly width: number; readonly height: number },
  largest: number,
  verdict: TrendVerdict,
): SVGElement {
  const { line, area, points } = layoutSparkline(times, values, { ...size, largest });
  const last = points[points.length - 1];
  return svg(
    'svg',
    {
      class: `sparkline sparkline-${verdict}`,
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-label': values.map((value) => formatBytes(value)).join(', '),
      preserveAspectRatio: 'none',
    },
    svg('path', { class: 'spark-area', d: area }),
    svg('path', { class: 'spark-line', d: line, 'vector-effect': 'non-scaling-stroke' }),
    // A dot that stays round where the chart is stretched: a line of no length with round ends.
    ...(last
      ? [
          svg('path', {
            class: 'spark-last',
            d: `M${last.x} ${last.y}h0`,
            'vector-effect': 'non-scaling-stroke',
          }),
        ]
      : []),
  );
}

function isShown({ verdict, behaviour }: TrendSite, shown: Shown): boolean {
  return shown === 'all' || (shown === 'growing' ? verdict === 'growing' : behaviour === 'churn');
}

function emptyText(shown: Shown): string {
  switch (shown) {
    case 'growing':
      return t('No allocation site grows beyond the noise of the samples.');
    case 'churn':
      return t('No allocation site allocates much that does not last.');
    case 'all':
      return t('No allocation site holds a share worth mentioning.');
  }
}

function verdictText({ verdict, slopePerMinute }: Pick<TrendSite, 'verdict' | 'slopePerMinute'>): string {
  switch (verdict) {
    case 'growing':
      return t('growing {slope}/min', { slope: formatBytes(slopePerMinute ?? 0) });
    case 'shrinking':
      return t('shrinking {slope}/min', { slope: formatBytes(Math.abs(slopePerMinute ?? 0)) });
    case 'steady':
      return t('steady');
    case 'tooLittleData':
      return t('too little data');
  }
}
