import * as path from 'node:path';
import * as vscode from 'vscode';
import { baseNameOf, type StoredCapture } from '../../capture/captureName';
import { translate } from '../translate';
import { openPaths } from './captureRun';
import type { CapturesView } from './capturesView';

type Open = (uri: vscode.Uri) => Promise<void>;

/** What can be done with captures that are there. `argument` and `all` are what a tree hands to its commands. */
export class CaptureActions {
  readonly #view: CapturesView;
  readonly #open: Open;

  constructor(view: CapturesView, open: Open) {
    this.#view = view;
    this.#open = open;
  }

  async open(argument: unknown, all: unknown): Promise<void> {
    for (const capture of this.#chosen(argument, all)) await this.#open(vscode.Uri.file(capture.path));
  }

  /** The file manager of this computer cannot show a file of another one: there the explorer shows it, or its path is said. */
  async reveal(argument: unknown, all: unknown): Promise<void> {
    const [capture] = this.#chosen(argument, all);
    if (!capture) return;
    const uri = vscode.Uri.file(capture.path);
    const local = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
    if (local) {
      await vscode.commands.executeCommand('revealFileInOS', uri);
    } else if (vscode.workspace.getWorkspaceFolder(uri)) {
      await vscode.commands.executeCommand('revealInExplorer', uri);
    } else {
      const copy = vscode.l10n.t('Copy Path');
      const answer = await vscode.window.showInformationMessage(
        vscode.l10n.t('The capture is on the remote machine: {path}', { path: capture.path }),
        copy,
      );
      if (answer === copy) await vscode.env.clipboard.writeText(capture.path);
    }
  }

  async rename(argument: unknown, all: unknown): Promise<void> {
    const [capture] = this.#chosen(argument, all);
    if (!capture) return;
    const { CaptureStore } = await import('../../capture/captureStore');
    const store = new CaptureStore(path.dirname(capture.path));
    const before = baseNameOf(capture.fileName);
    const name = await vscode.window.showInputBox({
      title: vscode.l10n.t('Rename Capture'),
      prompt: vscode.l10n.t('A capture with a name of its own is not deleted when new ones are made.'),
      value: before,
      validateInput: async (text) => {
        const problem = await store.renameProblem(capture.fileName, text);
        return problem && translate(problem.detail);
      },
    });
    if (name === undefined || name.trim() === before) return;
    const target = path.join(store.folder, name.trim() + capture.fileName.slice(before.length));
    const isDone = openPaths().includes(capture.path) && (await renameWithTab(capture.path, target));
    if (!isDone) await store.rename(capture.fileName, name);
    this.#view.refresh();
  }

  async delete(argument: unknown, all: unknown): Promise<void> {
    const captures = this.#chosen(argument, all);
    if (captures.length === 0) return;
    const question =
      captures.length === 1
        ? vscode.l10n.t('Delete the capture {name}?', { name: captures[0]!.fileName })
        : vscode.l10n.t('Delete {count} captures?', { count: captures.length });
    const confirm = vscode.l10n.t('Delete');
    if ((await vscode.window.showWarningMessage(question, { modal: true }, confirm)) !== confirm) return;
    const left = await moveToTrash(captures);
    if (left.length > 0) await deleteForGood(left);
    this.#view.refresh();
  }

  #chosen(argument: unknown, all: unknown): StoredCapture[] {
    const nodes =
      Array.isArray(all) && all.length > 0 ? all : argument ? [argument] : this.#view.tree.selection;
    return nodes.flatMap((node: unknown) =>
      typeof node === 'object' && node !== null && 'capture' in node ? [node.capture as StoredCapture] : [],
    );
  }
}

/** The tab follows the file. False where VS Code could not rename it; it does not say why. */
async function renameWithTab(from: string, to: string): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(vscode.Uri.file(from), vscode.Uri.file(to), { overwrite: false });
  return vscode.workspace.applyEdit(edit);
}

/** Returns those that have no trash: many remote systems have none. */
async function moveToTrash(captures: readonly StoredCapture[]): Promise<StoredCapture[]> {
  const left: StoredCapture[] = [];
  for (const capture of captures) {
    try {
      await vscode.workspace.fs.delete(vscode.Uri.file(capture.path), { useTrash: true });
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) left.push(capture);
    }
  }
  return left;
}

async function deleteForGood(captures: readonly StoredCapture[]): Promise<void> {
  const { CaptureStore } = await import('../../capture/captureStore');
  const confirm = vscode.l10n.t('Delete Permanently');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('There is no trash for {names}.', {
      names: captures.map(({ fileName }) => fileName).join(', '),
    }),
    { modal: true, detail: vscode.l10n.t('Deleting permanently cannot be undone.') },
    confirm,
  );
  if (answer !== confirm) return;
  for (const capture of captures) await new CaptureStore(path.dirname(capture.path)).delete(capture.fileName);
}
