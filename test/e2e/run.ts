import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import { findBrowser } from '../helpers/browser';
import { goVersion } from '../helpers/goProgram';
import { repositoryRoot } from '../helpers/repository';
import { runNpm } from '../helpers/rootPackages.mjs';
import { ensureVscodeServer } from '../helpers/vscodeServerPackage';
import { openWorkbenches } from '../helpers/workbench';

const notRunCode = 77;

/**
 * Runs every test/e2e/**\/*.test.ts in a real browser; an argument is a pattern that titles must match.
 * The last line is `N passed, N failed`.
 */
function main(): void {
  const reason = whyNot();
  if (reason !== null) {
    console.log(`not run: ${reason}`);
    process.exitCode = notRunCode;
    return;
  }
  ensureVscodeServer();
  if (!fs.existsSync(path.join(repositoryRoot, 'dist', 'extension.js'))) {
    runNpm(['run', '--silent', 'build'], repositoryRoot);
  }
  const mocha = new Mocha({ timeout: 90_000, reporter: 'spec', grep: process.argv[2] });
  for (const name of fs.readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.test.ts')) mocha.addFile(path.join(__dirname, name));
  }
  mocha.rootHooks({ afterEach: keepPicture });
  let passed = 0;
  const runner = mocha.run((failed) => {
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed > 0 || passed === 0 ? 1 : 0);
  });
  runner.on('pass', () => {
    passed++;
  });
}

/** What was on the screen when a test failed: test-results/screenshots/failed-TITLE.png. */
async function keepPicture(this: Mocha.Context): Promise<void> {
  const test = this.currentTest;
  if (test?.state !== 'failed') return;
  for (const workbench of openWorkbenches) {
    await workbench.screenshot(`failed-${test.fullTitle().replace(/[^\w]+/g, '-')}`);
  }
}

function whyNot(): string | null {
  if (findBrowser() === null) {
    return 'no Chromium or Chrome is here. Install one (Debian, Ubuntu: sudo apt-get install chromium) or set CHROME';
  }
  if (goVersion() === null) {
    return 'Go is not on PATH; the tests build and run a Go program';
  }
  return null;
}

main();
