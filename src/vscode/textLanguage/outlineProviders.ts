import * as vscode from 'vscode';
import { isAbortError } from '../../base/rpc';
import { goroutineCountText } from '../goroutineCountText';
import type { DumpOutlines, OutlinedDump } from './dumpOutlines';
import { outlineTitle } from './outlineTitle';

/** VS Code's own limit on folding regions cannot be set higher. */
const mostRegions = 65_535;

/** All together: an outline of more is no outline, and VS Code takes seconds to draw it. */
const mostSymbols = 10_000;

/** Folds each goroutine. */
export class GoroutineFolding implements vscode.FoldingRangeProvider {
  readonly #outlines: DumpOutlines;

  constructor(outlines: DumpOutlines) {
    this.#outlines = outlines;
  }

  async provideFoldingRanges(document: vscode.TextDocument): Promise<vscode.FoldingRange[]> {
    const ranges: vscode.FoldingRange[] = [];
    for (const { outline } of await outlinesOf(this.#outlines, document)) {
      for (let row = 0; row < outline.length && ranges.length < mostRegions; row++) {
        const { start, end } = linesOf(document, outline, row);
        if (end > start) ranges.push(new vscode.FoldingRange(start, end));
      }
    }
    return ranges;
  }
}

/** `goroutine 18 · chan receive · main.worker`, below its dump where a text has several. */
export class GoroutineSymbols implements vscode.DocumentSymbolProvider {
  readonly #outlines: DumpOutlines;

  constructor(outlines: DumpOutlines) {
    this.#outlines = outlines;
  }

  async provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    const dumps = await outlinesOf(this.#outlines, document);
    const each = Math.floor(mostSymbols / Math.max(1, dumps.length));
    if (dumps.length <= 1) return dumps.flatMap((dump) => symbolsOf(document, dump, each));
    return dumps.map((dump) => {
      const symbols = symbolsOf(document, dump, each);
      const first = lineRange(document, dump.facts.line - 1, dump.facts.line - 1);
      const whole = symbols.reduce((range, { range: part }) => range.union(part), first);
      const detail = goroutineCountText(dump.facts.parsed);
      const name = dump.facts.crash?.text.trim() || vscode.l10n.t('Goroutine dump');
      const parent = new vscode.DocumentSymbol(name, detail, vscode.SymbolKind.Namespace, whole, first);
      parent.children = symbols;
      return parent;
    });
  }
}

function symbolsOf(
  document: vscode.TextDocument,
  { outline }: OutlinedDump,
  most: number,
): vscode.DocumentSymbol[] {
  const symbols: vscode.DocumentSymbol[] = [];
  for (let row = 0; row < Math.min(outline.length, most); row++) {
    const { start, end } = linesOf(document, outline, row);
    const range = lineRange(document, start, end);
    const header = lineRange(document, start, start);
    symbols.push(
      new vscode.DocumentSymbol(outlineTitle(outline, row), '', vscode.SymbolKind.Event, range, header),
    );
  }
  return symbols;
}

/** A newer version is being asked for: whoever asked for this one does not wait for an answer. */
async function outlinesOf(
  outlines: DumpOutlines,
  document: vscode.TextDocument,
): Promise<readonly OutlinedDump[]> {
  try {
    return await outlines.of(document);
  } catch (error) {
    if (isAbortError(error)) return [];
    throw error;
  }
}

/** From 0, within the document, which may have changed while its bytes were read. */
function linesOf(
  document: vscode.TextDocument,
  { firstLine, lastLine }: OutlinedDump['outline'],
  row: number,
): { start: number; end: number } {
  const last = document.lineCount - 1;
  const start = Math.min(Math.max(0, firstLine[row]! - 1), last);
  return { start, end: Math.min(Math.max(start, lastLine[row]! - 1), last) };
}

function lineRange(document: vscode.TextDocument, first: number, last: number): vscode.Range {
  const end = document.lineAt(Math.min(last, document.lineCount - 1)).range.end;
  return new vscode.Range(new vscode.Position(Math.max(0, Math.min(first, end.line)), 0), end);
}
