import type * as vscode from 'vscode';
import { MessageError, message } from '../../base/message';
import { maxSavedViewName, maxSavedViewState, maxSavedViews, type SavedView } from '../../protocol/savedView';

const mementoKey = 'heaplens.savedViews';

/** The named views of this workspace, in the order of their names. They hold for any profile. */
export class SavedViews {
  readonly #memento: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(memento: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  /** What an older or newer version kept otherwise is passed over. */
  get list(): readonly SavedView[] {
    const kept = this.#memento.get<unknown>(mementoKey);
    return Array.isArray(kept) ? kept.filter(isSavedView).slice(0, maxSavedViews) : [];
  }

  /** Takes the place of a view of that name. */
  async save(view: SavedView): Promise<readonly SavedView[]> {
    const name = cleanName(view.name);
    const others = this.list.filter((each) => each.name !== name);
    if (others.length >= maxSavedViews) {
      throw new MessageError(
        message('savedViews.full', 'There are {count} saved views. Delete one to save another.', {
          count: maxSavedViews,
        }),
      );
    }
    return this.#keep([...others, { name, state: view.state }]);
  }

  /** A view of the new name must not get lost: it is refused. */
  async rename(from: string, to: string): Promise<readonly SavedView[]> {
    const name = cleanName(to);
    const { list } = this;
    if (from !== name && list.some((each) => each.name === name)) {
      throw new MessageError(
        message('savedViews.taken', 'There is a saved view “{name}” already.', { name }),
      );
    }
    return this.#keep(list.map((each) => (each.name === from ? { ...each, name } : each)));
  }

  async delete(name: string): Promise<readonly SavedView[]> {
    return this.#keep(this.list.filter((each) => each.name !== name));
  }

  async #keep(views: readonly SavedView[]): Promise<readonly SavedView[]> {
    const sorted = [...views].sort((a, b) => a.name.localeCompare(b.name));
    await this.#memento.update(mementoKey, sorted);
    return sorted;
  }
}

function cleanName(name: string): string {
  const clean = name.trim().replace(/\s+/g, ' ');
  if (clean === '') throw new MessageError(message('savedViews.noName', 'A saved view needs a name.'));
  return clean;
}

function isSavedView(kept: unknown): kept is SavedView {
  if (typeof kept !== 'object' || kept === null) return false;
  const { name, state } = kept as Partial<SavedView>;
  return (
    typeof name === 'string' &&
    name.length <= maxSavedViewName &&
    typeof state === 'string' &&
    state.length <= maxSavedViewState
  );
}
