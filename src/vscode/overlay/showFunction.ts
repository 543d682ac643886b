import * as vscode from 'vscode';
import { commandLink } from '../commandLink';

/** Not in the palette: CodeLenses, hovers and quick fixes lead there. */
export const showFunctionCommand = 'heaplens.showFunction';

export interface ShowFunctionArguments {
  /** `Uri.toString()` of the profile. */
  readonly profile: string;
  readonly functionName: string;
  readonly sampleIndex: number;
}

/** For trusted Markdown. */
export function showFunctionLink(target: ShowFunctionArguments): string {
  return commandLink(showFunctionCommand, target);
}

/** Null for anything but what `showFunctionLink` and the CodeLens say: any extension can run a command. */
export function parseShowFunction(
  given: unknown,
): { uri: vscode.Uri; functionName: string; sampleIndex: number } | null {
  if (typeof given !== 'object' || given === null) return null;
  const { profile, functionName, sampleIndex } = given as Partial<Record<string, unknown>>;
  if (typeof profile !== 'string' || typeof functionName !== 'string' || typeof sampleIndex !== 'number')
    return null;
  return { uri: vscode.Uri.parse(profile), functionName, sampleIndex };
}
