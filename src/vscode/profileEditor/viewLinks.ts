import * as vscode from 'vscode';
import { MessageError, message } from '../../base/message';
import {
  decodeViewLink,
  encodeViewLink,
  isLinkableFile,
  type ViewLink,
  viewLinkPath,
} from '../../protocol/viewLink';
import { ruleOfLink } from '../dumpEditor/rulePages';
import { showFailure } from '../translate';

export interface LinkTargets {
  openView(profile: vscode.Uri, state: string): Promise<void>;
  /** The documentation of a rule. Fails where there is none. */
  openRule(ruleId: string): Promise<void>;
}

export interface LinkServices extends LinkTargets {
  /** Asks whether a file outside the workspace may be opened. */
  mayOpen(path: string): Promise<boolean>;
}

/**
 * Opens what links ask for, `vscode://heaplens.heaplens/view?…` and `…/rules/G4`; anything may be asked by such a link.
 */
export function registerViewLinks(targets: LinkTargets): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: async (uri) => {
      try {
        await followLink(uri, { ...targets, mayOpen });
      } catch (error) {
        showFailure(error);
      }
    },
  });
}

/** The link that shows this profile in this way, here and on machines with the same workspace. */
export function linkTo(profile: vscode.Uri, state: string): string {
  const query = encodeViewLink({ ...placeOf(profile), state });
  return `${vscode.env.uriScheme}://heaplens.heaplens${viewLinkPath}?${query}`;
}

/** Opens what the link asks for, or throws a MessageError that says why not. */
export async function followLink(uri: vscode.Uri, services: LinkServices): Promise<void> {
  const ruleId = ruleOfLink(uri);
  if (ruleId !== null) {
    await services.openRule(ruleId);
    return;
  }
  if (uri.path !== viewLinkPath) {
    throw new MessageError(
      message('link.unknown', 'Heaplens does not know links to “{path}”.', { path: uri.path }),
    );
  }
  const link = decodeViewLink(uri.query);
  const profile = profileOf(link);
  const isOwn = vscode.workspace.getWorkspaceFolder(profile) !== undefined;
  // Asked before anything looks at the file: a link shall not find out what there is.
  if (!isOwn && !(await services.mayOpen(shownPath(profile)))) return;
  if (!(await isFile(profile))) {
    throw new MessageError(
      message('link.missing', 'The link shows {file}, which is not there.', { file: shownPath(profile) }),
    );
  }
  await services.openView(profile, link.state);
}

function placeOf(profile: vscode.Uri): Pick<ViewLink, 'folder' | 'file'> {
  const folder = vscode.workspace.getWorkspaceFolder(profile);
  const relative = folder && profile.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
  if (folder && relative && isLinkableFile(relative)) {
    const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
    return { folder: several ? folder.name : '', file: relative };
  }
  if (profile.scheme === 'file' && isLinkableFile(profile.path)) return { folder: '', file: profile.path };
  throw new MessageError(message('link.noPath', 'This profile stands nowhere that a link could name.'));
}

function profileOf({ folder, file }: ViewLink): vscode.Uri {
  if (file.startsWith('/')) return vscode.Uri.from({ scheme: 'file', path: file });
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new MessageError(
      message(
        'link.noFolder',
        'The link shows {file} of a folder. Open that folder, then follow the link again.',
        {
          file,
        },
      ),
    );
  }
  const owner = folder === '' ? folders[0] : folders.find(({ name }) => name === folder);
  if (!owner) {
    throw new MessageError(
      message(
        'link.otherFolder',
        'The link shows {file} of the folder “{folder}”, which is not in this workspace.',
        {
          file,
          folder,
        },
      ),
    );
  }
  return vscode.Uri.joinPath(owner.uri, ...file.split('/'));
}

async function mayOpen(path: string): Promise<boolean> {
  const open = vscode.l10n.t('Open');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('A link asks to open a profile outside this workspace.'),
    { modal: true, detail: path },
    open,
  );
  return chosen === open;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    // Missing, or not to be read: opening could not tell more.
    return false;
  }
}

function shownPath(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
}
