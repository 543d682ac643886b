import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { encodeViewLink } from '../../../src/protocol/viewLink';
import { followLink, linkTo } from '../../../src/vscode/profileEditor/viewLinks';
import { waitFor } from '../../helpers/waitFor';
import { inWorkspace, resetWindow } from '../window';

describe('links to views', () => {
  let outside: string;

  before(() => {
    outside = fs.mkdtempSync(path.join(os.tmpdir(), 'heaplens-link-'));
    fs.copyFileSync(inWorkspace('heap.pb.gz').fsPath, path.join(outside, 'heap.pb.gz'));
  });
  beforeEach(resetWindow);
  after(async () => {
    await resetWindow();
    fs.rmSync(outside, { recursive: true, force: true });
  });

  it('open a profile of the workspace when VS Code hands them over', async () => {
    const link = linkTo(inWorkspace('heap.pb.gz'), '{"view":"top"}');
    assert.match(link, /^[\w-]+:\/\/heaplens\.heaplens\/view\?state=[\w-]+&file=heap\.pb\.gz$/);
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(link));
    await waitFor('the tab of the profile', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom && input.uri.path.endsWith('/heap.pb.gz');
    });
  });

  it('hand over the state unread, and ask nothing inside the workspace', async () => {
    const { opened, asked } = await follow(
      vscode.Uri.parse(linkTo(inWorkspace('heap.pb.gz'), '{"a":"&=%41"}')),
    );
    assert.deepEqual(opened, [[inWorkspace('heap.pb.gz').fsPath, '{"a":"&=%41"}']]);
    assert.deepEqual(asked, []);
  });

  it('ask with the whole path before they open anything outside', async () => {
    const file = path.join(outside, 'heap.pb.gz');
    const link = vscode.Uri.parse(linkTo(vscode.Uri.file(file), '{}'));
    const refused = await follow(link, false);
    assert.deepEqual([refused.asked, refused.opened], [[file], []]);
    const allowed = await follow(link, true);
    assert.deepEqual([allowed.asked, allowed.opened], [[file], [[file, '{}']]]);
  });

  it('find out nothing about files outside before someone agrees', async () => {
    const missing = vscode.Uri.parse(linkTo(vscode.Uri.file(path.join(outside, 'missing.pb.gz')), '{}'));
    const { asked, opened } = await follow(missing, false);
    assert.deepEqual([asked.length, opened.length], [1, 0]);
    await assert.rejects(follow(missing, true), /missing\.pb\.gz, which is not there/);
  });

  it('say what they cannot open', async () => {
    await assert.rejects(follow(linkOf('gone.pb.gz')), /gone\.pb\.gz, which is not there/);
    await assert.rejects(follow(linkOf('../heap.pb.gz')), /names no file/);
    await assert.rejects(follow(linkOf('https://example.com/heap.pb.gz')), /asks for “https:”/);
    await assert.rejects(follow(linkOf('heap.pb.gz', 'elsewhere')), /folder “elsewhere”/);
    const other = vscode.Uri.parse(`${vscode.env.uriScheme}://heaplens.heaplens/run?file=x`);
    await assert.rejects(follow(other), /does not know links to “\/run”/);
  });
});

/** Follows a link with someone who always answers the same. */
async function follow(link: vscode.Uri, mayOpen = false) {
  const opened: [file: string, state: string][] = [];
  const asked: string[] = [];
  await followLink(link, {
    openView: async (profile, state) => {
      opened.push([profile.fsPath, state]);
    },
    openRule: async (ruleId) => {
      opened.push([ruleId, '']);
    },
    mayOpen: async (file) => {
      asked.push(file);
      return mayOpen;
    },
  });
  return { opened, asked };
}

function linkOf(file: string, folder = ''): vscode.Uri {
  const query = encodeViewLink({ folder, file, state: '{}' });
  return vscode.Uri.parse(`${vscode.env.uriScheme}://heaplens.heaplens/view?${query}`);
}
