import type * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import type { LineCosts, ProfileFacts } from '../../model/views';
import type { SourceTarget } from '../../protocol/profileEditor';

/** A profile that someone opened; the overlay asks for its line costs when the source needs them. */
export interface ActiveProfile {
  readonly uri: vscode.Uri;
  readonly fileName: string;
  readonly facts: ProfileFacts;
  /** May be called more than once and after the profile's tab was closed: then it rejects, and the overlay reads the file itself. */
  loadLineCosts(): Promise<LineCosts>;
}

export interface OverlayContext {
  readonly engine: () => Engine;
  /** `ExtensionContext.workspaceState`. */
  readonly memento: vscode.Memento;
  openProfile(uri: vscode.Uri, focus: ProfileFocus): Promise<void>;
}

export interface ProfileFocus {
  readonly functionName: string;
  readonly sampleIndex: number | null;
}

/** Costs of the active profiles in Go sources: CodeLens, line marks, hovers, Problems, and the way to a line. */
export class SourceOverlay implements vscode.Disposable {
  readonly #disposables: vscode.Disposable[] = [];

  constructor(readonly context: OverlayContext) {}

  /** Called when a profile was opened or reloaded: it becomes the active one of its kind. */
  activate(_profile: ActiveProfile): void {}

  /**
   * Opens the line that a profile names; says itself when it cannot. `profile` is the profile that names it: its start
   * lines tell where a function has moved. False when no line was opened.
   */
  openSource(_target: SourceTarget, _profile?: vscode.Uri): Promise<boolean> {
    return Promise.resolve(false);
  }

  dispose(): void {
    for (const item of this.#disposables.splice(0)) item.dispose();
  }
}
