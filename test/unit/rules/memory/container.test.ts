import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { MemoryField } from '../../../../src/model/memoryFields';
import { type KnownLimits, nothingKnown } from '../../../../src/model/memoryReport';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { gcLines } from '../../../helpers/gcLines';
import { evidenceOf, findingOf, unjudgedOf, verdictsOf } from '../../../helpers/judgedSeries';
import { MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

/** One sample, in MiB but for GOGC. */
function sample({ GOGC, ...mib }: Readonly<Partial<Record<MemoryField, number>>>): MemorySeries {
  return seriesOf({
    samples: samplesAt([0], {
      ...Object.fromEntries(Object.entries(mib).map(([name, value]) => [name, [value * MiB]])),
      ...(GOGC === undefined ? {} : { GOGC: [GOGC] }),
    }),
  });
}

const unset = 2 ** 63 / MiB;
const told = (rule: string, series: MemorySeries, known: Partial<KnownLimits> = {}) =>
  verdictsOf(series, { known: { ...nothingKnown, ...known } }).filter((verdict) => verdict.startsWith(rule));

describe('O2 limit of the container without GOMEMLIMIT', () => {
  it('warns with the peak that Go plans with, by GOGC', () => {
    const service = sample({
      HeapLive: 200,
      StackInuse: 10,
      GOMEMLIMIT: unset,
      CgroupLimit: 512,
      RSS: 330,
      Sys: 300,
      HeapReleased: 20,
    });
    assert.deepEqual(told('O2', service), ['O2 warning certain']);
    const finding = findingOf('O2', service);
    // Goal 200 + 210 = 410; with stacks 420; 330 − 280 = 50 outside of the runtime.
    assert.deepEqual(evidenceOf(finding, 'Process at its peak'), [470 * MiB, null]);
    assert.deepEqual(evidenceOf(finding, 'Expected peak ÷ limit of the container'), [470 / 512, 0.7]);
    assert.match(formatMessage(finding.advice), /GOMEMLIMIT=410MiB/, '0.9 × 512 − 50');
  });

  it('is only a word where the peak is far away', () => {
    assert.deepEqual(told('O2', sample({ HeapLive: 100, GOMEMLIMIT: unset, CgroupLimit: 512 })), [
      'O2 info certain',
    ]);
  });

  it('knows larger GOGC', () => {
    assert.deepEqual(told('O2', sample({ HeapLive: 100, GOGC: 400, GOMEMLIMIT: unset, CgroupLimit: 512 })), [
      'O2 warning certain',
    ]);
  });

  it('knows that nothing starts a collection with GOGC=off', () => {
    const off = sample({ HeapLive: 100, GOGC: -1, GOMEMLIMIT: unset, CgroupLimit: 512 });
    assert.deepEqual(told('O2', off), ['O2 warning certain']);
    assert.match(
      formatMessage(findingOf('O2', off).message),
      /no collection starts before the container is full/,
    );
  });

  it('is silent with a limit, and without a container', () => {
    assert.deepEqual(told('O2', sample({ HeapLive: 300, GOMEMLIMIT: 400, CgroupLimit: 512 })), []);
    assert.deepEqual(
      told('O2', sample({ HeapLive: 300, GOMEMLIMIT: unset, CgroupLimit: Number.POSITIVE_INFINITY })),
      [],
    );
  });

  it('takes what people know, for a GC trace too', () => {
    const trace = gcLines('@1s 380->400->250 MB, 400 MB goal\n@2s 480->500->260 MB, 500 MB goal');
    const known = { containerLimit: 512 * MiB, memoryLimit: Number.POSITIVE_INFINITY };
    assert.deepEqual(told('O2', trace, known), ['O2 warning certain']);
    assert.match(unjudgedOf('O2', trace)!, /No limit of the container is known/);
    assert.match(
      unjudgedOf('O2', trace, { known: { ...nothingKnown, containerLimit: 512 * MiB } })!,
      /Whether GOMEMLIMIT is set is not known/,
    );
  });
});

describe('O3 GOMEMLIMIT without headroom', () => {
  it('is above 95 % of what the container may use', () => {
    assert.deepEqual(told('O3', sample({ GOMEMLIMIT: 960, CgroupLimit: 1000 })), ['O3 warning certain']);
    assert.deepEqual(told('O3', sample({ GOMEMLIMIT: 950, CgroupLimit: 1000 })), []);
    const finding = findingOf('O3', sample({ GOMEMLIMIT: 1000, CgroupLimit: 1000 }));
    assert.match(formatMessage(finding.advice), /GOMEMLIMIT=900MiB/);
  });

  it('cannot tell where nobody knows the container', () => {
    assert.match(unjudgedOf('O3', sample({ GOMEMLIMIT: 960 }))!, /No limit of the container/);
  });
});

describe('O4 doomed goal', () => {
  const at = (more: Readonly<Partial<Record<MemoryField, number>>>) =>
    told('O4', sample({ NextGC: 400, StackInuse: 20, CgroupLimit: 512, ...more }));

  it('is what the goal, stacks and what else is resident come to', () => {
    // 400 + 20 + (350 − 230 − 20) = 520.
    assert.deepEqual(at({ RSS: 350, HeapInuse: 230 }), ['O4 error likely']);
    assert.deepEqual(at({ RSS: 340, HeapInuse: 230 }), [], '510');
    assert.deepEqual(at({}), [], '420');
    assert.deepEqual(at({ NextGC: 500 }), ['O4 error likely']);
  });

  it('lets the heap grow into what is idle', () => {
    assert.deepEqual(at({ RSS: 350, HeapInuse: 230, HeapIdle: 90, HeapReleased: 10 }), []);
  });

  it('knows no goal where there is none', () => {
    assert.deepEqual(at({ NextGC: 2 ** 64 / MiB }), []);
  });
});

describe('O5 page cache', () => {
  const full = (CgroupCurrent: number, CgroupAnon: number) =>
    told('O5', sample({ CgroupCurrent, CgroupAnon, CgroupLimit: 1000 }));

  it('fills the container beside a small program', () => {
    assert.deepEqual(full(900, 690), ['O5 info certain']);
    assert.deepEqual(full(899, 690), []);
    assert.deepEqual(full(950, 700), []);
  });

  it('cannot tell without a limit', () => {
    assert.match(
      unjudgedOf('O5', sample({ CgroupCurrent: 900, CgroupAnon: 100 }))!,
      /No limit of the container/,
    );
  });
});
