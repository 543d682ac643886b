import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { exportAutoscaler } from '../../../../src/engine/exportAlerts';
import { plainMemoryReport } from '../../../../src/model/memoryReport';
import { noCycles } from '../../../../src/model/memorySeries';
import { type MemoryRow, oneSample } from '../../../../src/model/sampleTable';

/** Mocha reads its own configuration with it. */
const yaml = createRequire(require.resolve('mocha'))('js-yaml') as {
  loadAll(text: string): unknown[];
  load(text: string): unknown;
};

const live = [
  'go_gc_heap_live_bytes',
  'go_memstats_sys_bytes',
  'go_memstats_heap_released_bytes',
  'process_resident_memory_bytes',
];
const classic = live.slice(1);

describe('a HorizontalPodAutoscaler on memory', () => {
  it('is what Kubernetes takes, with the rule that makes its metric', () => {
    const [autoscaler, carrier, ...others] = documentsOf(live, { GOMEMLIMIT: 1000 });
    assert.deepEqual(others, []);
    assert.deepEqual(autoscaler, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'api-memory', namespace: 'shop' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
        minReplicas: 2,
        maxReplicas: 10,
        metrics: [
          {
            type: 'Pods',
            pods: {
              metric: { name: 'go_live_heap_bytes' },
              target: { type: 'AverageValue', averageValue: '700' },
            },
          },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: 600 } },
      },
    });
    assert.deepEqual(ruleIn(carrier), {
      seriesQuery: 'go_gc_heap_live_bytes{namespace!="",pod!=""}',
      resources: { overrides: { namespace: { resource: 'namespace' }, pod: { resource: 'pod' } } },
      name: { as: 'go_live_heap_bytes' },
      metricsQuery: 'sum by (<<.GroupBy>>) (go_gc_heap_live_bytes{<<.LabelMatchers>>})',
    });
  });

  it('takes what is exposed', () => {
    assert.deepEqual(ruleIn(documentsOf(classic, { GOMEMLIMIT: 1000 })[1]), {
      seriesQuery: 'go_memstats_sys_bytes{namespace!="",pod!=""}',
      resources: { overrides: { namespace: { resource: 'namespace' }, pod: { resource: 'pod' } } },
      name: { as: 'go_mapped_bytes' },
      metricsQuery:
        'sum by (<<.GroupBy>>) (go_memstats_sys_bytes{<<.LabelMatchers>>} - go_memstats_heap_released_bytes{<<.LabelMatchers>>})',
    });
    const text = textOf(['process_resident_memory_bytes'], { GOMEMLIMIT: 1000 });
    assert.match(text, /name: process_resident_bytes/);
    assert.throws(() => textOf(['go_goroutines'], { GOMEMLIMIT: 1000 }), /names of the metrics/);
  });

  it('has a target by what limits the process', () => {
    // 0.7 of GOMEMLIMIT; of a container's limit, what is left of 0.7 when the heap doubles; else half more than now.
    assert.equal(targetOf(live, { GOMEMLIMIT: 1000, CgroupLimit: 500 }), '700');
    assert.equal(targetOf(live, { GOMEMLIMIT: 2 ** 63, CgroupLimit: 1000 }), '350');
    assert.equal(targetOf(live, { GOMEMLIMIT: 2 ** 63, CgroupLimit: 1000, GOGC: 40 }), '500');
    assert.equal(targetOf(classic, { CgroupLimit: 1000 }), '700');
    assert.equal(targetOf(live, { HeapLive: 200 }), '300');
    assert.equal(targetOf(classic, { Sys: 500, HeapReleased: 100 }), '600');
    assert.throws(() => textOf(live, {}), /A target needs a limit/);
  });

  it('refuses names that Kubernetes refuses', () => {
    for (const workload of ['', 'Api', 'a b', 'a"b', '-a', 'a\nb', 'a'.repeat(300)]) {
      assert.throws(() => textOf(live, { GOMEMLIMIT: 1000 }, workload), /cannot be the name of a workload/);
    }
    assert.throws(
      () => textOf(live, { GOMEMLIMIT: 1000 }, 'api', 'x/y'),
      /cannot be the name of a namespace/,
    );
    assert.match(textOf(live, { GOMEMLIMIT: 1000 }, '123'), /name: "123"\n/);
  });
});

function textOf(metrics: readonly string[], row: MemoryRow, workload = 'api', namespace = 'shop'): string {
  const series = {
    source: 'prometheus',
    process: { name: '', pid: null, goVersion: '', startMs: null },
    clock: 'none',
    samples: oneSample(0, row),
    cycles: noCycles,
    marks: [],
    metrics,
  } as const;
  const query = { options: plainMemoryReport, workload, namespace };
  return Buffer.from(exportAutoscaler(series, query)).toString();
}

function documentsOf(metrics: readonly string[], row: MemoryRow): unknown[] {
  return yaml.loadAll(textOf(metrics, row));
}

function targetOf(metrics: readonly string[], row: MemoryRow): string | undefined {
  return /averageValue: "(\d+)"/.exec(textOf(metrics, row))?.[1];
}

function ruleIn(carrier: unknown): unknown {
  const { kind, data } = carrier as { kind: string; data: { 'rules.yaml': string } };
  assert.equal(kind, 'ConfigMap');
  const { rules } = yaml.load(data['rules.yaml']) as { rules: unknown[] };
  assert.equal(rules.length, 1);
  return rules[0];
}
