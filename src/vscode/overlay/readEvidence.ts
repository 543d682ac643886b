import type * as vscode from 'vscode';
import type { Engine, ProfileEvidence } from '../../engine/engine';
import type { DumpFacts, GoroutineReport } from '../../model/goroutineReport';
import type { LeakTrend } from '../../model/leakTrend';
import type { LineCosts, ProfileFacts } from '../../model/views';
import { dumpsOf, type JudgeServices, judgeDump } from '../dumpEditor/judge';
import {
  closeSource,
  isProfile,
  noProfile,
  type OpenedSource,
  openSource,
} from '../profileSource/profileSource';
import { fileNameOf } from '../profileSource/readProfile';
import { readSettings } from '../settings';

/** What the overlay keeps of a profile. */
export type SourceEvidence =
  | {
      readonly shows: 'costs';
      readonly facts: ProfileFacts;
      readonly trend: LeakTrend | null;
      readonly costs: LineCosts;
    }
  | { readonly shows: 'goroutines'; readonly facts: ProfileFacts; readonly dump: JudgedDump };

/** What is left of a goroutine dump when it was closed: its groups are columns, so that they can be kept. */
export interface JudgedDump {
  readonly facts: DumpFacts;
  readonly report: GoroutineReport;
}

/** What of a file is meant, where it holds several things. */
export interface WantedPiece {
  readonly facts: ProfileFacts;
  readonly piece: number;
}

/** Reads the file, asks for what its source shows and frees it again. Fails with a MessageError. */
export async function readEvidence(
  engine: Engine,
  uri: vscode.Uri,
  wanted: WantedPiece,
  services: JudgeServices,
  signal: AbortSignal,
): Promise<SourceEvidence> {
  return whileOpen(engine, uri, wanted, signal, async (evidence, opened) => {
    const { trend } = opened;
    const { handle, facts, goroutines } = evidence;
    if (goroutines) {
      const report = await judgeDump(engine, dumpsOf(uri, opened, evidence), services, signal);
      return { shows: 'goroutines', facts, dump: { facts: goroutines, report } };
    }
    return { shows: 'costs', facts, trend, costs: await engine.ask(handle, 'lineCosts', {}, signal) };
  });
}

/** As `readEvidence`, of what is known to be no goroutine dump. */
export function readLineCosts(
  engine: Engine,
  uri: vscode.Uri,
  facts: ProfileFacts,
  signal: AbortSignal,
): Promise<LineCosts> {
  return whileOpen(engine, uri, { facts, piece: 0 }, signal, ({ handle }) =>
    engine.ask(handle, 'lineCosts', {}, signal),
  );
}

async function whileOpen<Found>(
  engine: Engine,
  uri: vscode.Uri,
  { facts, piece }: WantedPiece,
  signal: AbortSignal,
  ask: (evidence: ProfileEvidence, opened: OpenedSource) => Promise<Found>,
): Promise<Found> {
  const maximumBytes = readSettings(uri).open.maximumInflatedBytes;
  const opened = await openSource(engine, uri, { maximumBytes, kind: facts.kind, piece, signal });
  try {
    const { evidence } = opened;
    if (!isProfile(evidence)) throw noProfile(fileNameOf(uri));
    return await ask(evidence, opened);
  } finally {
    closeSource(engine, opened);
  }
}
