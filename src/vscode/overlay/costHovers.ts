import * as vscode from 'vscode';
import { ownName } from '../../base/splitName';
import { readSettings } from '../settings';
import { translate } from '../translate';
import type { LoadedCosts } from './activeProfiles';
import { type AnnotatedDocuments, type FunctionPlace, isAtName, isOfCosts } from './annotatedDocuments';
import { hotLinesOf } from './hotLines';
import { type HoverCaller, hoverText } from './hoverText';
import { differenceError, samplingError } from './samplingError';
import { showFunctionCommand, showFunctionLink } from './showFunction';
import { firstShownType } from './shownTypes';

/** All value types of a function at its name, and of a hot line anywhere on it. */
export class CostHovers implements vscode.HoverProvider {
  readonly #documents: AnnotatedDocuments;

  constructor(documents: AnnotatedDocuments) {
    this.#documents = documents;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> {
    const { places } = await this.#documents.placesIn(document);
    const { lineMarks, codeLens } = readSettings(document.uri);
    const minimumShare = lineMarks.minimumShare / 100;
    const texts: string[] = [];
    for (const place of places.filter(isOfCosts)) {
      const { declaration, profile } = place;
      if (position.line < declaration.line - 1 || position.line >= declaration.lastLine) continue;
      if (isAtName(place, position)) {
        texts.push(functionHover(place));
        continue;
      }
      const type = firstShownType(
        profile.index.costs.sampleTypes,
        codeLens.valueTypes,
        profile.facts.sampleIndex,
      );
      const hot = hotLinesOf(profile.index, place.recorded, type, minimumShare).find(
        ({ row }) => place.lineOf(row) === position.line,
      );
      if (hot) texts.push(lineHover(place, hot.row, type));
    }
    return texts.length === 0 ? null : new vscode.Hover(trusted(texts.join('\n\n---\n\n')));
  }
}

function functionHover({ profile, recorded, stale }: FunctionPlace<LoadedCosts>): string {
  const { costs } = profile.index;
  const cumError = costs.sampleTypes.map((_, at) => {
    const known = costs.functionError[recorded.row];
    return at === costs.callerSampleIndex && Number.isFinite(known) ? known : null;
  });
  const text = hoverText(
    {
      title: `${ownName(recorded.name)} · ${profile.fileName}`,
      types: costs.sampleTypes,
      flat: costs.functionFlat.map((column) => column[recorded.row]),
      cum: costs.functionCum.map((column) => column[recorded.row]),
      flatError: costs.sampleTypes.map(() => null),
      cumError,
      callers: [],
      callerType: costs.sampleTypes[costs.callerSampleIndex],
      showLink: linkTo(profile, recorded.name, costs.callerSampleIndex),
      isComparison: profile.facts.comparison !== null,
      base: costs.base && {
        flat: costs.base.functionFlat.map((column) => column[recorded.row]),
        cum: costs.base.functionCum.map((column) => column[recorded.row]),
      },
      notes: (profile.trend?.sitesOfFunction(recorded.row) ?? []).map(({ reason }) => translate(reason)),
    },
    translate,
  );
  return stale ? `${text}\n\n$(warning) ${translate(stale)}` : text;
}

function lineHover({ profile, recorded }: FunctionPlace<LoadedCosts>, row: number, type: number): string {
  const { facts, index } = profile;
  const { costs } = index;
  const site = profile.trend?.siteOfLine(row);
  const flat = costs.lineFlat.map((column) => column[row]);
  const cum = costs.lineCum.map((column) => column[row]);
  const base = costs.base && {
    flat: costs.base.lineFlat.map((column) => column[row]),
    cum: costs.base.lineCum.map((column) => column[row]),
  };
  const errorsOf = (values: readonly number[], before: readonly number[] | undefined) =>
    costs.sampleTypes.map((_, at) =>
      before ? differenceError(facts, before, values, at) : samplingError(facts, values, at),
    );
  return hoverText(
    {
      title: `${ownName(recorded.name)} · ${profile.fileName}`,
      types: costs.sampleTypes,
      flat,
      cum,
      flatError: errorsOf(flat, base?.flat),
      cumError: errorsOf(cum, base?.cum),
      callers: callersOf(profile, row),
      callerType: costs.sampleTypes[costs.callerSampleIndex],
      showLink: linkTo(profile, recorded.name, type),
      isComparison: facts.comparison !== null,
      base,
      notes: site ? [translate(site.reason)] : [],
    },
    translate,
  );
}

function callersOf(profile: LoadedCosts, row: number): HoverCaller[] {
  const { costs } = profile.index;
  const callers: HoverCaller[] = [];
  for (let at = costs.callerStart[row]; at < costs.callerStart[row + 1]; at++) {
    const name = costs.callerName[at];
    callers.push({
      name,
      value: costs.callerValue[at],
      link: linkTo(profile, name, costs.callerSampleIndex),
    });
  }
  return callers;
}

function linkTo(profile: LoadedCosts, functionName: string, sampleIndex: number): string {
  return showFunctionLink({ profile: profile.key, functionName, sampleIndex });
}

function trusted(text: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text, true);
  markdown.isTrusted = { enabledCommands: [showFunctionCommand] };
  return markdown;
}
