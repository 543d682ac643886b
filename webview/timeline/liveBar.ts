import { formatBytes, formatNanos } from '../../src/base/units';
import type { LiveState } from '../../src/protocol/timelineEditor';
import { createButton, createIcon, createTextField } from '../controls';
import { element, fill } from '../dom';
import { createPopover } from '../popover';
import { t, tMessage } from '../strings';
import { readSize, writeSize } from './knownText';
import { timeWords } from './timeTexts';

export interface LiveCallbacks {
  onStop(): void;
  onResume(): void;
  onCapture(): void;
  onCaptureWhen(heapLiveBytes: number | null): void;
  onFollow(): void;
}

/** What the watch does at the moment, what it costs, and what can be done with it. */
export class LiveBar {
  readonly element: HTMLElement;
  readonly #callbacks: LiveCallbacks;
  readonly #facts = element('div', { class: 'live-facts', role: 'status' });
  readonly #note = element('div', { class: 'live-note' });
  readonly #capture: HTMLButtonElement;
  readonly #when: HTMLButtonElement;
  readonly #whenText = element('span');
  readonly #run: HTMLButtonElement;
  readonly #follow: HTMLButtonElement;
  readonly #popover: HTMLElement;
  #live: LiveState | null = null;

  constructor(callbacks: LiveCallbacks) {
    this.#callbacks = callbacks;
    this.#capture = this.#button('device-camera', t('Capture heap now'), () => callbacks.onCapture());
    this.#when = element(
      'button',
      { class: 'toggle-button with-icon', attributes: { type: 'button' } },
      createIcon('target'),
      this.#whenText,
    );
    this.#run = this.#button('debug-stop', t('Stop'), () => {
      if (this.#live?.state === 'stopped') callbacks.onResume();
      else callbacks.onStop();
    });
    this.#follow = element('button', {
      class: 'toggle-button',
      text: t('Follow'),
      title: t('Keep the latest in view'),
      attributes: { type: 'button', 'aria-pressed': 'false' },
      on: { click: () => callbacks.onFollow() },
    });
    this.#popover = createPopover(this.#when, {
      id: 'timeline-capture-when',
      label: t('Capture when the live heap exceeds'),
      content: () => this.#whenContent(),
    });
    this.element = element(
      'section',
      { class: 'live-bar', attributes: { 'aria-label': t('Live watch'), hidden: '' } },
      element('div', { class: 'live-line' }, this.#facts, this.#note),
      element(
        'div',
        { class: 'live-actions' },
        this.#follow,
        this.#capture,
        this.#when,
        this.#run,
        this.#popover,
      ),
    );
  }

  show(live: LiveState | null): void {
    this.element.hidden = live === null;
    if (!live || live === this.#live) return;
    this.#live = live;
    const isStopped = live.state === 'stopped';
    this.element.dataset.state = live.state;
    fill(
      this.#facts,
      element('span', { class: 'live-dot', attributes: { 'aria-hidden': 'true' } }),
      element('strong', { text: stateText(live.state) }),
      element('span', { text: live.target }),
      element('span', { class: 'muted', text: howText(live) }),
      live.untilMs !== null && !isStopped
        ? element('span', {
            class: 'muted',
            text: t('until {time}', { time: timeWords.clock(live.untilMs, false, 0) }),
          })
        : null,
    );
    fill(
      this.#note,
      live.note ? createIcon('info') : null,
      live.note ? element('span', { text: tMessage(live.note) }) : null,
    );
    this.#note.hidden = !live.note;
    this.#capture.hidden = this.#when.hidden = !live.canCapture;
    this.#when.disabled = isStopped;
    this.#capture.disabled = isStopped;
    this.#when.setAttribute('aria-pressed', String(live.captureWhenBytes !== null));
    this.#whenText.textContent =
      live.captureWhenBytes === null
        ? t('Capture when live exceeds…')
        : t('Captures above {size}', { size: formatBytes(live.captureWhenBytes) });
    const [icon, text] = isStopped ? ['debug-start', t('Resume')] : ['debug-stop', t('Stop')];
    fill(this.#run, createIcon(icon!), element('span', { text }));
    this.#run.hidden = isStopped && !live.canResume;
    this.#follow.hidden = isStopped;
  }

  showFollowing(isFollowing: boolean): void {
    this.#follow.setAttribute('aria-pressed', String(isFollowing));
  }

  #button(icon: string, label: string, onClick: () => void): HTMLButtonElement {
    return element(
      'button',
      { class: 'toggle-button with-icon', attributes: { type: 'button' }, on: { click: onClick } },
      createIcon(icon),
      element('span', { text: label }),
    );
  }

  #whenContent(): readonly HTMLElement[] {
    const problem = element('p', { class: 'limit-problem', role: 'alert' });
    const field = createTextField({
      class: 'limit-field',
      label: t('Live heap'),
      placeholder: '300MiB',
      onInput: () => {
        problem.textContent = '';
      },
    });
    field.value = writeSize(this.#live?.captureWhenBytes ?? null);
    const apply = () => {
      const read = readSize(field.value);
      if ('problem' in read || (read.value !== null && !Number.isFinite(read.value))) {
        problem.textContent = t('A size like 300MiB or 1.5GiB.');
        field.focus();
        return;
      }
      this.#popover.hidePopover();
      this.#callbacks.onCaptureWhen(read.value);
    };
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') apply();
    });
    return [
      element('h2', { text: t('Capture when the live heap exceeds') }),
      field,
      element('p', {
        class: 'muted',
        text: t('One heap profile is captured when it does, and marked on the timeline.'),
      }),
      problem,
      element(
        'div',
        { class: 'popover-actions' },
        createButton(t('Apply'), apply, 'primary'),
        this.#live?.captureWhenBytes == null
          ? null
          : createButton(t('Capture no more'), () => {
              this.#popover.hidePopover();
              this.#callbacks.onCaptureWhen(null);
            }),
      ),
    ];
  }
}

function stateText(state: LiveState['state']): string {
  switch (state) {
    case 'connecting':
      return t('Connecting');
    case 'watching':
      return t('Watching');
    case 'waiting':
      return t('Waiting');
    case 'stopped':
      return t('Stopped');
  }
}

function howText({ source, everySeconds }: LiveState): string {
  if (source === 'gctrace') return t('GC trace, as it is written');
  return t('{source} every {time}', {
    source,
    time: formatNanos(everySeconds * 1e9).replace(/\.0+(?= )/, ''),
  });
}
