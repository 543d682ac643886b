import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { waitFor } from '../../helpers/waitFor';
import { codeLensesOf, inWorkspace, openGoFile, openProfile, resetWindow, waitForLens } from '../window';

describe('profile editor', () => {
  const made: string[] = [];

  beforeEach(resetWindow);
  after(async () => {
    await resetWindow();
    for (const file of made) fs.rmSync(file, { force: true });
  });

  function copyHeap(name: string): string {
    const file = inWorkspace(name).fsPath;
    fs.copyFileSync(inWorkspace('heap.pb.gz').fsPath, file);
    made.push(file);
    return file;
  }

  it('opens the names that are ours', async () => {
    for (const name of ['a.pb.gz', 'b.pprof', 'c.prof', 'd.pgo']) {
      copyHeap(name);
      const input = await openProfile(name);
      assert.equal(input.viewType, 'heaplens.profile', name);
    }
  });

  it('opens names that others use too when asked', async () => {
    copyHeap('mem.out');
    const uri = inWorkspace('mem.out');
    await vscode.commands.executeCommand('vscode.openWith', uri, 'heaplens.maybeProfile');
    const { document } = await openGoFile('session/store.go');
    assert.match(await waitForLens(document, 'func newSession('), /^inuse /);
  });

  it('follows its file: overwritten by another profile, the source follows', async () => {
    const file = copyHeap('follow.pb.gz');
    await openProfile('follow.pb.gz');
    const { document } = await openGoFile('session/store.go');
    const before = await waitForLens(document, 'func newSession(');
    fs.copyFileSync(inWorkspace('trimmed.pb.gz').fsPath, file);
    await waitFor('other numbers', async () => (await waitForLens(document, 'func newSession(')) !== before);
  });

  it('annotates nothing for a file that is no profile', async () => {
    const file = inWorkspace('broken.pb.gz').fsPath;
    made.push(file);
    fs.writeFileSync(file, 'this is no profile');
    await openProfile('broken.pb.gz');
    const { document } = await openGoFile('session/store.go');
    assert.deepEqual(await codeLensesOf(document), []);
  });

  it('opens the sample profile', async () => {
    await vscode.commands.executeCommand('heaplens.openSample');
    await waitFor('the tab of the sample', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom && input.viewType === 'heaplens.profile';
    });
  });
});
