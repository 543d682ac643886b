import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Workbench } from '../helpers/workbench';
import { ProfileEditorPage } from './profilePage';
import { type Stage, setStage } from './stage';

describe('the profile editor', () => {
  let stage: Stage;
  let workbench: Workbench;

  before(async () => {
    stage = await setStage('other-files', 'off');
    const { folder } = stage.workspace;
    const heap = fs.readFileSync(path.join(folder, 'heap.pb.gz'));
    fs.writeFileSync(path.join(folder, 'page.pb.gz'), '<!doctype html><html><body>404</body></html>');
    fs.writeFileSync(path.join(folder, 'cut.pb.gz'), heap.subarray(0, heap.length / 2));
    fs.writeFileSync(path.join(folder, 'mem.out'), gunzipSync(heap));
    workbench = await stage.open();
  });
  after(() => stage?.close());
  beforeEach(() => workbench.closeAllEditors());

  it('says in one sentence that a file is something else', async () => {
    await workbench.openFromExplorer('page.pb.gz');
    const page = workbench.webview().locator('.page-content');
    await page.filter({ hasText: 'is a web page, not a profile' }).waitFor();
    await workbench.screenshotInAllThemes('not-a-profile');
  });

  it('says that it reads a large file, and lets that be cancelled', async () => {
    // Almost the gigabyte that may come out of a file: long enough to be cancelled, and no profile.
    const member = gzipSync(Buffer.alloc(64 << 20), { level: 1 });
    const file = path.join(stage.workspace.folder, 'endless.pb.gz');
    fs.writeFileSync(file, Buffer.concat(Array.from({ length: 15 }, () => member)));
    await workbench.openFromExplorer('endless.pb.gz');
    await workbench.notifications().filter({ hasText: 'Reading endless.pb.gz' }).waitFor();
    await workbench.screenshot('reading');
    await workbench.page.getByRole('button', { name: 'Cancel' }).click();
    const page = workbench.webview().locator('.page-content');
    await page.filter({ hasText: 'Reading endless.pb.gz was cancelled.' }).waitFor();
    fs.copyFileSync(path.join(stage.workspace.folder, 'heap.pb.gz'), file);
    await page.getByRole('button', { name: 'Retry' }).click();
    await new ProfileEditorPage(workbench).waitUntilDrawn();
  });

  it('says where a damaged file breaks', async () => {
    await workbench.openFromExplorer('cut.pb.gz');
    const text = await workbench
      .webview()
      .locator('body')
      .filter({ hasText: /byte|cut|end/i })
      .textContent();
    assert.doesNotMatch(text ?? '', /Error:|undefined|at \w+ \(/);
  });

  it('opens the same profile by the names of a -trimpath build', async () => {
    await workbench.openFromExplorer('trimmed.pb.gz');
    const profile = new ProfileEditorPage(workbench);
    await profile.waitUntilDrawn();
    await profile.openSourceOf('session.newSession');
    await workbench.tab('store.go').waitFor();
  });

  it('keeps its view when the tab was in the background', async () => {
    await workbench.openFromExplorer('heap.pb.gz');
    const profile = new ProfileEditorPage(workbench);
    await profile.waitUntilDrawn();
    await profile.select('session.newSession');
    await workbench.openFile('main.go');
    await workbench.tab('heap.pb.gz').click();
    await profile.waitUntilDrawn();
    await profile.detailsTitle.filter({ hasText: 'newSession' }).waitFor();
  });

  it('says that its file was deleted, and comes back with it', async () => {
    await workbench.openFromExplorer('heap.pb.gz');
    await new ProfileEditorPage(workbench).waitUntilDrawn();
    const file = path.join(stage.workspace.folder, 'heap.pb.gz');
    const bytes = fs.readFileSync(file);
    fs.rmSync(file);
    const banner = workbench.webview().locator('.banner');
    await banner.filter({ hasText: 'deleted' }).waitFor();
    await workbench.screenshot('deleted');
    fs.writeFileSync(file, bytes);
    await banner.waitFor({ state: 'detached' });
  });

  it('fits into a narrow window', async () => {
    await workbench.openFromExplorer('heap.pb.gz');
    await workbench.page.keyboard.press('Control+B');
    await workbench.page.setViewportSize({ width: 620, height: 800 });
    await new ProfileEditorPage(workbench).waitUntilDrawn();
    await workbench.screenshotInAllThemes('narrow');
  });
});
