import { appendFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { type Message, MessageError, message } from '../../base/message';
import { TraceDates } from '../../gotool/gcTraceText';
import type { LiveState } from '../../protocol/timelineEditor';
import type { LiveLines, LiveWatch } from '../memory/liveWatch';

/** A page is drawn at most so often while a program runs. */
const flushMs = 250;
/** A file that has to be read again for it, as one of several processes has. */
const slowFlushMs = 1000;

/** About 600,000 collections: a program that runs for weeks is better watched. */
export const mostTraceBytes = 128 * 2 ** 20;

export interface TraceFileDeps {
  /** Makes the file with the first lines of the trace; its path. */
  create(bytes: Uint8Array): Promise<string>;
  /** The file is there. */
  created(watch: LiveWatch): Promise<void>;
  stop(): void;
}

/**
 * The trace of a program that runs, in a file that grows by whole lines. There is none before the first collection. An editor
 * that shows it hears of every addition.
 */
export class TraceFile implements vscode.Disposable {
  readonly #target: string;
  readonly #dates: TraceDates;
  readonly #deps: TraceFileDeps;
  readonly #states = new vscode.EventEmitter<LiveState>();
  readonly #lines = new vscode.EventEmitter<LiveLines>();
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #path: string | null = null;
  #length = 0;
  #state: LiveState;

  /** `target` is what a person ran, `name` a word for it. */
  constructor(target: string, name: string, deps: TraceFileDeps) {
    this.#target = target;
    this.#dates = new TraceDates(name);
    this.#deps = deps;
    this.#state = stateOf(target, 'watching', null);
  }

  /** null while there was no collection. */
  get path(): string | null {
    return this.#path;
  }

  /** Whole lines, as soon as they come. */
  add(lines: string): void {
    if (this.isFull) return;
    this.#waiting += this.#dates.date(lines, Date.now());
    const afterMs = this.#dates.hasSeveral ? slowFlushMs : flushMs;
    this.#timer ??= setTimeout(() => this.#flush(), afterMs);
  }

  /** Nothing is taken any more. */
  get isFull(): boolean {
    return this.#length + this.#waiting.length > mostTraceBytes;
  }

  /** After all that was added: the program has ended, as `note` says. Rejects where the trace could not be kept. */
  async end(note: Message): Promise<void> {
    this.#flush();
    await this.#turn;
    this.#setState(stateOf(this.#target, 'stopped', note));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#states.dispose();
    this.#lines.dispose();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = new TextEncoder().encode(this.#waiting);
    this.#waiting = '';
    if (bytes.length === 0) return;
    this.#turn = this.#turn.then(() => this.#write(bytes));
    // Told by `end`; until then nobody waits for it.
    this.#turn.catch(() => {});
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const offset = this.#length;
    this.#length += bytes.length;
    if (this.#path === null) {
      this.#path = await this.#deps.create(bytes);
      await this.#deps.created(this.#watch(vscode.Uri.file(this.#path)));
      return;
    }
    await appendFile(this.#path, bytes);
    this.#lines.fire({ bytes, offset, several: this.#dates.hasSeveral });
  }

  #setState(state: LiveState): void {
    this.#state = state;
    this.#states.fire(state);
  }

  #watch(uri: vscode.Uri): LiveWatch {
    const state = () => this.#state;
    return {
      uri,
      get state() {
        return state();
      },
      onDidChangeState: this.#states.event,
      onDidWrite: this.#lines.event,
      captureNow: refuse,
      captureWhen: refuse,
      stop: async () => this.#deps.stop(),
      resume: async () => {
        throw new MessageError(
          message('gotool.traceEnded', 'The program has ended. Run it again to record another trace.'),
        );
      },
    };
  }
}

function stateOf(target: string, state: LiveState['state'], note: Message | null): LiveState {
  return {
    state,
    target,
    source: 'gctrace',
    note,
    everySeconds: 0,
    untilMs: null,
    captureWhenBytes: null,
    canCapture: false,
    canResume: false,
  };
}

async function refuse(): Promise<void> {
  throw new MessageError(
    message(
      'gotool.noTraceCapture',
      'A GC trace is all that comes from this program. For heap captures, serve net/http/pprof and watch its address.',
    ),
  );
}
