import type { NodeDetails, TreeShape } from '../src/model/views';
import type { CompareAs, EditorActionId, SourceTarget, WebviewRequests } from '../src/protocol/profileEditor';
import { stackAsText } from './callPath';
import { deliver, type ProfileData } from './data';
import type { Host } from './host';
import { t } from './strings';
import type { Toast } from './toast';

/** A call in a profile, for one value type. */
export interface CallPlace {
  readonly data: ProfileData;
  readonly sampleIndex: number;
  readonly node: number;
  readonly frame: number;
  /** The tree of calls that `node` belongs to. */
  readonly shape: TreeShape;
}

/** What leaves the page: lines of source, the clipboard, the extension's own actions. Failures are said in passing. */
export class HostActions {
  readonly #host: Host;
  readonly #toast: Toast;

  constructor(host: Host, toast: Toast) {
    this.#host = host;
    this.#toast = toast;
  }

  openSource(target: SourceTarget): void {
    if (target.file === '') {
      this.#toast.show(t('The profile does not say which file this is in.'));
      return;
    }
    // Where the file cannot be opened, VS Code itself says so.
    this.#run(this.#host.request('openSource', target), () => {});
  }

  /** The heaviest line of that call. */
  openCall({ data, sampleIndex, node, frame, shape }: CallPlace, beside: boolean): void {
    const found = data.functionOf(frame);
    if (!found) return;
    this.#run(data.nodeDetails(node, sampleIndex, shape), ({ lines }) => {
      const heaviest = lines[0];
      const file = heaviest?.file || found.file;
      this.openSource({ file, line: heaviest?.line ?? 0, functionName: found.name, beside });
    });
  }

  copy(text: string): void {
    this.#run(this.#host.request('copy', { text }), () => this.#toast.show(copiedText(text)));
  }

  /** `state`: how the profile is shown, as JSON. */
  copyLink(state: string): void {
    this.#run(this.#host.request('copyLink', { state }), () => this.#toast.show(t('Link copied')));
  }

  /** The extension asks where to, and says what became of it. */
  exportView(query: WebviewRequests['exportView']['params']): void {
    this.#run(this.#host.request('exportView', query), () => {});
  }

  /** The same two sides, compared in another way. */
  compareAs(how: CompareAs): void {
    this.#run(this.#host.request('compareAs', how), () => {});
  }

  /** Another part of the same file. */
  choosePiece(piece: number): void {
    this.#run(this.#host.request('choosePiece', { piece }), () => {});
  }

  /** The extension asks what to compare the dump with. */
  compareDump(): void {
    this.#run(this.#host.request('compareDump', null), () => {});
  }

  /** The file as text, at a line that counts from 1. */
  openText(line: number): void {
    this.#run(this.#host.request('openText', { line }), () => {});
  }

  openRule(ruleId: string): void {
    this.#run(this.#host.request('openRule', { ruleId }), () => {});
  }

  copyCall({ data, sampleIndex, node, frame, shape }: CallPlace, what: 'name' | 'stack'): void {
    if (what === 'stack') {
      this.#run(data.nodeDetails(node, sampleIndex, shape), (details) =>
        this.copy(stackAsText(rootFirst(details, shape))),
      );
      return;
    }
    const found = data.functionOf(frame);
    if (found) this.copy(found.name);
  }

  act(id: EditorActionId): void {
    this.#run(this.#host.request('action', { id }), () => {});
  }

  #run<T>(answer: Promise<T>, use: (value: T) => void): void {
    void deliver(
      answer,
      () => true,
      use,
      (error) => this.#toast.show(error.message),
    );
  }
}

function copiedText(text: string): string {
  const lines = text.trimEnd().split('\n').length;
  return lines === 1 ? t('Copied') : t('Copied {count} lines', { count: lines });
}

/** Trees that grow from the callee have their stacks the other way round. */
function rootFirst(details: NodeDetails, { kind }: TreeShape): NodeDetails {
  return kind === 'bottomUp' || kind === 'callers'
    ? { ...details, stack: details.stack.toReversed() }
    : details;
}
