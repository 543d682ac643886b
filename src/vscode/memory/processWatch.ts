import * as path from 'node:path';
import * as vscode from 'vscode';
import { type Message, MessageError, message } from '../../base/message';
import type { CaptureTarget } from '../../capture/captureTarget';
import { CaptureTrigger, mostTriggeredCaptures } from '../../capture/memory/captureTrigger';
import { HistoryFile } from '../../capture/memory/historyFile';
import { sampleLocalProcess } from '../../capture/memory/localProcess';
import { type DecodeMemory, decodeWith, type MemoryValues } from '../../capture/memory/memoryReply';
import {
  type WatchEvent,
  type WatchOptions,
  type WatchSource,
  watchMemory,
} from '../../capture/memory/memoryWatch';
import type { Engine } from '../../engine/engine';
import { type HistoryLine, writeHistoryLine } from '../../model/memoryHistory';
import type { SeriesMark } from '../../model/memorySeries';
import type { LiveState } from '../../protocol/timelineEditor';
import { messageOf } from '../translate';
import type { LiveLines, LiveWatch } from './liveWatch';

export interface ProcessWatchDeps {
  readonly engine: Engine;
  /** Of this moment: headers and settings may have changed since. */
  readonly options: () => Promise<WatchSettings>;
  /** Saves a capture beside the history and returns its path. */
  readonly capture: (kind: 'heap' | 'goroutines', signal: AbortSignal) => Promise<string>;
  /** Of captures that nobody waits for. */
  readonly onFailure: (error: unknown) => void;
}

export interface WatchSettings extends Omit<WatchOptions, 'target'> {
  readonly historyBytes: number;
  readonly sampleLocalProcess: boolean;
}

/** What the status bar shows. */
export interface WatchedNow {
  readonly fields: MemoryValues;
  /** Of the latest sample; null before the first. */
  readonly atMs: number | null;
  readonly sinceMs: number;
}

/** More than any watch takes within its time at the usual interval. */
const mostSamples = 100_000;

/** A running program whose memory is sampled into a history, until its time is over or somebody stops it. */
export class ProcessWatch implements LiveWatch, vscode.Disposable {
  readonly uri: vscode.Uri;
  readonly mostSamples = mostSamples;
  readonly target: CaptureTarget;
  readonly #deps: ProcessWatchDeps;
  readonly #changed = new vscode.EventEmitter<LiveState>();
  readonly #written = new vscode.EventEmitter<LiveLines>();
  readonly #sampled = new vscode.EventEmitter<WatchedNow>();
  #state: LiveState;
  #now: WatchedNow;
  /** What a person should know as long as nothing else happens: what the source costs, or what is not known of the process. */
  #standing: Message | null = null;
  #trigger: CaptureTrigger | null = null;
  #history: HistoryFile | null = null;
  #stopping = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  readonly #captures = new AbortController();

  readonly onDidChangeState = this.#changed.event;
  readonly onDidWrite = this.#written.event;
  readonly onDidSample = this.#sampled.event;

  /** `file` exists and is empty, or is a history of the same target. */
  constructor(file: string, target: CaptureTarget, deps: ProcessWatchDeps) {
    this.uri = vscode.Uri.file(file);
    this.target = target;
    this.#deps = deps;
    this.#now = { fields: {}, atMs: null, sinceMs: Date.now() };
    this.#state = {
      state: 'stopped',
      target: target.base.host,
      source: '',
      note: null,
      everySeconds: 0,
      untilMs: null,
      captureWhenBytes: null,
      canCapture: true,
      canResume: true,
    };
  }

  get state(): LiveState {
    return this.#state;
  }

  get now(): WatchedNow {
    return this.#now;
  }

  get isRunning(): boolean {
    return this.#state.state !== 'stopped';
  }

  /** Resolves with the first sample. Fails with a MessageError, or an AbortError where it was stopped before. */
  resume(): Promise<void> {
    if (this.isRunning) return Promise.resolve();
    this.#stopping = new AbortController();
    this.#standing = null;
    this.#now = { fields: {}, atMs: null, sinceMs: Date.now() };
    this.#change({ state: 'connecting', note: null });
    return new Promise((resolve, reject) => {
      const run = this.#run(this.#stopping.signal, resolve);
      this.#ended = run.then(
        (note) => {
          this.#change({ state: 'stopped', note, untilMs: null });
          resolve();
        },
        (error: unknown) => {
          this.#change({ state: 'stopped', note: messageOf(error), untilMs: null });
          reject(error);
        },
      );
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async captureNow(kind: 'heap' | 'goroutines'): Promise<void> {
    const timeMs = Date.now();
    const file = await this.#deps.capture(kind, this.#captures.signal);
    await this.#mark({ kind: 'capture', timeMs, what: kind, file: path.basename(file) });
  }

  async captureWhen(heapLiveBytes: number | null): Promise<void> {
    this.#trigger = heapLiveBytes === null ? null : new CaptureTrigger(heapLiveBytes);
    this.#change({ captureWhenBytes: heapLiveBytes });
  }

  dispose(): void {
    this.#stopping.abort();
    this.#captures.abort();
    this.#changed.dispose();
    this.#written.dispose();
    this.#sampled.dispose();
  }

  /** Why it ended. */
  async #run(signal: AbortSignal, started: () => void): Promise<Message | null> {
    const { historyBytes, sampleLocalProcess: isLocalSampled, ...settings } = await this.#deps.options();
    const options: WatchOptions = { ...settings, target: this.target };
    this.#history = await HistoryFile.open(this.uri.fsPath, historyBytes);
    this.#change({ untilMs: Date.now() + options.maximumSeconds * 1000 });
    const decode = decodeWith(this.#deps.engine, options.maximumBytes);
    const onEvent = async (event: WatchEvent) => {
      await this.#take(event);
      if (event.kind === 'sample') started();
    };
    const local = isLocalSampled ? this.#local(options, decode) : null;
    const end = await watchMemory(options, { decode, onEvent, ...(local && { local }) }, signal);
    return end === 'time' ? endOfTime(options.maximumSeconds) : null;
  }

  #local(options: WatchOptions, decode: DecodeMemory) {
    const onNote = (note: Message) => {
      this.#standing ??= note;
    };
    return sampleLocalProcess({ ...options, pid: null, decode, onNote });
  }

  async #take(event: WatchEvent): Promise<void> {
    switch (event.kind) {
      case 'started':
        await this.#write({ kind: 'header', header: event.header });
        this.#change({ state: 'watching' });
        this.#useSource(event.source);
        return;
      case 'sample':
        await this.#write({ kind: 'sample', timeMs: event.atMs, row: event.fields });
        this.#now = { ...this.#now, fields: event.fields, atMs: event.atMs };
        this.#sampled.fire(this.#now);
        this.#captureWhereAsked(event.fields);
        return;
      case 'mark':
        await this.#write({ kind: 'mark', mark: event.mark });
        return;
      case 'source':
        this.#useSource(event.source);
        return;
      case 'note':
        this.#change({ note: event.note });
        return;
      case 'state':
        if (event.state !== this.#state.state || event.note !== null) {
          this.#change({ state: event.state, note: event.note ?? this.#standing });
        }
        return;
    }
  }

  #useSource({ path: source, everySeconds, cost }: WatchSource): void {
    this.#standing = cost ?? this.#standing;
    this.#change({ source, everySeconds, note: this.#standing });
  }

  /** Not awaited: samples go on while a profile is written. */
  #captureWhereAsked(fields: MemoryValues): void {
    const heap = fields.HeapLive ?? fields.HeapAlloc;
    if (heap === undefined || !this.#trigger?.sees(heap, performance.now())) return;
    if (this.#trigger.isSpent) {
      this.#trigger = null;
      this.#change({ captureWhenBytes: null, note: enoughCaptures() });
    }
    void this.captureNow('heap').catch(this.#deps.onFailure);
  }

  async #mark(mark: SeriesMark): Promise<void> {
    await this.#write({ kind: 'mark', mark });
  }

  /** A full disk ends the history, not the watch: the next line tries again. */
  async #write(line: HistoryLine): Promise<void> {
    const text = writeHistoryLine(line);
    try {
      const offset = await this.#history!.append(text);
      this.#written.fire({ bytes: new TextEncoder().encode(text), offset });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.#change({ note: error.detail });
    }
  }

  #change(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changed.fire(this.#state);
  }
}

function endOfTime(seconds: number): Message {
  return message(
    'watch.endOfTime',
    'The watch stopped by itself after {minutes} minutes ("heaplens.watch.maximumMinutes").',
    { minutes: Math.round(seconds / 60) },
  );
}

function enoughCaptures(): Message {
  return message(
    'watch.enoughCaptures',
    '{count} captures were taken because the heap was large; set the threshold again for more.',
    { count: mostTriggeredCaptures },
  );
}
