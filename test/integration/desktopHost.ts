import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { repositoryRoot } from '../helpers/repository';
import { type HostRun, runTimeoutMs } from './hostRun';

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
