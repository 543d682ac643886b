import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../helpers/browser';
import { installExtension } from '../helpers/installedExtension';
import { type LeakyWorkspace, makeLeakyWorkspace } from '../helpers/leakyWorkspace';
import { makeTemporaryFolder, removeFolder } from '../helpers/repository';
import { startVscodeServer, type VscodeServer } from '../helpers/vscodeServer';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../helpers/workbench';

/** A real VS Code with Heaplens installed as its .vsix would be, a browser, and the leaky shop's source with its profiles. */
export interface Stage {
  readonly workspace: LeakyWorkspace;
  readonly server: VscodeServer;
  open(options?: Partial<WorkbenchOptions>): Promise<Workbench>;
  close(): Promise<void>;
}

/** `trust` asked: as in a fresh VS Code, where folders are restricted until the user trusts them. */
export async function setStage(
  name: string,
  trust: 'off' | 'asked',
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Stage> {
  const home = makeTemporaryFolder('stage');
  const extensionsFolder = path.join(home, 'extensions');
  await installExtension(extensionsFolder);
  const [workspace, server, browser] = await Promise.all([
    makeLeakyWorkspace(),
    startVscodeServer({ userDataFolder: path.join(home, 'user'), extensionsFolder, trust, settings, name }),
    launchBrowser(),
  ]);
  return {
    workspace,
    server,
    open: (options = {}) => openWorkbench(browser, server, { folder: workspace.folder, ...options }),
    close: () => strike(browser, server, workspace, home),
  };
}

async function strike(
  browser: Browser,
  server: VscodeServer,
  workspace: LeakyWorkspace,
  home: string,
): Promise<void> {
  await browser.close();
  await server.stop();
  workspace.dispose();
  removeFolder(home);
}

/** 1-based line of the first line that begins with the text. */
export function lineOf(stage: Stage, file: string, text: string): number {
  const lines = fs.readFileSync(path.join(stage.workspace.folder, file), 'utf8').split('\n');
  return lines.findIndex((line) => line.trim().startsWith(text)) + 1;
}
