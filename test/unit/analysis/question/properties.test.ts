import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeCallTree, computeNodeValues } from '../../../../src/analysis/callTree';
import { functionFrames } from '../../../../src/analysis/frames';
import { applyQuestion } from '../../../../src/analysis/question/applyQuestion';
import { sumOf } from '../../../../src/analysis/total';
import { toNumber } from '../../../../src/base/int64';
import { MessageError } from '../../../../src/base/message';
import type { Profile } from '../../../../src/model/profile';
import { noQuestion, type Question } from '../../../../src/model/question';
import { profileOfSketch } from '../../../helpers/askedText';
import { samplesText } from '../../../helpers/profileText';
import { questions, sketches } from '../../../helpers/randomQuestions';

const ask = (profile: Profile, question: Partial<Question>) =>
  applyQuestion(profile, { ...noQuestion, ...question });
const sum = ({ samples }: Profile) => toNumber(sumOf(samples.values[0]!));

describe('any question about any profile', () => {
  it('leaves a sound profile with no more than there was', () => {
    fc.assert(
      fc.property(sketches(), questions(), (sketch, question) => {
        const whole = profileOfSketch(sketch);
        const before = samplesText(whole);
        const left = applyQuestion(whole, question);
        checkTables(left);
        assert.ok(left.samples.length <= whole.samples.length);
        assert.ok(sum(left) <= sum(whole));
        const tree = computeCallTree(left, functionFrames(left));
        assert.equal(computeNodeValues(tree, left, left.samples.values[0]!).total[0], sum(left));
        assert.equal(samplesText(whole), before, 'the whole profile is as it was');
      }),
      { numRuns: 500 },
    );
  });

  it('is the identity where it asks nothing, and says the same when asked again', () => {
    fc.assert(
      fc.property(sketches(), questions(), (sketch, question) => {
        const whole = profileOfSketch(sketch);
        assert.equal(applyQuestion(whole, noQuestion), whole);
        assert.equal(
          samplesText(applyQuestion(whole, question)),
          samplesText(applyQuestion(whole, question)),
        );
      }),
    );
  });

  it('splits the samples with a stack into focus and ignore', () => {
    const expression = fc.constantFrom('main', 'serve', 'b\\.go', 'x\\.so', 'absent', '.');
    fc.assert(
      fc.property(sketches(), expression, (sketch, text) => {
        const whole = profileOfSketch(sketch);
        const withStack = ask(whole, { ignore: 'absent' });
        const parts = [ask(whole, { focus: text }), ask(whole, { ignore: text })];
        const rows = parts.flatMap((part) => samplesText(part).split('\n')).filter((row) => row !== '');
        const expected = samplesText(withStack)
          .split('\n')
          .filter((row) => row !== '');
        assert.deepEqual(rows.sort(), expected.sort());
      }),
    );
  });

  it('splits all samples by tagfocus and tagignore', () => {
    const expression = fc.constantFrom('ann', 'user=ann,bob', '128b:1kb', 'bytes=1kb:', 'absent');
    fc.assert(
      fc.property(sketches(), expression, (sketch, text) => {
        const whole = profileOfSketch(sketch);
        const [focused, ignored] = [ask(whole, { tagFocus: text }), ask(whole, { tagIgnore: text })];
        assert.equal(focused.samples.length + ignored.samples.length, whole.samples.length);
        assert.equal(sum(focused) + sum(ignored), sum(whole));
      }),
    );
  });

  it('ends in a MessageError where an expression is broken, and nowhere else', () => {
    const option = fc.constantFrom<keyof Question>(
      'focus',
      'show',
      'pruneFrom',
      'tagFocus',
      'tagHide',
      'tagRoot',
    );
    fc.assert(
      fc.property(sketches(), option, fc.string(), (sketch, name, text) => {
        try {
          checkTables(ask(profileOfSketch(sketch), { [name]: text }));
        } catch (error) {
          if (!(error instanceof MessageError)) throw error;
          assert.match(error.message, /^[a-z_]+: .+\.$/s);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** What `model/profile.ts` promises. */
function checkTables({ samples, stacks, locations, functions, strings }: Profile): void {
  for (const stack of samples.stack) assert.ok(stack >= -1 && stack < stacks.length);
  for (let stack = 0; stack < stacks.length; stack++) {
    assert.ok(stacks.parent[stack]! < stack);
    assert.ok(stacks.location[stack]! < locations.length);
  }
  assert.equal(samples.stack.length, samples.length);
  assert.equal(samples.labels.start.length, samples.length + 1);
  assert.equal(samples.labels.start[samples.length], samples.labels.key.length);
  assert.equal(locations.lineStart.length, locations.length + 1);
  assert.equal(locations.lineStart[locations.length], locations.lineFunction.length);
  assert.equal(locations.address.length, locations.length);
  for (const fn of locations.lineFunction) assert.ok(fn >= 0 && fn < functions.length);
  for (const name of [...functions.name, ...functions.file]) assert.ok(name < strings.length);
}
