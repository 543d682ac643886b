import * as vscode from 'vscode';
import { MessageError, message } from '../../base/message';

/** Ways through which other programs, and the codes of Problems, ask for the page of a rule. */
const rulePath = /^\/rules\/([A-Z]\d{1,2})$/;

/** `vscode://heaplens.heaplens/rules/G4`: what the code of a diagnostic leads to. */
export function ruleLink(ruleId: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: vscode.env.uriScheme,
    authority: 'heaplens.heaplens',
    path: `/rules/${ruleId}`,
  });
}

/** null for links to anything else. */
export function ruleOfLink(uri: Pick<vscode.Uri, 'path'>): string | null {
  return rulePath.exec(uri.path)?.[1] ?? null;
}

/** Shows the documentation of a rule. Fails with a MessageError where there is none: a page or a link may ask for anything. */
export async function openRulePage(extensionUri: vscode.Uri, ruleId: string): Promise<void> {
  const unknown = () => new MessageError(message('rules.unknown', 'There is no rule {ruleId}.', { ruleId }));
  if (!rulePath.test(`/rules/${ruleId}`)) throw unknown();
  const page = vscode.Uri.joinPath(extensionUri, 'media', 'rules', `${ruleId}.md`);
  try {
    await vscode.workspace.fs.stat(page);
  } catch {
    throw unknown();
  }
  await vscode.commands.executeCommand('markdown.showPreview', page);
}
