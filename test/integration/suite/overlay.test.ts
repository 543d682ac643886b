import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from '../../helpers/waitFor';
import {
  changeSetting,
  codeLensesOf,
  findLine,
  heaplensProblems,
  hoverTextAt,
  openGoFile,
  openProfile,
  resetWindow,
  waitForLens,
} from '../window';

const store = 'session/store.go';

describe('overlay', () => {
  beforeEach(resetWindow);
  after(resetWindow);

  it('says above each Go function what it costs', async () => {
    await openProfile('heap.pb.gz');
    const { document } = await openGoFile(store);
    const size = String.raw`[\d.]+ [kMG]?B`;
    assert.match(
      await waitForLens(document, 'func newSession('),
      new RegExp(`^inuse ${size} \\([\\d.]+ %\\) · alloc ${size} · [\\d.,]+( [kM])? objects$`),
    );
    assert.match(await waitForLens(document, 'func (s *Store) Open('), /^inuse /);
  });

  it('finds the same functions by the names of a -trimpath build', async () => {
    await openProfile('trimmed.pb.gz');
    const { document } = await openGoFile(store);
    assert.match(await waitForLens(document, 'func newSession('), /^inuse /);
  });

  it('tells all value types at a function, and the callers at a hot line', async () => {
    await openProfile('heap.pb.gz');
    const { document } = await openGoFile(store);
    await waitForLens(document, 'func newSession(');
    const line = findLine(document, 'func newSession(');
    const atName = await hoverTextAt(document, new vscode.Position(line, 'func n'.length));
    for (const type of ['inuse_space', 'inuse_objects', 'alloc_space', 'alloc_objects']) {
      assert.ok(atName.includes(type), `${type} is missing in ${atName}`);
    }
    const hot = findLine(document, 'history:     make(');
    const atLine = await hoverTextAt(document, new vscode.Position(hot, 10));
    assert.match(atLine, /Open/, 'the caller is missing');
  });

  it('lists hot lines in Problems, also of files that are not open, and only of the workspace', async () => {
    // What is still in use is nearly all the sessions': a second file would hang on a sample or two.
    await changeSetting('codeLens.valueTypes', ['alloc_space']);
    await changeSetting('diagnostics.minimumShare', 1);
    await openProfile('heap.pb.gz');
    const problems = await waitFor('hot lines in two files', () => {
      const found = heaplensProblems();
      return found.size >= 2 && found;
    });
    assert.ok(problems.has(store), [...problems.keys()].join());
    const open = vscode.workspace.textDocuments.map(({ uri }) => vscode.workspace.asRelativePath(uri));
    assert.ok(
      [...problems.keys()].some((file) => !open.includes(file)),
      `all are open: ${open.join()}`,
    );
    for (const [file, list] of problems) {
      assert.doesNotMatch(file, /^(\/|\.\.)/, 'a file outside the workspace');
      assert.ok(list.every(({ severity }) => severity === vscode.DiagnosticSeverity.Information));
    }
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder(), store));
    const lines = problems.get(store)!.map(({ range }) => range.start.line);
    assert.ok(lines.includes(findLine(document, 'history:     make(')), `hot lines: ${lines.join()}`);
  });

  it('finds a folder of sources that is moved into the workspace as a whole', async () => {
    const here = vscode.Uri.joinPath(folder(), 'catalog').fsPath;
    const away = path.join(path.dirname(folder().fsPath), 'catalog-moved-away');
    const hasCatalog = () => [...heaplensProblems().keys()].some((file) => file.startsWith('catalog/'));
    fs.renameSync(here, away);
    try {
      await changeSetting('pathMappings', { '/nowhere': '/nowhere' }); // forgets where files were found before
      await changeSetting('codeLens.valueTypes', ['alloc_space']);
      await changeSetting('diagnostics.minimumShare', 1);
      await openProfile('trimmed.pb.gz');
      await waitFor('hot lines of what is there', () => heaplensProblems().has('metrics/recorder.go'));
      assert.equal(hasCatalog(), false);
    } finally {
      fs.renameSync(away, here);
    }
    await waitFor('hot lines in the folder', hasCatalog);
  });

  it('follows the severity setting', async () => {
    await openProfile('heap.pb.gz');
    await waitFor('hot lines', () => heaplensProblems().size > 0);
    await changeSetting('diagnostics.severity', 'warning');
    await waitFor('warnings', () =>
      heaplensProblems()
        .get(store)
        ?.every(({ severity }) => severity === vscode.DiagnosticSeverity.Warning),
    );
    await changeSetting('diagnostics.severity', 'off');
    await waitFor('no hot lines', () => heaplensProblems().size === 0);
  });

  it('follows the settings of CodeLens', async () => {
    await openProfile('heap.pb.gz');
    const { document } = await openGoFile(store);
    await waitForLens(document, 'func newSession(');
    await changeSetting('codeLens.valueTypes', ['alloc_objects']);
    await waitFor('objects alone', async () =>
      /^[\d.,]+( [kM])? objects \(/.test(await waitForLens(document, 'func newSession(')),
    );
    await changeSetting('codeLens.enabled', false);
    await waitFor('no CodeLens', async () => (await codeLensesOf(document)).length === 0);
  });

  it('moves with its lines while the file is edited, and calls a changed function stale', async () => {
    await openProfile('heap.pb.gz');
    const editor = await openGoFile(store);
    const { document } = editor;
    await waitForLens(document, 'func newSession(');
    const before = findLine(document, 'func newSession(');
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), '// one\n// two\n// three\n'));
    assert.equal(findLine(document, 'func newSession('), before + 3);
    assert.doesNotMatch(await waitForLens(document, 'func newSession('), /stale/);
    const hot = findLine(document, 'history:     make(');
    await waitFor('the problem on its moved line', () =>
      heaplensProblems()
        .get(store)
        ?.some(({ range }) => range.start.line === hot),
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('stays when the tab of the profile is closed, until it is cleared', async () => {
    await openProfile('heap.pb.gz');
    const { document } = await openGoFile(store);
    await waitForLens(document, 'func newSession(');
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter(({ input }) => input instanceof vscode.TabInputCustom));
    await waitForLens(document, 'func newSession(');
    await waitFor('hot lines', () => heaplensProblems().size > 0);

    await vscode.commands.executeCommand('heaplens.clearAnnotations');
    await waitFor('no CodeLens', async () => (await codeLensesOf(document)).length === 0);
    await waitFor('no hot lines', () => heaplensProblems().size === 0);
  });
});

function folder(): vscode.Uri {
  return vscode.workspace.workspaceFolders![0].uri;
}
