import type { Profile } from '../../model/profile';
import { optionNames, type Question, type QuestionEffect, questionKey } from '../../model/question';
import { compileExpression, type NameMatcher } from '../expression';
import { compact } from './compact';
import { filterFrames } from './frameFilter';
import { keepOutermostLines } from './inlines';
import { filterLabels } from './labelFilter';
import { withSomeMapping } from './placeMatch';
import { pruneFrom } from './pruneFrom';
import { filterSamples } from './sampleFilter';
import { showFrom } from './showFrom';
import type { Step } from './step';
import { filterSamplesByTag } from './tagFilter';
import { addTagFrames } from './tagFrames';
import { compileTagTest } from './tagTest';
import { foldTypes } from './typeFolding';

type Option = keyof Question;

export interface Answer extends Pick<QuestionEffect, 'unmatched' | 'ranges'> {
  readonly profile: Profile;
}

/**
 * The profile that `question` leaves: other samples, stacks and locations, the same value types. The same profile where
 * nothing is asked. Throws a MessageError for a broken expression.
 */
export function applyQuestion(profile: Profile, question: Question | undefined): Profile {
  return question && questionKey(question) !== '' ? askProfile(profile, question).profile : profile;
}

/**
 * The same with what the question did not find. Steps in pprof's order (google/pprof internal/driver generateRawReport and
 * applyFocus): labels become frames first, so that the filters see them; inlined lines go last. Folded names come after
 * everything, and the filters know both forms.
 */
export function askProfile(profile: Profile, question: Question): Answer {
  const expression = (option: Option): NameMatcher | null => {
    const text = question[option];
    return typeof text !== 'string' || text === '' ? null : compileExpression(text, optionNames[option]);
  };
  const [focus, ignore, hide, show] = [
    expression('focus'),
    expression('ignore'),
    expression('hide'),
    expression('show'),
  ];
  const fromShown = expression('showFrom');
  const tagFocus = compileTagTest(profile, optionNames.tagFocus, question.tagFocus);
  const tagIgnore = compileTagTest(profile, optionNames.tagIgnore, question.tagIgnore);
  const [tagShow, tagHide, fromPruned] = [
    expression('tagShow'),
    expression('tagHide'),
    expression('pruneFrom'),
  ];
  const folded = question.foldTypes;

  const unmatched: Option[] = [];
  let left = withSomeMapping(profile);
  const run = (step: Step) => {
    left = step.profile;
    unmatched.push(...step.unmatched);
  };
  run(addTagFrames(left, question));
  run(filterSamples(left, focus, ignore, folded));
  run(filterFrames(left, hide, show, folded));
  run(showFrom(left, fromShown, folded));
  run(filterSamplesByTag(left, tagFocus, tagIgnore));
  run(filterLabels(left, tagShow, tagHide));
  run(pruneFrom(left, fromPruned, folded));
  if (question.noInlines) left = keepOutermostLines(left);
  if (folded) left = foldTypes(left);
  const ranges: Option[] = [];
  if (tagFocus?.isRange) ranges.push('tagFocus');
  if (tagIgnore?.isRange) ranges.push('tagIgnore');
  return { profile: compact(left), unmatched, ranges };
}
