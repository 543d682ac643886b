import * as vscode from 'vscode';

const mementoKey = 'heaplens.openProfiles';

/**
 * Tells a profile that someone opens from a tab that VS Code brings back with the window: the former becomes active, the
 * latter must leave the annotations as the last session left them (cleared, or another profile's).
 */
export class RestoredTabs {
  readonly #memento: vscode.Memento;
  readonly #open: Set<string>;
  /** Tabs of the last session that were not shown in this one yet. */
  readonly #pending: Set<string>;
  #isClosing = false;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
    const tabs = new Set(customEditorUris());
    this.#pending = new Set(memento.get<string[]>(mementoKey, []).filter((uri) => tabs.has(uri)));
    this.#open = new Set(this.#pending);
  }

  /** True when this opening is the return of a tab. */
  take(uri: vscode.Uri): boolean {
    const key = uri.toString();
    this.#open.add(key);
    this.#save();
    return this.#pending.delete(key);
  }

  closed(uri: vscode.Uri): void {
    this.#open.delete(uri.toString());
    this.#save();
  }

  /** From now on documents end with the window: their tabs come back with it. */
  windowCloses(): void {
    this.#isClosing = true;
  }

  #save(): void {
    if (this.#isClosing) return;
    void this.#memento.update(mementoKey, [...this.#open]);
  }
}

function customEditorUris(): string[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputCustom ? [input.uri.toString()] : []));
}
