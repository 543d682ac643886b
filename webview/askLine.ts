import type { ExportFormat } from '../src/model/exporting';
import { createIconButton } from './controls';
import { element } from './dom';
import type { Host } from './host';
import { type MenuItems, openMenu } from './menu';
import { QueryBar, type QueryBarCallbacks } from './query/bar';
import { type SavedViewsCallbacks, SavedViewsMenu } from './savedViews';
import { t } from './strings';

export interface AskLineCallbacks {
  readonly query: QueryBarCallbacks;
  readonly saved: SavedViewsCallbacks;
  onBack(): void;
  onForward(): void;
  onCopyLink(): void;
  onExport(format: ExportFormat): void;
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
    const exporting = createIconButton('export', t('Export…'), () => {
      const { left, bottom } = exporting.getBoundingClientRect();
      openMenu(t('Export…'), exportItems(callbacks), left, bottom + 2);
    });
    exporting.setAttribute('aria-haspopup', 'menu');
    this.element = element(
      'div',
      { class: 'query-bar', role: 'group', attributes: { 'aria-label': t('What is asked') } },
      this.#back,
      this.#forward,
      this.query.element,
      saved.button,
      link,
      exporting,
      saved.panel,
    );
    this.showWays({ back: false, forward: false });
  }

  showWays({ back, forward }: { readonly back: boolean; readonly forward: boolean }): void {
    this.#back.disabled = !back;
    this.#forward.disabled = !forward;
  }
}

function exportItems({ onExport }: AskLineCallbacks): MenuItems {
  const item = (format: ExportFormat, label: string) => ({ label, keys: '', run: () => onExport(format) });
  return [
    item('pprof', t('pprof profile (.pb.gz), as asked')),
    item('svg', t('Flame graph as a picture (.svg)')),
    null,
    item('csv', t('Table (.csv)')),
    item('markdown', t('Table for a ticket (.md)')),
    null,
    item('collapsed', t('Collapsed stacks (.txt)')),
    item('speedscope', t('speedscope (.json)')),
  ];
}
