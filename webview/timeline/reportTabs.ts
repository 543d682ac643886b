import { formatShare } from '../../src/base/units';
import type {
  Advice,
  ArithmeticStep,
  Forecast,
  JointReading,
  MemoryReport,
  RssExplained,
  RssPart,
} from '../../src/model/memoryReport';
import type { MemorySeries } from '../../src/model/memorySeries';
import { createIcon } from '../controls';
import { element } from '../dom';
import { amountText, signedBytes } from '../evidenceAmount';
import { createNumbers } from '../evidenceNumbers';
import { createSentence } from '../goroutines/sentence';
import { formatInteger, t, tMessage } from '../strings';
import { seriesName } from './texts';
import { durationText, momentText } from './timeTexts';

/** Numbers that say more together than each alone. */
export function readingsContent({ readings }: MemoryReport): readonly HTMLElement[] {
  if (readings.length === 0) {
    return [
      element('p', { class: 'muted', text: t('This evidence has no two numbers that say more together.') }),
    ];
  }
  return readings.map((reading) =>
    element(
      'section',
      { class: `reading state-${reading.state}`, attributes: { 'data-reading': reading.id } },
      element(
        'h3',
        {},
        createIcon(stateIcon(reading.state)),
        element('span', { text: tMessage(reading.title) }),
        element('span', { class: 'for-listeners', text: stateName(reading.state) }),
      ),
      element('p', {}, ...createSentence(tMessage(reading.message))),
      createNumbers(reading.inputs),
    ),
  );
}

function stateIcon(state: JointReading['state']): string {
  return { good: 'pass', watch: 'warning', bad: 'error', unknown: 'question' }[state];
}

function stateName(state: JointReading['state']): string {
  switch (state) {
    case 'good':
      return t('good');
    case 'watch':
      return t('worth watching');
    case 'bad':
      return t('bad');
    case 'unknown':
      return t('unknown');
  }
}

/** What to set, worked out in the open. */
export function adviceContent(advice: Advice, onCopy: (text: string) => void): HTMLElement {
  const { setting } = advice;
  const line = setting ? `${setting.name}=${setting.value}` : '';
  return element(
    'section',
    { class: 'advice', attributes: { 'data-advice': advice.id } },
    element('h3', { text: tMessage(advice.title) }),
    element('p', {}, ...createSentence(tMessage(advice.message))),
    setting
      ? element(
          'p',
          { class: 'setting' },
          element('code', { text: line }),
          element('button', {
            class: 'link',
            text: t('Copy'),
            attributes: { type: 'button' },
            on: { click: () => onCopy(line) },
          }),
        )
      : null,
    createSteps(advice.steps),
    createAssumptions(advice.assumptions),
  );
}

export function createSteps(steps: readonly ArithmeticStep[]): HTMLElement | null {
  if (steps.length === 0) return null;
  return element(
    'table',
    { class: 'steps' },
    element(
      'tbody',
      {},
      ...steps.map(({ name, formula, value, unit }) =>
        element(
          'tr',
          {},
          element(
            'th',
            { attributes: { scope: 'row' } },
            element('span', { text: tMessage(name) }),
            formula === '' ? null : element('span', { class: 'formula', text: formula }),
          ),
          element('td', { text: amountText(value, unit) }),
        ),
      ),
    ),
  );
}

export function createAssumptions(
  assumptions: MemoryReport['advice'][number]['assumptions'],
): HTMLElement | null {
  if (assumptions.length === 0) return null;
  return element(
    'details',
    { class: 'assumptions' },
    element('summary', { text: t('What this assumes') }),
    element('ul', {}, ...assumptions.map((each) => element('li', { text: tMessage(each) }))),
  );
}

/** What the resident memory consists of: a bar and its list. */
export function rssContent(rss: RssExplained | null): readonly HTMLElement[] {
  if (!rss) {
    return [
      element('p', {
        class: 'muted',
        text: t(
          'No resident size is known. Watch a process on this machine, or add its smaps_rollup or Prometheus’ process_resident_memory_bytes.',
        ),
      }),
    ];
  }
  const parts = rss.parts.filter(({ bytes }) => bytes > 0);
  return [
    element(
      'p',
      { class: 'health-score' },
      element('strong', { text: amountText(rss.rss, 'bytes') }),
      element('span', { class: 'muted', text: t('resident (RSS)') }),
    ),
    element(
      'div',
      { class: 'rss-bar', attributes: { 'aria-hidden': 'true' } },
      ...parts.map((part) => {
        const piece = element('div', { class: `rss-part part-${part.id}`, title: tMessage(part.name) });
        piece.style.flexGrow = String(part.bytes);
        return piece;
      }),
    ),
    element('p', {}, ...createSentence(tMessage(rss.message))),
    element(
      'table',
      { class: 'steps rss-list' },
      element(
        'tbody',
        {},
        ...parts.map((part) =>
          element(
            'tr',
            {},
            element(
              'th',
              { attributes: { scope: 'row' } },
              element('span', { class: `rss-swatch part-${part.id}`, attributes: { 'aria-hidden': 'true' } }),
              element('span', { text: tMessage(part.name) }),
              element('span', { class: 'muted', text: howText(part.how) }),
            ),
            element('td', { text: amountText(part.bytes, 'bytes') }),
            element('td', { class: 'muted', text: formatShare(rss.rss === 0 ? 0 : part.bytes / rss.rss) }),
          ),
        ),
      ),
    ),
  ];
}

function howText(how: RssPart['how']): string {
  switch (how) {
    case 'measured':
      return t('measured');
    case 'bound':
      return t('at most');
    case 'rest':
      return t('what is left');
  }
}

/** When a line reaches its limit, or why nothing is said of that. */
export function forecastContent(
  forecast: Forecast,
  clock: MemorySeries['clock'],
  toMs: number,
): readonly HTMLElement[] {
  if (forecast.kind === 'silent') {
    return [
      element('p', {}, element('strong', { text: t('No forecast.') })),
      element('p', { text: tMessage(forecast.reason) }),
    ];
  }
  const { atMs, lowMs, highMs, backtest } = forecast;
  const limit = forecast.limitName === 'container' ? t('container limit') : 'GOMEMLIMIT';
  return [
    element(
      'p',
      { class: 'health-score' },
      element('strong', { text: durationText(Math.max(0, atMs - toMs)) }),
      element('span', { class: 'muted', text: t('from the last sample until the {limit}', { limit }) }),
    ),
    element('p', {}, ...createSentence(tMessage(forecast.message))),
    element(
      'dl',
      { class: 'evidence' },
      ...[
        [t('Reached'), clock === 'none' ? '—' : momentText(atMs, clock, 1000)],
        [
          t('In 90 of 100 cases between'),
          `${momentText(lowMs, clock, 1000)} – ${Number.isFinite(highMs) ? momentText(highMs, clock, 1000) : t('never')}`,
        ],
        [t('Line'), seriesName(forecast.series)],
        [t('Growth'), t('{amount}/min', { amount: signedBytes(forecast.bytesPerMinute) })],
        [t('Limit'), amountText(forecast.limit, 'bytes')],
        [t('Method'), forecast.method === 'holt' ? t('Holt’s double smoothing') : t('Theil–Sen line')],
        [
          t('On its own past'),
          t('median error {error} over {time}, {count} cases', {
            error: formatShare(backtest.medianRelativeError),
            time: durationText(backtest.horizonMs),
            count: formatInteger(backtest.cases),
          }),
        ],
      ].flatMap(([name, value]) => [
        element('dt', { text: name }),
        element('dd', {}, element('span', { text: value })),
      ]),
    ),
  ];
}
