import { type Message, MessageError, message } from '../../base/message';
import { formatBytes } from '../../base/units';
import { truncatedReply } from '../captureFailure';
import type { CaptureTarget } from '../captureTarget';
import type { HttpLimitError, HttpReply } from '../httpReply';
import { getWithinOrigin } from '../originRequest';
import { type EndpointKind, type MemoryEndpoint, memoryEndpoints } from './memoryEndpoints';
import { type DecodedMemory, type DecodeMemory, isGoMemory } from './memoryReply';

/** How a program is asked. */
export interface AskOptions {
  readonly target: CaptureTarget;
  readonly headers: Readonly<Record<string, string>>;
  /** PEM text of authorities to trust in addition to the usual ones. */
  readonly extraAuthorities?: string;
  readonly timeoutSeconds: number;
  readonly maximumBytes: number;
}

/** A sample, or that this address has none. */
export type MemoryAnswer =
  | {
      readonly kind: 'memory';
      readonly atMs: number;
      readonly tookMs: number;
      readonly memory: DecodedMemory;
    }
  /** `tried`: status, or what came instead, in a word that needs no translation. */
  | {
      readonly kind: 'none';
      readonly endpoint: EndpointKind;
      readonly status: number;
      readonly tried: string;
    };

export interface ChosenSource {
  readonly endpoint: MemoryEndpoint;
  readonly first: Extract<MemoryAnswer, { kind: 'memory' }>;
}

/** Asks one address. Rejects with a MessageError where nobody answers, or not to the end, and with an AbortError. */
export async function askMemory(
  endpoint: MemoryEndpoint,
  options: AskOptions,
  decode: DecodeMemory,
  signal: AbortSignal,
): Promise<MemoryAnswer> {
  const atMs = Date.now();
  const started = performance.now();
  const { timeoutSeconds, maximumBytes } = options;
  const { reply, from } = await getWithinOrigin({
    url: endpoint.url,
    headers: options.headers,
    authorization: options.target.authorization,
    extraAuthorities: options.extraAuthorities,
    limits: { totalMs: timeoutSeconds * 1000, idleMs: timeoutSeconds * 1000, quietMs: 0, maximumBytes },
    signal,
    explainLimit: limitFailure(options),
  });
  const tookMs = performance.now() - started;
  const none = { kind: 'none', endpoint: endpoint.kind, status: reply.status } as const;
  if (reply.status >= 500 || reply.status === tooManyRequests) throw serverFailure(reply, from);
  if (reply.status !== 200) return { ...none, tried: `${endpoint.path}: ${reply.status}` };
  if (!reply.complete) throw truncatedReply(from, reply.body.length, reply.expectedBytes);
  const memory = await decode(reply.body, nameOf(endpoint), signal);
  return memory !== null && isGoMemory(memory)
    ? { kind: 'memory', atMs, tookMs, memory }
    : { ...none, tried: `${endpoint.path}: ${contentType(reply)}` };
}

/**
 * The cheapest address that tells of Go's memory. Rejects with one MessageError that names what was tried; where there is no
 * connection, the first attempt is enough.
 */
export async function chooseSource(
  options: AskOptions,
  decode: DecodeMemory,
  signal: AbortSignal,
): Promise<ChosenSource> {
  const answers: Extract<MemoryAnswer, { kind: 'none' }>[] = [];
  let failure: unknown = null;
  for (const endpoint of memoryEndpoints(options.target)) {
    try {
      const answer = await askMemory(endpoint, options, decode, signal);
      if (answer.kind === 'memory') return { endpoint, first: answer };
      answers.push(answer);
    } catch (error) {
      if (!mayOthersAnswer(error)) throw error;
      failure ??= error;
    }
  }
  // A server that fails for a moment, or is slow, is more of a reason than the paths that it does not have.
  throw failure ?? noSource(options.target.base, answers);
}

/** What people should know of a source that costs the program something; null for the others. */
export function costOf({ kind }: MemoryEndpoint): Message | null {
  return kind === 'heap'
    ? message(
        'watch.heapCost',
        'This program has neither /metrics nor /debug/vars, so every sample stops it for a moment and writes a whole heap profile. It is sampled less often for that. Import _ "expvar", or serve the Prometheus collectors, to make watching cheap.',
      )
    : null;
}

/** One path may be slow, too large or broken where another is not. */
function mayOthersAnswer(error: unknown): boolean {
  return error instanceof MessageError && passingFailures.has(error.detail.id);
}

const tooManyRequests = 429;

const passingFailures = new Set([
  'watch.timeout',
  'watch.tooLarge',
  'watch.serverFailure',
  'capture.truncated',
  'capture.truncatedLength',
  'capture.redirectElsewhere',
  'capture.redirectLoop',
]);

/** Of files whose content cannot decide the name does; of replies it is for messages. */
function nameOf({ kind, path }: MemoryEndpoint): string {
  return kind === 'heap' ? 'heap' : path.slice(path.lastIndexOf('/') + 1);
}

function contentType({ headers }: HttpReply): string {
  return (headers['content-type'] ?? '200').split(';', 1)[0]!.trim().slice(0, 60);
}

/** Our own limits, in words. */
export function limitFailure({ timeoutSeconds, maximumBytes }: AskOptions) {
  return ({ limit }: HttpLimitError, url: URL): MessageError => {
    const args = { address: url.origin, path: url.pathname };
    return limit === 'size'
      ? new MessageError(
          message(
            'watch.tooLarge',
            '{address} answered {path} with more than {limit}, too much for a sample.',
            { ...args, limit: formatBytes(maximumBytes) },
          ),
        )
      : new MessageError(
          message(
            'watch.timeout',
            '{address} did not answer {path} within {seconds} seconds. It may be stopped in a debugger, overloaded or behind a firewall.',
            { ...args, seconds: timeoutSeconds },
          ),
        );
  };
}

function serverFailure({ status }: HttpReply, url: URL): MessageError {
  return new MessageError(
    message('watch.serverFailure', '{address} answered {path} with status {status}.', {
      address: url.origin,
      path: url.pathname,
      status,
    }),
  );
}

function noSource(base: URL, answers: readonly Extract<MemoryAnswer, { kind: 'none' }>[]): MessageError {
  const args = { address: base.origin, tried: answers.map(({ tried }) => tried).join(', ') };
  if (answers.some(({ status }) => status === 401 || status === 403 || status === 407)) {
    return new MessageError(
      message(
        'watch.unauthorized',
        '{address} wants to know who asks ({tried}). Store a token or another header for it with "Heaplens: Set headers for captures…".',
        args,
      ),
    );
  }
  if (answers.some(({ status, endpoint }) => status === 200 && endpoint !== 'given')) {
    return new MessageError(
      message(
        'watch.notGo',
        '{address} answers, but not with the memory of a Go program ({tried}). Check the port, or register the Go collector beside the metrics that are there.',
        args,
      ),
    );
  }
  return new MessageError(
    message(
      'watch.noSource',
      'The server at {address} runs, but has nothing that tells of its memory ({tried}). Import _ "net/http/pprof" or _ "expvar", or serve the Prometheus collectors; if they have another path there, give the whole address.',
      args,
    ),
  );
}
