import assert from 'node:assert/strict';
import { memStatsLine, memStatsSeries } from '../../../../src/formats/memory/memStats';
import { readMemoryText } from '../../../../src/formats/memory/readMemoryText';
import { sketchSeries } from '../../../helpers/memorySketch';

const memStats = `"Alloc":100,"TotalAlloc":300,"Sys":900,"Lookups":0,"Mallocs":5,"Frees":2,"HeapAlloc":100,"HeapSys":400,"LastGC":1500000000000000000,"PauseTotalNs":70,"PauseNs":[30,40,0],"PauseEnd":[1,2,0],"NumGC":2,"GCCPUFraction":0.5,"EnableGC":true,"BySize":[{"Size":0,"Mallocs":7,"Frees":8}]`;
const fields =
  'Frees=2 GCCPUFraction=0.5 HeapAlloc=100 HeapSys=400 LastGC=1500000000000000000 Mallocs=5 NumGC=2 PauseMaxNs=40 PauseTotalNs=70 Sys=900 TotalAlloc=300';

describe('JSON of a Go process', () => {
  it('reads /debug/vars, whatever else a program publishes', () => {
    check(
      `{
"cmdline": ["/usr/bin/api","-v"],
"custom": {"HeapAlloc": 7, "list": [1, {"a": null}]},
"memstats": {${memStats}},
"zeta": "}{"
}
`,
      `expvar line 1 unix (api)\n  1500000000000: ${fields}`,
    );
  });

  it('reads MemStats by themselves, and under another name', () => {
    check(`{${memStats}}`, `memStats line 1 unix\n  1500000000000: ${fields}`);
    check(`\n{"m": {${memStats}}}`, `expvar line 2 unix\n  1500000000000: ${fields}`);
  });

  it('reads several after each other; a time of its own each, or none', () => {
    const one = `{\n"memstats": {${memStats}}}\n`;
    const later = one.replace('1500000000000000000', '1600000000000000000');
    check(
      one + later,
      `expvar line 1 unix\n  1500000000000: ${fields}\n  1600000000000: ${fields.replace('15000', '16000')}`,
    );
    check(one + one, `expvar line 1 none\n  0: ${fields}\n  1: ${fields}`);
  });

  it('reads a cut one up to what is whole', () => {
    const one = `{\n"memstats": {${memStats}}}\n`;
    check(one + one.slice(0, -30), `expvar line 1 unix\n  1500000000000: ${fields}`);
    check(one.slice(0, -30), 'none');
  });

  it('says which values are no numbers', () => {
    check(
      '{"HeapAlloc":5,"HeapSys":6,"Sys":"many","PauseNs":3,"NumGC":[1]}',
      'memStats line 1 none\n  0: HeapAlloc=5 HeapSys=6\n  problem at line 1',
    );
  });

  it('takes 0 as the end of no collection', () => {
    check(
      '{"HeapAlloc":5,"HeapSys":6,"LastGC":0}',
      'memStats line 1 none\n  0: HeapAlloc=5 HeapSys=6 LastGC=0',
    );
  });

  it('is none where it is something else', () => {
    check('{"level":"info"}', 'none');
    check('{"level":"info"}\n{"HeapAlloc":5,"HeapSys":6}\n', 'none');
    check('{"log":"{\\"HeapAlloc\\":5,\\"HeapSys\\":6}"}', 'none');
  });

  it('reads what the console of geth prints', () => {
    check(
      `> debug.memStats()
{
  Alloc: 100,
  BySize: [{
      Frees: 0,
      Mallocs: 0,
      Size: 0
  }],
  EnableGC: true,
  GCCPUFraction: 0.00017,
  HeapAlloc: 100,
  HeapSys: 400,
  LastGC: 1500000000000000000,
  PauseNs: [30, 40],
  NumGC: 2,
  Sys: 900
}
`,
      'memStats line 2 unix\n  1500000000000: GCCPUFraction=0.00017 HeapAlloc=100 HeapSys=400 LastGC=1500000000000000000 NumGC=2 PauseMaxNs=40 PauseTotalNs=70 Sys=900',
    );
  });
});

describe('gops', () => {
  it('reads memstats: bytes are in parentheses', () => {
    check(
      `alloc: 1.36MB (1428632 bytes)
total-alloc: 2.00KB (2048 bytes)
sys: 512 bytes
lookups: 0
mallocs: 5432
frees: 12
heap-alloc: 1.36MB (1428632 bytes)
heap-in-use: 11.78MB (12353536 bytes)
stack-mspan-inuse: 3 bytes
next-gc: when heap-alloc >= 4.00MB (4194304 bytes)
last-gc: 2020-01-01 12:00:00.25 +0100 CET
gc-pause-total: 1m2.5ms
gc-pause: 123456
num-gc: 3
gc-cpu-fraction: 1.5e-05
enable-gc: true
`,
      'gops line 2 unix\n  1577876400250: Frees=12 GCCPUFraction=0.000015 HeapAlloc=1428632 HeapInuse=12353536 LastGC=1577876400250000000 MSpanInuse=3 Mallocs=5432 NextGC=4194304 NumGC=3 PauseTotalNs=60002500000 Sys=512 TotalAlloc=2048',
    );
  });

  it('reads stats', () => {
    check(
      'goroutines: 170\nOS threads: 11\nGOMAXPROCS: 4\nnum CPU: 8\n',
      'gops line 1 none\n  0: GOMAXPROCS=4 Goroutines=170 Threads=11',
    );
  });
});

describe('MemStats of a heap profile', () => {
  it('are a sample as of the last collection, with the sum of pauses while the ring holds all', () => {
    const stats = { Alloc: 5, HeapAlloc: 5, LastGC: 2e15, NumGC: 2, PauseNs: [3, 4, 0], MaxRSS: 77 };
    assert.equal(
      sketchSeries([memStatsSeries(stats, 3)]),
      'memStats line 3 unix\n  2000000000: HeapAlloc=5 LastGC=2000000000000000 NumGC=2 PauseMaxNs=4 PauseTotalNs=7 RSSPeak=77',
    );
    assert.equal(
      sketchSeries([memStatsSeries({ ...stats, NumGC: 4, LastGC: 0 }, 3)]),
      'memStats line 3 none\n  0: HeapAlloc=5 LastGC=0 NumGC=4 PauseMaxNs=4 RSSPeak=77',
    );
  });

  it('begin at their line', () => {
    assert.equal(memStatsLine(Buffer.from('heap profile: \n\n# runtime.MemStats\n# Alloc = 5\n')), 3);
    assert.equal(memStatsLine(Buffer.from('heap profile: \n')), 1);
  });
});

function check(text: string, expected: string): void {
  assert.equal(sketchSeries(readMemoryText(Buffer.from(text), 'x')), expected);
}
