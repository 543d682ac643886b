import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readHistory as read, startsAsHistory } from '../../../../src/formats/memory/history';
import { memoryFieldNames } from '../../../../src/model/memoryFields';
import { historyLines, writeHistoryLine } from '../../../../src/model/memoryHistory';
import { cycleColumns, cyclesOf, type MemorySeries } from '../../../../src/model/memorySeries';
import { SampleTable } from '../../../../src/model/sampleTable';

const header =
  '{"heaplens":"memory","version":1,"target":"localhost:6060","source":"/metrics","process":{"name":"api","pid":7,"goVersion":"go1.26.8","startMs":1000},"metrics":["go_goroutines"]}\n';

describe('history', () => {
  it('reads samples, cycles and marks of one target', () => {
    const [found, ...others] = readHistory(`${header}{"at":2000,"HeapAlloc":100,"CgroupLimit":"none"}
{"at":2500,"cycle":{"number":3,"markMs":1.5,"heapLive":1048576,"forced":1}}
{"at":3000,"HeapAlloc":150,"Goroutines":4,"fromTheFuture":1}
{"at":3100,"mark":"capture","what":"heap","file":"heap.pb.gz"}
`)!;
    assert.equal(others.length, 0);
    const { series } = found!;
    assert.equal(series.source, 'history');
    assert.equal(series.clock, 'unix');
    assert.deepEqual(series.process, { name: 'api', pid: 7, goVersion: 'go1.26.8', startMs: 1000 });
    assert.deepEqual([...series.samples.timeMs], [2000, 3000]);
    assert.deepEqual(Object.keys(series.samples.fields), ['HeapAlloc', 'CgroupLimit', 'Goroutines']);
    assert.deepEqual([...series.samples.fields.HeapAlloc!], [100, 150]);
    assert.deepEqual([...series.samples.fields.CgroupLimit!], [Number.POSITIVE_INFINITY, Number.NaN]);
    assert.deepEqual([...series.samples.fields.Goroutines!], [Number.NaN, 4]);
    assert.equal(series.cycles.length, 1);
    assert.equal(series.cycles.number[0], 3);
    assert.equal(series.cycles.timeMs[0], 2500);
    assert.equal(series.cycles.goal[0], Number.NaN);
    assert.equal(series.cycles.forced[0], 1);
    assert.equal(series.cycles.line[0], 3);
    assert.deepEqual(series.marks, [{ kind: 'capture', timeMs: 3100, what: 'heap', file: 'heap.pb.gz' }]);
    assert.deepEqual(series.metrics, ['go_goroutines']);
    assert.deepEqual(found!.problems, []);
  });

  it('is known with the spaces that other tools write', () => {
    for (const text of [
      '{"heaplens": "memory", "version": 1, "target": "shop:6060"}\n{"at": 5, "RSS": 7}\n',
      '{ "at": 5, "RSS": 7 }\n',
    ]) {
      assert.ok(startsAsHistory(text), text);
      assert.deepEqual([...readHistory(text)![0]!.series.samples.fields.RSS!], [7]);
    }
    assert.ok(!startsAsHistory('{"at": 5, "level": "info"}'));
  });

  it('takes a torn last line for none, and one in the middle for a problem', () => {
    const torn = readHistory('{"at":1,"RSS":5}\n{"at":2,"RS')![0]!;
    assert.equal(torn.series.samples.length, 1);
    assert.deepEqual(torn.problems, []);
    const broken = readHistory('{"at":1,"RSS":5}\n{"at":2,"RS\n{"at":3,"RSS":6}\n')![0]!;
    assert.deepEqual([...broken.series.samples.fields.RSS!], [5, 6]);
    assert.deepEqual(
      broken.problems.map(({ at }) => at),
      ['line 2'],
    );
  });

  it('tells targets apart, and takes a second header of one for the same', () => {
    const other = header.replace('localhost:6060', 'localhost:7070');
    const found = readHistory(
      `${header}{"at":1,"RSS":1}\n${header}{"at":2,"RSS":2}\n${other}{"at":1,"RSS":9}\n`,
    )!;
    assert.deepEqual(
      found.map(({ series, line }) => [line, ...series.samples.fields.RSS!]),
      [
        [1, 1, 2],
        [5, 9],
      ],
    );
  });

  it('is none where the first line is none', () => {
    assert.equal(readHistory(''), null);
    assert.equal(readHistory('{"level":"info","at":1}\n'), null);
    assert.equal(readHistory('{"at":"2024","RSS":1}\n'), null);
    assert.equal(readHistory('[1]\n'), null);
  });

  it('writes a line a record', () => {
    assert.equal(
      writeHistoryLine({
        kind: 'sample',
        timeMs: 5,
        row: { HeapAlloc: 1, GOMEMLIMIT: Number.POSITIVE_INFINITY, RSS: Number.NaN },
      }),
      '{"at":5,"HeapAlloc":1,"GOMEMLIMIT":"none"}\n',
    );
    assert.equal(
      writeHistoryLine({ kind: 'mark', mark: { kind: 'stop', timeMs: 6, what: '', file: '' } }),
      '{"at":6,"mark":"stop"}\n',
    );
  });

  it('reads back whatever it writes', () => {
    const value = fc.oneof(fc.double({ noNaN: true, min: 0 }), fc.constant(Number.POSITIVE_INFINITY));
    const time = fc.integer({ min: 0, max: 1e9 });
    const sample = fc.record({ time, row: fc.dictionary(fc.constantFrom(...memoryFieldNames), value) });
    fc.assert(
      fc.property(fc.array(sample), fc.array(time), fc.array(time), (samples, cycleTimes, markTimes) => {
        const table = new SampleTable();
        for (const { time: at, row } of samples) table.add(at, row);
        const cycles = cyclesOf(cycleTimes.length);
        cycleTimes
          .sort((a, b) => a - b)
          .forEach((at, row) => {
            for (const name of cycleColumns) cycles[name][row] = row % 2 ? Number.NaN : row;
            cycles.timeMs[row] = at;
            cycles.forced[row] = row % 2;
          });
        const series: MemorySeries = {
          source: 'history',
          process: { name: 'a', pid: null, goVersion: '', startMs: null },
          clock: 'sinceStart',
          samples: table.finish(),
          cycles,
          marks: markTimes
            .sort((a, b) => a - b)
            .map((timeMs) => ({ kind: 'gap', timeMs, what: 'why', file: '' })),
          metrics: [],
        };
        const text = [...historyLines(series, { target: 'a', source: 'b' })].join('');
        const [{ series: read } = { series: null }] = readHistory(text)!;
        cycles.line.set(read!.cycles.line);
        assert.deepEqual({ ...read, samples: sorted(read!) }, { ...series, samples: sorted(series) });
      }),
    );
  });
});

/** Columns in the order of their names: the order in which fields came is no part of what was written. */
function sorted({ samples }: MemorySeries): object {
  return { ...samples, fields: Object.fromEntries(Object.entries(samples.fields).sort()) };
}

function readHistory(text: string) {
  return read(Buffer.from(text));
}
