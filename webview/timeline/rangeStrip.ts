import { formatBytes, formatCount, formatNanos, formatShare } from '../../src/base/units';
import type { TimeSpan } from '../../src/model/finding';
import type { MemorySeries } from '../../src/model/memorySeries';
import type { RangeSummary } from '../../src/model/timeline';
import { createIcon } from '../controls';
import { element, fill } from '../dom';
import { formatInteger, t } from '../strings';
import { growthText } from './growthText';
import { lengthText, spanText } from './timeTexts';

export interface RangeCallbacks {
  onGrowth(): void;
  onJudge(): void;
  onZoom(): void;
  onClear(): void;
}

export interface RangeInput {
  readonly span: TimeSpan;
  readonly isSelection: boolean;
  readonly isJudged: boolean;
  readonly clock: MemorySeries['clock'];
  readonly stepMs: number;
  readonly hasCaptures: boolean;
  /** null: not answered yet. */
  readonly summary: RangeSummary | null;
  /** Whether it is the answer for this span, and not for the one before. */
  readonly isCurrent: boolean;
}

interface Cell {
  readonly name: string;
  readonly value: string;
  /** Why there is no value. */
  readonly reason: string;
}

/** What happened in the selection, or in what is in sight: numbers by name, — with a reason where the evidence is silent. */
export class RangeStrip {
  readonly element: HTMLElement;
  readonly #title = element('div', { class: 'range-title' });
  readonly #cells = element('dl', { class: 'range-cells' });
  readonly #judge: HTMLButtonElement;
  readonly #zoom: HTMLButtonElement;
  readonly #clear: HTMLButtonElement;
  readonly #growth: HTMLButtonElement;

  constructor(callbacks: RangeCallbacks) {
    this.#growth = linkButton(t('What grew'), t('Which code allocated what is left of this time'), () =>
      callbacks.onGrowth(),
    );
    this.#judge = linkButton(t('Judge this part'), t('Findings and health of the selection alone'), () =>
      callbacks.onJudge(),
    );
    this.#zoom = linkButton(t('Zoom in'), t('Show the selection alone'), () => callbacks.onZoom());
    this.#clear = element(
      'button',
      {
        class: 'icon-button range-clear',
        title: t('Clear the selection (Escape)'),
        attributes: { type: 'button', 'aria-label': t('Clear the selection (Escape)') },
        on: { click: () => callbacks.onClear() },
      },
      createIcon('close'),
    );
    this.element = element(
      'section',
      { class: 'range-strip', attributes: { 'aria-label': t('Numbers of this time') } },
      element(
        'div',
        { class: 'range-head' },
        this.#title,
        element('div', { class: 'range-actions' }, this.#growth, this.#judge, this.#zoom, this.#clear),
      ),
      this.#cells,
    );
  }

  show(input: RangeInput): void {
    const { span, isSelection, clock, stepMs, summary } = input;
    fill(
      this.#title,
      element('strong', { text: isSelection ? t('Selection') : t('In view') }),
      element('span', { text: spanText(span, clock, stepMs) }),
      span.fromMs === span.toMs
        ? null
        : element('span', { class: 'muted', text: lengthText(span.toMs - span.fromMs, clock) }),
    );
    this.element.classList.toggle('selected', isSelection);
    for (const button of [this.#judge, this.#zoom, this.#clear]) button.hidden = !isSelection;
    this.#growth.hidden = !input.hasCaptures;
    this.#judge.setAttribute('aria-pressed', String(input.isJudged));
    this.#judge.textContent = input.isJudged ? t('Judge all') : t('Judge this part');
    this.element.classList.toggle('waiting', summary === null || !input.isCurrent);
    if (!summary) return;
    fill(
      this.#cells,
      ...cellsOf(summary, clock).map(({ name, value, reason }) =>
        element(
          'div',
          { class: value === '—' ? 'range-cell unknown' : 'range-cell', title: value === '—' ? reason : '' },
          element('dt', { text: name }),
          element(
            'dd',
            {},
            element('span', { text: value }),
            value === '—' ? element('span', { class: 'for-listeners', text: reason }) : null,
          ),
        ),
      ),
    );
  }
}

function linkButton(text: string, hint: string, onClick: () => void): HTMLButtonElement {
  return element('button', {
    class: 'link',
    text,
    title: hint,
    attributes: { type: 'button' },
    on: { click: onClick },
  });
}

export function cellsOf(summary: RangeSummary, clock: MemorySeries['clock']): readonly Cell[] {
  const noCycles = t('No GC cycles, and no counter of them, in this evidence.');
  const noPauses = t('This evidence has no pauses, or none in this time.');
  const noCpu = t('This evidence does not say what time of the processors collecting took.');
  const noTime = clock === 'none' ? t('These samples have no time: nothing a minute can be said.') : '';
  const fewSamples = t('It takes two samples, and most of what grows takes more.');
  const cell = (name: string, value: string, reason: string): Cell => ({
    name,
    value,
    reason: noTime || reason,
  });
  const pair = (first: number | null, last: number | null, write: (value: number) => string) => {
    if (first === null || last === null) return '—';
    return first === last ? write(last) : `${write(first)} → ${write(last)}`;
  };
  const forced = summary.forcedCycles
    ? ` (${t('{count} forced', { count: formatInteger(summary.forcedCycles) })})`
    : '';
  const rate =
    summary.cyclesPerSecond === null
      ? ''
      : ` · ${t('{rate}/s', { rate: formatCount(round3(summary.cyclesPerSecond)) })}`;
  return [
    cell(
      t('GC cycles'),
      summary.cycles === null ? '—' : `${formatInteger(summary.cycles)}${forced}${rate}`,
      noCycles,
    ),
    cell(t('Pause p50'), orDash(summary.pauseP50Ns, formatNanos), noPauses),
    cell(t('Pause p99'), orDash(summary.pauseP99Ns, formatNanos), noPauses),
    cell(t('Longest pause'), orDash(summary.pauseMaxNs, formatNanos), noPauses),
    cell(t('All pauses'), orDash(summary.pauseTotalNs, formatNanos), noPauses),
    cell(
      t('Allocation'),
      orDash(summary.allocBytesPerSecond, (value) => t('{amount}/s', { amount: formatBytes(value) })),
      fewSamples,
    ),
    cell(t('GC CPU'), orDash(summary.gcCpu, formatShare), noCpu),
    cell(t('Assist'), orDash(summary.assist, formatShare), noCpu),
    cell(
      t('Live heap'),
      pair(summary.liveMin, summary.liveMax, formatBytes).replace('→', '–'),
      t('Nothing says what is live after a collection.'),
    ),
    cell(
      t('Growth'),
      orDash(summary.growthBytesPerMinute, (value) => growthText(value, summary.toMs - summary.fromMs)),
      fewSamples,
    ),
    cell(
      t('Survival'),
      orDash(summary.survival, formatShare),
      t('It takes cycles with the heap at their start and what was live after them.'),
    ),
    cell(
      t('Goroutines'),
      pair(summary.goroutinesFirst, summary.goroutinesLast, (value) => formatInteger(Math.round(value))),
      t('This evidence does not count goroutines.'),
    ),
    cell('RSS', pair(summary.rssFirst, summary.rssLast, formatBytes), t('No resident size is known.')),
  ];
}

function orDash(value: number | null, write: (value: number) => string): string {
  return value === null || Number.isNaN(value) ? '—' : write(value);
}

function round3(value: number): number {
  return Number(value.toPrecision(3));
}
