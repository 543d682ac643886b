import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { MessageError, message } from '../../../src/base/message';
import { type CaptureQuery, parseCaptureTarget } from '../../../src/capture/captureTarget';
import {
  type CaptureOptions,
  type CaptureProgress,
  type CaptureResult,
  capturePprof,
} from '../../../src/capture/pprofClient';
import {
  closedPort,
  closeServers,
  serveHttp,
  serveHttps,
  serveRaw,
  testAuthority,
} from '../../helpers/localServer';

const profile = readFileSync(path.join(__dirname, '../../fixtures/profiles/leaky.heap.pb.gz'));

describe('capture/pprofClient', () => {
  afterEach(closeServers);

  describe('a capture', () => {
    it('brings the bytes of the profile', async () => {
      const url = await serveHttp(answer(200, profile));
      const { bytes, url: from } = await capture(url, { query: { kind: 'heap', gc: true } });
      assert.deepEqual(Buffer.from(bytes), profile);
      assert.equal(from.href, `${url}/debug/pprof/heap?gc=1`);
    });

    it('sends stored headers, user info as authorization, and no wish for compression', async () => {
      const seen: http.IncomingHttpHeaders[] = [];
      const url = await serveHttp((request, response) => {
        seen.push(request.headers);
        response.end(profile);
      });
      await capture(url, { headers: { 'X-Token': 't1', Authorization: 'Bearer stored' } });
      await capture(url.replace('//', '//me:secret@'), { headers: { Authorization: 'Bearer stored' } });

      assert.equal(seen[0]!['x-token'], 't1');
      assert.equal(seen[0]!.authorization, 'Bearer stored');
      assert.equal(seen[0]!['accept-encoding'], 'identity');
      assert.equal(seen[1]!.authorization, `Basic ${Buffer.from('me:secret').toString('base64')}`);
      assert.equal(seen[1]!.host, new URL(url).host);
    });

    it('takes a profile that is not compressed, and one that was compressed twice', async () => {
      const plain = Buffer.from('\n\x04\x08\x01\x10\x02', 'latin1');
      assert.deepEqual(Buffer.from((await capture(await serveHttp(answer(200, plain)))).bytes), plain);
      const twice = await serveHttp(answer(200, gzipSync(profile), { 'Content-Encoding': 'gzip' }));
      assert.deepEqual(Buffer.from((await capture(twice)).bytes), profile);
    });

    it('hands over bytes that own their memory, so that a copy can go to a worker', async () => {
      const url = await serveHttp(answer(200, profile));
      const validate = async (bytes: Uint8Array) => {
        const copy = bytes.slice();
        structuredClone(copy, { transfer: [copy.buffer] });
        assert.equal(bytes.length, profile.length, 'the copy has taken the memory along');
      };
      const { bytes } = await capture(url, { validate });
      assert.equal(bytes.byteOffset, 0);
      assert.equal(bytes.buffer.byteLength, profile.length);
    });

    it('reports bytes and the seconds that the program still records', async () => {
      const progress: CaptureProgress[] = [];
      const url = await serveHttp((_, response) => {
        response.writeHead(200, { 'Content-Length': profile.length });
        response.end(profile);
      });
      await capture(url, { query: { kind: 'cpu', seconds: 3 }, onProgress: (now) => progress.push(now) });

      assert.deepEqual(progress[0], { receivedBytes: 0, expectedBytes: null, remainingSeconds: 3 });
      const last = progress.at(-1)!;
      assert.equal(last.receivedBytes, profile.length);
      assert.equal(last.expectedBytes, profile.length);
    });

    it('goes where a redirect within the origin leads, with its headers', async () => {
      const url = await serveHttp((request, response) => {
        if (request.url === '/debug/pprof/heap') return response.writeHead(308, { Location: '/moved' }).end();
        assert.equal(request.headers['x-token'], 't1');
        response.end(profile);
      });
      const { url: from } = await capture(url, { headers: { 'X-Token': 't1' } });
      assert.equal(from.pathname, '/moved');
    });

    it('rejects with what validate says', async () => {
      const url = await serveHttp(answer(200, profile));
      const validate = () => Promise.reject(new MessageError(message('x', 'This is an execution trace.')));
      await fails(capture(url, { validate }), 'x', 'This is an execution trace.');
    });

    it('trusts an authority of the extra file, besides the usual ones', async () => {
      const url = await serveHttps('localhost', answer(200, profile));
      const { bytes } = await capture(url, { extraAuthorities: testAuthority() });
      assert.equal(bytes.length, profile.length);
    });
  });

  describe('no reply', () => {
    it('nothing listens', async () => {
      const url = await closedPort();
      await fails(
        capture(url),
        'capture.refusedHere',
        `Nothing listens at ${url}. Start the Go program first; it needs the import _ "net/http/pprof" and a server on that port: go http.ListenAndServe("localhost:${new URL(url).port}", nil).`,
      );
    });

    it('the host does not exist', async () => {
      const error = await failure(capture('http://no-such-host.invalid:6060'));
      assert.match(error.detail.id, /^capture\.(hostNotFound|nameService)$/);
      assert.match(error.message, /"no-such-host\.invalid"/);
    });

    it('the program is silent', async () => {
      const url = await serveHttp(() => undefined);
      await fails(
        capture(url, { timeoutSeconds: 0.05 }),
        'capture.timeout',
        /^http:\S+ did not answer within 0.05 seconds more than it was asked to record\. .* "heaplens\.capture\.timeoutSeconds" /,
      );
    });

    it('the program may be silent as long as it records', async () => {
      const url = await serveHttp((_, response) => {
        setTimeout(() => response.end(profile), 300);
      });
      const query = { kind: 'cpu', seconds: 1 };
      const { bytes } = await capture(url, { query, timeoutSeconds: 0.1, idleSeconds: 0.05 });
      assert.equal(bytes.length, profile.length);
    });

    it('the connection is dropped', async () => {
      const url = await serveRaw((socket) => socket.destroy());
      await fails(
        capture(url),
        'capture.dropped',
        /ended the connection without a reply\. .* it expects https\.$/,
      );
    });

    it('something else than HTTP listens', async () => {
      const url = await serveRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
      await fails(
        capture(url),
        'capture.notHttp',
        /does not speak HTTP\. If it expects https, use https:\/\//,
      );
    });

    it('a header cannot be sent', async () => {
      const url = await serveHttp(answer(200, profile));
      await fails(
        capture(url, { headers: { 'X-A': 'line\nbreak' } }),
        'capture.headerInvalid',
        /Set headers/,
      );
    });
  });

  describe('https', () => {
    it('an unknown authority', async () => {
      const url = await serveHttps('localhost', answer(200, profile));
      await fails(
        capture(url),
        'capture.tlsAuthority',
        /an authority that is not trusted here\. .*"heaplens\.capture\.caFile"/,
      );
    });

    it('a certificate for another host', async () => {
      const url = await serveHttps('otherhost', answer(200, profile));
      await fails(
        capture(url, { extraAuthorities: testAuthority() }),
        'capture.tlsHost',
        /was made for another host name\. .* "127\.0\.0\.1"\.$/,
      );
    });

    it('a certificate that has expired', async () => {
      const url = await serveHttps('expired', answer(200, profile));
      await fails(
        capture(url, { extraAuthorities: testAuthority() }),
        'capture.tlsDate',
        /has expired or is not valid yet/,
      );
    });

    it('https spoken to an http port, and http to an https port', async () => {
      const plain = await serveHttp(answer(200, profile));
      await fails(
        capture(plain.replace('http:', 'https:')),
        'capture.tlsToHttp',
        /Try the same address with http:\/\/\.$/,
      );

      // Go answers so; Node's server just hangs up.
      const go = await serveHttp(answer(400, 'Client sent an HTTP request to an HTTPS server.\n'));
      await fails(capture(go), 'capture.httpToTls', /Use the same address with https:\/\/\.$/);
      const node = await serveHttps('localhost', answer(200, profile));
      await fails(capture(node.replace('https:', 'http:')), 'capture.dropped', /it expects https\.$/);
    });
  });

  describe('a reply that is no profile', () => {
    const statuses: readonly [
      what: string,
      status: number,
      body: string,
      pprof: boolean,
      id: string,
      text: RegExp,
    ][] = [
      [
        'no access',
        401,
        'who?',
        false,
        'capture.unauthorized',
        /\(status 401\)\. .*"Heaplens: Set headers for captures…"/,
      ],
      ['forbidden', 403, '', false, 'capture.unauthorized', /\(status 403\)/],
      [
        'no pprof',
        404,
        '404 page not found\n',
        false,
        'capture.noPprof',
        /no pprof at \/debug\/pprof\/heap \(status 404\)\. Import _ "net\/http\/pprof" and serve http\.DefaultServeMux, or register pprof\.Index/,
      ],
      [
        'unknown profile',
        404,
        'Unknown profile\n',
        true,
        'capture.unknownProfile',
        /no profile named "heap"/,
      ],
      [
        'cpu in use',
        500,
        'Could not enable CPU profiling: cpu profiling already in use\n',
        true,
        'capture.cpuInUse',
        /recording a CPU profile already/,
      ],
      [
        'write timeout',
        400,
        "profile duration exceeds server's WriteTimeout\n",
        true,
        'capture.writeTimeout',
        /Ask for fewer seconds, or raise WriteTimeout/,
      ],
      [
        'the server\u2019s own words',
        503,
        '\n  backend \u0007 down\nmore',
        false,
        'capture.status',
        /answered \/debug\/pprof\/heap with status 503: backend down$/,
      ],
      ['no words', 502, '', false, 'capture.status', /with status 502: -$/],
    ];
    for (const [what, status, body, pprof, id, text] of statuses) {
      it(`${status}: ${what}`, async () => {
        await fails(
          capture(await serveHttp(answer(status, body, pprof ? { 'X-Go-Pprof': '1' } : {}))),
          id,
          text,
        );
      });
    }

    it('a web page', async () => {
      const page = await serveHttp(
        answer(200, '\n<!DOCTYPE html><title>Login</title>', { 'Content-Type': 'text/html' }),
      );
      await fails(
        capture(page),
        'capture.html',
        /with a web page instead of a profile\. A login page, a proxy/,
      );
    });

    it('JSON', async () => {
      const api = await serveHttp(answer(200, '{"error":"nope"}', { 'Content-Type': 'application/json' }));
      await fails(capture(api), 'capture.json', /with JSON instead of a profile: {"error":"nope"}$/);
    });

    it('nothing', async () => {
      await fails(
        capture(await serveHttp(answer(200, ''))),
        'capture.empty',
        /answered \/debug\/pprof\/heap with nothing\./,
      );
    });

    it('an encoding that nobody asked for', async () => {
      const url = await serveHttp(answer(200, profile, { 'Content-Encoding': 'br' }));
      await fails(capture(url), 'capture.encoding', /in the encoding "br"/);
    });

    it('a redirect to another origin, in circles, or nowhere', async () => {
      const other = await serveHttp(answer(200, profile));
      const away = await serveHttp(answer(302, '', { Location: `${other}/debug/pprof/heap` }));
      await fails(
        capture(away),
        'capture.redirectElsewhere',
        `${away} redirects to ${other}. Heaplens does not follow to another server, because stored headers would go there. Capture from that address if it is the right one.`,
      );
      const circle = await serveHttp(answer(302, '', { Location: '/debug/pprof/heap' }));
      await fails(capture(circle), 'capture.redirectLoop', /redirects in circles/);
      const nowhere = await serveHttp(answer(302, '', { Location: 'http://' }));
      await fails(capture(nowhere), 'capture.redirectElsewhere', /redirects to http:\/\/\. /);
    });
  });

  describe('a reply that is not whole', () => {
    it('ends before the announced length', async () => {
      const url = await serveHttp((_, response) => {
        response.writeHead(200, { 'Content-Length': profile.length });
        response.write(profile.subarray(0, 1536), () => response.destroy());
      });
      await fails(
        capture(url),
        'capture.truncatedLength',
        /broke off after 1\.50 kB of \d+\.\d kB, and nothing was kept\./,
      );
    });

    it('ends in the middle of its chunks', async () => {
      const url = await serveHttp((_, response) => {
        response.write(profile.subarray(0, 1536), () => response.destroy());
      });
      await fails(capture(url), 'capture.truncated', /broke off after 1\.50 kB: its end is missing/);
    });

    it('ends in the middle of its compressed data', async () => {
      const url = await serveHttp(answer(200, profile.subarray(0, -20)));
      await fails(capture(url), 'capture.truncated', /its end is missing/);
    });

    it('is damaged', async () => {
      const damaged = Buffer.from(profile);
      damaged.fill(0xff, 40, 60);
      await fails(capture(await serveHttp(answer(200, damaged))), 'capture.damaged', /is damaged \(/);
    });

    it('stalls', async () => {
      const url = await serveHttp((_, response) => {
        response.write(profile.subarray(0, 1536));
      });
      await fails(capture(url, { idleSeconds: 0.05 }), 'capture.stalled', /stalled after 1\.50 kB/);
    });

    it('comes too slowly to end in time', async () => {
      const url = await serveHttp((_, response) => {
        const drip = setInterval(() => response.write('x'), 10);
        response.on('close', () => clearInterval(drip));
      });
      await fails(
        capture(url, { timeoutSeconds: 0.2, idleSeconds: 0.1 }),
        'capture.stalled',
        /stalled after \d+ B/,
      );
    });

    it('grows over the cap, announced or not', async () => {
      const announced = await serveHttp(answer(200, profile));
      const chunked = await serveHttp((_, response) => {
        response.write(profile.subarray(0, 1536));
        response.end(profile.subarray(1536));
      });
      for (const url of [announced, chunked]) {
        await fails(
          capture(url, { maximumBytes: 4096 }),
          'capture.tooLarge',
          /is larger than 4\.00 kB, .* Raise "heaplens\.capture\.maximumMegabytes"/,
        );
      }
      assert.equal((await capture(announced, { maximumBytes: profile.length })).bytes.length, profile.length);
    });
  });

  describe('cancelling', () => {
    it('ends the connection while the program is silent', async () => {
      const controller = new AbortController();
      let closed: Promise<unknown> = Promise.resolve();
      const url = await serveHttp((_, response) => {
        closed = new Promise((resolve) => response.once('close', resolve));
        controller.abort();
      });
      await assert.rejects(capture(url, { signal: controller.signal }), { name: 'AbortError' });
      await closed;
    });

    it('before, while receiving, and while checking', async () => {
      const url = await serveHttp(answer(200, profile));
      const receiving = new AbortController();
      const checking = new AbortController();
      const cancelled = { name: 'AbortError' };

      await assert.rejects(capture(url, { signal: AbortSignal.abort() }), cancelled);
      const onProgress = ({ receivedBytes }: CaptureProgress) => receivedBytes > 0 && receiving.abort();
      await assert.rejects(capture(url, { signal: receiving.signal, onProgress }), cancelled);
      const validate = async () => checking.abort();
      await assert.rejects(capture(url, { signal: checking.signal, validate }), cancelled);
    });
  });
});

type Overrides = Partial<CaptureOptions> & {
  query?: CaptureQuery;
  headers?: Readonly<Record<string, string>>;
};

function capture(url: string, { query, headers, ...options }: Overrides = {}): Promise<CaptureResult> {
  const request = { target: parseCaptureTarget(url), query: query ?? { kind: 'heap' }, headers };
  return capturePprof(request, { timeoutSeconds: 10, maximumBytes: 2 ** 20, ...options });
}

function answer(
  status: number,
  body: string | Uint8Array,
  headers: http.OutgoingHttpHeaders = {},
): http.RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
    response.end(body);
  };
}

async function failure(capturing: Promise<CaptureResult>): Promise<MessageError> {
  const error = await capturing.then(
    () => assert.fail('the capture succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof MessageError, String(error));
  assert.doesNotMatch(error.message, /\{\w+\}|undefined/);
  return error;
}

async function fails(capturing: Promise<CaptureResult>, id: string, text: string | RegExp): Promise<void> {
  const error = await failure(capturing);
  assert.equal(error.detail.id, id, error.message);
  if (typeof text === 'string') assert.equal(error.message, text);
  else assert.match(error.message, text);
}
