import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runHeaplens } from '../../../src/cli/main';
import { makeTemporaryFolder, removeFolder } from '../../helpers/repository';

const metrics = `go_goroutines 5
go_gc_heap_live_bytes 2000
go_gc_gomemlimit_bytes 10000
process_start_time_seconds 5
`;

describe('heaplens alerts', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = makeTemporaryFolder('alerts');
    file = join(folder, 'metrics.txt');
    writeFileSync(file, metrics);
  });
  after(() => removeFolder(folder));

  const alerts = (...args: string[]) => runHeaplens(['alerts', ...args]);

  it('writes rules for what is exposed', async () => {
    const { exitCode, stdout, stderr } = await alerts(file, '--window', '20m', '--selector', 'job="api"');
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.deepEqual(stdout.match(/(?<=alert: )\w+/g), ['GoLiveHeapGrows', 'GoGoroutinesGrow']);
    assert.match(stdout, /min_over_time\(go_goroutines\{job="api"\}\[5m\] offset 15m\)/);
    assert.match(stdout, /> 1200\n/);
  });

  it('asks a program', async () => {
    const server = createServer((request, reply) => {
      reply.statusCode = request.url === '/metrics' ? 200 : 404;
      reply.end(request.url === '/metrics' ? metrics : '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { stdout, exitCode } = await alerts(`127.0.0.1:${(server.address() as AddressInfo).port}`);
      assert.equal(exitCode, 0);
      assert.match(stdout, /alert: GoLiveHeapGrows/);
    } finally {
      server.close();
    }
  });

  it('writes an autoscaler', async () => {
    const { exitCode, stdout } = await alerts(file, '--hpa', 'api', '--namespace', 'shop');
    assert.equal(exitCode, 0);
    assert.match(stdout, /kind: HorizontalPodAutoscaler[\s\S]*namespace: "shop"[\s\S]*averageValue: "7000"/);
  });

  it('says what is wrong', async () => {
    const refused = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await alerts(...args);
      assert.notEqual(exitCode, 0);
      assert.equal(stdout, '');
      return stderr;
    };
    assert.match(await refused(), /takes one file or address, got 0/);
    assert.match(await refused(file, '--selector', 'api'), /no selector of labels/);
    assert.match(await refused(file, '--window', '1s'), /at least 4s/);
    assert.match(await refused(file, '--window', 'x'), /--window takes a time/);
    assert.match(await refused(file, '--namespace', 'a'), /goes with --hpa/);
    assert.match(await refused(file, '--hpa', 'a', '--window', '5m'), /not with --hpa/);
    assert.match(await refused(file, '--hpa', 'A'), /cannot be the name of a workload/);
    assert.match(await refused(file, '--json'), /writes YAML/);
    writeFileSync(join(folder, 'status'), 'Name:\ta\nPid:\t4\nVmRSS:\t5 kB\n');
    assert.match(await refused(join(folder, 'status')), /names of the metrics/);
  });
});
