import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { findBrowser } from '../helpers/browser';
import { findDesktop } from '../helpers/desktop';
import { goVersion } from '../helpers/goProgram';
import { type LeakyWorkspace, makeLeakyWorkspace } from '../helpers/leakyWorkspace';
import { makeTemporaryFolder, removeFolder, repositoryRoot, testResultsFolder } from '../helpers/repository';
import { runNpm } from '../helpers/rootPackages.mjs';
import { runInDesktop } from './desktopHost';
import type { HostResult } from './hostResult';
import { runInServer } from './serverHost';

const notRunCode = 77;
const suiteFolder = path.join(testResultsFolder, 'integration');

/**
 * Runs test/integration/suite in a real extension host: a desktop VS Code where one can be had, else the server build. An
 * argument is a pattern that titles must match.
 */
async function main(): Promise<void> {
  if (goVersion() === null) {
    return notRun('Go is not on PATH; the tests build and run a Go program');
  }
  const desktop = await findDesktop();
  if (desktop === null && findBrowser() === null) {
    return notRun('neither a desktop VS Code nor a Chromium is here (sudo apt-get install chromium)');
  }
  if (!fs.existsSync(path.join(repositoryRoot, 'dist', 'extension.js'))) {
    runNpm(['run', '--silent', 'build'], repositoryRoot);
  }
  await bundleSuites();
  const home = makeTemporaryFolder('integration');
  const workspace = await makeLeakyWorkspace();
  try {
    const resultFile = path.join(home, 'result.json');
    const run = {
      home,
      workspace: workspace.folder,
      testsFile: path.join(suiteFolder, 'index.js'),
      env: hostEnvironment(workspace, resultFile),
      resultFile,
    };
    console.log(desktop === null ? "In VS Code's server build" : `In ${desktop}`);
    await (desktop === null ? runInServer(run) : runInDesktop(desktop, run));
    report(readResult(resultFile));
  } finally {
    workspace.dispose();
    removeFolder(home);
  }
}

function hostEnvironment(workspace: LeakyWorkspace, resultFile: string): Record<string, string> {
  return {
    HEAPLENS_RESULT_FILE: resultFile,
    HEAPLENS_SHOP: workspace.binary,
    HEAPLENS_REPOSITORY: repositoryRoot,
    HEAPLENS_TEST_PATTERN: process.argv[2] ?? '',
  };
}

/** One file per suite, and index.js, which runs them; mocha and vscode are found where the host runs. */
async function bundleSuites(): Promise<void> {
  const source = path.join(repositoryRoot, 'test', 'integration', 'suite');
  removeFolder(suiteFolder);
  await esbuild.build({
    entryPoints: fs.readdirSync(source).map((name) => path.join(source, name)),
    outdir: suiteFolder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

function readResult(file: string): HostResult {
  if (!fs.existsSync(file)) {
    throw new Error('the extension host ended without leaving a result');
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function report({ tests, notes, suites }: HostResult): void {
  for (const { title, ms, error } of tests) {
    console.log(error === null ? `✔ ${title} (${ms} ms)` : `✘ ${title}\n${error}`);
  }
  for (const note of notes) {
    console.log(note);
  }
  const written = fs.readdirSync(suiteFolder).filter((name) => name.endsWith('.test.js')).length;
  const failed = tests.filter(({ error }) => error !== null).length;
  if (suites !== written || tests.length === 0) {
    throw new Error(`${tests.length} tests of ${suites} suites ran, but ${written} suites are there`);
  }
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function notRun(reason: string): void {
  console.log(`not run: ${reason}`);
  process.exitCode = notRunCode;
}

main().catch((error) => {
  console.error(error instanceof Error ? error.stack : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
