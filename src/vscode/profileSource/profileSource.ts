import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import { DisposableStore } from '../../base/disposable';
import { MessageError, message } from '../../base/message';
import { abortError } from '../../base/rpc';
import type { Engine, Evidence, MemoryEvidence, ProfileEvidence } from '../../engine/engine';
import type { LeakTrend } from '../../model/leakTrend';
import type { ProfileKind } from '../../model/profile';
import { type DerivedProfile, derivedScheme, dumpOfUri, filesOfDerived, parseDerived } from './derivedUri';
import { followFile } from './fileFollower';
import { type FileStamp, isSameVersion } from './fileStamp';
import { fileNameOf, readProfile, statFile } from './readProfile';

/** What a URI names, open; whoever asked for it closes it with `closeSource`. */
export interface OpenedSource {
  /** Of a file everything that it holds, in its order; never empty. */
  readonly pieces: readonly Evidence[];
  /** The one of them that is shown first: a profile where there is one. */
  readonly evidence: Evidence;
  /** The other dumps of a comparison of goroutine dumps, oldest first; else empty. */
  readonly earlier: readonly ProfileEvidence[];
  /** Of the captures that the URI names; null where it is no trend. */
  readonly trend: LeakTrend | null;
  /** One a file. */
  readonly stamps: readonly FileStamp[];
  /** Of a file that holds memory over time: how much of it was read, in bytes. A live watch goes on from there. */
  readonly readBytes: number;
}

export interface OpenSourceOptions {
  readonly maximumBytes: number;
  /** What is shown first of a file that holds several things: the first profile of this kind … */
  readonly kind?: ProfileKind;
  /** … or this one, where it is one. */
  readonly piece?: number;
  readonly signal?: AbortSignal;
}

/** Reads and decodes what the URI names, a file or a profile derived of several. Fails with a MessageError. */
export async function openSource(
  engine: Engine,
  uri: vscode.Uri,
  options: OpenSourceOptions,
): Promise<OpenedSource> {
  if (uri.scheme !== derivedScheme) {
    const { pieces, stamp, readBytes } = await openFile(engine, uri, options);
    const evidence = shownFirst(pieces, options) ?? pieces[0]!;
    return { pieces, evidence, earlier: [], trend: null, stamps: [stamp], readBytes };
  }
  const derived = derivedOf(uri);
  const stamps: FileStamp[] = [];
  const parts: Evidence[] = [];
  let kept: readonly Evidence[] = [];
  try {
    for (const file of filesOfDerived(derived)) {
      const { evidence, stamp } = await openPart(engine, derived, file, options);
      parts.push(evidence);
      stamps.push(stamp);
    }
    const made =
      derived.kind === 'memory'
        ? { evidence: await joinMemory(engine, parts, options.signal), earlier: [], trend: null }
        : await deriveFrom(engine, derived, parts.filter(isProfile), options.signal);
    kept = [made.evidence, ...made.earlier];
    return { ...made, pieces: [made.evidence], stamps, readBytes: 0 };
  } finally {
    closeOthers(engine, parts, kept);
  }
}

/** Frees what `openSource` has opened. */
export function closeSource(engine: Engine, opened: OpenedSource): void {
  closeOthers(engine, [...opened.pieces, ...opened.earlier], []);
}

/** Calls `touched` when one of the files behind the URI may have changed. */
export function followSource(uri: vscode.Uri, touched: () => void): vscode.Disposable {
  const disposables = new DisposableStore();
  const files = new Map(filesBehind(uri).map((file) => [file.toString(), file]));
  for (const file of files.values()) disposables.add(followFile(file, touched));
  return disposables;
}

/** Whether all files behind the URI are the versions that `stamps` describes. */
export async function isSameSource(uri: vscode.Uri, stamps: readonly FileStamp[]): Promise<boolean> {
  const now = await Promise.all(filesBehind(uri).map(statFile));
  return now.length === stamps.length && now.every((stamp, at) => isSameVersion(stamps[at]!, stamp));
}

/** The files that are read to show the URI, one for each part of a derived profile. */
export function filesBehind(uri: vscode.Uri): readonly vscode.Uri[] {
  const derived = parseDerived(uri);
  if (!derived) return [uri];
  return filesOfDerived(derived).map((part) => vscode.Uri.parse(dumpOfUri(part).file, true));
}

function derivedOf(uri: vscode.Uri): DerivedProfile {
  const derived = parseDerived(uri);
  if (derived) return derived;
  throw new MessageError(
    message('source.badDerived', '{name} names no profiles that could be compared or merged.', {
      name: fileNameOf(uri),
    }),
  );
}

/** What a file that was made of several takes of one: a comparison of dumps the one that it names, or the latest. */
async function openPart(
  engine: Engine,
  derived: DerivedProfile,
  part: string,
  options: OpenSourceOptions,
): Promise<{ evidence: Evidence; stamp: FileStamp }> {
  const { file, piece } = dumpOfUri(part);
  const uri = vscode.Uri.parse(file, true);
  const { pieces, stamp } = await openFile(engine, uri, options);
  const evidence = partOf(pieces, derived, piece, options);
  closeOthers(engine, pieces, evidence ? [evidence] : []);
  if (evidence) return { evidence, stamp };
  throw missingPart(derived, fileNameOf(uri), piece);
}

function partOf(
  pieces: readonly Evidence[],
  { kind }: DerivedProfile,
  piece: number | null,
  options: OpenSourceOptions,
): Evidence | undefined {
  if (kind === 'memory') return longestSeries(pieces);
  if (kind !== 'dumps') return shownFirst(pieces, piece === null ? options : { piece });
  const named = piece === null ? pieces : pieces.slice(piece, piece + 1);
  return named.filter(isProfile).findLast(({ goroutines }) => goroutines !== null);
}

/** A log can hold traces of several processes, of which most ran for a moment. */
function longestSeries(pieces: readonly Evidence[]): MemoryEvidence | undefined {
  const lengthOf = ({ facts }: MemoryEvidence) => facts.samples + facts.cycles;
  return pieces.filter(isMemory).sort((a, b) => lengthOf(b) - lengthOf(a))[0];
}

function missingPart({ kind }: DerivedProfile, file: string, piece: number | null): MessageError {
  if (kind === 'memory') {
    return new MessageError(
      message('source.noMemory', '{file} tells nothing of memory over time.', { file }),
    );
  }
  if (kind !== 'dumps') return noProfile(file);
  return new MessageError(
    piece === null
      ? message('source.noDump', '{file} holds no goroutine dump.', { file })
      : message('source.noSuchDump', '{file} has changed: there is no goroutine dump {number} in it.', {
          file,
          number: piece + 1,
        }),
  );
}

async function openFile(
  engine: Engine,
  uri: vscode.Uri,
  { maximumBytes, signal }: OpenSourceOptions,
): Promise<{ pieces: readonly Evidence[]; stamp: FileStamp; readBytes: number }> {
  const { bytes, stamp } = await readProfile(uri, maximumBytes);
  if (signal?.aborted) throw abortError();
  const name = fileNameOf(uri);
  const readBytes = bytes.length;
  const pieces = await engine.open(bytes, { name, maxInflatedBytes: maximumBytes, signal });
  if (pieces.length > 0) return { pieces, stamp, readBytes };
  throw noProfile(name);
}

export function isProfile(evidence: Evidence): evidence is ProfileEvidence {
  return evidence.kind === 'profile';
}

function isMemory(evidence: Evidence): evidence is MemoryEvidence {
  return evidence.kind === 'memory';
}

/** What was opened holds memory over time alone, or nothing. */
export function noProfile(file: string): MessageError {
  return new MessageError(message('editor.noProfile', '{file} holds no profile.', { file }));
}

/** A profile: what is read beside it (MemStats of a heap text, a GC trace around a dump) comes second. undefined: there is none. */
function shownFirst(
  pieces: readonly Evidence[],
  { kind, piece }: Pick<OpenSourceOptions, 'kind' | 'piece'>,
): ProfileEvidence | undefined {
  const named = pieces[piece ?? -1];
  if (named && isProfile(named)) return named;
  const profiles = pieces.filter(isProfile);
  return profiles.find(({ facts }) => facts.kind === kind) ?? profiles[0];
}

function closeOthers(engine: Engine, opened: readonly Evidence[], kept: readonly Evidence[]): void {
  for (const { handle } of opened) {
    if (!kept.some((other) => other.handle === handle)) void engine.close(handle);
  }
}

/** What is shown, and what has to stay open for it. */
type Derived = Pick<OpenedSource, 'evidence' | 'earlier' | 'trend'>;

function joinMemory(
  engine: Engine,
  parts: readonly Evidence[],
  signal: AbortSignal | undefined,
): Promise<MemoryEvidence> {
  return engine.joinMemory(
    parts.map(({ handle }) => handle),
    signal,
  );
}

async function deriveFrom(
  engine: Engine,
  derived: Exclude<DerivedProfile, { kind: 'memory' }>,
  parts: readonly ProfileEvidence[],
  signal: AbortSignal | undefined,
): Promise<Derived> {
  const handles = parts.map(({ handle }) => handle);
  const alone = { earlier: [], trend: null };
  switch (derived.kind) {
    case 'merge':
      return { evidence: await engine.derive({ kind: 'merge', of: handles }, signal), ...alone };
    case 'compare': {
      const { mode, normalize } = derived;
      const cut = derived.base.length;
      const sides = { base: handles.slice(0, cut), current: handles.slice(cut) };
      return {
        evidence: await engine.derive({ kind: 'compare', mode, normalize, ...sides }, signal),
        ...alone,
      };
    }
    case 'trend': {
      const trend = await engine.leakTrend(handles, signal);
      const latest = [...parts].sort((a, b) => (b.facts.timeMs ?? 0) - (a.facts.timeMs ?? 0))[0]!;
      return { evidence: latest, earlier: [], trend };
    }
    case 'dumps':
      return { evidence: parts.at(-1)!, earlier: parts.slice(0, -1), trend: null };
    default:
      return assertNever(derived);
  }
}
