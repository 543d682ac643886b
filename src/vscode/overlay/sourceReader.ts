import * as vscode from 'vscode';
import { type Message, message } from '../../base/message';
import { packageNameOf } from '../../model/goName';
import type { SourceText, SourceTextQuery } from '../../protocol/profileEditor';
import { outlineGo } from '../../source/goOutline';
import { assessFunctions } from '../../source/staleness';
import type { ActiveProfiles, LoadedProfile } from './activeProfiles';
import type { AnnotatedDocuments, FunctionPlace } from './annotatedDocuments';
import type { SourceFinder } from './sourceFinder';
import { costsWaitMs, ownerAt, within } from './sourceOpener';

/** A larger file is nobody's source. */
const maximumBytes = 4 << 20;

/** Of a longer function only what stands around its costs is read. */
const maximumLines = 2000;

/** Longer lines are cut: generated tables are no code to read. */
const maximumLineLength = 500;

/** A profile names its files, and anyone can write a profile: only what compilers read is shown. */
const sourceNames = /\.(?:go|s|S|asm|c|h|cc|cpp|cxx|hpp|hh|m|mm|rs|swift|f|f90|py|js|ts|java|kt)$/;

/** Where the lines of a function are in a text now. */
interface Fit {
  /** Recorded line + shift = line in the text. */
  readonly shift: number;
  readonly stale: Message | null;
  /** Lines of the whole function in the text, from 1; null where they are unknown. */
  readonly first: number | null;
  readonly last: number | null;
}

/** Reads the lines of a function for a page that shows their costs beside them. */
export class SourceReader {
  readonly #profiles: ActiveProfiles;
  readonly #documents: AnnotatedDocuments;
  readonly #finder: SourceFinder;

  constructor(profiles: ActiveProfiles, documents: AnnotatedDocuments, finder: SourceFinder) {
    this.#profiles = profiles;
    this.#documents = documents;
    this.#finder = finder;
  }

  /** Never throws for a file that is missing, too large or not to be read: says so. Unsaved edits count. */
  async read(query: SourceTextQuery, profile: vscode.Uri): Promise<SourceText> {
    if (!sourceNames.test(query.file))
      return missing('source.notSource', '{file} is not a source file.', query.file);
    const location = await this.#finder.locate({
      path: query.file,
      packagePath: packageNameOf(query.functionName),
    });
    if (location.kind !== 'found') return { state: 'missing', message: location.message };
    const uri = this.#finder.uriOf(location.path);
    const text = await readSource(uri);
    if (typeof text !== 'string') return text;
    const fit = await this.#fit(uri, text, query, profile);
    return { state: 'found', path: vscode.workspace.asRelativePath(uri), ...linesOf(text, query, fit) };
  }

  /** By all functions of the file where the profile's costs are at hand, else by this function alone. */
  async #fit(uri: vscode.Uri, text: string, query: SourceTextQuery, profile: vscode.Uri): Promise<Fit> {
    if (!query.file.endsWith('.go')) return { shift: 0, stale: null, first: null, last: null };
    const loaded = await within(this.#profiles.loadedProfile(profile), costsWaitMs);
    const file = loaded?.index.fileAt(query.file) ?? -1;
    if (!loaded || file < 0) return fitByName(text, query);
    const owner = ownerAt(loaded, file, {
      file: query.file,
      line: query.firstLine,
      functionName: query.functionName,
      beside: false,
    });
    if (!owner) return fitByName(text, query);
    const open = openDocument(uri);
    const places = open
      ? await this.#documents.placesOf(open, loaded, file)
      : this.#documents.placesInText(text, loaded, file);
    const place = places.find(({ cost }) => cost.row === owner.row);
    return place ? fitOfPlace(place, loaded) : fitByName(text, query);
  }
}

function fitOfPlace(place: FunctionPlace, { index }: LoadedProfile): Fit {
  const { declaration, cost } = place;
  const span = { first: declaration.line, last: declaration.lastLine };
  if (place.stale) return { shift: 0, stale: place.stale, ...span };
  const { line } = index.costs;
  const shifts = new Set(cost.lineRows.map((row) => shiftOf(place.lineOf(row), line[row])));
  const [shift] = shifts;
  if (shift === undefined) return { shift: 0, stale: null, ...span };
  if (shifts.size === 1 && !Number.isNaN(shift)) return { shift, stale: null, ...span };
  return { shift: 0, stale: editedMessage(), ...span };
}

/** NaN where the line is gone. */
function shiftOf(lineNow: number, recorded: number): number {
  return lineNow < 0 ? Number.NaN : lineNow + 1 - recorded;
}

function fitByName(text: string, query: SourceTextQuery): Fit {
  const { functionName: name, startLine, firstLine, lastLine } = query;
  const [found] = assessFunctions(outlineGo(text), [{ name, startLine, firstLine, lastLine }]);
  if (found.kind === 'gone') return { shift: 0, stale: found.message, first: null, last: null };
  const { line: first, lastLine: last } = found.declaration;
  return found.kind === 'stale'
    ? { shift: 0, stale: found.message, first, last }
    : { shift: found.shift, stale: null, first, last };
}

function linesOf(text: string, query: SourceTextQuery, fit: Fit) {
  const all = text.split(/\r?\n/);
  const wantedFirst = query.firstLine + fit.shift;
  const wantedLast = query.lastLine + fit.shift;
  const whole = fit.first !== null && fit.last !== null && fit.last - fit.first < maximumLines;
  // Of a stale function the lines do not say where it is: it is shown as it stands.
  const first = whole ? (fit.stale ? fit.first : Math.min(fit.first, wantedFirst)) : wantedFirst;
  const last = whole ? (fit.stale ? fit.last : Math.max(fit.last, wantedLast)) : wantedLast;
  const from = Math.max(1, first);
  const to = Math.min(all.length, last, from + maximumLines - 1);
  return {
    firstLine: from - fit.shift,
    lines: all.slice(from - 1, to).map((line) => line.slice(0, maximumLineLength)),
    shift: fit.shift,
    stale: fit.stale,
  };
}

/** The text, or why there is none. */
async function readSource(uri: vscode.Uri): Promise<string | SourceText> {
  const open = openDocument(uri);
  if (open) return open.getText();
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maximumBytes) {
      return missing('source.tooLarge', '{file} is too large to be shown here.', uri.path);
    }
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // It was there a moment ago, or may not be read.
    return missing('source.unreadable', '{file} cannot be read.', uri.path);
  }
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

function missing(id: string, english: string, file: string): SourceText {
  return { state: 'missing', message: message(id, english, { file }) };
}

function editedMessage(): Message {
  return message('source.editedSince', 'This function was edited after the profile was taken.');
}
