import { type Compared, compareProfiles } from '../analysis/compare';
import { type Combined, mergeProfiles } from '../analysis/merge';
import { MessageError, message } from '../base/message';
import type { Derivation, EvidenceHandle } from './engine';
import type { OpenedProfile } from './openEvidence';

/** Merges or compares open profiles. Throws a MessageError where they do not fit together. */
export function deriveProfile(
  derivation: Derivation,
  openedOf: (handle: EvidenceHandle) => OpenedProfile,
): OpenedProfile {
  const open = (handles: readonly EvidenceHandle[]) => {
    if (handles.length === 0) throw nothingToDerive();
    return handles.map(openedOf);
  };
  switch (derivation.kind) {
    case 'merge': {
      const sources = open(derivation.of);
      return derived(sources, mergeProfiles(sources.map(({ profile }) => profile)));
    }
    case 'compare': {
      const { mode, normalize } = derivation;
      const base = open(derivation.base);
      const current = open(derivation.current);
      const profiles = { base: base.map(profileOf), current: current.map(profileOf), mode, normalize };
      return derived([...base, ...current], compareProfiles(profiles));
    }
  }
}

function profileOf({ profile }: OpenedProfile) {
  return profile;
}

/** Damage of the sources is damage of what is made of them. */
function derived(sources: readonly OpenedProfile[], made: Combined | Compared): OpenedProfile {
  return {
    kind: 'profile',
    profile: made.value,
    problems: [...sources.flatMap(({ problems }) => problems), ...made.problems],
    memStats: null,
    inflatedBytes: sources.reduce((sum, { inflatedBytes }) => sum + inflatedBytes, 0),
    ...('comparison' in made && { comparison: made.comparison }),
  };
}

function nothingToDerive(): MessageError {
  return new MessageError(message('derive.nothing', 'Choose at least one profile on each side.'));
}
