import assert from 'node:assert/strict';
import { expectedVerdicts } from '../../../corpus/expectedVerdicts';

describe('the table of expected verdicts', () => {
  const rank = ['normal', 'suspicious', 'likely', 'certain'];

  it('says less than the source can show only with a reason', () => {
    const silent = expectedVerdicts.filter(
      ({ plain, withSource, reason }) => rank.indexOf(plain) < rank.indexOf(withSource) && reason === '',
    );
    assert.deepEqual(silent, []);
  });

  it('reaches the verdict of the ground truth with the source', () => {
    const certain = /^(nil-chan-(recv|send)|empty-select)$/;
    const possible = /^(time-after-loop|sleep|io-wait)$/;
    for (const { file, pattern, withSource } of expectedVerdicts) {
      const truth = certain.test(pattern) ? 'certain' : possible.test(pattern) ? 'suspicious' : 'likely';
      assert.equal(withSource, truth, `${file} ${pattern}`);
    }
  });
});
