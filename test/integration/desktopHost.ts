import * as path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { repositoryRoot } from '../helpers/repository';
import { type HostRun, runTimeoutMs } from './hostRun';

const downloadTimeoutMs = 15_000;

/**
 * Path of a desktop VS Code, downloaded when that works here. HEAPLENS_VSCODE=server never looks for one, =desktop insists
 * on one. Null where there is none, and on Linux without a display.
 */
export async function findDesktop(): Promise<string | null> {
  const wish = process.env.HEAPLENS_VSCODE;
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY);
  if (wish === 'server' || (wish !== 'desktop' && !hasDisplay)) {
    return null;
  }
  try {
    return await downloadAndUnzipVSCode({
      version: 'stable',
      timeout: downloadTimeoutMs,
      cachePath: path.join(repositoryRoot, '.vscode-test'),
    });
  } catch (error) {
    if (wish === 'desktop') {
      throw error;
    }
    console.log(`No desktop VS Code: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

/** Runs the tests in a desktop VS Code of its own user data and without other extensions. */
export async function runInDesktop(executable: string, run: HostRun): Promise<void> {
  const timeout = setTimeout(() => {
    console.error(`the tests did not end within ${runTimeoutMs / 60_000} minutes`);
    process.exit(1);
  }, runTimeoutMs);
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: repositoryRoot,
      extensionTestsPath: run.testsFile,
      extensionTestsEnv: { ...run.env },
      launchArgs: [
        run.workspace,
        `--user-data-dir=${path.join(run.home, 'user')}`,
        `--extensions-dir=${path.join(run.home, 'extensions')}`,
        '--disable-workspace-trust',
        '--skip-welcome',
        '--skip-release-notes',
        '--no-sandbox',
      ],
    });
  } catch (error) {
    // Failed tests are in the result file; anything else leaves none, and the caller says so.
    console.error(error instanceof Error ? error.message : error);
  } finally {
    clearTimeout(timeout);
  }
}
