import assert from 'node:assert/strict';
import { CaptureTrigger } from '../../../../src/capture/memory/captureTrigger';

describe('capture/memory/captureTrigger', () => {
  it('asks once a crossing, and again only after the heap was clearly below', () => {
    check([50, 101, 120, 99, 101, 94, 101, 200], 120, [false, true, false, false, false, false, true, false]);
  });

  it('asks at once where the heap is larger already', () => {
    check([150, 150], 120, [true, false]);
  });

  it('asks at most once a minute, and makes up for a crossing that lasts', () => {
    check([101, 50, 101, 101, 101, 101], 20, [true, false, false, true, false, false]);
  });

  it('has an end', () => {
    const trigger = new CaptureTrigger(100);
    let taken = 0;
    for (let minute = 0; minute < 100; minute++) {
      if (trigger.sees(minute % 2 === 0 ? 200 : 0, minute * 60_000)) taken++;
    }
    assert.equal(taken, 20);
    assert.ok(trigger.isSpent);
  });
});

/** Heap of samples so many seconds apart against a threshold of 100. */
function check(heaps: readonly number[], everySeconds: number, expected: readonly boolean[]): void {
  const trigger = new CaptureTrigger(100);
  assert.deepEqual(
    heaps.map((heap, index) => trigger.sees(heap, index * everySeconds * 1000)),
    expected,
  );
}
