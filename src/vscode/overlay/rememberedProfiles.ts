import type { DumpFacts } from '../../model/goroutineReport';
import type { ProfileKind } from '../../model/profile';
import type { ProfileFacts } from '../../model/views';
import { kindOrder } from './shownTypes';

/** A profile that was opened once. Serialisable: this is what the workspace remembers. */
export interface RememberedProfile {
  /** As `Uri.toString()` writes it. */
  readonly uri: string;
  readonly fileName: string;
  readonly facts: ProfileFacts;
  /** Which of the things that the file holds; absent where an earlier version wrote it. */
  readonly piece?: number;
  /** Milliseconds since 1970. */
  readonly openedMs: number;
}

/** Recently opened profiles, latest first, and the active one of each kind by its URI. */
export interface RememberedProfiles {
  readonly recent: readonly RememberedProfile[];
  readonly active: Readonly<Partial<Record<ProfileKind, string>>>;
}

export const nothingRemembered: RememberedProfiles = { recent: [], active: {} };

/** Profiles beyond this many are forgotten, the oldest first, but never an active one. */
export const rememberedMaximum = 20;

/** `profile` was opened: the first of the list, and active. */
export function withOpened(state: RememberedProfiles, profile: RememberedProfile): RememberedProfiles {
  const active: Partial<Record<ProfileKind, string>> = { ...withoutUri(state.active, profile.uri) };
  active[profile.facts.kind] = profile.uri;
  const others = state.recent.filter((item) => item.uri !== profile.uri);
  return { recent: trimmed([profile, ...others], active), active };
}

/** Exactly `uris` are active; of several of one kind the latest opened. */
export function withChosen(state: RememberedProfiles, uris: readonly string[]): RememberedProfiles {
  const active: Partial<Record<ProfileKind, string>> = {};
  for (const item of state.recent) {
    if (uris.includes(item.uri)) active[item.facts.kind] ??= item.uri;
  }
  return { recent: state.recent, active };
}

/** The file of `uri` was read anew: what is active stays so, also where it now holds another kind. */
export function withFacts(state: RememberedProfiles, uri: string, facts: ProfileFacts): RememberedProfiles {
  const recent = state.recent.map((item) => (item.uri === uri ? { ...item, facts } : item));
  return withChosen({ ...state, recent }, Object.values(state.active));
}

export function withNoneActive(state: RememberedProfiles): RememberedProfiles {
  return { recent: state.recent, active: {} };
}

export function without(state: RememberedProfiles, uri: string): RememberedProfiles {
  return {
    recent: state.recent.filter((item) => item.uri !== uri),
    active: withoutUri(state.active, uri),
  };
}

/** The active profiles in the order of kinds. */
export function activeProfilesOf(state: RememberedProfiles): RememberedProfile[] {
  const profiles: RememberedProfile[] = [];
  for (const kind of kindOrder) {
    const found = state.recent.find((item) => item.uri === state.active[kind] && item.facts.kind === kind);
    if (found) profiles.push(found);
  }
  return profiles;
}

/** Whether another profile of this kind is the active one. */
export function isRivalled({ active }: RememberedProfiles, uri: string, kind: ProfileKind): boolean {
  return active[kind] !== undefined && active[kind] !== uri;
}

/** What an earlier session wrote, as far as it can be understood: a different version may have written it. */
export function parseRemembered(stored: unknown): RememberedProfiles {
  if (!isRecord(stored) || !Array.isArray(stored.recent) || !isRecord(stored.active))
    return nothingRemembered;
  const recent = stored.recent.filter(isRememberedProfile);
  const active: Partial<Record<ProfileKind, string>> = {};
  for (const kind of kindOrder) {
    const uri = stored.active[kind];
    if (recent.some((item) => item.uri === uri && item.facts.kind === kind)) active[kind] = uri as string;
  }
  return { recent, active };
}

/** Whether two facts come from the same content, so that nothing has to be read again. */
export function isSameContent<Facts extends ProfileFacts | DumpFacts>(a: Facts, b: Facts): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function trimmed(
  recent: readonly RememberedProfile[],
  active: RememberedProfiles['active'],
): RememberedProfile[] {
  const activeUris = new Set(Object.values(active));
  return recent.filter((item, position) => position < rememberedMaximum || activeUris.has(item.uri));
}

function withoutUri(active: RememberedProfiles['active'], uri: string): RememberedProfiles['active'] {
  return Object.fromEntries(Object.entries(active).filter(([, value]) => value !== uri));
}

function isRememberedProfile(value: unknown): value is RememberedProfile {
  if (!isRecord(value) || !isRecord(value.facts)) return false;
  const { facts } = value;
  return (
    typeof value.uri === 'string' &&
    typeof value.fileName === 'string' &&
    typeof value.openedMs === 'number' &&
    (value.piece === undefined || typeof value.piece === 'number') &&
    kindOrder.includes(facts.kind as ProfileKind) &&
    typeof facts.sampleIndex === 'number' &&
    Array.isArray(facts.comments) &&
    Array.isArray(facts.sampleTypes) &&
    facts.sampleTypes.every(
      (type) => isRecord(type) && typeof type.type === 'string' && typeof type.total === 'number',
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
