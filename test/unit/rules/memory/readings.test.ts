import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { MemoryField } from '../../../../src/model/memoryFields';
import { plainMemoryReport } from '../../../../src/model/memoryReport';
import type { MemorySeries } from '../../../../src/model/memorySeries';
import { memoryContextOf } from '../../../../src/rules/memory/index';
import { readTogether } from '../../../../src/rules/memory/readings';
import { gcLines } from '../../../helpers/gcLines';
import { cyclesFrom, MiB, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

/** `state: sentence` of a reading; null where there is none. */
function read(id: string, series: MemorySeries): string | null {
  const found = readTogether(memoryContextOf(series, plainMemoryReport)).find((reading) => reading.id === id);
  return found ? `${found.state}: ${formatMessage(found.message)}` : null;
}

/** A minute apart; numbers as they are. */
function sampled(fields: Readonly<Partial<Record<MemoryField, readonly number[]>>>): MemorySeries {
  const length = Math.max(...Object.values(fields).map((values) => values.length));
  return seriesOf({
    samples: samplesAt(
      Array.from({ length }, (_, i) => i * 60_000),
      fields,
    ),
  });
}

const mib = (...values: readonly number[]) => values.map((value) => value * MiB);

describe('pauses beside stacks and heap in use', () => {
  const paused = (pausesMs: readonly number[], stacks: readonly number[], heap: readonly number[]) =>
    sampled({
      NumGC: pausesMs.map((_, i) => 10 * i),
      PauseTotalNs: pausesMs.map((_, i) =>
        pausesMs.slice(0, i + 1).reduce((sum, ms) => sum + 10 * ms * 1e6, 0),
      ),
      StackInuse: mib(...stacks),
      HeapInuse: mib(...heap),
    });
  const longer = [0, 2, 2, 2, 6, 6, 6, 6];

  it('blames stacks where they grew as well', () => {
    const text = read('pausesAndMemory', paused(longer, [4, 4, 4, 4, 40, 40, 40, 40], Array(8).fill(100)));
    assert.match(
      text!,
      /^watch: Pauses went from 2\.00 ms to 6\.00 ms .* stacks in use went 4\.00 MB → 40\.0 MB/,
    );
  });

  it('does not blame a larger heap: marking runs beside the program', () => {
    const text = read(
      'pausesAndMemory',
      paused(longer, Array(8).fill(4), [50, 50, 50, 50, 200, 200, 200, 200]),
    );
    assert.match(
      text!,
      /^watch: .*heap in use went 50\.0 MB → 200 MB and stacks 4\.00 MB.*a larger heap alone/,
    );
  });

  it('looks elsewhere where neither grew', () => {
    const text = read('pausesAndMemory', paused(longer, Array(8).fill(4), Array(8).fill(100)));
    assert.match(text!, /^watch: .*the cause lies outside of memory/);
  });

  it('says that short pauses cost nothing', () => {
    const text = read('pausesAndMemory', paused(Array(8).fill(0.1), Array(8).fill(4), Array(8).fill(100)));
    assert.match(text!, /^good: Pauses of 100 µs a collection, < 0\.01 % of the time.*not what costs/);
  });
});

describe('stacks of a GC trace', () => {
  it('that it prints as 0 MB are less than one, and no zero', () => {
    const cycle = { sweepTermMs: 0.05, markTermMs: 0.05, heapEnd: 100 * MiB, stacks: 0 };
    const series = seriesOf({
      clock: 'sinceStart',
      cycles: cyclesFrom(Array.from({ length: 8 }, (_, i) => ({ ...cycle, timeMs: i * 1000 }))),
    });
    assert.match(read('pausesAndMemory', series)!, /and stacks < 1 MB: pauses are not what costs/);
    const [reading] = readTogether(memoryContextOf(series, plainMemoryReport));
    assert.ok(!reading!.inputs.some(({ name }) => name.id === 'evidence.stacksLast'));
  });
});

describe('heap in use beside goroutines and stacks', () => {
  const beside = (heap: readonly number[], goroutines: readonly number[]) =>
    read(
      'heapAndGoroutines',
      sampled({ HeapInuse: mib(...heap), Goroutines: goroutines, StackInuse: mib(...heap.map(() => 2)) }),
    );

  it('tells what comes with each new goroutine', () => {
    // 90 MiB with 900 more.
    assert.match(beside([10, 40, 70, 100], [100, 400, 700, 1000])!, /^bad: .*about 102 kB with each new one/);
  });

  it('tells growth that is nobody’s goroutine, and goroutines that hold little', () => {
    assert.match(
      beside([10, 40, 70, 100], [100, 100, 100, 100])!,
      /^watch: .*not more goroutines that keep it/,
    );
    assert.match(beside([10, 10, 10, 10], [100, 400, 700, 1000])!, /^watch: .*they hold little so far/);
    assert.match(beside([10, 10, 10, 10], [100, 100, 100, 100])!, /^good: .*none of them keeps growing/);
  });

  it('cannot tell by one sample', () => {
    assert.equal(beside([10], [100]), 'unknown: One sample only: cannot tell growth.');
  });
});

describe('goal beside the live heap', () => {
  const between = (
    NextGC: number,
    HeapLive: number,
    more: Partial<Record<MemoryField, readonly number[]>> = {},
  ) => read('goalAndLive', sampled({ NextGC: mib(NextGC), HeapLive: mib(HeapLive), ...more }));

  it('tells the room that is left', () => {
    assert.match(between(104, 100)!, /^bad: The goal of 104 MB is 4\.00 % above the 100 MB that live/);
    assert.match(between(120, 100)!, /^watch: .*a limit holds it down/);
    assert.match(between(200, 100)!, /^good: .*100 % above/);
  });

  it('is no limit’s where GOGC asks for it', () => {
    assert.match(between(120, 100, { GOGC: [20] })!, /^good/);
  });

  it('leaves small heaps alone', () => {
    assert.match(between(4, 4)!, /^good: .*small program/);
  });

  it('takes the goal of a cycle beside what lived before it', () => {
    const trace = gcLines('@1s 90->95->50 MB, 100 MB goal\n@2s 98->99->80 MB, 100 MB goal');
    assert.match(read('goalAndLive', trace)!, /^good: The goal of 100 MB is 100 % above the 50\.0 MB/);
  });
});

describe('HeapAlloc beside HeapSys', () => {
  it('takes off what was given back', () => {
    const text = read(
      'allocAndHeld',
      sampled({ HeapAlloc: mib(80), HeapSys: mib(400), HeapReleased: mib(300) }),
    );
    assert.match(
      text!,
      /^good: HeapAlloc is 20\.0 % of HeapSys, but 300 MB .* of the 100 MB that are held it is 80\.0 %/,
    );
  });

  it('is not told where what was given back is not known', () => {
    assert.equal(read('allocAndHeld', sampled({ HeapAlloc: mib(80), HeapSys: mib(400) })), null);
  });
});

describe('what survives beside pauses', () => {
  const surviving = (live: number) =>
    seriesOf({
      clock: 'sinceStart',
      cycles: cyclesFrom(
        Array.from({ length: 10 }, (_, i) => ({
          timeMs: i * 1000,
          heapStart: 100 * MiB,
          heapLive: live * MiB,
          goal: 110 * MiB,
          sweepTermMs: 0.1,
          markTermMs: i === 3 ? 2.9 : 0.1,
        })),
      ),
    });

  it('is dear where nearly all does', () => {
    const text = read('survivalAndPauses', surviving(90));
    assert.match(
      text!,
      /^watch: .*90\.0 % survive \(the median of 10\).*free 10\.0 %.*for 200 µs, at most 3\.00 ms/,
    );
  });

  it('is cheap where little does', () => {
    assert.match(read('survivalAndPauses', surviving(30))!, /^good: .*30\.0 % survive .*frees 70\.0 %/);
  });
});

it('has every number as an input', () => {
  const readings = readTogether(
    memoryContextOf(
      gcLines('@1s 90->95->50 MB, 100 MB goal\n@2s 98->99->80 MB, 100 MB goal'),
      plainMemoryReport,
    ),
  );
  assert.deepEqual(
    readings.map(({ id, inputs }) => [id, inputs.map(({ value }) => value)]),
    [['goalAndLive', [50 * MiB, 100 * MiB, 1]]],
  );
});
