import assert from 'node:assert/strict';
import { oldestFirst, timesOf } from '../../../../src/vscode/dumpEditor/dumpTimes';

describe('times of dumps', () => {
  const files = (...mtimes: number[]) => mtimes.map((mtime) => ({ mtime }));

  it('are those that dumps and captures state', () => {
    assert.deepEqual(timesOf([1, 2], files(50, 60)), [1, 2]);
    assert.deepEqual(timesOf([null, 2], files(50, 60)), [null, 2]);
  });

  it('are the dates of the files where nothing is stated and they agree with the order', () => {
    assert.deepEqual(timesOf([null, null], files(50, 60)), [50, 60]);
    assert.deepEqual(timesOf([null, null], files(60, 50)), [null, null]);
    assert.deepEqual(timesOf([null, null], files(50, 50)), [null, null]);
  });

  it('are unknown for several dumps of one file', () => {
    assert.deepEqual(timesOf([null], null), [null]);
    assert.deepEqual(timesOf([null, null], files(50)), [null, null]);
  });
});

describe('order of dumps', () => {
  const capture = (time: string) => `file:///w/.heaplens/20261121-${time}-localhost-6060-goroutine.pb.gz`;

  it('is that of the times in their names', () => {
    const [first, second, third] = [capture('100203'), capture('100213'), capture('100223')];
    assert.deepEqual(oldestFirst(third!, [first!, second!]), [first, second, third]);
  });

  it('is that of the text for dumps of one file', () => {
    const [first, third] = ['file:///w/a.log#dump-1', 'file:///w/a.log#dump-3'];
    assert.deepEqual(oldestFirst(third!, [first!]), [first, third]);
    assert.deepEqual(oldestFirst(first!, [third!]), [first, third]);
    assert.deepEqual(oldestFirst(third!, ['file:///w/b.log#dump-1']), [third, 'file:///w/b.log#dump-1']);
  });

  it('has what was chosen first where a name tells no time', () => {
    assert.deepEqual(oldestFirst('file:///w/b.txt', ['file:///w/a.txt']), [
      'file:///w/b.txt',
      'file:///w/a.txt',
    ]);
    const named = capture('100203');
    assert.deepEqual(oldestFirst('file:///w/50%25.txt', [named]), ['file:///w/50%25.txt', named]);
  });
});
