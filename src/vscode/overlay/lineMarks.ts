import type * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Message } from '../../base/message';
import { goroutineMarks, verdictLooks } from '../dumpOverlay/goroutineMarks';
import { readSettings, type Settings } from '../settings';
import { translate } from '../translate';
import type { LoadedCosts } from './activeProfiles';
import { type AnnotatedDocuments, type FunctionPlace, isOfCosts, isOfDump } from './annotatedDocuments';
import { hotLinesOf, type MarkPart, markText } from './hotLines';
import { type LineMark, type MarkLook, MarkPainter } from './markPainter';
import { firstShownType } from './shownTypes';
import { trendPhrase } from './trendText';

/** Colours of package.json, hottest last. */
const heatLooks: readonly MarkLook[] = [
  { weight: 1, color: 'heaplens.heat.mild', barWidth: '2px' },
  { weight: 2, color: 'heaplens.heat.medium', barWidth: '3px' },
  { weight: 3, color: 'heaplens.heat.hot', barWidth: '4px' },
];

/** Marks on hot lines, and on lines where goroutines stand or start, of the visible Go editors. */
export class LineMarks implements vscode.Disposable {
  readonly #documents: AnnotatedDocuments;
  readonly #disposables = new DisposableStore();
  readonly #costs = this.#disposables.add(new MarkPainter(heatLooks));
  readonly #goroutines = this.#disposables.add(new MarkPainter(verdictLooks));

  constructor(documents: AnnotatedDocuments) {
    this.#documents = documents;
  }

  /** Draws the marks of this editor as its document is now. */
  async show(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    if (document.languageId !== 'go') return;
    const settings = readSettings(document.uri);
    const { version, places } = await this.#documents.placesIn(document);
    if (version !== document.version) return; // a later call draws the newer text
    this.#costs.draw(editor, costMarks(places.filter(isOfCosts), settings), settings);
    this.#goroutines.draw(editor, goroutineMarks(places.filter(isOfDump), settings), settings);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

function trendOfLine({ trend }: LoadedCosts, row: number): Message | null {
  const site = trend?.siteOfLine(row);
  return trend && site ? trendPhrase([site], trend.trend) : null;
}

function costMarks(places: readonly FunctionPlace<LoadedCosts>[], settings: Settings): LineMark[] {
  const parts = new Map<number, MarkPart[]>();
  for (const place of places) {
    const { profile, recorded } = place;
    const { index, facts } = profile;
    const typeIndex = firstShownType(
      index.costs.sampleTypes,
      settings.codeLens.valueTypes,
      facts.sampleIndex,
    );
    for (const hot of hotLinesOf(index, recorded, typeIndex, settings.lineMarks.minimumShare / 100)) {
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
    weight: Math.max(...here.map(({ hot }) => hot.heat)),
    text: markText(here, translate),
  }));
}
