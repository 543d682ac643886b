import * as fs from 'node:fs';
import * as path from 'node:path';
import { launchBrowser } from '../helpers/browser';
import { repositoryRoot } from '../helpers/repository';
import { startVscodeServer } from '../helpers/vscodeServer';
import { waitFor } from '../helpers/waitFor';
import { openWorkbench } from '../helpers/workbench';
import { type HostRun, runTimeoutMs } from './hostRun';

/** Runs the tests in the extension host of VS Code's server build; its workbench is a page of a browser without window. */
export async function runInServer(run: HostRun): Promise<void> {
  const server = await startVscodeServer({
    userDataFolder: path.join(run.home, 'user'),
    extensionsFolder: path.join(run.home, 'extensions'),
    trust: 'off',
    env: run.env,
    name: 'integration',
  });
  const browser = await launchBrowser();
  try {
    let ended = false;
    const workbench = await openWorkbench(browser, server, {
      folder: run.workspace,
      developmentFolder: repositoryRoot,
      testsFile: run.testsFile,
      onLog: (text) => process.env.HEAPLENS_VERBOSE && console.log(text),
      onExit: () => {
        ended = true;
      },
    });
    await waitFor(
      'the tests in the extension host to end',
      () => ended || fs.existsSync(run.resultFile),
      runTimeoutMs,
    );
    await workbench.close();
  } finally {
    await browser.close();
    await server.stop();
  }
}
