import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { readSettings } from '../settings';
import { lookAtText, type TextContent, type TextLines } from './textSniff';

export const dumpLanguageId = 'go-goroutines';
export const gcTraceLanguageId = 'go-gctrace';

/** What other extensions made of a text stays as it is. */
const looseLanguages: readonly string[] = ['plaintext', 'log'];

/** Keys of menus: texts that hold a dump or a GC trace, whatever their language. More than anyone has open. */
const contextKey = 'heaplens.evidenceTexts';
const mostTexts = 200;

/** A paste of this many characters into a new text may be one. */
const leastPasted = 200;

/**
 * Finds dumps and GC traces in texts that are opened or pasted: they get the language, and a way to Heaplens in their title. A text
 * is looked at once, so that whoever gives it another language keeps that.
 */
export class TextDetector implements vscode.Disposable {
  readonly #disposables = new DisposableStore();
  /** By `Uri.toString()`: whether it holds any of it. */
  readonly #known = new Map<string, boolean>();
  /** By `Uri.toString()`: what a log has for its dumps while it is open. */
  readonly #logs = new Map<string, vscode.Disposable>();
  readonly #provide: (selector: vscode.DocumentSelector) => vscode.Disposable;
  /** Closed just now. Another language closes and opens a text at once. */
  readonly #leaving = new Set<string>();

  /** `provide` registers what texts with dumps have: for a log it is called with that log alone. */
  constructor(provide: (selector: vscode.DocumentSelector) => vscode.Disposable) {
    this.#provide = provide;
    const { workspace } = vscode;
    this.#disposables.add(workspace.onDidOpenTextDocument((document) => this.#opened(document)));
    this.#disposables.add(workspace.onDidCloseTextDocument(({ uri }) => this.#closed(uri.toString())));
    this.#disposables.add(workspace.onDidChangeTextDocument((change) => this.#changed(change)));
    for (const document of workspace.textDocuments) this.#opened(document);
  }

  dispose(): void {
    for (const key of [...this.#logs.keys()]) this.#forgetLog(key);
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
      const heldEvidence = this.#known.get(key);
      this.#known.delete(key);
      this.#forgetLog(key);
      if (heldEvidence) this.#showContext();
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
    const content = lookAtText(linesOf(document));
    const holdsEvidence = content.dump !== 'none' || content.gcTrace !== 'none' || content.isReply;
    if (this.#known.size < mostTexts) this.#known.set(key, holdsEvidence);
    if (!holdsEvidence) return;
    this.#showContext();
    const language = languageOf(content);
    if (language) void vscode.languages.setTextDocumentLanguage(document, language);
    else if (content.dump === 'later' && !document.isUntitled) {
      this.#logs.set(key, this.#provide(onlyThis(document)));
    }
  }

  #forgetLog(key: string): void {
    this.#logs.get(key)?.dispose();
    this.#logs.delete(key);
  }

  #showContext(): void {
    // URIs, not their texts: a window that is connected to another machine knows its files by other schemes than we do.
    const texts = [...this.#known].flatMap(([key, holds]) => (holds ? [vscode.Uri.parse(key)] : []));
    void vscode.commands.executeCommand('setContext', contextKey, texts);
  }
}

/** null: it stays what it is. What says most about a program that died goes before. */
function languageOf({ dump, gcTrace }: TextContent): string | null {
  if (dump === 'start') return dumpLanguageId;
  return gcTrace === 'start' && dump === 'none' ? gcTraceLanguageId : null;
}

/** A long log stays a log, with its colours. Its name may hold what patterns give a meaning to. */
function onlyThis({ uri, languageId }: vscode.TextDocument): vscode.DocumentFilter {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/[*?{}[\]]/g, '[$&]');
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name);
  return { language: languageId, scheme: uri.scheme, pattern };
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
