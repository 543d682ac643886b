import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { MemoryField } from '../../../../src/model/memoryFields';
import { nothingKnown, plainMemoryReport } from '../../../../src/model/memoryReport';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { memoryContextOf } from '../../../../src/rules/memory/index';
import { readTogether } from '../../../../src/rules/memory/readings';
import { evidenceOf, findingOf, verdictsOf } from '../../../helpers/judgedSeries';
import { cyclesFrom, MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

type Fields = Readonly<Partial<Record<MemoryField, readonly number[]>>>;

/** A sample a second, and half a second behind each one that knows RSS alone, as where two files are put together. */
function interleaved(count: number, fields: (i: number) => Readonly<Partial<Record<MemoryField, number>>>) {
  const rows = Array.from({ length: count }, (_, i) => fields(i));
  const names = Object.keys(rows[0]!) as MemoryField[];
  return seriesOf({
    samples: samplesAt(
      rows.flatMap((_, i) => [i * 1000, i * 1000 + 500]),
      {
        ...Object.fromEntries(names.map((name) => [name, rows.flatMap((row) => [row[name]!, null])])),
        RSS: rows.flatMap(() => [null, 200 * MiB]),
      },
    ),
  });
}

const told = (rule: string, series: MemorySeries) =>
  verdictsOf(series).filter((verdict) => verdict.startsWith(rule));

describe('rules of memory, where every second row tells of something else', () => {
  it('find collections at the limit', () => {
    const series = interleaved(20, (i) => ({ HeapLive: 99 * MiB, NextGC: 100 * MiB, NumGC: 5 * i }));
    assert.deepEqual(told('C4', series), ['C4 error certain']);
    assert.deepEqual(findingOf('C4', series).span, { fromMs: 0, toMs: 19_000 });
    assert.deepEqual(evidenceOf(findingOf('C4', series), 'Collections in a row at their goal'), [95, 10]);
  });

  it('find long pauses', () => {
    const series = interleaved(5, (i) => ({ PauseTotalNs: 40e6 * i, NumGC: 2 * i }));
    assert.deepEqual(told('C8', series), ['C8 warning likely']);
    assert.deepEqual(findingOf('C8', series).span, { fromMs: 0, toMs: 1000 });
  });

  it('find finalizers that wait', () => {
    const series = interleaved(6, (i) => ({ FinalizersQueued: 1000 * i, FinalizersExecuted: 0 }));
    assert.deepEqual(told('C9', series), ['C9 warning likely']);
  });

  it('read pauses beside the heap', () => {
    const series = interleaved(8, (i) => ({ PauseTotalNs: 3e5 * i, NumGC: i, HeapInuse: 50 * MiB }));
    const [pauses] = readTogether(memoryContextOf(series, plainMemoryReport));
    assert.equal(pauses!.id, 'pausesAndMemory');
    assert.equal(pauses!.inputs.find(({ name }) => name.id === 'evidence.pauseTotal')!.value, 7 * 3e5);
  });
});

describe('rules of memory', () => {
  it('keep a finding whose parts hold for different reasons', () => {
    // For ten seconds assists take 6 % and a tenth of what the background does, then 2 % and twice of it.
    const early = (i: number) => Math.min(i, 20);
    const late = (i: number) => Math.max(0, i - 20);
    const rows = Array.from({ length: 41 }, (_, i) => i);
    const series = seriesOf({
      samples: samplesAt(
        rows.map((i) => i * 1000),
        {
          TotalCPUSeconds: rows,
          GCAssistCPUSeconds: rows.map((i) => 0.06 * early(i) + 0.02 * late(i)),
          GCDedicatedCPUSeconds: rows.map((i) => 0.6 * early(i) + 0.01 * late(i)),
          NumGC: rows.map((i) => 2 * i),
        } satisfies Fields,
      ),
    });
    assert.deepEqual(told('C3', series), ['C3 warning likely']);
  });

  it('name the cycle in which the limiter came on, and not what a later process counts', () => {
    const series = seriesOf({
      samples: samplesAt([0, 1000, 2000, 3000], { LimiterLastEnabled: [0, 17, 0, 0], NumGC: [1, 20, 1, 2] }),
    });
    assert.match(formatMessage(findingOf('C5', series).message), /last in cycle 17/);
  });

  it('show no stacks where nobody counted them', () => {
    const series = seriesOf({ samples: samplesAt([0], { NextGC: [600 * MiB], CgroupLimit: [512 * MiB] }) });
    const names = findingOf('O4', series).evidence.map(({ name }) => name.english);
    assert.ok(!names.includes('Stacks'), names.join());
  });

  it('shade a long pause no farther than its own process', () => {
    const pause = { sweepTermMs: 20, markTermMs: 20 };
    const cycles = cyclesFrom([
      { ...pause, timeMs: 0, number: 8 },
      { ...pause, timeMs: 1000, number: 9, sweepTermMs: 40 },
      { ...pause, timeMs: 500_000, number: 1 },
    ]);
    assert.deepEqual(findingOf('C8', seriesOf({ cycles })).span, { fromMs: 1000, toMs: 1040 });
  });

  it('expect the same peak as the advice: GOGC as the goals tell it', () => {
    const series = seriesOf({
      samples: samplesAt([0, 1000], {
        HeapLive: [100 * MiB, 100 * MiB],
        NextGC: [500 * MiB, 500 * MiB],
        GOMEMLIMIT: [2 ** 63, 2 ** 63],
      }),
    });
    const known = { ...nothingKnown, containerLimit: 600 * MiB };
    assert.deepEqual(evidenceOf(findingOf('O2', series, { known }), 'Process at its peak'), [
      500 * MiB,
      null,
    ]);
  });
});
