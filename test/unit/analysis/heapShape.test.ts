import assert from 'node:assert/strict';
import { compareProfiles } from '../../../src/analysis/compare';
import { computeHeapShape } from '../../../src/analysis/heapShape';
import { createEngine } from '../../../src/engine/node/createEngine';
import { profileBytes, profileOf } from '../../helpers/profileText';

const types = ['inuse_objects/count', 'inuse_space/bytes'];
const buffers = 'main.main main.go:9;app/pool.Get pool.go:12;bytes.growSlice buffer.go:240';
const text = [
  `${buffers} 4 160000`,
  // Two records of one site: each size is a record of its own.
  `${buffers} 1 65536`,
  'main.main main.go:9;app/image.Decode image.go:7 1 1000000',
  'main.main main.go:9;app/cache.Put cache.go:3 1000 64000',
  // 32 KiB to the byte is a small object still.
  'main.main main.go:9;app/block.New block.go:5 2 65536',
].join('\n');

describe('computeHeapShape', () => {
  it('sums what is in objects above 32 KiB, by the line that asked for them', () => {
    assert.deepEqual(computeHeapShape(profileOf(text, { types })), {
      inuseBytes: 1_355_072,
      inuseObjects: 1008,
      largeBytes: 1_225_536,
      largeSites: [
        { name: 'app/image.Decode', file: 'image.go', line: 7, bytes: 1_000_000 },
        { name: 'app/pool.Get', file: 'pool.go', line: 12, bytes: 225_536 },
      ],
    });
  });

  it('is asked of an open profile', async () => {
    const engine = createEngine();
    try {
      const { handle } = (
        await engine.openProfiles(profileBytes(text, { types }), { name: 'heap.pb.gz' })
      )[0]!;
      assert.equal((await engine.ask(handle, 'heapShape', null))?.largeBytes, 1_225_536);
    } finally {
      engine.dispose();
    }
  });

  it('is none of a processor profile, nor of a difference', () => {
    const cpu = profileOf('main.main main.go:9 1 10', { types: ['samples/count', 'cpu/nanoseconds'] });
    assert.equal(computeHeapShape(cpu), null);
    const heap = profileOf(text, { types });
    assert.equal(
      computeHeapShape(
        compareProfiles({ base: [heap], current: [heap], mode: 'base', normalize: false }).value,
      ),
      null,
    );
  });
});
