import { applyQuestion, askProfile } from '../../src/analysis/question/applyQuestion';
import { decodePprof } from '../../src/formats/pprof/decode';
import type { Profile } from '../../src/model/profile';
import { noQuestion, type Question } from '../../src/model/question';
import { encodeProfile } from './pprofProto';
import { type ProfileSketch, sketchProfile } from './profileSketch';
import { profileOf, samplesText } from './profileText';

export function profileOfSketch(sketch: ProfileSketch): Profile {
  return decodePprof(encodeProfile(sketchProfile(sketch)), 'sketch.pb.gz').value;
}

/** Samples that the question leaves, in the notation of `profileBytes`. */
export function askedText(profile: Profile | string, question: Partial<Question>): string {
  const whole = typeof profile === 'string' ? profileOf(profile) : profile;
  return samplesText(applyQuestion(whole, { ...noQuestion, ...question }));
}

/** Options that matched nothing. */
export function unmatchedOf(
  profile: Profile | string,
  question: Partial<Question>,
): readonly (keyof Question)[] {
  const whole = typeof profile === 'string' ? profileOf(profile) : profile;
  return askProfile(whole, { ...noQuestion, ...question }).unmatched;
}
