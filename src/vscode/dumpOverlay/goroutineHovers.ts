import * as vscode from 'vscode';
import { commandLink } from '../commandLink';
import type { LoadedDump } from '../overlay/activeProfiles';
import {
  type AnnotatedDocuments,
  type FunctionPlace,
  isAtName,
  isOfDump,
} from '../overlay/annotatedDocuments';
import { escapeMarkdown } from '../overlay/hoverText';
import { problemSource } from '../overlay/sourceProblems';
import { type OpenFrameArguments, openFrameCommand } from '../textLanguage/frameLinks';
import { translate } from '../translate';
import { crowdOf, findingsOf, sinceOf } from './crowd';
import { goroutineHoverText } from './goroutineHoverText';
import type { GoroutineSpot } from './goroutineIndex';
import { openRuleCommand, type ShowGoroutinesArguments, showGoroutinesCommand } from './showGoroutines';
import { filterOf } from './spotFilter';

/** Who stands on a line or was started there, at the line; at a function's name, who stands anywhere in it. */
export class GoroutineHovers implements vscode.HoverProvider {
  readonly #documents: AnnotatedDocuments;

  constructor(documents: AnnotatedDocuments) {
    this.#documents = documents;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> {
    const { places } = await this.#documents.placesIn(document);
    const told = rulesInProblems(document, position);
    const texts = places.filter(isOfDump).flatMap((place) => {
      const spots = place.profile.index.spotsOf(place.recorded);
      const here = isAtName(place, position)
        ? spots
        : spots.filter(({ row }) => place.lineOf(row) === position.line);
      const text = hoverOf(place, here, told);
      return text === '' ? [] : [text];
    });
    return texts.length === 0 ? null : new vscode.Hover(trusted(texts.join('\n\n---\n\n')));
  }
}

function hoverOf(
  { profile, recorded, stale }: FunctionPlace<LoadedDump>,
  spots: readonly GoroutineSpot[],
  toldRules: ReadonlySet<string>,
): string {
  const { index, key, fileName } = profile;
  const { report } = index.dump;
  const crowds = [spots.flatMap(({ blocked }) => blocked), spots.flatMap(({ created }) => created)].flatMap(
    (lines) => crowdOf(lines, report) ?? [],
  );
  const findings = findingsOf(spots, report);
  if (crowds.length === 0 && findings.length === 0) return '';
  const filter = filterOf(index, spots, recorded.name);
  const text = goroutineHoverText(
    {
      crowds,
      findings,
      report,
      since: sinceOf(report),
      fileName,
      toldRules,
      showLink: commandLink(showGoroutinesCommand, { dump: key, filter } satisfies ShowGoroutinesArguments),
      ruleLink: (ruleId) => commandLink(openRuleCommand, ruleId),
      frameLink: ({ func, file, line }) =>
        commandLink(openFrameCommand, {
          dump: key,
          functionName: func,
          file,
          line,
        } satisfies OpenFrameArguments),
    },
    translate,
  );
  return stale ? `${text}\n\n$(warning) ${escapeMarkdown(translate(stale))}` : text;
}

/** VS Code shows problems of the place above hovers. */
function rulesInProblems({ uri }: vscode.TextDocument, position: vscode.Position): ReadonlySet<string> {
  const here = vscode.languages
    .getDiagnostics(uri)
    .filter(({ source, range }) => source === problemSource && range.contains(position));
  return new Set(here.map(({ code }) => String(typeof code === 'object' ? code.value : code)));
}

function trusted(text: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text, true);
  markdown.isTrusted = { enabledCommands: [showGoroutinesCommand, openFrameCommand, openRuleCommand] };
  return markdown;
}
