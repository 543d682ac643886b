import * as vscode from 'vscode';
import { type Message, MessageError, message } from '../../base/message';
import { abortError, isAbortError } from '../../base/rpc';
import { testPart } from '../../capture/captureName';
import type { Engine } from '../../engine/engine';
import type { GoTestRequest, GoTestResult } from '../../gotool/runGoTest';
import type { GoProfileKind } from '../../gotool/testArguments';
import type { ProfileFacts } from '../../model/views';
import { folderForCaptures, resolveSettingPath } from '../capture/captureFolders';
import { type SavedCapture, saveCapture, tellWhere, tidyUp } from '../capture/captureRun';
import type { ActiveProfile, ProfileFocus } from '../overlay/overlay';
import { readLineCosts } from '../overlay/readEvidence';
import { fileNameOf } from '../profileSource/readProfile';
import { readSettings } from '../settings';
import { messageOf, translate } from '../translate';
import { goExtensionTags } from './goExtensionTags';
import { readTestProfile } from './readTestProfile';
import type { TestOutputChannel } from './testOutputChannel';
import type { TestTarget } from './testTarget';

export interface TestRunDeps {
  readonly engine: Engine;
  readonly storage: vscode.Uri;
  readonly output: TestOutputChannel;
  readonly openProfile: (uri: vscode.Uri, focus?: ProfileFocus) => Promise<void>;
  readonly annotate: (profile: ActiveProfile) => void;
  /** After a benchmark gave results; the text is for the end of the output. */
  readonly measured: (
    target: TestTarget,
    profiles: readonly GoProfileKind[],
    result: GoTestResult,
  ) => Promise<string>;
}

/** Runs, saves, opens, annotates; says every failure itself. `signal` ends it with the window. */
export async function profileTest(
  target: TestTarget,
  profiles: readonly GoProfileKind[],
  deps: TestRunDeps,
  signal: AbortSignal,
): Promise<void> {
  try {
    await saveGoFiles();
    const { saved, result } = await runAndSave(target, profiles, deps, signal);
    if (result.problem === null && result.output.benchmarks.length > 0) {
      deps.output.end(await deps.measured(target, profiles, result));
    }
    await show(saved, deps);
    tell(result, target, profiles, saved, deps);
    for (const { capture } of saved) await tidyUp(capture);
  } catch (error) {
    if (isAbortError(error)) deps.output.end(vscode.l10n.t('Cancelled.'));
    else sayWithOutput('error', translate(messageOf(error)), deps);
  }
}

/** Throws a MessageError in an untrusted workspace: its code, and what its settings name, would run. */
export function requireTrustToRun(): void {
  if (vscode.workspace.isTrusted) return;
  throw new MessageError(
    message(
      'gotool.untrusted',
      'Profiling a test, or running a program with a GC trace, runs the code of this workspace, so it is off until the workspace is trusted. Opening profiles works.',
    ),
  );
}

interface SavedProfile {
  readonly kind: GoProfileKind;
  readonly capture: SavedCapture;
  readonly facts: ProfileFacts;
  readonly focus: ProfileFocus | undefined;
}

interface SavedRun {
  readonly saved: readonly SavedProfile[];
  readonly result: GoTestResult;
}

/** `go` reads files, not editors. */
export async function saveGoFiles(): Promise<void> {
  const dirty = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && /\.go$|\/go\.(mod|work)$/.test(uri.path),
  );
  for (const document of dirty) await document.save();
}

/** One notification for all of it: cancelling at any moment leaves no process and no file. */
function runAndSave(
  target: TestTarget,
  profiles: readonly GoProfileKind[],
  deps: TestRunDeps,
  windowEnds: AbortSignal,
): Thenable<SavedRun> {
  const title = vscode.l10n.t('Profiling {name} ({kinds})', {
    name: target.name,
    kinds: profiles.join(', '),
  });
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const listening = token.onCancellationRequested(() => controller.abort());
    const signal = AbortSignal.any([controller.signal, windowEnds]);
    deps.output.begin((line) => progress.report({ message: line }));
    try {
      const result = await run(target, profiles, deps, signal);
      progress.report({ message: vscode.l10n.t('saving the profiles') });
      return { result, saved: await saveAll(result, target, deps, signal) };
    } finally {
      listening.dispose();
    }
  });
}

async function run(
  target: TestTarget,
  profiles: readonly GoProfileKind[],
  deps: TestRunDeps,
  signal: AbortSignal,
): Promise<GoTestResult> {
  const [{ findGo }, { runGoTest }] = await Promise.all([
    import('../../gotool/goCommand'),
    import('../../gotool/runGoTest'),
  ]);
  const { go, test, capture } = readSettings(target.uri);
  const request: GoTestRequest = {
    go: await findGo(go.path === '' ? '' : resolveSettingPath(go.path)),
    folder: vscode.Uri.joinPath(target.uri, '..').fsPath,
    kind: target.kind,
    name: target.name,
    profiles,
    tags: test.tags || goExtensionTags(target.uri),
    memProfileRate: test.memProfileRate,
    extraFlags: test.flags,
    constraint: target.constraint,
  };
  return runGoTest(request, {
    signal,
    maximumBytes: capture.maximumBytes,
    onOutput: (text) => deps.output.append(text),
  });
}

/** What is no whole profile is not kept: a crash cuts a CPU profile off. An abort takes back what was saved before. */
async function saveAll(
  { profiles, startedMs, problem }: GoTestResult,
  target: TestTarget,
  deps: TestRunDeps,
  signal: AbortSignal,
): Promise<SavedProfile[]> {
  const saved: SavedProfile[] = [];
  const folder = folderForCaptures(deps.storage, target.uri);
  const host = testPart(target.packageName, target.name);
  try {
    for (const { kind, bytes } of profiles) {
      const name = { timeMs: startedMs, host, kind: kind === 'memory' ? 'allocs' : kind };
      let read: Awaited<ReturnType<typeof readTestProfile>>;
      try {
        read = await readTestProfile(deps.engine, bytes, target.name, signal);
      } catch (error) {
        if (problem === null || isAbortError(error)) throw error;
        continue; // the problem is told instead
      }
      const capture = await saveCapture(name, bytes, { folder, storage: deps.storage, signal });
      saved.push({ kind, capture, ...read });
    }
    if (signal.aborted) throw abortError();
    return saved;
  } catch (error) {
    for (const { capture } of saved) {
      await vscode.workspace.fs.delete(vscode.Uri.file(capture.path));
    }
    throw error;
  }
}

/** The first one opens; all annotate. */
async function show(saved: readonly SavedProfile[], deps: TestRunDeps): Promise<void> {
  const [first, ...others] = saved;
  if (!first) return;
  for (const { capture, facts } of others) {
    const uri = vscode.Uri.file(capture.path);
    const neverEnds = new AbortController().signal;
    const loadLineCosts = () => readLineCosts(deps.engine, uri, facts, neverEnds);
    const rest = { piece: 0, trend: null, goroutines: null };
    deps.annotate({ uri, fileName: fileNameOf(uri), facts, ...rest, loadLineCosts });
  }
  await deps.openProfile(vscode.Uri.file(first.capture.path), first.focus);
}

/** What went wrong; else, what the profile cannot show; else, a glance at where it is. */
function tell(
  { problem }: GoTestResult,
  { name }: TestTarget,
  asked: readonly GoProfileKind[],
  saved: readonly SavedProfile[],
  deps: TestRunDeps,
): void {
  if (problem !== null) {
    const kept = saved.length === 0 ? '' : ` ${vscode.l10n.t('Its profile is shown all the same.')}`;
    sayWithOutput(saved.length === 0 ? 'error' : 'warning', translate(problem) + kept, deps);
    return;
  }
  for (const kind of asked) {
    const found = saved.find((profile) => profile.kind === kind);
    const lacking = found
      ? found.facts.samples === 0
        ? emptyProfile(kind, name)
        : null
      : noProfile(kind, name);
    if (lacking) sayWithOutput('information', translate(lacking), deps);
  }
  if (saved[0]) tellWhere(saved[0].capture);
}

function noProfile(kind: GoProfileKind, name: string): Message {
  return message(
    'gotool.noProfile',
    '{name} left no {kind} profile: it ended the program itself, or its TestMain does not return.',
    { kind, name },
  );
}

function emptyProfile(kind: GoProfileKind, name: string): Message {
  const args = { name, kind };
  switch (kind) {
    case 'memory':
      return message(
        'gotool.emptyMemory',
        'The memory profile of {name} is empty: it allocates less than is sampled. Set "heaplens.test.memProfileRate" to 1 to record every allocation.',
        args,
      );
    case 'cpu':
      return message(
        'gotool.emptyCpu',
        'The cpu profile of {name} is empty: Go takes 100 samples a second, and the test is over before the first one.',
        args,
      );
    default:
      return message('gotool.emptyWaits', 'The {kind} profile of {name} is empty: nothing waited.', args);
  }
}

/** Not awaited: the command has ended, and the message may stay for long. */
function sayWithOutput(how: 'error' | 'warning' | 'information', text: string, deps: TestRunDeps): void {
  const showOutput = vscode.l10n.t('Show Output');
  const setting = /"(heaplens\.[\w.]+)"/.exec(text)?.[1];
  const openSetting = vscode.l10n.t('Open Setting');
  const actions = [showOutput, ...(setting === undefined ? [] : [openSetting])];
  const { window } = vscode;
  const says: Readonly<
    Record<typeof how, (text: string, ...actions: string[]) => Thenable<string | undefined>>
  > = {
    error: window.showErrorMessage,
    warning: window.showWarningMessage,
    information: window.showInformationMessage,
  };
  void says[how](text, ...actions).then((answer) => {
    if (answer === showOutput) deps.output.show();
    if (answer === openSetting) void vscode.commands.executeCommand('workbench.action.openSettings', setting);
  });
}
