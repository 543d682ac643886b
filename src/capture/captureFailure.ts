import { MessageError, message } from '../base/message';
import { formatBytes } from '../base/units';
import { type CaptureQuery, isLoopback, leakKind } from './captureTarget';
import type { HttpLimitError, HttpReply } from './httpReply';

/*
 * Why a capture failed, in words that say what to do. `{address}` is the origin, which never holds user info.
 */

/** No connection, no handshake, or no HTTP on the other side. */
export function connectionFailure(error: unknown, url: URL): MessageError {
  const code = codeOf(error);
  const known = connectionFailures.find(({ matches }) => matches(code, error, url));
  const detail = known
    ? message(known.id, known.english, connectionArgs(url))
    : message('capture.failed', 'The capture from {address} failed: {reason}.', {
        address: url.origin,
        reason: reasonOf(error),
      });
  return new MessageError(detail, { cause: error });
}

function connectionArgs(url: URL) {
  const otherScheme = url.protocol === 'https:' ? 'http' : 'https';
  return { address: url.origin, host: url.hostname, port: portOf(url), otherScheme };
}

interface ConnectionFailure {
  readonly id: string;
  readonly english: string;
  readonly matches: (code: string, error: unknown, url: URL) => boolean;
}

const connectionFailures: readonly ConnectionFailure[] = [
  {
    id: 'capture.refusedHere',
    english:
      'Nothing listens at {address}. Start the Go program first; it needs the import _ "net/http/pprof" and a server on that port: go http.ListenAndServe("localhost:{port}", nil).',
    matches: (code, _, url) => code === 'ECONNREFUSED' && isLoopback(url),
  },
  {
    id: 'capture.refused',
    english:
      'Nothing listens at {address}, or a firewall refuses the connection. Check that the Go program runs there and listens on port {port} for more than localhost, or forward the port and capture from localhost.',
    matches: (code) => code === 'ECONNREFUSED',
  },
  {
    id: 'capture.hostNotFound',
    english:
      'There is no host named "{host}". Check the address for typing errors, and the network or VPN that knows the name.',
    matches: (code) => code === 'ENOTFOUND' || code === 'EAI_NONAME',
  },
  {
    id: 'capture.nameService',
    english: 'The name "{host}" could not be looked up just now. Check the network connection and try again.',
    matches: (code) => code === 'EAI_AGAIN',
  },
  {
    id: 'capture.unreachable',
    english:
      'The network has no way to {address}. Check the address, the network or VPN, or forward the port and capture from localhost.',
    matches: (code) => ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTDOWN'].includes(code),
  },
  {
    id: 'capture.connectTimeout',
    english:
      'The connection to {address} was not answered. Check the address and whether a firewall drops the connection.',
    matches: (code) => code === 'ETIMEDOUT',
  },
  {
    id: 'capture.tlsHost',
    english:
      'The certificate of {address} was made for another host name. Use the name that the certificate names, or have one made for "{host}".',
    matches: (code) => code === 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  {
    id: 'capture.tlsDate',
    english:
      'The certificate of {address} is not valid at this time: it has expired or is not valid yet. Renew it, or check the clocks.',
    matches: (code) => code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID',
  },
  {
    id: 'capture.tlsAuthority',
    english:
      'The certificate of {address} was signed by an authority that is not trusted here. Name a PEM file with that authority in the setting "heaplens.capture.caFile".',
    matches: (code) => unknownAuthorityCodes.has(code),
  },
  {
    id: 'capture.tlsClient',
    english:
      "The server at {address} asks for a client certificate, which Heaplens cannot send. Forward the program's own port and capture from localhost.",
    matches: (code) => /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE|UNKNOWN_CA)/.test(code),
  },
  {
    id: 'capture.tlsToHttp',
    english: 'The server at {address} does not speak https there. Try the same address with http://.',
    matches: (code, error, url) =>
      url.protocol === 'https:' &&
      (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL/.test(code) ||
        (code === 'EPROTO' && /wrong version number|packet length|http request/i.test(reasonOf(error)))),
  },
  {
    id: 'capture.notHttp',
    english:
      'What listens at {address} does not speak HTTP. If it expects https, use https://; else check the port.',
    matches: (code) => code.startsWith('HPE_'),
  },
  {
    id: 'capture.headerInvalid',
    english:
      'A header stored for {address} holds characters that HTTP does not allow. Run "Heaplens: Set headers for captures…" again.',
    matches: (code) => code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN',
  },
  {
    id: 'capture.dropped',
    english:
      'The server at {address} ended the connection without a reply. It may have stopped or crashed just now, or it expects {otherScheme}.',
    matches: (code) => ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(code),
  },
];

const unknownAuthorityCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);

/** Our own limits: time or size. */
export function limitFailure(
  error: HttpLimitError,
  url: URL,
  limits: { timeoutSeconds: number; maximumBytes: number },
): MessageError {
  const args = {
    address: url.origin,
    received: formatBytes(error.receivedBytes),
    seconds: limits.timeoutSeconds,
  };
  if (error.limit === 'size') return tooLargeReply(url, limits.maximumBytes);
  if (error.receivedBytes > 0) {
    return new MessageError(
      message(
        'capture.stalled',
        'The reply of {address} stalled after {received}, so the capture was given up and kept nothing. Try again, or raise "heaplens.capture.timeoutSeconds" ({seconds} now).',
        args,
      ),
    );
  }
  return new MessageError(
    message(
      'capture.timeout',
      '{address} did not answer within {seconds} seconds more than it was asked to record. It may be stopped in a debugger, overloaded or behind a firewall. Raise "heaplens.capture.timeoutSeconds" to wait longer.',
      args,
    ),
  );
}

export function tooLargeReply(url: URL, maximumBytes: number): MessageError {
  return new MessageError(
    message(
      'capture.tooLarge',
      'The reply of {address} is larger than {limit}, so the capture stopped there and kept nothing. Raise "heaplens.capture.maximumMegabytes" to allow more.',
      { address: url.origin, limit: formatBytes(maximumBytes) },
    ),
  );
}

/** `next` is null for a Location that is no address. */
export function redirectFailure(url: URL, next: URL | null, location: string): MessageError {
  if (next !== null && next.origin === url.origin) {
    return new MessageError(
      message('capture.redirectLoop', '{address} redirects in circles. Check the path of the address.', {
        address: url.origin + url.pathname,
      }),
    );
  }
  return new MessageError(
    message(
      'capture.redirectElsewhere',
      '{address} redirects to {target}. Heaplens does not follow to another server, because stored headers would go there. Capture from that address if it is the right one.',
      { address: url.origin, target: next?.origin ?? location.slice(0, 200) },
    ),
  );
}

/** A status other than 200. Go's handlers mark their own errors with X-Go-Pprof. */
export function statusFailure(reply: HttpReply, url: URL, query: CaptureQuery): MessageError {
  const text = firstLine(reply);
  const fromPprof = reply.headers['x-go-pprof'] !== undefined;
  const args = {
    address: url.origin,
    path: url.pathname,
    status: reply.status,
    kind: query.kind,
    text: text === '' ? '-' : text,
  };
  return new MessageError(statusMessage(reply.status, text, fromPprof, url, args));
}

type StatusArgs = Readonly<Record<'address' | 'path' | 'kind' | 'text', string>> & {
  readonly status: number;
};

function statusMessage(status: number, text: string, fromPprof: boolean, url: URL, args: StatusArgs) {
  if (status === 401 || status === 403 || status === 407) {
    return message(
      'capture.unauthorized',
      '{address} wants to know who asks (status {status}). Store a token or another header for it with "Heaplens: Set headers for captures…".',
      args,
    );
  }
  if (status === 404 && fromPprof && args.kind === leakKind) {
    return message(
      'capture.noLeakProfile',
      'The program at {address} has no goroutineleak profile. Every program that is built with Go 1.27 has it; with Go 1.26, build it with GOEXPERIMENT=goroutineleakprofile set. For other programs, "Heaplens: Watch goroutines…" finds groups that grow.',
      args,
    );
  }
  if (status === 404 && fromPprof) {
    return message(
      'capture.unknownProfile',
      'The program at {address} has no profile named "{kind}". Capture one of heap, allocs, cpu, goroutine, block, mutex or threadcreate.',
      args,
    );
  }
  if (status === 404 || status === 405) {
    return message(
      'capture.noPprof',
      'The server at {address} runs, but has no pprof at {path} (status {status}). Import _ "net/http/pprof" and serve http.DefaultServeMux, or register pprof.Index on the mux that it serves; if pprof has another path there, give the whole address.',
      args,
    );
  }
  if (/profiling already in use/i.test(text)) {
    return message(
      'capture.cpuInUse',
      'The program at {address} is recording a CPU profile already, and Go can record only one at a time. Try again when that one has ended.',
      args,
    );
  }
  if (/exceeds server's WriteTimeout/i.test(text)) {
    return message(
      'capture.writeTimeout',
      'The server at {address} ends every reply before that many seconds are over. Ask for fewer seconds, or raise WriteTimeout of its http.Server.',
      args,
    );
  }
  if (url.protocol === 'http:' && /https? ?(request|server|port)/i.test(text) && /https/i.test(text)) {
    return message(
      'capture.httpToTls',
      'The server at {address} expects https. Use the same address with https://.',
      args,
    );
  }
  return message('capture.status', '{address} answered {path} with status {status}: {text}', args);
}

/** What a reply with status 200 is when it is no profile; null where it may be one. */
export function notAProfile(reply: HttpReply, url: URL, query: CaptureQuery): MessageError | null {
  const args = { address: url.origin, path: url.pathname, kind: query.kind };
  if (reply.body.length === 0) {
    return new MessageError(
      message(
        'capture.empty',
        '{address} answered {path} with nothing. The program may have ended while it was asked; if not, something between here and there swallowed the profile.',
        args,
      ),
    );
  }
  const encoding = reply.headers['content-encoding'];
  if (encoding !== undefined && !/^(identity|gzip|x-gzip)$/i.test(encoding)) {
    return new MessageError(
      message(
        'capture.encoding',
        '{address} sent the profile in the encoding "{encoding}", although none was asked for. Capture past the proxy that does so.',
        { ...args, encoding },
      ),
    );
  }
  const start = Buffer.from(reply.body.subarray(0, 512)).toString('latin1').trimStart();
  if (/^<(!doctype|html|head|body|\?xml|!--)/i.test(start)) {
    return new MessageError(
      message(
        'capture.html',
        '{address} answered {path} with a web page instead of a profile. A login page, a proxy or the program\'s own start page took the request: check the address, or store a header for it with "Heaplens: Set headers for captures…".',
        args,
      ),
    );
  }
  if (/^[[{]"?/.test(start) && /json/i.test(reply.headers['content-type'] ?? '')) {
    return new MessageError(
      message('capture.json', '{address} answered {path} with JSON instead of a profile: {text}', {
        ...args,
        text: firstLine(reply),
      }),
    );
  }
  return null;
}

/** The end is missing: by the announced length, by the transfer, or by the compression. */
export function truncatedReply(
  url: URL,
  receivedBytes: number,
  expectedBytes: number | null,
  cause?: unknown,
): MessageError {
  const args = { address: url.origin, received: formatBytes(receivedBytes) };
  const detail =
    expectedBytes === null
      ? message(
          'capture.truncated',
          'The reply of {address} broke off after {received}: its end is missing, and nothing was kept. The program may have ended, or its WriteTimeout was too short. Try again.',
          args,
        )
      : message(
          'capture.truncatedLength',
          'The reply of {address} broke off after {received} of {expected}, and nothing was kept. The program may have ended, or its WriteTimeout was too short. Try again.',
          { ...args, expected: formatBytes(expectedBytes) },
        );
  return new MessageError(detail, { cause });
}

/** Compressed data that breaks in the middle, though all of it came. */
export function damagedReply(url: URL, cause: unknown): MessageError {
  return new MessageError(
    message(
      'capture.damaged',
      'The reply of {address} is damaged ({reason}): something between here and there has changed it. Try again, past any proxy.',
      { address: url.origin, reason: reasonOf(cause) },
    ),
    { cause },
  );
}

const shownTextLength = 200;

/** The server's own words, as one line. */
function firstLine(reply: HttpReply): string {
  const lines = Buffer.from(reply.body.subarray(0, 4096)).toString('utf8').split('\n');
  const text = lines.find((line) => line.trim() !== '') ?? '';
  return text
    .replace(/[\s\u0000-\u001f\u007f\ufffd]+/g, ' ')
    .trim()
    .slice(0, shownTextLength);
}

function portOf(url: URL): string {
  return url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80';
}

/** Node reports attempts at several addresses of one host as an AggregateError with the first one's code. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError && error.errors.length > 0 ? codeOf(error.errors[0]) : '';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
