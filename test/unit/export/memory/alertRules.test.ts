import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { exportAlerts } from '../../../../src/engine/exportAlerts';
import { plainMemoryReport } from '../../../../src/model/memoryReport';
import { type MemorySeries, noCycles } from '../../../../src/model/memorySeries';
import { type MemoryRow, oneSample } from '../../../../src/model/sampleTable';
import { type AlertCase, checkRules, hasPrometheus, runTests, testRules } from '../../../helpers/prometheus';
import { makeTemporaryFolder, removeFolder } from '../../../helpers/repository';

const mebibyte = 2 ** 20;

/** What client_golang's default collectors expose. */
const classic = [
  ...[
    'heap_alloc',
    'heap_idle',
    'heap_inuse',
    'heap_released',
    'heap_sys',
    'next_gc',
    'stack_inuse',
    'stack_sys',
    'sys',
  ].map((name) => `go_memstats_${name}_bytes`),
  ...[
    'go_gc_duration_seconds',
    'go_gc_duration_seconds_sum',
    'go_gc_duration_seconds_count',
    'go_gc_gomemlimit_bytes',
  ],
  ...['go_goroutines', 'process_resident_memory_bytes', 'process_start_time_seconds'],
];
/** With collectors.MetricsAll besides. */
const all = [
  ...classic,
  ...['go_gc_heap_live_bytes', 'go_gc_heap_goal_bytes', 'go_gc_limiter_last_enabled_gc_cycle'],
  ...['gc_total', 'gc_mark_assist', 'gc_mark_idle', 'total'].map(
    (name) => `go_cpu_classes_${name}_cpu_seconds_total`,
  ),
  'go_sched_pauses_total_gc_seconds_bucket',
];
/** runtime/metrics alone: MemStats have to be added up. */
const generated = [
  ...['objects', 'unused', 'free', 'released', 'stacks'].map(
    (name) => `go_memory_classes_heap_${name}_bytes`,
  ),
  ...['go_memory_classes_os_stacks_bytes', 'go_memory_classes_total_bytes'],
  ...all.filter((name) => !name.startsWith('go_memstats_')),
];
const container = [...all, 'container_spec_memory_limit_bytes'];
const victoria = [
  ...classic.filter((name) => name !== 'go_gc_gomemlimit_bytes'),
  ...['go_gc_cpu_seconds_total', 'go_gc_mark_assist_cpu_seconds_total', 'go_gomaxprocs', 'go_memlimit_bytes'],
];

describe('alert rules', () => {
  it('are those that the exposed metrics can tell; the others are named with what they lack', () => {
    assert.deepEqual(alertsOf(rulesFor(all)), [
      'GoLiveHeapGrows',
      'GoIdleHeapKept',
      'GoMemoryOutsideRuntime',
      'GoGcCpuHigh',
      'GoGcTooOften',
      'GoGcAssistHigh',
      'GoCollectsAtMemoryLimit',
      'GoGcLimiterActive',
      'GoGcPausesLong',
      'GoGoroutinesGrow',
    ]);
    assert.deepEqual(leftOf(rulesFor(all)), ['O2', 'O3', 'O4']);
    assert.deepEqual(leftOf(rulesFor(container)), []);
    assert.deepEqual(leftOf(rulesFor(classic)), ['C1', 'C3', 'C5', 'O2', 'O3', 'O4']);
    assert.match(
      rulesFor(classic),
      /# C1 .*left out, go_cpu_classes_gc_total_cpu_seconds_total or go_gc_cpu_seconds_total is not exposed; .*MetricsAll\) adds what is missing\)\.\n/,
    );
    assert.deepEqual(leftOf(rulesFor(victoria)), ['C3', 'C5', 'O2', 'O3', 'O4']);
    assert.deepEqual(alertsOf(rulesFor(['go_goroutines'])), ['GoGoroutinesGrow']);
  });

  it('take the limit of the container as a number where no metric says it', () => {
    const rules = rulesFor(all, { CgroupLimit: 1000 * mebibyte });
    assert.deepEqual(leftOf(rules), []);
    assert.match(rules, new RegExp(`> ${0.95 * 1000 * mebibyte}`));
  });

  it('ask by the numbers that people set, in the window that they want', () => {
    const options = { ...plainMemoryReport, thresholds: { 'H1.minGrowthBytes': 12345 } };
    const text = rulesText({ options, windowMinutes: 20, selector: '{job="api"}' });
    assert.match(
      text,
      /\(min_over_time\(go_gc_heap_live_bytes\{job="api"\}\[5m\]\) - min_over_time\(go_gc_heap_live_bytes\{job="api"\}\[5m\] offset 15m\)\) > 12345/,
    );
    assert.ok(!/go_\w+[^\w{]/.test(expressionsOf(text)), 'every metric has the selector');
  });

  it('ask of pauses at an end of the buckets that there are', () => {
    const asked = (minPauseNs: number) => {
      const options = { ...plainMemoryReport, thresholds: { 'C8.minPauseNs': minPauseNs } };
      return /histogram_quantile\(0\.99, .*\) > (\S+)$/m.exec(rulesText({ options }))?.[1];
    };
    assert.deepEqual([1e6, 10e6, 20e6, 117e6, 2e9].map(asked), [
      '0.0104868',
      '0.0104868',
      '0.117429',
      '0.117429',
      '2',
    ]);
  });

  it('refuse what is no selector, no window, and an endpoint without metrics of Go', () => {
    for (const selector of [
      'job=api',
      '{',
      'a="b" or c',
      'a="b"}\nx',
      'job="a",,',
      'a="b\r- alert: x"',
      'a="b",\nc="d"',
    ]) {
      assert.throws(() => rulesText({ selector }), /no selector of labels/, selector);
    }
    for (const selector of ['', ' {} ', 'a="b"', '{a=~"b|c",d!="\\"",}']) rulesText({ selector });
    for (const windowMinutes of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 0.01]) {
      assert.throws(() => rulesText({ windowMinutes }), /window of alerts/);
    }
    assert.throws(() => rulesFor([]), /names of the metrics/);
    assert.throws(() => rulesFor(['up']), /names of the metrics/);
  });
});

describe('alert rules, by promtool', function () {
  this.timeout(120_000);
  let folder: string;

  before(function () {
    if (!hasPrometheus('promtool')) this.skip();
    folder = makeTemporaryFolder('alert-rules');
  });
  after(() => folder && removeFolder(folder));

  it('are rules', () => {
    for (const metrics of [classic, all, generated, container, victoria, ['go_goroutines']]) {
      const rules = rulesFor(metrics);
      assert.match(checkRules(folder, rules), new RegExp(`SUCCESS: ${alertsOf(rules).length} rules found`));
    }
    checkRules(folder, rulesText({ selector: 'job=~"a\\\\.b\\"|c",env!="x"', windowMinutes: 0.25 }));
    checkRules(folder, rulesFor(all, { CgroupLimit: 2 ** 30 }));
  });

  it('fire and stay silent in their real windows, with all metrics', () => check(all, casesOfAll));
  it('fire and stay silent by MemStats alone', () => check(classic, casesOfClassic));
  it('fire and stay silent where MemStats have to be added up', () => check(generated, casesOfGenerated));
  it('fire and stay silent with a container beside', () => check(container, casesOfContainer));
  it('fire and stay silent with other libraries', () => check(victoria, casesOfVictoria));

  it('tell in words what they found', () => {
    writeFileSync(path.join(folder, 'rules.yml'), rulesFor(['go_goroutines']));
    const complaint = runTests(folder, {
      tests: [
        {
          interval: '1m',
          input_series: [{ series: 'go_goroutines{job="api",instance="a:1"}', values: '100+10x70' }],
          alert_rule_test: [
            {
              eval_time: '61m',
              alertname: 'GoGoroutinesGrow',
              exp_alerts: [
                {
                  exp_labels: { severity: 'warning', heaplens_rule: 'G5', job: 'api', instance: 'a:1' },
                  exp_annotations: {
                    summary: 'Goroutines of api a:1 grow in number',
                    // Floors of the quarters are 45 minutes apart.
                    description:
                      'There are 450 goroutines more than 1h ago, and more with each quarter of it. Take two goroutine dumps some minutes apart and compare them: the group that grew says where they wait.',
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    assert.equal(complaint, '');
  });

  function check(metrics: readonly string[], cases: readonly AlertCase[]): void {
    assert.equal(testRules(folder, rulesFor(metrics), cases), '');
    // Each alert of these metrics fires somewhere, and somewhere where others do it does not.
    const fired = new Set(cases.flatMap(({ fires }) => fires));
    assert.deepEqual(
      alertsOf(rulesFor(metrics)).filter((name) => !fired.has(name)),
      [],
      'never fire here',
    );
  }
});

const labels = 'job="api",instance="a:1"';
const pod = 'job="api",instance="10.0.0.1:80",namespace="shop",pod="api-1",container="main"';
const of = (series: Readonly<Record<string, string>>, own = labels) =>
  Object.fromEntries(
    Object.entries(series).map(([name, values]) => [
      name.includes('{') ? name.replace('}', `,${own}}`) : `${name}{${own}}`,
      values,
    ]),
  );
const mib = (first: number, perMinute: number, minutes: number) =>
  `${first * mebibyte}+${perMinute * mebibyte}x${minutes}`.replace('+-', '-');

const longAgo = { process_start_time_seconds: '-100000x100' };
const unlimited = '9223372036854775807x100';

const casesOfAll: AlertCase[] = [
  {
    why: 'live heap grows by 1 MiB a minute',
    at: '61m',
    series: of({ ...longAgo, go_gc_heap_live_bytes: mib(50, 1, 70) }),
    fires: ['GoLiveHeapGrows'],
  },
  {
    why: 'live heap grew before a restart, too',
    at: '61m',
    series: of({ process_start_time_seconds: '1200x100', go_gc_heap_live_bytes: mib(50, 1, 70) }),
    fires: [],
  },
  {
    why: 'live heap has not grown for an hour yet',
    at: '44m',
    series: of({ ...longAgo, go_gc_heap_live_bytes: mib(50, 1, 70) }),
    fires: [],
  },
  {
    why: 'a cache fills up: it slows down',
    at: '61m',
    series: of({
      ...longAgo,
      go_gc_heap_live_bytes: `${mib(50, 5, 20)} ${mib(151, 2, 15)} ${mib(181.3, 0.3, 40)}`,
    }),
    fires: [],
  },
  {
    why: 'a large heap grows by less than a third',
    at: '61m',
    series: of({ ...longAgo, go_gc_heap_live_bytes: mib(1000, 1, 70) }),
    fires: [],
  },
  {
    why: 'live heap goes up and down',
    at: '75m',
    series: of({
      ...longAgo,
      go_gc_heap_live_bytes: Array(6)
        .fill(mib(50, 10, 14))
        .join(' '),
    }),
    fires: [],
  },
  {
    why: 'idle heap is kept for half an hour',
    at: '31m',
    series: of({
      go_memstats_heap_idle_bytes: mib(300, 0, 40),
      go_memstats_heap_released_bytes: mib(50, 0, 40),
      go_memstats_heap_inuse_bytes: mib(100, 0, 40),
    }),
    fires: ['GoIdleHeapKept'],
  },
  {
    why: 'idle heap is kept, but not for half an hour',
    at: '29m',
    series: of({
      go_memstats_heap_idle_bytes: mib(300, 0, 40),
      go_memstats_heap_released_bytes: mib(50, 0, 40),
      go_memstats_heap_inuse_bytes: mib(100, 0, 40),
    }),
    fires: [],
  },
  {
    why: 'idle heap has been given back',
    at: '40m',
    series: of({
      go_memstats_heap_idle_bytes: mib(300, 0, 40),
      go_memstats_heap_released_bytes: mib(240, 0, 40),
      go_memstats_heap_inuse_bytes: mib(10, 0, 40),
    }),
    fires: [],
  },
  {
    why: '200 of 500 MiB resident are not of the runtime',
    at: '16m',
    series: of({
      process_resident_memory_bytes: mib(500, 0, 40),
      go_memstats_sys_bytes: mib(400, 0, 40),
      go_memstats_heap_released_bytes: mib(100, 0, 40),
    }),
    fires: ['GoMemoryOutsideRuntime'],
  },
  {
    why: '90 of 500 MiB are not of the runtime: a fifth would count',
    at: '16m',
    series: of({
      process_resident_memory_bytes: mib(500, 0, 40),
      go_memstats_sys_bytes: mib(410, 0, 40),
      go_memstats_heap_released_bytes: '0x40',
    }),
    fires: [],
  },
  {
    why: 'collecting takes 30 % of two processors, assisting 6 %',
    at: '10m',
    series: of({
      go_cpu_classes_gc_total_cpu_seconds_total: '0+36x20',
      go_cpu_classes_gc_mark_assist_cpu_seconds_total: '0+7.2x20',
      go_cpu_classes_gc_mark_idle_cpu_seconds_total: '0x20',
      go_cpu_classes_total_cpu_seconds_total: '0+120x20',
    }),
    fires: ['GoGcCpuHigh', 'GoGcAssistHigh'],
  },
  {
    why: 'collecting takes 20 %, assisting 4 %; since the start it was half',
    at: '10m',
    series: of({
      go_cpu_classes_gc_total_cpu_seconds_total: '100000+24x20',
      go_cpu_classes_gc_mark_assist_cpu_seconds_total: '50000+4.8x20',
      go_cpu_classes_gc_mark_idle_cpu_seconds_total: '0x20',
      go_cpu_classes_total_cpu_seconds_total: '200000+120x20',
    }),
    fires: [],
  },
  {
    why: 'collecting takes 40 %, half of it time that nobody else wanted',
    at: '10m',
    series: of({
      go_cpu_classes_gc_total_cpu_seconds_total: '0+48x20',
      go_cpu_classes_gc_mark_assist_cpu_seconds_total: '0x20',
      go_cpu_classes_gc_mark_idle_cpu_seconds_total: '0+24x20',
      go_cpu_classes_total_cpu_seconds_total: '0+120x20',
    }),
    fires: [],
  },
  {
    why: 'six collections a second',
    at: '6m',
    series: of({ go_gc_duration_seconds_count: '0+360x20', go_memstats_next_gc_bytes: mib(20, 0, 20) }),
    fires: ['GoGcTooOften'],
  },
  {
    why: 'six collections a second of a small heap, and four of a large one',
    at: '6m',
    series: {
      ...of({ go_gc_duration_seconds_count: '0+360x20', go_memstats_next_gc_bytes: mib(4, 0, 20) }),
      ...of(
        { go_gc_duration_seconds_count: '0+240x20', go_memstats_next_gc_bytes: mib(40, 0, 20) },
        'instance="b"',
      ),
    },
    fires: [],
  },
  {
    why: 'what lives is at the goal, collection after collection',
    at: '11m',
    series: of({
      go_gc_heap_live_bytes: mib(97, 0, 20),
      go_memstats_next_gc_bytes: mib(100, 0, 20),
      go_gc_duration_seconds_count: '0+60x20',
    }),
    fires: ['GoCollectsAtMemoryLimit'],
  },
  {
    why: 'what lives is at the goal, but nothing is collected; or is at nine tenths of it',
    at: '11m',
    series: {
      ...of({
        go_gc_heap_live_bytes: mib(97, 0, 20),
        go_memstats_next_gc_bytes: mib(100, 0, 20),
        go_gc_duration_seconds_count: '5x20',
      }),
      ...of(
        {
          go_gc_heap_live_bytes: mib(90, 0, 20),
          go_memstats_next_gc_bytes: mib(100, 0, 20),
          go_gc_duration_seconds_count: '0+60x20',
        },
        'instance="b"',
      ),
    },
    fires: [],
  },
  {
    why: 'the limiter comes on',
    at: '20m',
    series: of({ go_gc_limiter_last_enabled_gc_cycle: '0x10 512x20' }),
    fires: ['GoGcLimiterActive'],
  },
  {
    why: 'the limiter came on long ago; another process began anew',
    at: '40m',
    series: {
      ...of({ go_gc_limiter_last_enabled_gc_cycle: '0x10 512x60' }),
      ...of({ go_gc_limiter_last_enabled_gc_cycle: '512x35 0x60' }, 'instance="b"'),
    },
    fires: [],
  },
  {
    why: 'two in a hundred pauses are longer than 10.5 ms',
    at: '16m',
    series: of({
      'go_sched_pauses_total_gc_seconds_bucket{le="0.0009175039999999999"}': '0+90x20',
      'go_sched_pauses_total_gc_seconds_bucket{le="0.010485759999999998"}': '0+98x20',
      'go_sched_pauses_total_gc_seconds_bucket{le="0.11744051199999998"}': '0+100x20',
      'go_sched_pauses_total_gc_seconds_bucket{le="+Inf"}': '0+100x20',
      go_sched_pauses_total_gc_seconds_count: '0+100x20',
    }),
    fires: ['GoGcPausesLong'],
  },
  {
    why: 'one of sixty pauses is longer: that may be the machine',
    at: '16m',
    series: of({
      'go_sched_pauses_total_gc_seconds_bucket{le="0.010485759999999998"}': '0+4x10 43+4x10',
      'go_sched_pauses_total_gc_seconds_bucket{le="0.11744051199999998"}': '0+4x20',
      'go_sched_pauses_total_gc_seconds_bucket{le="+Inf"}': '0+4x20',
      go_sched_pauses_total_gc_seconds_count: '0+4x20',
    }),
    fires: [],
  },
  {
    why: 'all pauses are of the bucket that ends at 10.5 ms: nobody knows how long',
    at: '16m',
    series: of({
      'go_sched_pauses_total_gc_seconds_bucket{le="0.0009175039999999999"}': '0x20',
      'go_sched_pauses_total_gc_seconds_bucket{le="0.010485759999999998"}': '0+100x20',
      'go_sched_pauses_total_gc_seconds_bucket{le="0.11744051199999998"}': '0+100x20',
      'go_sched_pauses_total_gc_seconds_bucket{le="+Inf"}': '0+100x20',
    }),
    fires: [],
  },
  {
    why: 'ten goroutines more a minute',
    at: '61m',
    series: of({ ...longAgo, go_goroutines: '100+10x70' }),
    fires: ['GoGoroutinesGrow'],
  },
  {
    why: 'goroutines went up once; a thousand more of many; and up and down',
    at: '61m',
    series: {
      ...of({ ...longAgo, go_goroutines: '100x20 1000x50' }),
      ...of({ ...longAgo, go_goroutines: '10000+50x70' }, 'instance="b"'),
      ...of({ ...longAgo, go_goroutines: Array(8).fill('100+100x9').join(' ') }, 'instance="c"'),
    },
    fires: [],
  },
];

const casesOfClassic: AlertCase[] = [
  {
    why: 'HeapAlloc grows between collections as well as after them',
    at: '61m',
    series: of({
      ...longAgo,
      go_memstats_heap_alloc_bytes: mib(50, 1, 70),
      go_gc_duration_seconds_count: '0+5x70',
    }),
    fires: ['GoLiveHeapGrows'],
  },
  {
    why: 'HeapAlloc grows, but nothing was collected: it may be garbage',
    at: '61m',
    series: of({
      ...longAgo,
      go_memstats_heap_alloc_bytes: mib(50, 1, 70),
      go_gc_duration_seconds_count: '5x70',
    }),
    fires: [],
  },
  {
    why: 'HeapAlloc is a saw whose floor stays',
    at: '75m',
    series: of({
      ...longAgo,
      go_memstats_heap_alloc_bytes: Array(20)
        .fill(mib(50, 20, 4))
        .join(' '),
      go_gc_duration_seconds_count: '0+0.25x100',
    }),
    fires: [],
  },
  {
    why: 'HeapAlloc never falls below the goal',
    at: '6m',
    series: of({
      go_memstats_heap_alloc_bytes: Array(10)
        .fill(mib(96, 2, 1))
        .join(' '),
      go_memstats_next_gc_bytes: mib(100, 0, 20),
      go_gc_duration_seconds_count: '0+60x20',
    }),
    fires: ['GoCollectsAtMemoryLimit'],
  },
  {
    why: 'HeapAlloc falls to half of the goal',
    at: '6m',
    series: of({
      go_memstats_heap_alloc_bytes: Array(10)
        .fill(mib(50, 48, 1))
        .join(' '),
      go_memstats_next_gc_bytes: mib(100, 0, 20),
      go_gc_duration_seconds_count: '0+60x20',
    }),
    fires: [],
  },
  {
    why: 'pauses of 20 ms on average',
    at: '16m',
    series: of({ go_gc_duration_seconds_sum: '0+0.2x20', go_gc_duration_seconds_count: '0+10x20' }),
    fires: ['GoGcPausesLong'],
  },
  {
    why: 'pauses of 5 ms on average',
    at: '16m',
    series: of({ go_gc_duration_seconds_sum: '0+0.05x20', go_gc_duration_seconds_count: '0+10x20' }),
    fires: [],
  },
  ...casesOfAll.filter(({ fires }) =>
    ['GoIdleHeapKept', 'GoMemoryOutsideRuntime', 'GoGcTooOften', 'GoGoroutinesGrow'].includes(fires[0] ?? ''),
  ),
];

const casesOfGenerated: AlertCase[] = [
  {
    why: 'idle heap, added up: free and released against objects and unused',
    at: '31m',
    series: of({
      go_memory_classes_heap_free_bytes: mib(250, 0, 40),
      go_memory_classes_heap_released_bytes: mib(50, 0, 40),
      go_memory_classes_heap_objects_bytes: mib(80, 0, 40),
      go_memory_classes_heap_unused_bytes: mib(20, 0, 40),
    }),
    fires: ['GoIdleHeapKept'],
  },
  {
    why: 'most of what is idle has been given back',
    at: '31m',
    series: of({
      go_memory_classes_heap_free_bytes: mib(63, 0, 40),
      go_memory_classes_heap_released_bytes: mib(250, 0, 40),
      go_memory_classes_heap_objects_bytes: mib(8, 0, 40),
      go_memory_classes_heap_unused_bytes: mib(2, 0, 40),
    }),
    fires: [],
  },
  {
    why: '200 of 500 MiB resident are not of the runtime',
    at: '16m',
    series: of({
      process_resident_memory_bytes: mib(500, 0, 40),
      go_memory_classes_total_bytes: mib(400, 0, 40),
      go_memory_classes_heap_released_bytes: mib(100, 0, 40),
    }),
    fires: ['GoMemoryOutsideRuntime'],
  },
  {
    why: 'six collections a second, with a goal of 20 MiB',
    at: '6m',
    series: of({ go_gc_duration_seconds_count: '0+360x20', go_gc_heap_goal_bytes: mib(20, 0, 20) }),
    fires: ['GoGcTooOften'],
  },
  {
    why: 'what lives is at the goal',
    at: '11m',
    series: of({
      go_gc_heap_live_bytes: mib(97, 0, 20),
      go_gc_heap_goal_bytes: mib(100, 0, 20),
      go_gc_duration_seconds_count: '0+60x20',
    }),
    fires: ['GoCollectsAtMemoryLimit'],
  },
  ...casesOfAll.filter(({ series }) => !Object.keys(series).some((name) => name.startsWith('go_memstats_'))),
];

/** A container of 1 GiB; cAdvisor is another job. */
const limited = {
  'container_spec_memory_limit_bytes{job="kubelet",instance="node",namespace="shop",pod="api-1",container="main"}':
    mib(1024, 0, 40),
  'container_spec_memory_limit_bytes{job="kubelet",instance="node",namespace="shop",pod="other",container="main"}':
    mib(16, 0, 40),
};
const sizes = (goal: number, resident: number) => ({
  go_memstats_next_gc_bytes: mib(goal, 0, 40),
  go_memstats_stack_inuse_bytes: mib(10, 0, 40),
  go_memstats_stack_sys_bytes: mib(10, 0, 40),
  go_memstats_heap_sys_bytes: mib(400, 0, 40),
  go_memstats_heap_inuse_bytes: mib(300, 0, 40),
  go_memstats_heap_idle_bytes: mib(100, 0, 40),
  go_memstats_heap_released_bytes: mib(100, 0, 40),
  go_memstats_sys_bytes: mib(450, 0, 40),
  process_resident_memory_bytes: mib(resident, 0, 40),
});

const casesOfContainer: AlertCase[] = [
  {
    // 700 + 10 + (450 − 400 − 10) = 750 of 1024 MiB.
    why: 'no GOMEMLIMIT, and a goal that comes to 73 % of the limit',
    at: '11m',
    series: { ...limited, ...of({ ...sizes(700, 350), go_gc_gomemlimit_bytes: unlimited }, pod) },
    fires: ['GoNoMemoryLimit'],
  },
  {
    // 650 + 10 + 40 = 700 of 1024 MiB: 68 %.
    why: 'no GOMEMLIMIT, and a goal that comes to 68 %',
    at: '11m',
    series: { ...limited, ...of({ ...sizes(650, 350), go_gc_gomemlimit_bytes: unlimited }, pod) },
    fires: [],
  },
  {
    why: 'GOMEMLIMIT is set, to 90 % of the limit',
    at: '11m',
    series: { ...limited, ...of({ ...sizes(700, 350), go_gc_gomemlimit_bytes: mib(920, 0, 40) }, pod) },
    fires: [],
  },
  {
    why: 'GOMEMLIMIT is the limit of the container',
    at: '11m',
    series: { ...limited, ...of({ go_gc_gomemlimit_bytes: mib(1024, 0, 40) }, pod) },
    fires: ['GoMemoryLimitTooHigh'],
  },
  {
    // 1000 + 10 + (350 − 300 − 10) = 1050 MiB.
    why: 'the next collection comes after the limit',
    at: '6m',
    series: { ...limited, ...of({ ...sizes(1000, 350), go_gc_gomemlimit_bytes: mib(900, 0, 40) }, pod) },
    fires: ['GoGoalBeyondContainer'],
  },
  {
    // 960 + 10 + 40 = 1010 MiB.
    why: 'the next collection comes just in time; the other container has no limit',
    at: '6m',
    series: {
      ...limited,
      ...of({ ...sizes(960, 350), go_gc_gomemlimit_bytes: mib(900, 0, 40) }, pod),
      ...of({ ...sizes(5000, 350), go_gc_gomemlimit_bytes: unlimited }, pod.replace('api-1', 'free')),
      'container_spec_memory_limit_bytes{job="kubelet",namespace="shop",pod="free",container="main"}': '0x40',
    },
    fires: [],
  },
  ...casesOfAll,
];

const casesOfVictoria: AlertCase[] = [
  {
    why: 'collecting takes 30 % of two processors',
    at: '10m',
    series: of({ go_gc_cpu_seconds_total: '0+36x20', go_gomaxprocs: '2x20' }),
    fires: ['GoGcCpuHigh'],
  },
  {
    why: 'collecting takes 15 % of four processors',
    at: '10m',
    series: of({ go_gc_cpu_seconds_total: '0+36x20', go_gomaxprocs: '4x20' }),
    fires: [],
  },
  ...casesOfClassic,
];

function seriesOf(metrics: readonly string[], row: MemoryRow = {}): MemorySeries {
  return {
    source: 'prometheus',
    process: { name: 'api a:1', pid: null, goVersion: 'go1.26.8', startMs: null },
    clock: 'none',
    samples: oneSample(0, row),
    cycles: noCycles,
    marks: [],
    metrics,
  };
}

function rulesFor(metrics: readonly string[], row: MemoryRow = {}): string {
  const query = { options: plainMemoryReport, windowMinutes: null, selector: '' };
  return Buffer.from(exportAlerts(seriesOf(metrics, row), query)).toString();
}

function rulesText(query: {
  options?: typeof plainMemoryReport;
  windowMinutes?: number | null;
  selector?: string;
}): string {
  const whole = { options: plainMemoryReport, windowMinutes: null, selector: '', ...query };
  return Buffer.from(exportAlerts(seriesOf(all), whole)).toString();
}

function alertsOf(rules: string): string[] {
  return [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!);
}

function leftOf(rules: string): string[] {
  return [...rules.matchAll(/^# (\w\d) .*left out/gm)].map(([, id]) => id!);
}

function expressionsOf(rules: string): string {
  return [...rules.matchAll(/expr: \|-\n((?: {10}.*\n)+)/g)].map(([, lines]) => lines).join('');
}
