import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { buildGoProgram, saveProfile, startGoServer } from '../helpers/goProgram';
import type { LeakyWorkspace } from '../helpers/leakyWorkspace';
import { repositoryRoot } from '../helpers/repository';
import { waitFor } from '../helpers/waitFor';
import { ProfileEditorPage } from './profilePage';
import { lineOf, setStage } from './stage';

const folder = path.join(repositoryRoot, 'media', 'readme');
const maximumBytes = 150_000;
const size = { width: 1180, height: 640 };

/** npm run pictures: takes the pictures of README.md. Build first. */
async function main(): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const stage = await setStage('pictures', 'off', {
    'editor.minimap.enabled': false,
    'breadcrumbs.enabled': false,
    'editor.stickyScroll.enabled': false,
    'editor.occurrencesHighlight': 'off',
  });
  try {
    await watchLeak(stage.workspace);
    const workbench = await stage.open({ viewport: size });
    const profile = new ProfileEditorPage(workbench);
    const take = (name: string) => takePicture(name, (file) => workbench.page.screenshot({ path: file }));

    await workbench.useTheme('dark');
    await workbench.openFromExplorer(historyName);
    await workbench.page.keyboard.press('Control+B');
    await workbench.webview().locator('.timeline-body').waitFor();
    await workbench.webview().getByText('About this rule').first().waitFor();
    await workbench.page.setViewportSize({ width: 1000, height: 700 });
    await workbench.nextFrame();
    await take('timeline');
    await workbench.page.setViewportSize(size);
    await workbench.page.keyboard.press('Control+B');

    await workbench.openFromExplorer('heap.pb.gz');
    await profile.waitUntilDrawn();
    await workbench.page.keyboard.press('Control+B');
    await profile.frame.locator('.value-types').click();
    await profile.frame.getByRole('option', { name: /alloc_space/ }).click();
    await profile.frame.locator('.fact', { hasText: 'alloc_space' }).waitFor();
    await workbench.nextFrame();
    await take('flame-graph');

    await dumpStuckOrders(stage.workspace);
    await workbench.page.keyboard.press('Control+B');
    await workbench.openFromExplorer(dumpName);
    await workbench.page.keyboard.press('Control+B');
    const page = workbench.webview();
    await page.locator('.vgrid-groups .vgrid-row[data-position]').first().click();
    await page.getByText('About this rule').first().waitFor();
    await workbench.page.setViewportSize({ width: 1060, height: 560 });
    await workbench.nextFrame();
    await take('goroutines');
    await workbench.page.setViewportSize(size);

    await workbench.useTheme('light');
    await workbench.openFile('session/store.go');
    await workbench.goToLine(lineOf(stage, 'session/store.go', 'func newSession('));
    await workbench.lensAbove('func newSession(');
    await take('source');
  } finally {
    await stage.close();
  }
}

const dumpName = 'orders.goroutines';

/** A dump of the program when payments that nobody waits for any more are stuck. */
async function dumpStuckOrders({ binary, folder: workspaceFolder }: LeakyWorkspace): Promise<void> {
  const server = await startGoServer(binary, 0, ['-grow-until', '1', '-rate', '200']);
  try {
    await waitFor('stuck payments', async () => {
      const text = await (await fetch(`${server.url}/debug/pprof/goroutine?debug=1`)).text();
      const [, count] = /^(\d+) @ .*\n(?:#.*\n)*?#.*Pay\.func1/m.exec(text) ?? [];
      return Number(count) >= 120;
    });
    await saveProfile(`${server.url}/debug/pprof/goroutine?debug=2`, path.join(workspaceFolder, dumpName));
  } finally {
    await server.stop();
  }
}

const historyName = 'api.memwatch';
const pressureSource = path.join(repositoryRoot, 'test', 'fixtures', 'programs', 'pressure');

/** The history of a program that leaks towards its GOMEMLIMIT, watched from a shell. */
async function watchLeak({ folder: workspaceFolder }: LeakyWorkspace): Promise<void> {
  const binary = path.join(workspaceFolder, '..', 'api');
  buildGoProgram(pressureSource, binary);
  const server = await startGoServer(binary, 0, ['-mode', 'leak', '-growth', '2', '-limit', '320']);
  try {
    const cli = path.join(repositoryRoot, 'dist', 'cli.js');
    const file = path.join(workspaceFolder, historyName);
    const args = [cli, 'watch', server.url, '--every', '500ms', '--for', '100s', '--json', '--out', file];
    await promisify(execFile)(process.execPath, args, { maxBuffer: 64 << 20 });
  } finally {
    await server.stop();
  }
}

async function takePicture(name: string, shoot: (file: string) => Promise<unknown>): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  await shoot(file);
  const { size } = fs.statSync(file);
  console.log(`${path.relative(repositoryRoot, file)}: ${Math.ceil(size / 1000)} kB`);
  if (size > maximumBytes) {
    throw new Error(`${name}.png has more than ${maximumBytes / 1000} kB: make the window smaller`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
