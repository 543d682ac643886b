import * as vscode from 'vscode';
import type { Settings } from '../settings';
import { translate } from '../translate';
import type { LoadedCosts } from './activeProfiles';
import type { FunctionPlace } from './annotatedDocuments';
import { grownLines, growthMessage, type ProblemLine, problemLines, problemMessage } from './problemLines';
import { errorText, samplingError } from './samplingError';
import { type ShowFunctionArguments, showFunctionCommand } from './showFunction';
import { firstShownType, shareOf } from './shownTypes';
import type { SourceProblem } from './sourceProblems';
import type { ToldSite } from './trendIndex';
import { trendProblem } from './trendText';

interface CostLine extends ProblemLine {
  readonly profile: LoadedCosts;
  readonly typeIndex: number;
  /** What several captures say of the line; null where it is listed for its cost alone. */
  readonly site: ToldSite | null;
}

/** The hottest lines of a profile, and those that its trend tells of. */
export function costProblems(profile: LoadedCosts, settings: Settings): SourceProblem[] {
  const { index, facts } = profile;
  const minimumShare = settings.diagnostics.minimumShare / 100;
  const typeIndex = firstShownType(index.costs.sampleTypes, settings.codeLens.valueTypes, facts.sampleIndex);
  const lines = (facts.comparison ? grownLines : problemLines)(index, typeIndex, minimumShare);
  const told = toldLines(profile, typeIndex);
  const isTold = new Set(told.map(({ row }) => row));
  const costly = lines.filter(({ row }) => !isTold.has(row));
  return [...told, ...costly.map((line) => ({ ...line, profile, typeIndex, site: null }))].map(asProblem);
}

function asProblem(line: CostLine): SourceProblem {
  const { profile, file, row, share, site } = line;
  return {
    profile,
    spots: [{ file, row, word: '' }],
    share,
    describe: (place) => ({
      message: messageFor(line),
      severity: site?.told === 'growing' ? vscode.DiagnosticSeverity.Warning : null,
      code: codeOf(line),
      action: showAction(line, place),
    }),
  };
}

/** Lines that a trend tells of. A proven leak stands before every cost, whatever its share. */
function toldLines(profile: LoadedCosts, typeIndex: number): CostLine[] {
  const { costs } = profile.index;
  return (profile.trend?.lines ?? []).map(({ file, row, site }) => {
    const own = costs.lineOwn[typeIndex][row];
    return {
      file,
      row,
      site,
      profile,
      typeIndex,
      line: costs.line[row],
      flat: costs.lineFlat[typeIndex][row],
      own,
      share: (site.told === 'growing' ? 1 : 0) + Math.abs(shareOf(own, costs.sampleTypes[typeIndex])),
    };
  });
}

function codeOf({ site, profile, typeIndex }: CostLine): string {
  if (site) return site.told === 'growing' ? 'leak-trend' : 'churn';
  return profile.index.costs.sampleTypes[typeIndex].type;
}

function messageFor({ profile, typeIndex, row, flat, own, site }: CostLine): string {
  const { costs } = profile.index;
  if (site) return translate(trendProblem(site, profile.fileName, translate));
  if (profile.facts.comparison) {
    return translate(
      growthMessage(
        {
          kind: profile.facts.kind,
          type: costs.sampleTypes[typeIndex],
          value: own,
          base: costs.base?.lineOwn[typeIndex][row] ?? 0,
          fileName: profile.fileName,
        },
        translate,
      ),
    );
  }
  const values = costs.lineOwn.map((column) => column[row]);
  return translate(
    problemMessage({
      kind: profile.facts.kind,
      type: costs.sampleTypes[typeIndex],
      value: own,
      isInLibrary: Math.abs(flat) * 2 < Math.abs(own),
      error: errorText(samplingError(profile.facts, values, typeIndex)),
      fileName: profile.fileName,
    }),
  );
}

function showAction({ profile, typeIndex }: CostLine, { recorded }: FunctionPlace): vscode.Command {
  const target: ShowFunctionArguments = {
    profile: profile.key,
    functionName: recorded.name,
    sampleIndex: typeIndex,
  };
  return {
    title: vscode.l10n.t('Show in flame graph'),
    command: showFunctionCommand,
    arguments: [target],
  };
}
