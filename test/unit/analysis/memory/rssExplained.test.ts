import assert from 'node:assert/strict';
import fc from 'fast-check';
import { explainRss } from '../../../../src/analysis/memory/rssExplained';
import { formatMessage } from '../../../../src/base/message';
import type { MemoryField } from '../../../../src/model/memoryFields';
import { MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

type Moment = Partial<Record<MemoryField, number>>;

/** Numbers in MiB, one sample. */
function explained(moment: Moment) {
  const fields = Object.fromEntries(Object.entries(moment).map(([name, value]) => [name, [value! * MiB]]));
  const result = explainRss(seriesOf({ samples: samplesAt([0], fields) }));
  return (
    result && Object.fromEntries(result.parts.map(({ id, bytes, how }) => [id, `${bytes / MiB} ${how}`]))
  );
}

const stats: Moment = { Sys: 230, HeapInuse: 120, HeapIdle: 80, HeapReleased: 30, StackInuse: 10 };

describe('explainRss', () => {
  it('sums to RSS: files, shared and lazily freed pages first, then the runtime, then the rest', () => {
    assert.deepEqual(explained({ ...stats, RSS: 300, RSSFile: 15, RSSShmem: 5, LazyFree: 20 }), {
      file: '15 measured',
      shared: '5 measured',
      lazyFree: '20 measured',
      heapInuse: '120 measured',
      stacks: '10 measured',
      // 230 − 120 − 80 − 10.
      runtime: '20 bound',
      idleHeap: '50 bound',
      nonGo: '60 rest',
    });
  });

  it('cuts the runtime where it has mapped more than is resident: nobody touched it yet', () => {
    assert.deepEqual(explained({ ...stats, RSS: 150, RSSFile: 10 }), {
      file: '10 measured',
      heapInuse: '120 bound',
      stacks: '10 bound',
      runtime: '10 bound',
    });
  });

  it('does not call all of it non-Go where no MemStats are beside it', () => {
    const series = seriesOf({ samples: samplesAt([0], { RSS: [100 * MiB], RSSFile: [20 * MiB] }) });
    const result = explainRss(series)!;
    assert.deepEqual(
      result.parts.map(({ id, bytes }) => [id, bytes / MiB]),
      [
        ['file', 20],
        ['nonGo', 80],
      ],
    );
    assert.match(formatMessage(result.parts[1]!.name), /no MemStats/);
  });

  it('takes the last moment that tells it, with what was known then', () => {
    const samples = samplesAt([0, 1, 2], {
      RSS: [100 * MiB, 90 * MiB, null],
      Sys: [null, null, 400 * MiB],
      RSSFile: [10 * MiB, null, null],
    });
    const result = explainRss(seriesOf({ samples }))!;
    assert.equal(result.rss / MiB, 90);
    assert.equal(result.parts[0]!.bytes / MiB, 10);
  });

  it('is nothing without RSS', () => {
    assert.equal(explainRss(seriesOf({ samples: samplesAt([0], { Sys: [1] }) })), null);
    assert.equal(explainRss(seriesOf({})), null);
  });

  it('always sums to RSS, and no part is below nothing', () => {
    const size = fc.integer({ min: 0, max: 2 ** 45 });
    const fields = [
      'RSSFile',
      'RSSShmem',
      'LazyFree',
      'Sys',
      'HeapInuse',
      'HeapIdle',
      'HeapReleased',
      'StackInuse',
    ] as const;
    const moment = fc.record(
      { RSS: size, ...Object.fromEntries(fields.map((field) => [field, size])) },
      { requiredKeys: ['RSS'] },
    );
    fc.assert(
      fc.property(moment, (values) => {
        const given = Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, [value as number]]),
        );
        const result = explainRss(seriesOf({ samples: samplesAt([0], given) }))!;
        assert.equal(
          result.parts.reduce((sum, { bytes }) => sum + bytes, 0),
          values.RSS,
        );
        assert.ok(result.parts.every(({ bytes }) => bytes > 0));
      }),
    );
  });
});
