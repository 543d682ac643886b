import { MessageError, message } from '../base/message';
import { abortError } from '../base/rpc';
import type { Inflate } from '../formats/gzip';
import type { Engine, Evidence, EvidenceHandle, OpenOptions } from './engine';
import { openEvidence } from './openEvidence';
import { ProfileSession } from './profileSession';

/** The engine in the caller's own thread: for the command line, for tests, and inside workers. */
export function createInProcessEngine(inflate: Inflate): Engine {
  const sessions = new Map<EvidenceHandle, ProfileSession>();
  let nextHandle = 1;

  async function open(bytes: Uint8Array, options: OpenOptions): Promise<Evidence[]> {
    if (options.signal?.aborted) throw abortError();
    const opened = await openEvidence(bytes, options, inflate);
    if (options.signal?.aborted) throw abortError();
    return opened.map((evidence) => {
      const handle: EvidenceHandle = nextHandle++;
      const session = new ProfileSession(evidence);
      sessions.set(handle, session);
      return { kind: 'profile', handle, facts: session.facts, problems: evidence.problems };
    });
  }

  async function query<T>(
    handle: EvidenceHandle,
    signal: AbortSignal | undefined,
    ask: (session: ProfileSession) => T,
  ) {
    if (signal?.aborted) throw abortError();
    const session = sessions.get(handle);
    if (!session) throw new MessageError(message('engine.closed', 'This profile is closed. Open it again.'));
    return ask(session);
  }

  return {
    open,
    top: (handle, params, signal) => query(handle, signal, (session) => session.top(params)),
    flame: (handle, params, signal) => query(handle, signal, (session) => session.flame(params)),
    search: (handle, params, signal) => query(handle, signal, (session) => session.search(params)),
    functionDetails: (handle, frame, sampleIndex, signal) =>
      query(handle, signal, (session) => session.functionDetails(frame, sampleIndex)),
    nodeDetails: (handle, node, sampleIndex, signal) =>
      query(handle, signal, (session) => session.nodeDetails(node, sampleIndex)),
    findFunction: (handle, name) => query(handle, undefined, (session) => session.findFunction(name)),
    lineCosts: (handle, signal) => query(handle, signal, (session) => session.lineCosts()),
    close: async (handle) => {
      sessions.delete(handle);
    },
    dispose: () => sessions.clear(),
  };
}
