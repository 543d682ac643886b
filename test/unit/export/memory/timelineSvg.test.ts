import assert from 'node:assert/strict';
import { message } from '../../../../src/base/message';
import { byteTicks, timeTicks } from '../../../../src/export/memory/ticks';
import { exportTimelineSvg } from '../../../../src/export/memory/timelineSvg';
import type { Finding } from '../../../../src/model/finding';
import type { CyclesView, MemoryFacts, SeriesPoints, TimelineView } from '../../../../src/model/timeline';

const MiB = 2 ** 20;

const facts: MemoryFacts = {
  source: 'gctrace',
  process: { name: '', pid: null, goVersion: '', startMs: null },
  clock: 'sinceStart',
  fromMs: 0,
  toMs: 100,
  samples: 0,
  cycles: 2,
  series: [],
  fields: [],
  marks: [],
  memoryLimit: null,
  containerLimit: null,
  gogc: null,
  procs: 2,
  metrics: [],
  line: 1,
};

function points(name: SeriesPoints['name'], values: readonly number[]): SeriesPoints {
  const timeMs = Float64Array.from(values, (_, i) => (i * 100) / Math.max(1, values.length - 1));
  return { name, timeMs, value: Float64Array.from(values, (value) => value * MiB), exact: true };
}

const noCycles: CyclesView = {
  kind: 'binned',
  count: new Uint32Array(0),
  marking: new Float64Array(0),
  maxPauseMs: new Float64Array(0),
};

function drawn(series: readonly SeriesPoints[], parts: { cycles?: CyclesView; findings?: Finding[] } = {}) {
  const view: TimelineView = {
    fromMs: 0,
    toMs: 100,
    series,
    cycles: parts.cycles ?? noCycles,
    anomalies: [],
  };
  const picture = { facts, view, findings: parts.findings ?? [] };
  return Buffer.from(exportTimelineSvg(picture, { title: 'a <b>', width: 176, height: 206 })).toString();
}

const finding: Finding = {
  ruleId: 'C4',
  severity: 'error',
  confidence: 'likely',
  title: message('x', 'Thrash & burn'),
  message: message('x', ''),
  advice: message('x', ''),
  evidence: [],
  locations: [],
  groups: [],
  span: { fromMs: 50, toMs: 1e9 },
};

describe('a timeline as SVG', () => {
  // The plot is 100 × 100 pixels: 64 to 164 and 58 to 158, and its top is 5 % above the highest line.
  it('draws lines to scale and breaks them where nothing is known', () => {
    const svg = drawn([points('heapLive', [0, 100, Number.NaN, 50, 100])]);
    assert.match(svg, /<path d="M64 158L89 62\.8M139 110\.4L164 62\.8" fill="none" stroke="#0b5cad"/);
    assert.match(drawn([points('heapLive', [100])]), /d="M64 62\.8h0"/);
  });

  it('shades findings within the picture, with their names', () => {
    const svg = drawn([points('heapLive', [1, 1])], { findings: [finding] });
    assert.match(svg, /<title>C4: Thrash &amp; burn<\/title><rect x="114" y="58" width="50" height="100"/);
    assert.doesNotMatch(
      drawn([], { findings: [{ ...finding, span: undefined } as unknown as Finding] }),
      /C4/,
    );
  });

  it('draws a limit in sight, and names one that is far above', () => {
    const near = drawn([points('heapLive', [50, 100]), points('memoryLimit', [200, 200])]);
    assert.match(near, /M64 62\.8L164 62\.8" fill="none" stroke="#d9730d"/);
    const far = drawn([points('heapLive', [50, 100]), points('memoryLimit', [1000, 1000])]);
    assert.match(far, /GOMEMLIMIT 0\.98 GB, above/);
    assert.equal(far.match(/fill="none"/g)?.length, 1);
    assert.match(drawn([points('containerLimit', [64, Number.POSITIVE_INFINITY])]), /M64 62\.8h0/);
  });

  it('has a mark a collection, or darker columns for more', () => {
    const each: CyclesView = {
      kind: 'each',
      length: 3,
      index: Uint32Array.of(0, 1, 2),
      timeMs: Float64Array.of(-5, 20, 100),
      sweepTermMs: new Float64Array(3),
      markMs: new Float64Array(3),
      markTermMs: new Float64Array(3),
      forced: new Uint8Array(3),
    };
    assert.match(drawn([], { cycles: each }), /<path d="M84 163v17M164 163v17"/);
    const binned = { ...noCycles, count: Uint32Array.of(0, 2, 4, 0) };
    assert.match(
      drawn([], { cycles: binned }),
      /x="89" y="163" width="25" height="17" fill="#0b5cad" fill-opacity="0\.5"\/>\n<rect x="114".*fill-opacity="0\.9"/,
    );
  });

  it('is XML whatever it holds, and says so where it holds nothing', () => {
    assert.match(drawn([]), /Nothing to draw/);
    assert.match(drawn([]), /<title>a &lt;b&gt;<\/title>/);
    const odd = drawn([points('heapLive', [Number.NaN, Number.POSITIVE_INFINITY]), points('rss', [0, 0])]);
    assert.doesNotMatch(odd, /NaN|Infinity|undefined/);
  });
});

describe('ticks', () => {
  it('are round sizes', () => {
    assert.deepEqual(
      byteTicks(260 * MiB, 5).map((bytes) => bytes / MiB),
      [0, 100, 200],
    );
    assert.deepEqual(
      byteTicks(1.2 * 1024 * MiB, 5).map((bytes) => bytes / MiB / 1024),
      [0, 0.25, 0.5, 0.75, 1],
    );
    assert.deepEqual(
      byteTicks(1000 * MiB, 5).map((bytes) => bytes / MiB),
      [0, 200, 400, 600, 800, 1000],
    );
    assert.deepEqual(
      byteTicks(0, 5),
      [0, 0.2, 0.4, 0.6, 0.8, 1].filter((bytes) => bytes <= 0),
    );
  });

  it('are round moments in the words of the clock', () => {
    const labels = (from: number, to: number, clock: MemoryFacts['clock']) =>
      timeTicks(from, to, clock, 6).map(({ label }) => label);
    assert.deepEqual(labels(0, 3900, 'sinceStart'), ['0 s', '1.00 s', '2.00 s', '3.00 s']);
    const noon = Date.UTC(2026, 10, 26, 12, 0, 30);
    assert.deepEqual(labels(noon, noon + 240_000, 'unix'), ['12:01', '12:02', '12:03', '12:04']);
    assert.deepEqual(labels(noon, noon + 3 * 86_400_000, 'unix'), [
      '11-27',
      '12:00',
      '11-28',
      '12:00',
      '11-29',
      '12:00',
    ]);
    assert.deepEqual(labels(0, 20, 'none'), ['0', '5', '10', '15', '20']);
    assert.deepEqual(labels(noon, noon + 6 * 86_400_000, 'unix').slice(0, 2), ['2026-11-27', '2026-11-28']);
    assert.ok(labels(0, 3e14, 'unix').length <= 7);
  });
});
