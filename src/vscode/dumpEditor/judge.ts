import type * as vscode from 'vscode';
import { parseCaptureName } from '../../capture/captureName';
import type { Engine, EvidenceHandle, ProfileEvidence } from '../../engine/engine';
import type { GoroutineReport } from '../../model/goroutineReport';
import type { MemStats } from '../../model/memStats';
import { dumpOfUri, parseDerived } from '../profileSource/derivedUri';
import { filesBehind, type OpenedSource } from '../profileSource/profileSource';
import { fileNameOf } from '../profileSource/readProfile';
import { readSettings } from '../settings';
import { timesOf } from './dumpTimes';
import { gatherSourceFacts, type SourceTexts } from './sourceEvidence';

/** Open dumps, oldest first: the last is judged, and compared with the others. One name and one time a handle. */
export interface OpenDumps {
  readonly handles: readonly EvidenceHandle[];
  readonly names: readonly string[];
  /** Milliseconds since 1970; null where nothing says it. */
  readonly timesMs: readonly (number | null)[];
}

/** What this window knows beside the dumps. */
export interface JudgeServices extends SourceTexts {
  /** Import paths of the modules of this workspace. */
  modulePaths(): Promise<readonly string[]>;
  /** What a heap text that is open beside the dump says about the process; null without one. */
  memStats(): MemStats | null;
}

/** The report of the last of these dumps, with all that this window knows about it. */
export async function judgeDump(
  engine: Engine,
  { handles, names, timesMs }: OpenDumps,
  services: JudgeServices,
  signal?: AbortSignal,
): Promise<GoroutineReport> {
  const userModules = await services.modulePaths();
  const questions = await engine.ask(handles.at(-1)!, 'sourceQuestions', { userModules }, signal);
  const sourceFacts = await gatherSourceFacts(questions, services, signal);
  const { thresholds, innocent } = readSettings().goroutines;
  const options = {
    userModules,
    thresholds,
    innocent,
    sourceFacts,
    memStats: services.memStats(),
    names,
    timesMs,
  };
  return engine.goroutineReport(handles, options, signal);
}

/** The dumps of an opened URI, of which `shown` is looked at. */
export function dumpsOf(
  uri: vscode.Uri,
  { earlier, pieces, stamps }: OpenedSource,
  shown: ProfileEvidence,
): OpenDumps {
  const dumps = [...earlier, shown];
  const files = filesBehind(uri).map(fileNameOf);
  const numbers = numbersOf(uri);
  // What a file's name and date say holds for one dump in it.
  const areFiles = pieces.length === 1 && numbers.every((number) => number === null);
  const stated = dumps.map(({ goroutines }, at) => {
    return goroutines?.timeMs ?? (areFiles ? (parseCaptureName(files[at]!)?.timeMs ?? null) : null);
  });
  return {
    handles: dumps.map(({ handle }) => handle),
    names: files.map((file, at) => (numbers[at] == null ? file : `${file} (${numbers[at]})`)),
    timesMs: timesOf(stated, areFiles ? stamps : null),
  };
}

/** Which dump of its file each part of a comparison is, from 1; null for files as a whole. */
function numbersOf(uri: vscode.Uri): readonly (number | null)[] {
  const derived = parseDerived(uri);
  if (derived?.kind !== 'dumps') return [];
  return derived.of.map((part) => {
    const { piece } = dumpOfUri(part);
    return piece === null ? null : piece + 1;
  });
}
