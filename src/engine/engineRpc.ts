import { RpcChannel, type RpcHandler, type RpcPort } from '../base/rpc';
import type { GoroutineReport } from '../model/goroutineReport';
import type { LeakTrend } from '../model/leakTrend';
import type { Params, QueryName } from '../model/queries';
import type {
  Derivation,
  Engine,
  Evidence,
  EvidenceHandle,
  MemoryEvidence,
  OpenOptions,
  ProfileEvidence,
} from './engine';

/*
 * The engine's calls as messages. Bytes to open are transferred, not copied; results are copied, because the engine keeps
 * what it has computed.
 */

interface OpenParams {
  readonly bytes: Uint8Array;
  readonly options: Omit<OpenOptions, 'signal'>;
}

type AskParams = readonly [handle: EvidenceHandle, query: QueryName, params: Params<QueryName>];

/** Serves an engine to the other end of the port. */
export function serveEngine(engine: Engine, port: RpcPort): RpcChannel {
  const handlers: Record<string, RpcHandler> = {
    open: ({ bytes, options }: OpenParams, signal) => engine.open(bytes, { ...options, signal }),
    openProfiles: ({ bytes, options }: OpenParams, signal) =>
      engine.openProfiles(bytes, { ...options, signal }),
    joinMemory: (of: readonly EvidenceHandle[], signal) => engine.joinMemory(of, signal),
    append: ([handle, bytes, options]: Parameters<Engine['append']>) => engine.append(handle, bytes, options),
    ask: ([handle, query, params]: AskParams, signal) => engine.ask(handle, query, params, signal),
    derive: (derivation: Derivation, signal) => engine.derive(derivation, signal),
    leakTrend: (handles: readonly EvidenceHandle[], signal) => engine.leakTrend(handles, signal),
    goroutineReport: ([handles, options]: Parameters<Engine['goroutineReport']>, signal) =>
      engine.goroutineReport(handles, options, signal),
    close: ([handle]: [EvidenceHandle]) => engine.close(handle),
  };
  return new RpcChannel(port, handlers);
}

/** An engine whose work happens at the other end of the port. `onDispose` ends that end. */
export function remoteEngine(channel: RpcChannel, onDispose: () => void): Engine {
  const close = async (handle: EvidenceHandle): Promise<void> => {
    try {
      await channel.request('close', [handle]);
    } catch {
      // The other end is gone, and all that it held.
    }
  };
  const open = <Found extends Evidence>(
    method: 'open' | 'openProfiles',
    bytes: Uint8Array,
    { signal, ...options }: OpenOptions,
  ) => {
    const owned = ownedBytes(bytes);
    return channel.request<Found[]>(
      method,
      { bytes: owned, options },
      {
        signal,
        transfer: [owned.buffer],
        // A worker that decodes hears of no cancelling until it is done: nobody else knows these handles.
        late: (opened) => {
          for (const { handle } of opened) void close(handle);
        },
      },
    );
  };
  return {
    open: (bytes, options) => open<Evidence>('open', bytes, options),
    openProfiles: (bytes, options) => open<ProfileEvidence>('openProfiles', bytes, options),
    joinMemory: (of, signal) =>
      channel.request<MemoryEvidence>('joinMemory', of, {
        signal,
        late: ({ handle }) => void close(handle),
      }),
    append: (handle, bytes, options) => {
      const owned = ownedBytes(bytes);
      return channel.request<MemoryEvidence>('append', [handle, owned, options], {
        transfer: [owned.buffer],
      });
    },
    ask: (handle, query, params, signal) => channel.request('ask', [handle, query, params], { signal }),
    derive: (derivation, signal) =>
      channel.request<ProfileEvidence>('derive', derivation, {
        signal,
        late: ({ handle }) => void close(handle),
      }),
    leakTrend: (handles, signal) => channel.request<LeakTrend>('leakTrend', handles, { signal }),
    goroutineReport: (handles, options, signal) =>
      channel.request<GoroutineReport>('goroutineReport', [handles, options], { signal }),
    close,
    dispose: () => {
      channel.dispose();
      onDispose();
    },
  };
}

/** A part of a larger buffer (small files come from a pool) cannot be transferred without taking its neighbours along. */
function ownedBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isWhole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return isWhole && bytes.buffer instanceof ArrayBuffer
    ? (bytes as Uint8Array<ArrayBuffer>)
    : new Uint8Array(bytes);
}
