import type { Profile } from '../model/profile';
import type { Derivation, EvidenceHandle } from './engine';
import type { OpenedProfile } from './openEvidence';

/** Merges or compares open profiles. */
export function deriveProfile(
  derivation: Derivation,
  profileOf: (handle: EvidenceHandle) => Profile,
): OpenedProfile {
  throw new Error(`${derivation.kind} ${typeof profileOf}: comes with its own change`);
}
