import './savedViews.css';
import { maxSavedViewName, type SavedView } from '../src/protocol/savedView';
import { createButton, createIconButton } from './controls';
import { deliver } from './data';
import { element } from './dom';
import type { Host } from './host';
import { createPopover } from './popover';
import { t } from './strings';

export interface SavedViewsCallbacks {
  /** How the profile is shown now, as JSON. */
  current(): string;
  onApply(state: string): void;
  /** One line about a kept state: what it asks. */
  describe(state: string): string;
}

/** A button with the views that are kept for this workspace: apply, save, rename, delete. */
export class SavedViewsMenu {
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
  readonly #host: Host;
  readonly #callbacks: SavedViewsCallbacks;
  readonly #list: HTMLElement;
  readonly #problem: HTMLElement;
  readonly #name: HTMLInputElement;

  constructor(host: Host, callbacks: SavedViewsCallbacks) {
    this.#host = host;
    this.#callbacks = callbacks;
    this.button = createIconButton('bookmark', t('Saved views'), () => {});
    this.#list = element('ul', { class: 'saved-list', attributes: { 'aria-label': t('Saved views') } });
    this.#problem = element('div', { class: 'saved-problem', role: 'alert' });
    this.#name = nameInput(t('Name for the view as it is now'), t('Name for this view'));
    this.panel = createPopover(this.button, {
      id: 'saved-views',
      label: t('Saved views'),
      content: () => this.#open(),
    });
  }

  #open(): readonly HTMLElement[] {
    this.#name.value = '';
    this.#list.replaceChildren();
    this.#run(this.#host.request('savedViews', null));
    return [
      element(
        'div',
        { class: 'saved-views' },
        element('h2', { text: t('Saved views') }),
        this.#list,
        this.#createForm(),
        this.#problem,
      ),
    ];
  }

  #createForm(): HTMLElement {
    const save = () => {
      const { value } = this.#name;
      if (value.trim() === '') this.#name.focus();
      else {
        this.#run(this.#host.request('saveView', { name: value, state: this.#callbacks.current() }));
        this.#name.value = '';
      }
    };
    const form = element('div', { class: 'saved-form' }, this.#name, createButton(t('Save view'), save));
    this.#name.onkeydown = (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      save();
    };
    return form;
  }

  #run(answer: Promise<readonly SavedView[]>): void {
    void deliver(
      answer,
      () => true,
      (views) => {
        this.#problem.textContent = '';
        this.#show(views);
      },
      (error) => {
        this.#problem.textContent = error.message;
      },
    );
  }

  #show(views: readonly SavedView[]): void {
    const none = element('li', {
      class: 'muted',
      text: t('None yet. A saved view keeps what is asked, the value type and the view, for any profile.'),
    });
    this.#list.replaceChildren(...(views.length > 0 ? views.map((view) => this.#createRow(view)) : [none]));
  }

  #createRow(view: SavedView): HTMLElement {
    const about = this.#callbacks.describe(view.state);
    const row = element(
      'li',
      { class: 'saved-row' },
      element(
        'button',
        {
          class: 'saved-name',
          title: [view.name, about].join('\n'),
          attributes: { type: 'button' },
          on: {
            click: () => {
              this.panel.hidePopover();
              this.#callbacks.onApply(view.state);
            },
          },
        },
        element('span', { text: view.name }),
        about === '' ? null : element('span', { class: 'muted', text: about }),
      ),
      createIconButton('edit', t('Rename {name}', { name: view.name }), () => this.#rename(view, row)),
      createIconButton('trash', t('Delete {name}', { name: view.name }), () => {
        this.#run(this.#host.request('deleteView', { name: view.name }));
        this.#name.focus();
      }),
    );
    return row;
  }

  #rename(view: SavedView, row: HTMLElement): void {
    const input = nameInput(t('New name of {name}', { name: view.name }), '');
    input.value = view.name;
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter')
        this.#run(this.#host.request('renameView', { from: view.name, to: input.value }));
      else if (event.key === 'Escape') {
        row.replaceWith(this.#createRow(view));
        this.#name.focus();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    row.replaceChildren(input);
    input.select();
  }
}

function nameInput(label: string, placeholder: string): HTMLInputElement {
  return element('input', {
    class: 'saved-input',
    attributes: { type: 'text', maxlength: maxSavedViewName, 'aria-label': label, placeholder },
  });
}
