import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Workbench } from '../helpers/workbench';
import { lineOf, type Stage, setStage } from './stage';

const lock = 's.mu.Lock()';

/** In a folder that nobody trusts: reading needs no trust. */
describe('the text of a goroutine dump', () => {
  let stage: Stage;
  let workbench: Workbench;

  before(async () => {
    stage = await setStage('dump-text', 'asked');
    fs.writeFileSync(path.join(stage.workspace.folder, 'stuck.txt'), dump());
    fs.writeFileSync(path.join(stage.workspace.folder, 'two.log'), `${dump()}\npanic: boom\n\n${dump()}`);
    const accepted = '2026-11-26T18:00:00Z INFO order accepted\n'.repeat(120);
    fs.writeFileSync(path.join(stage.workspace.folder, 'app.log'), `${accepted}panic: boom\n\n${dump()}`);
    workbench = await stage.open();
    await workbench.waitForRestrictedMode();
  });
  after(() => stage?.close());

  it('is recognised though nothing else of Heaplens was used in this window', async () => {
    await workbench.openFromExplorer('stuck.txt');
    await workbench.page.locator('.statusbar-item', { hasText: 'Go Goroutine Dump' }).waitFor();
    const state = workbench.page.locator('.view-line span', { hasText: /^\(nil.chan\)$/ }).first();
    const plain = workbench.page.locator('.view-line span', { hasText: /^minutes$/ }).first();
    assert.notEqual(await colourOf(state), await colourOf(plain));
    await workbench.screenshotInAllThemes('dump-text');
  });

  it('leads to its page by the button in its title, and back', async () => {
    await workbench.page.getByRole('button', { name: 'Open in Heaplens' }).click();
    await workbench.webview().getByText('Nil channel').first().waitFor();
    await workbench.screenshot('dump-page-from-text');
    await workbench.page.getByRole('button', { name: 'Open as text' }).click();
    await workbench.page.locator('.editor-group-container.active .view-lines').first().waitFor();
  });

  it('leads to the source from a frame', async () => {
    await workbench.page.locator('.view-line .detected-link').first().waitFor();
    await workbench.goToLine(3);
    await workbench.page.keyboard.press('Home');
    await workbench.runCommand('Open Link');
    await workbench.tab('store.go').waitFor();
    await workbench.waitForCursor(lineOf(stage, 'session/store.go', lock));
  });

  it('is compared with another dump of its file', async () => {
    await workbench.openFromExplorer('two.log');
    await workbench.page.getByRole('button', { name: 'Open in Heaplens' }).click();
    await workbench.webview().getByText('Nil channel').first().waitFor();
    await workbench.page.getByRole('button', { name: 'Compare with previous goroutine dump' }).click();
    await workbench.quickPickRow('two.log (2)').waitFor();
    await workbench.screenshot('dump-compare-with');
    await workbench.acceptPick('two.log (2)');
    await workbench.tab('two.log (2) vs two.log (1)').waitFor();
    await workbench.webview().getByText('Nil channel').first().waitFor();
    await workbench.screenshot('dumps-of-one-file');
  });

  it('is found late in a log, which stays a log', async () => {
    await workbench.closeAllEditors();
    await workbench.openFromExplorer('app.log');
    await workbench.page.locator('.statusbar-item', { hasText: /^Log$/ }).waitFor();
    await workbench.runCommand('Go to Symbol in Editor...');
    await workbench.quickPick('goroutine 19').waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.page.getByRole('button', { name: 'Open in Heaplens' }).click();
    await workbench.webview().getByText('panic: boom').first().waitFor();
  });

  function colourOf(span: ReturnType<Workbench['page']['locator']>): Promise<string> {
    return span.evaluate((element) => getComputedStyle(element).color);
  }

  function dump(): string {
    const { folder } = stage.workspace;
    return `goroutine 18 gp=0xc000002380 m=nil [sync.Mutex.Lock, 12 minutes, locked to thread]:
example.com/leaky/session.(*Store).Open(0xc000010000, {0xc000010010, 0x10})
\t${folder}/session/store.go:${lineOf(stage, 'session/store.go', lock)} +0x2c
created by main.main in goroutine 1
\t${folder}/main.go:40 +0x4c

goroutine 19 [chan receive (nil chan), 12 minutes]:
main.wait(...)
\t${folder}/main.go:60
`;
  }
});
