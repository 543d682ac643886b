import type * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import type { DumpForm } from '../../model/goroutines';
import { fileNameOf, readProfile } from '../profileSource/readProfile';
import { readSettings } from '../settings';

/** How the goroutines of a file are written down; null where it holds none. */
export async function readDumpForm(engine: Engine, uri: vscode.Uri): Promise<DumpForm | null> {
  const maxInflatedBytes = readSettings().open.maximumInflatedBytes;
  const { bytes } = await readProfile(uri, maxInflatedBytes);
  const evidence = await engine.openProfiles(bytes, { name: fileNameOf(uri), maxInflatedBytes });
  for (const { handle } of evidence) await engine.close(handle);
  return evidence.at(-1)?.goroutines?.form ?? null;
}
