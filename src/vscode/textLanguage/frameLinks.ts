import * as vscode from 'vscode';
import type { SourceTarget } from '../../protocol/profileEditor';
import { commandLink } from '../commandLink';
import { framePlace, functionOfPlace } from './frameText';

/** Not in the palette: links in dumps, and hovers over the source, lead there. */
export const openFrameCommand = 'heaplens.openFrame';

export interface OpenFrameArguments extends Omit<SourceTarget, 'beside'> {
  /** `Uri.toString()` of the dump that names it, where it is known to the overlay: then a line that moved since is found. */
  readonly dump?: string;
}

/** VS Code keeps a decoration for each link; frames further down are reached by "Go to Definition". */
const mostLinks = 10_000;
const mostLines = 50_000;

/** The host's thread is let go in between: others wait for it. */
const linesAtOnce = 5000;

/** The file that a frame names, as far as it is certain which one that is here. */
export type FindSource = (frame: SourceTarget) => Promise<vscode.Uri | null>;

class FrameLink extends vscode.DocumentLink {
  readonly frame: SourceTarget;

  constructor(range: vscode.Range, frame: SourceTarget) {
    super(range);
    this.frame = frame;
    this.tooltip = vscode.l10n.t('Open {file}', { file: `${frame.file}:${frame.line}` });
  }
}

/** `file:line` of frames as links. Which file that is here is found when someone follows one. */
export class FrameLinks implements vscode.DocumentLinkProvider<FrameLink>, vscode.DefinitionProvider {
  readonly #find: FindSource;
  /** Lines before this one have their links. */
  readonly #linkedTo = new WeakMap<vscode.TextDocument, number>();

  constructor(find: FindSource) {
    this.#find = find;
  }

  async provideDocumentLinks(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<FrameLink[]> {
    const links: FrameLink[] = [];
    const last = Math.min(document.lineCount, mostLines);
    let at = 0;
    for (; at < last && links.length < mostLinks && !token.isCancellationRequested; at++) {
      if (at % linesAtOnce === linesAtOnce - 1) await new Promise((resolve) => setTimeout(resolve));
      if (at >= document.lineCount) break; // edited meanwhile: VS Code asks again
      const found = frameAt(document, at);
      if (found) links.push(new FrameLink(found.range, found.frame));
    }
    this.#linkedTo.set(document, at);
    return links;
  }

  resolveDocumentLink(link: FrameLink): FrameLink {
    link.target = vscode.Uri.parse(commandLink(openFrameCommand, link.frame));
    return link;
  }

  /** Of lines without links alone: a click would follow both. */
  async provideDefinition(
    document: vscode.TextDocument,
    { line }: vscode.Position,
  ): Promise<vscode.Definition | null> {
    if (line < (this.#linkedTo.get(document) ?? 0)) return null;
    const found = frameAt(document, line);
    const uri = found && (await this.#find(found.frame));
    return uri && new vscode.Location(uri, new vscode.Position(Math.max(0, found.frame.line - 1), 0));
  }
}

/** The frame that this line (from 0) of a dump names, and where. */
export function frameAt(
  document: vscode.TextDocument,
  at: number,
): { readonly range: vscode.Range; readonly frame: SourceTarget } | null {
  const { text } = document.lineAt(at);
  const place = framePlace(text);
  if (!place) return null;
  const above = at > 0 ? document.lineAt(at - 1).text : '';
  return {
    range: new vscode.Range(at, place.start, at, place.end),
    frame: {
      file: place.file,
      line: place.line,
      functionName: functionOfPlace(text, above),
      beside: false,
    },
  };
}

/** null for anything but what a link says: any extension can run a command. */
export function parseFrame(given: unknown): { frame: SourceTarget; dump: vscode.Uri | undefined } | null {
  if (typeof given !== 'object' || given === null) return null;
  const { file, line, functionName, dump } = given as Partial<Record<string, unknown>>;
  if (typeof file !== 'string' || typeof line !== 'number' || typeof functionName !== 'string') return null;
  if (!Number.isInteger(line) || line < 0) return null;
  return {
    frame: { file, line, functionName, beside: false },
    dump: typeof dump === 'string' ? vscode.Uri.parse(dump) : undefined,
  };
}
