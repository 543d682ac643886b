import assert from 'node:assert/strict';
import type http from 'node:http';
import { gzipSync } from 'node:zlib';
import { MessageError, message } from '../../../src/base/message';
import { parseCaptureTarget } from '../../../src/capture/captureTarget';
import { captureDump, type DumpResult } from '../../../src/capture/dumpClient';
import { type CaptureOptions, type CaptureProgress, capturePprof } from '../../../src/capture/pprofClient';
import { parseCaptureNote } from '../../../src/model/captureNote';
import { closedPort, closeServers, serveHttp } from '../../helpers/localServer';

const dump =
  'goroutine 1 [running]:\nmain.main()\n\t/app/main.go:9 +0x1d\n\ngoroutine 18 [select, 5 minutes]:\nmain.wait()\n\t/app/main.go:21 +0x2\ncreated by main.main in goroutine 1\n\t/app/main.go:8 +0x1\n';
const counts =
  'goroutine profile: total 150023\n150023 @ 0x1 0x2\n#\t0x1\tmain.wait+0x1\t/app/main.go:21\n\n';

describe('capture/dumpClient', () => {
  afterEach(closeServers);

  it('counts, takes the dump, and notes both in front of it', async () => {
    const asked: string[] = [];
    const url = await serveHttp((request, response) => {
      asked.push(`${request.url} ${request.headers['x-token']}`);
      response.end(request.url?.includes('debug=1') ? counts : dump);
    });
    const result = await take(`${url}/debug/pprof/heap?tenant=7`, {}, { 'X-Token': 't1' });
    assert.deepEqual(asked, [
      '/debug/pprof/goroutine?tenant=7&debug=1 t1',
      '/debug/pprof/goroutine?tenant=7&debug=2 t1',
    ]);
    assert.equal(result.counted, 150_023);
    const [first, rest] = splitNote(result);
    assert.equal(rest, dump);
    assert.deepEqual(parseCaptureNote(first), { timeMs: result.startedMs, from: url, counted: 150_023 });
    assert.doesNotMatch(first, /tenant/);
    assert.equal(result.bytes.buffer.byteLength, result.bytes.length, 'a copy of it can go to a worker');
  });

  it('does without the count where the program has none', async () => {
    for (const answer of [refuse(404, 'Unknown profile\n'), refuse(403, ''), refuse(200, 'total 5\n')]) {
      const url = await serveHttp((request, response) => {
        if (request.url?.includes('debug=1')) answer(response);
        else response.end(dump);
      });
      const result = await take(url);
      assert.equal(result.counted, null);
      assert.deepEqual(parseCaptureNote(splitNote(result)[0]), {
        timeMs: result.startedMs,
        from: url,
        counted: null,
      });
    }
  });

  it('keeps the text that the program wrote where a proxy has compressed it', async () => {
    const url = await serveHttp((request, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync(request.url?.includes('debug=1') ? counts : dump));
    });
    const result = await take(url);
    assert.equal(splitNote(result)[1], dump);
    assert.equal(result.counted, 150_023);
    await fails(take(url, { maximumBytes: dump.length - 1 }), 'capture.tooLarge');
  });

  it('keeps what was cut by the program itself', async () => {
    const cut = dump.slice(0, -20);
    const url = await serveHttp((request, response) => {
      response.end(request.url?.includes('debug=1') ? counts : cut);
    });
    assert.equal(splitNote(await take(url))[1], cut);
  });

  it('hands the whole file to validate, and rejects with what it says', async () => {
    const url = await serveDump();
    let seen = '';
    const validate = async (bytes: Uint8Array) => {
      seen = Buffer.from(bytes).toString('utf8');
      throw new MessageError(message('x', 'This is no dump.'));
    };
    await fails(take(url, { validate }), 'x');
    assert.match(seen, /^# heaplens capture: time=\S+ from=\S+ counted=150023\ngoroutine 1 \[running\]:\n/);
  });

  it('tells progress of the dump, not of the count', async () => {
    const url = await serveDump();
    const progress: CaptureProgress[] = [];
    await take(url, { onProgress: (now) => progress.push(now) });
    assert.deepEqual(
      progress.map(({ receivedBytes }) => receivedBytes),
      [0, dump.length],
    );
  });

  it('says once what keeps both requests from working', async () => {
    await fails(take(await closedPort()), 'capture.refusedHere');
    let requests = 0;
    const silent = await serveHttp(() => requests++);
    await fails(take(silent, { timeoutSeconds: 0.05 }), 'capture.timeout');
    assert.equal(requests, 1, 'nobody waits twice');
    await fails(take(await serveHttp((_, response) => refuse(401, '')(response))), 'capture.unauthorized');
  });

  it('fails where the dump breaks off on the way', async () => {
    const url = await serveHttp((request, response) => {
      if (request.url?.includes('debug=1')) return response.end(counts);
      response.writeHead(200, { 'Content-Length': dump.length });
      response.write(dump.slice(0, 50), () => response.destroy());
    });
    await fails(take(url), 'capture.truncatedLength');
  });

  it('is cancelled while it counts, while it waits for the dump, and while that is checked', async () => {
    for (const at of ['debug=1', 'debug=2']) {
      const controller = new AbortController();
      const url = await serveHttp((request, response) => {
        if (request.url?.includes(at)) controller.abort();
        else response.end(counts);
      });
      await assert.rejects(take(url, { signal: controller.signal }), { name: 'AbortError' });
    }
    const controller = new AbortController();
    const validate = async () => controller.abort();
    await assert.rejects(take(await serveDump(), { signal: controller.signal, validate }), {
      name: 'AbortError',
    });
  });
});

describe('capturing goroutine leaks', () => {
  afterEach(closeServers);

  it('says how to get the profile from a program that has none', async () => {
    const url = await serveHttp((_, response) => {
      response.writeHead(404, { 'X-Go-Pprof': '1' }).end('Unknown profile\n');
    });
    const request = { target: parseCaptureTarget(url), query: { kind: 'goroutineleak' } };
    const error = await failure(capturePprof(request, { timeoutSeconds: 10, maximumBytes: 1000 }));
    assert.equal(error.detail.id, 'capture.noLeakProfile');
    assert.match(
      error.message,
      /Go 1\.27 has it; with Go 1\.26, build it with GOEXPERIMENT=goroutineleakprofile/,
    );
  });
});

function take(
  address: string,
  options: Partial<CaptureOptions> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<DumpResult> {
  return captureDump(
    { target: parseCaptureTarget(address), headers },
    { timeoutSeconds: 10, maximumBytes: 2 ** 20, ...options },
  );
}

function serveDump(): Promise<string> {
  return serveHttp((request, response) => {
    const body = request.url?.includes('debug=1') ? counts : dump;
    response.writeHead(200, { 'Content-Length': body.length }).end(body);
  });
}

function refuse(status: number, body: string): (response: http.ServerResponse) => void {
  return (response) => response.writeHead(status, { 'X-Go-Pprof': '1' }).end(body);
}

function splitNote({ bytes }: DumpResult): [string, string] {
  const text = Buffer.from(bytes).toString('utf8');
  const end = text.indexOf('\n');
  return [text.slice(0, end), text.slice(end + 1)];
}

async function failure(capturing: Promise<unknown>): Promise<MessageError> {
  const error = await capturing.then(
    () => assert.fail('the capture succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof MessageError, String(error));
  return error;
}

async function fails(capturing: Promise<unknown>, id: string): Promise<void> {
  const error = await failure(capturing);
  assert.equal(error.detail.id, id, error.message);
}
