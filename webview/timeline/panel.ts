import type { MemoryReport, WhatIf } from '../../src/model/memoryReport';
import type { TimelineMoment } from '../../src/model/timeline';
import type { SourceTarget } from '../../src/protocol/profileEditor';
import type { MemoryState } from '../../src/protocol/timelineEditor';
import { createIcon, Segments } from '../controls';
import { element, fill } from '../dom';
import { t } from '../strings';
import { findingsContent } from './findingsTab';
import { healthContent } from './healthView';
import { limitsInForce } from './limits';
import { momentContent } from './momentTab';
import { adviceContent, forecastContent, readingsContent, rssContent } from './reportTabs';
import { type TimelineTab, timelineTabs } from './state';
import { type WhatIfAsked, WhatIfView } from './whatIfView';

export interface PanelCallbacks {
  onTab(tab: TimelineTab): void;
  onToggle(): void;
  onShowFinding(key: string): void;
  onOpenSource(target: SourceTarget): void;
  onOpenRule(ruleId: string): void;
  onCopy(text: string): void;
  whatIf(asked: WhatIfAsked): Promise<WhatIf>;
  onEnterLimits(): void;
}

export interface PanelInput {
  readonly state: MemoryState;
  readonly tab: TimelineTab;
  readonly report: MemoryReport | null;
  /** Why there is no report, where there will be none. */
  readonly failure: Error | null;
  readonly finding: string;
  readonly moment: TimelineMoment | null;
  readonly stepMs: number;
}

/** All that is said about the series, by subject. Its bar stays when it is closed. */
export class TimelinePanel {
  readonly element: HTMLElement;
  readonly #callbacks: PanelCallbacks;
  readonly #toggle: HTMLButtonElement;
  readonly #tabs: Segments<TimelineTab>;
  readonly #body: HTMLElement;
  readonly #whatIf: WhatIfView;
  #drawn: readonly unknown[] = [];
  #isUnjudgedOpen = false;

  constructor(callbacks: PanelCallbacks) {
    this.#callbacks = callbacks;
    this.#whatIf = new WhatIfView(
      (asked) => callbacks.whatIf(asked),
      () => callbacks.onEnterLimits(),
    );
    this.#tabs = new Segments<TimelineTab>(
      t('Details'),
      timelineTabs.map((value) => ({ value, label: tabName(value) })),
      (tab) => callbacks.onTab(tab),
    );
    this.#tabs.element.classList.add('panel-tabs');
    this.#toggle = element(
      'button',
      {
        class: 'icon-button panel-toggle',
        attributes: { type: 'button', 'aria-controls': 'timeline-details' },
        on: { click: () => callbacks.onToggle() },
      },
      createIcon('chevron'),
    );
    this.#body = element('div', {
      class: 'details-body panel-body',
      id: 'timeline-details',
      attributes: { tabindex: -1 },
    });
    this.element = element(
      'aside',
      { class: 'details timeline-details', attributes: { 'aria-label': t('Details') } },
      element('div', { class: 'details-bar panel-bar' }, this.#tabs.element, this.#toggle),
      this.#body,
    );
  }

  setOpen(open: boolean): void {
    this.#toggle.setAttribute('aria-expanded', String(open));
    const hint = open ? t('Hide details') : t('Show details');
    this.#toggle.title = hint;
    this.#toggle.setAttribute('aria-label', hint);
    this.element.classList.toggle('closed', !open);
    this.#body.hidden = !open;
  }

  focus(): void {
    this.#body.focus();
  }

  /** Unfolds the rules that could not judge. */
  openUnjudged(): void {
    this.#isUnjudgedOpen = true;
    this.#drawn = [];
  }

  show(input: PanelInput): void {
    const { state, tab, report, failure, finding, moment, stepMs } = input;
    this.#tabs.show(tab);
    const { facts, known, revision } = state;
    const about =
      tab === 'moment'
        ? [moment, facts.clock, stepMs]
        : [report, failure, finding, facts, known, this.#isUnjudgedOpen];
    const key = [tab, ...about];
    if (key.length === this.#drawn.length && key.every((part, i) => part === this.#drawn[i])) return;
    const isOther = this.#drawn[0] !== tab;
    const isOtherFinding = tab === 'findings' && this.#drawn[3] !== finding;
    this.#drawn = key;
    fill(this.#body, ...this.#content(input));
    if (tab === 'advice' && report) {
      const heaps = facts.series.filter(({ name }) =>
        ['heapLive', 'heapEnd', 'heapAlloc', 'goal'].includes(name),
      );
      const largest = Math.max(0, ...heaps.map(({ max }) => max).filter(Number.isFinite));
      const inForce = limitsInForce(facts, known);
      this.#whatIf.show(`${revision} ${Object.values(inForce).join(' ')}`, largest, inForce);
    }
    if (isOther) this.#body.scrollTop = 0;
    if (isOtherFinding && finding !== '') {
      this.#body.querySelector('.finding-card.chosen')?.scrollIntoView({ block: 'nearest' });
    }
  }

  #content({ state, tab, report, failure, finding, moment, stepMs }: PanelInput): readonly HTMLElement[] {
    const { facts } = state;
    if (tab === 'moment') return momentContent(moment, facts.clock, stepMs);
    if (!report) return [element('p', { class: 'muted', text: failure ? failure.message : t('Judging…') })];
    switch (tab) {
      case 'findings':
        return findingsContent(report, finding, this.#isUnjudgedOpen, facts.clock, {
          onOpenSource: (target) => this.#callbacks.onOpenSource(target),
          onOpenRule: (ruleId) => this.#callbacks.onOpenRule(ruleId),
          onShow: (key) => this.#callbacks.onShowFinding(key),
        });
      case 'health':
        return healthContent(report.health);
      case 'readings':
        return readingsContent(report);
      case 'advice':
        return [
          ...report.advice.map((advice) => adviceContent(advice, (text) => this.#callbacks.onCopy(text))),
          this.#whatIf.element,
        ];
      case 'rss':
        return rssContent(report.rss);
      case 'forecast':
        return forecastContent(report.forecast, facts.clock, facts.toMs);
    }
  }
}

export function tabName(tab: TimelineTab): string {
  switch (tab) {
    case 'findings':
      return t('Findings');
    case 'health':
      return t('Health');
    case 'moment':
      return t('Moment');
    case 'readings':
      return t('Readings');
    case 'advice':
      return t('Advice');
    case 'rss':
      return 'RSS';
    case 'forecast':
      return t('Forecast');
  }
}
