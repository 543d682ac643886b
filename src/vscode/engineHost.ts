import { MessageError, message } from '../base/message';
import { abortError, isAbortError } from '../base/rpc';
import type {
  Derivation,
  Engine,
  Evidence,
  EvidenceHandle,
  MemoryEvidence,
  OpenOptions,
  ProfileEvidence,
} from '../engine/engine';

/** Starts an engine; `ended` is called at most once, when its thread has died by itself. */
export type StartEngine = (ended: () => void) => Engine;

interface Run {
  readonly engine: Engine;
  ended: boolean;
}

interface Lent {
  readonly run: Run;
  readonly handle: EvidenceHandle;
}

/**
 * The engine of this window: started at first need, started anew after its thread died. Handles are its own, so that a
 * handle from before a crash can never mean another file after it: it fails with `isLostEvidence`, and whoever holds
 * the file opens it again.
 */
export class EngineHost implements Engine {
  readonly #start: StartEngine;
  readonly #lent = new Map<EvidenceHandle, Lent>();
  #run: Run | null = null;
  #nextHandle = 1;
  #disposed = false;

  constructor(start: StartEngine) {
    this.#start = start;
  }

  open(bytes: Uint8Array, options: OpenOptions): Promise<Evidence[]> {
    return this.#opening(options, (engine) => engine.open(bytes, options));
  }

  openProfiles(bytes: Uint8Array, options: OpenOptions): Promise<ProfileEvidence[]> {
    return this.#opening(options, (engine) => engine.openProfiles(bytes, options));
  }

  ask: Engine['ask'] = (handle, query, params, signal) =>
    this.#on([handle], (engine, [inner]) => engine.ask(inner!, query, params, signal));

  leakTrend: Engine['leakTrend'] = (handles, signal) =>
    this.#on(handles, (engine, inner) => engine.leakTrend(inner, signal));

  async derive(derivation: Derivation, signal?: AbortSignal): Promise<ProfileEvidence> {
    return this.#on(handlesOf(derivation), async (engine, inner, run) => {
      const evidence = await engine.derive(withHandles(derivation, inner), signal);
      return { ...evidence, handle: this.#lend(run, evidence.handle) };
    });
  }

  async joinMemory(of: readonly EvidenceHandle[], signal?: AbortSignal): Promise<MemoryEvidence> {
    return this.#on(of, async (engine, inner, run) => {
      const evidence = await engine.joinMemory(inner, signal);
      return { ...evidence, handle: this.#lend(run, evidence.handle) };
    });
  }

  async append(...[handle, bytes, options]: Parameters<Engine['append']>): Promise<MemoryEvidence> {
    const evidence = await this.#on([handle], (engine, [inner]) => engine.append(inner!, bytes, options));
    return { ...evidence, handle };
  }

  goroutineReport(...[handles, options, signal]: Parameters<Engine['goroutineReport']>) {
    return this.#on(handles, (engine, inner) => engine.goroutineReport(inner, options, signal));
  }

  async close(handle: EvidenceHandle): Promise<void> {
    const lent = this.#lent.get(handle);
    this.#lent.delete(handle);
    if (lent && !lent.run.ended) await lent.run.engine.close(lent.handle);
  }

  dispose(): void {
    this.#disposed = true;
    const run = this.#run;
    this.#run = null;
    this.#lent.clear();
    if (!run) return;
    run.ended = true;
    run.engine.dispose();
  }

  #running(): Run {
    if (this.#disposed) throw abortError();
    if (this.#run) return this.#run;
    const engine = this.#start(() => this.#end(run));
    const run: Run = { engine, ended: false };
    this.#run = run;
    return run;
  }

  #end(run: Run): void {
    run.ended = true;
    if (this.#run === run) this.#run = null;
    for (const [handle, lent] of this.#lent) {
      if (lent.run === run) this.#lent.delete(handle);
    }
  }

  async #opening<Found extends Evidence>(
    { name }: OpenOptions,
    open: (engine: Engine) => Promise<Found[]>,
  ): Promise<Found[]> {
    const run = this.#running();
    try {
      const found = await open(run.engine);
      return found.map((evidence) => ({ ...evidence, handle: this.#lend(run, evidence.handle) }));
    } catch (error) {
      throw run.ended && !isAbortError(error) ? openingEnded(name, error) : error;
    }
  }

  #lend(run: Run, handle: EvidenceHandle): EvidenceHandle {
    const own: EvidenceHandle = this.#nextHandle++;
    if (!run.ended) this.#lent.set(own, { run, handle });
    return own;
  }

  /** Calls the engine that holds all of these handles, by its own handles for them. */
  async #on<T>(
    handles: readonly EvidenceHandle[],
    call: (engine: Engine, inner: readonly EvidenceHandle[], run: Run) => Promise<T>,
  ): Promise<T> {
    if (this.#disposed) throw abortError();
    const lent = handles.map((handle) => this.#lent.get(handle));
    const run = lent[0]?.run;
    if (!run || lent.some((each) => each?.run !== run)) throw lostEvidence();
    try {
      return await call(
        run.engine,
        lent.map((each) => each!.handle),
        run,
      );
    } catch (error) {
      throw run.ended && !isAbortError(error) ? askingEnded(error) : error;
    }
  }
}

function handlesOf(derivation: Derivation): readonly EvidenceHandle[] {
  return derivation.kind === 'merge' ? derivation.of : [...derivation.base, ...derivation.current];
}

/** The same derivation of other handles, in the order of `handlesOf`. */
function withHandles(derivation: Derivation, handles: readonly EvidenceHandle[]): Derivation {
  if (derivation.kind === 'merge') return { ...derivation, of: handles };
  const cut = derivation.base.length;
  return { ...derivation, base: handles.slice(0, cut), current: handles.slice(cut) };
}

const lostEvidenceId = 'engine.lostEvidence';

/** The handle belongs to an engine that is gone: opening the file again gives a new one. */
export function isLostEvidence(error: unknown): boolean {
  return error instanceof MessageError && error.detail.id === lostEvidenceId;
}

function lostEvidence(): MessageError {
  return new MessageError(message(lostEvidenceId, 'This profile is no longer loaded. Open it again.'));
}

/** The engine tells why its thread ended; which file brought that about is known here. */
function openingEnded(file: string, cause: unknown): MessageError {
  const detail = isOutOfMemory(cause)
    ? message(
        'engine.outOfMemoryOpening',
        'Heaplens ran out of memory while reading {file}. Close other profiles and retry, or keep the part that matters with "go tool pprof -proto -focus=…" first.',
        { file },
      )
    : message(
        'engine.endedOpening',
        'Heaplens failed while reading {file} ({reason}). Retry; if it happens again, please report the file.',
        { file, reason: reasonOf(cause) },
      );
  return new MessageError(detail, { cause });
}

/** The next question reads the file again by itself. */
function askingEnded(cause: unknown): MessageError {
  const detail = isOutOfMemory(cause)
    ? message(
        'engine.outOfMemoryAsking',
        'Heaplens ran out of memory while computing this view. Close other profiles and try again.',
      )
    : message('engine.endedAsking', 'Heaplens failed while computing this view ({reason}). Try again.', {
        reason: reasonOf(cause),
      });
  return new MessageError(detail, { cause });
}

function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof MessageError && cause.detail.id === 'engine.outOfMemory';
}

function reasonOf(cause: unknown): string {
  if (cause instanceof MessageError && 'reason' in cause.detail.args) return String(cause.detail.args.reason);
  return cause instanceof Error ? cause.message : String(cause);
}
