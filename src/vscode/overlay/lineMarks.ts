import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Message } from '../../base/message';
import { readSettings, type Settings } from '../settings';
import { translate } from '../translate';
import type { AnnotatedDocuments, FunctionPlace } from './annotatedDocuments';
import { type Heat, hotLinesOf, type MarkPart, markText } from './hotLines';
import { firstShownType } from './shownTypes';
import { trendPhrase } from './trendText';

/** Colours of package.json, hottest last; the bar grows with the heat, so that it can be read without colours. */
const heatLooks = [
  { heat: 1, color: 'heaplens.heat.mild', barWidth: '2px' },
  { heat: 2, color: 'heaplens.heat.medium', barWidth: '3px' },
  { heat: 3, color: 'heaplens.heat.hot', barWidth: '4px' },
] as const;

interface Looks {
  readonly text: vscode.TextEditorDecorationType;
  readonly heats: readonly {
    readonly heat: Heat;
    readonly bar: vscode.TextEditorDecorationType;
    readonly ruler: vscode.TextEditorDecorationType;
  }[];
}

interface LineMark {
  readonly line: number;
  /** The hottest of all profiles' heats. */
  readonly heat: number;
  readonly text: string;
}

/** Marks on hot lines of the visible Go editors: text at their end, a bar at their start, a place in the ruler. */
export class LineMarks implements vscode.Disposable {
  readonly #documents: AnnotatedDocuments;
  readonly #disposables = new DisposableStore();
  readonly #looks: Looks;

  constructor(documents: AnnotatedDocuments) {
    this.#documents = documents;
    this.#looks = createLooks(this.#disposables);
  }

  /** Draws the marks of this editor as its document is now. */
  async show(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    if (document.languageId !== 'go') return;
    const settings = readSettings(document.uri);
    const { version, places } = await this.#documents.placesIn(document);
    if (version !== document.version || this.#disposables.disposed) return; // a later call draws the newer text
    this.#draw(editor, marksOf(places, settings), settings);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #draw(editor: vscode.TextEditor, marks: readonly LineMark[], settings: Settings): void {
    const { endOfLine, overviewRuler } = settings.lineMarks;
    const wholeLine = ({ line }: LineMark) => editor.document.lineAt(line).range;
    editor.setDecorations(this.#looks.text, endOfLine ? marks.map((mark) => textAfter(editor, mark)) : []);
    for (const { heat, bar, ruler } of this.#looks.heats) {
      const ranges = marks.filter((mark) => mark.heat === heat).map(wholeLine);
      editor.setDecorations(bar, endOfLine ? ranges : []);
      editor.setDecorations(ruler, overviewRuler ? ranges : []);
    }
  }
}

function createLooks(disposables: DisposableStore): Looks {
  const create = (options: vscode.DecorationRenderOptions) =>
    disposables.add(vscode.window.createTextEditorDecorationType(options));
  return {
    text: create({
      after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2.5em' },
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
    }),
    heats: heatLooks.map(({ heat, color, barWidth }) => ({
      heat,
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

function trendOfLine({ trend }: FunctionPlace['profile'], row: number): Message | null {
  const site = trend?.siteOfLine(row);
  return trend && site ? trendPhrase([site], trend.trend) : null;
}

function marksOf(places: readonly FunctionPlace[], settings: Settings): LineMark[] {
  const parts = new Map<number, MarkPart[]>();
  for (const place of places) {
    const { profile, cost } = place;
    const { index, facts } = profile;
    const typeIndex = firstShownType(
      index.costs.sampleTypes,
      settings.codeLens.valueTypes,
      facts.sampleIndex,
    );
    for (const hot of hotLinesOf(index, cost, typeIndex, settings.lineMarks.minimumShare / 100)) {
      const line = place.lineOf(hot.row);
      if (line < 0) continue;
      const here = parts.get(line);
      const part: MarkPart = {
        kind: facts.kind,
        index,
        typeIndex,
        hot,
        isComparison: facts.comparison !== null,
        trend: trendOfLine(profile, hot.row),
      };
      if (here) here.push(part);
      else parts.set(line, [part]);
    }
  }
  return [...parts].map(([line, here]) => ({
    line,
    heat: Math.max(...here.map(({ hot }) => hot.heat)),
    text: markText(here, translate),
  }));
}
