import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { MessageError, message } from '../../base/message';
import { abortError } from '../../base/rpc';
import type { Engine, ProfileEvidence } from '../../engine/engine';
import type { LeakTrend } from '../../model/leakTrend';
import type { ProfileKind } from '../../model/profile';
import { type DerivedProfile, derivedScheme, filesOfDerived, parseDerived } from './derivedUri';
import { followFile } from './fileFollower';
import { type FileStamp, isSameVersion } from './fileStamp';
import { fileNameOf, readProfile, statFile } from './readProfile';

/** An open profile; whoever asked for it closes it. */
export interface OpenedSource {
  readonly evidence: ProfileEvidence;
  /** Of the captures that the URI names; null where it is no trend. */
  readonly trend: LeakTrend | null;
  /** One a file. */
  readonly stamps: readonly FileStamp[];
}

export interface OpenSourceOptions {
  readonly maximumBytes: number;
  /** Which profile of a file that holds several. */
  readonly kind?: ProfileKind;
  readonly signal?: AbortSignal;
}

/** Reads and decodes what the URI names, a file or a profile derived of several. Fails with a MessageError. */
export async function openSource(
  engine: Engine,
  uri: vscode.Uri,
  options: OpenSourceOptions,
): Promise<OpenedSource> {
  if (uri.scheme !== derivedScheme) {
    const { evidence, stamp } = await openFile(engine, uri, options);
    return { evidence, trend: null, stamps: [stamp] };
  }
  const derived = derivedOf(uri);
  const stamps: FileStamp[] = [];
  const parts: ProfileEvidence[] = [];
  let kept: ProfileEvidence | null = null;
  try {
    for (const file of filesOfDerived(derived)) {
      const opened = await openFile(engine, vscode.Uri.parse(file, true), options);
      parts.push(opened.evidence);
      stamps.push(opened.stamp);
    }
    const made = await deriveFrom(engine, derived, parts, options.signal);
    kept = made.evidence;
    return { ...made, stamps };
  } finally {
    for (const { handle } of parts) if (handle !== kept?.handle) void engine.close(handle);
  }
}

/** Calls `touched` when one of the files behind the URI may have changed. */
export function followSource(uri: vscode.Uri, touched: () => void): vscode.Disposable {
  const disposables = new DisposableStore();
  for (const file of filesBehind(uri)) disposables.add(followFile(file, touched));
  return disposables;
}

/** Whether all files behind the URI are the versions that `stamps` describes. */
export async function isSameSource(uri: vscode.Uri, stamps: readonly FileStamp[]): Promise<boolean> {
  const now = await Promise.all(filesBehind(uri).map(statFile));
  return now.length === stamps.length && now.every((stamp, at) => isSameVersion(stamps[at]!, stamp));
}

/** The files that are read to show the URI. */
export function filesBehind(uri: vscode.Uri): readonly vscode.Uri[] {
  const derived = parseDerived(uri);
  return derived ? filesOfDerived(derived).map((file) => vscode.Uri.parse(file, true)) : [uri];
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

async function openFile(
  engine: Engine,
  uri: vscode.Uri,
  { maximumBytes, kind, signal }: OpenSourceOptions,
): Promise<{ evidence: ProfileEvidence; stamp: FileStamp }> {
  const { bytes, stamp } = await readProfile(uri, maximumBytes);
  if (signal?.aborted) throw abortError();
  const name = fileNameOf(uri);
  const found = await engine.open(bytes, { name, maxInflatedBytes: maximumBytes, signal });
  const profiles = found.filter((item) => item.kind === 'profile');
  const evidence = profiles.find(({ facts }) => facts.kind === kind) ?? profiles[0];
  for (const other of found) if (other !== evidence) void engine.close(other.handle);
  if (!evidence) {
    throw new MessageError(message('editor.noProfile', '{file} holds no profile.', { file: name }));
  }
  return { evidence, stamp };
}

async function deriveFrom(
  engine: Engine,
  derived: DerivedProfile,
  parts: readonly ProfileEvidence[],
  signal: AbortSignal | undefined,
): Promise<{ evidence: ProfileEvidence; trend: LeakTrend | null }> {
  const handles = parts.map(({ handle }) => handle);
  switch (derived.kind) {
    case 'merge':
      return { evidence: await engine.derive({ kind: 'merge', of: handles }, signal), trend: null };
    case 'compare': {
      const { mode, normalize } = derived;
      const cut = derived.base.length;
      const sides = { base: handles.slice(0, cut), current: handles.slice(cut) };
      const evidence = await engine.derive({ kind: 'compare', mode, normalize, ...sides }, signal);
      return { evidence, trend: null };
    }
    case 'trend': {
      const trend = await engine.leakTrend(handles, signal);
      const latest = [...parts].sort((a, b) => (b.facts.timeMs ?? 0) - (a.facts.timeMs ?? 0))[0]!;
      return { evidence: latest, trend };
    }
  }
}
