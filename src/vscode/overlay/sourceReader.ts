import * as vscode from 'vscode';
import { type Message, message } from '../../base/message';
import { packageNameOf } from '../../model/goName';
import type { SourceText, SourceTextQuery } from '../../protocol/profileEditor';
import { type FunctionFit, fitByName, textOfFunction } from '../../source/functionText';
import type { RecordedFile } from '../../source/sourcePlaces';
import type { ActiveProfiles, LoadedProfile } from './activeProfiles';
import type { AnnotatedDocuments, FunctionPlace } from './annotatedDocuments';
import type { SourceFinder } from './sourceFinder';
import { costsWaitMs, ownerAt, within } from './sourceOpener';

/** A larger file is nobody's source. */
const maximumBytes = 4 << 20;

/** A profile names its files, and anyone can write a profile: only what compilers read is shown. */
const sourceNames = /\.(?:go|s|S|asm|c|h|cc|cpp|cxx|hpp|hh|m|mm|rs|swift|f|f90|py|js|ts|java|kt)$/;

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
    return {
      state: 'found',
      path: vscode.workspace.asRelativePath(uri),
      ...textOfFunction(text, query, fit),
    };
  }

  /** All of a recorded file's text, unsaved edits included; null where it is not at hand, or no source. */
  async text(file: RecordedFile): Promise<string | null> {
    if (!sourceNames.test(file.path)) return null;
    const location = await this.#finder.locate(file);
    if (location.kind !== 'found') return null;
    const text = await readSource(this.#finder.uriOf(location.path));
    return typeof text === 'string' ? text : null;
  }

  /** By all functions of the file where the profile's costs are at hand, else by this function alone. */
  async #fit(
    uri: vscode.Uri,
    text: string,
    query: SourceTextQuery,
    profile: vscode.Uri,
  ): Promise<FunctionFit> {
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
    const place = places.find(({ recorded }) => recorded.row === owner.row);
    return place ? fitOfPlace(place, loaded) : fitByName(text, query);
  }
}

function fitOfPlace(place: FunctionPlace, { index }: LoadedProfile): FunctionFit {
  const { declaration, recorded } = place;
  const span = { first: declaration.line, last: declaration.lastLine };
  if (place.stale) return { shift: 0, stale: place.stale, ...span };
  const shifts = new Set(recorded.lineRows.map((row) => shiftOf(place.lineOf(row), index.lineAt(row))));
  const [shift] = shifts;
  if (shift === undefined) return { shift: 0, stale: null, ...span };
  if (shifts.size === 1 && !Number.isNaN(shift)) return { shift, stale: null, ...span };
  return { shift: 0, stale: editedMessage(), ...span };
}

/** NaN where the line is gone. */
function shiftOf(lineNow: number, recorded: number): number {
  return lineNow < 0 ? Number.NaN : lineNow + 1 - recorded;
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
