import { createIconButton } from './controls';
import { element } from './dom';
import type { Host } from './host';
import { QueryBar, type QueryBarCallbacks } from './query/bar';
import { type SavedViewsCallbacks, SavedViewsMenu } from './savedViews';
import { t } from './strings';

export interface AskLineCallbacks {
  readonly query: QueryBarCallbacks;
  readonly saved: SavedViewsCallbacks;
  onBack(): void;
  onForward(): void;
  onCopyLink(): void;
}

/** The line below the toolbar: where one comes from, what is asked, and ways to keep and pass on what is shown. */
export class AskLine {
  readonly element: HTMLElement;
  readonly query: QueryBar;
  readonly #back: HTMLButtonElement;
  readonly #forward: HTMLButtonElement;

  constructor(host: Host, callbacks: AskLineCallbacks) {
    this.query = new QueryBar(callbacks.query);
    this.#back = createIconButton('arrow-left', t('Back (Alt+Left)'), () => callbacks.onBack());
    this.#forward = createIconButton('arrow-right', t('Forward (Alt+Right)'), () => callbacks.onForward());
    const saved = new SavedViewsMenu(host, callbacks.saved);
    const link = createIconButton('link', t('Copy link to this view'), () => callbacks.onCopyLink());
    this.element = element(
      'div',
      { class: 'query-bar', role: 'group', attributes: { 'aria-label': t('What is asked') } },
      this.#back,
      this.#forward,
      this.query.element,
      saved.button,
      link,
      saved.panel,
    );
    this.showWays({ back: false, forward: false });
  }

  showWays({ back, forward }: { readonly back: boolean; readonly forward: boolean }): void {
    this.#back.disabled = !back;
    this.#forward.disabled = !forward;
  }
}
