import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildGoProgram, type GoServer, startGoServer } from '../helpers/goProgram';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../helpers/repository';
import { waitFor } from '../helpers/waitFor';
import type { Workbench } from '../helpers/workbench';
import { type Stage, setStage } from './stage';

/** Half a minute is what the rule asks for by itself: the test has the same leak, only faster. */
const settings = {
  'heaplens.watch.intervalSeconds': 0.25,
  'heaplens.memory.rules.thresholds': { 'H1.minSeconds': 8, 'H1.secondsForError': 8 },
};

describe('memory of a leaking program', () => {
  let stage: Stage;
  let workbench: Workbench;
  let server: GoServer;
  let programs: string;

  before(async () => {
    stage = await setStage('memory-watch', 'off', settings);
    programs = makeTemporaryFolder('pressure');
    const binary = path.join(programs, 'pressure');
    buildGoProgram(path.join(repositoryRoot, 'test', 'fixtures', 'programs', 'pressure'), binary);
    server = await startGoServer(binary, 0, [
      '-mode',
      'leak',
      '-growth',
      '16',
      '-gogc',
      '20',
      '-limit',
      '1024',
    ]);
    workbench = await stage.open();
  });
  after(async () => {
    await server?.stop();
    await stage?.close();
    if (programs) removeFolder(programs);
  });

  it('is watched on a timeline that grows', async () => {
    await workbench.runCommand('Heaplens: Watch memory of a running program…');
    await workbench.page.locator('.quick-input-message', { hasText: 'Address of the Go program' }).waitFor();
    const input = workbench.page.locator('.quick-input-widget input[type="text"]');
    await input.fill(server.url);
    await input.press('Enter');
    const live = workbench.webview().locator('.live-bar');
    await live.getByText('Watching').waitFor();
    await live.getByText(/\/metrics every 250 ms/).waitFor();
    await workbench.tab(history()).waitFor();
    await workbench.webview().locator('.timeline-graph canvas').first().waitFor();
  });

  it('stands in the status bar against its limit', async () => {
    const item = workbench.page.locator('.statusbar-item', { hasText: /[\d.]+ MB \/ 1\.00 GB/ });
    await item.waitFor();
    assert.match((await item.getAttribute('aria-label')) ?? (await item.textContent()) ?? '', /1\.00 GB/);
  });

  it('is seen to leak while it is watched', async () => {
    const finding = workbench.webview().locator('.finding-row', { hasText: 'Live heap keeps growing' });
    await finding.first().waitFor({ timeout: 60_000 });
    await finding.first().click();
    await workbench.screenshotInAllThemes('memory-watch');
  });

  it('is captured from the timeline, with a mark that opens the capture', async () => {
    const page = workbench.webview();
    await page.getByRole('button', { name: 'Capture heap now' }).click();
    const capture = await waitFor('the capture', () => files('-heap.pb.gz')[0]);
    const mark = await waitFor('its mark', () => {
      const lines = fs.readFileSync(path.join(folder(), history()), 'utf8').split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line)).find((line) => line.mark === 'capture');
    });
    assert.deepEqual({ what: mark.what, file: mark.file }, { what: 'heap', file: capture });
    await page.locator('.timeline-mark.capture').first().click();
    await workbench.tab(capture).waitFor();
  });

  it('is shown again by its item in the status bar', async () => {
    await workbench.page.locator('.statusbar-item', { hasText: '/ 1.00 GB' }).click();
    await workbench.webview().locator('.live-bar').getByText('Watching').waitFor();
  });

  it('is captured when its heap is large', async () => {
    const page = workbench.webview();
    await page.getByRole('button', { name: 'Capture when live exceeds…' }).click();
    await page.locator('#timeline-capture-when input').fill('64MiB');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Captures above 64.0 MB').waitFor();
    await waitFor('the second capture', () => files('-heap.pb.gz').length === 2);
  });

  it('stops and goes on in the same history', async () => {
    const page = workbench.webview();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.locator('.live-bar').getByText('Stopped').waitFor();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.locator('.live-bar').getByText('Watching').waitFor();
    assert.equal(files('.memwatch').length, 1);
  });

  it('is watched no longer when its editor is closed', async () => {
    await workbench.closeAllEditors();
    await workbench.page.locator('.statusbar-item', { hasText: '/ 1.00 GB' }).waitFor({ state: 'detached' });
    const text = fs.readFileSync(path.join(folder(), history()), 'utf8');
    assert.equal(JSON.parse(text.trimEnd().split('\n').at(-1)!).mark, 'stop');
  });

  function folder(): string {
    return path.join(stage.workspace.folder, '.heaplens');
  }

  function files(suffix: string): string[] {
    return fs.existsSync(folder()) ? fs.readdirSync(folder()).filter((name) => name.endsWith(suffix)) : [];
  }

  function history(): string {
    const [name] = files('-memory.memwatch');
    assert.ok(name, 'there is no history');
    return name;
  }
});
