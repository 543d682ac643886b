import { createGunzip } from 'node:zlib';
import { MessageError } from '../base/message';
import { abortError } from '../base/rpc';
import {
  codeOf,
  damagedReply,
  limitFailure,
  notAProfile,
  statusFailure,
  tooLargeReply,
  truncatedReply,
} from './captureFailure';
import { dumpKind } from './captureName';
import { type CaptureQuery, type CaptureTarget, captureUrl } from './captureTarget';
import { type HttpReply, type HttpRequest, joinBytes } from './httpReply';
import { getWithinOrigin } from './originRequest';

export interface CaptureRequest {
  readonly target: CaptureTarget;
  readonly query: CaptureQuery;
  /** Sent with the request, and after a redirect within the same origin. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CaptureOptions {
  /** Allowed in addition to the seconds that the program records. */
  readonly timeoutSeconds: number;
  /** A reply that stops for this long is given up. Default: 20, at most `timeoutSeconds`. */
  readonly idleSeconds?: number;
  readonly maximumBytes: number;
  /** PEM text of authorities to trust in addition to the usual ones. */
  readonly extraAuthorities?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CaptureProgress) => void;
  /** Decodes the bytes as a profile; rejects with a MessageError that says what they are instead. Must not keep them. */
  readonly validate?: (bytes: Uint8Array, signal?: AbortSignal) => Promise<void>;
}

export interface CaptureProgress {
  readonly receivedBytes: number;
  /** Null where the program did not say. */
  readonly expectedBytes: number | null;
  /** Whole seconds that the program still records; 0 where that is over or does not apply. */
  readonly remainingSeconds: number;
}

export interface CaptureResult {
  readonly bytes: Uint8Array;
  /** Where the reply came from, after redirects. */
  readonly url: URL;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
}

/**
 * Asks a Go program for a profile and checks that the reply is a whole one. Rejects with a MessageError that says what
 * to do, or with an AbortError. Nothing is written anywhere.
 */
export async function capturePprof(request: CaptureRequest, options: CaptureOptions): Promise<CaptureResult> {
  const url = captureUrl(request.target, request.query);
  const startedMs = Date.now();
  const progress = startProgress(request.query.seconds ?? 0, options.onProgress);
  try {
    const { reply, from } = await follow(url, request, options, progress.received);
    const bytes = await readReply(reply, from, request.query, options);
    await options.validate?.(bytes, options.signal);
    if (options.signal?.aborted) throw abortError();
    return { bytes, url: from, startedMs };
  } finally {
    progress.dispose();
  }
}

const defaultIdleSeconds = 20;
const millisecondsPerSecond = 1000;
const progressEveryMs = 250;
const checkedBytes = 2 ** 30;

function follow(
  url: URL,
  { target, query, headers }: CaptureRequest,
  options: CaptureOptions,
  onBytes: HttpRequest['onBytes'],
): Promise<{ reply: HttpReply; from: URL }> {
  const recordingMs = (query.seconds ?? 0) * millisecondsPerSecond;
  const idleSeconds = Math.min(options.idleSeconds ?? defaultIdleSeconds, options.timeoutSeconds);
  return getWithinOrigin({
    url,
    headers,
    authorization: target.authorization,
    extraAuthorities: options.extraAuthorities,
    limits: {
      totalMs: recordingMs + options.timeoutSeconds * millisecondsPerSecond,
      idleMs: idleSeconds * millisecondsPerSecond,
      quietMs: recordingMs,
      maximumBytes: options.maximumBytes,
    },
    signal: options.signal,
    onBytes,
    explainLimit: (error, from) => limitFailure(error, from, options),
  });
}

/** The bytes of a profile, or why the reply is none. */
async function readReply(
  reply: HttpReply,
  url: URL,
  query: CaptureQuery,
  { maximumBytes, signal }: CaptureOptions,
): Promise<Uint8Array> {
  if (reply.status !== 200) throw statusFailure(reply, url, query);
  if (!reply.complete) throw truncatedReply(url, reply.body.length, reply.expectedBytes);
  const bytes = reply.body;
  const wrong = notAProfile(reply, url, query);
  if (wrong) throw wrong;
  if (!isGzip(bytes)) return bytes;
  if (isText(query)) return inflateText(bytes, url, maximumBytes, signal);
  const inner = await checkGzip(bytes, url, signal);
  return inner ?? bytes;
}

function isText({ kind, debug }: CaptureQuery): boolean {
  return kind === dumpKind || debug !== undefined;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates to see that the end is there, without keeping what comes out. A proxy may have compressed the profile, which
 * was compressed already, once more: then the inner bytes are the profile. What inflates beyond `checkedBytes` is left
 * to `validate`, which has its own limit.
 */
async function checkGzip(bytes: Uint8Array, url: URL, signal?: AbortSignal): Promise<Uint8Array | null> {
  const inner: Buffer[] = [];
  let twice: boolean | null = null;
  let inflatedBytes = 0;
  try {
    for await (const chunk of createGunzip().end(bytes) as AsyncIterable<Buffer>) {
      if (signal?.aborted) throw abortError();
      twice ??= isGzip(chunk);
      if (twice) inner.push(chunk);
      inflatedBytes += chunk.length;
      if (inflatedBytes > checkedBytes) return null;
    }
  } catch (error) {
    throw inflateFailure(error, bytes, url, signal);
  }
  return twice ? joinBytes(inner, inflatedBytes) : null;
}

/** A proxy has compressed a text: kept is what the program wrote. */
async function inflateText(
  bytes: Uint8Array,
  url: URL,
  maximumBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createGunzip().end(bytes) as AsyncIterable<Buffer>) {
      if (signal?.aborted) throw abortError();
      chunks.push(chunk);
      length += chunk.length;
      if (length > maximumBytes) throw tooLargeReply(url, maximumBytes);
    }
  } catch (error) {
    throw error instanceof MessageError ? error : inflateFailure(error, bytes, url, signal);
  }
  return joinBytes(chunks, length);
}

function inflateFailure(error: unknown, bytes: Uint8Array, url: URL, signal?: AbortSignal): unknown {
  if (signal?.aborted) return error;
  return codeOf(error) === 'Z_BUF_ERROR'
    ? truncatedReply(url, bytes.length, null, error)
    : damagedReply(url, error);
}

/** Reports bytes as they come, and the seconds that remain while nothing comes. */
function startProgress(seconds: number, report: CaptureOptions['onProgress']) {
  const end = performance.now() + seconds * millisecondsPerSecond;
  const now = { receivedBytes: 0, expectedBytes: null as number | null };
  let lastReportMs = Number.NEGATIVE_INFINITY;
  const tell = () => {
    lastReportMs = performance.now();
    const remainingSeconds = Math.max(0, Math.ceil((end - lastReportMs) / millisecondsPerSecond));
    report?.({ ...now, remainingSeconds });
  };
  tell();
  const timer = seconds > 0 && report ? setInterval(tell, progressEveryMs) : undefined;
  return {
    received: (receivedBytes: number, expectedBytes: number | null) => {
      Object.assign(now, { receivedBytes, expectedBytes });
      const whole = receivedBytes === expectedBytes;
      if (whole || performance.now() - lastReportMs >= progressEveryMs) tell();
    },
    dispose: () => clearInterval(timer),
  };
}
