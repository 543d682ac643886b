import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { waitFor } from '../helpers/waitFor';
import type { Workbench } from '../helpers/workbench';
import { type Stage, setStage } from './stage';
import { TimelineEditorPage } from './timelineEditorPage';

/** Collection `n` at second `n`, with `n` MB live and a goal of twice that. */
function cycle(n: number): string {
  return `gc ${n} @${n}.000s 1%: 0.020+1.5+0.010 ms clock, 0.040+0.30/1.2/0+0.020 ms cpu, ${2 * n}->${2 * n}->${n} MB, ${2 * n} MB goal, 0 MB stacks, 0 MB globals, 2 P\n`;
}

const trace = Array.from({ length: 60 }, (_, i) => cycle(i + 1)).join('');

describe('GC traces', () => {
  let stage: Stage;
  let workbench: Workbench;
  let timeline: TimelineEditorPage;

  before(async () => {
    stage = await setStage('gc-trace', 'off');
    const { folder } = stage.workspace;
    fs.writeFileSync(path.join(folder, 'shop.gctrace'), trace);
    const served = Array.from({ length: 200 }, (_, i) => `INFO request ${i} served\n`).join('');
    fs.writeFileSync(path.join(folder, 'service.log'), `${served}${trace}`);
    workbench = await stage.open();
    timeline = new TimelineEditorPage(workbench);
  });
  after(() => stage?.close());
  beforeEach(() => workbench.closeAllEditors());

  it('open from the explorer as a timeline that can be read', async () => {
    await workbench.openFromExplorer('shop.gctrace');
    await timeline.waitUntilDrawn();
    await timeline.findings.filter({ hasText: 'Live heap keeps growing' }).waitFor();
    assert.match(await timeline.facts(), /GC trace.*60/);
    assert.ok((await timeline.colours()) > 6, 'the canvas is blank');
    await workbench.screenshotInAllThemes('gctrace');
    await timeline.graph.press('2');
    const rows = timeline.tableRows();
    await rows.first().waitFor();
    const first = await rows.first().locator('[role="gridcell"]').allTextContents();
    assert.deepEqual(first.slice(0, 4), ['+1.000 s', '1.00 MB', '2.00 MB', '2.00 MB']);
    await workbench.screenshot('gctrace-table');
  });

  it('are written as tables, pictures and reports', async () => {
    await workbench.openFromExplorer('shop.gctrace');
    await timeline.waitUntilDrawn();
    const csv = await exported('GC cycles (CSV)', 'shop-cycles.csv');
    assert.equal(csv.toString('utf8').trimEnd().split('\n').length, 61);
    const png = await exported('Picture of what is in view (PNG)', 'shop-timeline.png');
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    assert.ok(png.length > 10_000, `${png.length} bytes`);
    const report = (await exported('Incident report (Markdown)', 'shop-incident.md')).toString('utf8');
    assert.match(report, /Live heap keeps growing/);
    assert.match(report, /\(<shop-incident\.png>\)/);
    assert.ok(fs.existsSync(inFolder('shop-incident.png')));
    const history = await exported('History that Heaplens opens again', 'shop-history.memwatch');
    assert.match(history.toString('utf8'), /^\{"heaplens":"memory"/);
    await workbench.clearNotifications();
  });

  it('are offered by the title of a log that has one', async () => {
    // By name: rows of the explorer move while it takes in what was written just before.
    await workbench.openFile('service.log');
    await workbench.page.getByRole('button', { name: 'Open in Heaplens' }).click();
    await timeline.waitUntilDrawn();
    assert.match(await timeline.facts(), /60/);
    await workbench.page.getByRole('button', { name: 'Open as text' }).click();
    await workbench.page.locator('.monaco-editor .view-line', { hasText: 'INFO request' }).first().waitFor();
  });

  it('of a program are drawn while it runs, and end with it', async () => {
    await workbench.runCommand('Heaplens: Run with GC trace…');
    await workbench.quickPick('leaky').click();
    await workbench.page.locator('.quick-input-title', { hasText: 'with GC Trace' }).waitFor();
    await workbench.page.keyboard.type('GOGC=50 -addr 127.0.0.1:0 -grow-until 256');
    await workbench.page.keyboard.press('Enter');
    await workbench.page
      .locator('.terminal-tab, .single-terminal-tab', { hasText: 'gc trace' })
      .first()
      .waitFor();
    await timeline.waitUntilDrawn(60_000);
    await timeline.live.filter({ hasText: 'leaky' }).waitFor();
    const before = await timeline.cycles();
    await waitFor('more collections', async () => (await timeline.cycles()) > before + 3, 30_000);
    await workbench.screenshotInAllThemes('gctrace-live');
    await timeline.live.getByRole('button', { name: 'Stop' }).click();
    await timeline.live.filter({ hasText: /ended/ }).waitFor();
    assert.equal(await timeline.live.getByRole('button', { name: 'Resume' }).isVisible(), false);
    await workbench.screenshot('gctrace-ended');
    const kept = fs.readdirSync(path.join(stage.workspace.folder, '.heaplens'));
    const file = kept.find((name) => name.endsWith('-gctrace.gctrace'));
    assert.ok(file, kept.join());
    const lines = fs.readFileSync(path.join(stage.workspace.folder, '.heaplens', file), 'utf8').trimEnd();
    assert.equal(lines.split('\n').length, await timeline.cycles());
  });

  const inFolder = (name: string) => path.join(stage.workspace.folder, name);

  /** What the menu's entry writes where it is offered to go. */
  async function exported(entry: string, file: string): Promise<Buffer> {
    await timeline.frame.getByRole('button', { name: 'Export' }).click();
    await timeline.frame.getByRole('menuitem', { name: entry }).click();
    const target = workbench.page.locator('.quick-input-widget input[type="text"]');
    await waitFor(`the dialog to offer ${file}`, async () =>
      (await target.inputValue()).endsWith(`/${file}`),
    );
    await workbench.page.keyboard.press('Enter');
    await waitFor(file, () => fs.existsSync(inFolder(file)) && fs.statSync(inFolder(file)).size > 0);
    await workbench.notifications().filter({ hasText: file }).first().waitFor();
    return fs.readFileSync(inFolder(file));
  }
});
