import { decodeBase64url, encodeBase64url } from '../base/base64url';
import { type Message, MessageError, message } from '../base/message';

/**
 * A link that shows a profile in one way: `vscode://heaplens.heaplens/view?state=…&file=captures/heap.pb.gz`.
 *
 *     state    the view's state as JSON, in base64url
 *     folder   name of the workspace's folder in base64url, where the workspace has several
 *     file     the rest of the query: a path inside that folder, or an absolute one
 */
export interface ViewLink {
  /** '' means the workspace's only folder. Always '' beside an absolute path. */
  readonly folder: string;
  /** With slashes on every system; `/c:/profiles/heap.pb.gz` for a drive. */
  readonly file: string;
  /** JSON as the webview wrote it. Whoever restores it checks it. */
  readonly state: string;
}

/** The path of a link's address; the query stands behind it. */
export const viewLinkPath = '/view';

/** A person's choices are a few hundred characters; a deep call path has some thousand. */
export const maxLinkState = 16_384;
const maxLinkFile = 4096;

/** The query of the link, percent-encoded. */
export function encodeViewLink({ folder, file, state }: ViewLink): string {
  const parts = [`state=${encodeBase64url(state)}`];
  if (folder !== '') parts.push(`folder=${encodeBase64url(folder)}`);
  const path = file.split('/').map(encodeURIComponent).join('/');
  return [...parts, `file=${path}`].join('&');
}

/**
 * Reads the query of a link after its percent-encoding was decoded once. It may come from anywhere: what is not exactly
 * a link throws a MessageError. The path is checked for shape alone; nobody has looked whether it exists.
 */
export function decodeViewLink(query: string): ViewLink {
  const found = /^state=([\w-]*)(?:&folder=([\w-]+))?&file=(.*)$/s.exec(query);
  if (!found) throw unreadable();
  const [, encodedState = '', encodedFolder = '', file = ''] = found;
  // Four characters carry three bytes.
  if (encodedState.length > maxLinkState * 4) throw unreadable();
  const state = decodeBase64url(encodedState);
  const folder = decodeBase64url(encodedFolder);
  if (state === null || folder === null || state.length > maxLinkState || !isJsonObject(state)) {
    throw unreadable();
  }
  const wrong = whatIsWrongWith(file);
  if (wrong) throw new MessageError(wrong);
  if (folder !== '' && file.startsWith('/')) throw unreadable();
  return { folder, file, state };
}

/** Whether a link can name this file: what `decodeViewLink` would refuse is not written. */
export function isLinkableFile(file: string): boolean {
  return whatIsWrongWith(file) === null;
}

function whatIsWrongWith(file: string): Message | null {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(file);
  if (scheme) {
    return message(
      'link.scheme',
      'The link asks for “{scheme}:”. Links to views open files on this machine only.',
      { scheme: scheme[1]! },
    );
  }
  const segments = (file.startsWith('/') ? file.slice(1) : file).split('/');
  // A path that climbs or starts at another machine (`//server/share`) could pass for one inside the workspace.
  const plain = segments.every((name) => name !== '' && name !== '.' && name !== '..');
  // Control characters and marks of direction would hide what a dialog asks.
  const printable = !/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069\\]/.test(file);
  if (plain && printable && file.length <= maxLinkFile) return null;
  return message('link.path', 'The link names no file that can be opened.');
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function unreadable(): MessageError {
  return new MessageError(
    message('link.unreadable', 'This is no link to a view, or it is damaged. Ask for it anew.'),
  );
}
