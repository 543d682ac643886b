import assert from 'node:assert/strict';
import type { DecodedMemory } from '../../../../src/capture/memory/memoryReply';
import { isAnotherProcess } from '../../../../src/capture/memory/processChange';

describe('capture/memory/processChange', () => {
  it('takes what goes on for the same process', () => {
    check(
      of({ TotalAlloc: 5, NumGC: 1, HeapAlloc: 9 }),
      of({ TotalAlloc: 5, NumGC: 2, HeapAlloc: 1 }),
      false,
    );
    check(
      of({}, { pid: 7, name: '/shop', startMs: 1000 }),
      of({}, { pid: 7, name: '/shop', startMs: 1010 }),
      false,
    );
  });

  it('knows another one by a counter that goes back', () => {
    for (const name of ['TotalAlloc', 'Mallocs', 'Frees', 'NumGC', 'ProcessCPUSeconds'] as const) {
      check(of({ [name]: 5 }), of({ [name]: 4 }), true);
    }
  });

  it('knows another one by its identity, whatever it has counted', () => {
    check(of({ NumGC: 1 }, { pid: 7 }), of({ NumGC: 9 }, { pid: 8 }), true);
    check(of({ NumGC: 1 }, { name: '/shop' }), of({ NumGC: 9 }, { name: '/till' }), true);
    check(of({ NumGC: 1 }, { startMs: 1000 }), of({ NumGC: 9 }, { startMs: 1200 }), true);
  });

  it('concludes nothing from what one of the two does not say: sources differ', () => {
    const known = { pid: 7, name: '/shop', startMs: 1000 };
    check(of({ NumGC: 5 }, known), of({}), false);
    check(of({}), of({ NumGC: 5 }, known), false);
  });
});

function of(fields: DecodedMemory['fields'], process: Partial<DecodedMemory['process']> = {}): DecodedMemory {
  return { fields, process: { name: '', pid: null, goVersion: '', startMs: null, ...process }, metrics: [] };
}

function check(before: DecodedMemory, after: DecodedMemory, expected: boolean): void {
  assert.equal(isAnotherProcess(before, after), expected);
}
