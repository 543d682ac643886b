import type * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import type { LeakTrend } from '../../model/leakTrend';
import type { LineCosts, ProfileFacts } from '../../model/views';
import { closeSource, openSource } from '../profileSource/profileSource';
import { readSettings } from '../settings';

/** What the overlay keeps of a profile. */
export interface SourceCosts {
  readonly facts: ProfileFacts;
  readonly trend: LeakTrend | null;
  readonly costs: LineCosts;
}

/** Reads the file, asks for its line costs and frees it again. Fails with a MessageError. */
export async function readCosts(
  engine: Engine,
  uri: vscode.Uri,
  expected: ProfileFacts | null,
  signal: AbortSignal,
): Promise<SourceCosts> {
  const maximumBytes = readSettings(uri).open.maximumInflatedBytes;
  const options = { maximumBytes, kind: expected?.kind, signal };
  const opened = await openSource(engine, uri, options);
  const { evidence, trend } = opened;
  try {
    const costs = await engine.ask(evidence.handle, 'lineCosts', {}, signal);
    return { facts: evidence.facts, trend, costs };
  } finally {
    closeSource(engine, opened);
  }
}
