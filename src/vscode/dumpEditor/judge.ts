import type * as vscode from 'vscode';
import { parseCaptureName } from '../../capture/captureName';
import type { Engine, EvidenceHandle, ProfileEvidence } from '../../engine/engine';
import type { GoroutineReport } from '../../model/goroutineReport';
import type { FileStamp } from '../profileSource/fileStamp';
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
    memStats: null,
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
  const names = filesBehind(uri).map(fileNameOf);
  // What a file's name and date say holds for one dump in it.
  const ofFiles = pieces.length > 1 ? null : stamps;
  const stated = dumps.map(({ goroutines }, at) => goroutines?.timeMs ?? captureTime(names[at], ofFiles));
  return { handles: dumps.map(({ handle }) => handle), names, timesMs: timesOf(stated, ofFiles) };
}

function captureTime(name: string | undefined, ofFiles: readonly FileStamp[] | null): number | null {
  return (ofFiles && name !== undefined && parseCaptureName(name)?.timeMs) || null;
}
