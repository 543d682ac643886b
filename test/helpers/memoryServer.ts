import type http from 'node:http';
import type { DecodeMemory } from '../../src/capture/memory/memoryReply';
import type { Clock } from '../../src/capture/repeatCapture';
import { serveHttp } from './localServer';

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** Serves what a script says for each path; what it does not name is 404. The script may be changed while it serves. */
export async function serveMemory(
  script: Record<string, Handler>,
): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const url = await serveHttp((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname;
    asked.push(path);
    const handler = script[path];
    if (handler) handler(request, response);
    else response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
  });
  return { url, asked };
}

/** A reply of expvar with these MemStats. */
export function vars(memstats: Readonly<Record<string, number>>): Handler {
  return (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify({ cmdline: ['/app/shop'], memstats }));
  };
}

export function answer(status: number, body = '', type = 'text/plain'): Handler {
  return (_, response) => response.writeHead(status, { 'Content-Type': type }).end(body);
}

/** Time that passes only while somebody waits, and then at once. `onWait` may change what is served. */
export class TestClock implements Clock {
  now = 0;
  readonly waits: number[] = [];
  onWait: (nowMs: number) => void = () => {};

  nowMs(): number {
    return this.now;
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    this.waits.push(ms);
    this.now += ms;
    this.onWait(this.now);
    if (signal.aborted) {
      throw Object.assign(new Error('Cancelled.'), { name: 'AbortError' });
    }
  }
}

export type { DecodeMemory };
