import type { Profile } from '../../model/profile';
import type { Question } from '../../model/question';

/** What one step of a question leaves, and which of its options matched nothing. */
export interface Step {
  readonly profile: Profile;
  readonly unmatched: readonly (keyof Question)[];
}
