import type * as vscode from 'vscode';
import type { Engine, EvidenceHandle } from '../../engine/engine';
import type { GrowthSite, HeapShape } from '../../model/memoryReport';
import { fileNameOf, readProfile, statFile } from '../profileSource/readProfile';
import { readSettings } from '../settings';
import { growthSites, spread } from './growthSites';
import type { HeapCapture } from './heapCaptures';

/** What heap profiles of a process say about what its memory consists of. */
export interface HeapEvidence {
  /** Sites that grew from the first to the last, most first; null where there are not two of them. */
  readonly growth: readonly GrowthSite[] | null;
  /** Of the latest; null where there is none. */
  readonly heapShape: HeapShape | null;
}

export const noHeapEvidence: HeapEvidence = { growth: null, heapShape: null };

/** Between more captures than these, the first, the last and some between say the same. */
const mostCaptures = 12;
/** Spans that were asked about last: a report comes again with every sample of a live watch. */
const mostKept = 8;

/** Reads heap captures for what grew between them, once each set of files. */
export class GrowthReader {
  readonly #engine: Engine;
  readonly #known = new Map<string, Promise<HeapEvidence>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** `captures` oldest first. What cannot be read says nothing: the series is judged without. */
  async of(captures: readonly HeapCapture[]): Promise<HeapEvidence> {
    const chosen = spread(captures, mostCaptures);
    if (chosen.length === 0) return noHeapEvidence;
    try {
      const key = await keyOf(chosen);
      const known = this.#known.get(key) ?? this.#read(chosen);
      this.#known.delete(key);
      this.#known.set(key, known);
      for (const old of [...this.#known.keys()].slice(0, -mostKept)) this.#known.delete(old);
      known.catch(() => this.#known.delete(key));
      return await known;
    } catch {
      return noHeapEvidence;
    }
  }

  async #read(captures: readonly HeapCapture[]): Promise<HeapEvidence> {
    const handles: EvidenceHandle[] = [];
    try {
      for (const { uri } of captures) handles.push(await this.#open(uri));
      const heapShape = await this.#engine.ask(handles.at(-1)!, 'heapShape', null);
      if (handles.length < 2) return { growth: null, heapShape };
      return { growth: growthSites(await this.#engine.leakTrend(handles)), heapShape };
    } finally {
      for (const handle of handles) void this.#engine.close(handle);
    }
  }

  async #open(uri: vscode.Uri): Promise<EvidenceHandle> {
    const maxInflatedBytes = readSettings(uri).open.maximumInflatedBytes;
    const { bytes } = await readProfile(uri, maxInflatedBytes);
    const [first, ...others] = await this.#engine.openProfiles(bytes, {
      name: fileNameOf(uri),
      maxInflatedBytes,
    });
    for (const { handle } of others) void this.#engine.close(handle);
    return first!.handle;
  }
}

async function keyOf(captures: readonly HeapCapture[]): Promise<string> {
  const stamps = await Promise.all(captures.map(({ uri }) => statFile(uri)));
  return captures.map(({ uri }, i) => `${uri} ${stamps[i]!.mtime} ${stamps[i]!.size}`).join('\n');
}
