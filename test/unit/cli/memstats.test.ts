import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runHeaplens } from '../../../src/cli/main';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../../helpers/repository';

const MiB = 2 ** 20;

/** As `/debug/vars` writes it; PauseNs and BySize shortened. */
const memstats = {
  ...{ Alloc: 40 * MiB, TotalAlloc: 400 * MiB, Sys: 200 * MiB, Lookups: 0, Mallocs: 4000, Frees: 3000 },
  ...{ HeapAlloc: 40 * MiB, HeapSys: 160 * MiB, HeapIdle: 110 * MiB, HeapInuse: 50 * MiB },
  ...{ HeapReleased: 100 * MiB, HeapObjects: 1000, StackInuse: 4 * MiB, StackSys: 4 * MiB },
  ...{ MSpanInuse: MiB, MSpanSys: MiB, MCacheInuse: MiB, MCacheSys: MiB, BuckHashSys: MiB },
  ...{ GCSys: 20 * MiB, OtherSys: 13 * MiB, NextGC: 60 * MiB, LastGC: 1_764_000_000_000_000_000 },
  ...{ PauseTotalNs: 1_000_000, NumGC: 10, NumForcedGC: 1, GCCPUFraction: 0.01 },
};
const vars = JSON.stringify({ cmdline: ['/usr/bin/shop', '-v'], memstats });

describe('heaplens memstats', () => {
  let folder: string;
  let server: Server;
  let address: string;
  before(async () => {
    folder = makeTemporaryFolder('cli-memstats');
    server = createServer(({ url }, response) => {
      if (url === '/debug/vars') response.setHeader('content-type', 'application/json').end(vars);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    removeFolder(folder);
  });

  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('prints fields, and what they say together, of a file', async () => {
    const { stdout, exitCode, stderr } = await runHeaplens(['memstats', write('vars.json', vars), '--json']);
    assert.equal(exitCode, 0, stderr);
    const report = JSON.parse(stdout);
    assert.deepEqual(Object.keys(report), ['source', 'at', 'fields', 'derived', 'findings', 'problems']);
    assert.equal(report.source, 'expvar');
    assert.equal(report.fields.HeapAlloc, 40 * MiB);
    assert.equal(report.fields.RSS, undefined);
    assert.deepEqual(report.derived, {
      goMemory: 100 * MiB,
      spanWaste: 10 * MiB,
      idleKept: 10 * MiB,
      heapUtilization: 40 / 60,
      meanObjectBytes: (40 * MiB) / 1000,
      meanAllocationBytes: (400 * MiB) / 4000,
      meanPauseNs: 100_000,
      bytesBeforeNextGC: 20 * MiB,
    });
  });

  it('asks a program, and knows when', async () => {
    for (const asked of [address, `http://${address}`, `http://${address}/debug/vars`]) {
      const before = Date.now();
      const { stdout, exitCode, stderr } = await runHeaplens(['memstats', asked, '--json']);
      assert.equal(exitCode, 0, stderr);
      const report = JSON.parse(stdout);
      assert.equal(report.source, 'expvar');
      assert.equal(report.fields.Sys, 200 * MiB);
      assert.ok(Date.parse(report.at) >= before && Date.parse(report.at) <= Date.now());
    }
  });

  it('prints text for people', async () => {
    const { stdout } = await runHeaplens(['memstats', address]);
    for (const expected of [
      /\/debug\/vars: expvar of .*shop.*UTC\.\n/,
      / HeapAlloc {2}40\.0 MB\n/,
      / HeapObjects {2}1,000\n/,
      / LastGC {2}2025-11-24 16:00:00 UTC\n/,
      /100 MB {2}held by Go \(Sys − HeapReleased\)/,
      /66\.7 % {2}of the heap that is kept is in objects/,
      /not judged: H1, C2, C4, C6: One sample only: cannot tell growth\./,
      /Health: /,
    ]) {
      assert.match(stdout, expected);
    }
  });

  it('takes the footer of a heap profile', async () => {
    const file = join(repositoryRoot, 'test/fixtures/profiles/leaky.heap.txt');
    const report = JSON.parse((await runHeaplens(['memstats', file, '--json'])).stdout);
    assert.equal(report.source, 'memStats');
    const { HeapSys, HeapInuse, HeapIdle } = report.fields;
    assert.equal(HeapSys, HeapInuse + HeapIdle);
  });

  it('refuses what it cannot answer', async () => {
    const trace =
      'gc 1 @0.011s 1%: 0.13+16+0.24 ms clock, 0.41+16/1.4/18+0.74 ms cpu, 16->16->16 MB, 17 MB goal, 40 P';
    for (const [args, exitCode, expected] of [
      [[], 1, /memstats takes one file or address, got 0/],
      [['nowhere.json'], 2, /nowhere\.json does not exist/],
      [[write('trace.log', trace)], 2, /holds no sample of memory/],
      [[`http://${address}/nothing`], 2, /nothing that tells of its memory|not with the memory/],
      [['127.0.0.1:1'], 2, /127\.0\.0\.1:1/],
    ] as const) {
      const outcome = await runHeaplens(['memstats', ...args]);
      assert.equal(outcome.exitCode, exitCode, outcome.stderr);
      assert.match(outcome.stderr, expected);
    }
  });
});
