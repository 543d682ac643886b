import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Message } from '../../base/message';
import { isAbortError } from '../../base/rpc';
import type { MemStats } from '../../model/memStats';
import type { ProfileFacts } from '../../model/views';
import { type JudgeServices, judgeDump } from '../dumpEditor/judge';
import { GoroutineIndex } from '../dumpOverlay/goroutineIndex';
import { followSource } from '../profileSource/profileSource';
import { fileMissingId } from '../profileSource/readProfile';
import { messageOf, translate } from '../translate';
import { CostIndex } from './costIndex';
import type { ActiveProfile, OverlayContext } from './overlay';
import { readEvidence, type SourceEvidence, type WantedPiece } from './readEvidence';
import {
  activeProfilesOf,
  isRivalled,
  isSameContent,
  parseRemembered,
  type RememberedProfile,
  type RememberedProfiles,
  withChosen,
  withFacts,
  withNoneActive,
  withOpened,
  without,
} from './rememberedProfiles';
import { TrendIndex } from './trendIndex';

interface ProfileIdentity {
  /** `Uri.toString()` of the file. */
  readonly key: string;
  readonly uri: vscode.Uri;
  readonly fileName: string;
  readonly facts: ProfileFacts;
}

/** An active profile whose costs are there. */
export interface LoadedCosts extends ProfileIdentity {
  readonly shows: 'costs';
  readonly index: CostIndex;
  /** Where the profile is the latest of several captures. */
  readonly trend: TrendIndex | null;
}

/** An active goroutine dump whose report is there. */
export interface LoadedDump extends ProfileIdentity {
  readonly shows: 'goroutines';
  readonly index: GoroutineIndex;
}

export type LoadedProfile = LoadedCosts | LoadedDump;

/** An active profile as the overlay's parts see it. A new object stands for new content; `index` is null until it is there. */
export type OverlayProfile =
  | LoadedProfile
  | (ProfileIdentity & { readonly shows: null; readonly index: null });

export function isLoaded(profile: OverlayProfile): profile is LoadedProfile {
  return profile.shows !== null;
}

interface Entry {
  profile: OverlayProfile;
  /** Which of the things that the file holds. */
  piece: number;
  /** From the open editor; null for a profile of an earlier session. */
  source: ActiveProfile | null;
  /** The file or its editor has something newer than `profile.index`. */
  isOutdated: boolean;
  loading: AbortController | null;
  /** Settles with the latest loading. */
  loaded: Promise<void>;
  readonly follower: vscode.Disposable;
}

const storageKey = 'heaplens.profiles';

/** A quiet word in the status bar stays this long. */
const quietWordMs = 8000;

/** Which profiles annotate the source, and their costs. Survives the session; reads files only when asked to `load`. */
export class ActiveProfiles implements vscode.Disposable {
  readonly #context: OverlayContext;
  readonly #judge: JudgeServices;
  readonly #disposables = new DisposableStore();
  readonly #changes = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #entries = new Map<string, Entry>();
  #remembered: RememberedProfiles;
  #isWanted = false;
  /** Profiles that editors opened in this session, by key. */
  readonly #sources = new Map<string, ActiveProfile>();
  /** Costs of the inactive profile that was last asked for. */
  #inactive: { readonly source: ActiveProfile; readonly profile: Promise<LoadedProfile | null> } | null =
    null;

  /** The set of active profiles, or the costs of one of them, changed. */
  readonly onDidChange = this.#changes.event;

  constructor(context: OverlayContext, judge: JudgeServices) {
    this.#context = context;
    this.#judge = judge;
    this.#remembered = parseRemembered(context.memento.get(storageKey));
    this.#follow();
    this.#showContextKey();
  }

  /** In the order of kinds. */
  get active(): OverlayProfile[] {
    return activeProfilesOf(this.#remembered).flatMap((item) => this.#entries.get(item.uri)?.profile ?? []);
  }

  /** Of the active heap text that was opened in this session; null without one. */
  get memStats(): MemStats | null {
    const stats = activeProfilesOf(this.#remembered).map(({ uri }) => this.#sources.get(uri)?.facts.memStats);
    return stats.find((found) => found != null) ?? null;
  }

  /** Latest first. */
  get recent(): readonly RememberedProfile[] {
    return this.#remembered.recent;
  }

  /** Which part of a file that holds several things was shown last, and what is in it; null for files that nobody knows. */
  lastShown(uri: vscode.Uri): WantedPiece | null {
    const key = uri.toString();
    const known = this.#remembered.recent.find((item) => item.uri === key);
    return known ? { facts: known.facts, piece: known.piece ?? 0 } : null;
  }

  activate(source: ActiveProfile): void {
    this.#take(source, false);
  }

  /** `isRewritten`: its numbers may be those of before all the same. */
  #take(source: ActiveProfile, isRewritten: boolean): void {
    const key = source.uri.toString();
    const { fileName, facts, piece } = source;
    this.#sources.set(key, source);
    const openedMs = Date.now();
    this.#remember(withOpened(this.#remembered, { uri: key, fileName, facts, piece, openedMs }));
    if (facts.memStats) this.judgeAgain();
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.source = source;
    entry.piece = source.piece;
    const isKnown = isSameContent(entry.profile.facts, facts) && isSameDump(entry.profile, source);
    if (!isKnown || isRewritten || entry.isOutdated) this.#outdate(entry);
    this.#changes.fire();
    this.load();
  }

  /** An open profile was read, `isRewritten` anew, but nobody opened it just now: what is active stays so. */
  refresh(source: ActiveProfile, isRewritten: boolean): void {
    const key = source.uri.toString();
    if (this.#entries.has(key)) {
      this.#take(source, isRewritten);
      return;
    }
    this.#sources.set(key, source);
    this.#remember(withFacts(this.#remembered, key, source.facts));
  }

  /**
   * Someone turns to evidence, or follows it into the source: it annotates there, where another of its kind does now. After "Clear annotations"
   * the source stays clear.
   */
  prefer(uri: vscode.Uri): void {
    const source = this.#sources.get(uri.toString());
    if (source && isRivalled(this.#remembered, uri.toString(), source.facts.kind)) this.activate(source);
  }

  choose(keys: readonly string[]): void {
    this.#remember(withChosen(this.#remembered, keys));
    this.#changes.fire();
    this.load();
  }

  clear(): void {
    this.#remember(withNoneActive(this.#remembered));
    this.#changes.fire();
  }

  forget(key: string): void {
    this.#remember(without(this.#remembered, key));
    this.#changes.fire();
  }

  /** From now on costs are wanted: computes those that are missing, one profile after the other. */
  load(wanted = this.#isWanted): void {
    this.#isWanted = wanted;
    if (!wanted) return;
    for (const entry of this.#entries.values()) {
      if (entry.isOutdated && !entry.loading) void this.#load(entry);
    }
  }

  /** What dumps are judged by has changed: their marks stay until the new judgement is there. */
  judgeAgain(): void {
    for (const entry of this.#entries.values())
      if (entry.profile.shows === 'goroutines') this.#outdate(entry);
    this.load();
  }

  /** The costs of a profile that is or was open here, active or not; null when they cannot be had. */
  async loadedProfile(uri: vscode.Uri): Promise<LoadedProfile | null> {
    const key = uri.toString();
    const entry = this.#entries.get(key);
    if (entry) {
      if (entry.isOutdated && !entry.loading) void this.#load(entry);
      await entry.loaded;
      return isLoaded(entry.profile) ? entry.profile : null;
    }
    const source = this.#sources.get(key);
    if (!source) return null;
    if (this.#inactive?.source !== source) {
      const profile = evidenceOf(source, this.#judge).then(
        (found) => loadedFrom({ key, uri, fileName: source.fileName }, found),
        () => null, // closed meanwhile: the caller does without
      );
      this.#inactive = { source, profile };
    }
    return this.#inactive.profile;
  }

  dispose(): void {
    for (const key of [...this.#entries.keys()]) this.#drop(key);
    this.#disposables.dispose();
  }

  #load(entry: Entry): Promise<void> {
    const loading = new AbortController();
    entry.loading = loading;
    entry.isOutdated = false;
    entry.loaded = this.#loadEvidence(entry, loading);
    return entry.loaded;
  }

  async #loadEvidence(entry: Entry, loading: AbortController): Promise<void> {
    try {
      const found = await this.#evidenceOf(entry, loading.signal);
      if (loading.signal.aborted) return;
      entry.loading = null;
      entry.profile = loadedFrom(entry.profile, found);
      this.#remember(withFacts(this.#remembered, entry.profile.key, found.facts));
      this.#changes.fire();
    } catch (error) {
      if (loading.signal.aborted) return;
      entry.loading = null;
      if (!isAbortError(error)) this.#fail(entry, messageOf(error));
    }
  }

  async #evidenceOf(entry: Entry, signal: AbortSignal): Promise<SourceEvidence> {
    const { source } = entry;
    if (source) {
      try {
        return await evidenceOf(source, this.#judge);
      } catch {
        // Its editor is gone or was ended: the file itself says what is wrong, if anything is.
        if (entry.source === source) entry.source = null;
      }
    }
    const wanted = { facts: entry.profile.facts, piece: entry.piece };
    return readEvidence(this.#context.engine(), entry.profile.uri, wanted, this.#judge, signal);
  }

  #fail(entry: Entry, detail: Message): void {
    const { profile } = entry;
    const args = { file: profile.fileName, reason: translate(detail) };
    if (profile.index) {
      if (detail.id === fileMissingId) return; // deleted: what was read stays until it is cleared
      this.#sayQuietly(
        vscode.l10n.t('{file} has changed and cannot be read; the annotations are those of before.', args),
      );
    } else if (detail.id === fileMissingId) {
      this.forget(profile.key);
      this.#sayQuietly(vscode.l10n.t('{file} is gone: its annotations were dropped.', args));
    } else {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('The source is not annotated with {file}: {reason}', args),
      );
    }
  }

  #sayQuietly(text: string): void {
    vscode.window.setStatusBarMessage(text, quietWordMs);
  }

  /** Without an open editor nobody else notices that the file was written again. */
  #onFileTouched(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry || (entry.source && isOpenInTab(entry.profile.uri))) return;
    entry.source = null;
    this.#outdate(entry);
    this.load();
  }

  /** What was computed stays in use until the new costs are there. */
  #outdate(entry: Entry): void {
    entry.loading?.abort();
    entry.loading = null;
    entry.isOutdated = true;
  }

  #remember(state: RememberedProfiles): void {
    this.#remembered = state;
    void this.#context.memento.update(storageKey, state);
    this.#follow();
    this.#showContextKey();
  }

  /** An entry for every active profile, and for no other. */
  #follow(): void {
    const active = activeProfilesOf(this.#remembered);
    for (const key of [...this.#entries.keys()]) {
      if (!active.some((item) => item.uri === key)) this.#drop(key);
    }
    for (const item of active) {
      if (this.#entries.has(item.uri)) continue;
      const uri = vscode.Uri.parse(item.uri);
      this.#entries.set(item.uri, {
        profile: {
          key: item.uri,
          uri,
          fileName: item.fileName,
          facts: item.facts,
          shows: null,
          index: null,
        },
        piece: item.piece ?? 0,
        source: null,
        isOutdated: true,
        loading: null,
        loaded: Promise.resolve(),
        follower: followSource(uri, () => this.#onFileTouched(item.uri)),
      });
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    entry?.loading?.abort();
    entry?.follower.dispose();
  }

  #showContextKey(): void {
    void vscode.commands.executeCommand('setContext', 'heaplens.annotated', this.#entries.size > 0);
  }
}

function loadedFrom(
  { key, uri, fileName }: Omit<ProfileIdentity, 'facts'>,
  found: SourceEvidence,
): LoadedProfile {
  const identity = { key, uri, fileName, facts: found.facts };
  if (found.shows === 'goroutines') {
    return { ...identity, shows: 'goroutines', index: new GoroutineIndex(found.dump) };
  }
  const index = new CostIndex(found.costs);
  const trend = found.trend && new TrendIndex(found.trend, index);
  return { ...identity, shows: 'costs', index, trend };
}

/** What the open editor has: of goroutines who waits where, of other profiles what lines cost. */
async function evidenceOf(
  { facts, trend, goroutines, loadLineCosts }: ActiveProfile,
  judge: JudgeServices,
): Promise<SourceEvidence> {
  if (!goroutines) return { shows: 'costs', facts, trend, costs: await loadLineCosts() };
  const report = await goroutines.ask((engine, dumps) => judgeDump(engine, dumps, judge));
  return { shows: 'goroutines', facts, dump: { facts: goroutines.facts, report } };
}

/** Facts of a profile say too little of a dump: two of them may have as many goroutines. */
function isSameDump(profile: OverlayProfile, { goroutines }: ActiveProfile): boolean {
  if (profile.shows === null) return false;
  if (profile.shows === 'costs') return goroutines === null;
  return goroutines !== null && isSameContent(goroutines.facts, profile.index.dump.facts);
}

function isOpenInTab(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.window.tabGroups.all.some((group) =>
    group.tabs.some((tab) => tab.input instanceof vscode.TabInputCustom && tab.input.uri.toString() === key),
  );
}
