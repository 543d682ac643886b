import assert from 'node:assert/strict';
import {
  changeKind,
  changeShare,
  changeSteps,
  changeText,
  sameStep,
  stepOfChange,
} from '../../../webview/change';
import { t } from '../../../webview/strings';

const megabyte = 1 << 20;

describe('a change', () => {
  it('has a kind', () => {
    const kinds = [
      [0, 3],
      [3, 0],
      [3, 4],
      [4, 3],
      [3, 3],
      [0, 0],
    ].map(([base, current]) => changeKind({ base: base!, current: current! }));
    assert.deepEqual(kinds, ['new', 'gone', 'more', 'less', 'same', 'none']);
  });

  it('is a share of both sides together', () => {
    assert.equal(changeShare(30, 68), 38 / 98);
    assert.equal(changeShare(0, 5), 1);
    assert.equal(changeShare(5, 0), -1);
    assert.equal(changeShare(0, 0), 0);
    assert.equal(changeShare(-3, 3), 1, 'values of both signs stay within the scale');
  });

  it('has steps of colour from gone to new, grey only where hardly anything changed', () => {
    assert.equal(stepOfChange(5, 0), 0);
    assert.equal(stepOfChange(0, 5), changeSteps - 1);
    assert.equal(stepOfChange(1000, 1000), sameStep);
    assert.equal(stepOfChange(100, 110), 10);
    assert.equal(stepOfChange(110, 100), 6, 'as far to the other side');
    assert.equal(stepOfChange(100, 200), 13);
    assert.equal(stepOfChange(200, 100), 3);
    assert.equal(stepOfChange(100_000, 100_100), sameStep);
  });

  it('is said with both sides', () => {
    const said = (base: number, current: number) =>
      changeText({ base: base * megabyte, current: current * megabyte }, 'bytes', t);
    assert.equal(said(30, 68), '30.0 MB → 68.0 MB · +127 %');
    assert.equal(said(68, 30), '68.0 MB → 30.0 MB · −55.9 %');
    assert.equal(said(0, 68), 'new: 68.0 MB');
    assert.equal(said(30, 0), 'gone: was 30.0 MB');
    assert.equal(said(30, 30), 'as before: 30.0 MB');
    assert.equal(said(0, 0), 'nothing on either side');
  });
});
