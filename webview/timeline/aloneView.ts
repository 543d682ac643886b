import { isLimit } from '../../src/model/memoryFields';
import type { KnownLimits } from '../../src/model/memoryReport';
import type { MemoryFacts, SeriesFacts } from '../../src/model/timeline';
import { element, fill } from '../dom';
import { t } from '../strings';
import { isInLane } from './graph/lanes';
import { limitsInForce } from './limits';
import { createSwatch } from './swatch';
import { limitText, seriesHint, seriesName, seriesText } from './texts';

/** A series of one moment: no line, but how its sizes compare with each other and with their limit. */
export class AloneView {
  readonly element = element('section', { class: 'timeline-alone', attributes: { hidden: '' } });
  #drawn: readonly unknown[] = [];

  /** `isLive`: more is about to come. */
  show(facts: MemoryFacts, known: KnownLimits, isLive: boolean): void {
    const input = [facts, known, isLive];
    if (input.every((part, i) => part === this.#drawn[i])) return;
    this.#drawn = input;
    const limit = tightestLimit(limitsInForce(facts, known));
    const sizes = facts.series.filter(({ name }) => isInLane('memory', name) && !name.endsWith('Limit'));
    const others = facts.series.filter(({ name }) => !isInLane('memory', name));
    const largest = Math.max(limit ?? 0, ...sizes.map(({ last }) => (Number.isFinite(last) ? last : 0)), 1);
    fill(
      this.element,
      element(
        'p',
        {},
        element('strong', {
          text: facts.cycles === 1 && facts.samples === 0 ? t('One GC cycle only.') : t('One sample only.'),
        }),
        ` ${isLive ? t('Lines begin with the second one.') : t('It says where memory is, not where it goes: no growth, no rates. Watch the process, or open several samples of it together, to see both.')}`,
      ),
      element(
        'dl',
        { class: 'gauge' },
        ...sizes.flatMap((series) => gaugeRow(series, largest, limit)),
        ...others.flatMap((series) => [
          nameOf(series),
          element(
            'dd',
            {},
            element('span', { class: 'gauge-value', text: seriesText(series.name, series.last) }),
          ),
        ]),
      ),
      limit === null
        ? null
        : element('p', {
            class: 'muted',
            text: t('The upright line in each bar is the tightest limit, {limit}.', {
              limit: limitText(limit),
            }),
          }),
    );
  }
}

function gaugeRow(series: SeriesFacts, largest: number, limit: number | null): readonly HTMLElement[] {
  const bar = element('span', { class: 'gauge-bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.setProperty('--share', String(Math.max(0, series.last) / largest));
  if (limit !== null) bar.style.setProperty('--limit', String(limit / largest));
  bar.classList.toggle('limited', limit !== null);
  return [
    nameOf(series),
    element(
      'dd',
      {},
      bar,
      element('span', { class: 'gauge-value', text: seriesText(series.name, series.last) }),
    ),
  ];
}

function nameOf({ name }: SeriesFacts): HTMLElement {
  return element(
    'dt',
    { title: seriesHint(name) },
    createSwatch(name),
    element('span', { text: seriesName(name) }),
  );
}

function tightestLimit({ memoryLimit, containerLimit }: KnownLimits): number | null {
  const limits = [memoryLimit, containerLimit].filter(isLimit);
  return limits.length === 0 ? null : Math.min(...limits);
}
