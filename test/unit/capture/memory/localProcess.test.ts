import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Message } from '../../../../src/base/message';
import { parseCaptureTarget } from '../../../../src/capture/captureTarget';
import { findControlGroup } from '../../../../src/capture/memory/controlGroup';
import { findListeners } from '../../../../src/capture/memory/listeningProcess';
import { type LocalProcessOptions, sampleLocalProcess } from '../../../../src/capture/memory/localProcess';
import type { DecodedMemory, DecodeMemory } from '../../../../src/capture/memory/memoryReply';
import { closeServers } from '../../../helpers/localServer';
import { answer, serveMemory } from '../../../helpers/memoryServer';

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('capture/memory/localProcess', () => {
  let proc = '';

  beforeEach(() => {
    proc = fs.mkdtempSync(path.join(os.tmpdir(), 'heaplens-proc-'));
  });

  afterEach(async () => {
    fs.rmSync(proc, { recursive: true });
    await closeServers();
  });

  onLinux('finds the process that listens on a port of this machine', async () => {
    const { url } = await serveMemory({});
    assert.deepEqual(await findListeners(Number(new URL(url).port)), [process.pid]);
  });

  it('finds nobody on a port where nobody listens, nor without /proc', async () => {
    assert.deepEqual(await findListeners(1), []);
    assert.deepEqual(await findListeners(6060, path.join(proc, 'none')), []);
  });

  it('tells listening sockets from connections, over both kinds of addresses', async () => {
    write('net/tcp', table('0100007F:17AC', '01', 11), table('0100007F:17AD', '0A', 12));
    write('net/tcp6', table('00000000000000000000000000000000:17AC', '0A', 13));
    link('70/fd/4', 'socket:[11]');
    link('71/fd/3', '/dev/null');
    link('71/fd/5', 'socket:[13]');
    link('80/fd/5', 'socket:[13]');
    assert.deepEqual(await findListeners(6060, proc), [71, 80]);
  });

  describe('the program among those that listen', () => {
    beforeEach(() => {
      write('stat', 'cpu 1 2 3', 'btime 1700000000');
      for (const [pid, name] of [
        [70, 'docker-proxy\0-port\0'],
        [71, '/app/shop\0-v\0'],
      ] as const) {
        write(`${pid}/cmdline`, name);
        write(`${pid}/status`, `VmRSS:\t${pid} kB`);
        // Field 22, behind a name with a parenthesis and blanks.
        write(`${pid}/stat`, `${pid} (a ) b) S 1 1 1 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 5 0 ${pid * 100} 1 1`);
        link(`${pid}/fd/5`, `socket:[${pid}]`);
      }
    });

    it('is the one with the command line that pprof tells', async () => {
      const { values } = await sampleOf({ '/debug/pprof/cmdline': answer(200, '/app/shop\0-v') });
      assert.equal(values.RSS, 71 * 1024);
    });

    it('is the one that started when the program says', async () => {
      const { values } = await sampleOf({}, { startMs: (1_700_000_000 + 71) * 1000 + 10 });
      assert.equal(values.RSS, 71 * 1024);
    });

    it('is none where neither fits: a forwarder listens', async () => {
      const { values, notes } = await sampleOf({ '/debug/pprof/cmdline': answer(200, '/app/other') });
      assert.deepEqual(values, {});
      assert.deepEqual(
        notes.map(({ id, args }) => [id, args.pids]),
        [['watch.otherListener', '70, 71']],
      );
    });

    it('is none, told once, where nobody is seen', async () => {
      const { values, notes } = await sampleOf({}, {}, () =>
        fs.rmSync(path.join(proc, '71'), { recursive: true }),
      );
      assert.deepEqual(values, {});
      assert.equal(notes.length, 1);
    });

    it('is the one that was named', async () => {
      const { values } = await sampleOf({}, { pid: 70 });
      assert.equal(values.RSS, 70 * 1024);
      const gone = await sampleOf({}, { pid: 99 });
      assert.deepEqual(
        gone.notes.map(({ id }) => id),
        ['watch.processUnreadable'],
      );
    });

    async function sampleOf(
      script: Parameters<typeof serveMemory>[0],
      { startMs = null, pid = null }: { startMs?: number | null; pid?: number | null } = {},
      before = () => {},
    ) {
      const { url } = await serveMemory(script);
      const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, '0');
      write('net/tcp', table(`0100007F:${port}`, '0A', 70), table(`0100007F:${port}`, '0A', 71));
      before();
      const notes: Message[] = [];
      const options = optionsOf(url, { pid, onNote: (note) => void notes.push(note) });
      const local = sampleLocalProcess(options)!;
      const signal = new AbortController().signal;
      await local.attach(memoryOf(startMs), signal);
      await local.attach(memoryOf(startMs), signal);
      return { values: await local.sample(signal), notes };
    }
  });

  describe('its control group', () => {
    const mounts2 = '31 24 0:27 / /G rw shared:9 - cgroup2 cgroup2 rw';

    it('of version 2 has the lowest limit of all groups around it', async () => {
      write('7/status', 'VmRSS:\t1 kB');
      write('7/cgroup', '0::/pod/box');
      mountAt(mounts2);
      write('G/pod/box/memory.current', '500');
      write('G/pod/box/memory.max', 'max');
      write('G/pod/memory.max', '1000');
      write('G/memory.max', '2000');
      assert.deepEqual(await valuesOf(7), { RSS: 1024, CgroupCurrent: 500, CgroupLimit: 1000 });
    });

    it('of version 1 is found by its controllers', async () => {
      write('7/status', 'VmRSS:\t1 kB');
      write('7/cgroup', '9:memory:/docker/a b', '3:cpu,cpuacct:/docker/c', '0::/');
      mountAt(
        '32 31 0:29 / /C\\040D rw - cgroup cgroup rw,cpu,cpuacct',
        '35 31 0:32 / /M rw - cgroup cgroup rw,memory',
      );
      write('M/docker/a b/memory.usage_in_bytes', '300');
      write('M/docker/a b/memory.limit_in_bytes', '700');
      const group = await findControlGroup(7, proc);
      assert.deepEqual(group, {
        version: 1,
        folders: ['docker/a b', 'docker', ''].map((name) => path.join(proc, 'M', name).replace(/\/$/, '')),
        cpuFolder: path.join(proc, 'C D/docker/c'),
      });
      assert.deepEqual(await valuesOf(7), { RSS: 1024, CgroupCurrent: 300, CgroupLimit: 700 });
    });

    it('in a container is what is mounted there', async () => {
      write('7/cgroup', '0::/docker/1f/inner');
      mountAt('31 24 0:27 /docker/1f /G rw - cgroup2 cgroup2 rw');
      assert.deepEqual((await findControlGroup(7, proc))?.folders, [
        path.join(proc, 'G/inner'),
        path.join(proc, 'G'),
      ]);
      write('7/cgroup', '0::/../other');
      assert.deepEqual((await findControlGroup(7, proc))?.folders, [path.join(proc, 'G')]);
    });

    it('may be none', async () => {
      write('7/status', 'VmRSS:\t1 kB');
      write('7/cgroup', '2:cpu:/');
      mountAt('32 31 0:29 / /C rw - cgroup cgroup rw,cpu');
      assert.equal(await findControlGroup(7, proc), null);
      assert.deepEqual(await valuesOf(7), { RSS: 1024 });
    });

    function mountAt(...lines: string[]): void {
      write('self/mountinfo', ...lines.map((line) => line.replace(/ \/([A-Z])/, ` ${proc}/$1`)));
    }

    async function valuesOf(pid: number) {
      const local = sampleLocalProcess(optionsOf('http://127.0.0.1:1', { pid }))!;
      const signal = new AbortController().signal;
      await local.attach(memoryOf(null), signal);
      return local.sample(signal);
    }
  });

  it('is not sampled on another system, nor on another machine', () => {
    const options = optionsOf('http://127.0.0.1:1');
    assert.equal(sampleLocalProcess({ ...options, platform: 'darwin' }), null);
    assert.equal(sampleLocalProcess({ ...options, target: parseCaptureTarget('http://shop.example') }), null);
    assert.notEqual(sampleLocalProcess(options), null);
  });

  function optionsOf(url: string, more: Partial<LocalProcessOptions> = {}): LocalProcessOptions {
    return {
      target: parseCaptureTarget(url),
      headers: {},
      timeoutSeconds: 1,
      maximumBytes: 100_000,
      pid: null,
      decode,
      onNote: () => {},
      platform: 'linux',
      proc,
      ...more,
    };
  }

  function write(name: string, ...lines: string[]): void {
    const file = path.join(proc, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, lines.join('\n'));
  }

  function link(name: string, target: string): void {
    const file = path.join(proc, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.symlinkSync(target, file);
  }
});

/** A line of /proc/net/tcp, behind its header. */
function table(local: string, state: string, inode: number): string {
  const header =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const row = `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0`;
  return `${header}\n${row}`;
}

function memoryOf(startMs: number | null): DecodedMemory {
  return { fields: { HeapAlloc: 1 }, process: { name: '', pid: null, goVersion: '', startMs }, metrics: [] };
}

/** Understands as much of these files as the tests write. */
const decode: DecodeMemory = async (bytes, name) => {
  const text = Buffer.from(bytes).toString('utf8');
  const number = text === 'max' ? Number.POSITIVE_INFINITY : Number(/\d+/.exec(text)?.[0]);
  const fields = {
    status: { RSS: number * 1024 },
    'memory.current': { CgroupCurrent: number },
    'memory.max': { CgroupLimit: number },
    'memory.usage_in_bytes': { CgroupCurrent: number },
    'memory.limit_in_bytes': { CgroupLimit: number },
  }[name];
  return fields ? { ...memoryOf(null), fields } : null;
};
