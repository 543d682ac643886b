import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { parseCaptureName } from '../../../src/capture/captureName';
import { parseCaptureNote } from '../../../src/model/captureNote';
import { type GoServer, startGoServer } from '../../helpers/goProgram';
import { isPortTaken } from '../../helpers/port';
import { waitFor } from '../../helpers/waitFor';
import { inWorkspace, resetWindow } from '../window';

const port = 6060;

describe('capturing goroutines', () => {
  let server: GoServer | null = null;

  before(async () => {
    assert.equal(await isPortTaken(port), false, `port ${port} is taken: this suite needs it`);
    await resetWindow();
    server = await startGoServer(process.env.HEAPLENS_SHOP!, port, ['-grow-until', '4']);
  });
  after(async () => {
    await server?.stop();
    await resetWindow();
    fs.rmSync(inWorkspace('.heaplens').fsPath, { recursive: true, force: true });
  });

  it('saves and opens the stacks of a program on localhost:6060, with the count of the program', async () => {
    await vscode.commands.executeCommand('heaplens.captureGoroutinesLocal');
    const input = await waitFor('the tab of the capture', () => {
      const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return active instanceof vscode.TabInputCustom && active;
    });
    assert.match(input.uri.path, /\/\d{8}-\d{6}-localhost-6060-goroutines\.goroutines$/);
    const [first, ...rest] = fs.readFileSync(input.uri.fsPath, 'utf8').split('\n');
    const note = parseCaptureNote(first!);
    assert.ok(note, first);
    assert.equal(note.from, 'http://localhost:6060');
    assert.match(rest[0]!, /^goroutine \d+ \[running\]:$/);
    const headers = rest.filter((line) => /^goroutine \d+ \[/.test(line)).length;
    assert.ok(
      note.counted !== null && Math.abs(note.counted - headers) < 50,
      `${note.counted} were counted just before ${headers} were captured`,
    );
    assert.deepEqual(fs.readdirSync(inWorkspace('.heaplens').fsPath).sort(), [
      '.gitignore',
      input.uri.path.slice(input.uri.path.lastIndexOf('/') + 1),
    ]);
  });

  it('compares a capture with the one before it', async () => {
    const folder = inWorkspace('.heaplens');
    const [first] = dumpsIn(folder);
    // Names tell captures apart by whole seconds.
    await waitFor('the next second', () => Date.now() > parseCaptureName(first!)!.timeMs + 1000);
    await vscode.commands.executeCommand('heaplens.captureGoroutinesLocal');
    const second = await waitFor('the second capture', () => dumpsIn(folder)[1]);
    await vscode.commands.executeCommand('heaplens.compareWithPrevious', vscode.Uri.joinPath(folder, second));
    const input = await waitForComparison();
    assert.deepEqual(JSON.parse(input.uri.query), {
      of: [first!, second].map((name) => vscode.Uri.joinPath(folder, name).toString()),
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.rmSync(vscode.Uri.joinPath(folder, second).fsPath);
  });

  it('compares dumps by their groups, and says why it does not compare them with a heap profile', async () => {
    const folder = inWorkspace('.heaplens');
    const [dump] = dumpsIn(folder);
    const first = vscode.Uri.joinPath(folder, dump!);
    const second = vscode.Uri.joinPath(folder, 'later.goroutines');
    fs.copyFileSync(first.fsPath, second.fsPath);
    await vscode.commands.executeCommand('heaplens.compareProfiles', second, [second, first]);
    const input = await waitForComparison();
    assert.match(input.uri.path, /^\/dumps\//);
    assert.deepEqual(JSON.parse(input.uri.query), { of: [first.toString(), second.toString()] });

    const heap = inWorkspace('heap.pb.gz');
    await vscode.commands.executeCommand('heaplens.compareProfiles', heap, [heap, first]);
    const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.equal(
      active instanceof vscode.TabInputCustom && active.uri.toString(),
      input.uri.toString(),
      'nothing else was opened',
    );
  });
});

/** Oldest first. */
function dumpsIn(folder: vscode.Uri): string[] {
  return fs
    .readdirSync(folder.fsPath)
    .filter((name) => name.endsWith('.goroutines'))
    .sort();
}

function waitForComparison(): Promise<vscode.TabInputCustom> {
  return waitFor('the tab of the comparison', () => {
    const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return active instanceof vscode.TabInputCustom && active.uri.scheme === 'heaplens' && active;
  });
}
