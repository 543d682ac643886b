import assert from 'node:assert/strict';
import { remembered } from '../../../src/base/remembered';

describe('remembered', () => {
  it('makes a value once, and forgets all beyond the bound', () => {
    const known = new Map<string, number>();
    let made = 0;
    const get = (key: string) => remembered(known, key, () => ++made, 2);
    assert.deepEqual([get('a'), get('a'), get('b'), get('a')], [1, 1, 2, 1]);
    assert.deepEqual([get('c'), get('c'), get('a')], [3, 3, 4]);
  });
});
