import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import { runHeaplens } from '../../src/cli/main';
import { type DerivedProfile, derivedParts } from '../../src/vscode/profileSource/derivedUri';
import { type GoServer, goVersion, leakySource, startGoServer } from '../helpers/goProgram';
import { makeTemporaryFolder, removeFolder } from '../helpers/repository';
import { waitFor } from '../helpers/waitFor';
import type { Workbench } from '../helpers/workbench';
import { lineOf, type Stage, setStage } from './stage';

const addressPrompt = 'Address of the Go program';
const leakingFile = 'checkout/desk.go';
/** Each slow order leaves a goroutine behind. */
const slowOrders = 200;

describe('goroutines of a leaking program', () => {
  let stage: Stage;
  let workbench: Workbench;
  let server: GoServer;

  before(async () => {
    stage = await setStage('goroutine-capture', 'off');
    // Little traffic of its own: what leaks is what this test orders.
    server = await startGoServer(stage.workspace.binary, 0, ['-grow-until', '1', '-rate', '1']);
    workbench = await stage.open();
  });
  after(async () => {
    await server?.stop();
    await stage?.close();
  });

  it('are captured as a dump, twice while they leak', async () => {
    await captureDump(1);
    await orderSlowly(server.url, slowOrders);
    await captureDump(2);
    const [older, newer] = captures() as [string, string];
    assert.ok(
      goroutinesIn(newer) - goroutinesIn(older) >= slowOrders,
      `${goroutinesIn(older)} goroutines became ${goroutinesIn(newer)}`,
    );
    assert.match(older, /^\d{8}-\d{6}-127\.0\.0\.1-\d+-goroutines\.goroutines$/);
  });

  it('are listed with their number, and compared from there', async () => {
    await workbench.openView('Heaplens');
    const [older, newer] = captures() as [string, string];
    const count = goroutinesIn(newer).toLocaleString('en-US');
    await rows()
      .filter({ hasText: `goroutines  ${count}` })
      .first()
      .waitFor();
    await rows().nth(0).click();
    await rows()
      .nth(1)
      .click({ modifiers: ['Control'] });
    await contextAction(rows().nth(1), 'Compare profiles…');
    await comparisonTab([older, newer]).and(workbench.page.locator('.active')).waitFor();
  });

  it('are proven to leak by the comparison: the growing group, its lines and its rate', async () => {
    const finding = workbench.webview().locator('.finding-row', { hasText: 'Group of goroutines grows' });
    await finding.waitFor();
    const line = lineOf(stage, leakingFile, 'receipts <- d.charge(card)');
    const said = (await finding.first().textContent()) ?? '';
    const [, first, last] =
      new RegExp(
        `From ([\\d,]+) to ([\\d,]+) goroutines at desk\\.go:${line} over 2 dumps.*: \\+[\\d,]+ a minute`,
      ).exec(said) ?? [];
    const numberOf = (digits = '') => Number(digits.replaceAll(',', ''));
    assert.ok(numberOf(last) - numberOf(first) >= slowOrders, said);
    await workbench.screenshotInAllThemes('goroutines-compared');
  });

  it('are proven to leak in a shell as well', async () => {
    const [older, newer] = captures().map((name) => path.join(folder(), name)) as [string, string];
    const args = ['goroutines', newer, '--base', older, '--source', stage.workspace.folder];
    const { exitCode, stdout } = await runHeaplens([...args, '--json', '--fail-on', 'warning']);
    assert.equal(exitCode, 3);
    const { groups, findings } = JSON.parse(stdout);
    const growth = findings.find(({ ruleId }: { ruleId: string }) => ruleId === 'G5');
    assert.ok(growth, stdout.slice(0, 2000));
    const creator = {
      func: 'example.com/leaky/checkout.(*Desk).Pay',
      line: lineOf(stage, leakingFile, 'go func() {'),
    };
    const leaking = groups.find(({ findings }: { findings: string[] }) => findings.includes('G5'));
    assert.equal(leaking.change, 'grown');
    assert.ok(leaking.count - leaking.base >= slowOrders && leaking.perMinute > 0, JSON.stringify(leaking));
    assert.deepEqual({ func: leaking.createdBy.func, line: leaking.createdBy.line }, creator);
  });

  it('say at the go statement that made them how many there are', async () => {
    await workbench.openFile(leakingFile);
    await workbench.goToLine(lineOf(stage, leakingFile, 'go func() {'));
    const lens = await workbench.lensAbove('go func() {');
    const said = (await lens.textContent()) ?? '';
    const grown = /\d+ goroutines started here, .*chan send · \+(\d+) since the dump before/.exec(said);
    assert.ok(Number(grown?.[1]) >= slowOrders, said);
    await workbench.screenshot('goroutines-source');
  });

  it('are watched: captured several times, and compared', async () => {
    await startWatch('2', '1');
    await workbench.notifications().filter({ hasText: 'Watching goroutines of 127.0.0.1' }).waitFor();
    await waitForCaptures(4);
    await comparisonTab(captures().slice(2)).and(workbench.page.locator('.active')).waitFor();
    await workbench.webview().locator('.finding-row', { hasText: 'receiver gone' }).waitFor();
  });

  it('are watched no longer than wanted, and what was captured stays', async () => {
    await startWatch('3', '3600');
    const progress = workbench.page.locator('.notification-toast', { hasText: 'Watching goroutines' });
    await progress.filter({ hasText: '1 of 3 captured, the next in 3' }).waitFor();
    await workbench.screenshot('goroutines-watch');
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    assert.equal(captures().length, 5);
    assert.deepEqual(
      fs.readdirSync(folder()).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('are asked of the collector, where the program can ask it', async () => {
    await workbench.clearNotifications();
    const isPlain = /^go1\.(?:1\d|2[0-6])(?:\.|$)/.test(goVersion() ?? '');
    if (isPlain) {
      await runWithAddress('Heaplens: Capture goroutine leaks…', server.url);
      const message = workbench.notifications().filter({ hasText: 'has no goroutineleak profile' });
      await message.waitFor();
      assert.match((await message.textContent()) ?? '', /GOEXPERIMENT=goroutineleakprofile/);
      await workbench.clearNotifications();
    }
    const home = makeTemporaryFolder('leak-profile');
    const binary = path.join(home, 'leaky-leaks');
    buildWithLeakProfile(binary);
    const asking = await startGoServer(binary, 0, ['-grow-until', '1', '-rate', '1']);
    try {
      await orderSlowly(asking.url, 20);
      await runWithAddress('Heaplens: Capture goroutine leaks…', asking.url);
      const name = await waitFor('the capture of leaks', () =>
        fs.readdirSync(folder()).find((file) => file.endsWith('-goroutineleak.pb.gz')),
      );
      await workbench.tab(name).waitFor();
      await workbench.webview().getByText('Pay.func1').first().waitFor();
    } finally {
      await asking.stop();
      removeFolder(home);
    }
  });

  /** Takes one more, which makes `count`. */
  async function captureDump(count: number): Promise<void> {
    await runWithAddress('Heaplens: Capture goroutines…', server.url);
    await waitForCaptures(count);
    await workbench.tab(captures().at(-1)!).waitFor();
  }

  async function startWatch(times: string, everySeconds: string): Promise<void> {
    await runWithAddress('Heaplens: Watch goroutines…', server.url);
    await answer('How many times to capture', times);
    await answer('How many seconds from one capture to the next', everySeconds);
  }

  async function runWithAddress(command: string, address: string): Promise<void> {
    await workbench.runCommand(command);
    await answer(addressPrompt, address);
  }

  /** Answers the question whose text holds `prompt`. */
  async function answer(prompt: string, text: string): Promise<void> {
    await workbench.page.locator('.quick-input-message', { hasText: prompt }).waitFor();
    const input = workbench.page.locator('.quick-input-widget input[type="text"]');
    await input.fill(text);
    await input.press('Enter');
  }

  function comparisonTab(names: readonly string[]): Locator {
    const of = names.map((name) => `file:///${name}`);
    const comparison: DerivedProfile = { kind: 'dumps', of };
    return workbench.tab(path.posix.basename(derivedParts(comparison).path));
  }

  function folder(): string {
    return path.join(stage.workspace.folder, '.heaplens');
  }

  /** Dumps, oldest first. */
  function captures(): string[] {
    if (!fs.existsSync(folder())) return [];
    return fs
      .readdirSync(folder())
      .filter((name) => name.endsWith('.goroutines'))
      .sort();
  }

  async function waitForCaptures(count: number): Promise<void> {
    await waitFor(`${count} captures`, () => captures().length === count);
  }

  function goroutinesIn(name: string): number {
    const text = fs.readFileSync(path.join(folder(), name), 'utf8');
    return text.match(/^goroutine \d+ \[/gm)!.length;
  }

  function rows(): Locator {
    return workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: /^goroutines/ });
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

/** The provider is slow for these cards: the shop gives up, and leaves what waits for the provider behind. */
async function orderSlowly(url: string, count: number): Promise<void> {
  const atOnce = 20;
  for (let ordered = 0; ordered < count; ordered += atOnce) {
    const orders = Array.from({ length: atOnce }, () => fetch(`${url}/checkout?card=slow`));
    for (const reply of await Promise.all(orders)) assert.equal(reply.status, 504);
  }
  const blocked = async () => {
    const text = await (await fetch(`${url}/debug/pprof/goroutine?debug=2`)).text();
    return (text.match(/\[chan send\b/g) ?? []).length >= count;
  };
  await waitFor(`${count} goroutines to be left behind`, blocked);
}

/** Go 1.26 has the profile as an experiment; later ones know none of that name. */
function buildWithLeakProfile(binary: string): void {
  const experiment = goVersion()?.startsWith('go1.26') ? 'goroutineleakprofile' : '';
  const { status, stderr } = spawnSync('go', ['build', '-o', binary, '.'], {
    cwd: leakySource,
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off', GOEXPERIMENT: experiment },
  });
  assert.equal(status, 0, stderr);
}
