import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { derivedParts } from '../../../src/vscode/profileSource/derivedUri';
import { saveProfile, startGoServer } from '../../helpers/goProgram';
import { waitFor } from '../../helpers/waitFor';
import {
  changeSetting,
  codeLensesOf,
  findLine,
  heaplensProblems,
  hoverTextAt,
  inWorkspace,
  openGoFile,
  resetWindow,
  waitForLens,
} from '../window';

const dump = 'leak.goroutines';
const later = 'later.goroutines';
const rewritten = 'rewritten.goroutines';
const desk = 'checkout/desk.go';
const sending = 'receipts <- d.charge(card)';
const starting = 'go func() {';
const declaration = 'func (d *Desk) Pay(';

describe('goroutine marks', () => {
  before(async function () {
    this.timeout(60_000);
    const server = await startGoServer(process.env.HEAPLENS_SHOP!, 0, ['-grow-until', '1']);
    const address = `${server.url}/debug/pprof/goroutine?debug=2`;
    const stuck = (least: number, file: string) =>
      waitFor(`${least} goroutines that nobody receives from`, async () => {
        await saveProfile(address, inWorkspace(file).fsPath);
        return leakedIn(file) >= least;
      });
    try {
      await stuck(20, dump);
      await stuck(leakedIn(dump) + 10, later);
    } finally {
      await server.stop();
    }
  });
  beforeEach(resetWindow);
  after(async () => {
    await resetWindow();
    for (const file of [dump, later, rewritten]) fs.rmSync(inWorkspace(file).fsPath, { force: true });
  });

  it('say above the function, the blocking line and the go statement who is stuck', async () => {
    const { document } = await openBoth(dump);
    const count = leakedIn(dump);
    const blocked = new RegExp(`^${count} goroutines blocked here: chan send`);
    assert.match(await waitForLens(document, sending), blocked);
    assert.match(await waitForLens(document, declaration), blocked);
    assert.match(
      await waitForLens(document, starting),
      new RegExp(`^${count} goroutines started here, all still blocked in chan send`),
    );
    const lenses = await codeLensesOf(document);
    const plain = lenses.filter(({ command }) => /^[\d,.]+ goroutines? \(/.test(command!.title));
    assert.deepEqual(plain, [], 'plain counts of the same goroutines stand beside');
  });

  it('list the finding in Problems, with its rule and the go statement', async () => {
    await openDump(dump);
    const found = await waitFor('the finding', () => heaplensProblems().get(desk)?.[0]);
    const document = await vscode.workspace.openTextDocument(inWorkspace(desk));
    assert.equal(found.range.start.line, findLine(document, sending));
    assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
    assert.match(found.message, new RegExp(`: ${leakedIn(dump)} goroutines .* — ${dump}\n`));
    assert.ok(typeof found.code === 'object');
    assert.equal(found.code.value, 'G17');
    assert.equal(found.code.target.path, '/rules/G17');
    const [started] = found.relatedInformation ?? [];
    assert.equal(started?.location.range.start.line, findLine(document, starting));
  });

  it('are not listed where the setting is off', async () => {
    await openDump(dump);
    await waitFor('the finding', () => heaplensProblems().size > 0);
    await changeSetting('diagnostics.severity', 'off');
    await waitFor('no finding', () => heaplensProblems().size === 0);
  });

  it('are judged anew when the numbers of a rule are set', async () => {
    await openDump(dump);
    await waitFor('the finding', () => heaplensProblems().size > 0);
    await changeSetting('goroutines.rules.thresholds', { 'G17.minCount': 100_000 });
    await waitFor('no finding', () => heaplensProblems().size === 0);
  });

  it('tell the groups at the line, and lead to the dump', async () => {
    const { document } = await openBoth(dump);
    await waitForLens(document, sending);
    const line = findLine(document, sending);
    const hover = await hoverTextAt(document, new vscode.Position(line, 5));
    assert.match(hover, new RegExp(`\\*\\*${leakedIn(dump)} goroutines blocked here: chan send`));
    assert.match(hover, /receiver gone.*\*\* — likely, \[G17\]\(command:heaplens\.openRule/);
    assert.match(hover, /checkout\.\(\*Desk\)\.Pay\.func1 \[desk\.go:\d+\]\(command:heaplens\.openFrame/);

    const lenses = await codeLensesOf(document);
    const { command } = lenses.find(({ range }) => range.start.line === line)!;
    await vscode.commands.executeCommand(command!.command, ...command!.arguments!);
    await waitFor('the tab of the dump', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom && input.uri.path.endsWith(dump);
    });
  });

  it('lead from a frame to its line', async () => {
    await openDump(dump);
    const [frame] = framesIn(dump, 'checkout.(*Desk).Pay.func1');
    await vscode.commands.executeCommand('heaplens.openFrame', {
      dump: inWorkspace(dump).toString(),
      functionName: 'example.com/leaky/checkout.(*Desk).Pay.func1',
      ...frame!,
    });
    const editor = await waitFor('the source', () => vscode.window.activeTextEditor);
    assert.equal(vscode.workspace.asRelativePath(editor.document.uri), desk);
    assert.equal(editor.selection.active.line, findLine(editor.document, sending));
  });

  it('stand on their lines in a file that changed before it was opened', async () => {
    const file = inWorkspace(desk).fsPath;
    const original = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, original.replace('\npackage', '\n// One line more.\npackage'));
    try {
      const { document } = await openBoth(dump);
      assert.match(await waitForLens(document, sending), /^\d+ goroutines blocked here/);
      assert.match(await waitForLens(document, starting), /^\d+ goroutines started here/);
    } finally {
      fs.writeFileSync(file, original);
    }
  });

  it('tell how many more there are since the dump before', async () => {
    const of = [dump, later].map((file) => inWorkspace(file).toString());
    const compared = vscode.Uri.from(derivedParts({ kind: 'dumps', of }));
    await vscode.commands.executeCommand('vscode.openWith', compared, 'heaplens.profile');
    const { document } = await openGoFile(desk);
    const more = leakedIn(later) - leakedIn(dump);
    assert.match(
      await waitForLens(document, sending),
      new RegExp(
        `^${leakedIn(later)} goroutines blocked here: chan send · \\+${more} since the dump before \\(`,
      ),
    );
  });

  it('follow a dump that is written anew with as many goroutines and bytes', async () => {
    const text = fs.readFileSync(inWorkspace(dump).fsPath, 'utf8');
    const write = (minutes: number) => {
      const states = `[chan send, ${minutes} minutes]`;
      fs.writeFileSync(inWorkspace(rewritten).fsPath, text.replaceAll('[chan send]', states));
    };
    write(12);
    const { document } = await openBoth(rewritten);
    assert.match(await waitForLens(document, sending), /≥ 12 min/);
    write(34);
    await waitFor('the time of the new text', async () =>
      (await codeLensesOf(document)).some(({ command }) => command!.title.includes('≥ 34 min')),
    );
  });

  it('stay when the tab of the dump is closed, until they are cleared', async () => {
    const { document } = await openBoth(dump);
    await waitForLens(document, sending);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter(({ input }) => input instanceof vscode.TabInputCustom));
    await waitForLens(document, sending);
    await waitFor('the finding', () => heaplensProblems().size > 0);

    await vscode.commands.executeCommand('heaplens.clearAnnotations');
    await waitFor('no CodeLens', async () => (await codeLensesOf(document)).length === 0);
    await waitFor('no finding', () => heaplensProblems().size === 0);
  });
});

async function openDump(file: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', inWorkspace(file), 'heaplens.profile');
}

async function openBoth(file: string): Promise<vscode.TextEditor> {
  await openDump(file);
  return openGoFile(desk);
}

/** Goroutines that wait in the closure of Pay, counted in the text. */
function leakedIn(file: string): number {
  return framesIn(file, 'checkout.(*Desk).Pay.func1').length;
}

function framesIn(file: string, func: string): { file: string; line: number }[] {
  const lines = fs.readFileSync(inWorkspace(file).fsPath, 'utf8').split('\n');
  return lines.flatMap((text, at) => {
    const isBlocked = lines[at - 1]?.includes('[chan send') && text.includes(func);
    const [, path, line] = /^\t(.+):(\d+)/.exec(lines[at + 1] ?? '') ?? [];
    return isBlocked && path ? [{ file: path, line: Number(line) }] : [];
  });
}
