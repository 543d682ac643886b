import { formatBytes, formatShare } from '../../src/base/units';
import type { KnownLimits, WhatIf, WhatIfNumbers } from '../../src/model/memoryReport';
import { deliver } from '../data';
import { element, fill } from '../dom';
import { Latest } from '../latest';
import { formatInteger, t, tMessage } from '../strings';
import { readSize, writeSize } from './knownText';
import { createAssumptions, createSteps } from './reportTabs';

export interface WhatIfAsked {
  readonly gogc: number | null;
  readonly memoryLimit: number | null;
}

/** Positions of the slider: GOGC by even steps of its effect, which is a ratio. The last is off. */
const gogcSteps = [
  10, 15, 20, 25, 30, 40, 50, 65, 80, 100, 125, 150, 200, 250, 300, 400, 500, 650, 800, 1000, -1,
];
/** The limit's slider covers this share of the largest heap up to this many times it. */
const limitReach = [0.5, 4] as const;
const limitSteps = 60;

/** What another GOGC and GOMEMLIMIT would have done to what was recorded. Two sliders and a table of both. */
export class WhatIfView {
  readonly element: HTMLElement;
  readonly #ask: (asked: WhatIfAsked) => Promise<WhatIf>;
  readonly #onEnterLimits: () => void;
  readonly #latest = new Latest();
  readonly #gogc: HTMLInputElement;
  readonly #limit: HTMLInputElement;
  readonly #limitText: HTMLInputElement;
  readonly #gogcOut = element('output', { class: 'what-if-value' });
  readonly #result = element('div', { class: 'what-if-result', role: 'status' });
  #largest = 0;
  #asked: WhatIfAsked = { gogc: null, memoryLimit: null };
  #key = '';

  constructor(ask: (asked: WhatIfAsked) => Promise<WhatIf>, onEnterLimits: () => void) {
    this.#ask = ask;
    this.#onEnterLimits = onEnterLimits;
    this.#gogc = slider('GOGC', gogcSteps.length - 1, () => this.#onGogc());
    this.#limit = slider('GOMEMLIMIT', limitSteps, () => this.#onLimit());
    this.#limitText = element('input', {
      class: 'what-if-text',
      attributes: { type: 'text', 'aria-label': t('GOMEMLIMIT as a size'), placeholder: '512MiB' },
      on: { change: () => this.#onLimitText() },
    });
    this.element = element(
      'section',
      { class: 'what-if', attributes: { 'aria-label': t('What if') } },
      element('h3', { text: t('What if') }),
      element('p', {
        class: 'muted',
        text: t(
          'What another setting would have done to what was recorded. GOGC is how far the heap grows above what lives, in percent, before it is collected: without a setting 100. GOMEMLIMIT is what the runtime tries to stay below.',
        ),
      }),
      element('div', { class: 'what-if-row' }, element('span', { text: 'GOGC' }), this.#gogc, this.#gogcOut),
      element(
        'div',
        { class: 'what-if-row' },
        element('span', { text: 'GOMEMLIMIT' }),
        this.#limit,
        this.#limitText,
      ),
      element('button', {
        class: 'link',
        text: t('As recorded'),
        attributes: { type: 'button' },
        on: { click: () => this.#reset() },
      }),
      this.#result,
    );
  }

  /** `largestHeap`: what the limit's slider is made for. Asks anew where the evidence or what is known of it has changed. */
  show(key: string, largestHeap: number, inForce: KnownLimits): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#largest = largestHeap;
    this.#showControls(inForce);
    this.#run();
  }

  #showControls({ gogc, memoryLimit }: KnownLimits): void {
    const shownGogc = this.#asked.gogc ?? gogc ?? 100;
    this.#gogc.value = String(nearestStep(shownGogc));
    this.#gogcOut.textContent = gogcLabel(this.#asked.gogc ?? gogc);
    const shownLimit = this.#asked.memoryLimit ?? memoryLimit;
    this.#limit.disabled = !(this.#largest > 0);
    this.#limit.value = String(
      shownLimit === null || !Number.isFinite(shownLimit) ? limitSteps : this.#stepOfLimit(shownLimit),
    );
    this.#limitText.value = writeSize(shownLimit);
    this.#inForce = { gogc, memoryLimit };
  }

  #inForce: Pick<KnownLimits, 'gogc' | 'memoryLimit'> = { gogc: null, memoryLimit: null };

  #onGogc(): void {
    const gogc = gogcSteps[Number(this.#gogc.value)]!;
    this.#asked = { ...this.#asked, gogc };
    this.#gogcOut.textContent = gogcLabel(gogc);
    this.#gogc.setAttribute('aria-valuetext', gogcLabel(gogc));
    this.#run();
  }

  #onLimit(): void {
    const step = Number(this.#limit.value);
    const memoryLimit = step >= limitSteps ? Number.POSITIVE_INFINITY : this.#limitOfStep(step);
    this.#asked = { ...this.#asked, memoryLimit };
    this.#limitText.value = writeSize(memoryLimit);
    this.#limit.setAttribute('aria-valuetext', this.#limitText.value);
    this.#run();
  }

  #onLimitText(): void {
    const read = readSize(this.#limitText.value);
    const isWrong = 'problem' in read;
    this.#limitText.setAttribute('aria-invalid', String(isWrong));
    if (isWrong) {
      fill(this.#result, element('p', { class: 'limit-problem', text: t('A size like 300MiB or 1.5GiB.') }));
      return;
    }
    this.#asked = { ...this.#asked, memoryLimit: read.value };
    this.#showControls({ ...this.#inForce, containerLimit: null });
    this.#run();
  }

  #reset(): void {
    this.#asked = { gogc: null, memoryLimit: null };
    this.#showControls({ ...this.#inForce, containerLimit: null });
    this.#run();
  }

  #run(): void {
    const asked = this.#asked;
    this.#latest.run(() =>
      deliver(
        this.#ask(asked),
        () => this.#asked === asked,
        (found) => fill(this.#result, ...resultContent(found, this.#onEnterLimits)),
        (error) => fill(this.#result, element('p', { class: 'muted', text: error.message })),
      ),
    );
  }

  #limitOfStep(step: number): number {
    const [low, high] = limitReach;
    const bytes = this.#largest * low * (high / low) ** (step / limitSteps);
    const mib = 1024 ** 2;
    return Math.max(mib, Math.round(bytes / mib) * mib);
  }

  #stepOfLimit(bytes: number): number {
    const [low, high] = limitReach;
    const step = (Math.log(bytes / (this.#largest * low)) / Math.log(high / low)) * limitSteps;
    return Math.max(0, Math.min(limitSteps - 1, Math.round(step)));
  }
}

function slider(label: string, most: number, onInput: () => void): HTMLInputElement {
  return element('input', {
    class: 'what-if-slider',
    attributes: { type: 'range', min: 0, max: most, step: 1, 'aria-label': label },
    on: { input: onInput },
  });
}

function nearestStep(gogc: number): number {
  if (gogc < 0) return gogcSteps.length - 1;
  let best = 0;
  for (const [i, step] of gogcSteps.entries()) {
    if (
      step > 0 &&
      Math.abs(Math.log(step / Math.max(1, gogc))) < Math.abs(Math.log(gogcSteps[best]! / Math.max(1, gogc)))
    ) {
      best = i;
    }
  }
  return best;
}

function gogcLabel(gogc: number | null): string {
  if (gogc === null) return t('as recorded');
  return gogc < 0 ? t('off') : String(gogc);
}

function resultContent(found: WhatIf, onEnterLimits: () => void): readonly (HTMLElement | null)[] {
  if (found.kind === 'impossible') {
    return [
      element('p', { class: 'muted', text: tMessage(found.reason) }),
      // The one reason that a person can mend.
      found.reason.id === 'whatIf.noGogc'
        ? element('button', {
            class: 'link',
            text: t('Enter GOGC and limits…'),
            attributes: { type: 'button' },
            on: { click: onEnterLimits },
          })
        : null,
    ];
  }
  const { recorded, changed } = found;
  return [
    element(
      'table',
      { class: 'what-if-table' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('td'),
          element('th', { text: t('recorded'), attributes: { scope: 'col' } }),
          element('th', { text: t('changed'), attributes: { scope: 'col' } }),
        ),
      ),
      element(
        'tbody',
        {},
        row(t('GC cycles'), recorded, changed, ({ cycles }) => formatInteger(Math.round(cycles))),
        row(t('GC CPU'), recorded, changed, ({ gcCpu }) => (gcCpu === null ? '—' : formatShare(gcCpu))),
        row(t('Peak'), recorded, changed, ({ peakBytes }) => formatBytes(peakBytes)),
      ),
    ),
    createSteps(found.steps),
    createAssumptions(found.assumptions),
  ];
}

function row(
  name: string,
  recorded: WhatIfNumbers,
  changed: WhatIfNumbers,
  text: (numbers: WhatIfNumbers) => string,
): HTMLElement {
  return element(
    'tr',
    {},
    element('th', { text: name, attributes: { scope: 'row' } }),
    element('td', { text: text(recorded) }),
    element('td', { text: text(changed) }),
  );
}
