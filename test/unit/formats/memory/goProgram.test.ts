import assert from 'node:assert/strict';
import * as path from 'node:path';
import { checkMemStats } from '../../../../src/analysis/memory/checkMemStats';
import type { MemoryEvidence } from '../../../../src/engine/engine';
import { createEngine } from '../../../../src/engine/node/createEngine';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { type MemoryRow, rowOf } from '../../../../src/model/sampleTable';
import { buildGoProgram, type GoServer, goVersion, startGoServer } from '../../../helpers/goProgram';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../../../helpers/repository';

const source = path.join(repositoryRoot, 'test', 'fixtures', 'programs', 'memory-sources');

/** What a program says of its memory, read by each way within moments of each other. */
describe('memory that a Go program of this machine tells', function () {
  this.timeout(180_000);
  let home: string;
  let server: GoServer;
  const engine = createEngine();

  before(async function () {
    if (goVersion() === null) {
      console.log('      skipped: there is no `go` here to tell any');
      this.skip();
    }
    home = makeTemporaryFolder('memory-sources');
    const binary = path.join(home, 'memory-sources');
    buildGoProgram(source, binary);
    server = await startGoServer(binary, 0);
  });
  after(async () => {
    engine.dispose();
    await server?.stop();
    if (home) removeFolder(home);
  });

  async function read(address: string, accept = '*/*'): Promise<MemorySeries> {
    const reply = await fetch(`${server.url}${address}`, { headers: { accept } });
    const name = address.split('/').at(-1)!;
    const evidence = await engine.open(new Uint8Array(await reply.arrayBuffer()), { name });
    const memory = evidence.find((one): one is MemoryEvidence => one.kind === 'memory')!;
    assert.deepEqual(memory.problems, []);
    return engine.ask(memory.handle, 'memorySeries', null);
  }

  it('is the same by whatever way it is read', async () => {
    const before = only(await read('/debug/vars'));
    const others = {
      footer: only(await read('/debug/pprof/heap?debug=1')),
      metrics: only(await read('/metrics')),
      open: only(await read('/metrics', 'application/openmetrics-text; version=1.0.0')),
      all: only(await read('/metrics/all')),
      generated: only(await read('/metrics/generated')),
    };
    const after = only(await read('/debug/vars'));
    for (const [way, row] of Object.entries(others)) {
      for (const field of growing) within(`${way} ${field}`, row[field]!, before[field]!, after[field]!);
      // 16 MiB are kept: a few pages of buffers are what happens between two reads, and now and then the heap takes 4 MiB.
      for (const field of near) {
        const value = row[field];
        assert.ok(value !== undefined, `${way} lacks ${field}`);
        const ends = [before[field]!, after[field]!];
        within(`${way} ${field}`, value, Math.min(...ends) - 2 ** 20, Math.max(...ends) + 2 ** 20);
      }
    }
    assert.ok(before.HeapAlloc! > 16 * 2 ** 20, `only ${before.HeapAlloc} bytes`);
  });

  it('keeps the identities of MemStats where it comes from one reading', async () => {
    for (const address of ['/debug/vars', '/debug/pprof/heap?debug=1', '/metrics', '/metrics/generated']) {
      const row = only(await read(address));
      const outcomes = checkMemStats(row).map(({ identity, outcome }) => `${identity} ${outcome}`);
      assert.deepEqual(outcomes, ['heapSys holds', 'released holds', 'sys holds'], address);
    }
  });

  it('has with runtime/metrics what MemStats lacks', async () => {
    const { metrics, ...series } = await read('/metrics/generated');
    const row = rowOf(series.samples, 0);
    assert.equal(series.process.goVersion, goVersion());
    assert.ok(Date.now() - series.process.startMs! < 60_000, String(series.process.startMs));
    assert.ok(row.HeapLive! >= 16 * 2 ** 20, `live ${row.HeapLive}`);
    assert.equal(row.GOGC, 100);
    assert.equal(row.GOMEMLIMIT, 2 ** 63);
    assert.equal(row.LimiterLastEnabled, 0);
    assert.ok(row.NumForcedGC! >= 1);
    assert.ok(row.TotalCPUSeconds! > 0 && row.PauseP99Ns! > 0 && row.PauseMaxNs! > 0);
    assert.ok(metrics.includes('go_gc_heap_live_bytes'));
    assert.ok(metrics.includes('go_sched_pauses_total_gc_seconds_bucket'));
    assert.equal(rowOf((await read('/metrics')).samples, 0).HeapLive, undefined);
  });
});

const growing = ['TotalAlloc', 'Mallocs', 'Frees', 'NumGC', 'PauseTotalNs', 'PauseMaxNs'] as const;
const near = [
  'HeapSys',
  'StackInuse',
  'StackSys',
  'MSpanSys',
  'MCacheSys',
  'BuckHashSys',
  'Sys',
  'NextGC',
] as const;

function only({ samples }: MemorySeries): MemoryRow {
  assert.equal(samples.length, 1);
  return rowOf(samples, 0);
}

function within(what: string, value: number, low: number, high: number): void {
  assert.ok(value >= low && value <= high, `${what}: ${value} is not between ${low} and ${high}`);
}
