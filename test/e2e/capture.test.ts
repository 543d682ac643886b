import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type GoServer, startGoServer, waitForHeap } from '../helpers/goProgram';
import { isPortTaken } from '../helpers/port';
import type { Workbench } from '../helpers/workbench';
import { ProfileEditorPage } from './profilePage';
import { lineOf, type Stage, setStage } from './stage';

const port = 6060;
const command = 'Heaplens: Capture heap from localhost:6060';

describe('Capture heap from localhost:6060', () => {
  let stage: Stage;
  let workbench: Workbench;
  let server: GoServer | null = null;

  before(async () => {
    assert.equal(await isPortTaken(port), false, `port ${port} is taken: this suite needs it`);
    stage = await setStage('capture', 'off');
    workbench = await stage.open();
  });
  after(async () => {
    await server?.stop();
    await stage?.close();
  });

  it('says what to do when no program answers', async () => {
    await workbench.runCommand(command);
    const message = workbench.notifications().filter({ hasText: 'Nothing listens at http://localhost:6060' });
    await message.waitFor();
    assert.match((await message.textContent()) ?? '', /Start the Go program first.*net\/http\/pprof/);
    await workbench.screenshotInAllThemes('capture-stopped');
    assert.deepEqual(captures(stage), [], 'nothing is left behind');
    await workbench.clearNotifications();
  });

  it('saves, opens, lists and annotates the heap of a running program', async () => {
    server = await startGoServer(stage.workspace.binary, port, ['-grow-until', '32']);
    await waitForHeap(server.url, 8 << 20);
    await workbench.runCommand(command);
    const profile = new ProfileEditorPage(workbench);
    await profile.waitUntilDrawn();
    assert.ok((await profile.colours()) > 8, 'the canvas is blank');
    const [name, ...others] = captures(stage);
    assert.deepEqual(others, []);
    await workbench.tab(name!).waitFor();

    await workbench.openView('Heaplens');
    const row = workbench.page.locator('.pane-body .monaco-list-row', { hasText: /localhost/ });
    await row.filter({ hasText: /[\d.]+ MB/ }).waitFor();
    await workbench.screenshotInAllThemes('captured');

    assert.match(await readLens(), /^inuse /);
    await server.stop();
    server = null;
  });

  it('keeps the annotations over a reload of the window', async () => {
    await workbench.reload();
    assert.match(await readLens(), /^inuse /);
    await workbench.runCommand('Heaplens: Clear annotations');
    await workbench.codeLenses().first().waitFor({ state: 'detached' });
  });

  async function readLens(): Promise<string> {
    await workbench.openFile('session/store.go');
    await workbench.goToLine(lineOf(stage, 'session/store.go', 'func newSession('));
    return (await (await workbench.lensAbove('func newSession(')).textContent()) ?? '';
  }
});

describe('capture in an untrusted folder', () => {
  let stage: Stage;
  let workbench: Workbench;

  before(async () => {
    stage = await setStage('capture-untrusted', 'asked');
    workbench = await stage.open();
    await workbench.waitForRestrictedMode();
  });
  after(() => stage?.close());

  it('is not offered, and the Captures view says why', async () => {
    for (const label of [
      'Capture heap from localhost:6060',
      'Capture goroutines from localhost:6060',
      'Watch goroutines…',
    ]) {
      await workbench.openPalette(`Heaplens: ${label}`);
      await workbench.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      assert.equal(await workbench.quickPick(label).count(), 0, label);
      await workbench.page.keyboard.press('Escape');
    }
    await workbench.openView('Heaplens');
    const welcome = workbench.page.locator('.welcome-view-content');
    await welcome.filter({ hasText: 'trusted workspace' }).waitFor();
    await workbench.screenshotInAllThemes('captures-untrusted');
  });
});

function captures(stage: Stage): string[] {
  const folder = path.join(stage.workspace.folder, '.heaplens');
  return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name !== '.gitignore') : [];
}
