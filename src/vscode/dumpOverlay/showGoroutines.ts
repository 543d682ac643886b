import * as vscode from 'vscode';

/** Not in the palette: CodeLenses, hovers and quick fixes lead there. */
export const showGoroutinesCommand = 'heaplens.showGoroutines';
export const openRuleCommand = 'heaplens.openRule';

export interface ShowGoroutinesArguments {
  /** `Uri.toString()` of the dump. */
  readonly dump: string;
  /** As people write it; see model/goroutineFilter. */
  readonly filter: string;
}

/** Null for anything but what this window's own lenses and links say: any extension can run a command. */
export function parseShowGoroutines(given: unknown): { uri: vscode.Uri; filter: string } | null {
  if (typeof given !== 'object' || given === null) return null;
  const { dump, filter } = given as Partial<Record<string, unknown>>;
  if (typeof dump !== 'string' || typeof filter !== 'string') return null;
  return { uri: vscode.Uri.parse(dump), filter };
}
