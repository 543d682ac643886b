import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import { type GoServer, startGoServer, waitForHeap } from '../helpers/goProgram';
import { waitFor } from '../helpers/waitFor';
import type { Workbench } from '../helpers/workbench';
import { ProfileEditorPage } from './profilePage';
import { type Stage, setStage } from './stage';

const addressPrompt = 'Address of the Go program';

describe('Capture profile… and the Captures view', () => {
  let stage: Stage;
  let workbench: Workbench;
  let server: GoServer;

  before(async () => {
    stage = await setStage('captures', 'off');
    server = await startGoServer(stage.workspace.binary, 0, ['-grow-until', '32']);
    await waitForHeap(server.url, 4 << 20);
    workbench = await stage.open();
  });
  after(async () => {
    await server?.stop();
    await stage?.close();
  });

  it('asks for address, kind and what the kind needs, with a way back', async () => {
    await workbench.runCommand('Heaplens: Capture profile…');
    await answer(addressPrompt, 'ftp://nowhere');
    await workbench.page.locator('.quick-input-message', { hasText: 'over http or https' }).waitFor();
    await answer('over http or https', server.url);
    await workbench.quickPick('goroutineleak').waitFor();
    await workbench.screenshot('capture-kinds');
    await workbench.page.locator('.quick-input-titlebar .codicon-quick-input-back').click();
    await answer(addressPrompt, server.url);
    await workbench.quickPick('cpu').first().click();
    await answer('How many seconds', '2');
    await workbench.notifications().filter({ hasText: 'Capturing cpu' }).waitFor();
    await workbench.screenshot('capture-progress');
    await new ProfileEditorPage(workbench).waitUntilDrawn();
    assert.match(captures().join(), /^\d{8}-\d{6}-127\.0\.0\.1-\d+-cpu\.pb\.gz$/);
  });

  it('remembers the address, and asks an address that names a profile no more than it must', async () => {
    await workbench.runCommand('Heaplens: Capture profile…');
    assert.equal(await addressShown(), server.url);
    await answer(addressPrompt, `${server.url.replace('//', '//me:secret@')}/debug/pprof/heap?gc=1`);
    await waitForCaptures(2);
    await workbench.tab(captures().find((name) => name.includes('heap'))!).waitFor();
    await new ProfileEditorPage(workbench).waitUntilDrawn();
    await workbench.runCommand('Heaplens: Capture profile…');
    assert.equal(await addressShown(), server.url);
    await workbench.page.keyboard.press('Escape');
  });

  it('cancels while the program records, and leaves nothing', async () => {
    await workbench.runCommand('Heaplens: Capture profile…');
    await answer(addressPrompt, `${server.url}/debug/pprof/profile?seconds=60`);
    const progress = workbench.page.locator('.notification-toast', { hasText: 'Capturing cpu' });
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    assert.equal(captures().length, 2);
    assert.deepEqual(
      fs.readdirSync(folder()).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('lists captures newest first, with totals; a click opens', async () => {
    await workbench.openView('Heaplens');
    await row(/^heap .*[\d.]+ MB.*127\.0\.0\.1/).waitFor();
    await row(/^cpu .*s.*127\.0\.0\.1/).waitFor();
    assert.match((await rows().first().textContent()) ?? '', /^heap/);
    await rows().first().hover();
    await workbench.screenshotInAllThemes('captures-view');
    await row(/^cpu/).click();
    await workbench.tab(captures().find((name) => name.includes('cpu'))!).waitFor();
  });

  it('renames and deletes', async () => {
    await contextAction(/^heap/, 'Rename capture…');
    await answer('name of its own', 'before the fix');
    await row(/before the fix/).waitFor();
    assert.ok(captures().includes('before the fix.pb.gz'), captures().join());

    await contextAction(/^cpu/, 'Delete capture');
    await confirm(/^Delete$/);
    const permanently = workbench.page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: 'Delete Permanently' });
    await Promise.race([
      permanently.click().catch(() => undefined),
      row(/^cpu/).waitFor({ state: 'detached' }),
    ]);
    await row(/^cpu/).waitFor({ state: 'detached' });
    assert.deepEqual(captures(), ['before the fix.pb.gz']);
  });

  it('keeps header values out of sight and out of the settings', async () => {
    await workbench.runCommand('Heaplens: Set headers for captures…');
    await answer(addressPrompt, server.url);
    await workbench.quickPick('Another header').click();
    await answer('Name of the header', 'X-Api-Key');
    const masked = workbench.page.locator('.quick-input-widget input[type="password"]');
    await masked.fill('very-secret-value');
    await masked.press('Enter');
    await workbench.notifications().filter({ hasText: 'X-Api-Key' }).waitFor();
    await workbench.clearNotifications();

    await workbench.runCommand('Heaplens: Forget headers for captures…');
    await workbench.quickPick(server.url).filter({ hasText: 'X-Api-Key' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await workbench.runCommand('Heaplens: Forget headers for captures…');
    await workbench.notifications().filter({ hasText: 'No headers are stored' }).waitFor();
  });

  it('says what is wrong at an address without pprof', async () => {
    await workbench.clearNotifications();
    await workbench.runCommand('Heaplens: Capture profile…');
    await answer(addressPrompt, `${server.url}/nothing/debug/pprof/heap?gc=0`);
    const message = workbench.notifications().filter({ hasText: 'has no pprof at' });
    await message.waitFor();
    await workbench.screenshot('capture-no-pprof');
    assert.deepEqual(captures(), ['before the fix.pb.gz']);
  });

  function folder(): string {
    return path.join(stage.workspace.folder, '.heaplens');
  }

  function captures(): string[] {
    return fs.existsSync(folder()) ? fs.readdirSync(folder()).filter((name) => !name.startsWith('.')) : [];
  }

  async function waitForCaptures(count: number): Promise<void> {
    await waitFor(`${count} captures`, () => Promise.resolve(captures().length === count));
  }

  function input(): Locator {
    return workbench.page.locator('.quick-input-widget input[type="text"]');
  }

  /** Answers the question whose text holds `prompt`. */
  async function answer(prompt: string, text: string): Promise<void> {
    await workbench.page.locator('.quick-input-message', { hasText: prompt }).waitFor();
    await input().fill(text);
    await input().press('Enter');
  }

  async function addressShown(): Promise<string> {
    await workbench.page.locator('.quick-input-message', { hasText: addressPrompt }).waitFor();
    return input().inputValue();
  }

  function rows(): Locator {
    return workbench.page.locator('.pane-body .monaco-list-row');
  }

  function row(text: RegExp): Locator {
    return rows().filter({ hasText: text }).first();
  }

  async function contextAction(of: RegExp, label: string): Promise<void> {
    await row(of).click({ button: 'right' });
    const item = workbench.page.locator('.context-view .action-item', { hasText: label });
    // For a moment after it has opened, a menu takes no clicks; keys it takes at once.
    await item.hover();
    await item.and(workbench.page.locator('.focused')).waitFor();
    await workbench.page.keyboard.press('Enter');
  }

  async function confirm(button: RegExp): Promise<void> {
    await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: button }).click();
  }
});
