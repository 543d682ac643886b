import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { MessageError, message } from '../../base/message';
import type { GoTestResult } from '../../gotool/runGoTest';
import type { GoProfileKind } from '../../gotool/testArguments';
import { readSettings } from '../settings';
import { showFailure, translate } from '../translate';
import { BenchmarkHistory } from './benchmarkHistory';
import { benchmarkTexts } from './benchmarkText';
import { GcTraces, runWithGcTraceCommand } from './gcTrace';
import type { GoToolDeps } from './goToolDeps';
import { askProfileKinds } from './profileQuestions';
import { TestLenses } from './testLenses';
import { TestOutputChannel } from './testOutputChannel';
import { profileTest, requireTrustToRun } from './testRun';
import {
  findTarget,
  parseProfileTest,
  profileTestCommand,
  showTestOutputCommand,
  type TestTarget,
  targetAtCursor,
  testKey,
} from './testTarget';

/** "profile memory | profile cpu | profile…" above tests, and the commands behind. `go` is started by nothing else. */
export function registerGoTool(context: vscode.ExtensionContext, deps: GoToolDeps): vscode.Disposable {
  return new GoTool(context, deps);
}

class GoTool implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #deps: GoToolDeps;
  readonly #owned = new DisposableStore();
  readonly #output = this.#owned.add(new TestOutputChannel());
  readonly #changes = this.#owned.add(new vscode.EventEmitter<void>());
  readonly #history: BenchmarkHistory;
  readonly #windowEnds = new AbortController();
  #running: TestTarget | null = null;

  constructor(context: vscode.ExtensionContext, deps: GoToolDeps) {
    this.#context = context;
    this.#deps = deps;
    this.#history = new BenchmarkHistory(context.workspaceState);
    this.#showContextKey();
    this.#registerLenses();
    this.#register(profileTestCommand, (argument) => this.#profileByName(argument));
    this.#register(showTestOutputCommand, () => this.#output.show());
    this.#register('heaplens.profileTestAtCursor', () => this.#profileAtCursor());
    const traces = this.#owned.add(new GcTraces(context, deps));
    this.#register(runWithGcTraceCommand, (argument) => traces.run(argument));
    this.#owned.add(deps.onDidClear(() => void this.#clear().catch(showFailure)));
  }

  dispose(): void {
    this.#windowEnds.abort();
    this.#owned.dispose();
  }

  #registerLenses(): void {
    const changes = this.#changes;
    const running = () => (this.#running ? testKey(this.#running.uri, this.#running.name) : '');
    const lenses = new TestLenses({
      onDidChange: changes.event,
      get running() {
        return running();
      },
      benchmark: (key) => this.#history.get(key),
    });
    const selector = { language: 'go', scheme: 'file', pattern: '**/*_test.go' };
    this.#owned.add(vscode.languages.registerCodeLensProvider(selector, lenses));
    this.#owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => changes.fire()));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('heaplens.test')) changes.fire();
      }),
    );
  }

  #register(id: string, run: (argument: unknown) => unknown): void {
    const reported = async (argument: unknown) => {
      try {
        await run(argument);
      } catch (error) {
        showFailure(error);
      }
    };
    this.#owned.add(vscode.commands.registerCommand(id, reported));
  }

  async #profileByName(argument: unknown): Promise<void> {
    requireTrustToRun();
    const asked = parseProfileTest(argument);
    if (!asked) return;
    const target = await findTarget(asked.uri, asked.name);
    if (!target) {
      throw new MessageError(
        message('gotool.gone', '{file} has no test, benchmark or fuzz target named {name}.', {
          file: vscode.workspace.asRelativePath(asked.uri),
          name: asked.name,
        }),
      );
    }
    await this.#profile(target, asked.profiles);
  }

  async #profileAtCursor(): Promise<void> {
    requireTrustToRun();
    const editor = vscode.window.activeTextEditor;
    const target = editor ? targetAtCursor(editor) : null;
    if (!target) {
      throw new MessageError(
        message(
          'gotool.noTestAtCursor',
          'There is no test at the cursor. Put it into a Test…, Benchmark… or Fuzz… function of a _test.go file.',
        ),
      );
    }
    await this.#profile(target, null);
  }

  /** One at a time: two would measure each other. */
  async #profile(target: TestTarget, profiles: readonly GoProfileKind[] | null): Promise<void> {
    this.#requireIdle();
    const kinds = profiles ?? (await askProfileKinds(target.name, this.#context.workspaceState));
    if (!kinds) return;
    this.#requireIdle();
    this.#setRunning(target);
    try {
      const { engine, openProfile, annotate } = this.#deps;
      const deps = {
        engine,
        openProfile,
        annotate,
        output: this.#output,
        storage: this.#context.globalStorageUri,
      };
      const measured = this.#measured.bind(this);
      await profileTest(target, kinds, { ...deps, measured }, this.#windowEnds.signal);
    } finally {
      this.#setRunning(null);
    }
  }

  #requireIdle(): void {
    if (!this.#running) return;
    throw new MessageError(
      message(
        'gotool.busy',
        '{name} is still being profiled, and two tests at once would measure each other. Wait for it, or cancel it in its notification.',
        { name: this.#running.name },
      ),
    );
  }

  #setRunning(target: TestTarget | null): void {
    this.#running = target;
    if (!this.#windowEnds.signal.aborted) this.#changes.fire();
  }

  async #measured(
    target: TestTarget,
    profiles: readonly GoProfileKind[],
    { go, startedMs, output }: GoTestResult,
  ): Promise<string> {
    const pair = await this.#history.add(testKey(target.uri, target.name), {
      timeMs: startedMs,
      goVersion: go.version,
      profiles,
      memProfileRate: readSettings(target.uri).test.memProfileRate,
      results: output.benchmarks,
    });
    this.#showContextKey();
    this.#changes.fire();
    const texts = benchmarkTexts(pair, translate).map(({ details }) => details);
    return `\n${texts.join('\n\n')}`;
  }

  async #clear(): Promise<void> {
    if (this.#history.isEmpty) return;
    await this.#history.clear();
    this.#showContextKey();
    this.#changes.fire();
  }

  #showContextKey(): void {
    void vscode.commands.executeCommand('setContext', 'heaplens.benchmarked', !this.#history.isEmpty);
  }
}
