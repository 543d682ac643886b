import * as vscode from 'vscode';

/** The build tags that the Go extension gives to tests: `go.testTags`, else `go.buildTags`, else gopls' own flags; '' for none. */
export function goExtensionTags(file: vscode.Uri): string {
  const go = vscode.workspace.getConfiguration('go', file);
  const gopls = vscode.workspace.getConfiguration('gopls', file);
  const candidates = [
    go.get<unknown>('testTags'), // null: as buildTags
    go.get<unknown>('buildTags'),
    tagsIn(gopls.get<unknown>('build.buildFlags') ?? gopls.get<unknown>('buildFlags')),
  ];
  const found = candidates.find((tags) => typeof tags === 'string' && tags.trim() !== '');
  return typeof found === 'string' ? found.trim() : '';
}

/** `['-tags=a,b']` or `['-tags', 'a,b']`. */
export function tagsIn(flags: unknown): string {
  if (!Array.isArray(flags)) return '';
  for (const [at, flag] of flags.entries()) {
    const given = typeof flag === 'string' ? /^--?tags(?:=(.*))?$/.exec(flag) : null;
    if (given) return given[1] ?? String(flags[at + 1] ?? '');
  }
  return '';
}
