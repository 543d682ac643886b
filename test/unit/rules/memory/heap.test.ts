import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { MemoryField } from '../../../../src/model/memoryFields';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { evidenceOf, findingOf, unjudgedOf, verdictsOf } from '../../../helpers/judgedSeries';
import { MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

type Numbers = Readonly<Partial<Record<MemoryField, number>>>;

/** The same numbers for so many samples, a second apart; NumGC grows by one each. */
function steady(numbers: Numbers, samples = 1, more: Partial<MemorySeries> = {}): MemorySeries {
  const at = Array.from({ length: samples }, (_, i) => i * 1000);
  const fields = Object.fromEntries(
    Object.entries({ ...numbers }).map(([name, value]) => [name, at.map(() => value)]),
  );
  return seriesOf({ samples: samplesAt(at, { ...fields, NumGC: at.map((_, i) => i) }), ...more });
}

const told = (rule: string, series: MemorySeries) =>
  verdictsOf(series).filter((verdict) => verdict.startsWith(rule));

describe('H2 room in spans without objects', () => {
  const waste = (inuse: number, alloc: number, samples = 1) =>
    told('H2', steady({ HeapInuse: inuse * MiB, HeapAlloc: alloc * MiB }, samples));

  it('means something where it stays over collections', () => {
    assert.deepEqual(waste(200, 100, 4), ['H2 warning likely']);
    assert.deepEqual(waste(200, 100, 1), ['H2 info suspicious']);
  });

  it('is more than 40 % and 64 MiB', () => {
    assert.deepEqual(waste(200, 121, 4), []);
    assert.deepEqual(waste(200, 119, 4), ['H2 warning likely']);
    assert.deepEqual(waste(100, 36, 4), [], '64 MiB');
    assert.deepEqual(waste(100, 35, 4), ['H2 warning likely']);
  });

  it('says that it is an upper bound', () => {
    const { message } = findingOf('H2', steady({ HeapInuse: 200 * MiB, HeapAlloc: 100 * MiB }, 4));
    assert.match(formatMessage(message), /100 MB of the 200 MB in use \(50\.0 %\).*upper bound/);
  });
});

describe('H3 idle heap', () => {
  const idle = (HeapIdle: number, HeapReleased: number, HeapInuse: number) =>
    told(
      'H3',
      steady({ HeapIdle: HeapIdle * MiB, HeapReleased: HeapReleased * MiB, HeapInuse: HeapInuse * MiB }),
    );

  it('is more than what is in use, and more than 64 MiB, of what was not given back', () => {
    assert.deepEqual(idle(201, 0, 200), ['H3 info certain']);
    assert.deepEqual(idle(200, 0, 200), []);
    assert.deepEqual(idle(300, 150, 200), [], 'given back');
    assert.deepEqual(idle(64, 0, 10), []);
    assert.deepEqual(idle(65, 0, 10), ['H3 info certain']);
  });
});

describe('H4 released memory', () => {
  const given = (HeapReleased: number, HeapSys: number) =>
    told('H4', steady({ HeapReleased: HeapReleased * MiB, HeapSys: HeapSys * MiB }));

  it('tells not to be alarmed by HeapSys', () => {
    assert.deepEqual(given(501, 1000), ['H4 info certain']);
    assert.deepEqual(given(500, 1000), []);
    assert.deepEqual(given(60, 100), [], 'nobody is alarmed by 100 MiB');
    const { message } = findingOf('H4', steady({ HeapReleased: 900 * MiB, HeapSys: 1000 * MiB }));
    assert.match(
      formatMessage(message),
      /900 MB of the 0\.98 GB of HeapSys .* only 100 MB .* No reason for alarm/,
    );
  });
});

describe('H5 memory outside of the runtime', () => {
  const gap = (RSS: number, Sys: number, HeapReleased: number) =>
    told('H5', steady({ RSS: RSS * MiB, Sys: Sys * MiB, HeapReleased: HeapReleased * MiB }));

  it('is RSS less what the runtime has mapped: what was given back is taken off', () => {
    assert.deepEqual(gap(300, 200, 0), ['H5 warning likely']);
    assert.deepEqual(gap(300, 400, 200), ['H5 warning likely'], 'Sys alone would hide it');
    assert.deepEqual(gap(264, 200, 0), [], '64 MiB');
    assert.deepEqual(gap(1000, 801, 0), [], '19.9 %');
    assert.deepEqual(gap(1000, 799, 0), ['H5 warning likely']);
  });

  it('cannot tell without RSS', () => {
    assert.match(unjudgedOf('H5', steady({ Sys: MiB }))!, /RSS/);
    assert.equal(unjudgedOf('H5', steady({ HeapAlloc: MiB })), null);
  });
});

describe('H6 memory that was given back lazily', () => {
  it('is measured by LazyFree', () => {
    assert.deepEqual(told('H6', steady({ LazyFree: 21 * MiB, RSS: 100 * MiB })), ['H6 info likely']);
    assert.deepEqual(told('H6', steady({ LazyFree: 20 * MiB, RSS: 100 * MiB })), []);
  });

  it('or known of Go 1.12 to 1.15', () => {
    const by = (goVersion: string) =>
      told(
        'H6',
        steady({ HeapReleased: 50 * MiB, RSS: 200 * MiB, Sys: 200 * MiB }, 1, {
          process: { name: '', pid: null, goVersion, startMs: null },
        }),
      );
    assert.deepEqual(by('go1.15.2'), ['H6 info likely']);
    assert.deepEqual(by('go1.12'), ['H6 info likely']);
    assert.deepEqual(by('go1.16'), []);
    assert.deepEqual(by('go1.120'), []);
    assert.deepEqual(by(''), []);
  });
});

describe('H7 the runtime’s own memory', () => {
  const own = (BuckHashSys: number, Sys: number) =>
    told(
      'H7',
      steady({
        BuckHashSys: BuckHashSys * MiB,
        Sys: Sys * MiB,
        MSpanInuse: 10 * MiB,
        MCacheInuse: 0,
        GCSys: 10 * MiB,
        OtherSys: 5 * MiB,
      }),
    );

  it('is more than a fifth and 64 MiB', () => {
    assert.deepEqual(own(76, 500), ['H7 info certain']);
    assert.deepEqual(own(75, 500), []);
    assert.deepEqual(own(40, 100), ['H7 info certain']);
    assert.deepEqual(own(39, 100), [], '64 MiB');
  });
});

describe('H8 many objects', () => {
  const many = (HeapObjects: number, HeapAlloc: number) => told('H8', steady({ HeapObjects, HeapAlloc }));

  it('is 50 million, or 10 million of less than 32 bytes', () => {
    assert.deepEqual(many(5e7 + 1, 1e12), ['H8 warning likely']);
    assert.deepEqual(many(5e7, 1e12), []);
    assert.deepEqual(many(2e7, 2e7 * 31), ['H8 warning likely']);
    assert.deepEqual(many(2e7, 2e7 * 32), []);
    assert.deepEqual(many(1e7, 1e7 * 16), []);
  });
});

describe('H9 large objects', () => {
  const shape = (largeBytes: number, inuseBytes: number) => ({
    inuseBytes,
    inuseObjects: 1000,
    largeBytes,
    largeSites: [{ name: 'app/image.Decode', file: 'image.go', line: 7, bytes: largeBytes }],
  });
  const empty = seriesOf({});
  const of = (large: number, inuse: number) =>
    verdictsOf(empty, { heapShape: shape(large * MiB, inuse * MiB) });

  it('is half of the profile, and 8 MiB', () => {
    assert.deepEqual(of(50, 100), ['H9 info likely']);
    assert.deepEqual(of(49, 100), []);
    assert.deepEqual(of(7, 8), []);
  });

  it('names where they are allocated', () => {
    const finding = findingOf('H9', empty, { heapShape: shape(60 * MiB, 100 * MiB) });
    assert.deepEqual(finding.locations, [
      { role: 'related', func: 'app/image.Decode', file: 'image.go', line: 7 },
    ]);
    assert.deepEqual(evidenceOf(finding, 'Share of large objects'), [0.6, 0.5]);
  });
});

describe('gauges over time', () => {
  it('are shaded where they hold, the longest time first, with a count of all', () => {
    const kept = [0, 100, 0, 100, 100, 100, 0].map((mib) => mib * MiB);
    const at = kept.map((_, i) => i * 60_000);
    const series = seriesOf({
      samples: samplesAt(at, {
        HeapIdle: kept,
        HeapReleased: kept.map(() => 0),
        HeapInuse: kept.map(() => 10 * MiB),
      }),
    });
    const finding = findingOf('H3', series);
    assert.deepEqual(finding.span, { fromMs: 180_000, toMs: 300_000 });
    assert.deepEqual(evidenceOf(finding, 'Times that it was so'), [2, null]);
  });

  it('of a single sample have no time to shade', () => {
    const { span } = findingOf('H4', steady({ HeapReleased: 900 * MiB, HeapSys: 1000 * MiB }));
    assert.equal(span, undefined);
  });
});
