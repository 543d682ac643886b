import assert from 'node:assert/strict';
import fc from 'fast-check';
import { message } from '../../../../src/base/message';
import { exportIncident, type Incident } from '../../../../src/export/memory/incident';
import { type MemoryReport, nothingKnown } from '../../../../src/model/memoryReport';
import type { MemoryFacts, RangeSummary } from '../../../../src/model/timeline';

const MiB = 2 ** 20;
const at = Date.UTC(2026, 10, 26, 20, 0, 0);

const facts: MemoryFacts = {
  source: 'prometheus',
  process: { name: 'api_server', pid: 71, goVersion: 'go1.25.1', startMs: at - 3_600_000 },
  clock: 'unix',
  fromMs: at,
  toMs: at + 600_000,
  samples: 61,
  cycles: 0,
  series: [],
  fields: ['HeapLive', 'RSS'],
  marks: [{ kind: 'capture', timeMs: at + 60_000, what: 'heap', file: 'heap-1.pb.gz' }],
  memoryLimit: Number.POSITIVE_INFINITY,
  containerLimit: 512 * MiB,
  gogc: 100,
  procs: 4,
  metrics: [],
  line: 1,
};

const nothing: RangeSummary = {
  fromMs: at,
  toMs: at + 600_000,
  samples: 61,
  cycles: null,
  forcedCycles: null,
  cyclesPerSecond: null,
  pauseP50Ns: null,
  pauseP99Ns: null,
  pauseMaxNs: null,
  pauseTotalNs: null,
  allocBytesPerSecond: null,
  gcCpu: null,
  assist: null,
  liveMin: null,
  liveMax: null,
  liveLast: null,
  growthBytesPerMinute: null,
  survival: null,
  goroutinesFirst: null,
  goroutinesLast: null,
  rssFirst: null,
  rssLast: null,
};

const plain: MemoryReport = {
  findings: [],
  unjudged: [],
  health: { score: null, parts: [], missing: [] },
  readings: [],
  anomalies: [],
  forecast: { kind: 'silent', reason: message('x', 'No limit is known.') },
  advice: [],
  rss: null,
};

const full: MemoryReport = {
  findings: [
    {
      ruleId: 'H1',
      severity: 'error',
      confidence: 'likely',
      title: message('x', 'Live heap grows'),
      message: message('x', 'It grew by {grown}.', { grown: '96.0 MB' }),
      advice: message('x', 'Compare two heap captures.'),
      evidence: [{ name: message('x', 'grown'), value: 96 * MiB, unit: 'bytes', threshold: 32 * MiB }],
      locations: [{ role: 'related', func: 'main.(*cache).put', file: '/src/cache.go', line: 42 }],
      groups: [],
      span: { fromMs: at, toMs: at + 600_000 },
    },
  ],
  unjudged: [{ ruleId: 'C1', reason: message('x', 'one sample only: cannot tell growth') }],
  health: {
    score: 61.6,
    parts: [
      {
        part: 'growth',
        name: message('x', 'Growth of the live heap'),
        score: 4.4,
        weight: 0.4,
        formula: message('x', '100 − 50 × grown'),
        inputs: [{ name: message('x', 'grown'), value: 96 * MiB, unit: 'bytes', threshold: null }],
      },
    ],
    missing: [{ part: 'pauses', reason: message('x', 'needs pauses') }],
  },
  readings: [
    {
      id: 'heapAndGoroutines',
      title: message('x', 'Heap and goroutines'),
      message: message('x', 'They grow together.'),
      state: 'bad',
      inputs: [{ name: message('x', 'goroutines'), value: 900, unit: 'goroutines', threshold: null }],
    },
  ],
  anomalies: [{ series: 'pause', timeMs: at + 1000, value: 12e6, expected: 1e6, threshold: 2e6 }],
  forecast: {
    kind: 'reaches',
    series: 'rss',
    limit: 512 * MiB,
    limitName: 'container',
    atMs: at + 3_600_000,
    lowMs: at + 1_800_000,
    highMs: Number.POSITIVE_INFINITY,
    bytesPerMinute: 4 * MiB,
    method: 'holt',
    backtest: { cases: 12, horizonMs: 150_000, medianRelativeError: 0.12 },
    message: message('x', 'In an hour.'),
  },
  advice: [
    {
      id: 'suggestedMemoryLimit',
      title: message('x', 'GOMEMLIMIT for this container'),
      message: message('x', 'Set it.'),
      steps: [
        { name: message('x', 'Limit'), formula: '', value: 512 * MiB, unit: 'bytes' },
        { name: message('x', 'GOMEMLIMIT'), formula: 'container × 90 %', value: 460 * MiB, unit: 'bytes' },
      ],
      assumptions: [message('x', 'Nothing else lives in the container.')],
      setting: { name: 'GOMEMLIMIT', value: '460MiB' },
    },
  ],
  rss: {
    rss: 400 * MiB,
    message: message('x', 'Of 400 MB resident …'),
    parts: [
      { id: 'heapInuse', name: message('x', 'Heap in use'), bytes: 300 * MiB, how: 'measured' },
      { id: 'nonGo', name: message('x', 'Outside of Go'), bytes: 100 * MiB, how: 'rest' },
    ],
  },
};

function exported(
  incident: Partial<Incident>,
  title = 'Incident',
  pictures: { name: string; source: string }[] = [],
) {
  const bytes = exportIncident(
    { facts, report: plain, known: nothingKnown, ranges: [], ...incident },
    { title, pictures },
  );
  return Buffer.from(bytes).toString();
}

describe('an incident report', () => {
  it('tells all of it, in this order', () => {
    const ranges = [
      { name: 'All of it', summary: { ...nothing, liveMax: 300 * MiB, gcCpu: 0.031, rssFirst: 200 * MiB } },
    ];
    const pictures = [{ name: 'Ten minutes', source: 'pictures/timeline 1.png' }];
    assert.equal(
      exported({ report: full, ranges }, 'api is killed', pictures),
      `# api is killed

**Error: Live heap grows.** Health is 62 of 100, lowest for growth of the live heap (4), and the container’s limit of 512 MB is in sight.

| What | Value |
| --- | --- |
| Process | api\\_server |
| PID | 71 |
| Go | go1.25.1 |
| Started | 2026-11-26 19:00:00 UTC |
| From | 2026-11-26 20:00:00 UTC |
| To | 2026-11-26 20:10:00 UTC |
| GOMEMLIMIT | none |
| Container’s limit | 512 MB |
| GOGC | 100 |
| GOMAXPROCS | 4 |

## Findings

### Error: Live heap grows (H1)

It grew by 96.0 MB.

When: 2026-11-26 20:00:00 UTC to 2026-11-26 20:10:00 UTC.

What to do: Compare two heap captures.

| Number | Value | Threshold |
| --- | --- | --- |
| grown | 96.0 MB | 32.0 MB |

* main.(\\*cache).put (/src/cache.go:42)

## Timeline

![Ten minutes](<pictures/timeline 1.png>)

## Health

62 of 100.

| Part | Score | Weight | Inputs | Formula |
| --- | --- | --- | --- | --- |
| Growth of the live heap | 4 | 40.0 % | grown: 96.0 MB | 100 − 50 × grown |

* Left out: pauses: needs pauses.

## Numbers

* All of it: 2026-11-26 20:00:00 UTC to 2026-11-26 20:10:00 UTC

|  | All of it |
| --- | --- |
| GC CPU | 3.10 % |
| Live heap, largest | 300 MB |
| Resident, first and last | 200 MB → – |

## Read together

* **Heap and goroutines:** They grow together. (goroutines 900 goroutines)

## Forecast

In an hour.

| Number | Value |
| --- | --- |
| Reached | 2026-11-26 21:00:00 UTC |
| At the earliest | 2026-11-26 20:30:00 UTC |
| At the latest | never |
| Tests on its own past | 12 |
| How far ahead | 2.50 min |
| Median error of the change | 12.0 % |

## Advice

### GOMEMLIMIT for this container

Set it.

Setting: \`GOMEMLIMIT=460MiB\`

| Step | How | Value |
| --- | --- | --- |
| Limit | given | 512 MB |
| GOMEMLIMIT | container × 90 % | 460 MB |

* Assumes: Nothing else lives in the container.

## Resident memory

Of 400 MB resident …

| Part | Size | Share | Known as |
| --- | --- | --- | --- |
| Heap in use | 300 MB | 75.0 % | measured |
| Outside of Go | 100 MB | 25.0 % | what is left |

## Out of the ordinary

| When | What | Value | Expected | Usual within |
| --- | --- | --- | --- | --- |
| 2026-11-26 20:00:01 UTC | Pause | 12.0 ms | 1.00 ms | ± 2.00 ms |

## Evidence

* prometheus: 61 samples
* Fields: HeapLive, RSS
* 2026-11-26 20:01:00 UTC: captured heap heap-1.pb.gz

## What could not be judged

* C1: one sample only: cannot tell growth
`,
    );
  });

  it('says plainly that nothing was found, and that there is nothing', () => {
    assert.match(
      exported({}),
      /^# Incident\n\n\*\*No rule found anything wrong\.\*\* Health cannot be told\.\n/,
    );
    assert.match(exported({ facts: { ...facts, samples: 0 } }), /There is no evidence to judge\./);
    assert.match(exported({}), /## Findings\n\nNone\.\n/);
    assert.match(exported({}), /## Forecast\n\nNone: No limit is known\.\n/);
  });

  it('takes no Markdown, HTML or table from names of the evidence', () => {
    const name = '| <script>alert(1)</script> ![x](http://x/y.png) `a` **b**\n\n# c';
    const hostile = exported(
      {
        facts: { ...facts, process: { name, pid: null, goVersion: name, startMs: null } },
        report: {
          ...full,
          findings: [
            {
              ...full.findings[0]!,
              message: message('x', '{name}', { name }),
              locations: [{ role: 'related', func: name, file: name, line: 1 }],
            },
          ],
        },
        ranges: [{ name, summary: { ...nothing, gcCpu: 0.5 } }],
      },
      name,
      [{ name, source: 'a.png' }],
    );
    assert.doesNotMatch(hostile, /(?<!\\)<(?!a\.png)/);
    assert.doesNotMatch(hostile.replace(/^Setting: `.*`$/m, ''), /(?<!\\)!\[x|(?<!\\)`|^# c/m);
    const lines = hostile.split('\n').filter((line) => line.startsWith('| Process'));
    assert.equal(lines[0]!.match(/(?<!\\)\|/g)!.length, 3);
    assert.match(exported({}, '1. first\n- second'), /^# 1\\\. first - second\n/);
  });

  it('shows pictures of data and of files beside it, and fetches none', () => {
    const shown = (source: string) => exported({}, 'x', [{ name: 'a', source }]).match(/!\[a\]\((.*)\)/)?.[1];
    assert.equal(shown('data:image/png;base64,iVBOR='), '<data:image/png;base64,iVBOR=>');
    assert.equal(shown('p/a (1).png'), '<p/a (1).png>');
    assert.equal(shown('a>b.png'), '<a%3Eb.png>');
    for (const source of [
      'https://x.example/a.png',
      '//x.example/a.png',
      'javascript:alert(1)',
      'data:text/html;base64,AA==',
      'data:image/png;base64,A>)',
      '',
    ]) {
      assert.equal(shown(source), undefined, source);
    }
    assert.doesNotMatch(exported({}), /## Timeline/);
  });

  it('tells limits that people entered apart from those of the evidence', () => {
    const known = { memoryLimit: 400 * MiB, containerLimit: 600 * MiB, gogc: 50 };
    const said = exported({ known, facts: { ...facts, gogc: null } });
    assert.match(said, /\| GOMEMLIMIT \| 400 MB \(as entered\) \|/);
    assert.match(said, /\| Container’s limit \| 512 MB \|/);
    assert.match(said, /\| GOGC \| 50 \(as entered\) \|/);
    assert.match(exported({ facts: { ...facts, memoryLimit: null } }), /\| GOMEMLIMIT \| unknown \|/);
  });

  it('tells times as the series has them', () => {
    assert.match(
      exported({ facts: { ...facts, clock: 'sinceStart', fromMs: 1500, toMs: 90_000 } }),
      /\| From \| 1\.50 s after the start \|\n\| To \| 1\.50 min after the start \|/,
    );
    assert.match(
      exported({ facts: { ...facts, clock: 'none', fromMs: 0, toMs: 3 } }),
      /\| From \| sample 0 \|\n\| To \| sample 3 \|/,
    );
  });

  it('never shows a number that is none', () => {
    const number = fc.oneof(
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0),
      fc.double({ min: -1e15, max: 1e15, noNaN: true }),
    );
    const unit = fc.constantFrom(
      '',
      'share',
      'percent',
      'bytes',
      'ns',
      'minutes',
      'seconds',
      'cycles/s' as const,
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 12, maxLength: 12 }), unit, (n, unit) => {
        const input = { name: message('x', 'n'), value: n[0]!, unit, threshold: n[1]! };
        const summary = Object.fromEntries(
          Object.keys(nothing).map((key, i) => [key, n[i % n.length]]),
        ) as unknown as RangeSummary;
        const finding = full.findings[0]!;
        const report: MemoryReport = {
          ...full,
          findings: [
            {
              ...finding,
              message: message('x', '{a} {b}', { a: n[2]!, b: n[3]! }),
              evidence: [input],
              span: { fromMs: n[4]!, toMs: n[5]! },
            },
          ],
          health: {
            score: n[6]!,
            parts: [{ ...full.health.parts[0]!, score: n[7]!, weight: n[8]!, inputs: [input] }],
            missing: [],
          },
          anomalies: [{ series: 'gcCpu', timeMs: n[9]!, value: n[10]!, expected: n[11]!, threshold: n[0]! }],
          forecast: {
            ...(full.forecast as Extract<MemoryReport['forecast'], { kind: 'reaches' }>),
            atMs: n[1]!,
            limit: n[2]!,
            highMs: n[3]!,
            backtest: { cases: 1, horizonMs: n[4]!, medianRelativeError: n[5]! },
          },
          advice: [
            { ...full.advice[0]!, steps: [{ name: message('x', 's'), formula: '', value: n[6]!, unit }] },
          ],
          rss: { ...full.rss!, rss: n[7]!, parts: [{ ...full.rss!.parts[0]!, bytes: n[8]! }] },
        };
        const shown = exported({
          report,
          ranges: [{ name: 'r', summary }],
          facts: { ...facts, memoryLimit: n[9]!, gogc: n[10]!, procs: n[11]!, fromMs: n[0]!, toMs: n[1]! },
        });
        assert.doesNotMatch(shown, /NaN|undefined|Infinity|null/);
      }),
    );
  });
});
