import * as vscode from 'vscode';
import type { LoadedDump } from '../overlay/activeProfiles';
import { type AnnotatedDocuments, type FunctionPlace, isOfDump } from '../overlay/annotatedDocuments';
import { readSettings, type Settings } from '../settings';
import { translate } from '../translate';
import { type Crowd, crowdOf, findingsOf, hasOwnLens, isWorthTelling, sinceOf } from './crowd';
import type { GoroutineSpot } from './goroutineIndex';
import { lensText } from './goroutineText';
import { type ShowGoroutinesArguments, showGoroutinesCommand } from './showGoroutines';
import { filterOf } from './spotFilter';

/** Who is blocked in a function above it, and on the lines themselves: `go` statements, and lines that a finding is about. */
export class GoroutineLenses implements vscode.CodeLensProvider {
  readonly #documents: AnnotatedDocuments;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(documents: AnnotatedDocuments, onDidChange: vscode.Event<void>) {
    this.#documents = documents;
    this.onDidChangeCodeLenses = onDidChange;
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const share = lensShare(readSettings(document.uri));
    if (share === null) return [];
    const { places } = await this.#documents.placesIn(document);
    return places.filter(isOfDump).flatMap((place) => lensesOf(place, share));
  }
}

/** Smallest share of all goroutines that a CodeLens tells of; null where none shall tell of goroutines. */
export function lensShare({ codeLens }: Settings): number | null {
  const isWanted = codeLens.enabled && codeLens.valueTypes.includes('goroutine');
  return isWanted ? codeLens.minimumShare / 100 : null;
}

function lensesOf(place: FunctionPlace<LoadedDump>, minimumShare: number): vscode.CodeLens[] {
  const { index } = place.profile;
  const { report } = index.dump;
  const spots = index.spotsOf(place.recorded);
  const standing = spots.filter(({ blocked }) => blocked.length > 0);
  const lenses: vscode.CodeLens[] = [];
  const whole = crowdOf(
    standing.flatMap(({ blocked }) => blocked),
    report,
  );
  const declared = place.declaration.line - 1;
  // A function of one line would say the same twice.
  const isOneLine = standing.length === 1 && place.lineOf(standing[0]!.row) === declared;
  const isSaidBelow = isOneLine && whole !== null && hasOwnLens(whole, report, minimumShare);
  if (whole && !isSaidBelow && isWorthTelling(whole, report, minimumShare)) {
    lenses.push(lensAt(declared, whole, standing, place));
  }
  for (const spot of spots) {
    const line = place.lineOf(spot.row);
    if (line < 0) continue;
    for (const crowd of [crowdOf(spot.blocked, report), crowdOf(spot.created, report)]) {
      if (crowd && hasOwnLens(crowd, report, minimumShare)) lenses.push(lensAt(line, crowd, [spot], place));
    }
  }
  return lenses;
}

function lensAt(
  line: number,
  crowd: Crowd,
  spots: readonly GoroutineSpot[],
  { profile, recorded, stale }: FunctionPlace<LoadedDump>,
): vscode.CodeLens {
  const { index } = profile;
  const { report } = index.dump;
  const text = lensText(crowd, sinceOf(report), translate);
  const target: ShowGoroutinesArguments = {
    dump: profile.key,
    filter: filterOf(index, spots, recorded.name),
  };
  const show = vscode.l10n.t('Show these goroutines in {file}', { file: profile.fileName });
  const findings = findingsOf(spots, report).map(
    (finding) => `${translate(finding.title)}: ${translate(finding.message)}`,
  );
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: stale ? vscode.l10n.t('{costs} · stale', { costs: text }) : text,
    tooltip: [stale ? translate(stale) : show, ...findings].join('\n\n'),
    command: showGoroutinesCommand,
    arguments: [target],
  });
}
