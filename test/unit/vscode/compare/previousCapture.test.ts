import assert from 'node:assert/strict';
import { latestHeapSeries, previousCapture } from '../../../../src/vscode/compare/previousCapture';

const capture = (path: string, timeMs: number, host: string | null, kind = 'heap') => ({
  path,
  timeMs,
  name: host === null ? null : { host, kind },
});

const captures = [
  capture('shop 4', 40, 'shop'),
  capture('shop cpu', 35, 'shop', 'cpu'),
  capture('pay 3', 30, 'pay'),
  capture('renamed', 25, null),
  capture('shop 1', 10, 'shop'),
  capture('shop 2', 20, 'shop'),
];

describe('previous capture', () => {
  it('is the latest before it of the same kind from the same program', () => {
    assert.equal(previousCapture(captures, 'shop 4')?.path, 'shop 2');
    assert.equal(previousCapture(captures, 'shop 2')?.path, 'shop 1');
    assert.equal(previousCapture(captures, 'shop 1'), null);
    assert.equal(previousCapture(captures, 'pay 3'), null);
  });

  it('is none for files whose names say nothing, and for unknown ones', () => {
    assert.equal(previousCapture(captures, 'renamed'), null);
    assert.equal(previousCapture(captures, 'elsewhere'), null);
  });
});

describe('captures that a leak trend follows', () => {
  it('are the heap captures of the program that was captured last, oldest first', () => {
    assert.deepEqual(
      latestHeapSeries(captures).map(({ path }) => path),
      ['shop 1', 'shop 2', 'shop 4'],
    );
    assert.deepEqual(latestHeapSeries([captures[1]!, captures[3]!]), []);
  });
});
