import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Sequences } from '../../../src/base/sequences';

describe('Sequences', () => {
  it('numbers each distinct sequence once, in the order in which they come', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(3), { maxLength: 4 }), { maxLength: 2000 }), (lists) => {
        const sequences = new Sequences();
        const naive = new Map<string, number>();
        for (const list of lists) {
          const key = list.join();
          if (!naive.has(key)) naive.set(key, naive.size);
          const padded = Uint32Array.from([9, ...list, 9]);
          assert.equal(sequences.add(padded, 1, padded.length - 1), naive.get(key));
        }
        const { start, items } = sequences.finish();
        const texts = Array.from({ length: sequences.length }, (_, i) =>
          items.subarray(start[i], start[i + 1]).join(),
        );
        assert.deepEqual(texts, [...naive.keys()]);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps thousands of them apart', () => {
    const sequences = new Sequences();
    for (let i = 0; i < 20_000; i++) assert.equal(sequences.add(Uint32Array.of(i, i * 7), 0, 2), i);
    for (let i = 0; i < 20_000; i++) assert.equal(sequences.add(Uint32Array.of(i, i * 7), 0, 2), i);
  });
});
