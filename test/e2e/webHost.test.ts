import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Workbench } from '../helpers/workbench';
import { ProfileEditorPage } from './profilePage';
import { lineOf, type Stage, setStage } from './stage';

const hottest = 'session.newSession';

/** The browser entry: the same server, with Heaplens in a web worker of the page, as in vscode.dev. */
describe('in a web extension host', () => {
  let stage: Stage;
  let workbench: Workbench;
  let profile: ProfileEditorPage;

  before(async () => {
    stage = await setStage('web-host', 'off', { 'remote.extensionKind': { 'heaplens.heaplens': ['web'] } });
    const { folder } = stage.workspace;
    fs.mkdirSync(path.join(folder, '.heaplens'));
    fs.copyFileSync(
      path.join(folder, 'heap.pb.gz'),
      path.join(folder, '.heaplens', '20261121-100203-localhost-6060-heap.pb.gz'),
    );
    const get = lineOf(stage, 'session/store.go', 'found, ok := s.sessions[token]');
    const frame = `example.com/leaky/session.(*Store).Get(0xc000010000)\n\t${folder}/session/store.go:${get} +0x2c\n`;
    fs.writeFileSync(
      path.join(folder, 'stuck.goroutines'),
      `goroutine 18 [chan receive (nil chan)]:\n${frame}`,
    );
    workbench = await stage.open();
    profile = new ProfileEditorPage(workbench);
  });
  after(() => stage?.close());

  it('draws a profile after a double click in the explorer', async () => {
    await workbench.openFromExplorer('heap.pb.gz');
    await profile.waitUntilDrawn();
    const colours = await profile.colours();
    assert.ok(colours > 8, `the canvas has ${colours} colours`);
    await workbench.screenshot('web-host-profile');
  });

  it('goes from a frame to its line', async () => {
    await profile.openSourceOf(hottest);
    await workbench.tab('store.go').waitFor();
    await workbench.waitForCursor(lineOf(stage, 'session/store.go', 'history:     make('));
  });

  it('annotates the source: CodeLens, hover, Problems', async () => {
    await workbench.openFile('session/store.go');
    const line = lineOf(stage, 'session/store.go', 'func newSession(');
    await workbench.goToLine(line);
    const lens = await workbench.lensAbove('func newSession(');
    assert.match((await lens.textContent()) ?? '', /^inuse .* MB \(.* %\) · alloc .* MB · .* objects$/);
    await workbench.goToLine(lineOf(stage, 'session/store.go', 'history:     make('));
    await workbench.page.keyboard.press('Control+K');
    await workbench.page.keyboard.press('Control+I');
    await workbench.page
      .locator('.monaco-hover')
      .filter({ hasText: /inuse_space/ })
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Escape');
    const rows = await workbench.openProblems();
    await rows
      .filter({ hasText: /Heaplens/ })
      .first()
      .waitFor();
    await workbench.screenshot('web-host-source');
    await workbench.page.keyboard.press('Control+J');
    await lens.click();
    await profile.detailsTitle.filter({ hasText: 'newSession' }).waitFor();
  });

  it('says why it cannot capture', async () => {
    await workbench.runCommand('Heaplens: Capture heap from localhost:6060');
    const said = workbench.notifications().filter({ hasText: 'Capturing needs' });
    await said.first().waitFor();
    assert.match((await said.first().textContent()) ?? '', /Open this folder in VS Code desktop/);
    await workbench.screenshot('web-host-capture');
    await workbench.clearNotifications();
  });

  it('lists the captures of the workspace and opens one', async () => {
    await workbench.openView('Heaplens');
    const row = workbench.page.locator('.sidebar .monaco-list-row', { hasText: 'localhost:6060' });
    await row.filter({ hasText: /heap\s+[\d.]+ MB/ }).waitFor();
    await workbench.screenshot('web-host-captures');
    await row.click();
    await workbench.tab('20261121-100203-localhost-6060-heap.pb.gz').waitFor();
    await profile.waitUntilDrawn();
  });

  it('opens the sample with its source', async () => {
    await workbench.runCommand('Heaplens: Open sample profile');
    await workbench.tab('leaky-heap.pb.gz').waitFor();
    await profile.waitUntilDrawn();
    await profile.openSourceOf(hottest);
    await workbench.lensAbove('func newSession(');
    await workbench.screenshot('web-host-sample');
  });

  it('judges a goroutine dump, and outlines its text', async () => {
    await workbench.openView('Explorer');
    await workbench.openFromExplorer('stuck.goroutines');
    await workbench.webview().getByText('Nil channel').first().waitFor();
    await workbench.page.getByRole('button', { name: 'Open as text' }).click();
    await workbench.page.locator('.statusbar-item', { hasText: 'Go Goroutine Dump' }).waitFor();
    const outlined = workbench.page.locator('.breadcrumbs-below-tabs', {
      hasText: /goroutine 18 · chan receive/,
    });
    await outlined.first().waitFor();
    await workbench.screenshot('web-host-dump-text');
  });
});
