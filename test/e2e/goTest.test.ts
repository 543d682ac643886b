import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import { copyBenchModule } from '../helpers/benchModule';
import { repositoryRoot } from '../helpers/repository';
import { waitFor } from '../helpers/waitFor';
import type { Workbench } from '../helpers/workbench';
import { ProfileEditorPage } from './profilePage';
import { lineOf, type Stage, setStage } from './stage';

const testFile = 'bench/words/words_test.go';

describe('profiling the test under the cursor', () => {
  let stage: Stage;
  let workbench: Workbench;

  before(async () => {
    stage = await setStage('go-test', 'off', {
      'heaplens.test.flags': ['-benchtime=300x'],
      'heaplens.test.tags': 'stuck',
    });
    copyBenchModule(repositoryRoot, stage.workspace.folder);
    workbench = await stage.open();
  });
  after(() => stage?.close());

  it('goes from the CodeLens above a benchmark to its flame graph', async () => {
    await openAt(testFile, 'func BenchmarkCount(');
    await lens('profile memory', 'func BenchmarkCount(');
    await workbench.screenshotInAllThemes('test-lenses');
    await (await lens('profile memory', 'func BenchmarkCount(')).click();
    const profile = new ProfileEditorPage(workbench);
    await profile.waitUntilDrawn();
    assert.ok((await profile.colours()) > 4, 'the canvas is blank');
    await profile.detailsTitle.filter({ hasText: 'BenchmarkCount' }).waitFor();
    assert.match(
      (await profile.treeItem('BenchmarkCount').first().getAttribute('aria-label')) ?? '',
      /cum [\d.]+ MB/,
    );
    await profile.findBox('words.split');
    assert.deepEqual(
      captures().map((name) => name.replace(/^\d{8}-\d{6}-/, '')),
      ['words.BenchmarkCount-allocs.pb.gz'],
    );
    await workbench.screenshotInAllThemes('test-profile');
  });

  it('annotates the code that allocates', async () => {
    await openAt('bench/words/words.go', 'func split(');
    const found = await workbench.lensAbove('func split(');
    assert.match((await found.textContent()) ?? '', /alloc [\d.]+ MB \(\d+ %\)/);
    await workbench.screenshot('test-annotated');
  });

  it('shows B/op beside the benchmark, and compares with the run before', async () => {
    await openAt(testFile, 'func BenchmarkCount(');
    await (await lens(/\d B\/op|\d kB\/op/, 'func BenchmarkCount(')).waitFor();
    await (await lens('profile memory', 'func BenchmarkCount(')).click();
    const second = await waitFor('the second capture', () => captures().sort()[1]);
    await workbench.tab(second).and(workbench.page.locator('.active')).waitFor();
    await new ProfileEditorPage(workbench).waitUntilDrawn();
    await openAt(testFile, 'func BenchmarkCount(');
    const compared = /allocations as in the previous run/;
    await lens(compared, 'func BenchmarkCount(');
    await workbench.screenshotInAllThemes('test-compared');
    const result = await lens(compared, 'func BenchmarkCount(');
    assert.match((await result.getAttribute('title')) ?? '', /ns\/op: .* \(1 run each: no confidence\)/);
    await result.click();
    await workbench.page.locator('.part.panel', { hasText: 'Heaplens: go test' }).waitFor();
    await workbench.page.keyboard.press('Control+J');
  });

  it('asks which kinds to record, from the cursor', async () => {
    await openAt(testFile, 'func TestTable(');
    await workbench.runCommand('Heaplens: Profile test at cursor');
    await workbench.page.locator('.quick-input-title', { hasText: 'Profile TestTable' }).waitFor();
    await workbench.quickPickRow('mutex').click();
    await workbench.screenshot('test-kinds');
    await workbench.page
      .locator('.quick-input-widget .quick-input-action a, .quick-input-widget .monaco-button')
      .first()
      .click();
    await workbench.openView('Heaplens');
    const rows = workbench.page.locator('.pane-body .monaco-list-row', { hasText: 'words.TestTable' });
    await rows.nth(2).waitFor();
    for (const kind of ['allocs', 'cpu', 'mutex']) await rows.filter({ hasText: kind }).waitFor();
    await workbench.screenshotInAllThemes('test-captures');
    await openAt('bench/words/words.go', 'func (t *Table) Add(');
    await lens(/mutex/, 'func (t *Table) Add(');
  });

  it('can be cancelled, and leaves nothing', async () => {
    const before = captures();
    await openAt('bench/stuck/stuck_test.go', 'func TestStuck(');
    await (await lens('profile memory', 'func TestStuck(')).click();
    const notification = workbench.page.locator('.notification-list-item', {
      hasText: 'Profiling TestStuck',
    });
    await notification.filter({ hasText: /stuck: test \d+/ }).waitFor();
    const text = (await notification.textContent()) ?? '';
    const pids = /stuck: test (\d+), child (\d+)/.exec(text)!.slice(1);
    await (await lens('profiling…', 'func TestStuck(')).waitFor();
    await workbench.screenshot('test-running');
    await notification.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await notification.waitFor({ state: 'detached' });
    await waitFor('the processes to end', () => !pids.some((pid) => isRunning(pid)));
    await (await lens('profile memory', 'func TestStuck(')).waitFor();
    assert.deepEqual(captures(), before);
  });

  async function openAt(file: string, text: string): Promise<void> {
    await workbench.openFile(file);
    await workbench.goToLine(lineOf(stage, file, text));
  }

  /** The CodeLens with this text above the line of code, which is in sight. */
  function lens(text: string | RegExp, code: string): Promise<Locator> {
    const line = workbench.page.locator('.editor-group-container.active .view-line', {
      hasText: code.replaceAll(' ', '\u00a0'),
    });
    return waitFor(`a CodeLens "${text}" above "${code}"`, async () => {
      const box = await line.boundingBox({ timeout: 1000 });
      for (const found of await workbench.codeLenses().filter({ hasText: text }).all()) {
        const at = await found.boundingBox({ timeout: 1000 });
        if (box && at && at.y < box.y && box.y - at.y < 1.5 * box.height) return found;
      }
      return null;
    });
  }

  function captures(): string[] {
    const folder = path.join(stage.workspace.folder, '.heaplens');
    return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => /^[^.]/.test(name)) : [];
  }
});

describe('profiling tests in an untrusted folder', () => {
  let stage: Stage;
  let workbench: Workbench;

  before(async () => {
    stage = await setStage('go-test-untrusted', 'asked');
    copyBenchModule(repositoryRoot, stage.workspace.folder);
    workbench = await stage.open();
    await workbench.waitForRestrictedMode();
  });
  after(() => stage?.close());

  it('is not offered, while opening profiles works', async () => {
    await workbench.openFromExplorer('heap.pb.gz');
    await new ProfileEditorPage(workbench).waitUntilDrawn();
    await workbench.openFile('session/store.go');
    await workbench.goToLine(lineOf(stage, 'session/store.go', 'func newSession('));
    await workbench.lensAbove('func newSession('); // the extension's lenses are there by now
    await workbench.openFile(testFile);
    await workbench.goToLine(lineOf(stage, testFile, 'func BenchmarkCount('));
    await workbench.openPalette('Heaplens: Profile test at cursor');
    await workbench.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    assert.equal(await workbench.quickPick('Profile test at cursor').count(), 0);
    await workbench.page.keyboard.press('Escape');
    await workbench.openPalette('Heaplens: Run with GC trace');
    await workbench.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    assert.equal(await workbench.quickPick('Run with GC trace').count(), 0);
    await workbench.page.keyboard.press('Escape');
    assert.equal(await workbench.codeLenses().filter({ hasText: 'profile' }).count(), 0);
  });
});

/** A process that has ended but was not reaped yet (state Z) runs no more. */
function isRunning(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // it is gone
  }
}
