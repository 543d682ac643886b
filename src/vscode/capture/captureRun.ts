import * as path from 'node:path';
import * as vscode from 'vscode';
import { type Message, MessageError, message } from '../../base/message';
import { isAbortError } from '../../base/rpc';
import { formatBytes } from '../../base/units';
import { type CaptureName, hostPart } from '../../capture/captureName';
import { captureUrl, isLoopback } from '../../capture/captureTarget';
import type { CaptureProgress, CaptureResult } from '../../capture/pprofClient';
import type { Engine } from '../../engine/engine';
import type { ProfileFacts } from '../../model/views';
import { readSettings, type Settings } from '../settings';
import { messageOf, showFailure, translate } from '../translate';
import { type CaptureFacts, readFacts } from './captureFacts';
import { type CaptureFolder, folderForCaptures, resolveSettingPath, storageFolder } from './captureFolders';
import type { CaptureHeaders } from './captureHeaders';
import type { CapturePlan } from './captureQuestions';
import { sayWhoseLocalhost, whereLocalhostIs } from './whoseLocalhost';

export interface CaptureRunDeps {
  readonly engine: Engine;
  readonly storage: vscode.Uri;
  readonly headers: CaptureHeaders;
  readonly facts: CaptureFacts;
  readonly openProfile: (uri: vscode.Uri) => Promise<void>;
  /** After a capture was saved. */
  readonly saved: () => void;
}

/** Captures, saves, opens, and tidies up; says every failure itself, with what can be done from there. */
export async function runCapture(plan: CapturePlan, deps: CaptureRunDeps): Promise<void> {
  try {
    requireTrust();
    const saved = await captureAndSave(plan, deps);
    deps.saved();
    tellWhere(saved);
    await deps.openProfile(vscode.Uri.file(saved.path));
    await tidyUp(saved);
  } catch (error) {
    // Not awaited: the command has ended, and the message may stay for long.
    if (!isAbortError(error)) void offerHelp(messageOf(error), plan, deps).catch(showFailure);
  }
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
function captureAndSave(plan: CapturePlan, deps: CaptureRunDeps): Thenable<SavedCapture> {
  const title = captureTitle(plan);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const listening = token.onCancellationRequested(() => controller.abort());
    try {
      const { result, facts } = await capture(plan, deps, reporter(progress, plan), controller.signal);
      const saved = await save(result, plan, deps, controller.signal);
      await rememberFacts(saved.path, facts, deps);
      return saved;
    } finally {
      listening.dispose();
    }
  });
}

function captureTitle({ target, query }: CapturePlan): string {
  const args = { kind: query.kind, host: target.base.host };
  const place = isLoopback(target.base) ? whereLocalhostIs() : null;
  return place === null
    ? vscode.l10n.t('Capturing {kind} from {host}', args)
    : vscode.l10n.t('Capturing {kind} from {host} ({place})', { ...args, place });
}

/** The view need not read what was read to check it. */
async function rememberFacts(file: string, facts: ProfileFacts, deps: CaptureRunDeps): Promise<void> {
  const { CaptureStore } = await import('../../capture/captureStore');
  const stored = await new CaptureStore(path.dirname(file)).describe(path.basename(file));
  if (stored) deps.facts.put(stored, facts);
}

async function capture(
  { target, query }: CapturePlan,
  deps: CaptureRunDeps,
  onProgress: (progress: CaptureProgress) => void,
  signal: AbortSignal,
): Promise<{ result: CaptureResult; facts: ProfileFacts }> {
  const { capturePprof } = await import('../../capture/pprofClient');
  const settings = readSettings().capture;
  const url = captureUrl(target, query);
  let facts: ProfileFacts | undefined;
  const result = await capturePprof(
    { target, query, headers: await deps.headers.read(target.base.origin) },
    {
      timeoutSeconds: settings.timeoutSeconds,
      maximumBytes: settings.maximumBytes,
      extraAuthorities: await extraAuthorities(settings),
      signal,
      onProgress,
      validate: async (bytes) => {
        // The engine takes over what it is given, and these bytes are still to be saved.
        facts = await readFacts(deps.engine, bytes.slice(), url.host + url.pathname, signal);
      },
    },
  );
  return { result, facts: facts! };
}

async function extraAuthorities({ caFile }: Settings['capture']): Promise<string | undefined> {
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
    folder: folderForCaptures(deps.storage),
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
  const { CaptureStore, isUnwritableFolder } = await import('../../capture/captureStore');
  const { folder, signal } = to;
  const into = (place: CaptureFolder) => new CaptureStore(place.path).save(name, bytes, signal);
  const storage = storageFolder(to.storage);
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
export function tellWhere({ path: file, notice }: SavedCapture): void {
  if (notice) {
    void vscode.window.showInformationMessage(translate(notice));
    return;
  }
  const shown = vscode.workspace.asRelativePath(file);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {path}', { path: shown }), statusMessageMs);
}

const statusMessageMs = 5000;

/** Deletes the oldest captures of the folder beyond the setting, but none that is open. */
export async function tidyUp({ path: file, folder }: SavedCapture): Promise<void> {
  const { CaptureStore } = await import('../../capture/captureStore');
  const { keep } = readSettings(vscode.Uri.file(file)).captures;
  await new CaptureStore(folder.path).retain(keep, new Set([file, ...openPaths()]));
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
function reporter(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  { query }: CapturePlan,
) {
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

function progressText(receivedBytes: number, expectedBytes: number | null, remainingSeconds: number): string {
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
async function offerHelp(failure: Message, plan: CapturePlan, deps: CaptureRunDeps): Promise<void> {
  const text = sayWhoseLocalhost(translate(failure), plan.target.base);
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
  if (answer === retry) await runCapture(plan, deps);
  if (answer === openSetting) await vscode.commands.executeCommand('workbench.action.openSettings', setting);
  if (answer === setHeaders) {
    await vscode.commands.executeCommand('heaplens.setCaptureHeaders', plan.target.base.origin);
  }
}
