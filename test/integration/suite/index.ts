import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import type { HostResult, HostTest } from '../hostResult';

/**
 * Called by VS Code in the extension host. Runs every suite beside this file and writes what came of it to the file that
 * HEAPLENS_RESULT_FILE names: exit codes of extension hosts cannot be trusted.
 */
export async function run(): Promise<void> {
  const tests: HostTest[] = [];
  const notes: string[] = [];
  globalThis.reportNote = (text: string) => notes.push(text);
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'spec', color: false });
  mocha.grep(process.env.HEAPLENS_TEST_PATTERN ?? '');
  const suites = fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  for (const name of suites.sort()) {
    mocha.addFile(path.join(__dirname, name));
  }
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => tests.push({ title: test.fullTitle(), ms: test.duration ?? 0, error: null }));
    runner.on('fail', (test, error) =>
      tests.push({ title: test.fullTitle(), ms: 0, error: error.stack ?? error.message }),
    );
  });
  writeResult({ tests, notes, suites: suites.length });
  if (failures > 0) {
    throw new Error(`${failures} tests failed`);
  }
}

function writeResult(result: HostResult): void {
  const file = process.env.HEAPLENS_RESULT_FILE!;
  fs.writeFileSync(`${file}.part`, JSON.stringify(result));
  fs.renameSync(`${file}.part`, file);
}
