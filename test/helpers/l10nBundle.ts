import fs from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';

/** Every English text that can be translated, with the files that say it. */
export interface Texts {
  readonly places: ReadonlyMap<string, readonly string[]>;
  /** Calls whose text is no literal: nobody could translate them. */
  readonly unreadable: readonly string[];
}

const root = path.join(__dirname, '..', '..');

export const bundlePath = path.join(root, 'media', 'l10n', 'bundle.l10n.json');

/**
 * Texts of `vscode.l10n.t('…')`, of `message(id, '…')`, of the webview's `t('…')`, and of tables with `english: '…'`.
 * A call may also hand over a text that a table holds: then the argument is a name that ends in `english`.
 */
export function collectTexts(): Texts {
  const places = new Map<string, string[]>();
  const unreadable: string[] = [];
  for (const file of [...sourceFiles('src'), ...sourceFiles('webview')]) {
    const found = scanTexts(fs.readFileSync(path.join(root, file), 'utf8'), file.startsWith('webview/'));
    for (const { text, call } of found) {
      if (text === null) unreadable.push(`${file}: ${call}`);
      else places.set(text, [...(places.get(text) ?? []), file]);
    }
  }
  return { places, unreadable };
}

/** One bundle entry a text, sorted, as VS Code reads it. */
export function bundleFor(texts: Texts): string {
  const english = [...texts.places.keys()].sort();
  return `${JSON.stringify(Object.fromEntries(english.map((text) => [text, text])), null, 2)}\n`;
}

/** `text` is null where it is neither literal nor called `english`. */
export function scanTexts(source: string, inWebview: boolean): { text: string | null; call: string }[] {
  const code = plainCode(source);
  const starts = inWebview
    ? /(?<![\w$])(t\(|message\(|english:\s+(?=['"`]))/g
    : /(?<![\w$])(l10n\.t\(|message\(|english:\s+(?=['"`]))/g;
  return [...code.matchAll(starts)]
    .filter((start) => !/function\s+$/.test(code.slice(0, start.index)))
    .map((start) => {
      const after = start.index + start[0].length;
      const at = start[1] === 'message(' ? skipFirstArgument(code, after) : after;
      return { at, call: code.slice(start.index, after + 60) };
    })
    .filter(({ at }) => !handsOver(code, at))
    .map(({ at, call }) => ({ text: at < 0 ? null : readText(code, at), call }));
}

function handsOver(code: string, at: number): boolean {
  const name = /\s*(?:[\w.$#[\]]+\.)?english\s*[,)]/y;
  name.lastIndex = Math.max(0, at);
  return at >= 0 && name.test(code);
}

/** Without comments and types, and with `'a' + 'b'` joined. */
function plainCode(source: string): string {
  const options = { loader: 'ts', minifySyntax: true, charset: 'utf8', legalComments: 'none' } as const;
  return transformSync(source, options).code;
}

const literal = /\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\$]|\\.|\$(?!\{))*)`)\s*[,)}]/y;

/** Where the second argument starts; -1 when the first is no literal and no name. */
function skipFirstArgument(code: string, at: number): number {
  const first = /\s*(?:'[^'\n]*'|"[^"\n]*"|`[^`]*`|[\w.$]+)\s*,/y;
  first.lastIndex = at;
  return first.test(code) ? first.lastIndex : -1;
}

function readText(code: string, at: number): string | null {
  literal.lastIndex = at;
  const match = literal.exec(code);
  return match && unescapeLiteral(match[1] ?? match[2] ?? match[3] ?? '');
}

function unescapeLiteral(body: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return body.replace(
    /\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs,
    (_, braced, four, two, char) =>
      char === undefined
        ? String.fromCodePoint(Number.parseInt(braced ?? four ?? two, 16))
        : (escapes[char] ?? char),
  );
}

function sourceFiles(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .filter((name) => name.endsWith('.ts'))
    .sort();
}
