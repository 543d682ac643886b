import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** The checkout: where package.json stands. */
export const repositoryRoot = path.resolve(__dirname, '..', '..');

/** Output of test runs; not in git. */
export const testResultsFolder = path.join(repositoryRoot, 'test-results');

/** A new folder under the system's temporary folder, with its real path: Go and VS Code both resolve links. */
export function makeTemporaryFolder(purpose: string): string {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `heaplens-${purpose}-`)));
}

export function removeFolder(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
