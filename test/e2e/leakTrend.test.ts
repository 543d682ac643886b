import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { formatCaptureName } from '../../src/capture/captureName';
import { type GoServer, saveProfile, startGoServer, waitForHeap } from '../helpers/goProgram';
import type { Workbench } from '../helpers/workbench';
import { ProfileEditorPage } from './profilePage';
import { lineOf, type Stage, setStage } from './stage';

/** Sampled bytes that the program holds at each capture. */
const heaps = [4, 8, 12].map((megabytes) => megabytes << 20);

describe('the leak trend of a running program', () => {
  let stage: Stage;
  let workbench: Workbench;
  let server: GoServer;
  let profile: ProfileEditorPage;

  before(async () => {
    stage = await setStage('trend', 'off');
    server = await startGoServer(stage.workspace.binary, 0, ['-grow-until', '64']);
    const folder = path.join(stage.workspace.folder, '.heaplens');
    fs.mkdirSync(folder, { recursive: true });
    const host = new URL(server.url).host.replace(':', '-');
    for (const [at, bytes] of heaps.entries()) {
      await waitForHeap(server.url, bytes);
      // Names tell seconds apart; the times of the profiles themselves are what the trend counts with.
      const name = formatCaptureName({
        timeMs: Date.now() - (heaps.length - at) * 1000,
        host,
        kind: 'heap',
        number: 1,
      });
      await saveProfile(`${server.url}/debug/pprof/heap?gc=1`, path.join(folder, name));
    }
    workbench = await stage.open();
    profile = new ProfileEditorPage(workbench);
  });
  after(async () => {
    await server?.stop();
    await stage?.close();
  });

  it('shows the sites that grow as small charts, worst first', async () => {
    await workbench.runCommand('Heaplens: Follow heap captures (leak trend)…');
    const first = profile.frame.locator('.trend-card').first();
    await first.waitFor();
    assert.match((await first.textContent()) ?? '', /session\.newSession/);
    assert.match((await first.locator('.trend-verdict').textContent()) ?? '', /^growing .*B\/min$/);
    assert.match(
      (await profile.frame.locator('.trend-summary').textContent()) ?? '',
      /over 3 captures.*growing/,
    );
    await workbench.screenshotInAllThemes('trend');
  });

  it('says so above the function and in Problems', async () => {
    await workbench.openFile('session/store.go');
    await workbench.goToLine(lineOf(stage, 'session/store.go', 'func newSession('));
    const lens = await workbench.lensAbove('func newSession(');
    assert.match((await lens.textContent()) ?? '', /^inuse .* · growing .*B\/min$/);
    const rows = await workbench.openProblems();
    await rows.filter({ hasText: 'Memory allocated on this line grows.' }).first().waitFor();
    await workbench.screenshot('trend-source');
    await workbench.page.keyboard.press('Control+J');
  });

  it('goes from a site to its line, and splits what it holds by whose code it is', async () => {
    const title = workbench.page.locator('.tab', { hasText: 'trend' });
    await title.click();
    await profile.frame.locator('.trend-card').first().locator('.trend-place').click();
    await workbench.waitForCursor(lineOf(stage, 'session/store.go', 'history:     make('));
    await title.click();
    await profile.frame.locator('.view-strip button[data-value="costs"], .view-more').last().click();
    const costs = profile.frame.locator('[role="menuitem"]', { hasText: 'Costs' });
    if (await costs.isVisible()) await costs.click();
    await profile.frame.locator('.costs-total').first().waitFor();
    assert.match(
      (await profile.frame.locator('.costs-total .costs-bar').first().getAttribute('aria-label')) ?? '',
      /Your code \d+(\.\d+)? %/,
    );
    await workbench.screenshotInAllThemes('costs');
  });
});
