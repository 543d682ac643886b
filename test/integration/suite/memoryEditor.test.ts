import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { createEngine } from '../../../src/engine/node/createEngine';
import { encodePprof } from '../../../src/export/pprof';
import type { Profile } from '../../../src/model/profile';
import type { EditorState } from '../../../src/protocol/profileEditor';
import type { LiveState, MemoryState } from '../../../src/protocol/timelineEditor';
import { LiveFiles } from '../../../src/vscode/memory/liveFiles';
import type { LiveLines, LiveWatch } from '../../../src/vscode/memory/liveWatch';
import { TimelineActions } from '../../../src/vscode/memory/timelineActions';
import type { ActiveProfile } from '../../../src/vscode/overlay/overlay';
import { ProfileDocument } from '../../../src/vscode/profileEditor/document';
import { derivedParts } from '../../../src/vscode/profileSource/derivedUri';
import { profileOf } from '../../helpers/profileText';
import { waitFor } from '../../helpers/waitFor';
import { documentServices } from '../documentServices';
import { inWorkspace, openProfile, resetWindow } from '../window';

/** As Go writes them: collection `n` at second `n`, with so many MB live. */
function cycle(n: number, live = 1): string {
  return `gc ${n} @${n}.043s 2%: 0.01+0.5+0.002 ms clock, 0.02+0.1/0.4/0+0.004 ms cpu, 4->4->${live} MB, 5 MB goal, 0 MB stacks, 0 MB globals, 2 P\n`;
}

const MB = 2 ** 20;

const cycles = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => cycle(from + i)).join('');

/** The same of a process that began so many seconds after ten o'clock. */
function dated(startSecond: number, from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const endMs = Date.UTC(2026, 10, 26, 10) + (startSecond + from + i) * 1000 + 44;
    return `${new Date(endMs).toISOString()} shop: ${cycle(from + i)}`;
  }).join('');
}

const dump = 'goroutine 1 [running]:\nmain.main()\n\t/src/main.go:7 +0x2c\n';

describe('editor of memory over time', () => {
  const made: string[] = [];
  const engine = createEngine();
  const documents: ProfileDocument[] = [];

  function write(name: string, text: string): vscode.Uri {
    const uri = inWorkspace(name);
    fs.writeFileSync(uri.fsPath, text);
    made.push(uri.fsPath);
    return uri;
  }

  function open(uri: vscode.Uri, changes: Parameters<typeof documentServices>[1] = {}): ProfileDocument {
    const document = new ProfileDocument(uri, documentServices(engine, changes), false);
    documents.push(document);
    return document;
  }

  async function memoryOf(document: ProfileDocument): Promise<MemoryState> {
    const state = await document.state();
    assert.equal(state.kind, 'memory', JSON.stringify(state));
    return state as MemoryState;
  }

  beforeEach(resetWindow);
  afterEach(() => {
    for (const document of documents.splice(0)) document.dispose();
  });
  after(async () => {
    await resetWindow();
    engine.dispose();
    for (const file of made) fs.rmSync(file, { force: true });
  });

  it('opens traces by their name, and their text is one click away, and back', async () => {
    write('shop.gctrace', cycles(1, 5));
    assert.equal((await openProfile('shop.gctrace')).viewType, 'heaplens.profile');
    await vscode.commands.executeCommand('heaplens.openDumpText');
    const editor = await waitFor('the text', () => vscode.window.activeTextEditor);
    assert.equal(editor.document.languageId, 'go-gctrace');
    await vscode.commands.executeCommand('heaplens.openDump', editor.document.uri);
    await waitFor('the page', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom && input.uri.path.endsWith('/shop.gctrace');
    });
  });

  it('shows the dump of a log first, its trace beside it, and annotates with dumps alone', async () => {
    const activated: string[] = [];
    const activate = ({ facts }: ActiveProfile) => void activated.push(facts.kind);
    const uri = write('both.log', `starting\n${cycles(1, 9)}panic: boom\n\n${dump}`);
    const document = open(uri, { activate });
    const first = (await document.state()) as Extract<EditorState, { kind: 'profile' }>;
    assert.equal(first.kind, 'profile');
    assert.deepEqual(
      first.pieces.map(({ goroutines, memory }) => [goroutines?.parsed ?? null, memory?.cycles ?? null]),
      [
        [null, 9],
        [1, null],
      ],
    );
    assert.equal(first.piece, 1);
    document.choosePiece(0);
    const second = await memoryOf(document);
    assert.deepEqual([second.piece, second.facts.cycles, second.revision], [0, 9, 2]);
    assert.deepEqual(activated, ['goroutine']);
    await assert.rejects(
      document.askDumps(async () => null),
      /memory over time/,
    );
  });

  it('shows the profile of a heap text first, and its MemStats beside it', async () => {
    const activated: string[] = [];
    const activate = ({ facts }: ActiveProfile) => void activated.push(facts.kind);
    const source = path.join(
      process.env.HEAPLENS_REPOSITORY!,
      'test',
      'fixtures',
      'profiles',
      'leaky.heap.txt',
    );
    const document = open(write('memstats.txt', fs.readFileSync(source, 'utf8')), { activate });
    const first = (await document.state()) as Extract<EditorState, { kind: 'profile' }>;
    assert.deepEqual([first.kind, first.piece, first.pieces.length], ['profile', 0, 2]);
    document.choosePiece(1);
    const { facts } = await memoryOf(document);
    assert.deepEqual([facts.source, facts.samples], ['memStats', 1]);
    assert.deepEqual(activated, ['heap']);
    const shape = await document.askHeap((asked, handle) => asked.ask(handle, 'heapShape', null));
    assert.ok(shape && shape.inuseBytes > 0);
    const actions = new TimelineActions({
      engine,
      listCaptures: async () => [],
      openProfile: async () => {},
    });
    const report = await actions.memoryReport({ range: null }, document, new AbortController().signal);
    assert.ok(
      report.unjudged.some(({ ruleId }) => ruleId === 'H1'),
      'one sample cannot tell growth',
    );
  });

  it('keeps what a person knows of the limits', async () => {
    const document = open(write('limits.gctrace', cycles(1, 3)));
    const { revision, known } = await memoryOf(document);
    assert.deepEqual(known, { memoryLimit: null, containerLimit: null, gogc: null });
    const said = { memoryLimit: Number.POSITIVE_INFINITY, containerLimit: 2 ** 30, gogc: 50 };
    await document.setKnownLimits(said);
    const after = await memoryOf(document);
    assert.deepEqual(after.known, said);
    assert.ok(after.revision > revision);
  });

  it('puts files of one process on one timeline', async () => {
    const files = [write('later.gctrace', cycles(5, 9)), write('earlier.gctrace', cycles(1, 3))];
    const uri = vscode.Uri.from(derivedParts({ kind: 'memory', of: files.map(String) }));
    const { facts } = await memoryOf(open(uri));
    assert.deepEqual([facts.cycles, facts.fromMs, facts.toMs], [8, 1043, 9043]);
    const none = write('none.goroutines', dump);
    const mixed = open(vscode.Uri.from(derivedParts({ kind: 'memory', of: [files[0]!, none].map(String) })));
    const state = await mixed.state();
    assert.equal(state.kind, 'error');
    assert.match((state as Extract<EditorState, { kind: 'error' }>).message.english, /nothing of memory/);
  });

  it('takes in what is written while it is shown, each line once', async () => {
    const uri = write('live.gctrace', cycles(1, 2));
    const watches = new LiveFiles();
    const writer = new Writer(uri);
    watches.add(writer);
    const document = open(uri, { watches });
    assert.equal((await memoryOf(document)).live?.target, 'shop');
    writer.add(cycles(3, 4));
    writer.add(cycles(5, 5));
    const grown = await waitFor('5 cycles', async () => {
      const state = await memoryOf(document);
      return state.facts.cycles >= 5 && state;
    });
    assert.deepEqual([grown.facts.cycles, grown.facts.toMs, grown.problems], [5, 5043, []]);
    assert.deepEqual(
      grown.pieces.map(({ memory }) => memory?.cycles),
      [5],
    );

    // A document that opens later has read them with the file.
    const late = open(uri, { watches });
    assert.equal((await memoryOf(late)).facts.cycles, 5);
    writer.add(cycle(6));
    for (const each of [document, late]) {
      await waitFor('6 cycles', async () => (await memoryOf(each)).facts.cycles === 6);
    }

    writer.setState('stopped');
    assert.equal((await memoryOf(document)).live?.state, 'stopped');
    const series = await document.ask((asked, handle) => asked.ask(handle, 'memorySeries', null));
    assert.deepEqual([...series.cycles.number], [1, 2, 3, 4, 5, 6]);
  });

  it('tells processes of one log apart while it is written', async () => {
    const uri = write('several.gctrace', dated(0, 1, 2));
    const watches = new LiveFiles();
    const writer = new Writer(uri);
    watches.add(writer);
    const document = open(uri, { watches });
    await memoryOf(document);
    writer.add(dated(60, 1, 3), true);
    const state = await waitFor('the other process', async () => {
      const now = await memoryOf(document);
      return now.pieces.length === 2 && now;
    });
    assert.deepEqual([state.piece, state.facts.cycles, state.pieces[1]!.memory!.cycles], [0, 2, 3]);
  });

  it('leads from a span to the code that allocated in it', async () => {
    const heap = fs.readFileSync(inWorkspace('heap.pb.gz').fsPath);
    const opened: string[] = [];
    const actions = new TimelineActions({
      engine,
      listCaptures: async () => [],
      openProfile: async (uri) => void opened.push(uri.path),
    });
    const startMs = Date.UTC(2026, 10, 26, 10);
    const marks = [1, 2, 3].map((minute) => {
      const file = `memoryspan-${minute}.pb.gz`;
      fs.writeFileSync(inWorkspace(file).fsPath, heap);
      made.push(inWorkspace(file).fsPath);
      return { at: startMs + minute * 60_000, mark: 'capture', what: 'heap', file };
    });
    const samples = [0, 1, 2, 3, 4].map((minute) => ({
      at: startMs + minute * 60_000,
      HeapAlloc: 1e6 * minute,
    }));
    const head = { heaplens: 'memory', version: 1, target: 'localhost:6060', source: '/debug/vars' };
    const lines = [head, ...[...samples, ...marks].sort((a, b) => a.at - b.at)];
    const document = open(write('span.memwatch', lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
    const { facts } = await memoryOf(document);
    assert.equal(facts.marks.length, 3);
    await actions.openGrowth({ fromMs: startMs, toMs: startMs + 130_000 }, document);
    await actions.openGrowth({ fromMs: facts.fromMs, toMs: facts.toMs }, document);
    await actions.openCapture(1, document);
    assert.deepEqual(opened.slice(0, 2), [
      '/compare/memoryspan-2.pb.gz − memoryspan-1.pb.gz',
      '/trend/memoryspan-1.pb.gz +2 trend',
    ]);
    assert.ok(opened[2]!.endsWith('/memoryspan-2.pb.gz'));
    await assert.rejects(actions.openCapture(7, document), /no capture/);
  });

  it('judges a rising history by the captures on it: the finding names the code', async () => {
    const actions = new TimelineActions({
      engine,
      listCaptures: async () => [],
      openProfile: async () => {},
    });
    const startMs = Date.UTC(2026, 10, 26, 10);
    const marks = [1, 19].map((minute) => {
      const file = `memorygrowth-${minute}.pb.gz`;
      const bytes = encodePprof(heapOf(startMs + minute * 60_000, minute * 10 * MB));
      fs.writeFileSync(inWorkspace(file).fsPath, gzipSync(bytes));
      made.push(inWorkspace(file).fsPath);
      return { at: startMs + minute * 60_000, mark: 'capture', what: 'heap', file };
    });
    const samples = Array.from({ length: 121 }, (_, i) => ({
      at: startMs + i * 10_000,
      HeapAlloc: (20 + (i * 10) / 6) * MB,
      NumGC: i,
    }));
    const head = { heaplens: 'memory', version: 1, target: 'localhost:6060', source: '/debug/vars' };
    const lines = [head, ...[...samples, ...marks].sort((a, b) => a.at - b.at)];
    const document = open(
      write('growth.memwatch', lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
    );
    await memoryOf(document);
    const report = await actions.memoryReport({ range: null }, document, new AbortController().signal);
    const growing = report.findings.find(({ ruleId }) => ruleId === 'H1');
    assert.ok(growing, report.findings.map(({ ruleId }) => ruleId).join());
    assert.deepEqual(
      growing.locations.map(({ file, line }) => [file, line]),
      [['store.go', 42]],
    );
  });

  it('goes on where lines got lost, by reading the file again', async () => {
    const uri = write('gaps.gctrace', cycles(1, 2));
    const watches = new LiveFiles();
    const writer = new Writer(uri);
    watches.add(writer);
    const document = open(uri, { watches });
    await memoryOf(document);
    writer.addSilently(cycles(3, 4));
    writer.add(cycle(5));
    const state = await waitFor('all cycles', async () => {
      const now = await memoryOf(document);
      return now.facts.cycles >= 5 && now;
    });
    assert.equal(state.facts.cycles, 5);
  });
});

/** So many bytes are in use in one place, and as many stay what they are in another. */
function heapOf(timeMs: number, bytes: number): Profile {
  const stacks = [
    `main.main main.go:9;app/store.Put store.go:42 0 0 ${bytes >> 10} ${bytes}`,
    `main.main main.go:9;app/cache.Fill cache.go:3 0 0 8192 ${8 * MB}`,
  ];
  return profileOf(stacks.join('\n'), {
    types: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
    periodType: 'space/bytes',
    period: 512 * 1024,
    timeNanos: BigInt(timeMs) * 1_000_000n,
    mappings: ['/bin/app'],
  });
}

/** What writes a file that an editor shows. */
class Writer implements LiveWatch {
  readonly uri: vscode.Uri;
  readonly #states = new vscode.EventEmitter<LiveState>();
  readonly #lines = new vscode.EventEmitter<LiveLines>();
  readonly onDidChangeState = this.#states.event;
  readonly onDidWrite = this.#lines.event;
  state: LiveState = {
    state: 'watching',
    target: 'shop',
    source: 'gctrace',
    note: null,
    everySeconds: 0,
    untilMs: null,
    captureWhenBytes: null,
    canCapture: false,
    canResume: false,
  };

  constructor(uri: vscode.Uri) {
    this.uri = uri;
  }

  add(text: string, several = false): void {
    const offset = fs.statSync(this.uri.fsPath).size;
    this.addSilently(text);
    this.#lines.fire({ bytes: new TextEncoder().encode(text), offset, several });
  }

  addSilently(text: string): void {
    fs.appendFileSync(this.uri.fsPath, text);
  }

  setState(state: LiveState['state']): void {
    this.state = { ...this.state, state };
    this.#states.fire(this.state);
  }

  async captureNow(): Promise<void> {}
  async captureWhen(): Promise<void> {}
  async stop(): Promise<void> {}
  async resume(): Promise<void> {}
}
