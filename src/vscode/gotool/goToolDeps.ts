import type * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import type { LiveFiles } from '../memory/liveFiles';
import type { ActiveProfile, ProfileFocus } from '../overlay/overlay';

/** What profiling a test needs of the rest of the extension, in every host. */
export interface GoToolDeps {
  readonly engine: Engine;
  readonly openProfile: (uri: vscode.Uri, focus?: ProfileFocus) => Promise<void>;
  /** Beside what is being looked at; the keys stay where they are. */
  readonly openBeside: (uri: vscode.Uri) => Promise<void>;
  readonly watches: LiveFiles;
  readonly annotate: (profile: ActiveProfile) => void;
  /** "Clear annotations" was run. */
  readonly onDidClear: vscode.Event<void>;
}
