import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import nodeFs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { MessageError } from '../../../../src/base/message';
import { HistoryFile } from '../../../../src/capture/memory/historyFile';

const mostBytes = 4096;
const head = '{"heaplens":"memory","version":1,"target":"localhost:6060"}\n';

describe('capture/memory/historyFile', () => {
  let folder = '';
  let file = '';

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heaplens-history-'));
    file = path.join(folder, 'x.memwatch');
    fs.writeFileSync(file, '');
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('appends whole lines and says where they begin', async () => {
    const history = await HistoryFile.open(file, mostBytes);
    assert.equal(await history.append(head), 0);
    const [a, b] = await Promise.all([history.append(sample(1, 5)), history.append(sample(2, 6))]);
    assert.deepEqual([a, b], [head.length, head.length + sample(1, 5).length]);
    assert.equal(fs.readFileSync(file, 'utf8'), head + sample(1, 5) + sample(2, 6));
  });

  it('goes on with a file that is there, behind a line that was torn', async () => {
    fs.writeFileSync(file, `${head + sample(1, 5)}{"at":2,"Hea`);
    const history = await HistoryFile.open(file, mostBytes);
    await history.append(sample(3, 7));
    assert.equal(fs.readFileSync(file, 'utf8'), `${head + sample(1, 5)}{"at":2,"Hea\n${sample(3, 7)}`);
    assert.equal(history.bytes, fs.statSync(file).size);
  });

  it('never grows over its limit, keeps lowest and highest, and is whole at every moment', async () => {
    const values = fc.record({
      live: fc.option(fc.integer({ min: 0, max: 2 ** 40 }), { nil: undefined }),
      alloc: fc.integer({ min: 0, max: 2 ** 40 }),
      rss: fc.option(fc.integer({ min: 0, max: 2 ** 40 }), { nil: undefined }),
      mark: fc.constantFrom('', '', '', '', '', '', '', '', '', '', '', '', 'restart', 'gap', 'capture'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 100, maxLength: 300 }), async (rows) => {
        fs.writeFileSync(file, '');
        const history = await HistoryFile.open(file, mostBytes);
        await history.append(head);
        const written: Row[] = [];
        let captures = 0;
        for (const [at, { live, alloc, rss, mark }] of rows.entries()) {
          const row = { at, HeapLive: live, HeapAlloc: alloc, RSS: rss };
          await history.append(`${JSON.stringify(row)}\n`);
          written.push(row);
          if (mark !== '' && captures < 10) {
            captures += mark === 'capture' ? 1 : 0;
            await history.append(`${JSON.stringify({ at, mark })}\n`);
          }
          const text = fs.readFileSync(file, 'utf8');
          assert.ok(text.length <= mostBytes, `${text.length} bytes`);
          assert.equal(history.bytes, text.length);
          check(text, written, captures);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('thins the older half more than the newer', async () => {
    const history = await HistoryFile.open(file, mostBytes);
    for (let at = 0; at < 1000; at++) await history.append(sample(at, 1000 + (at % 7)));
    const times = fs
      .readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).at as number);
    assert.equal(times.at(-1), 999);
    assert.ok(times[0]! < 20, `begins at ${times[0]}`);
    const older = times.filter((at) => at < 500).length;
    assert.ok(older < times.length / 2, `${older} of ${times.length} are of the older half`);
  });

  it('drops the oldest marks only where there is nothing else', async () => {
    const history = await HistoryFile.open(file, mostBytes);
    await history.append(head);
    for (let at = 0; at < 500; at++) await history.append(`{"at":${at},"mark":"restart"}\n`);
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    assert.equal(lines[0], head.trim());
    assert.equal(lines.at(-2), '{"at":499,"mark":"restart"}');
    assert.ok(history.bytes <= mostBytes);
  });

  it('says so where a line has no room at all, and takes the next', async () => {
    const history = await HistoryFile.open(file, 100);
    await history.append(head);
    await assert.rejects(history.append(`{"x":"${'y'.repeat(100)}"}\n`), failure('watch.historyFull'));
    await history.append('{"at":1}\n');
    assert.equal(fs.readFileSync(file, 'utf8'), `${head}{"at":1}\n`);
  });

  it('does not bring back a file that somebody has deleted', async () => {
    const history = await HistoryFile.open(file, mostBytes);
    await history.append(head);
    fs.rmSync(file);
    await assert.rejects(history.append(sample(1, 1)), failure('watch.historyFailed'));
    assert.ok(!fs.existsSync(file));
  });

  it('begins a new line behind one that broke off on a full disk', async () => {
    let isFull = false;
    const flaky: typeof nodeFs = {
      ...nodeFs,
      appendFile: async (...[target, text, options]: Parameters<typeof nodeFs.appendFile>) => {
        if (!isFull) return nodeFs.appendFile(target, text, options);
        await nodeFs.appendFile(target, String(text).slice(0, 5), options);
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      },
    };
    const history = await HistoryFile.open(file, mostBytes, flaky);
    await history.append(head);
    isFull = true;
    await assert.rejects(history.append(sample(1, 1)), failure('watch.historyFailed'));
    isFull = false;
    const offset = await history.append(sample(2, 2));
    const text = fs.readFileSync(file, 'utf8');
    assert.equal(text, `${head}{"at"\n${sample(2, 2)}`);
    assert.equal(text.slice(offset), sample(2, 2));
  });

  it('keeps the old file where the thinned one cannot take its place', async () => {
    const stuck: typeof nodeFs = {
      ...nodeFs,
      rename: () => Promise.reject(Object.assign(new Error('EPERM: not permitted'), { code: 'EPERM' })),
    };
    const history = await HistoryFile.open(file, mostBytes, stuck);
    let failures = 0;
    for (let at = 0; at < 300; at++) await history.append(sample(at, at)).catch(() => failures++);
    assert.ok(failures > 0);
    assert.ok(fs.statSync(file).size <= mostBytes);
    assert.deepEqual(fs.readdirSync(folder), ['x.memwatch']);
  });
});

interface Row {
  readonly at: number;
  readonly HeapLive: number | undefined;
  readonly HeapAlloc: number;
  readonly RSS: number | undefined;
}

/** What must hold of the file after every line. */
function check(text: string, written: readonly Row[], captures: number): void {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines[0].heaplens, 'memory');
  const rows = lines.filter((line) => 'HeapAlloc' in line) as Row[];
  assert.deepEqual(
    rows.map(({ at }) => at),
    [...rows.map(({ at }) => at)].sort((a, b) => a - b),
  );
  assert.equal(rows.at(-1)!.at, written.at(-1)!.at);
  assert.equal(lines.filter(({ mark }) => mark === 'capture').length, captures);
  for (const field of ['HeapLive', 'HeapAlloc', 'RSS'] as const) {
    const of = (some: readonly Row[]) => some.flatMap((row) => row[field] ?? []);
    assert.equal(Math.max(...of(rows)), Math.max(...of(written)), `highest ${field}`);
    assert.equal(Math.min(...of(rows)), Math.min(...of(written)), `lowest ${field}`);
  }
}

function sample(at: number, heap: number): string {
  return `${JSON.stringify({ at, HeapAlloc: heap })}\n`;
}

function failure(id: string): (error: unknown) => boolean {
  return (error) => error instanceof MessageError && error.detail.id === id;
}
