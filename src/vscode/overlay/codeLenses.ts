import * as vscode from 'vscode';
import { ownName } from '../../base/splitName';
import { readSettings } from '../settings';
import { translate } from '../translate';
import type { LoadedCosts } from './activeProfiles';
import { type AnnotatedDocuments, type FunctionPlace, isOfCosts } from './annotatedDocuments';
import { lensDetails, lensText } from './lensText';
import { type ShowFunctionArguments, showFunctionCommand } from './showFunction';
import { shownTypes } from './shownTypes';
import { trendPhrase } from './trendText';

/** One CodeLens per kind above each Go function with costs; VS Code shows those of one line beside each other. */
export class FunctionLenses implements vscode.CodeLensProvider {
  readonly #documents: AnnotatedDocuments;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(documents: AnnotatedDocuments, onDidChange: vscode.Event<void>) {
    this.#documents = documents;
    this.onDidChangeCodeLenses = onDidChange;
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { codeLens } = readSettings(document.uri);
    if (!codeLens.enabled) return [];
    const { places } = await this.#documents.placesIn(document);
    return places
      .filter(isOfCosts)
      .flatMap((place) => lensOf(place, codeLens.valueTypes, codeLens.minimumShare / 100) ?? []);
  }
}

function lensOf(
  place: FunctionPlace<LoadedCosts>,
  configured: readonly string[],
  minimumShare: number,
): vscode.CodeLens | null {
  const { profile, recorded, declaration, stale } = place;
  const { costs } = profile.index;
  const shown = shownTypes(costs.sampleTypes, configured, profile.facts.sampleIndex);
  const cum = costs.functionCum.map((column) => column[recorded.row]);
  const text = lensText(
    {
      kind: profile.facts.kind,
      types: costs.sampleTypes,
      cum,
      isComparison: profile.facts.comparison !== null,
      trend: profile.trend && trendPhrase(profile.trend.sitesOfFunction(recorded.row), profile.trend.trend),
    },
    shown,
    minimumShare,
    translate,
  );
  if (text === null) return null;
  const target: ShowFunctionArguments = {
    profile: profile.key,
    functionName: recorded.name,
    sampleIndex: shown.find((at) => cum[at] !== 0) ?? profile.facts.sampleIndex,
  };
  const line = declaration.line - 1;
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: stale ? vscode.l10n.t('{costs} · stale', { costs: text }) : text,
    tooltip: tooltip(place),
    command: showFunctionCommand,
    arguments: [target],
  });
}

/** What a click does, or why lines cannot be told; and all values, flat and cum. */
function tooltip({ profile, recorded, stale }: FunctionPlace<LoadedCosts>): string {
  const { costs } = profile.index;
  const words = stale
    ? translate(stale)
    : vscode.l10n.t('Show {function} in the flame graph of {file}', {
        function: ownName(recorded.name),
        file: profile.fileName,
      });
  const flat = costs.functionFlat.map((column) => column[recorded.row]);
  const cum = costs.functionCum.map((column) => column[recorded.row]);
  const base = costs.base && {
    flat: costs.base.functionFlat.map((column) => column[recorded.row]),
    cum: costs.base.functionCum.map((column) => column[recorded.row]),
  };
  const reasons = (profile.trend?.sitesOfFunction(recorded.row) ?? []).map(({ reason }) => translate(reason));
  return [words, lensDetails(costs.sampleTypes, flat, cum, translate, base), ...reasons].join('\n\n');
}
