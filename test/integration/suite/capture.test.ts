import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { type GoServer, startGoServer, waitForHeap } from '../../helpers/goProgram';
import { isPortTaken } from '../../helpers/port';
import { waitFor } from '../../helpers/waitFor';
import { inWorkspace, openGoFile, resetWindow, waitForLens } from '../window';

const port = 6060;

describe('capture', () => {
  let server: GoServer | null = null;

  before(async () => {
    assert.equal(await isPortTaken(port), false, `port ${port} is taken: this suite needs it`);
    await resetWindow();
  });
  after(async () => {
    await server?.stop();
    await resetWindow();
    fs.rmSync(inWorkspace('.heaplens').fsPath, { recursive: true, force: true });
  });

  it('saves, opens and annotates the heap of a program on localhost:6060', async () => {
    server = await startGoServer(process.env.HEAPLENS_SHOP!, port, ['-grow-until', '16']);
    await waitForHeap(server.url, 2 << 20);
    await vscode.commands.executeCommand('heaplens.captureHeapLocal');
    const input = await waitFor('the tab of the capture', () => {
      const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return active instanceof vscode.TabInputCustom && active;
    });
    const files = fs.readdirSync(inWorkspace('.heaplens').fsPath);
    assert.equal(fs.existsSync(input.uri.fsPath), true);
    assert.deepEqual(
      files.filter((name) => !name.endsWith('.pb.gz')),
      ['.gitignore'],
      'only captures and a .gitignore are left',
    );
    assert.equal(files.length, 2);
    assert.match(files.find((name) => name.endsWith('.pb.gz'))!, /localhost.*heap/);
    const { document } = await openGoFile('session/store.go');
    assert.match(await waitForLens(document, 'func newSession('), /^inuse /);
  });
});
