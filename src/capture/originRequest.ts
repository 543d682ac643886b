import { MessageError } from '../base/message';
import { connectionFailure, redirectFailure } from './captureFailure';
import { getHttp, HttpLimitError, type HttpLimits, type HttpReply, type HttpRequest } from './httpReply';

export interface OriginRequest {
  readonly url: URL;
  /** Sent with the request, and after a redirect within the same origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the address itself; goes before a header of that name. */
  readonly authorization: string | null;
  /** PEM text of authorities to trust in addition to the usual ones. */
  readonly extraAuthorities?: string;
  readonly limits: HttpLimits;
  readonly signal?: AbortSignal;
  readonly onBytes?: HttpRequest['onBytes'];
  /** Our own limits, in words. */
  readonly explainLimit: (error: HttpLimitError, url: URL) => MessageError;
}

const maximumRedirects = 5;

/**
 * One GET that follows redirects within the origin: a redirect elsewhere would send the headers there. Rejects with a
 * MessageError that says what to do, or with an AbortError; any status is a reply.
 */
export async function getWithinOrigin(request: OriginRequest): Promise<{ reply: HttpReply; from: URL }> {
  const deadline = performance.now() + request.limits.totalMs;
  let { url } = request;
  for (let redirects = 0; redirects <= maximumRedirects; redirects++) {
    const reply = await getOrExplain(url, request, Math.max(0, deadline - performance.now()));
    const location = reply.status >= 300 && reply.status < 400 ? reply.headers.location : undefined;
    if (location === undefined) return { reply, from: url };
    const next = URL.canParse(location, url.href) ? new URL(location, url) : null;
    if (next === null || next.origin !== url.origin) throw redirectFailure(url, next, location);
    url = next;
  }
  throw redirectFailure(request.url, url, url.href);
}

async function getOrExplain(url: URL, request: OriginRequest, totalMs: number): Promise<HttpReply> {
  const { headers, authorization, extraAuthorities, limits, signal, onBytes } = request;
  try {
    return await getHttp({
      url,
      headers: { ...headers, ...(authorization === null ? {} : { Authorization: authorization }) },
      extraAuthorities,
      limits: { ...limits, totalMs },
      signal,
      onBytes,
    });
  } catch (error) {
    if (error instanceof HttpLimitError) throw request.explainLimit(error, url);
    throw error instanceof MessageError || signal?.aborted ? error : connectionFailure(error, url);
  }
}
