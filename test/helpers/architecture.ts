import { builtinModules } from 'node:module';
import * as path from 'node:path';

/** A source file of the repository: its path from the root, with slashes, and its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** Who may import whom. `(types)`: by `import type` only. A room may always import itself. */
const allowed: Readonly<Record<string, string>> = {
  base: '',
  model: 'base',
  formats: 'model, base',
  analysis: 'model, base',
  rules: 'analysis, model, base',
  export: 'analysis, model, base',
  source: 'model, base',
  engine: 'formats, analysis, export, rules, source, model, base',
  capture: 'engine, model, base',
  gotool: 'engine, model, base',
  protocol: 'model (types), base',
  cli: 'engine, rules, source, capture, gotool, model, base',
  vscode: 'base, model, formats, analysis, export, rules, source, engine, capture, gotool, protocol',
  extension:
    'base, model, formats, analysis, export, rules, source, engine, capture, gotool, protocol, vscode',
  extensionWeb: 'base, model, formats, analysis, export, rules, source, engine, protocol, vscode',
  webview: 'protocol, model, base',
};

/** All other rooms also run in a browser. */
const nodeRooms = /^src\/(capture|cli|gotool|vscode|engine\/node)\/|^src\/(cli|extension)\.ts$/;
const vscodeRooms = /^src\/vscode\/|^src\/extension(Web)?\.ts$/;
const toolkit = '@vscode/webview-ui-toolkit';
const toolkitFile = 'webview/ui.ts';

interface Import {
  readonly line: number;
  readonly specifier: string;
  readonly typesOnly: boolean;
}

/** One line per broken rule, with file and line; empty when all is well. */
export function findViolations(sources: readonly Source[]): string[] {
  return sources.flatMap(({ file, text }) => [
    ...findLibraryReferences(file, text),
    ...findImports(text).flatMap((found) => {
      const complaint = found.specifier.startsWith('.')
        ? judgeRelative(file, found)
        : judgePackage(file, found.specifier);
      return complaint === null ? [] : [`${file}:${found.line} ${complaint}`];
    }),
  ]);
}

/**
 * What `entry` reaches by imports of values and may not load in a browser: one line per import of a Node built-in, with the
 * way that leads there. Types vanish, so imports of types lead nowhere.
 */
export function findNodeImports(sources: readonly Source[], entry: string): string[] {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const waysTo = new Map([[entry, entry]]);
  const complaints: string[] = [];
  for (const [file, way] of waysTo) {
    const source = byFile.get(file);
    if (!source) {
      complaints.push(`${way} is not there`);
      continue;
    }
    for (const { specifier, typesOnly, line } of findImports(source.text)) {
      if (typesOnly) continue;
      if (isNodeBuiltin(specifier)) complaints.push(`${way}:${line} imports ${specifier}`);
      if (!specifier.startsWith('.')) continue;
      const target = `${path.posix.join(path.posix.dirname(file), specifier)}.ts`;
      if (!waysTo.has(target)) waysTo.set(target, `${way} → ${target}`);
    }
  }
  return complaints;
}

function isNodeBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function judgeRelative(file: string, found: Import): string | null {
  const target = path.posix.join(path.posix.dirname(file), found.specifier);
  const from = roomOf(file);
  const to = roomOf(target);
  // The version stands there and nowhere else.
  if (target === 'package.json' && from === 'cli') return null;
  if (to === 'extension' || to === 'extensionWeb') {
    return `nothing may import ${to}.ts`;
  }
  if (from === to) {
    return from === 'formats' ? judgeFormats(file, target) : null;
  }
  const rule = allowed[from];
  if (rule === undefined) {
    return `no room is called ${from}: add it to the allowlist`;
  }
  const entry = rule.split(', ').find((name) => name === to || name === `${to} (types)`);
  if (entry === undefined) {
    return `${from} must not import ${to} (allowed: ${rule || 'nothing'})`;
  }
  return entry.endsWith('(types)') && !found.typesOnly
    ? `${from} may import only types from ${to}: use import type`
    : null;
}

function judgeFormats(file: string, target: string): string | null {
  const from = formatOf(file);
  const to = formatOf(target);
  // What texts of all kinds have in common: log lines, their times and prefixes.
  if (to === 'text') return null;
  return from !== null && to !== null && from !== to ? `format ${from} must not import format ${to}` : null;
}

function judgePackage(file: string, specifier: string): string | null {
  if (specifier === 'vscode') {
    return vscodeRooms.test(file)
      ? null
      : "'vscode' may be imported only in src/vscode and the extension's entries";
  }
  if (isNodeBuiltin(specifier)) {
    return nodeRooms.test(file)
      ? null
      : `${roomOf(file)} must not import ${specifier}: it also runs in a browser`;
  }
  if (specifier === toolkit || specifier.startsWith(`${toolkit}/`)) {
    return file === toolkitFile ? null : `only ${toolkitFile} may import ${toolkit}`;
  }
  return null;
}

/** `src/formats/pprof/decode.ts` → formats, `src/cli.ts` → cli, `webview/ui.ts` → webview. */
function roomOf(file: string): string {
  const [top, second] = file.split('/');
  return top === 'src' && second !== undefined ? second.replace(/\.\w+$/, '') : (top ?? '');
}

/** The folder of one format; null for the files that formats share. */
function formatOf(file: string): string | null {
  return /^src\/formats\/([^/]+)\/./.exec(file)?.[1] ?? null;
}

function findLibraryReferences(file: string, text: string): string[] {
  return [...text.matchAll(/^\/\/\/\s*<reference\s+lib="([^"]+)"/gm)]
    .filter(() => file.startsWith('src/'))
    .map(
      (match) => `${file}:${lineOf(text, match.index)} src must not ask for a library of types: ${match[1]}`,
    );
}

/** `import x from 'y'`, `import 'y'`, `export … from 'y'`, `import('y')`, `require('y')`. */
const importForms =
  /(?<![\w.$])(?:(import|export)\s+((?:type\s+)?[\w$*{][^;'"]*?)\s*from\s*|import\s*|(?:import|require)\s*\(\s*)(['"])([^'"\n]+)\3/g;

function findImports(text: string): Import[] {
  const { code, texts } = withoutComments(text);
  return [...code.matchAll(importForms)]
    .filter((match) => !texts.some(([start, end]) => match.index > start && match.index < end))
    .map((match) => ({
      line: lineOf(code, match.index),
      specifier: match[4] ?? '',
      typesOnly: importsOnlyTypes(match[2] ?? ''),
    }));
}

/** `type { A }`, `type A` and `{ type A, type B }` import nothing that exists when the program runs. */
function importsOnlyTypes(clause: string): boolean {
  if (/^type\s+[\w${*]/.test(clause)) {
    return true;
  }
  const braces = /^\{([^}]*)\}$/.exec(clause.trim())?.[1];
  const names = braces?.split(',').filter((name) => name.trim() !== '') ?? [];
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
}

/** The text with comments blanked (so that positions stay), and the ranges of its string literals. */
function withoutComments(text: string): { code: string; texts: [number, number][] } {
  const texts: [number, number][] = [];
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;
  const code = text.replace(token, (found, position: number) => {
    if (found.startsWith('/')) {
      return found.replace(/[^\n]/g, ' ');
    }
    texts.push([position, position + found.length]);
    return found;
  });
  return { code, texts };
}

function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
