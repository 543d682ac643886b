import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseCaptureTarget } from '../../../../src/capture/captureTarget';
import { HistoryFile } from '../../../../src/capture/memory/historyFile';
import { findListeners } from '../../../../src/capture/memory/listeningProcess';
import { sampleLocalProcess } from '../../../../src/capture/memory/localProcess';
import { memoryEndpoints } from '../../../../src/capture/memory/memoryEndpoints';
import { type DecodedMemory, decodeWith } from '../../../../src/capture/memory/memoryReply';
import { askMemory } from '../../../../src/capture/memory/memorySource';
import { type WatchEvent, type WatchOptions, watchMemory } from '../../../../src/capture/memory/memoryWatch';
import type { Engine, MemoryEvidence } from '../../../../src/engine/engine';
import { createEngine } from '../../../../src/engine/node/createEngine';
import { writeHistoryLine } from '../../../../src/model/memoryHistory';
import {
  buildGoProgram,
  type GoServer,
  goVersion,
  pressureSource,
  startGoServer,
} from '../../../helpers/goProgram';
import { makeTemporaryFolder, removeFolder } from '../../../helpers/repository';
import { waitFor } from '../../../helpers/waitFor';

const mebibyte = 2 ** 20;

/** The pressure program keeps 32 MiB at least and serves all that a watch can read. */
describe('capture/memory: a real Go program', function () {
  this.timeout(180_000);
  let folder = '';
  let binary = '';
  let engine: Engine;
  let server: GoServer;

  before(async function () {
    if (goVersion() === null) return this.skip();
    folder = makeTemporaryFolder('watch');
    binary = path.join(folder, 'pressure');
    buildGoProgram(pressureSource, binary);
    engine = createEngine();
    server = await startGoServer(binary, 0, ['-mode', 'leak', '-growth', '8']);
    await waitFor('what the program keeps', async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return Number(/^go_memstats_alloc_bytes (\S+)$/m.exec(text)?.[1]) > 32 * mebibyte;
    });
  });
  after(async () => {
    await server?.stop();
    engine?.dispose();
    if (folder !== '') removeFolder(folder);
  });

  it('says the same by /metrics, /debug/vars and the text of a heap profile', async () => {
    const said = new Map<string, DecodedMemory>();
    for (const endpoint of memoryEndpoints(parseCaptureTarget(server.url))) {
      const answer = await askMemory(endpoint, optionsOf(server.url), decodeWith(engine, 2 ** 26), never());
      assert.ok(answer.kind === 'memory', endpoint.path);
      said.set(endpoint.kind, answer.memory);
    }
    assert.deepEqual([...said.keys()], ['metrics', 'vars', 'heap']);
    const [metrics, vars, heap] = [...said.values()] as [DecodedMemory, DecodedMemory, DecodedMemory];
    for (const field of ['TotalAlloc', 'Mallocs', 'NumGC', 'Sys'] as const) {
      const values = [metrics, vars, heap].map(({ fields }) => fields[field]!);
      assert.deepEqual(
        values,
        [...values].sort((a, b) => a - b),
        `${field} goes back: ${values}`,
      );
    }
    for (const { fields } of [metrics, vars, heap])
      assert.ok(fields.HeapAlloc! > 20 * mebibyte, `${fields.HeapAlloc}`);
    assert.ok(metrics.fields.HeapLive! > 0, 'runtime/metrics know the live heap');
    assert.match(metrics.process.goVersion, /^go1\.\d+/);
    assert.ok(metrics.metrics.includes('go_goroutines'));
  });

  it('is sampled into a history that opens again, with what the system knows of it', async () => {
    const file = path.join(folder, 'history.memwatch');
    fs.writeFileSync(file, '');
    const history = await HistoryFile.open(file, mebibyte);
    const events = await watch(server.url, 2, (event) => keep(history, event));
    const taken = events.filter(({ kind }) => kind === 'sample').length;
    const [evidence, ...others] = await engine.open(Uint8Array.from(fs.readFileSync(file)), {
      name: 'x.memwatch',
    });
    assert.equal(others.length, 0);
    assert.ok(evidence?.kind === 'memory');
    const { facts, problems } = evidence as MemoryEvidence;
    assert.deepEqual(problems, []);
    assert.equal(facts.samples, taken);
    assert.ok(taken >= 5, `${taken} samples in 2 s`);
    assert.deepEqual(
      facts.marks.map(({ kind }) => kind),
      ['stop'],
    );
    if (process.platform !== 'linux') return;
    const [pid] = await findListeners(Number(new URL(server.url).port));
    assert.equal(facts.process.pid, pid);
    const series = await engine.ask(evidence.handle, 'memorySeries', null);
    const rss = series.samples.fields.RSS!.at(-1)!;
    const anonymous = series.samples.fields.RSSAnon!.at(-1)!;
    assert.ok(anonymous > 16 * mebibyte && anonymous <= rss, `${anonymous} of ${rss}`);
    await engine.close(evidence.handle);
  });

  it('that is started anew at its address is the same watch, with a gap and a restart', async () => {
    let first: GoServer | null = await startGoServer(binary, 0);
    const { url } = first;
    let second: GoServer | null = null;
    const controller = new AbortController();
    const marks: string[] = [];
    const onEvent = async (event: WatchEvent) => {
      if (event.kind === 'mark') marks.push(event.mark.kind);
      if (event.kind === 'sample' && first) {
        const ended = first;
        first = null;
        await ended.stop();
      }
      if (event.kind === 'state' && event.state === 'waiting' && !second) {
        second = await startGoServer(binary, Number(new URL(url).port));
      }
    };
    const running = watch(url, 60, onEvent, controller.signal);
    const seen = waitFor('the restart', () => marks.includes('restart'), 30_000);
    await Promise.race([seen, running]);
    controller.abort();
    await running;
    await (second as GoServer | null)?.stop();
    assert.deepEqual(marks, ['gap', 'restart', 'stop']);
  });

  async function watch(
    url: string,
    seconds: number,
    onEvent: (event: WatchEvent) => Promise<void> | void,
    signal = never(),
  ): Promise<WatchEvent[]> {
    const events: WatchEvent[] = [];
    const options = { ...optionsOf(url), maximumSeconds: seconds };
    const decode = decodeWith(engine, 2 ** 26);
    const onNote = () => assert.fail('the process is not found');
    const local = sampleLocalProcess({ ...options, pid: null, decode, onNote });
    const deps = {
      decode,
      ...(local && { local }),
      onEvent: async (event: WatchEvent) => {
        events.push(event);
        await onEvent(event);
      },
    };
    await watchMemory(options, deps, signal);
    return events;
  }
});

async function keep(history: HistoryFile, event: WatchEvent): Promise<void> {
  if (event.kind === 'started')
    await history.append(writeHistoryLine({ kind: 'header', header: event.header }));
  if (event.kind === 'mark') await history.append(writeHistoryLine({ kind: 'mark', mark: event.mark }));
  if (event.kind === 'sample') {
    await history.append(writeHistoryLine({ kind: 'sample', timeMs: event.atMs, row: event.fields }));
  }
}

function optionsOf(url: string): WatchOptions {
  return {
    target: parseCaptureTarget(url),
    headers: {},
    timeoutSeconds: 20,
    maximumBytes: 2 ** 26,
    everySeconds: 0.2,
    maximumSeconds: 60,
  };
}

function never(): AbortSignal {
  return new AbortController().signal;
}
