import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MessageError } from '../../../../src/base/message';
import { memoryFormOf, readMemoryText } from '../../../../src/formats/memory/readMemoryText';
import { cycleColumns, type FoundSeries } from '../../../../src/model/memorySeries';

const longestMs = 1000;

const memStats = `"HeapAlloc":100,"HeapSys":400,"LastGC":1500000000000000000,"PauseNs":[30,40,0],"NumGC":2,"Sys":"x"`;

/** One of each form. */
const texts = [
  `{\n"cmdline": ["/usr/bin/api"],\n"memstats": {${memStats}}}\n{\n"memstats": {${memStats}}}\n`,
  `{"heaplens":"memory","version":1,"target":"a","process":{"name":"b","pid":3}}\n{"at":5,"RSS":6,"GOMEMLIMIT":"none"}\n{"at":5,"cycle":{"number":1,"forced":1}}\n{"at":6,"mark":"gap","what":"x"}\n`,
  '{\n  Alloc: 100,\n  BySize: [{\n      Frees: 0,\n  }],\n  HeapAlloc: 100,\n  HeapSys: 400,\n}\n',
  `alloc: 1.36MB (1428632 bytes)\ntotal-alloc: 2.00KB (2048 bytes)\nlast-gc: 2020-01-01 12:00:00.25 +0100 CET\ngc-pause-total: 1m2.5ms\ngoroutines: 3\n`,
  `# HELP go_goroutines x\n# TYPE go_goroutines gauge\ngo_goroutines{job="a\\"b",instance="c"} 5 1500000000000\ngo_sched_pauses_total_gc_seconds_bucket{le="0.001"} 90\ngo_sched_pauses_total_gc_seconds_bucket{le="+Inf"} 91\ngo_memory_classes_heap_objects_bytes 1.5e+06 # {a="b"} 1\nprocess_start_time_seconds 5\ncontainer_memory_usage_bytes{pod="a",container="b"} NaN\n`,
  `==> /proc/1/status <==\nName:\tapi\nPid:\t42\nVmRSS:\t 10 kB\n\n==> smaps_rollup <==\n00400000-7ff0 ---p 00000000 00:00 0 [rollup]\nRss: 5 kB\n\n==> memory.stat <==\nanon 5\nfile 6\nkernel 7\n\n==> memory.max <==\nmax\n`,
  '/sys/fs/cgroup/memory.current:12345\n/sys/fs/cgroup/cpu.stat:nr_periods 5\n/sys/fs/cgroup/cpu.stat:nr_throttled 1\n',
];
const names = ['memory.current', 'memory.pressure', 'x'];

describe('texts about memory, damaged', () => {
  it('give sound series or say what is wrong, in time', () => {
    const text = fc.oneof(
      fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...texts), fc.nat(), fc.nat()).map(splice),
      fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.string({ unit: 'binary', maxLength: 9 })).map(insert),
      fc
        .tuple(
          fc.constantFrom(...texts),
          fc.nat(),
          fc.constantFrom('{', '}', '"', '\\', '\n', '=', ':', ',', '9'.repeat(400)),
        )
        .map(insert),
      fc
        .array(fc.constantFrom(...texts.flatMap((one) => one.split(/(?<=[\n ,:{])/))), { maxLength: 40 })
        .map((pieces) => pieces.join('')),
    );
    let read = 0;
    fc.assert(
      fc.property(text, fc.constantFrom(...names), (damaged, name) => {
        const started = performance.now();
        read += checkSound(Buffer.from(damaged), name);
        assert.ok(performance.now() - started < longestMs, damaged);
      }),
      { numRuns: 6000 },
    );
    assert.ok(read > 1000, `only ${read} series were read`);
  });

  it('are read whole where they are whole', () => {
    for (const text of texts) assert.ok(checkSound(Buffer.from(text), 'x') > 0, text);
  });

  it('take no longer than they are long', () => {
    const long = [
      `{${'"a":{'.repeat(200_000)}"HeapAlloc":1,"HeapSys":2`,
      `{\n  Alloc: 1,${' '.repeat(1_000_000)}HeapAlloc`,
      `go_goroutines{${'a="b",'.repeat(200_000)}`,
      `go_goroutines{a="${'\\'.repeat(1_000_001)}`,
      `# HELP go_x y\ngo_goroutines ${'1'.repeat(1_000_000)}x`,
      `${'a/'.repeat(500_000)}memory.stat`,
      `goroutines: 1\nOS threads: 2\ngc-pause-total: ${'1h'.repeat(500_000)}x`,
      `Name: a\nPid: 4\nVmRSS: ${' '.repeat(1_000_000)}x`,
      `==> memory.stat <==\n${'anon '.repeat(200_000)}\nanon 1\nfile 2`,
      `{"at":1,"RSS":2}\n${'{"at":'.repeat(200_000)}`,
    ];
    for (const text of long) {
      const started = performance.now();
      checkSound(Buffer.from(text), 'memory.current');
      const took = performance.now() - started;
      assert.ok(took < 2 * longestMs, `${text.slice(0, 30)}… took ${took} ms`);
    }
  });
});

/** How many series there are. Whatever the bytes: columns have one length, times are in order, no number is made up. */
function checkSound(bytes: Uint8Array, name: string): number {
  let found: FoundSeries[] | null;
  try {
    found = readMemoryText(bytes, name);
  } catch (error) {
    assert.ok(error instanceof MessageError, String(error));
    return 0;
  }
  assert.ok(found === null || memoryFormOf(bytes, name) !== null);
  for (const { series, line } of found ?? []) {
    const { samples, cycles, marks } = series;
    assert.ok(line >= 1);
    assert.equal(samples.timeMs.length, samples.length);
    for (const column of Object.values(samples.fields)) assert.equal(column.length, samples.length);
    for (const column of cycleColumns) assert.equal(cycles[column].length, cycles.length);
    for (const times of [samples.timeMs, cycles.timeMs, marks.map(({ timeMs }) => timeMs)]) {
      for (let i = 0; i < times.length; i++) {
        assert.ok(Number.isFinite(times[i]!) && (i === 0 || times[i - 1]! <= times[i]!), String(times));
      }
    }
  }
  return found?.length ?? 0;
}

function splice([one, other, from, to]: [string, string, number, number]): string {
  return one.slice(0, from % (one.length + 1)) + other.slice(to % (other.length + 1));
}

function insert([text, at, what]: [string, number, string]): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + what + text.slice(place + (at % 3));
}
