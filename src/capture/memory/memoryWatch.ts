import { formatMessage, type Message, MessageError, message } from '../../base/message';
import { isAbortError } from '../../base/rpc';
import type { HistoryHeader } from '../../model/memoryHistory';
import type { SeriesMark } from '../../model/memorySeries';
import { type Clock, systemClock } from '../repeatCapture';
import type { MemoryEndpoint } from './memoryEndpoints';
import type { DecodedMemory, DecodeMemory, MemoryValues } from './memoryReply';
import { type AskOptions, askMemory, type ChosenSource, chooseSource, costOf } from './memorySource';
import { isAnotherProcess } from './processChange';

export interface WatchOptions extends AskOptions {
  /** From the start of a sample to the start of the next; heap profiles are asked for ten times less often. */
  readonly everySeconds: number;
  /** The watch ends by itself after so long. */
  readonly maximumSeconds: number;
}

/** What happens, in order of time. Each is awaited before the next. */
export type WatchEvent =
  /** Once, when the first sample is there. */
  | { readonly kind: 'started'; readonly header: HistoryHeader; readonly source: WatchSource }
  | { readonly kind: 'sample'; readonly atMs: number; readonly fields: MemoryValues }
  | { readonly kind: 'mark'; readonly mark: SeriesMark }
  /** The source that was there is gone, and this is asked from now on. */
  | { readonly kind: 'source'; readonly source: WatchSource }
  /** Something that a person should know while samples come. */
  | { readonly kind: 'note'; readonly note: Message }
  /** Whether samples come, and if not, why. */
  | { readonly kind: 'state'; readonly state: 'watching' | 'waiting'; readonly note: Message | null };

export interface WatchSource {
  readonly path: string;
  readonly everySeconds: number;
  /** What it costs the program, where that is worth a word. */
  readonly cost: Message | null;
}

export interface WatchDeps {
  readonly decode: DecodeMemory;
  readonly onEvent: (event: WatchEvent) => Promise<void> | void;
  readonly clock?: Clock;
  /** What the system knows of the process, added to the sample; what the program itself says goes before. */
  readonly local?: LocalSampling;
}

/** Told of the first sample and of every restart, and knows the process then, or does not; never throws. */
export interface LocalSampling {
  attach(memory: DecodedMemory, signal: AbortSignal): Promise<number | null>;
  sample(signal: AbortSignal): Promise<MemoryValues>;
  /** Whether the process that it was attached to is no more. */
  hasEnded(): Promise<boolean>;
}

export type WatchEnd = 'time' | 'aborted';

/**
 * Samples the memory of a program until its time is over or the signal aborts, one request at a time. Restarts are marked, lost
 * connections are waited out. Rejects with a MessageError only where nothing can be watched at the start.
 */
export async function watchMemory(
  options: WatchOptions,
  deps: WatchDeps,
  signal: AbortSignal,
): Promise<WatchEnd> {
  const run = new WatchRun(options, deps, signal);
  try {
    await run.start();
  } catch (error) {
    if (!isAbortError(error)) throw error;
    return 'aborted';
  }
  try {
    return await run.untilEnd();
  } catch (error) {
    if (!isAbortError(error)) throw error;
    await run.mark('stop', '');
    return 'aborted';
  }
}

/** Intervals of a heap profile: it costs far more than numbers do. */
const heapFactor = 10;
const firstPauseMs = 1000;
const longestPauseMs = 30_000;
/** A change of the process weighs as much as two samples without; so many more are no restarts. */
const severalAfter = 5;

class WatchRun {
  readonly #options: WatchOptions;
  readonly #deps: WatchDeps;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  readonly #endMs: number;
  #endpoint!: MemoryEndpoint;
  #before: DecodedMemory | null = null;
  #changes = 0;

  constructor(options: WatchOptions, deps: WatchDeps, signal: AbortSignal) {
    this.#options = options;
    this.#deps = deps;
    this.#signal = signal;
    this.#clock = deps.clock ?? systemClock;
    this.#endMs = this.#clock.nowMs() + options.maximumSeconds * 1000;
  }

  async start(): Promise<void> {
    const { endpoint, first } = await chooseSource(this.#options, this.#deps.decode, this.#signal);
    this.#endpoint = endpoint;
    const { metrics } = first.memory;
    const pid = (await this.#deps.local?.attach(first.memory, this.#signal)) ?? first.memory.process.pid;
    const process = { ...first.memory.process, pid };
    const header = { target: this.#options.target.base.host, source: endpoint.path, process, metrics };
    await this.#deps.onEvent({ kind: 'started', header, source: this.#source() });
    await this.#take(first);
    await this.#tell('watching', null);
  }

  /** Start to start; but a program that takes long to answer is left alone for as long as it took. */
  async untilEnd(): Promise<WatchEnd> {
    let dueMs = this.#clock.nowMs();
    let tookMs = 0;
    for (;;) {
      const nowMs = this.#clock.nowMs();
      dueMs = Math.max(dueMs + this.#source().everySeconds * 1000, nowMs + Math.min(tookMs, longestPauseMs));
      if (dueMs >= this.#endMs) {
        await this.#clock.wait(Math.max(0, this.#endMs - nowMs), this.#signal);
        await this.mark('stop', 'time');
        return 'time';
      }
      await this.#clock.wait(Math.max(0, dueMs - nowMs), this.#signal);
      const startedMs = this.#clock.nowMs();
      const failure = await this.#sample();
      tookMs = this.#clock.nowMs() - startedMs;
      if (failure !== null && !(await this.#reconnect(failure))) return 'time';
      if (failure !== null) dueMs = this.#clock.nowMs();
    }
  }

  async mark(kind: SeriesMark['kind'], what: string): Promise<void> {
    const mark = { kind, timeMs: Date.now(), what, file: '' };
    await this.#deps.onEvent({ kind: 'mark', mark });
  }

  /** Why there is no sample; null where there is one. */
  async #sample(): Promise<MessageError | null> {
    const asked = await this.#ask();
    if (asked instanceof MessageError) return asked;
    if (asked.endpoint.path !== this.#endpoint.path) await this.#change(asked.endpoint);
    await this.#take(asked.first);
    return null;
  }

  /** Where the source has nothing any more, another may have. */
  async #ask(): Promise<ChosenSource | MessageError> {
    const endpoint = this.#endpoint;
    try {
      const answer = await askMemory(endpoint, this.#options, this.#deps.decode, this.#signal);
      if (answer.kind === 'memory') return { endpoint, first: answer };
      return await chooseSource(this.#options, this.#deps.decode, this.#signal);
    } catch (error) {
      if (error instanceof MessageError) return error;
      throw error;
    }
  }

  /** False where the time was over before it answered again. */
  async #reconnect(failure: MessageError): Promise<boolean> {
    await this.mark('gap', formatMessage(whyWaiting(failure)));
    let reason = failure;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      await this.#tell('waiting', whyWaiting(reason));
      const leftMs = this.#endMs - this.#clock.nowMs();
      await this.#clock.wait(Math.max(0, Math.min(pauseMs, leftMs)), this.#signal);
      if (leftMs <= pauseMs) {
        await this.mark('stop', 'time');
        return false;
      }
      const again = await this.#sample();
      if (again === null) {
        await this.#tell('watching', null);
        return true;
      }
      reason = again;
    }
  }

  async #change(endpoint: MemoryEndpoint): Promise<void> {
    this.#endpoint = endpoint;
    await this.mark('sourceChange', endpoint.path);
    await this.#deps.onEvent({ kind: 'source', source: this.#source() });
  }

  async #take({ atMs, memory }: ChosenSource['first']): Promise<void> {
    const before = this.#before;
    this.#before = memory;
    const isAnother = before !== null && (isAnotherProcess(before, memory) || (await this.#hasEnded()));
    this.#changes = Math.max(0, this.#changes + (isAnother ? 2 : -1));
    if (isAnother) await this.#restarted(atMs, memory);
    const local = (await this.#deps.local?.sample(this.#signal)) ?? {};
    await this.#deps.onEvent({ kind: 'sample', atMs, fields: { ...local, ...memory.fields } });
  }

  /** What answers now may have counted more already than the one before had. */
  async #hasEnded(): Promise<boolean> {
    return (await this.#deps.local?.hasEnded()) ?? false;
  }

  async #restarted(atMs: number, memory: DecodedMemory): Promise<void> {
    await this.#deps.onEvent({ kind: 'mark', mark: { kind: 'restart', timeMs: atMs, what: '', file: '' } });
    await this.#deps.local?.attach(memory, this.#signal);
    if (this.#changes >= severalAfter) await this.#deps.onEvent({ kind: 'note', note: severalProcesses() });
  }

  #source(): WatchSource {
    const { everySeconds } = this.#options;
    const factor = this.#endpoint.kind === 'heap' ? heapFactor : 1;
    return {
      path: this.#endpoint.path,
      everySeconds: everySeconds * factor,
      cost: costOf(this.#endpoint),
    };
  }

  async #tell(state: 'watching' | 'waiting', note: Message | null): Promise<void> {
    await this.#deps.onEvent({ kind: 'state', state, note });
  }
}

/** A program that answered before needs no lesson in how to answer. */
function whyWaiting({ detail }: MessageError): Message {
  if (detail.id !== 'capture.refusedHere' && detail.id !== 'capture.refused') return detail;
  return message(
    'watch.gone',
    'Nothing listens at {address} any more: the program ended, or is being restarted. The watch goes on by itself when it answers again.',
    { address: detail.args.address ?? '' },
  );
}

function severalProcesses(): Message {
  return message(
    'watch.severalProcesses',
    'Nearly every sample is of another process: several answer at this address. Watch one of them at its own address.',
  );
}
