import assert from 'node:assert/strict';
import { memStatsFact, memStatsRows } from '../../../webview/memStats';

describe('MemStats in the header', () => {
  it('say what the heap holds and when the next collection is due, as far as it is known', () => {
    assert.equal(
      memStatsFact({ HeapInuse: 1_258_291, NextGC: 4_194_304 }),
      'heap in use 1.20 MB, next GC at 4.00 MB',
    );
    assert.equal(memStatsFact({ HeapInuse: 1_258_291 }), 'heap in use 1.20 MB');
    assert.equal(memStatsFact({ NextGC: 4_194_304 }), 'next GC at 4.00 MB');
    assert.equal(memStatsFact({ Alloc: 5 }), '');
  });

  it('list every field in its unit, absent ones not at all', () => {
    const rows = memStatsRows({
      Alloc: 1_258_291,
      Mallocs: 37_519_241,
      PauseNs: [100, 5000, 700, 0],
      PauseEnd: [1, 2, 3, 0],
      NumGC: 3,
      GCCPUFraction: 0.025,
      DebugGC: false,
    });
    assert.deepEqual(rows, [
      ['Alloc', '1.20 MB (1,258,291 bytes)'],
      ['Mallocs', '37,519,241'],
      ['PauseNs', '700 ns the last, 5.00 µs the longest'],
      ['NumGC', '3'],
      ['GCCPUFraction', '2.50 %'],
      ['DebugGC', 'false'],
    ]);
  });

  it('know the last pause in a full ring, and not in a pasted part of one', () => {
    const ring = Array.from({ length: 256 }, (_, i) => i + 1);
    const pauses = (stats: object) => memStatsRows(stats).find(([name]) => name === 'PauseNs')?.[1];
    // Cycle 258 wrote at (258 + 255) % 256 = 1.
    assert.equal(pauses({ PauseNs: ring, NumGC: 258 }), '2 ns the last, 256 ns the longest');
    assert.equal(pauses({ PauseNs: [7, 9], NumGC: 258 }), '9 ns the last, 9 ns the longest');
    assert.equal(pauses({ PauseNs: [7, 9], NumGC: 100 }), '9 ns the longest');
    assert.equal(pauses({ PauseNs: [0, 0] }), undefined);
  });
});
