import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { type GoServer, startGoServer } from '../../helpers/goProgram';
import { isPortTaken } from '../../helpers/port';
import { waitFor } from '../../helpers/waitFor';
import { changeSetting, inWorkspace, resetWindow } from '../window';

const port = 6060;

describe('watching memory', () => {
  let server: GoServer | null = null;

  before(async () => {
    assert.equal(await isPortTaken(port), false, `port ${port} is taken: this suite needs it`);
    await resetWindow();
    // The shop has heap profiles alone, which are sampled ten times less often.
    await changeSetting('watch.intervalSeconds', 0.2);
  });
  after(async () => {
    await server?.stop();
    await resetWindow();
    fs.rmSync(inWorkspace('.heaplens').fsPath, { recursive: true, force: true });
  });

  it('leaves nothing behind where nobody listens', async () => {
    await vscode.commands.executeCommand('heaplens.watchMemoryLocal');
    assert.deepEqual(histories(), []);
  });

  it('of localhost:6060 opens a history that grows', async () => {
    server = await startGoServer(process.env.HEAPLENS_SHOP!, port, ['-grow-until', '16']);
    await vscode.commands.executeCommand('heaplens.watchMemoryLocal');
    const input = await waitFor('the tab of the watch', activeHistory);
    assert.equal(input.viewType, 'heaplens.profile');
    assert.match(input.uri.path, /\/\d{8}-\d{6}-localhost-6060-memory\.memwatch$/);
    const [header, first] = linesOf(input.uri);
    assert.equal(header.source, '/debug/pprof/heap?debug=1');
    assert.ok((first.HeapAlloc as number) > 0);
    await waitFor(
      'three samples',
      () => linesOf(input.uri).filter((line) => 'HeapAlloc' in line).length >= 3,
    );
  });

  it('again shows the same watch', async () => {
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    await vscode.commands.executeCommand('heaplens.watchMemoryLocal');
    await waitFor('the tab of the watch', activeHistory);
    assert.equal(histories().length, 1);
  });

  it('marks a restart of the program, and goes on', async () => {
    const { uri } = activeHistory() as vscode.TabInputCustom;
    await server!.stop();
    await waitFor('the gap', () => marksOf(uri).includes('gap'));
    server = await startGoServer(process.env.HEAPLENS_SHOP!, port, ['-grow-until', '16']);
    await waitFor('the restart', () => marksOf(uri).includes('restart'));
    assert.deepEqual(marksOf(uri), ['gap', 'restart']);
  });

  it('ends with its editor, and keeps the history', async () => {
    const { uri } = activeHistory() as vscode.TabInputCustom;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await waitFor('the end', () => marksOf(uri).at(-1) === 'stop');
    assert.equal(linesOf(uri).at(-1)!.mark, 'stop');
    assert.deepEqual(fs.readdirSync(inWorkspace('.heaplens').fsPath).sort(), ['.gitignore', ...histories()]);
  });
});

function activeHistory(): vscode.TabInputCustom | false {
  const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return active instanceof vscode.TabInputCustom && active.uri.path.endsWith('.memwatch') && active;
}

function histories(): string[] {
  const folder = inWorkspace('.heaplens').fsPath;
  return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.memwatch')) : [];
}

/** Whole lines: the last may just be under way. */
function linesOf(uri: vscode.Uri): Record<string, unknown>[] {
  const text = fs.readFileSync(uri.fsPath, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function marksOf(uri: vscode.Uri): unknown[] {
  return linesOf(uri).flatMap(({ mark }) => (mark === undefined ? [] : [mark]));
}
