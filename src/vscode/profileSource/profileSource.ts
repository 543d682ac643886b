import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import { DisposableStore } from '../../base/disposable';
import { MessageError, message } from '../../base/message';
import { abortError } from '../../base/rpc';
import type { Engine, ProfileEvidence } from '../../engine/engine';
import type { LeakTrend } from '../../model/leakTrend';
import type { ProfileKind } from '../../model/profile';
import { type DerivedProfile, derivedScheme, dumpOfUri, filesOfDerived, parseDerived } from './derivedUri';
import { followFile } from './fileFollower';
import { type FileStamp, isSameVersion } from './fileStamp';
import { fileNameOf, readProfile, statFile } from './readProfile';

/** What a URI names, open; whoever asked for it closes it with `closeSource`. */
export interface OpenedSource {
  /** Of a file everything that it holds, in its order; never empty. */
  readonly pieces: readonly ProfileEvidence[];
  /** The one of them that is shown first. */
  readonly evidence: ProfileEvidence;
  /** The other dumps of a comparison of goroutine dumps, oldest first; else empty. */
  readonly earlier: readonly ProfileEvidence[];
  /** Of the captures that the URI names; null where it is no trend. */
  readonly trend: LeakTrend | null;
  /** One a file. */
  readonly stamps: readonly FileStamp[];
}

export interface OpenSourceOptions {
  readonly maximumBytes: number;
  /** What is shown first of a file that holds several things: the first of this kind … */
  readonly kind?: ProfileKind;
  /** … or this one, where there are so many. */
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
    const { pieces, stamp } = await openFile(engine, uri, options);
    return { pieces, evidence: shownFirst(pieces, options), earlier: [], trend: null, stamps: [stamp] };
  }
  const derived = derivedOf(uri);
  const stamps: FileStamp[] = [];
  const parts: ProfileEvidence[] = [];
  let kept: readonly ProfileEvidence[] = [];
  try {
    for (const file of filesOfDerived(derived)) {
      const opened = await openPart(engine, derived, file, options);
      parts.push(opened.evidence);
      stamps.push(opened.stamp);
    }
    const made = await deriveFrom(engine, derived, parts, options.signal);
    kept = [made.evidence, ...made.earlier];
    return { ...made, pieces: [made.evidence], stamps };
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

/** What a derived profile takes of one file: a comparison of dumps the one that it names, or the latest. */
async function openPart(
  engine: Engine,
  derived: DerivedProfile,
  part: string,
  options: OpenSourceOptions,
): Promise<{ evidence: ProfileEvidence; stamp: FileStamp }> {
  const { file, piece } = dumpOfUri(part);
  const uri = vscode.Uri.parse(file, true);
  const { pieces, stamp } = await openFile(engine, uri, options);
  const dumps = piece === null ? pieces : pieces.slice(piece, piece + 1);
  const evidence =
    derived.kind === 'dumps'
      ? dumps.findLast(({ goroutines }) => goroutines !== null)
      : shownFirst(pieces, piece === null ? options : { piece });
  closeOthers(engine, pieces, evidence ? [evidence] : []);
  if (evidence) return { evidence, stamp };
  const name = fileNameOf(uri);
  throw new MessageError(
    piece === null
      ? message('source.noDump', '{file} holds no goroutine dump.', { file: name })
      : message('source.noSuchDump', '{file} has changed: there is no goroutine dump {number} in it.', {
          file: name,
          number: piece + 1,
        }),
  );
}

async function openFile(
  engine: Engine,
  uri: vscode.Uri,
  { maximumBytes, signal }: OpenSourceOptions,
): Promise<{ pieces: readonly ProfileEvidence[]; stamp: FileStamp }> {
  const { bytes, stamp } = await readProfile(uri, maximumBytes);
  if (signal?.aborted) throw abortError();
  const name = fileNameOf(uri);
  const pieces = await engine.openProfiles(bytes, { name, maxInflatedBytes: maximumBytes, signal });
  if (pieces.length > 0) return { pieces, stamp };
  throw new MessageError(message('editor.noProfile', '{file} holds no profile.', { file: name }));
}

function shownFirst(
  pieces: readonly ProfileEvidence[],
  { kind, piece }: Pick<OpenSourceOptions, 'kind' | 'piece'>,
): ProfileEvidence {
  return pieces[piece ?? -1] ?? pieces.find(({ facts }) => facts.kind === kind) ?? pieces[0]!;
}

function closeOthers(
  engine: Engine,
  opened: readonly ProfileEvidence[],
  kept: readonly ProfileEvidence[],
): void {
  for (const { handle } of opened) {
    if (!kept.some((other) => other.handle === handle)) void engine.close(handle);
  }
}

/** What is shown, and what has to stay open for it. */
type Derived = Pick<OpenedSource, 'evidence' | 'earlier' | 'trend'>;

async function deriveFrom(
  engine: Engine,
  derived: DerivedProfile,
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
