import assert from 'node:assert/strict';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Engine, MemoryEvidence } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/node/createEngine';
import { startWorkerEngine } from '../../../src/engine/node/workerEngine';
import { nothingKnown, plainMemoryReport } from '../../../src/model/memoryReport';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../../helpers/repository';

const MiB = 2 ** 20;
const trace = [1, 2, 3]
  .map(
    (n) =>
      `gc ${n} @${n}.000s 0%: 0.10+10+0.2${n} ms clock, 0.20+1/5/3+0.40 ms cpu, ${2 * n + 2}->${2 * n + 3}->${n} MB, ${2 * n + 3} MB goal, 2 P\n`,
  )
  .join('');
const history = [
  '{"heaplens":"memory","version":1,"target":"localhost:6060","source":"/metrics","process":{"name":"api","pid":7,"goVersion":"go1.25.1","startMs":1700000000000},"metrics":["go_goroutines"]}',
  '{"at":1700000001000,"HeapAlloc":100,"NumGC":1}',
  '{"at":1700000002000,"HeapAlloc":300,"NumGC":2}',
  '{"at":1700000002500,"mark":"gap","what":"timeout"}',
  '{"at":1700000009000,"HeapAlloc":200,"NumGC":3}',
  '',
].join('\n');

describe('memory over time, through the engine', function () {
  this.timeout(60_000);
  let folder: string;
  let script: string;

  before(async () => {
    folder = makeTemporaryFolder('memoryEngine');
    script = join(folder, 'engineWorker.js');
    const entryPoints = [join(repositoryRoot, 'src', 'engine', 'node', 'worker.ts')];
    await build({ bundle: true, logLevel: 'error', entryPoints, outfile: script, platform: 'node' });
  });
  after(() => removeFolder(folder));

  for (const { name, start } of [
    { name: 'in process', start: () => createEngine() },
    { name: 'in a worker', start: () => startWorkerEngine(script) },
  ]) {
    describe(name, () => checkEngine(start));
  }
});

function checkEngine(start: () => Engine): void {
  let engine: Engine;
  beforeEach(() => {
    engine = start();
  });
  afterEach(() => engine.dispose());

  it('opens a GC trace, draws it and says what happened', async () => {
    const { handle, facts } = await opened(engine, trace, 'server.log');
    assert.deepEqual([facts.clock, facts.cycles, facts.fromMs, facts.toMs], ['sinceStart', 3, 1000, 3000]);
    const query = { fromMs: 1500, toMs: 2500, columns: 10, series: ['heapLive', 'rss'] } as const;
    const view = await engine.ask(handle, 'timeline', query);
    assert.deepEqual(
      view.series.map(({ name, timeMs, value }) => [name, [...timeMs], [...value]]),
      [['heapLive', [1000, 2000, 3000], [MiB, 2 * MiB, 3 * MiB]]],
    );
    assert.equal(view.cycles.kind, 'each');
    const moment = await engine.ask(handle, 'timelineMoment', { timeMs: 2100 });
    assert.equal(moment.cycle?.heapEnd, 7 * MiB);
    const range = await engine.ask(handle, 'timelineRange', { fromMs: 0, toMs: 9000 });
    assert.deepEqual([range.cycles, range.growthBytesPerMinute], [3, 60 * MiB]);
  });

  it('takes what is written later, and what is no GC trace in silence', async () => {
    const { handle } = await opened(engine, trace, 'server.log');
    const more = trace.replaceAll('gc 1 @1', 'gc 4 @4').split('\n')[0]!;
    const grown = await engine.append(handle, bytesOf(`listening\n${more}\n`));
    assert.deepEqual([grown.handle, grown.facts.cycles, grown.facts.toMs], [handle, 4, 4000]);
    const same = await engine.append(handle, bytesOf('nothing of interest\n'));
    assert.deepEqual([same.facts.cycles, same.problems], [4, []]);
    const kept = await engine.append(handle, bytesOf(`${more.replace('gc 4 @4', 'gc 5 @5')}\n`), {
      mostSamples: 3,
    });
    assert.deepEqual([kept.facts.cycles, kept.facts.fromMs], [3, 3000]);
  });

  it('takes what a watch writes, line by line', async () => {
    const { handle } = await opened(engine, history, 'h.memwatch');
    await engine.append(handle, bytesOf('{"at":1700000010000,"HeapAlloc":400,"NumGC":4,"RSS":9}\n'));
    await engine.append(handle, bytesOf('{"at":1700000010500,"mark":"restart"}\n'));
    const { facts } = await engine.append(handle, bytesOf('{"at":1700000011000,"HeapAlloc":50,"NumGC":1}\n'));
    assert.deepEqual([facts.samples, facts.source, facts.marks.length], [5, 'history', 2]);
    assert.deepEqual(facts.series[0], { name: 'heapAlloc', points: 5, min: 50, max: 400, last: 50 });
    const query = {
      fromMs: 1_700_000_009_000,
      toMs: 1_700_000_011_000,
      columns: 50,
      series: ['heapAlloc'],
    } as const;
    const [line] = (await engine.ask(handle, 'timeline', query)).series;
    assert.deepEqual([...line!.value], [300, Number.NaN, 200, 400, Number.NaN, 50]);
    assert.equal(line!.timeMs[4], 1_700_000_010_500);
  });

  it('puts a trace and a history on one timeline', async () => {
    const [cycles, samples] = [
      await opened(engine, trace, 'server.log'),
      await opened(engine, history, 'h.memwatch'),
    ];
    const joined = await engine.joinMemory([cycles.handle, samples.handle]);
    assert.deepEqual([joined.facts.clock, joined.facts.source], ['unix', 'several']);
    assert.deepEqual([joined.facts.fromMs, joined.facts.toMs], [1_700_000_001_000, 1_700_000_009_000]);
    assert.equal(joined.facts.process.goVersion, 'go1.25.1');
    // They stay open by themselves.
    assert.equal((await engine.ask(cycles.handle, 'memorySeries', null)).cycles.length, 3);
  });

  it('exports a history that it opens again as it was', async () => {
    const { handle, facts } = await opened(engine, history, 'h.memwatch');
    assert.deepEqual(
      facts.marks.map(({ kind, what }) => [kind, what]),
      [['gap', 'timeout']],
    );
    const bytes = await engine.ask(handle, 'memoryExport', { format: 'history' });
    const again = await opened(engine, new TextDecoder().decode(bytes), 'again.memwatch');
    assert.deepEqual(again.facts, facts);
    const csv = await engine.ask(handle, 'memoryExport', { format: 'csv', table: 'samples', range: null });
    assert.match(new TextDecoder().decode(csv), /^time,time_unix_ms,HeapAlloc_bytes,NumGC_count\r\n/);
  });

  it('judges, simulates and writes an incident down', async () => {
    // Live heap at the goal, again and again.
    const thrash = Array.from(
      { length: 14 },
      (_, n) =>
        `gc ${n + 1} @${n}.500s 0%: 0.10+10+0.20 ms clock, 0.20+1/5/3+0.40 ms cpu, 100->100->99 MB, 100 MB goal, 2 P\n`,
    ).join('');
    const { handle } = await opened(engine, thrash, 'server.log');
    const report = await engine.ask(handle, 'memoryReport', plainMemoryReport);
    assert.deepEqual(
      report.findings.map(({ ruleId }) => ruleId),
      ['C4'],
    );
    assert.equal(report.forecast.kind, 'silent');
    assert.equal(report.rss, null);
    assert.ok(report.health.score !== null);
    const query = { gogc: 200, memoryLimit: null, known: { ...nothingKnown, gogc: 100 } };
    assert.match((await engine.ask(handle, 'whatIf', query)).kind, /^(computed|impossible)$/);
    const incident = await engine.ask(handle, 'memoryExport', {
      format: 'incident',
      options: plainMemoryReport,
      title: 'Out of memory',
      pictures: [],
    });
    const text = new TextDecoder().decode(incident);
    assert.match(text, /^# Out of memory\n[\s\S]*Last quarter/);
    // Without a picture of the page it draws one.
    const [, data] = /<data:image\/svg\+xml;base64,([^>]+)>/.exec(text) ?? [];
    assert.match(Buffer.from(data ?? '', 'base64').toString(), /^<svg [\s\S]*<\/svg>\n$/);
  });

  it('refuses what memory does not have', async () => {
    const { handle } = await opened(engine, history, 'h.memwatch');
    await assert.rejects(engine.ask(handle, 'rawFacts', null), /not a profile/);
    await assert.rejects(engine.joinMemory([]), /nothing to put together/);
  });
}

async function opened(engine: Engine, text: string, name: string): Promise<MemoryEvidence> {
  const [evidence] = await engine.open(bytesOf(text), { name });
  assert.equal(evidence?.kind, 'memory');
  return evidence as MemoryEvidence;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
