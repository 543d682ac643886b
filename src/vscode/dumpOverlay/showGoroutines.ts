import * as vscode from 'vscode';
import type { SourceTarget } from '../../protocol/profileEditor';

/** None of them is in the palette: CodeLenses, hovers and quick fixes lead there. */
export const showGoroutinesCommand = 'heaplens.showGoroutines';
export const openDumpFrameCommand = 'heaplens.openDumpFrame';
export const openRuleCommand = 'heaplens.openRule';

export interface ShowGoroutinesArguments {
  /** `Uri.toString()` of the dump. */
  readonly dump: string;
  /** As people write it; see model/goroutineFilter. */
  readonly filter: string;
}

export interface DumpFrameArguments {
  readonly dump: string;
  readonly func: string;
  /** As recorded. */
  readonly file: string;
  readonly line: number;
}

/** For trusted Markdown. */
export function commandLink(
  command: string,
  argument: ShowGoroutinesArguments | DumpFrameArguments | string,
): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}

/** Null for anything but what this window's own lenses and links say: any extension can run a command. */
export function parseShowGoroutines(given: unknown): { uri: vscode.Uri; filter: string } | null {
  const { dump, filter } = recordOf(given);
  if (typeof dump !== 'string' || typeof filter !== 'string') return null;
  return { uri: vscode.Uri.parse(dump), filter };
}

export function parseDumpFrame(given: unknown): { uri: vscode.Uri; target: SourceTarget } | null {
  const { dump, func, file, line } = recordOf(given);
  if (typeof dump !== 'string' || typeof func !== 'string' || typeof file !== 'string') return null;
  if (typeof line !== 'number') return null;
  return { uri: vscode.Uri.parse(dump), target: { file, line, functionName: func, beside: false } };
}

function recordOf(given: unknown): Partial<Record<string, unknown>> {
  return typeof given === 'object' && given !== null ? given : {};
}
