import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { copyBenchModule } from '../../helpers/benchModule';
import { waitFor } from '../../helpers/waitFor';
import {
  changeSetting,
  codeLensesOf,
  findLine,
  inWorkspace,
  openGoFile,
  resetWindow,
  waitForLens,
  workspaceFolder,
} from '../window';

const testFile = 'bench/words/words_test.go';

describe('profiling a test', () => {
  before(async () => {
    await resetWindow();
    copyBenchModule(process.env.HEAPLENS_REPOSITORY!, workspaceFolder().fsPath);
    // Long enough for dozens of CPU samples: a handful may all miss the function that is looked at.
    await changeSetting('test.flags', ['-benchtime=5000x']);
  });
  after(async () => {
    await resetWindow();
    for (const name of ['.heaplens', 'bench']) {
      fs.rmSync(inWorkspace(name).fsPath, { recursive: true, force: true });
    }
  });

  it('is offered above tests, benchmarks and fuzz targets of test files alone', async () => {
    const { document } = await openGoFile(testFile);
    for (const name of ['TestCount', 'BenchmarkCount', 'FuzzCount']) {
      assert.deepEqual(await offersAbove(document, name), ['profile memory', 'profile cpu', 'profile…']);
    }
    const source = await openGoFile('bench/words/words.go');
    assert.deepEqual(await codeLensesOf(source.document), []);
  });

  it('is not offered where the setting says so', async () => {
    const { document } = await openGoFile(testFile);
    await changeSetting('test.codeLens.enabled', false);
    assert.deepEqual(await codeLensesOf(document), []);
    await changeSetting('test.codeLens.enabled', undefined);
  });

  it('opens the memory profile of a benchmark, annotates, and shows B/op', async () => {
    const { document } = await openGoFile(testFile);
    const lens = await lensAbove(document, 'BenchmarkCount', 'profile memory');
    await vscode.commands.executeCommand(lens.command, ...(lens.arguments ?? []));
    assert.match(await activeProfile(), /\d{8}-\d{6}-words\.BenchmarkCount-allocs\.pb\.gz$/);
    assert.deepEqual(
      fs.readdirSync(inWorkspace('bench/words').fsPath).sort(),
      ['words.go', 'words_test.go'],
      'nothing is left beside the source',
    );
    const source = await openGoFile('bench/words/words.go');
    assert.match(await waitForLens(source.document, 'func split('), /alloc [\d.]+ MB/);
    const shown = await offersAbove(document, 'BenchmarkCount');
    assert.match(shown.join('\n'), /^[\d.]+ [µm]s\/op · 178 kB\/op · 20\d allocs\/op$/m);
  });

  it('compares with the run before, and annotates with all kinds of one run', async () => {
    const { document } = await openGoFile(testFile);
    const lens = await lensAbove(document, 'BenchmarkCount', 'profile…');
    const [argument] = lens.arguments!;
    const source = inWorkspace('bench/words/words.go');
    const text = fs.readFileSync(source.fsPath, 'utf8');
    fs.writeFileSync(source.fsPath, text.replace('len(text))', 'len(text)/4)'));
    await vscode.commands.executeCommand(lens.command, { ...argument, profiles: ['memory', 'mutex', 'cpu'] });
    assert.match(await activeProfile(), /-allocs\.pb\.gz$/);
    const kinds = fs
      .readdirSync(inWorkspace('.heaplens').fsPath)
      .map((name) => /-(\w+)\.pb\.gz$/.exec(name)?.[1]);
    assert.deepEqual(kinds.filter(Boolean).sort(), ['allocs', 'allocs', 'cpu', 'mutex']);
    const shown = (await offersAbove(document, 'BenchmarkCount')).join('\n');
    // Of 182,280 bytes, split's slice has 147,456 (its size class); with a quarter of the length it has 40,960.
    assert.match(shown, /· [\d.]+ kB\/op · 20\d allocs\/op, −58 % B\/op since the previous run$/m);
    const { document: split } = await openGoFile('bench/words/words.go');
    await waitForLens(split, 'func split(');
    await waitFor('costs of both kinds', async () => {
      const line = findLine(split, 'func split(');
      const titles = (await codeLensesOf(split)).filter(({ range }) => range.start.line === line);
      return /alloc.*cpu/s.test(titles.map(({ command }) => command!.title).join('\n'));
    });
  });

  it('keeps the profile of a test that fails', async () => {
    const { document } = await openGoFile(testFile);
    const lens = await lensAbove(document, 'TestWrong', 'profile memory');
    await vscode.commands.executeCommand(lens.command, ...(lens.arguments ?? []));
    assert.match(await activeProfile(), /words\.TestWrong-allocs\.pb\.gz$/);
  });

  it('forgets results when annotations are cleared', async () => {
    const { document } = await openGoFile(testFile);
    await vscode.commands.executeCommand('heaplens.clearAnnotations');
    await waitFor(
      'the results to go',
      async () => (await offersAbove(document, 'BenchmarkCount')).length === 3,
    );
  });
});

async function lensesAbove(document: vscode.TextDocument, name: string): Promise<vscode.Command[]> {
  const line = findLine(document, `func ${name}(`);
  const lenses = await codeLensesOf(document);
  return lenses.filter(({ range }) => range.start.line === line).map(({ command }) => command!);
}

/** What profiling offers and has found, without the costs of active profiles. */
async function offersAbove(document: vscode.TextDocument, name: string): Promise<string[]> {
  const commands = await lensesAbove(document, name);
  return commands.filter(({ command }) => command !== 'heaplens.showFunction').map(({ title }) => title);
}

async function lensAbove(
  document: vscode.TextDocument,
  name: string,
  title: string,
): Promise<vscode.Command> {
  const found = (await lensesAbove(document, name)).find((command) => command.title === title);
  assert.ok(found, `there is no "${title}" above ${name}`);
  return found;
}

async function activeProfile(): Promise<string> {
  const input = await waitFor('the tab of a profile', () => {
    const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return active instanceof vscode.TabInputCustom && active;
  });
  return input.uri.fsPath;
}
