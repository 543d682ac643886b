import assert from 'node:assert/strict';
import { shortShare, shortValue } from '../../../../src/vscode/overlay/shortNumbers';

describe('short numbers', () => {
  it('drops zeros behind the point, and no others', () => {
    const megabytes = (value: number) => shortValue(value * 2 ** 20, 'bytes');
    assert.deepEqual([1.2, 1.25, 1, 40, 40.5, 100, 310].map(megabytes), [
      '1.2 MB',
      '1.25 MB',
      '1 MB',
      '40 MB',
      '40.5 MB',
      '100 MB',
      '310 MB',
    ]);
    assert.deepEqual(
      [0, 10, 1000, 20_000, 3_100_000].map((value) => shortValue(value, 'count')),
      ['0', '10', '1000', '20 k', '3.1 M'],
    );
  });

  it('gives shares two digits', () => {
    assert.deepEqual([1, 0.38123, 0.0996, 0.0523, 0.05, 0.00994, 0.0031, 0.00001, 0, -0.2].map(shortShare), [
      '100 %',
      '38 %',
      '10 %',
      '5.2 %',
      '5 %',
      '0.99 %',
      '0.31 %',
      '< 0.01 %',
      '0 %',
      '-20 %',
    ]);
  });
});
