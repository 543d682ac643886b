import type { Disposable } from '../src/base/disposable';
import { RpcChannel, type RpcPort } from '../src/base/rpc';
import { packMessage, unpackMessage } from '../src/protocol/packedMessage';
import type { HostNotifications, WebviewRequests } from '../src/protocol/profileEditor';

/** The extension's half, as the webview sees it. */
export interface Host {
  request<K extends keyof WebviewRequests>(
    method: K,
    params: WebviewRequests[K]['params'],
    signal?: AbortSignal,
  ): Promise<WebviewRequests[K]['result']>;
  /** What `setState` kept for this editor, through tab switches and reloads of the window. */
  getState(): unknown;
  setState(state: unknown): void;
}

export type HostListener = {
  readonly [K in keyof HostNotifications]: (params: HostNotifications[K]) => void;
};

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Connects to the extension. Can be called once a page: VS Code hands its API out once. */
export function connectHost(listener: HostListener): Host {
  const api = acquireVsCodeApi();
  const channel = new RpcChannel(windowPort(api), { ...listener });
  return {
    request: (method, params, signal) => channel.request(method, params, { signal }),
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
  };
}

function windowPort(api: VsCodeApi): RpcPort {
  return {
    post: (data) => api.postMessage(packMessage(data)),
    listen(receive): Disposable {
      const onMessage = (event: MessageEvent) => receive(unpackMessage(event.data));
      window.addEventListener('message', onMessage);
      return { dispose: () => window.removeEventListener('message', onMessage) };
    },
  };
}
