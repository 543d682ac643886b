import assert from 'node:assert/strict';
import { MessageError, message } from '../../../../src/base/message';
import { parseCaptureTarget } from '../../../../src/capture/captureTarget';
import type { DecodeMemory } from '../../../../src/capture/memory/memoryReply';
import {
  type LocalSampling,
  type WatchEnd,
  type WatchEvent,
  type WatchOptions,
  watchMemory,
} from '../../../../src/capture/memory/memoryWatch';
import { closedPort, closeServers, serveHttps, serveRaw, testAuthority } from '../../../helpers/localServer';
import { answer, type Handler, serveMemory, TestClock, vars } from '../../../helpers/memoryServer';

describe('capture/memory/memoryWatch', () => {
  afterEach(closeServers);

  describe('the source', () => {
    const memory = vars({ HeapAlloc: 5 });

    it('is the cheapest there is, told with its interval', async () => {
      const script = { '/metrics': memory, '/debug/vars': memory, '/debug/pprof/heap': memory };
      const { url, asked } = await serveMemory(script);
      const { events } = await watch(url, { maximumSeconds: 3 });
      assert.deepEqual([...new Set(asked)], ['/metrics']);
      const [started] = events;
      assert.ok(started?.kind === 'started');
      assert.deepEqual(started.source, { path: '/metrics', everySeconds: 1, cost: null });
      assert.equal(started.header.target, new URL(url).host);
      assert.equal(started.header.source, '/metrics');
    });

    it('is /debug/vars where metrics are of another program', async () => {
      const script = { '/metrics': answer(200, 'redis_up 1\n'), '/debug/vars': memory };
      assert.equal(await sourceOf(script), '/debug/vars');
    });

    it('is a heap profile as the last resort: ten times less often, with a word about its cost', async () => {
      const { url } = await serveMemory({ '/debug/pprof/heap': memory });
      const { events, clock } = await watch(url, { maximumSeconds: 35 });
      const [started] = events;
      assert.ok(started?.kind === 'started');
      assert.equal(started.source.path, '/debug/pprof/heap?debug=1');
      assert.equal(started.source.everySeconds, 10);
      assert.equal(started.source.cost?.id, 'watch.heapCost');
      assert.deepEqual(clock.waits.map(Math.round), [10_000, 10_000, 10_000, 5000]);
    });

    it('is what a given path answers itself', async () => {
      const { url } = await serveMemory({ '/ops/prom': memory });
      const { events } = await watch(`${url}/ops/prom`, { maximumSeconds: 1 });
      assert.ok(events[0]?.kind === 'started');
      assert.equal(events[0].source.path, '/ops/prom');
    });

    it('is asked with headers, over https, and where a redirect within the origin leads', async () => {
      const seen: (string | undefined)[] = [];
      const url = await serveHttps('localhost', (request, response) => {
        seen.push(request.headers['x-token'] as string);
        if (request.url === '/metrics') response.writeHead(307, { Location: '/elsewhere' }).end();
        else memory(request, response);
      });
      await watch(url, {
        headers: { 'X-Token': 't1' },
        extraAuthorities: testAuthority(),
        maximumSeconds: 1,
      });
      assert.deepEqual(seen, ['t1', 't1']);
    });

    it('is one that answers while another is slow, broken or too large', async () => {
      assert.equal(await sourceOf({ '/metrics': () => {}, '/debug/vars': memory }), '/debug/vars');
      assert.equal(await sourceOf({ '/metrics': answer(500), '/debug/vars': memory }), '/debug/vars');
      const large = answer(200, 'x'.repeat(200_000));
      assert.equal(await sourceOf({ '/metrics': large, '/debug/vars': memory }), '/debug/vars');
      const away: Handler = (_, response) => response.writeHead(302, { Location: 'http://127.0.0.2/' }).end();
      assert.equal(await sourceOf({ '/metrics': away, '/debug/vars': memory }), '/debug/vars');
    });
  });

  describe('nothing to watch', () => {
    it('says what was asked and what came', async () => {
      await fails(
        {},
        'watch.noSource',
        /The server at http:\/\/127\.0\.0\.1:\d+ runs, but has nothing that tells of its memory \(\/metrics: 404, \/debug\/vars: 404, \/debug\/pprof\/heap\?debug=1: 404\)\. Import _ "net\/http\/pprof"/,
      );
    });

    it('tells a program that is none of Go', async () => {
      const page = answer(200, '<html>', 'text/html');
      await fails({ '/metrics': page }, 'watch.notGo', /\(\/metrics: text\/html, \/debug\/vars: 404, /);
      await fails({ '/metrics': answer(200, '\u0000\u0001garbage') }, 'watch.notGo', /text\/plain/);
    });

    it('asks for a header where one is wanted', async () => {
      await fails({ '/metrics': answer(401) }, 'watch.unauthorized', /\/metrics: 401.*Set headers/);
    });

    it('says once that nobody is there', async () => {
      const url = await closedPort();
      await assert.rejects(watch(url), isFailure('capture.refusedHere', /^Nothing listens at/));
    });

    it('gives up a server that never answers', async () => {
      const url = await serveRaw(() => {});
      await assert.rejects(
        watch(url),
        isFailure('watch.timeout', /did not answer \/metrics within 0\.2 seconds/),
      );
    });
  });

  describe('samples', () => {
    it('come from start to start until the time is over, which is marked', async () => {
      const { url, asked } = await serveMemory({ '/metrics': vars({ HeapAlloc: 7 }) });
      const { events, end, clock } = await watch(url, { everySeconds: 2, maximumSeconds: 7 });
      assert.equal(end, 'time');
      assert.equal(asked.length, 4);
      assert.deepEqual(samples(events), [7, 7, 7, 7]);
      assert.deepEqual(marks(events), ['stop time']);
      assert.equal(clock.now, 7000);
    });

    it('are not taken while one is under way: a slow program has as long for itself as it took', async () => {
      const clock = new TestClock();
      let open = 0;
      const slow: Handler = (request, response) => {
        assert.equal(++open, 1, 'two requests at a time');
        response.once('finish', () => open--);
        clock.now += 4000;
        vars({ HeapAlloc: 1 })(request, response);
      };
      const { url } = await serveMemory({ '/metrics': slow });
      await watch(url, { maximumSeconds: 22 }, { clock });
      assert.deepEqual(clock.waits.slice(1, 3), [4000, 4000]);
    });

    it('end with a failure of whoever takes them, which is no lost connection', async () => {
      const { url } = await serveMemory({ '/metrics': vars({ HeapAlloc: 7 }) });
      let taken = 0;
      const onSample = () => {
        if (++taken === 2) throw new MessageError(message('disk', 'The disk is full.'));
      };
      await assert.rejects(watch(url, {}, { onSample }), isFailure('disk', /full/));
    });

    it('end with the signal, at any moment, and the end is marked', async () => {
      const controller = new AbortController();
      const { url, asked } = await serveMemory({ '/metrics': vars({ HeapAlloc: 7 }) });
      const clock = new TestClock();
      clock.onWait = (now) => now >= 3000 && controller.abort();
      const { end, events } = await watch(url, {}, { clock, signal: controller.signal });
      assert.equal(end, 'aborted');
      assert.equal(asked.length, 3);
      assert.deepEqual(marks(events), ['stop']);
    });

    it('hold what the system knows, and the program has the last word', async () => {
      const local: LocalSampling = {
        attach: async () => 42,
        sample: async () => ({ RSS: 100, CgroupLimit: 1000 }),
        hasEnded: async () => false,
      };
      const { url } = await serveMemory({ '/metrics': vars({ HeapAlloc: 7, RSS: 90 }) });
      const { events } = await watch(url, { maximumSeconds: 1 }, { local });
      const sample = events.find((event) => event.kind === 'sample');
      assert.deepEqual(sample?.fields, { HeapAlloc: 7, RSS: 90, CgroupLimit: 1000 });
      assert.ok(events[0]?.kind === 'started');
      assert.equal(events[0].header.process.pid, 42);
    });
  });

  describe('a restart', () => {
    it('is seen by counters that go back, and by another start', async () => {
      const replies: Readonly<Record<string, number>>[] = [
        { HeapAlloc: 5, TotalAlloc: 900, NumGC: 3 },
        { HeapAlloc: 1, TotalAlloc: 10, NumGC: 0 },
        { HeapAlloc: 2, TotalAlloc: 20, NumGC: 0, startMs: 1000 },
        { HeapAlloc: 3, TotalAlloc: 30, NumGC: 0, startMs: 9000 },
        { HeapAlloc: 3, TotalAlloc: 31, NumGC: 0, startMs: 9100 },
      ];
      const { events, attached } = await replay(replies);
      assert.deepEqual(kinds(events), [
        'started',
        'sample 5',
        'watching',
        'restart',
        'sample 1',
        'sample 2',
        'restart',
        'sample 3',
        'sample 3',
        'stop time',
      ]);
      assert.equal(attached, 3);
    });

    it('is seen by the end of the process, though the next one has counted more already', async () => {
      const { events } = await replay(
        [
          { HeapAlloc: 1, TotalAlloc: 5 },
          { HeapAlloc: 2, TotalAlloc: 9 },
        ],
        true,
      );
      assert.deepEqual(marks(events), ['restart', 'stop time']);
    });

    it('with nearly every sample is no restart: several processes answer', async () => {
      const replies = Array.from({ length: 12 }, (_, i) => ({ HeapAlloc: i, TotalAlloc: i % 2 ? 10 : 900 }));
      const { events } = await replay(replies);
      assert.ok(events.some((event) => event.kind === 'note' && event.note.id === 'watch.severalProcesses'));
    });
  });

  describe('a lost connection', () => {
    it('is marked once, waited out with growing pauses, and goes on', async () => {
      const clock = new TestClock();
      const script: Record<string, Handler> = { '/metrics': vars({ HeapAlloc: 1, TotalAlloc: 50 }) };
      const { url, asked } = await serveMemory(script);
      const drop: Handler = (request) => request.socket.destroy();
      clock.onWait = (now) => {
        if (now >= 2000) script['/metrics'] = drop;
        if (now >= 20_000) script['/metrics'] = vars({ HeapAlloc: 2, TotalAlloc: 60 });
      };
      const { events } = await watch(url, { maximumSeconds: 40 }, { clock });
      assert.deepEqual(clock.waits.slice(2, 6), [1000, 2000, 4000, 8000]);
      assert.deepEqual(
        marks(events).map((text) => text.split(' ')[0]),
        ['gap', 'stop'],
      );
      assert.match(marks(events)[0]!, /ended the connection without a reply/);
      const states = events.flatMap((event) => (event.kind === 'state' ? [event.state] : []));
      assert.deepEqual([...new Set(states)], ['watching', 'waiting']);
      assert.equal(states.at(-1), 'watching');
      assert.equal(samples(events).at(-1), 2);
      assert.ok(asked.every((path) => path === '/metrics'));
    });

    it('to a program that ended is told as such, without a lesson in how to start one', async () => {
      const clock = new TestClock();
      const { url } = await serveMemory({ '/metrics': vars({ HeapAlloc: 1 }) });
      clock.onWait = () => void closeServers();
      const { events } = await watch(url, { maximumSeconds: 20 }, { clock });
      const notes = events.flatMap((event) => (event.kind === 'state' && event.note ? [event.note] : []));
      assert.equal(notes.at(-1)?.id, 'watch.gone');
      assert.equal(notes.at(-1)?.args.address, url);
    });

    it('is waited for at most 30 seconds at a time, and no longer than the watch', async () => {
      const clock = new TestClock();
      const script: Record<string, Handler> = { '/metrics': vars({ HeapAlloc: 1 }) };
      const { url } = await serveMemory(script);
      clock.onWait = () => {
        script['/metrics'] = answer(503);
      };
      const { end, events } = await watch(url, { maximumSeconds: 100 }, { clock });
      assert.equal(end, 'time');
      assert.deepEqual(clock.waits, [1000, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 8000]);
      assert.deepEqual(marks(events).at(-1), 'stop time');
    });

    it('may hide a restart, which is marked too', async () => {
      const clock = new TestClock();
      const script: Record<string, Handler> = { '/metrics': vars({ HeapAlloc: 1, TotalAlloc: 50 }) };
      const { url } = await serveMemory(script);
      clock.onWait = (now) => {
        script['/metrics'] = now >= 3000 ? vars({ HeapAlloc: 1, TotalAlloc: 5 }) : answer(502);
      };
      const { events } = await watch(url, { maximumSeconds: 10 }, { clock });
      assert.deepEqual(
        marks(events).map((text) => text.split(' ')[0]),
        ['gap', 'restart', 'stop'],
      );
    });

    it('of half a reply is one', async () => {
      const clock = new TestClock();
      const script: Record<string, Handler> = { '/metrics': vars({ HeapAlloc: 1 }) };
      const { url } = await serveMemory(script);
      clock.onWait = () => {
        script['/metrics'] = (_, response) => {
          response.writeHead(200, { 'Content-Length': 100 });
          response.write('{"memstats"', () => response.destroy());
        };
      };
      const { events } = await watch(url, { maximumSeconds: 3 }, { clock });
      assert.match(marks(events)[0]!, /^gap .*broke off after 11 B of 100 B/);
    });
  });

  it('goes to another source where its own vanishes', async () => {
    const clock = new TestClock();
    const memory = vars({ HeapAlloc: 1, TotalAlloc: 5 });
    const script: Record<string, Handler> = { '/metrics': memory, '/debug/vars': memory };
    const { url, asked } = await serveMemory(script);
    clock.onWait = (now) => {
      if (now >= 2000) delete script['/metrics'];
    };
    const { events } = await watch(url, { maximumSeconds: 5 }, { clock });
    assert.deepEqual(marks(events), ['sourceChange /debug/vars', 'stop time']);
    assert.ok(events.some((event) => event.kind === 'source' && event.source.path === '/debug/vars'));
    assert.equal(asked.at(-1), '/debug/vars');
    assert.equal(samples(events).length, 5);
  });
});

/** Understands a reply of expvar; `startMs` of the process stands among the fields. */
const decode: DecodeMemory = async (bytes) => {
  try {
    const { memstats } = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const { startMs = null, ...fields } = memstats;
    return { fields, process: { name: '/app/shop', pid: null, goVersion: '', startMs }, metrics: [] };
  } catch {
    return null;
  }
};

interface TestDeps {
  readonly clock?: TestClock;
  readonly signal?: AbortSignal;
  readonly local?: LocalSampling;
  readonly onSample?: () => void;
}

async function watch(
  url: string,
  options: Partial<WatchOptions> = {},
  {
    clock = new TestClock(),
    signal = new AbortController().signal,
    local,
    onSample = () => {},
  }: TestDeps = {},
): Promise<{ events: WatchEvent[]; end: WatchEnd; clock: TestClock }> {
  const events: WatchEvent[] = [];
  const end = await watchMemory(
    {
      target: parseCaptureTarget(url),
      headers: {},
      timeoutSeconds: 0.2,
      maximumBytes: 100_000,
      everySeconds: 1,
      maximumSeconds: 3600,
      ...options,
    },
    {
      decode,
      clock,
      local,
      onEvent: (event) => {
        events.push(event);
        if (event.kind === 'sample') onSample();
      },
    },
    signal,
  );
  return { events, end, clock };
}

/** One reply a sample. */
async function replay(
  replies: readonly Readonly<Record<string, number>>[],
  hasEnded = false,
): Promise<{ events: WatchEvent[]; attached: number }> {
  let next = 0;
  let attached = 0;
  const local: LocalSampling = {
    attach: async () => {
      attached++;
      return null;
    },
    sample: async () => ({}),
    hasEnded: async () => hasEnded,
  };
  const { url } = await serveMemory({
    '/metrics': (request, response) => vars(replies[next++]!)(request, response),
  });
  const { events } = await watch(url, { maximumSeconds: replies.length }, { local });
  assert.equal(next, replies.length);
  return { events, attached };
}

async function sourceOf(script: Record<string, Handler>): Promise<string> {
  const { url } = await serveMemory(script);
  const { events } = await watch(url, { maximumSeconds: 1 });
  assert.ok(events[0]?.kind === 'started');
  return events[0].source.path;
}

async function fails(script: Record<string, Handler>, id: string, text: RegExp): Promise<void> {
  const { url } = await serveMemory(script);
  await assert.rejects(watch(url), isFailure(id, text));
}

function isFailure(id: string, text: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof MessageError, String(error));
    assert.equal(error.detail.id, id);
    assert.match(error.message, text);
    return true;
  };
}

function samples(events: readonly WatchEvent[]): (number | undefined)[] {
  return events.flatMap((event) => (event.kind === 'sample' ? [event.fields.HeapAlloc] : []));
}

function marks(events: readonly WatchEvent[]): string[] {
  return events.flatMap((event) =>
    event.kind === 'mark' ? [`${event.mark.kind} ${event.mark.what}`.trim()] : [],
  );
}

function kinds(events: readonly WatchEvent[]): string[] {
  return events.map((event) => {
    if (event.kind === 'sample') return `sample ${event.fields.HeapAlloc}`;
    if (event.kind === 'mark') return `${event.mark.kind} ${event.mark.what}`.trim();
    return event.kind === 'state' ? event.state : event.kind;
  });
}
