import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { abortError } from '../base/rpc';

export interface HttpRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** PEM text of authorities to trust in addition to the usual ones. */
  readonly extraAuthorities?: string;
  readonly limits: HttpLimits;
  readonly signal?: AbortSignal;
  readonly onBytes?: (received: number, expected: number | null) => void;
}

export interface HttpLimits {
  /** For everything, from the connection to the last byte. */
  readonly totalMs: number;
  /** Between bytes of the body, once `quietMs` are over. */
  readonly idleMs: number;
  /** How long silence is expected, because the program is recording. */
  readonly quietMs: number;
  readonly maximumBytes: number;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Uint8Array;
  /** False where the connection ended before the announced end of the body. */
  readonly complete: boolean;
  /** From Content-Length; null where it was not announced. */
  readonly expectedBytes: number | null;
}

/** Why an exchange was given up by our own limits. */
export class HttpLimitError extends Error {
  readonly limit: 'total' | 'idle' | 'size';
  readonly receivedBytes: number;

  constructor(limit: HttpLimitError['limit'], receivedBytes: number) {
    super(`limit: ${limit}`);
    this.name = 'HttpLimitError';
    this.limit = limit;
    this.receivedBytes = receivedBytes;
  }
}

/**
 * One GET without redirects, cookies, compression or a proxy. Rejects with an HttpLimitError, an AbortError, or what
 * Node reports when there is no connection, no handshake or no HTTP on the other side. A reply that breaks off is a
 * result that is not complete.
 */
export function getHttp(request: HttpRequest): Promise<HttpReply> {
  const { url, limits, signal } = request;
  if (signal?.aborted) return Promise.reject(abortError());
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? https : http).request(url, requestOptions(request));
    const body = new Body(limits.maximumBytes);
    let waiting: NodeJS.Timeout | undefined;

    const finish = (settle: () => void) => {
      clearTimeout(waiting);
      clearTimeout(total);
      signal?.removeEventListener('abort', onAbort);
      settle();
      outgoing.destroy();
    };
    const fail = (error: Error) => finish(() => reject(error));
    const giveUp = (limit: HttpLimitError['limit']) => fail(new HttpLimitError(limit, body.length));
    const onAbort = () => fail(abortError());
    const started = performance.now();
    const waitForMore = () => {
      const quietMs = Math.max(0, limits.quietMs - (performance.now() - started));
      clearTimeout(waiting);
      waiting = setTimeout(() => giveUp('idle'), quietMs + limits.idleMs);
    };
    const total = setTimeout(() => giveUp('total'), limits.totalMs);
    signal?.addEventListener('abort', onAbort, { once: true });

    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      const expectedBytes = announcedLength(incoming.headers);
      if (expectedBytes !== null && expectedBytes > limits.maximumBytes) return giveUp('size');
      incoming.on('data', (chunk: Buffer) => {
        if (!body.add(chunk)) return giveUp('size');
        waitForMore();
        request.onBytes?.(body.length, expectedBytes);
      });
      // An early end of the connection is an 'error' with the body that came so far; 'close' follows every end.
      incoming.on('error', () => undefined);
      incoming.on('close', () =>
        finish(() =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: body.bytes(),
            complete: incoming.complete,
            expectedBytes,
          }),
        ),
      );
    });
    outgoing.end();
  });
}

/**
 * One array that owns its memory. Buffer.concat may share memory with other buffers, and its result cannot be copied
 * with `slice`: whoever hands it to a worker would take the memory from all of them.
 */
export function joinBytes(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/** Chunks up to a number of bytes. */
class Body {
  readonly #maximumBytes: number;
  #chunks: Buffer[] = [];
  length = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  add(chunk: Buffer): boolean {
    if (this.length + chunk.length > this.#maximumBytes) return false;
    this.#chunks.push(chunk);
    this.length += chunk.length;
    return true;
  }

  bytes(): Uint8Array {
    return joinBytes(this.#chunks, this.length);
  }
}

/** An agent of its own for each call: no kept connections, and none that the environment routes through a proxy. */
function requestOptions({ url, headers, extraAuthorities }: HttpRequest): https.RequestOptions {
  const common = {
    method: 'GET',
    headers: { Accept: '*/*', 'Accept-Encoding': 'identity', 'User-Agent': 'Heaplens', ...headers },
  };
  if (url.protocol !== 'https:') return { ...common, agent: new http.Agent({ keepAlive: false }) };
  const ca = extraAuthorities === undefined ? undefined : [...usualAuthorities(), extraAuthorities];
  return { ...common, rejectUnauthorized: true, ca, agent: new https.Agent({ keepAlive: false, ca }) };
}

/** A list of authorities replaces Node's own, so it must begin with those; newer versions also know the system's. */
function usualAuthorities(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default' | 'system') => string[] };
  return getCACertificates
    ? [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
    : tls.rootCertificates;
}

function announcedLength(headers: http.IncomingHttpHeaders): number | null {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? length : null;
}
