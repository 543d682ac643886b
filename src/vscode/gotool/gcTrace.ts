import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { type Message, message } from '../../base/message';
import { isAbortError } from '../../base/rpc';
import { gcTraceKind } from '../../capture/captureName';
import type { GcTraceEnd, GcTraceRequest } from '../../gotool/gcTraceRun';
import { limitsOfEnv } from '../../gotool/goLimits';
import { folderForCaptures, resolveSettingPath } from '../capture/captureFolders';
import { type SavedCapture, saveCapture, tidyUp } from '../capture/captureRun';
import { KnownLimitsStore } from '../memory/knownLimits';
import type { LiveFiles } from '../memory/liveFiles';
import { readSettings } from '../settings';
import { messageOf, translate } from '../translate';
import { goExtensionTags } from './goExtensionTags';
import { ProgramTerminal } from './programTerminal';
import { requireTrustToRun, saveGoFiles } from './testRun';
import { TraceFile } from './traceFile';
import { filePartOf, isGoCommand, nameOfPlan, parseTracePlan, requestOf, type TracePlan } from './tracePlan';
import { askTracePlan } from './traceQuestions';

export interface GcTraceDeps {
  readonly watches: LiveFiles;
  /** Beside what is being looked at; the keys stay where they are. */
  readonly openBeside: (uri: vscode.Uri) => Promise<void>;
}

export const runWithGcTraceCommand = 'heaplens.runWithGcTrace';

/** Runs programs with GODEBUG=gctrace=1 and draws their collections while they run. */
export class GcTraces implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #deps: GcTraceDeps;
  readonly #owned = new DisposableStore();
  readonly #windowEnds = new AbortController();

  constructor(context: vscode.ExtensionContext, deps: GcTraceDeps) {
    this.#context = context;
    this.#deps = deps;
  }

  /** `argument`: a file or a folder of the explorer, or a whole plan (of a keybinding); else it is asked. */
  async run(argument: unknown): Promise<void> {
    requireTrustToRun();
    const uri = argument instanceof vscode.Uri ? argument : undefined;
    const plan = parseTracePlan(argument) ?? (await askTracePlan(this.#context.workspaceState, uri));
    if (!plan) return;
    await saveGoFiles();
    const request = requestOf(plan, await buildWith(plan));
    // Not awaited: the command has done its part when the program runs.
    void this.#trace(plan, request);
  }

  dispose(): void {
    this.#windowEnds.abort();
    this.#owned.dispose();
  }

  async #trace(plan: TracePlan, request: GcTraceRequest): Promise<void> {
    const ending = new AbortController();
    const force = new AbortController();
    const interrupt = () => (ending.signal.aborted ? force : ending).abort();
    const terminal = new ProgramTerminal({ interrupt, closed: () => force.abort() });
    const name = nameOfPlan(plan);
    const window = this.#owned.add(showTerminal(terminal, name));
    let saved: SavedCapture | null = null;
    const file = this.#owned.add(
      new TraceFile(plan.what === 'command' ? plan.line : name, name, {
        create: async (bytes) => {
          saved = await this.#save(plan, bytes);
          return saved.path;
        },
        created: async (watch) => {
          await new KnownLimitsStore(this.#context.workspaceState).set(
            watch.uri.toString(),
            limitsOfEnv(request.env),
          );
          this.#deps.watches.add(watch);
          void this.#deps.openBeside(watch.uri);
        },
        stop: interrupt,
      }),
    );
    introduce(terminal, request);
    try {
      const end = await this.#run(request, terminal, file, ending, force.signal);
      const note = noteOf(end);
      await file.end(note);
      terminal.end([translate(note), ...tellFile(end, file)].join(' '));
      if (saved) await tidyUp(saved);
    } catch (error) {
      const reason = isAbortError(error) ? cancelled : messageOf(error);
      terminal.end(translate(reason));
      await file.end(reason).catch(() => {});
      if (!isAbortError(error)) void vscode.window.showErrorMessage(translate(reason));
    } finally {
      if (this.#windowEnds.signal.aborted) window.dispose();
    }
  }

  async #run(
    request: GcTraceRequest,
    terminal: ProgramTerminal,
    file: TraceFile,
    ending: AbortController,
    force: AbortSignal,
  ): Promise<GcTraceEnd> {
    const { runWithGcTrace } = await import('../../gotool/gcTraceRun');
    return runWithGcTrace(request, {
      signal: ending.signal,
      force: AbortSignal.any([force, this.#windowEnds.signal]),
      onOutput: (text) => terminal.write(text),
      onTrace: (lines) => file.add(lines),
      onStart: (stdin) => terminal.connect(stdin),
    });
  }

  #save(plan: TracePlan, bytes: Uint8Array): Promise<SavedCapture> {
    const name = { timeMs: Date.now(), host: filePartOf(plan), kind: gcTraceKind };
    const storage = this.#context.globalStorageUri;
    const folder = folderForCaptures(storage, vscode.Uri.file(plan.source || plan.folder));
    return saveCapture(name, bytes, { folder, storage, signal: this.#windowEnds.signal });
  }
}

const cancelled = message('gotool.traceCancelled', 'Cancelled before the program ran.');

/** go is looked for where something may be built. */
async function buildWith(plan: TracePlan): Promise<{ go: string; tags: string }> {
  const scope = vscode.Uri.file(plan.source || plan.folder);
  const { go, test } = readSettings(scope);
  const { findGo } = await import('../../gotool/goCommand');
  const setting = go.path === '' ? '' : resolveSettingPath(go.path);
  const found = findGo(setting);
  // A command needs none, unless it is `go run`, which then says so itself.
  const path = plan.what === 'command' ? await found.catch(() => 'go') : await found;
  return { go: path, tags: test.tags || goExtensionTags(scope) };
}

function showTerminal(pty: ProgramTerminal, name: string): vscode.Terminal {
  const terminal = vscode.window.createTerminal({
    name: `gc trace: ${name}`,
    pty,
    iconPath: new vscode.ThemeIcon('graph-line'),
    isTransient: true,
  });
  terminal.show();
  return terminal;
}

function introduce(terminal: ProgramTerminal, request: GcTraceRequest): void {
  terminal.say(
    vscode.l10n.t(
      'This is no TTY: the program reads and writes pipes, so it may leave out colours. Ctrl+C ends it, twice by force; Ctrl+D ends its input.',
    ),
  );
  if (!isGoCommand(request)) return;
  terminal.say(
    vscode.l10n.t(
      'The go command is traced, too, and so is what it starts. Choose a package or a test instead to have the program alone.',
    ),
  );
}

function noteOf({ built, code, signal }: GcTraceEnd): Message {
  if (!built) {
    return code === 0
      ? message('gotool.nothingBuilt', 'There is nothing to run: the package has no tests.')
      : message('gotool.notBuilt', 'It was not built: go ended with exit code {code}.', {
          code: String(code ?? signal),
        });
  }
  return signal === null
    ? message('gotool.exitCode', 'The program ended with exit code {code}.', { code: String(code) })
    : message('gotool.endedBy', 'The program was ended by {signal}.', { signal });
}

function tellFile({ built }: GcTraceEnd, { path, isFull }: TraceFile): string[] {
  if (path !== null) {
    const full = isFull ? [vscode.l10n.t('It is full: what came last is not in it.')] : [];
    return [
      vscode.l10n.t('Its GC trace is {path}.', { path: vscode.workspace.asRelativePath(path) }),
      ...full,
    ];
  }
  if (!built) return [];
  return [vscode.l10n.t('It never collected garbage: its heap stayed below 4 MB, or GOGC is off.')];
}
