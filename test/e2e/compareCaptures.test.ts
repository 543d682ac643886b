import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import { type DerivedProfile, derivedParts } from '../../src/vscode/profileSource/derivedUri';
import { type GoServer, sampledHeapBytes, startGoServer, waitForHeap } from '../helpers/goProgram';
import { waitFor } from '../helpers/waitFor';
import type { Workbench } from '../helpers/workbench';
import { ProfileEditorPage } from './profilePage';
import { lineOf, type Stage, setStage } from './stage';

const leaking = 'session.newSession';
/** The captures are at least so far apart. */
const apartMs = 10_000;
const grownBytes = 1 << 20;

describe('two captures of a leaking program', () => {
  let stage: Stage;
  let workbench: Workbench;
  let server: GoServer;
  let profile: ProfileEditorPage;

  before(async () => {
    stage = await setStage('compare', 'off');
    server = await startGoServer(stage.workspace.binary, 0, ['-grow-until', '256']);
    await waitForHeap(server.url, 4 << 20);
    workbench = await stage.open();
    profile = new ProfileEditorPage(workbench);
  });
  after(async () => {
    await server?.stop();
    await stage?.close();
  });

  it('are compared from the Captures view', async () => {
    await captureHeap(1);
    const first = { ms: Date.now(), bytes: await sampledHeapBytes(server.url) };
    await waitFor('the program to leak for ten seconds', async () => {
      const grown = (await sampledHeapBytes(server.url)) - first.bytes;
      return Date.now() - first.ms >= apartMs && grown >= grownBytes;
    });
    await captureHeap(2);
    await workbench.openView('Heaplens');
    await rows().nth(1).waitFor();
    await rows().nth(0).click();
    await rows()
      .nth(1)
      .click({ modifiers: ['Control'] });
    await contextAction(rows().nth(1), 'Compare profiles…');
    const [older, newer] = captures() as [string, string];
    const comparison: DerivedProfile = {
      kind: 'compare',
      base: [`file:///${older}`],
      current: [`file:///${newer}`],
      mode: 'diffBase',
      normalize: false,
    };
    const title = path.posix.basename(derivedParts(comparison).path);
    assert.match(title, /^heap [\d:]+ − heap [\d:]+$/);
    await workbench.tab(title).and(workbench.page.locator('.active')).waitFor();
    await profile.waitUntilDrawn();
    const facts = await profile.frame.locator('.facts').textContent();
    assert.match(facts ?? '', /\+[\d.]+ MB inuse_space \([\d.]+ MB → [\d.]+ MB\)/);
  });

  it('differ in an orange box of the leaking function', async () => {
    const said = await profile.treeItem(leaking).first().getAttribute('aria-label');
    assert.match(said ?? '', /newSession, cum \+[\d.]+ MB, [\d.]+ MB → [\d.]+ MB · \+[\d.]+ %/);
    await profile.findBox(leaking);
    const colour = await profile.frame
      .locator('.flame-tip-swatch')
      .evaluate((swatch) => getComputedStyle(swatch).backgroundColor);
    const [red, green, blue] = colour.match(/\d+/g)!.map(Number) as [number, number, number];
    assert.ok(red > green + 20 && green > blue + 10, `${colour} is orange`);
    await workbench.screenshot('comparison');
  });

  it('are compared in other ways in the same tab', async () => {
    const ofDifference = profile.frame.getByRole('radio', { name: '% of difference' });
    await profile.frame.getByRole('radio', { name: '% of base' }).press('ArrowRight');
    await ofDifference.and(profile.frame.locator('[aria-checked="true"]')).waitFor();
    await waitFor('the comparison before to be closed', async () => (await comparisons().count()) === 1);
    await profile.waitUntilDrawn();
  });

  it('say in a CodeLens by how much the function has grown', async () => {
    await workbench.openFile('session/store.go');
    await workbench.goToLine(lineOf(stage, 'session/store.go', 'func newSession('));
    const lens = await workbench.lensAbove('func newSession(');
    assert.match((await lens.textContent()) ?? '', /^inuse \+[\d.]+ MB \(\+[\d.]+ %\)/);
    await workbench.screenshot('comparison-source');
  });

  it('list the leaking line in Problems', async () => {
    const line = lineOf(stage, 'session/store.go', 'history:     make(');
    const problems = await workbench.openProblems();
    const grown = problems.filter({ hasText: /inuse \+[\d.]+ MB .* on this line, more than before/ });
    await grown.filter({ hasText: new RegExp(`\\[Ln ${line}, `) }).waitFor();
  });

  /** Takes one more, which makes `count`. */
  async function captureHeap(count: number): Promise<void> {
    await workbench.runCommand('Heaplens: Capture profile…');
    const input = workbench.page.locator('.quick-input-widget input[type="text"]');
    await workbench.page.locator('.quick-input-message', { hasText: 'Address of the Go program' }).waitFor();
    await input.fill(`${server.url}/debug/pprof/heap?gc=1`);
    await input.press('Enter');
    await waitFor(`${count} captures`, () => captures().length === count);
    await workbench.tab(captures().at(-1)!).waitFor();
  }

  /** Oldest first. */
  function captures(): string[] {
    const folder = path.join(stage.workspace.folder, '.heaplens');
    if (!fs.existsSync(folder)) return [];
    return fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.pb.gz') && !name.startsWith('.'))
      .sort();
  }

  function comparisons(): Locator {
    return workbench.page.locator('.tabs-container .tab', { hasText: '−' });
  }

  function rows(): Locator {
    return workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: /^heap/ });
  }

  async function contextAction(row: Locator, label: string): Promise<void> {
    await row.click({ button: 'right' });
    const item = workbench.page.locator('.context-view .action-item', { hasText: label });
    // For a moment after it has opened, a menu takes no clicks; keys it takes at once.
    await item.hover();
    await item.and(workbench.page.locator('.focused')).waitFor();
    await workbench.page.keyboard.press('Enter');
  }
});
