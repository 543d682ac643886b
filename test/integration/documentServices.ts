import type { Engine } from '../../src/engine/engine';
import { KnownLimitsStore } from '../../src/vscode/memory/knownLimits';
import { LiveFiles } from '../../src/vscode/memory/liveFiles';
import type { DocumentServices } from '../../src/vscode/profileEditor/document';

/** What a document needs around it where a test makes one of its own. */
export function documentServices(engine: Engine, changes: Partial<DocumentServices> = {}): DocumentServices {
  const kept = new Map<string, unknown>();
  const memento = {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  return {
    engine,
    activate: () => {},
    refresh: () => {},
    lastShown: () => null,
    knownLimits: new KnownLimitsStore(memento),
    watches: new LiveFiles(),
    ...changes,
  };
}
