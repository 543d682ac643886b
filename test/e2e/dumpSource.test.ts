import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { saveProfile, startGoServer } from '../helpers/goProgram';
import { waitFor } from '../helpers/waitFor';
import type { Workbench } from '../helpers/workbench';
import { lineOf, type Stage, setStage } from './stage';

const desk = 'checkout/desk.go';
const sending = 'receipts <- d.charge(card)';
const starting = 'go func() {';

describe('a goroutine dump in the source', () => {
  let stage: Stage;
  let workbench: Workbench;

  before(async () => {
    stage = await setStage('dump-source', 'off');
    const server = await startGoServer(stage.workspace.binary, 0, ['-grow-until', '1']);
    const file = path.join(stage.workspace.folder, 'leak.goroutines');
    try {
      await waitFor('goroutines that nobody receives from', async () => {
        const text = await (await fetch(`${server.url}/debug/pprof/goroutine?debug=1`)).text();
        const [, count] = /^(\d+) @ .*\n(?:#.*\n)*?#.*Pay\.func1/m.exec(text) ?? [];
        return Number(count) >= 30;
      });
      await saveProfile(`${server.url}/debug/pprof/goroutine?debug=2`, file);
    } finally {
      await server.stop();
    }
    workbench = await stage.open();
  });
  after(() => stage?.close());

  it('says above the blocking line and the go statement who is stuck', async () => {
    await workbench.openFromExplorer('leak.goroutines');
    await workbench.openFile(desk);
    await workbench.goToLine(lineOf(stage, desk, sending));
    const blocked = await workbench.lensAbove(sending);
    assert.match((await blocked.textContent()) ?? '', /^\d+ goroutines blocked here: chan send/);
    const started = await workbench.lensAbove(starting);
    assert.match(
      (await started.textContent()) ?? '',
      /^\d+ goroutines started here, all still blocked in chan send/,
    );
    await workbench.screenshotInAllThemes('dump-source');
  });

  it('tells more where someone points at the line', async () => {
    await workbench.page.keyboard.press('Control+K');
    await workbench.page.keyboard.press('Control+I');
    const hover = workbench.page.locator('.monaco-hover', { hasText: 'receiver gone' });
    await hover.first().waitFor();
    await workbench.screenshot('dump-hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('lists the finding in Problems', async () => {
    const rows = await workbench.openProblems();
    await rows.filter({ hasText: 'desk.go' }).first().waitFor();
    await rows
      .filter({ hasText: /receiver gone.*G17/ })
      .first()
      .waitFor();
    await workbench.screenshot('dump-problems');
    await workbench.page.keyboard.press('Control+J');
  });

  it('stays over a reload of the window', async () => {
    await workbench.closeAllEditors();
    await workbench.reload();
    await workbench.openFile(desk);
    await workbench.goToLine(lineOf(stage, desk, sending));
    const started = await workbench.lensAbove(starting);
    assert.match((await started.textContent()) ?? '', /^\d+ goroutines started here/);
  });

  it('leads from the CodeLens to these goroutines in the dump', async () => {
    await (await workbench.lensAbove(sending)).click();
    await workbench.tab('leak.goroutines').and(workbench.page.locator('.active')).waitFor();
    const line = lineOf(stage, desk, sending);
    const chip = workbench.webview().locator('.chips', { hasText: `checkout/desk.go:${line}` });
    await chip.waitFor();
    await workbench.screenshot('dump-filtered');
  });

  it('marks what is followed from a dump, though another was opened later', async () => {
    const other = 'goroutine 1 [select (no cases)]:\nmain.main()\n\t/elsewhere/main.go:3 +0x1d\n';
    fs.writeFileSync(path.join(stage.workspace.folder, 'other.goroutines'), other);
    await workbench.closeAllEditors();
    await workbench.openFromExplorer('leak.goroutines');
    await workbench.openFromExplorer('other.goroutines');
    await workbench.page.locator('.statusbar-item', { hasText: 'other.goroutines' }).waitFor();
    await workbench.tab('leak.goroutines').click();
    await workbench.webview().locator('.location-link', { hasText: 'desk.go' }).first().click();
    const started = await workbench.lensAbove(starting);
    assert.match((await started.textContent()) ?? '', /^\d+ goroutines started here/);
  });

  it('marks what the dump says that someone turns to', async () => {
    const active = (name: string) => workbench.page.locator('.statusbar-item', { hasText: name });
    await workbench.tab('other.goroutines').click();
    await active('other.goroutines').waitFor();
    await workbench.tab('leak.goroutines').click();
    await active('leak.goroutines').waitFor();
  });
});
