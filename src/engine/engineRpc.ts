import { RpcChannel, type RpcHandler, type RpcPort } from '../base/rpc';
import type {
  Engine,
  Evidence,
  EvidenceHandle,
  FlameQuery,
  OpenOptions,
  SearchQuery,
  TopQuery,
} from './engine';

/*
 * The engine's calls as messages. Bytes to open are transferred, not copied; results are copied, because the engine keeps
 * what it has computed.
 */

interface OpenParams {
  readonly bytes: Uint8Array;
  readonly options: Omit<OpenOptions, 'signal'>;
}

/** Serves an engine to the other end of the port. */
export function serveEngine(engine: Engine, port: RpcPort): RpcChannel {
  const handlers: Record<string, RpcHandler> = {
    open: ({ bytes, options }: OpenParams, signal) => engine.open(bytes, { ...options, signal }),
    top: ([handle, query]: [EvidenceHandle, TopQuery], signal) => engine.top(handle, query, signal),
    flame: ([handle, query]: [EvidenceHandle, FlameQuery], signal) => engine.flame(handle, query, signal),
    search: ([handle, query]: [EvidenceHandle, SearchQuery], signal) => engine.search(handle, query, signal),
    functionDetails: ([handle, frame, sampleIndex]: [EvidenceHandle, number, number], signal) =>
      engine.functionDetails(handle, frame, sampleIndex, signal),
    nodeDetails: ([handle, node, sampleIndex]: [EvidenceHandle, number, number], signal) =>
      engine.nodeDetails(handle, node, sampleIndex, signal),
    findFunction: ([handle, name]: [EvidenceHandle, string]) => engine.findFunction(handle, name),
    lineCosts: ([handle]: [EvidenceHandle], signal) => engine.lineCosts(handle, signal),
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
  return {
    open: (bytes, { signal, ...options }) => {
      const owned = ownedBytes(bytes);
      return channel.request<Evidence[]>(
        'open',
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
    },
    top: (handle, query, signal) => channel.request('top', [handle, query], { signal }),
    flame: (handle, query, signal) => channel.request('flame', [handle, query], { signal }),
    search: (handle, query, signal) => channel.request('search', [handle, query], { signal }),
    functionDetails: (handle, frame, sampleIndex, signal) =>
      channel.request('functionDetails', [handle, frame, sampleIndex], { signal }),
    nodeDetails: (handle, node, sampleIndex, signal) =>
      channel.request('nodeDetails', [handle, node, sampleIndex], { signal }),
    findFunction: (handle, name) => channel.request('findFunction', [handle, name]),
    lineCosts: (handle, signal) => channel.request('lineCosts', [handle], { signal }),
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
