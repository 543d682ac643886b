import { computeLeakTrend } from '../analysis/leakTrend';
import { MessageError, message } from '../base/message';
import { abortError } from '../base/rpc';
import type { Inflate } from '../formats/gzip';
import type { Params } from '../model/queries';
import { deriveProfile } from './deriveProfile';
import type { Engine, EvidenceHandle, OpenOptions, ProfileEvidence } from './engine';
import { type GoroutineSession, openSession, reportGoroutines } from './goroutineSession';
import { type Opened, openEvidence } from './openEvidence';
import type { ProfileSession } from './profileSession';

/** What each host does in its own way. */
export interface Compression {
  readonly inflate: Inflate;
  readonly gzip: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** The engine in the caller's own thread: for the command line, for tests, and inside workers. */
export function createInProcessEngine({ inflate, gzip }: Compression): Engine {
  const sessions = new Map<EvidenceHandle, ProfileSession | GoroutineSession>();
  let nextHandle = 1;

  function keep(opened: Opened): ProfileEvidence {
    const handle: EvidenceHandle = nextHandle++;
    const session = openSession(opened);
    sessions.set(handle, session);
    const { facts, goroutines } = session;
    return { kind: 'profile', handle, facts, goroutines, problems: opened.problems };
  }

  function sessionOf(handle: EvidenceHandle): ProfileSession | GoroutineSession {
    const session = sessions.get(handle);
    if (!session) throw new MessageError(message('engine.closed', 'This profile is closed. Open it again.'));
    return session;
  }

  return {
    open: async (bytes: Uint8Array, options: OpenOptions) => {
      throwIfAborted(options.signal);
      const opened = await openEvidence(bytes, options, inflate);
      throwIfAborted(options.signal);
      return opened.map(keep);
    },
    ask: async (handle, query, params, signal) => {
      throwIfAborted(signal);
      const answer = sessionOf(handle).ask(query, params);
      const isPprof = query === 'export' && (params as Params<'export'>).format === 'pprof';
      return isPprof ? ((await gzip(answer as Uint8Array)) as typeof answer) : answer;
    },
    derive: async (derivation, signal) => {
      throwIfAborted(signal);
      return keep(deriveProfile(derivation, (handle) => sessionOf(handle).opened));
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

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError();
}
