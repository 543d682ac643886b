import type { MemStats } from '../../../model/memStats';
import type { Problem } from '../../../model/problem';
import type { Profile } from '../../../model/profile';
import type { Symbolize } from './pendingStack';

export interface LegacyContext {
  /** File name, for messages. */
  readonly name: string;
  readonly symbolize: Symbolize;
}

export interface LegacyProfile {
  readonly value: Profile;
  readonly problems: Problem[];
  readonly memStats: MemStats | null;
  /** What the header says the stacks add up to, where it does. */
  readonly statedTotal?: number;
}

/** Null: the bytes do not begin like this form. Throws a MessageError where they do, and break further down. */
export type LegacyForm = (bytes: Uint8Array, context: LegacyContext) => LegacyProfile | null;
