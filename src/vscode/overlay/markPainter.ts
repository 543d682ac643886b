import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Settings } from '../settings';

/** How a mark of some weight looks: the bar grows with the weight, so that it can be read without colours. */
export interface MarkLook {
  /** From 1; marks of weight 0 are text alone. */
  readonly weight: number;
  /** Id of a theme colour. */
  readonly color: string;
  readonly barWidth: string;
}

export interface LineMark {
  readonly line: number;
  readonly weight: number;
  readonly text: string;
}

interface Looks {
  readonly text: vscode.TextEditorDecorationType;
  readonly weights: readonly {
    readonly weight: number;
    readonly bar: vscode.TextEditorDecorationType;
    readonly ruler: vscode.TextEditorDecorationType;
  }[];
}

/** Marks on lines of editors: text at their end, a bar at their start, a place in the ruler. */
export class MarkPainter implements vscode.Disposable {
  readonly #disposables = new DisposableStore();
  readonly #looks: Looks;

  constructor(looks: readonly MarkLook[]) {
    this.#looks = createLooks(looks, this.#disposables);
  }

  /** In place of the marks that it drew there before. */
  draw(editor: vscode.TextEditor, marks: readonly LineMark[], settings: Settings): void {
    if (this.#disposables.disposed) return;
    const { endOfLine, overviewRuler } = settings.lineMarks;
    const texts = marks.filter(({ text }) => text !== '');
    const wholeLine = ({ line }: LineMark) => editor.document.lineAt(line).range;
    editor.setDecorations(this.#looks.text, endOfLine ? texts.map((mark) => textAfter(editor, mark)) : []);
    for (const { weight, bar, ruler } of this.#looks.weights) {
      const ranges = marks.filter((mark) => mark.weight === weight).map(wholeLine);
      editor.setDecorations(bar, endOfLine ? ranges : []);
      editor.setDecorations(ruler, overviewRuler ? ranges : []);
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

function createLooks(looks: readonly MarkLook[], disposables: DisposableStore): Looks {
  const create = (options: vscode.DecorationRenderOptions) =>
    disposables.add(vscode.window.createTextEditorDecorationType(options));
  return {
    text: create({
      after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2.5em' },
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
    }),
    weights: looks.map(({ weight, color, barWidth }) => ({
      weight,
      bar: create({
        isWholeLine: true,
        borderColor: new vscode.ThemeColor(color),
        borderStyle: 'solid',
        borderWidth: `0 0 0 ${barWidth}`,
      }),
      ruler: create({
        overviewRulerColor: new vscode.ThemeColor(color),
        overviewRulerLane: vscode.OverviewRulerLane.Left,
      }),
    })),
  };
}

function textAfter(editor: vscode.TextEditor, { line, text }: LineMark): vscode.DecorationOptions {
  const { end } = editor.document.lineAt(line).range;
  return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: text } } };
}
