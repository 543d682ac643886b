import { MessageError, message } from '../base/message';
import { type CaptureKind, dumpKind } from './captureName';

/** Profiles that every Go program with net/http/pprof offers; programs may add others by name. */
export const standardKinds = [
  'heap',
  'allocs',
  'cpu',
  'goroutine',
  'block',
  'mutex',
  'threadcreate',
] as const;

/** Goroutines that nothing can wake any more, as the garbage collector finds: an experiment of Go 1.26, in all programs of 1.27. */
export const leakKind = 'goroutineleak';

/** Where profiles come from: a pprof index page, without credentials in it. */
export interface CaptureTarget {
  /** Ends with a slash: `http://localhost:6060/debug/pprof/`. */
  readonly base: URL;
  /** Query parameters of the given address that are not pprof's own, for example a token. They go into every request. */
  readonly extraQuery: string;
  /** Made of user info in the given address; for one call, never kept. */
  readonly authorization: string | null;
  /** Present where the address named a profile, not an index page. */
  readonly kind: CaptureKind | null;
  readonly seconds: number | null;
  readonly gc: boolean | null;
}

/** What to ask of a target. */
export interface CaptureQuery {
  readonly kind: CaptureKind;
  /** Seconds to record: always for cpu; for the others they ask for the difference over that time. */
  readonly seconds?: number;
  /** Heap only: collect garbage first, so that only what is reachable counts as in use. */
  readonly gc?: boolean;
  /** As text: with counts of equal stacks. */
  readonly debug?: 1;
}

/**
 * Understands what people type or paste: `6060`, `localhost:6060`, `http://host:6060`, `https://host/prefix`,
 * `…/debug/pprof`, `…/debug/pprof/heap?gc=1`, `[::1]:6060`, `http://user:password@host:6060`.
 * Throws a MessageError for anything that is no http or https address.
 */
export function parseCaptureTarget(text: string): CaptureTarget {
  const url = parseUrl(text.trim());
  const { folder, kind } = splitPath(url.pathname);
  const base = new URL(folder, url.origin);
  return {
    base,
    extraQuery: extraQuery(url.searchParams),
    authorization: basicAuthorization(url),
    kind: kind === 'goroutine' && url.searchParams.get('debug') === '2' ? dumpKind : kind,
    seconds: positiveNumber(url.searchParams.get('seconds')),
    gc: url.searchParams.has('gc') ? /^[1-9]/.test(url.searchParams.get('gc') ?? '') : null,
  };
}

/** The address to ask: pprof calls the CPU profile `profile`, and has goroutine dumps as a form of the goroutine profile. */
export function captureUrl(target: CaptureTarget, query: CaptureQuery): URL {
  const url = new URL(segmentOf(query.kind), target.base);
  const parameters = new URLSearchParams(target.extraQuery);
  if (query.seconds !== undefined && query.seconds > 0) parameters.set('seconds', String(query.seconds));
  if (query.gc === true && query.kind === 'heap') parameters.set('gc', '1');
  const debug = query.kind === dumpKind ? 2 : query.debug;
  if (debug !== undefined) parameters.set('debug', String(debug));
  url.search = parameters.toString();
  return url;
}

/** An address that is safe to remember and to show: no user info, no query of the user's own. */
export function rememberedAddress(target: CaptureTarget): string {
  const { origin, pathname } = target.base;
  return pathname === standardFolder ? origin : origin + pathname;
}

/** Whether the host means the machine that the request starts from. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

const standardFolder = '/debug/pprof/';
const ownParameters = new Set(['seconds', 'gc', 'debug']);

function parseUrl(text: string): URL {
  if (text === '') {
    throw new MessageError(
      message('capture.noAddress', 'Give the address of the Go program, for example http://localhost:6060.'),
    );
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    throw new MessageError(
      message(
        'capture.scheme',
        'Profiles are captured over http or https, not "{scheme}". Give an address like http://localhost:6060.',
        { scheme },
      ),
    );
  }
  const url = tryUrl(scheme === undefined ? `http://${completeHost(text)}` : text);
  if (url === null || url.hostname === '') {
    throw new MessageError(
      message(
        'capture.badAddress',
        '"{text}" is not an address. Give the host and port of the Go program, for example http://localhost:6060.',
        { text: withoutUserInfo(text) },
      ),
    );
  }
  return url;
}

/** `6060` and `:6060` mean this machine; an IPv6 address without brackets has no port. */
function completeHost(text: string): string {
  if (/^\d{1,5}(\/|$)/.test(text)) return `localhost:${text}`;
  if (/^:\d{1,5}(\/|$)/.test(text)) return `localhost${text}`;
  const bareIpv6 = /^([0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*)(\/.*)?$/i.exec(text);
  return bareIpv6 ? `[${bareIpv6[1]}]${bareIpv6[2] ?? ''}` : text;
}

function tryUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function withoutUserInfo(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?[^/]*@/i, '$1');
}

/**
 * `/x/debug/pprof/heap` → folder `/x/debug/pprof/`, kind heap. `/x/pprof/` is taken as it is, for muxes that moved the
 * handlers; any other path is a prefix of the usual place.
 */
function splitPath(path: string): { folder: string; kind: CaptureKind | null } {
  const clean = path.replace(/\/{2,}/g, '/');
  const index = /^(.*\/pprof)\/?$/.exec(clean);
  if (index) return { folder: `${index[1]}/`, kind: null };
  const profile = /^(.*\/pprof\/)([\w.%-]+)\/?$/.exec(clean);
  if (profile) return { folder: profile[1]!, kind: kindOf(profile[2]!) };
  return { folder: clean.replace(/\/?$/, standardFolder), kind: null };
}

function segmentOf(kind: CaptureKind): string {
  if (kind === 'cpu') return 'profile';
  return kind === dumpKind ? 'goroutine' : kind;
}

function kindOf(segment: string): CaptureKind {
  return segment === 'profile' ? 'cpu' : segment;
}

function extraQuery(parameters: URLSearchParams): string {
  const extra = new URLSearchParams();
  for (const [key, value] of parameters) {
    if (!ownParameters.has(key)) extra.append(key, value);
  }
  return extra.toString();
}

function basicAuthorization(url: URL): string | null {
  if (url.username === '' && url.password === '') return null;
  const pair = `${decode(url.username)}:${decode(url.password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

/** A stray `%` in a password stays what it is. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) =>
    Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function positiveNumber(text: string | null): number | null {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) && value > 0 ? value : null;
}
