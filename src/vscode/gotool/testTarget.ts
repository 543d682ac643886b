import * as vscode from 'vscode';
import { type GoProfileKind, profileKinds } from '../../gotool/testArguments';
import { type GoOutline, outlineGo } from '../../source/goOutline';
import {
  buildConstraint,
  findGoTests,
  type GoTest,
  type GoTestKind,
  goTestAt,
  isGoTestFile,
} from '../../source/goTests';

/** A test to run, found in its file by name. */
export interface TestTarget {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly kind: GoTestKind;
  readonly packageName: string;
  readonly constraint: string;
}

/** Not in the palette: CodeLenses lead there. */
export const profileTestCommand = 'heaplens.profileTest';
export const showTestOutputCommand = 'heaplens.showTestOutput';

export interface ProfileTestArguments {
  /** `Uri.toString()` of the file. */
  readonly file: string;
  readonly name: string;
  /** Null: ask. */
  readonly profiles: readonly GoProfileKind[] | null;
}

/** Null for anything but what a CodeLens says: any extension can run a command. */
export function parseProfileTest(
  given: unknown,
): { uri: vscode.Uri; name: string; profiles: readonly GoProfileKind[] | null } | null {
  if (typeof given !== 'object' || given === null) return null;
  const { file, name, profiles } = given as Partial<Record<string, unknown>>;
  if (typeof file !== 'string' || typeof name !== 'string') return null;
  const uri = vscode.Uri.parse(file);
  if (profiles === null) return { uri, name, profiles };
  if (!Array.isArray(profiles)) return null;
  const known = profileKinds.filter((kind) => profiles.includes(kind));
  return known.length === 0 ? null : { uri, name, profiles: known };
}

/** A file whose tests `go` on this machine can run. */
export function isRunnableTestFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && isGoTestFile(uri.path);
}

/** Null where the file has no such test (any more). */
export async function findTarget(uri: vscode.Uri, name: string): Promise<TestTarget | null> {
  if (!isRunnableTestFile(uri)) return null;
  const document = await vscode.workspace.openTextDocument(uri);
  return targetIn(document, (outline) => findGoTests(outline).find((test) => test.name === name) ?? null);
}

/** The test that holds the cursor; null for none. */
export function targetAtCursor(editor: vscode.TextEditor): TestTarget | null {
  const line = editor.selection.active.line + 1;
  return targetIn(editor.document, (outline) => goTestAt(outline, line));
}

function targetIn(
  document: vscode.TextDocument,
  find: (outline: GoOutline) => GoTest | null,
): TestTarget | null {
  const { uri } = document;
  if (!isRunnableTestFile(uri)) return null;
  const text = document.getText();
  const outline = outlineGo(text);
  const test = find(outline);
  if (!test) return null;
  const { name, kind } = test;
  return { uri, name, kind, packageName: outline.packageName, constraint: buildConstraint(text) };
}

/** Names a test over sessions. */
export function testKey(uri: vscode.Uri, name: string): string {
  return `${uri.toString()}#${name}`;
}
