import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { readSettings } from '../settings';
import { findDump, type TextLines } from './textSniff';

export const dumpLanguageId = 'go-goroutines';

/** What other extensions made of a text stays as it is. */
const looseLanguages: readonly string[] = ['plaintext', 'log'];

/** Keys of menus: texts that hold a dump, whatever their language. More than anyone has open. */
const contextKey = 'heaplens.dumpTexts';
const mostTexts = 200;

/** A paste of this many characters into a new text may be a dump. */
const leastPasted = 200;

/**
 * Finds dumps in texts that are opened or pasted: they get the language, and a way to Heaplens in their title. A text is looked
 * at once, so that whoever gives it another language keeps that.
 */
export class DumpDetector implements vscode.Disposable {
  readonly #disposables = new DisposableStore();
  /** By `Uri.toString()`: whether it holds a dump. */
  readonly #known = new Map<string, boolean>();
  /** Closed just now. Another language closes and opens a text at once. */
  readonly #leaving = new Set<string>();

  constructor() {
    const { workspace } = vscode;
    this.#disposables.add(workspace.onDidOpenTextDocument((document) => this.#opened(document)));
    this.#disposables.add(workspace.onDidCloseTextDocument(({ uri }) => this.#closed(uri.toString())));
    this.#disposables.add(workspace.onDidChangeTextDocument((change) => this.#changed(change)));
    for (const document of workspace.textDocuments) this.#opened(document);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #opened(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    this.#leaving.delete(key);
    if (!this.#known.has(key)) this.#look(document, key);
  }

  #closed(key: string): void {
    this.#leaving.add(key);
    setTimeout(() => {
      if (!this.#leaving.delete(key)) return;
      const heldDump = this.#known.get(key);
      this.#known.delete(key);
      if (heldDump) this.#showContext();
    });
  }

  #changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (!document.isUntitled || !contentChanges.some(({ text }) => text.length >= leastPasted)) return;
    const key = document.uri.toString();
    if (this.#known.get(key) !== true) this.#look(document, key);
  }

  #look(document: vscode.TextDocument, key: string): void {
    if (!looseLanguages.includes(document.languageId) || !isReadable(document.uri)) return;
    if (!readSettings(document.uri).goroutines.detectText) return;
    const place = findDump(linesOf(document));
    if (this.#known.size < mostTexts) this.#known.set(key, place !== 'none');
    if (place === 'none') return;
    this.#showContext();
    // A long log stays a log: it has the way to Heaplens alone.
    if (place === 'start') void vscode.languages.setTextDocumentLanguage(document, dumpLanguageId);
  }

  #showContext(): void {
    // URIs, not their texts: a window that is connected to another machine knows its files by other schemes than we do.
    const texts = [...this.#known].flatMap(([key, holdsDump]) => (holdsDump ? [vscode.Uri.parse(key)] : []));
    void vscode.commands.executeCommand('setContext', contextKey, texts);
  }
}

/** Output channels, versions of git and the like are no files that could be opened in Heaplens. */
function isReadable({ scheme }: vscode.Uri): boolean {
  return (
    scheme === 'untitled' ||
    scheme === 'file' ||
    (scheme !== 'git' && vscode.workspace.fs.isWritableFileSystem(scheme) !== undefined)
  );
}

function linesOf(document: vscode.TextDocument): TextLines {
  return { lineCount: document.lineCount, line: (at) => document.lineAt(at).text };
}
