import { computeLeakTrend } from '../analysis/leakTrend';
import { joinSeries } from '../analysis/memory/joinSeries';
import { MessageError, message } from '../base/message';
import { abortError } from '../base/rpc';
import type { Inflate } from '../formats/gzip';
import { sniff } from '../formats/sniff';
import type { Params } from '../model/queries';
import { deriveProfile } from './deriveProfile';
import type {
  Engine,
  Evidence,
  EvidenceHandle,
  MemoryEvidence,
  OpenOptions,
  ProfileEvidence,
} from './engine';
import { type GoroutineSession, openSession, reportGoroutines } from './goroutineSession';
import { MemorySession, noMemoryQuery } from './memorySession';
import {
  type Opened,
  type OpenedDump,
  type OpenedMemory,
  type OpenedProfile,
  openEvidence,
} from './openEvidence';
import type { ProfileSession } from './profileSession';

type AnySession = ProfileSession | GoroutineSession | MemorySession;

/** What each host does in its own way. */
export interface Compression {
  readonly inflate: Inflate;
  readonly gzip: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** The engine in the caller's own thread: for the command line, for tests, and inside workers. */
export function createInProcessEngine({ inflate, gzip }: Compression): Engine {
  const sessions = new Map<EvidenceHandle, AnySession>();
  let nextHandle = 1;

  function keep(opened: Opened): Evidence {
    return opened.kind === 'memory' ? keepMemory(opened) : keepProfile(opened);
  }

  function keepProfile(opened: OpenedProfile | OpenedDump): ProfileEvidence {
    const handle: EvidenceHandle = nextHandle++;
    const session = openSession(opened);
    sessions.set(handle, session);
    const { facts, goroutines } = session;
    return { kind: 'profile', handle, facts, goroutines, problems: opened.problems };
  }

  function keepMemory(opened: OpenedMemory): MemoryEvidence {
    const handle: EvidenceHandle = nextHandle++;
    const session = new MemorySession(opened);
    sessions.set(handle, session);
    return { kind: 'memory', handle, facts: session.facts, problems: opened.problems };
  }

  function anySession(handle: EvidenceHandle): AnySession {
    const session = sessions.get(handle);
    if (!session) throw new MessageError(message('engine.closed', 'This profile is closed. Open it again.'));
    return session;
  }

  function sessionOf(handle: EvidenceHandle): ProfileSession | GoroutineSession {
    const session = anySession(handle);
    if (session instanceof MemorySession) throw noMemoryQuery();
    return session;
  }

  async function read(bytes: Uint8Array, options: OpenOptions): Promise<Opened[]> {
    throwIfAborted(options.signal);
    const opened = await openEvidence(bytes, options, inflate);
    throwIfAborted(options.signal);
    return opened;
  }

  return {
    open: async (bytes, options) => (await read(bytes, options)).map(keep),
    openProfiles: async (bytes, options) => {
      const profiles = (await read(bytes, options)).filter((opened) => opened.kind !== 'memory');
      if (profiles.length > 0) return profiles.map(keepProfile);
      throw new MessageError(
        message('engine.onlyMemory', '{name} tells of memory over time; it holds no profile.', {
          name: options.name,
        }),
      );
    },
    ask: async (handle, query, params, signal) => {
      throwIfAborted(signal);
      const answer = anySession(handle).ask(query, params);
      const isPprof = query === 'export' && (params as Params<'export'>).format === 'pprof';
      return isPprof ? ((await gzip(answer as Uint8Array)) as typeof answer) : answer;
    },
    derive: async (derivation, signal) => {
      throwIfAborted(signal);
      return keepProfile(deriveProfile(derivation, (handle) => sessionOf(handle).opened));
    },
    joinMemory: async (of, signal) => {
      throwIfAborted(signal);
      return keepMemory({
        kind: 'memory',
        series: joinSeries(of.map((handle) => memoryOf(anySession(handle)).series)),
        problems: [],
        inflatedBytes: 0,
        line: 1,
      });
    },
    append: async (handle, bytes, options) => {
      const session = memoryOf(anySession(handle));
      const { name } = session.series.process;
      // What a program prints beside its GC trace is no evidence, and nothing wrong.
      const opened = sniff(bytes, name).format === 'other' ? [] : await read(bytes, { name });
      const more = opened.filter((one) => one.kind === 'memory');
      session.extend(
        more.map(({ series }) => series),
        options,
      );
      const problems = more.flatMap((one) => one.problems);
      return { kind: 'memory', handle, facts: session.facts, problems };
    },
    leakTrend: async (handles, signal) => {
      throwIfAborted(signal);
      return computeLeakTrend(handles.map((handle) => sessionOf(handle).profile));
    },
    goroutineReport: async (handles, options, signal) => {
      throwIfAborted(signal);
      return reportGoroutines(handles.map(sessionOf), options);
    },
    close: async (handle) => {
      sessions.delete(handle);
    },
    dispose: () => sessions.clear(),
  };
}

function memoryOf(session: AnySession): MemorySession {
  if (session instanceof MemorySession) return session;
  throw new MessageError(message('engine.noMemory', 'This evidence tells nothing of memory over time.'));
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError();
}
