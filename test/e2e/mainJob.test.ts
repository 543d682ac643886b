import assert from 'node:assert/strict';
import type { Workbench } from '../helpers/workbench';
import { ProfileEditorPage } from './profilePage';
import { lineOf, type Stage, setStage } from './stage';

const hottest = 'session.newSession';

/** From the file in the explorer to the line in the source and back: the same whether the folder is trusted or not. */
for (const trust of ['off', 'asked'] as const) {
  const given = trust === 'off';
  describe(`a heap profile in ${given ? 'a trusted' : 'an untrusted'} folder`, () => {
    let stage: Stage;
    let workbench: Workbench;
    let profile: ProfileEditorPage;

    before(async () => {
      stage = await setStage(given ? 'trusted' : 'untrusted', trust);
      workbench = await stage.open();
      if (!given) await workbench.waitForRestrictedMode();
      profile = new ProfileEditorPage(workbench);
    });
    after(() => stage?.close());

    it('is drawn after a double click in the explorer', async () => {
      await workbench.openFromExplorer('heap.pb.gz');
      await profile.waitUntilDrawn();
      const colours = await profile.colours();
      assert.ok(colours > 8, `the canvas has ${colours} colours`);
      assert.match(
        (await profile.treeItem(hottest).first().getAttribute('aria-label')) ?? '',
        /newSession, cum [\d.]+ MB, \d\d(\.\d)? % of total/,
      );
      if (given) await workbench.screenshotInAllThemes('profile');
      else await workbench.screenshot('profile-untrusted');
    });

    it('goes from a frame to the line that costs most', async () => {
      await profile.openSourceOf(hottest);
      await workbench.tab('store.go').waitFor();
      const line = lineOf(stage, 'session/store.go', 'history:     make(');
      await workbench.waitForCursor(line);
    });

    it('goes from the CodeLens above a function to the function in the flame graph', async () => {
      await workbench.openFile('session/store.go');
      await workbench.goToLine(lineOf(stage, 'session/store.go', 'func newSession('));
      const lens = await workbench.lensAbove('func newSession(');
      assert.match((await lens.textContent()) ?? '', /^inuse .* MB \(.* %\) · alloc .* MB · .* objects$/);
      if (given) await workbench.screenshotInAllThemes('source');
      await lens.click();
      await workbench.tab('heap.pb.gz').and(workbench.page.locator('.active')).waitFor();
      await profile.detailsTitle.filter({ hasText: 'newSession' }).waitFor();
      if (given) await workbench.screenshotInAllThemes('focused');
    });

    it('marks hot lines in Problems', async () => {
      const rows = await workbench.openProblems();
      await rows.filter({ hasText: 'store.go' }).first().waitFor();
      await rows
        .filter({ hasText: /Heaplens/ })
        .first()
        .waitFor();
      if (given) await workbench.screenshotInAllThemes('problems');
      await workbench.page.keyboard.press('Control+J');
    });
  });
}
