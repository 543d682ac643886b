import type { MemStats } from '../../model/memStats';
import type { Problem } from '../../model/problem';
import type { Profile } from '../../model/profile';
import { BrokenProtobuf, decodePprof } from './decode';
import { parseLegacyProfile } from './legacy/legacyProfile';
import type { Symbolize } from './legacy/pendingStack';

export interface ProfileFile {
  readonly value: Profile;
  readonly problems: readonly Problem[];
  /** What a heap profile in text form says about the whole process; null where nothing is said. */
  readonly memStats: MemStats | null;
  /** What the header of a text that counts stacks says they add up to. */
  readonly statedTotal?: number;
}

/**
 * Reads an inflated profile in any form that `go tool pprof` reads. As in Go, bytes that are no protobuf are tried as one
 * of the legacy forms; a protobuf that breaks a rule of profiles is refused at once.
 */
export function readProfileFile(
  bytes: Uint8Array,
  name: string,
  symbolize: Symbolize = 'recorded',
): ProfileFile {
  try {
    return { ...decodePprof(bytes, name), memStats: null };
  } catch (error) {
    if (!(error instanceof BrokenProtobuf)) throw error;
    const legacy = parseLegacyProfile(bytes, { name, symbolize });
    if (!legacy) throw error;
    return legacy;
  }
}
