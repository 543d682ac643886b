import { formatNanos, formatValue } from '../../src/base/units';
import type { MemoryState } from '../../src/protocol/timelineEditor';
import { element, fill } from '../dom';
import { HostActions } from '../hostActions';
import { createDeletedBanner } from '../notices';
import { PieceChoice } from '../pieceChoice';
import type { PageOptions } from '../profilePage';
import type { ViewState } from '../state';
import { formatInteger, formatTime, t, tMessage } from '../strings';
import type { Theme } from '../theme';
import { Toast } from '../toast';

/** The page of memory over time: what is known of it. */
export class TimelinePage {
  readonly element: HTMLElement;
  readonly #options: PageOptions;
  readonly #toast = new Toast();
  readonly #pieces: PieceChoice;
  readonly #banner = element('div', { class: 'banner-place' });
  readonly #facts = element('dl', { class: 'memory-facts' });
  #painted = false;

  constructor(options: PageOptions) {
    this.#options = options;
    const actions = new HostActions(options.host, this.#toast);
    this.#pieces = new PieceChoice((piece) => actions.choosePiece(piece));
    this.element = element(
      'div',
      { class: 'profile-page timeline-page' },
      this.#pieces.element,
      this.#banner,
      this.#facts,
      this.#toast.element,
    );
  }

  /** Shows this state of the file. */
  show(state: MemoryState, _view: ViewState): void {
    this.#pieces.show(state);
    fill(this.#banner, state.fileState === 'deleted' ? createDeletedBanner(state.fileName) : null);
    const rows = factRows(state).filter(([, value]) => value !== '');
    fill(
      this.#facts,
      ...rows.flatMap(([name, value]) => [
        element('dt', { text: name }),
        element('dd', { text: value, attributes: { 'data-fact': name } }),
      ]),
    );
    if (this.#painted) return;
    this.#painted = true;
    requestAnimationFrame(() => requestAnimationFrame(() => this.#options.onFirstPaint()));
  }

  layout(): void {}

  setTheme(_theme: Theme): void {}

  noteReload(): void {}

  focusSearch(): void {}

  focusSwitch(): void {}

  showViewOfKey(_key: string): boolean {
    return false;
  }

  showWays(_ways: { readonly back: boolean; readonly forward: boolean }): void {}

  look(): void {}
}

function factRows({
  facts,
  problems,
  live,
}: MemoryState): readonly (readonly [name: string, value: string])[] {
  const { process, clock, fromMs, toMs } = facts;
  const time = (ms: number) => (clock === 'unix' ? formatTime(ms) : formatNanos(ms * 1e6));
  const count = facts.samples + facts.cycles;
  return [
    [t('Process'), process.name],
    [t('Go'), process.goVersion],
    [t('From'), clock === 'none' || count === 0 ? '' : time(fromMs)],
    [t('To'), clock === 'none' || count === 0 ? '' : time(toMs)],
    [t('Samples'), formatInteger(facts.samples)],
    [t('Collections'), formatInteger(facts.cycles)],
    ['GOMEMLIMIT', limitText(facts.memoryLimit)],
    [t('Container limit'), limitText(facts.containerLimit)],
    ['GOGC', facts.gogc === null ? '' : String(facts.gogc)],
    [t('Live'), live?.target ?? ''],
    ...problems.map(({ at, message }): [string, string] => [at, tMessage(message)]),
  ];
}

function limitText(bytes: number | null): string {
  if (bytes === null) return '';
  return Number.isFinite(bytes) ? formatValue(bytes, 'bytes') : t('none');
}
