import { compileExpression, type NameMatcher } from '../../analysis/expression';
import type { Scene, SceneGroup } from './scene';

/**
 * Whether waiting is what these goroutines are for: a function of the list is on the stack, and no code of the user has been
 * called by it. A handler that hangs below net/http's conn.serve is not innocent; a connection that waits for its next request is.
 */
export function parksInnocently(scene: Scene, group: SceneGroup): boolean {
  return isBuiltInInnocent(group) || isSaidInnocent(scene, group);
}

/** Whether a setting names a function of the stack. */
export function isSaidInnocent(scene: Scene, { frames, creator }: SceneGroup): boolean {
  const matchers = matchersOf(scene.context.options.innocent);
  return (
    matchers.length > 0 &&
    matchers.some(
      (matches) => frames.some(({ func }) => matches(func)) || (creator !== null && matches(creator.func)),
    )
  );
}

function isBuiltInInnocent(group: SceneGroup): boolean {
  if (group.className === 'runtime') return true;
  const { frames, topUser } = group;
  const last = topUser < 0 ? frames.length - 1 : topUser;
  for (let i = 0; i <= last; i++) {
    const { func } = frames[i]!;
    let isInnocent = verdictOf.get(func);
    if (isInnocent === undefined) {
      if (verdictOf.size > 50_000) verdictOf.clear();
      isInnocent = anyParker.test(func);
      verdictOf.set(func, isInnocent);
    }
    if (isInnocent) return true;
  }
  return false;
}

const verdictOf = new Map<string, boolean>();

/** Functions that wait by trade, by what they belong to. */
const innocentParkers: readonly RegExp[] = [
  // Listeners wait for connections.
  /^internal\/poll\.\(\*FD\)\.Accept$/,
  /^net\.\(\*(?:TCP|Unix)Listener\)\.(?:Accept|AcceptTCP|AcceptUnix|accept)$/,
  // Signals.
  /^os\/signal\.(?:loop|signal_recv|NotifyContext\.func\d+)$/,
  // Servers between two requests of a connection, and while a handler runs.
  /^net\/http\.\(\*connReader\)\.(?:backgroundRead|Read)$/,
  /^net\/http\.\(\*(?:http2)?[sS]erverConn\)\.(?:serve|readFrames)$/,
  /^net\/http\.\(\*http2serverConn\)\./,
  /^golang\.org\/x\/net\/http2\.\(\*serverConn\)\.(?:serve|readFrames)$/,
  // Clients with idle connections; G7 looks at bodies that nobody closes.
  /^net\/http\.\(\*persistConn\)\.(?:readLoop|writeLoop)$/,
  /^net\/http\.\(\*http2(?:ClientConn|clientConnReadLoop)\)\.(?:readLoop|run)$/,
  /^golang\.org\/x\/net\/http2\.\(\*(?:ClientConn|clientConnReadLoop)\)\.(?:readLoop|run)$/,
  // Pools of database connections.
  /^database\/sql\.\(\*DB\)\.(?:connectionOpener|connectionResetter|connectionCleaner)$/,
  /^database\/sql\.\(\*Tx\)\.awaitDone$/,
  /^github\.com\/go-sql-driver\/mysql\.\(\*mysqlConn\)\.startWatcher\.func\d+$/,
  /^github\.com\/jackc\/(?:pgx\/v\d+\/pgxpool|pgxpool|puddle(?:\/v\d+)?)\.\(\*Pool(?:\[\.\.\.\])?\)\.(?:backgroundHealthCheck|backgroundHealth)$/,
  /^github\.com\/(?:go-redis\/redis|redis\/go-redis)\/v\d+\/internal\/pool\.\(\*ConnPool\)\.reaper$/,
  // gRPC: transports, balancers, servers.
  /^google\.golang\.org\/grpc\/internal\/transport\.\(\*(?:controlBuffer)\)\.get$/,
  /^google\.golang\.org\/grpc\/internal\/transport\.\(\*loopyWriter\)\.run$/,
  /^google\.golang\.org\/grpc\/internal\/transport\.\(\*http2(?:Client|Server)\)\.(?:reader|keepalive|HandleStreams)$/,
  /^google\.golang\.org\/grpc\/internal\/grpcsync\.\(\*CallbackSerializer\)\.run$/,
  /^google\.golang\.org\/grpc\.\(\*(?:ccBalancerWrapper|ccResolverWrapper|addrConn|Server)\)\.(?:watcher|resetTransport|Serve|serverWorker)$/,
  // Logs, metrics and traces that are flushed now and then.
  /^(?:github\.com\/golang\/glog|k8s\.io\/klog(?:\/v\d+)?)\.\(\*(?:loggingT|fileSink|flushDaemon)\)\.(?:flushDaemon|run)(?:\.func\d+)?$/,
  /^go\.opencensus\.io\/stats\/view\.\(\*worker\)\.start$/,
  /^go\.opencensus\.io\/trace\.\(\*bundler\)\./,
  /^go\.opentelemetry\.io\/otel\/sdk\/trace\.\(\*batchSpanProcessor\)\.processQueue$/,
  /^go\.opentelemetry\.io\/otel\/sdk\/metric\.\(\*PeriodicReader\)\.run$/,
  /^github\.com\/rcrowley\/go-metrics\.\(\*(?:meterArbiter|arbiter)\)\.tick$/,
  /^gopkg\.in\/natefinch\/lumberjack\.v\d+\.\(\*Logger\)\.millRun$/,
  // Caches and stores with a janitor.
  /^github\.com\/patrickmn\/go-cache\.\(\*janitor\)\.Run$/,
  /^github\.com\/syndtr\/goleveldb\/leveldb\.\(\*DB\)\.(?:mpoolDrain|mCompaction|tCompaction|compactionError|jWriter)$/,
  /^github\.com\/fsnotify\/fsnotify\.\(\*(?:Watcher|inotify|kqueue)\)\.readEvents$/,
  /^github\.com\/nats-io\/nats\.go\.\(\*Conn\)\.(?:readLoop|flusher)$/,
  // A test waits for its parts.
  /^testing\.\(\*T\)\.(?:Run|Parallel)$/,
  /^testing\.\(\*testState\)\.waitParallel$/,
];

/** One expression for all: a name that begins like none is dismissed at its first letters. */
const anyParker = new RegExp(innocentParkers.map(({ source }) => source).join('|'));

const compiled = new WeakMap<readonly string[], readonly NameMatcher[]>();

/** Broken expressions match nothing; the setting's schema has the editor mark them where they are written. */
function matchersOf(innocent: readonly string[]): readonly NameMatcher[] {
  let matchers = compiled.get(innocent);
  if (!matchers) {
    matchers = innocent.flatMap((text) => compiledOrNone(text) ?? []);
    compiled.set(innocent, matchers);
  }
  return matchers;
}

/** null for a text that is no expression, or that would match everything. */
function compiledOrNone(text: string): NameMatcher | null {
  if (text.trim() === '') return null;
  try {
    return compileExpression(text);
  } catch {
    return null;
  }
}
