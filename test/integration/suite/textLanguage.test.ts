import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from '../../helpers/waitFor';
import { changeSetting, findLine, inWorkspace, openGoFile, resetWindow } from '../window';

describe('text of goroutine dumps', () => {
  const made: string[] = [];
  let storeLine: number;

  function write(name: string, text: string): vscode.Uri {
    const uri = inWorkspace(name);
    fs.writeFileSync(uri.fsPath, text);
    made.push(uri.fsPath);
    return uri;
  }

  async function open(uri: vscode.Uri): Promise<vscode.TextDocument> {
    return (await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri))).document;
  }

  /** Setting a language opens the text anew: under the same document. */
  const isDump = (document: vscode.TextDocument) => document.languageId === 'go-goroutines';

  before(async () => {
    const { document } = await openGoFile('session/store.go');
    storeLine = findLine(document, 'found, ok := s.sessions[token]') + 1;
    write('stuck.goroutines', dump(storeLine));
  });
  beforeEach(resetWindow);
  after(async () => {
    await resetWindow();
    for (const file of made) fs.rmSync(file, { force: true });
  });

  it('gets its language by name, and by content where the name says nothing', async () => {
    assert.ok(isDump(await open(inWorkspace('stuck.goroutines'))));
    const text = await open(write('stuck.txt', `$ curl …\n${dump(storeLine)}`));
    await waitFor('the language', () => isDump(text));
    const count = await open(write('count', 'goroutine profile: total 1\n1 @ 0x46fb6e\n'));
    assert.ok(isDump(count), 'by its first line');
  });

  it('leaves other texts, long logs and what someone chose as they are', async () => {
    const note = await open(write('note.txt', 'goroutine 1 is the main goroutine\n'));
    const log = await open(write('server.log', `${'INFO served\n'.repeat(200)}${dump(storeLine)}`));
    const chosen = await open(write('chosen.txt', dump(storeLine)));
    await waitFor('the language', () => isDump(chosen));
    await vscode.languages.setTextDocumentLanguage(chosen, 'plaintext');
    // What is detected later shows that nothing is still under way for those before.
    const last = await open(write('last.txt', dump(storeLine)));
    await waitFor('the language', () => isDump(last));
    assert.deepEqual(
      [note, log, chosen].map(({ languageId }) => languageId),
      ['plaintext', 'log', 'plaintext'],
    );
  });

  it('is a GC trace where most lines are collections; a log that has some keeps its language', async () => {
    const cycle =
      'gc 1 @0.043s 2%: 0.01+0.5+0.002 ms clock, 0.02+0.1/0.4/0+0.004 ms cpu, 4->4->1 MB, 5 MB goal, 2 P\n';
    const trace = await open(write('gc.log', cycle.repeat(5)));
    await waitFor('the language', () => trace.languageId === 'go-gctrace');
    const log = await open(write('service.log', `${'INFO served\n'.repeat(50)}${cycle}`));
    const named = await open(write('named.gctrace', cycle));
    assert.equal(named.languageId, 'go-gctrace');
    const last = await open(write('gclast.txt', cycle));
    await waitFor('the language', () => last.languageId === 'go-gctrace');
    assert.equal(log.languageId, 'log');
  });

  it('is not looked at where the setting says so', async () => {
    await changeSetting('goroutines.detectText', false);
    const off = await open(write('off.txt', dump(storeLine)));
    await changeSetting('goroutines.detectText', true);
    const on = await open(write('on.txt', dump(storeLine)));
    await waitFor('the language', () => isDump(on));
    assert.equal(off.languageId, 'plaintext');
  });

  it('is found in what was pasted into a new text', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext' });
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), dump(storeLine)));
    await waitFor('the language', () => isDump(document));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('folds and lists the goroutines of a log, and no other log', async () => {
    const served = 'INFO served\n'.repeat(200);
    const other = await open(write('other.log', served));
    const { uri } = await open(write('crashed [1].log', `${served}${dump(storeLine)}${served}`));
    const symbols = await waitFor('the outline', async () =>
      vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri),
    );
    assert.ok(symbols.length > 0);
    assert.equal(symbols[0]!.range.start.line, 200);
    const foldsOf = (file: vscode.Uri) =>
      vscode.commands.executeCommand<vscode.FoldingRange[] | undefined>(
        'vscode.executeFoldingRangeProvider',
        file,
      );
    assert.equal((await foldsOf(uri))?.length, symbols.length);
    assert.equal((await foldsOf(other.uri))?.length ?? 0, 0);
  });

  it('folds each goroutine, and lists them', async () => {
    const { uri } = await open(inWorkspace('stuck.goroutines'));
    const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      uri,
    );
    assert.deepEqual(
      ranges.map(({ start, end }) => [start, end]),
      [
        [0, 4],
        [6, 8],
      ],
    );
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    assert.deepEqual(
      symbols.map(({ name, selectionRange }) => [name, selectionRange.start.line]),
      [
        ['goroutine 18 · chan receive, 12 minutes · example.com/leaky/session.(*Store).Get', 0],
        ['goroutine 1 · select · main.main', 6],
      ],
    );
  });

  it('links its frames to the source', async () => {
    const { uri, lineAt } = await open(inWorkspace('stuck.goroutines'));
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      uri,
      10,
    );
    assert.deepEqual(
      links.map(({ range }) => range.start.line),
      [2, 4, 8],
    );
    const text = lineAt(2).text.slice(links[0]!.range.start.character, links[0]!.range.end.character);
    assert.equal(text, `/build/leaky/session/store.go:${storeLine}`);
    const target = links[0]!.target!;
    await vscode.commands.executeCommand(target.path, ...JSON.parse(target.query));
    const editor = await waitFor('the source', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.fileName.endsWith('store.go') && active;
    });
    assert.equal(editor.selection.active.line, storeLine - 1);
  });

  it('has colours in the engine that VS Code itself uses', async () => {
    const tokens = await tokenize('goroutine 18 [chan receive (nil chan), 12 minutes]:');
    assert.deepEqual(tokens, [
      ['goroutine', 'keyword.control.goroutine'],
      ['18', 'constant.numeric.goid'],
      ['[', 'punctuation.definition.state.begin'],
      ['chan receive', 'entity.name.type.state'],
      ['(nil chan)', 'invalid.illegal.stuck'],
      ['12', 'constant.numeric.minutes'],
      ['minutes', 'keyword.other.unit'],
      [']', 'punctuation.definition.state.end'],
      [':', 'punctuation.separator'],
    ]);
    assert.deepEqual(
      (await tokenize('net/http.(*conn).serve(0xc0000a)')).map(([, scope]) => scope),
      [
        'entity.name.namespace',
        'punctuation.accessor',
        'punctuation.section.receiver.begin',
        'keyword.operator.address',
        'entity.name.type.receiver',
        'punctuation.section.receiver.end',
        'punctuation.accessor',
        'entity.name.function',
        'punctuation.section.arguments.begin',
        'constant.numeric.hex',
        'punctuation.section.arguments.end',
      ],
    );
  });

  it('has colours for GC traces in it, too: pauses, assist, live heap and goal', async () => {
    const line =
      'gc 4 @0.010s 3%: 0.055+0.61+0.020 ms clock, 0.67+0.085/1.2/0.53+0.24 ms cpu, 4->5->3 MB, 6 MB goal, 12 P (forced)';
    const tokens = (await tokenize(line, 'gctrace')).filter(
      ([, scope]) => !/punctuation|unit|support/.test(scope),
    );
    assert.deepEqual(tokens, [
      ['gc', 'keyword.control.cycle'],
      ['4', 'constant.numeric.number'],
      ['0.010', 'constant.numeric.time'],
      ['3', 'constant.numeric.percent'],
      ['0.055', 'markup.bold.pause'],
      ['+0.61', 'constant.numeric.mark'],
      ['0.020', 'markup.bold.pause'],
      ['0.085', 'entity.name.tag.assist'],
      ['1.2', 'constant.numeric.background'],
      ['0.53', 'comment.idle'],
      ['4', 'constant.numeric.start'],
      ['5', 'constant.numeric.end'],
      ['3', 'entity.name.type.live'],
      ['6', 'entity.name.type.goal'],
      ['12', 'constant.numeric.processors'],
      [' (forced)', 'keyword.other.forced'],
    ]);
  });
});

/** Recorded on another machine: its files are found by their paths' ends. */
function dump(storeLine: number): string {
  return `goroutine 18 [chan receive, 12 minutes]:
example.com/leaky/session.(*Store).Get(0xc000010000, {0xc000010010, 0x10})
\t/build/leaky/session/store.go:${storeLine} +0x2c
created by main.main in goroutine 1
\t/build/leaky/main.go:40 +0x4c

goroutine 1 [select]:
main.main()
\t/build/leaky/main.go:60 +0x2c
`;
}

/** Texts with their innermost scopes, without those that only the whole line or header has. */
async function tokenize(line: string, language = 'goroutines'): Promise<[text: string, scope: string][]> {
  const modules = path.join(vscode.env.appRoot, 'node_modules');
  const textmate = require(path.join(modules, 'vscode-textmate'));
  const oniguruma = require(path.join(modules, 'vscode-oniguruma'));
  const wasm = path.join(modules, 'vscode-oniguruma', 'release', 'onig.wasm');
  await oniguruma.loadWASM(new Uint8Array(fs.readFileSync(wasm)).buffer);
  const folder = vscode.extensions.getExtension('heaplens.heaplens')!.extensionPath;
  const file = path.join(folder, 'syntaxes', `${language}.tmLanguage.json`);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(file, 'utf8'), file),
  });
  const grammar = await registry.loadGrammar(`text.go-${language}`);
  const { tokens } = grammar.tokenizeLine(line, textmate.INITIAL);
  return tokens
    .map(({ startIndex, endIndex, scopes }: { startIndex: number; endIndex: number; scopes: string[] }) => [
      line.slice(startIndex, endIndex),
      scopes.at(-1)!.replace(`.go-${language}`, ''),
    ])
    .filter(
      ([text, scope]: [string, string]) => text.trim() !== '' && !/^(text|meta\.(header|cycle))$/.test(scope),
    );
}
