import * as vscode from 'vscode';
import { formatBytes } from '../../base/units';
import { limitOf, type MemoryValues } from '../../capture/memory/memoryReply';
import { translate } from '../translate';
import type { ProcessWatch } from './processWatch';

export const showWatchCommand = 'heaplens.showWatch';

/** Live heap against the limit in the status bar, while a watch runs. A click shows the timeline. */
export class WatchStatus implements vscode.Disposable {
  readonly #watch: ProcessWatch;
  readonly #item: vscode.StatusBarItem;
  readonly #listening: readonly vscode.Disposable[];

  constructor(watch: ProcessWatch) {
    this.#watch = watch;
    this.#item = vscode.window.createStatusBarItem(
      `heaplens.watch.${watch.uri}`,
      vscode.StatusBarAlignment.Right,
      90,
    );
    this.#item.name = vscode.l10n.t('Heaplens: Memory of {target}', { target: watch.state.target });
    this.#item.command = {
      command: showWatchCommand,
      title: vscode.l10n.t('Show Memory Timeline'),
      arguments: [watch.uri],
    };
    this.#listening = [watch.onDidSample(() => this.#show()), watch.onDidChangeState(() => this.#show())];
    this.#show();
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const { state, now } = this.#watch;
    if (state.state === 'stopped') {
      this.#item.hide();
      return;
    }
    const heap = heapText(now.fields);
    this.#item.text = `${icons[state.state]} ${heap}`;
    this.#item.tooltip = this.#tooltip();
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('Memory of {target}: {heap}', { target: state.target, heap }),
    };
    this.#item.show();
  }

  #tooltip(): string {
    const { state, now } = this.#watch;
    const since = new Date(now.sinceMs).toLocaleTimeString(vscode.env.language, { timeStyle: 'short' });
    const until =
      state.untilMs === null
        ? ''
        : new Date(state.untilMs).toLocaleTimeString(vscode.env.language, { timeStyle: 'short' });
    return [
      meaning(state.target, now.fields),
      vscode.l10n.t('{source} every {seconds} s, since {since}, until {until}', {
        source: state.source,
        seconds: state.everySeconds,
        since,
        until,
      }),
      ...(state.note ? [translate(state.note)] : []),
    ].join('\n\n');
  }
}

const icons = {
  connecting: '$(loading~spin)',
  watching: '$(pulse)',
  waiting: '$(debug-disconnect)',
} as const;

/** `45.2 MB / 512 MB`; the limit is the lower of GOMEMLIMIT and the container's. */
export function heapText(fields: MemoryValues): string {
  const heap = fields.HeapLive ?? fields.HeapAlloc;
  const limit = limitOf(fields);
  const used = heap === undefined ? '–' : formatBytes(heap);
  return limit === null ? used : `${used} / ${formatBytes(limit)}`;
}

/** What the two numbers are. */
function meaning(target: string, fields: MemoryValues): string {
  const heap =
    fields.HeapLive === undefined
      ? vscode.l10n.t('Heap in use of {target}', { target })
      : vscode.l10n.t('Live heap of {target}', { target });
  const limit = limitOf(fields);
  if (limit === null) return heap;
  return limit === fields.GOMEMLIMIT
    ? vscode.l10n.t('{heap}, against GOMEMLIMIT', { heap })
    : vscode.l10n.t("{heap}, against the container's limit", { heap });
}
