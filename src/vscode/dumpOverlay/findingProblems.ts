import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import type { Finding } from '../../model/finding';
import { ruleLink } from '../dumpEditor/rulePages';
import type { LoadedDump } from '../overlay/activeProfiles';
import type { SourceProblem } from '../overlay/sourceProblems';
import { translate } from '../translate';
import { type FindingPlace, findingPlaces, findingRank, problemLevel } from './findingPlaces';
import { type ShowGoroutinesArguments, showGoroutinesCommand } from './showGoroutines';
import { filterOf } from './spotFilter';

/** The findings of a dump that have a line. */
export function findingProblems(profile: LoadedDump): SourceProblem[] {
  const { index, fileName } = profile;
  const { findings } = index.dump.report;
  return findings.flatMap((finding, position) => {
    const [first, ...others] = findingPlaces(finding, index).map((place) => ({
      ...place,
      word: wordFor(place),
    }));
    if (!first) return [];
    return [
      {
        profile,
        spots: [first, ...others],
        share: findingRank(finding, position, findings.length),
        describe: () => ({
          message: problemText(finding, fileName),
          severity: severityOf(finding),
          code: { value: finding.ruleId, target: ruleLink(finding.ruleId) },
          action: showAction(finding, first, profile),
        }),
      },
    ];
  });
}

function problemText({ title, message, advice }: Finding, fileName: string): string {
  return vscode.l10n.t('{title}: {message} — {dump}\n{advice}', {
    title: translate(title),
    message: translate(message),
    dump: fileName,
    advice: translate(advice),
  });
}

function severityOf(finding: Finding): vscode.DiagnosticSeverity | null {
  const level = problemLevel(finding);
  if (level === null) return null;
  return level === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
}

function wordFor({ role }: FindingPlace): string {
  switch (role) {
    case 'blocked':
      return vscode.l10n.t('They are blocked here');
    case 'created':
      return vscode.l10n.t('They were started here');
    case 'related':
      return vscode.l10n.t('This line belongs to it');
    default:
      return assertNever(role);
  }
}

function showAction(finding: Finding, place: FindingPlace, { key, index }: LoadedDump): vscode.Command {
  const spot = index.spotAt(place.row);
  const here = filterOf(index, [spot], index.ownerOf(place.file, place.row)!.name);
  const target: ShowGoroutinesArguments = {
    dump: key,
    // What is about the whole process has no goroutines of its own.
    filter: finding.groups.length === 0 ? '' : `rule:${finding.ruleId} ${here}`,
  };
  return {
    title: vscode.l10n.t('Show these goroutines'),
    command: showGoroutinesCommand,
    arguments: [target],
  };
}
