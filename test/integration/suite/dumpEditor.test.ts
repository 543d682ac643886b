import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { createEngine } from '../../../src/engine/node/createEngine';
import { plainReport } from '../../../src/model/goroutineReport';
import type { EditorState } from '../../../src/protocol/profileEditor';
import { dumpsOf } from '../../../src/vscode/dumpEditor/judge';
import { openRulePage, ruleLink } from '../../../src/vscode/dumpEditor/rulePages';
import type { ActiveProfile } from '../../../src/vscode/overlay/overlay';
import type { WantedPiece } from '../../../src/vscode/overlay/readEvidence';
import { ProfileDocument } from '../../../src/vscode/profileEditor/document';
import { derivedParts, uriOfDump } from '../../../src/vscode/profileSource/derivedUri';
import {
  closeSource,
  isProfile,
  type OpenedSource,
  openSource,
} from '../../../src/vscode/profileSource/profileSource';
import { waitFor } from '../../helpers/waitFor';
import { documentServices } from '../documentServices';
import { changeSetting, inWorkspace, openProfile, resetWindow } from '../window';

type Loaded = Extract<EditorState, { kind: 'profile' }>;

const maximumBytes = 1 << 20;

function profileOf({ evidence }: OpenedSource) {
  assert.ok(isProfile(evidence));
  return evidence;
}

describe('editor of goroutine dumps', () => {
  const made: string[] = [];

  function write(name: string, text: string): vscode.Uri {
    const uri = inWorkspace(name);
    fs.writeFileSync(uri.fsPath, text);
    made.push(uri.fsPath);
    return uri;
  }

  before(() => {
    write('old.goroutines', dump(3));
    write('new.goroutines', dump(5));
    write('two.log', `${dump(2)}\npanic: boom\n\n${dump(4)}`);
  });
  beforeEach(resetWindow);
  after(async () => {
    await resetWindow();
    for (const file of made) fs.rmSync(file, { force: true });
  });

  it('opens dumps, and their text is one click away, and back', async () => {
    const { viewType } = await openProfile('new.goroutines');
    assert.equal(viewType, 'heaplens.profile');
    await vscode.commands.executeCommand('heaplens.openDumpText');
    const editor = await waitFor('the text', () => vscode.window.activeTextEditor);
    assert.equal(editor.document.languageId, 'go-goroutines');
    await vscode.commands.executeCommand('heaplens.openDump', editor.document.uri);
    await waitFor('the page', () => activeCustomEditor()?.uri.path.endsWith('/new.goroutines'));
  });

  it('opens texts that hold a dump, when asked', async () => {
    await vscode.commands.executeCommand('heaplens.openDump', inWorkspace('two.log'));
    await waitFor('the page', () => activeCustomEditor()?.viewType === 'heaplens.maybeProfile');
  });

  it('compares dumps under one tab', async () => {
    const of = ['old.goroutines', 'new.goroutines'].map((name) => inWorkspace(name).toString());
    const uri = vscode.Uri.from(derivedParts({ kind: 'dumps', of }));
    await vscode.commands.executeCommand('vscode.openWith', uri, 'heaplens.profile');
    const tab = await waitFor('the tab', () => vscode.window.tabGroups.activeTabGroup.activeTab);
    assert.equal(tab.label, 'new.goroutines vs old.goroutines');
  });

  it('shows one dump of its file, then another, and annotates with it', async () => {
    const engine = createEngine();
    const activated: number[] = [];
    const activate = ({ facts }: ActiveProfile) => void activated.push(total(facts));
    const document = new ProfileDocument(
      inWorkspace('two.log'),
      documentServices(engine, { activate }),
      false,
    );
    try {
      const first = (await document.state()) as Loaded;
      assert.deepEqual(
        first.pieces.map(({ goroutines }) => goroutines?.parsed),
        [2, 4],
      );
      assert.deepEqual([first.piece, first.goroutines?.parsed, first.revision], [0, 2, 1]);
      document.choosePiece(1);
      const second = (await document.state()) as Loaded;
      assert.deepEqual([second.piece, second.goroutines?.parsed, second.revision], [1, 4, 2]);
      const all = { group: null, offset: 0, limit: 10 };
      const found = await document.ask((asked, handle) => asked.ask(handle, 'goroutines', all));
      assert.equal(found.total, 4, 'asked the dump that is shown');
      document.choosePiece(7);
      assert.equal(await document.state(), second, 'there is no such dump');
      assert.deepEqual(activated, [2, 4]);
    } finally {
      document.dispose();
      engine.dispose();
    }
  });

  it('shows the dump of its file again that was shown when its tab was closed', async () => {
    const engine = createEngine();
    const open = async (lastShown: WantedPiece | null) => {
      const services = documentServices(engine, { lastShown: () => lastShown });
      const document = new ProfileDocument(inWorkspace('two.log'), services, false);
      try {
        const first = (await document.state()) as Loaded;
        if (lastShown) return { piece: first.piece, facts: first.facts };
        document.choosePiece(1);
        const { piece, facts } = (await document.state()) as Loaded;
        return { piece, facts };
      } finally {
        document.dispose();
      }
    };
    try {
      const chosen = await open(null);
      assert.equal((await open(chosen)).piece, 1);
      assert.equal((await open({ ...chosen, piece: 7 })).piece, 0, 'there is no such dump any more');
      assert.equal((await open({ ...chosen, piece: 0 })).piece, 0);
    } finally {
      engine.dispose();
    }
  });

  it('follows its file, and stays with the dump that was chosen', async () => {
    const engine = createEngine();
    const uri = write('follow.log', `${dump(1)}\npanic: boom\n\n${dump(2)}`);
    const document = new ProfileDocument(uri, documentServices(engine), false);
    try {
      await document.state();
      document.choosePiece(1);
      write('follow.log', `${dump(1)}\npanic: boom\n\n${dump(6)}`);
      const state = await waitFor('the new text', async () => {
        const now = (await document.state()) as Loaded;
        return now.revision === 3 && now;
      });
      assert.deepEqual([state.piece, state.goroutines?.parsed], [1, 6]);
    } finally {
      document.dispose();
      engine.dispose();
    }
  });

  it('is judged anew when numbers of the rules are set', async () => {
    const engine = createEngine();
    const document = new ProfileDocument(inWorkspace('new.goroutines'), documentServices(engine), false);
    try {
      const before = (await document.state()) as Loaded;
      await changeSetting('goroutines.detectText', false);
      const after = await waitFor('another revision', async () => {
        const now = (await document.state()) as Loaded;
        return now.revision > before.revision && now;
      });
      assert.deepEqual({ ...after, revision: before.revision }, before);
      assert.ok((await document.ask((asked, handle) => asked.ask(handle, 'dumpOutline', null))).length === 5);
    } finally {
      document.dispose();
      engine.dispose();
    }
  });

  it('judges the last of several dumps by all of them, and frees what it opened', async () => {
    const engine = createEngine();
    const of = ['old.goroutines', 'new.goroutines'].map((name) => inWorkspace(name).toString());
    const opened = await openSource(engine, vscode.Uri.from(derivedParts({ kind: 'dumps', of })), {
      maximumBytes,
    });
    assert.deepEqual(
      [...opened.earlier, profileOf(opened)].map(({ goroutines }) => goroutines?.parsed),
      [3, 5],
    );
    closeSource(engine, opened);
    for (const { handle } of [...opened.earlier, opened.evidence]) {
      await assert.rejects(engine.ask(handle, 'dumpOutline', null), /closed/);
    }
    engine.dispose();
  });

  it('compares dumps of one file', async () => {
    const engine = createEngine();
    const log = inWorkspace('two.log').toString();
    const uri = vscode.Uri.from(derivedParts({ kind: 'dumps', of: [uriOfDump(log, 0), uriOfDump(log, 1)] }));
    const opened = await openSource(engine, uri, { maximumBytes });
    const dumps = dumpsOf(uri, opened, profileOf(opened));
    assert.deepEqual(dumps.names, ['two.log (1)', 'two.log (2)']);
    assert.deepEqual(dumps.timesMs, [null, null], 'the date of the file is that of neither');
    const { comparison } = await engine.goroutineReport(dumps.handles, {
      ...plainReport,
      names: dumps.names,
    });
    assert.deepEqual(
      comparison?.dumps.map(({ name, total: goroutines }) => [name, goroutines]),
      [
        ['two.log (1)', 2],
        ['two.log (2)', 4],
      ],
    );
    const third = vscode.Uri.from(derivedParts({ kind: 'dumps', of: [log, uriOfDump(log, 2)] }));
    await assert.rejects(openSource(engine, third, { maximumBytes }), /no goroutine dump 3 in it/);
    engine.dispose();
  });

  it('compares dumps alone', async () => {
    const engine = createEngine();
    const of = ['heap.pb.gz', 'new.goroutines'].map((name) => inWorkspace(name).toString());
    const uri = vscode.Uri.from(derivedParts({ kind: 'dumps', of }));
    await assert.rejects(openSource(engine, uri, { maximumBytes }), /heap\.pb\.gz holds no goroutine dump/);
    engine.dispose();
  });

  it('leads to the page of a rule, and to no other file', async () => {
    const extensionUri = vscode.extensions.getExtension('heaplens.heaplens')!.extensionUri;
    await assert.rejects(openRulePage(extensionUri, 'G99'), /no rule G99/);
    await assert.rejects(openRulePage(extensionUri, '../G4'), /no rule/);
    await vscode.commands.executeCommand('vscode.open', ruleLink('G4'));
    await waitFor('the preview', () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('G4.md'),
    );
  });
});

/** Goroutines 100 to 100 + count - 1, all at one line. */
function dump(count: number): string {
  const goroutine = (goid: number) => `goroutine ${goid} [chan receive, 12 minutes]:
main.worker(0xc000010000)
\t/src/shop/main.go:7 +0x2c
created by main.main in goroutine 1
\t/src/shop/main.go:12 +0x4c
`;
  return Array.from({ length: count }, (_, at) => goroutine(100 + at)).join('\n');
}

function total({ sampleTypes, sampleIndex }: ActiveProfile['facts']): number {
  return Number(sampleTypes[sampleIndex]!.total);
}

function activeCustomEditor(): vscode.TabInputCustom | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom ? input : undefined;
}
