import assert from 'node:assert/strict';
import { exportCyclesCsv, exportSamplesCsv } from '../../../../src/export/memory/memoryCsv';
import { cyclesFrom, samplesAt, seriesOf } from '../../../helpers/memorySeriesSketch';

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes).split('\r\n');

describe('memory as CSV', () => {
  const samples = samplesAt([1_700_000_000_000, 1_700_000_001_500], {
    GCCPUFraction: [0.25, null],
    HeapAlloc: [4_194_304, 2 ** 53],
    CgroupLimit: [Number.POSITIVE_INFINITY, null],
    LastGC: [null, 7],
  });

  it('has every field with its unit, in the order of fields, and both ways to tell the time', () => {
    assert.deepEqual(textOf(exportSamplesCsv(seriesOf({ samples }), null)), [
      'time,time_unix_ms,HeapAlloc_bytes,LastGC_unix_ns,GCCPUFraction_share,CgroupLimit_bytes',
      '2023-11-14T22:13:20.000Z,1700000000000,4194304,,0.25,none',
      '2023-11-14T22:13:21.500Z,1700000001500,9007199254740992,7,,',
      '',
    ]);
  });

  it('takes a range, and names the other clocks', () => {
    const range = { fromMs: 1_700_000_001_000, toMs: 1_700_000_002_000 };
    assert.equal(textOf(exportSamplesCsv(seriesOf({ samples }), range)).length, 3);
    const numbered = seriesOf({ clock: 'none', samples: samplesAt([0, 1], { RSS: [5, 6] }) });
    assert.deepEqual(textOf(exportSamplesCsv(numbered, null)), ['sample,RSS_bytes', '0,5', '1,6', '']);
  });

  it('has cycles under their own names', () => {
    const cycles = cyclesFrom([
      { timeMs: 11, percentSinceStart: 1, sweepTermMs: 0.5, heapLive: 3_145_728, procs: 2, forced: true },
    ]);
    assert.deepEqual(textOf(exportCyclesCsv(seriesOf({ clock: 'sinceStart', cycles }), null)), [
      'time_since_start_ms,number,percentSinceStart,sweepTermMs,markMs,markTermMs,sweepTermCpuMs,assistCpuMs,' +
        'backgroundCpuMs,idleCpuMs,markTermCpuMs,heapStart_bytes,heapEnd_bytes,heapLive_bytes,goal_bytes,' +
        'stacks_bytes,globals_bytes,procs,forced,line',
      '11,1,1,0.5,,,,,,,,,,3145728,,,,2,1,1',
      '',
    ]);
  });
});
