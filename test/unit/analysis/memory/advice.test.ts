import assert from 'node:assert/strict';
import { giveAdvice } from '../../../../src/analysis/memory/advice';
import { formatMessage } from '../../../../src/base/message';
import type { Advice } from '../../../../src/model/memoryReport';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { cyclesFrom, MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

/** 100 MiB live, GOGC=100, 10 MiB of stacks, 20 MiB of the runtime's own, 40 MiB outside of it. Sizes in MiB. */
function process(more: Record<string, number> = {}): MemorySeries {
  const moment = {
    HeapLive: 100,
    HeapInuse: 150,
    HeapIdle: 50,
    HeapReleased: 0,
    HeapSys: 200,
    StackInuse: 10,
    Sys: 230,
    RSS: 270,
    ...more,
  };
  const fields = Object.fromEntries(
    Object.entries(moment).map(([name, value]) => [name, [value * MiB, value * MiB]]),
  );
  return seriesOf({ samples: samplesAt([0, 60_000], { ...fields, GOGC: [100, 100] }) });
}

function advice(series: MemorySeries, known: { container?: number; memory?: number; gogc?: number } = {}) {
  return giveAdvice(series, {
    known: {
      containerLimit: known.container === undefined ? null : known.container * MiB,
      memoryLimit: known.memory === undefined ? null : known.memory * MiB,
      gogc: known.gogc ?? null,
    },
    range: null,
  });
}

const one = (all: readonly Advice[], id: string) => all.find((each) => each.id === id);
const stepsOf = ({ steps }: Advice) =>
  Object.fromEntries(steps.map(({ name, value }) => [name.english, value / MiB]));

describe('giveAdvice', () => {
  it('works out the expected peak in the open', () => {
    const peak = one(advice(process()), 'expectedPeak')!;
    const steps = stepsOf(peak);
    // Goal 100 + 100 + 10, with stacks and 20 of the runtime beside it, and 40 outside.
    assert.deepEqual(
      [steps['Goal by GOGC'], steps['Runtime at its peak'], steps['Process at its peak']],
      [210, 240, 280],
    );
    assert.match(formatMessage(peak.message), /comes to 280 MB/);
    assert.equal(peak.setting, null);
  });

  it('warns of a peak that the container does not hold', () => {
    assert.match(
      formatMessage(one(advice(process(), { container: 256 }), 'expectedPeak')!.message),
      /may be killed/,
    );
    assert.match(
      formatMessage(one(advice(process(), { container: 512 }), 'expectedPeak')!.message),
      /54\.7 % of its container’s 512 MB/,
    );
  });

  it('suggests a GOMEMLIMIT: 90 % of the container less what is outside of the runtime', () => {
    const limit = one(advice(process(), { container: 512 }), 'suggestedMemoryLimit')!;
    // 460.8 − 40, whole MiB.
    assert.deepEqual(limit.setting, { name: 'GOMEMLIMIT', value: '420MiB' });
    assert.equal(stepsOf(limit).GOMEMLIMIT, 420);
    assert.match(formatMessage(limit.message), /^Go does not read the container’s limit/);
  });

  it('does not when one is set with room, and does when it has none', () => {
    assert.equal(one(advice(process(), { container: 512, memory: 400 }), 'suggestedMemoryLimit'), undefined);
    const high = one(advice(process(), { container: 512, memory: 512 }), 'suggestedMemoryLimit')!;
    assert.match(formatMessage(high.message), /leaves the container’s 512 MB no room/);
    assert.equal(high.setting?.value, '420MiB');
  });

  it('says that no limit helps where what lives does not fit', () => {
    const tight = one(advice(process(), { container: 160 }), 'suggestedMemoryLimit')!;
    assert.equal(tight.setting, null);
    assert.match(formatMessage(tight.message), /no GOMEMLIMIT helps/);
  });

  it('says so where nothing ever starts a collection', () => {
    const off = one(advice(process({}), {}).concat(), 'expectedPeak')!;
    assert.doesNotMatch(formatMessage(off.message), /GOGC is off/);
    const series = process();
    series.samples.fields.GOGC!.fill(-1);
    const never = one(advice(series), 'expectedPeak')!;
    assert.match(formatMessage(never.message), /GOGC is off and no GOMEMLIMIT/);
    assert.ok(never.steps.every(({ value }) => Number.isFinite(value)));
  });

  it('halves and doubles GOGC where a GC trace bears it out', () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({
      timeMs: i * 1000,
      procs: 2,
      markMs: 50,
      backgroundCpuMs: 80,
      heapStart: 195 * MiB,
      heapEnd: 200 * MiB,
      heapLive: 100 * MiB,
      goal: 200 * MiB,
    }));
    const all = advice(seriesOf({ clock: 'sinceStart', cycles: cyclesFrom(rows) }));
    assert.deepEqual(
      all.map(({ id, setting }) => [id, setting?.value ?? null]),
      [
        ['expectedPeak', null],
        ['gogcWhatIf', '50'],
        ['gogcWhatIf', '200'],
      ],
    );
    assert.match(formatMessage(all[2]!.message), /GOGC=200 would have made 5\d collections instead of 100/);
    assert.ok(all[1]!.assumptions.length > 0 && all[1]!.steps.length > 0);
  });

  it('takes the room that goals leave where they agree on no GOGC: a limit that nobody told is in it', () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({
      timeMs: i * 10,
      procs: 2,
      heapStart: 200 * MiB,
      heapEnd: 201 * MiB,
      heapLive: 200 * MiB,
      goal: 202 * MiB,
    }));
    const [peak, ...others] = advice(seriesOf({ clock: 'sinceStart', cycles: cyclesFrom(rows) }));
    assert.match(formatMessage(peak!.message), /comes to 202 MB/);
    assert.match(peak!.assumptions.map((each) => formatMessage(each)).join(), /as the last one, 1 %/);
    assert.deepEqual(others, []);
  });

  it('says what it does not know, and is silent without a live heap', () => {
    const rows = [{ timeMs: 0, heapLive: 50 * MiB, procs: 2 }];
    const [peak] = advice(seriesOf({ cycles: cyclesFrom(rows) }));
    const assumed = peak!.assumptions.map((assumption) => formatMessage(assumption));
    assert.ok(assumed.some((text) => /GOGC is 100, Go’s default/.test(text)));
    assert.ok(assumed.some((text) => /outside of the Go runtime is not known/.test(text)));
    assert.deepEqual(advice(seriesOf({})), []);
    assert.deepEqual(advice(seriesOf({ samples: samplesAt([0], { RSS: [MiB] }) })), []);
  });
});
