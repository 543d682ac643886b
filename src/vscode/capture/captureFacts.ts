import * as vscode from 'vscode';
import { isMemoryFile, type StoredCapture } from '../../capture/captureName';
import type { Engine, ProfileEvidence } from '../../engine/engine';
import type { ProfileKind } from '../../model/profile';
import { readSettings } from '../settings';
import { messageOf, translate } from '../translate';
import { uriOfCapture } from './captureFiles';

/** What the captures view shows of a file: little enough to be remembered over sessions. */
export type CaptureSummary =
  | {
      readonly kind: ProfileKind;
      readonly sampleIndex: number;
      readonly types: readonly { readonly type: string; readonly unit: string; readonly total: number }[];
      readonly samples: number;
      readonly durationNanos: number;
      /** Of a goroutine dump: how many it holds, and how many there were; null unknown. */
      readonly goroutines?: { readonly parsed: number; readonly total: number | null };
    }
  | { readonly failure: string };

/**
 * Facts of captures, read in the background one file after the other, and remembered as long as the file stays as it is.
 */
export class CaptureFacts implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #state: vscode.Memento;
  readonly #known: Map<string, CaptureSummary>;
  readonly #changed = new vscode.EventEmitter<StoredCapture>();
  #waiting: StoredCapture[] = [];
  #reading = false;
  #disposed = false;

  /** Fires for each capture whose facts have been read. */
  readonly onDidRead = this.#changed.event;

  constructor(engine: Engine, state: vscode.Memento) {
    this.#engine = engine;
    this.#state = state;
    this.#known = new Map(state.get<[string, CaptureSummary][]>(stateKey, []));
  }

  get(capture: StoredCapture): CaptureSummary | undefined {
    return this.#known.get(keyOf(capture));
  }

  /** Facts that came with a capture spare reading its file again. */
  put(capture: StoredCapture, evidence: EvidenceFacts): void {
    this.#known.set(keyOf(capture), summarise(evidence));
  }

  /** Reads what is not known of these, and forgets files that are not among them. */
  request(captures: readonly StoredCapture[]): void {
    const listed = new Set(captures.map(keyOf));
    for (const key of this.#known.keys()) if (!listed.has(key)) this.#known.delete(key);
    this.#waiting = captures.filter((capture) => !this.#known.has(keyOf(capture)) && !isGrowing(capture));
    void this.#readWaiting();
  }

  dispose(): void {
    this.#disposed = true;
    this.#waiting = [];
    this.#changed.dispose();
  }

  async #readWaiting(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    for (let next = this.#waiting.shift(); next && !this.#disposed; next = this.#waiting.shift()) {
      this.#known.set(keyOf(next), await this.#read(next));
      if (!this.#disposed) this.#changed.fire(next);
    }
    this.#reading = false;
    if (!this.#disposed) await this.#state.update(stateKey, [...this.#known]);
  }

  async #read(capture: StoredCapture): Promise<CaptureSummary> {
    if (capture.bytes > largestReadBytes) {
      return { failure: vscode.l10n.t('A large file: open it to see what it holds.') };
    }
    try {
      const bytes = await vscode.workspace.fs.readFile(uriOfCapture(capture));
      return summarise(await readFacts(this.#engine, bytes, capture.fileName));
    } catch (error) {
      return { failure: translate(messageOf(error)) };
    }
  }
}

/** Memory over time is written to while it is watched: reading it again with every sample would say little more than its size. */
function isGrowing({ fileName }: StoredCapture): boolean {
  return isMemoryFile(fileName);
}

/** What is kept of evidence that was only opened to be looked at. */
export type EvidenceFacts = Pick<ProfileEvidence, 'facts' | 'goroutines'>;

/** Decodes the bytes, which the engine takes over, and lets the profile go again. */
export async function readFacts(
  engine: Engine,
  bytes: Uint8Array,
  name: string,
  signal?: AbortSignal,
): Promise<EvidenceFacts> {
  const maxInflatedBytes = readSettings().open.maximumInflatedBytes;
  const evidence = await engine.openProfiles(bytes, { name, maxInflatedBytes, signal });
  for (const { handle } of evidence) await engine.close(handle);
  return evidence[0]!;
}

const stateKey = 'heaplens.captureFacts';

/** Compressed: reading such a file just to label it would keep the engine from what someone waits for. */
const largestReadBytes = 16 * 2 ** 20;

function keyOf({ path, modifiedMs, bytes }: StoredCapture): string {
  return `${path}|${modifiedMs}|${bytes}`;
}

function summarise({ facts, goroutines }: EvidenceFacts): CaptureSummary {
  const { kind, sampleIndex, samples, durationNanos } = facts;
  const types = facts.sampleTypes.map(({ type, unit, total }) => ({ type, unit, total }));
  const dump = goroutines?.form === 'stacks' ? goroutines : null;
  return {
    kind,
    sampleIndex,
    types,
    samples,
    durationNanos,
    ...(dump && { goroutines: { parsed: dump.parsed, total: dump.total } }),
  };
}
