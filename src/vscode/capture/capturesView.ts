import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isMemoryFile, type StoredCapture } from '../../capture/captureName';
import type { CaptureFacts } from './captureFacts';
import type { CaptureFiles } from './captureFiles';
import { captureItem, dayLabel, startOfDay } from './captureItem';

export type CaptureNode = DayNode | CaptureLeaf;

export interface DayNode {
  readonly day: number;
  readonly captures: readonly StoredCapture[];
}

export interface CaptureLeaf {
  readonly capture: StoredCapture;
}

/** More than fits into a view without scrolling far. */
const groupedAbove = 20;
const refreshDelayMs = 100;

/** The Captures view: newest first, by day where there are many. It follows its folders. */
export class CapturesView implements vscode.TreeDataProvider<CaptureNode>, vscode.Disposable {
  readonly tree: vscode.TreeView<CaptureNode>;
  readonly #files: CaptureFiles;
  readonly #facts: CaptureFacts;
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<CaptureNode | undefined>());
  #watchers = new DisposableStore();
  #leaves = new Map<string, CaptureLeaf>();
  #grouped = false;
  #shown = '';
  #refreshing: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(files: CaptureFiles, facts: CaptureFacts) {
    this.#files = files;
    this.#facts = facts;
    this.tree = this.#owned.add(
      vscode.window.createTreeView('heaplens.captures', {
        treeDataProvider: this,
        canSelectMany: true,
        showCollapseAll: false,
      }),
    );
    this.#owned.add(facts.onDidRead((capture) => this.#changed.fire(this.#leaves.get(capture.path))));
    this.#owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#foldersChanged()));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('heaplens.captures.folder')) this.#foldersChanged();
      }),
    );
    this.#watch();
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getTreeItem(node: CaptureNode): vscode.TreeItem {
    if ('capture' in node) return captureItem(node.capture, this.#facts.get(node.capture), !this.#grouped);
    const item = new vscode.TreeItem(
      dayLabel(node.day, Date.now()),
      vscode.TreeItemCollapsibleState.Expanded,
    );
    item.id = `day ${node.day}`;
    item.description = String(node.captures.length);
    item.contextValue = 'captureDay';
    return item;
  }

  async getChildren(node?: CaptureNode): Promise<CaptureNode[]> {
    if (node) return 'capture' in node ? [] : node.captures.map((capture) => this.#leaf(capture));
    const captures = await this.list();
    this.#shown = versionOf(captures);
    this.#leaves = new Map(captures.map((capture) => [capture.path, { capture }]));
    this.#grouped = captures.length > groupedAbove;
    this.#facts.request(captures);
    return this.#grouped ? groupByDay(captures) : captures.map((capture) => this.#leaf(capture));
  }

  dispose(): void {
    clearTimeout(this.#refreshing);
    this.#watchers.dispose();
    this.#owned.dispose();
  }

  #leaf(capture: StoredCapture): CaptureLeaf {
    return this.#leaves.get(capture.path) ?? { capture };
  }

  get selected(): readonly StoredCapture[] {
    return this.tree.selection.flatMap((node) => ('capture' in node ? [node.capture] : []));
  }

  list(): Promise<StoredCapture[]> {
    return this.#files.list();
  }

  #foldersChanged(): void {
    this.#watch();
    this.refresh();
  }

  #watch(): void {
    this.#watchers.dispose();
    this.#watchers = new DisposableStore();
    for (const pattern of this.#files.patterns()) {
      const watcher = this.#watchers.add(vscode.workspace.createFileSystemWatcher(pattern));
      for (const changed of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
        this.#watchers.add(changed(() => this.#refreshSoon()));
      }
    }
  }

  /** One write makes several events. */
  #refreshSoon(): void {
    clearTimeout(this.#refreshing);
    this.#refreshing = setTimeout(() => this.#refreshChanged(), refreshDelayMs);
  }

  /** What a capture of this window wrote is shown already, and a command on a row that is just drawn anew would get no row. */
  async #refreshChanged(): Promise<void> {
    if (versionOf(await this.list()) !== this.#shown) this.refresh();
  }
}

/** Memory over time changes with every sample of a watch, which is no reason to draw all rows anew. */
function versionOf(captures: readonly StoredCapture[]): string {
  return captures
    .map(({ fileName, path, modifiedMs, bytes }) =>
      isMemoryFile(fileName) ? path : `${path}|${modifiedMs}|${bytes}`,
    )
    .join('\n');
}

function groupByDay(captures: readonly StoredCapture[]): DayNode[] {
  const days = new Map<number, StoredCapture[]>();
  for (const capture of captures) {
    const day = startOfDay(capture.timeMs);
    days.set(day, [...(days.get(day) ?? []), capture]);
  }
  return [...days].map(([day, ofDay]) => ({ day, captures: ofDay }));
}
