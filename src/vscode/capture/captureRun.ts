import * as path from 'node:path';
import * as vscode from 'vscode';
import { type Message, MessageError, message } from '../../base/message';
import { isAbortError } from '../../base/rpc';
import { formatBytes } from '../../base/units';
import { type CaptureName, dumpKind, hostPart } from '../../capture/captureName';
import { captureUrl, isLoopback } from '../../capture/captureTarget';
import type {
  CaptureOptions,
  CaptureProgress,
  CaptureRequest,
  CaptureResult,
} from '../../capture/pprofClient';
import type { Engine } from '../../engine/engine';
import { readSettings, type Settings } from '../settings';
import { messageOf, showFailure, translate } from '../translate';
import { type CaptureFacts, type EvidenceFacts, readFacts } from './captureFacts';
import { type CaptureFolder, folderForCaptures, resolveSettingPath, storageFolder } from './captureFolders';
import type { CaptureHeaders } from './captureHeaders';
import type { CapturePlan } from './captureQuestions';
import { countText, tellGoroutines } from './goroutineCount';
import { sayWhoseLocalhost, whereLocalhostIs } from './whoseLocalhost';

export interface CaptureRunDeps {
  readonly engine: Engine;
  readonly storage: vscode.Uri;
  readonly headers: CaptureHeaders;
  readonly facts: CaptureFacts;
  readonly openProfile: (uri: vscode.Uri) => Promise<void>;
  /** Where captures go; default: the folder of what is being edited. */
  readonly folder?: CaptureFolder;
  /** After a capture was saved. */
  readonly saved: () => void;
}

/** Captures, saves, opens, and tidies up; says every failure itself, with what can be done from there. */
export async function runCapture(plan: CapturePlan, deps: CaptureRunDeps): Promise<void> {
  try {
    requireTrust();
    const saved = await captureAndSave(plan, deps);
    deps.saved();
    tellWhere(saved, countText(plan.query, saved));
    tellGoroutines(plan.query, saved);
    await deps.openProfile(vscode.Uri.file(saved.path));
    await tidyUp(saved);
  } catch (error) {
    // Not awaited: the command has ended, and the message may stay for long.
    const again = () => runCapture(plan, deps);
    if (!isAbortError(error)) void offerHelp(messageOf(error), plan, again).catch(showFailure);
  }
}

/** A capture with what was found in it. */
export interface TakenCapture extends SavedCapture {
  readonly evidence: EvidenceFacts;
  /** Goroutines that the program counted just before; null unknown. */
  readonly counted: number | null;
}

export interface SavedCapture {
  readonly path: string;
  readonly folder: CaptureFolder;
  /** Present where the capture is not where captures usually go. */
  readonly notice: Message | null;
}

/** Throws a MessageError in an untrusted workspace. The commands are disabled there; keybindings and tasks are not. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new MessageError(
    message(
      'capture.untrusted',
      'Capturing from a running program is off until this workspace is trusted, because the address may come from its settings. Opening profiles works.',
    ),
  );
}

/** One notification for all of it: cancelling at any moment leaves no file. */
function captureAndSave(plan: CapturePlan, deps: CaptureRunDeps): Thenable<TakenCapture> {
  const title = vscode.l10n.t('Capturing {kind} from {host}', {
    kind: plan.query.kind,
    host: shownTarget(plan),
  });
  return withCancelling(title, (progress, signal) =>
    takeCapture(plan, deps, reporter(progress, plan), signal),
  );
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** A notification with a button that aborts the signal. */
export function withCancelling<T>(
  title: string,
  work: (progress: Progress, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const listening = token.onCancellationRequested(() => controller.abort());
    try {
      return await work(progress, controller.signal);
    } finally {
      listening.dispose();
    }
  });
}

/** Captures and saves. Nothing is shown: what was saved is for the caller to tell and to open. */
export async function takeCapture(
  plan: CapturePlan,
  deps: CaptureRunDeps,
  onProgress: (progress: CaptureProgress) => void,
  signal: AbortSignal,
): Promise<TakenCapture> {
  const { result, evidence, counted } = await capture(plan, deps, onProgress, signal);
  const saved = await save(result, plan, deps, signal);
  await rememberFacts(saved.path, evidence, deps);
  return { ...saved, evidence, counted };
}

/** The host, and whose localhost it is where that is not this computer's. */
export function shownTarget({ target }: Pick<CapturePlan, 'target'>): string {
  const { host } = target.base;
  const place = isLoopback(target.base) ? whereLocalhostIs() : null;
  return place === null ? host : vscode.l10n.t('{host} ({place})', { host, place });
}

/** The view need not read what was read to check it. */
async function rememberFacts(file: string, evidence: EvidenceFacts, deps: CaptureRunDeps): Promise<void> {
  const { CaptureStore } = await import('../../capture/captureStore');
  const stored = await new CaptureStore(path.dirname(file)).describe(path.basename(file));
  if (stored) deps.facts.put(stored, evidence);
}

async function capture(
  { target, query }: CapturePlan,
  deps: CaptureRunDeps,
  onProgress: (progress: CaptureProgress) => void,
  signal: AbortSignal,
): Promise<{ result: CaptureResult; evidence: EvidenceFacts; counted: number | null }> {
  const settings = readSettings().capture;
  const url = captureUrl(target, query);
  let evidence: EvidenceFacts | undefined;
  const request = { target, query, headers: await deps.headers.read(target.base.origin) };
  const result = await askProgram(request, {
    timeoutSeconds: settings.timeoutSeconds,
    maximumBytes: settings.maximumBytes,
    extraAuthorities: await extraAuthorities(settings),
    signal,
    onProgress,
    validate: async (bytes) => {
      // The engine takes over what it is given, and these bytes are still to be saved.
      evidence = await readFacts(deps.engine, bytes.slice(), url.host + url.pathname, signal);
      if (query.kind === dumpKind && evidence.goroutines?.form !== 'stacks') throw noStacks(url);
    },
  });
  return { result, evidence: evidence!, counted: result.counted };
}

async function askProgram(
  request: CaptureRequest,
  options: CaptureOptions,
): Promise<CaptureResult & { readonly counted: number | null }> {
  if (request.query.kind === dumpKind) {
    const { captureDump } = await import('../../capture/dumpClient');
    return captureDump(request, options);
  }
  const { capturePprof } = await import('../../capture/pprofClient');
  return { ...(await capturePprof(request, options)), counted: null };
}

function noStacks(url: URL): MessageError {
  return new MessageError(
    message(
      'capture.noStacks',
      '{address} answered {path} with something else than the stacks of single goroutines. Check whether a proxy between here and there drops "debug=2" from the address.',
      { address: url.origin, path: url.pathname },
    ),
  );
}

export async function extraAuthorities({ caFile }: Settings['capture']): Promise<string | undefined> {
  if (caFile === '') return undefined;
  const { readAuthorities } = await import('../../capture/authorities');
  return readAuthorities(resolveSettingPath(caFile));
}

function save(
  result: CaptureResult,
  plan: CapturePlan,
  deps: CaptureRunDeps,
  signal: AbortSignal,
): Promise<SavedCapture> {
  const name = { timeMs: result.startedMs, host: hostPart(plan.target.base), kind: plan.query.kind };
  return saveCapture(name, result.bytes, {
    folder: deps.folder ?? folderForCaptures(deps.storage),
    storage: deps.storage,
    signal,
  });
}

/** Into the folder of the settings, or, where that cannot be written to, into the extension's own storage. */
export async function saveCapture(
  name: Omit<CaptureName, 'number'>,
  bytes: Uint8Array,
  to: { readonly folder: CaptureFolder; readonly storage: vscode.Uri; readonly signal: AbortSignal },
): Promise<SavedCapture> {
  const { CaptureStore } = await import('../../capture/captureStore');
  return intoFolder(to.folder, to.storage, (place) =>
    new CaptureStore(place.path).save(name, bytes, to.signal),
  );
}

/** Writes a file with `into`, which gives its path; where the folder is not to be written to, in the extension's own storage. */
export async function intoFolder(
  folder: CaptureFolder,
  ownStorage: vscode.Uri,
  into: (place: CaptureFolder) => Promise<string>,
): Promise<SavedCapture> {
  const { isUnwritableFolder } = await import('../../capture/captureStore');
  const storage = storageFolder(ownStorage);
  try {
    const file = await into(folder);
    return { path: file, folder, notice: folder.path === storage.path ? withoutWorkspace(file) : null };
  } catch (error) {
    if (!isUnwritableFolder(error) || folder.path === storage.path) throw error;
    const file = await into(storage);
    return { path: file, folder: storage, notice: elsewhere(folder.path, file) };
  }
}

function withoutWorkspace(file: string): Message {
  return (vscode.workspace.workspaceFolders ?? []).length === 0
    ? message('captures.noWorkspace', 'No folder is open here, so the capture was saved as {path}.', {
        path: file,
      })
    : message(
        'captures.virtualWorkspace',
        'The folder that is open here is not on a disk, so the capture was saved as {path}.',
        { path: file },
      );
}

function elsewhere(folder: string, file: string): Message {
  return message(
    'captures.unwritable',
    'The folder {folder} cannot be written to, so the capture was saved as {path}.',
    { folder, path: file },
  );
}

/** The usual place needs only a glance, another one a notification. */
export function tellWhere({ path: file, notice }: SavedCapture, detail = ''): void {
  if (notice) {
    void vscode.window.showInformationMessage(translate(notice));
    return;
  }
  const saved = vscode.l10n.t('Saved {path}', { path: vscode.workspace.asRelativePath(file) });
  vscode.window.setStatusBarMessage(detail === '' ? saved : `${saved} · ${detail}`, statusMessageMs);
}

const statusMessageMs = 5000;

/** Deletes the oldest captures of the folder beyond the setting, but none that is open, and none of `spared` paths. */
export async function tidyUp(
  { path: file, folder }: SavedCapture,
  spared: readonly string[] = [],
): Promise<void> {
  const { CaptureStore } = await import('../../capture/captureStore');
  const { keep } = readSettings(vscode.Uri.file(file)).captures;
  await new CaptureStore(folder.path).retain(keep, new Set([file, ...spared, ...openPaths()]));
}

/** Paths of the files that tabs show. */
export function openPaths(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) =>
      input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
        ? [input.uri.fsPath]
        : [],
    );
}

/** While the program records, the seconds that remain; then the bytes that came. */
function reporter(progress: Progress, { query }: CapturePlan) {
  const seconds = query.seconds ?? 0;
  let shownShare = 0;
  return ({ receivedBytes, expectedBytes, remainingSeconds }: CaptureProgress) => {
    const share = seconds > 0 ? (100 * (seconds - remainingSeconds)) / seconds : 0;
    progress.report({
      message: progressText(receivedBytes, expectedBytes, remainingSeconds),
      increment: seconds > 0 ? share - shownShare : undefined,
    });
    shownShare = share;
  };
}

export function progressText(
  receivedBytes: number,
  expectedBytes: number | null,
  remainingSeconds: number,
): string {
  const received = formatBytes(receivedBytes);
  if (receivedBytes === 0) {
    return remainingSeconds > 0
      ? vscode.l10n.t('{seconds} s left', { seconds: remainingSeconds })
      : vscode.l10n.t('waiting for the reply');
  }
  if (remainingSeconds > 0) {
    return vscode.l10n.t('{received}, {seconds} s left', { received, seconds: remainingSeconds });
  }
  return expectedBytes === null
    ? received
    : vscode.l10n.t('{received} of {expected}', { received, expected: formatBytes(expectedBytes) });
}

/** Shows the failure with what helps: trying again, the setting that it names, or headers. */
export async function offerHelp(
  failure: Message,
  { target }: Pick<CapturePlan, 'target'>,
  again: () => Promise<void>,
): Promise<void> {
  const text = sayWhoseLocalhost(translate(failure), target.base);
  const setting = /"(heaplens\.[\w.]+)"/.exec(failure.english)?.[1];
  const retry = vscode.l10n.t('Try Again');
  const openSetting = vscode.l10n.t('Open Setting');
  const setHeaders = vscode.l10n.t('Set Headers…');
  const actions = [
    retry,
    ...(setting === undefined ? [] : [openSetting]),
    ...(failure.english.includes('Set headers') ? [setHeaders] : []),
  ];
  const answer = await vscode.window.showErrorMessage(text, ...actions);
  if (answer === retry) await again();
  if (answer === openSetting) await vscode.commands.executeCommand('workbench.action.openSettings', setting);
  if (answer === setHeaders) {
    await vscode.commands.executeCommand('heaplens.setCaptureHeaders', target.base.origin);
  }
}
