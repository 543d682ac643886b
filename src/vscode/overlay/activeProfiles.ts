import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Message } from '../../base/message';
import { isAbortError } from '../../base/rpc';
import type { LeakTrend } from '../../model/leakTrend';
import type { LineCosts, ProfileFacts } from '../../model/views';
import { followSource } from '../profileSource/profileSource';
import { fileMissingId } from '../profileSource/readProfile';
import { messageOf, translate } from '../translate';
import { CostIndex } from './costIndex';
import type { ActiveProfile, OverlayContext } from './overlay';
import { readCosts, type SourceCosts } from './readCosts';
import {
  activeProfilesOf,
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

/** An active profile as the overlay's parts see it. A new object stands for new content. */
export interface OverlayProfile {
  /** `Uri.toString()` of the file. */
  readonly key: string;
  readonly uri: vscode.Uri;
  readonly fileName: string;
  readonly facts: ProfileFacts;
  /** Where the profile is the latest of several captures. */
  readonly trend: TrendIndex | null;
  /** Null until the line costs are computed. */
  readonly index: CostIndex | null;
}

/** An active profile whose costs are there. */
export interface LoadedProfile extends OverlayProfile {
  readonly index: CostIndex;
}

interface Entry {
  profile: OverlayProfile;
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

  constructor(context: OverlayContext) {
    this.#context = context;
    this.#remembered = parseRemembered(context.memento.get(storageKey));
    this.#follow();
    this.#showContextKey();
  }

  /** In the order of kinds. */
  get active(): OverlayProfile[] {
    return activeProfilesOf(this.#remembered).flatMap((item) => this.#entries.get(item.uri)?.profile ?? []);
  }

  /** Latest first. */
  get recent(): readonly RememberedProfile[] {
    return this.#remembered.recent;
  }

  activate(source: ActiveProfile): void {
    const key = source.uri.toString();
    const { fileName, facts } = source;
    this.#sources.set(key, source);
    this.#remember(withOpened(this.#remembered, { uri: key, fileName, facts, openedMs: Date.now() }));
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.source = source;
    const isKnown = entry.profile.index !== null && isSameContent(entry.profile.facts, facts);
    if (!isKnown || entry.isOutdated) this.#outdate(entry);
    this.#changes.fire();
    this.load();
  }

  /** An open profile was read, but nobody opened it just now: what is active stays so. */
  refresh(source: ActiveProfile): void {
    const key = source.uri.toString();
    if (this.#entries.has(key)) {
      this.activate(source);
      return;
    }
    this.#sources.set(key, source);
    this.#remember(withFacts(this.#remembered, key, source.facts));
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

  /** The costs of a profile that is or was open here, active or not; null when they cannot be had. */
  async loadedProfile(uri: vscode.Uri): Promise<LoadedProfile | null> {
    const key = uri.toString();
    const entry = this.#entries.get(key);
    if (entry) {
      if (entry.isOutdated && !entry.loading) void this.#load(entry);
      await entry.loaded;
      const { profile } = entry;
      return profile.index ? { ...profile, index: profile.index } : null;
    }
    const source = this.#sources.get(key);
    if (!source) return null;
    if (this.#inactive?.source !== source) {
      const costs = source.loadLineCosts().then(
        (found) => ({ key, ...source, ...indexesOf(found, source.trend) }),
        () => null, // closed meanwhile: the caller does without
      );
      this.#inactive = { source, profile: costs };
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
    entry.loaded = this.#loadCosts(entry, loading);
    return entry.loaded;
  }

  async #loadCosts(entry: Entry, loading: AbortController): Promise<void> {
    try {
      const { facts, trend, costs } = await this.#costsOf(entry, loading.signal);
      if (loading.signal.aborted) return;
      entry.loading = null;
      entry.profile = { ...entry.profile, facts, ...indexesOf(costs, trend) };
      this.#remember(withFacts(this.#remembered, entry.profile.key, facts));
      this.#changes.fire();
    } catch (error) {
      if (loading.signal.aborted) return;
      entry.loading = null;
      if (!isAbortError(error)) this.#fail(entry, messageOf(error));
    }
  }

  async #costsOf(entry: Entry, signal: AbortSignal): Promise<SourceCosts> {
    const { source } = entry;
    if (source) {
      try {
        return { facts: source.facts, trend: source.trend, costs: await source.loadLineCosts() };
      } catch {
        // Its editor is gone or was ended: the file itself says what is wrong, if anything is.
        if (entry.source === source) entry.source = null;
      }
    }
    return readCosts(this.#context.engine(), entry.profile.uri, entry.profile.facts, signal);
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
        profile: { key: item.uri, uri, fileName: item.fileName, facts: item.facts, trend: null, index: null },
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

function indexesOf(
  costs: LineCosts,
  trend: LeakTrend | null,
): { index: CostIndex; trend: TrendIndex | null } {
  const index = new CostIndex(costs);
  return { index, trend: trend && new TrendIndex(trend, index) };
}

function isOpenInTab(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.window.tabGroups.all.some((group) =>
    group.tabs.some((tab) => tab.input instanceof vscode.TabInputCustom && tab.input.uri.toString() === key),
  );
}
