import assert from 'node:assert/strict';
import { parseSample } from '../../../../src/formats/memory/exposition';
import { quantileOf, readPrometheusText } from '../../../../src/formats/memory/prometheusText';
import { sketchSeries } from '../../../helpers/memorySketch';

describe('Prometheus text', () => {
  it('reads names of MemStats, of the process and of pauses', () => {
    check(
      `# HELP go_gc_duration_seconds A summary of the wall-time pause (stop-the-world) duration in garbage collection cycles.
# TYPE go_gc_duration_seconds summary
go_gc_duration_seconds{quantile="0"} 2.2233e-05
go_gc_duration_seconds{quantile="1"} 0.000256
go_gc_duration_seconds_sum 0.5
go_gc_duration_seconds_count 4
go_gc_gomemlimit_bytes 9.223372036854776e+18
go_goroutines 6
go_info{version="go1.26.8"} 1
go_memstats_alloc_bytes 1.7335152e+07
go_memstats_heap_alloc_bytes 1.7335152e+07
go_memstats_last_gc_time_seconds 1.5e+09
process_resident_memory_bytes 1.2660736e+07
process_start_time_seconds 1.4e+09
http_requests_total{code="200"} 5
`,
      `prometheus line 3 unix (go1.26.8 1400000000000)
  1500000000000: GOMEMLIMIT=9223372036854776000 Goroutines=6 HeapAlloc=17335152 LastGC=1500000000000000000 NumGC=4 PauseMaxNs=256000 PauseTotalNs=500000000 RSS=12660736`,
    );
  });

  it('adds up MemStats from classes, and only where all parts are there', () => {
    check(
      `go_memory_classes_heap_objects_bytes 100
go_memory_classes_heap_unused_bytes 20
go_memory_classes_heap_free_bytes 3
go_memory_classes_heap_released_bytes 40
go_memory_classes_heap_stacks_bytes 500
go_memory_classes_metadata_mspan_free_bytes 7
go_memory_classes_total_bytes 900
go_gc_heap_allocs_objects_total 50
go_gc_heap_tiny_allocs_objects_total 6
go_gc_heap_live_bytes 80
go_cpu_classes_gc_total_cpu_seconds_total 1.25
`,
      `prometheus line 1 none
  0: GCCPUSeconds=1.25 HeapAlloc=100 HeapIdle=43 HeapInuse=120 HeapLive=80 HeapReleased=40 HeapSys=163 Mallocs=56 StackInuse=500 Sys=900`,
    );
  });

  it('takes what MemStats says before what classes add up to', () => {
    check(
      'go_memory_classes_heap_objects_bytes 100\ngo_memstats_heap_alloc_bytes 90\n',
      'prometheus line 1 none\n  0: HeapAlloc=90',
    );
  });

  it('begins a scrape where a metric comes again, and counts ends of collections as time where each has another', () => {
    const scrape = (lastGc: number, start: number) =>
      `go_goroutines 1\ngo_memstats_last_gc_time_seconds ${lastGc}\nprocess_start_time_seconds ${start}\n`;
    check(
      scrape(10, 1) + scrape(12, 1) + scrape(20, 15),
      `prometheus line 1 unix (15000)
  10000: Goroutines=1 LastGC=10000000000
  12000: Goroutines=1 LastGC=12000000000
  20000: Goroutines=1 LastGC=20000000000
  20000: restart`,
    );
    check(
      scrape(10, 1) + scrape(10, 1),
      `prometheus line 1 none (1000)
  0: Goroutines=1 LastGC=10000000000
  1: Goroutines=1 LastGC=10000000000`,
    );
  });

  it('tells processes apart by labels, and brings times into order, metric by metric', () => {
    check(
      `go_goroutines{instance="a:1",job="api"} 5 2000000000000
go_goroutines{instance="a:1",job="api"} 4 1000000000000
go_goroutines{instance="b:1",job="api"} 9 1000000000000
go_info{instance="b:1",job="api",version="go1.21.0"} 1 1000000000000
process_resident_memory_bytes{instance="a:1",job="api"} 70 2000000000.000
`,
      `prometheus line 1 unix (api a:1)
  1000000000000: Goroutines=4
  2000000000000: Goroutines=5 RSS=70
prometheus line 3 unix (api b:1 go1.21.0)
  1000000000000: Goroutines=9`,
    );
  });

  it('joins a container with the process in it, and leaves sums of pods out', () => {
    const labels = 'container="main",namespace="shop",pod="api-1"';
    check(
      `container_memory_usage_bytes{${labels},id="/kubepods/1",image="x"} 1000
container_memory_usage_bytes{namespace="shop",pod="api-1"} 1100
container_memory_usage_bytes{container="POD",namespace="shop",pod="api-1"} 100
container_memory_working_set_bytes{${labels},id="/kubepods/1",image="x"} 900
container_spec_memory_limit_bytes{${labels}} 0
kube_pod_container_resource_limits{${labels},resource="cpu"} 2
go_goroutines{${labels},instance="10.0.0.1:8080",job="api"} 7
`,
      `prometheus line 1 none (api-1/main)
  0: CgroupCurrent=1000 CgroupInactiveFile=100 CgroupLimit=Infinity Goroutines=7`,
    );
  });

  it('keeps names of Go, leaves those of the program out', () => {
    const [found] = readPrometheusText(
      Buffer.from(
        'go_cgo_go_to_c_calls_calls_total 1\ngo_goroutines 1\nrequests_total 5\ngo_gc_duration_seconds_sum 1\n',
      ),
    )!;
    assert.deepEqual(found!.series.metrics, [
      'go_cgo_go_to_c_calls_calls_total',
      'go_goroutines',
      'go_gc_duration_seconds_sum',
    ]);
    check('http_requests_total 5\n', 'none');
    check('# TYPE go_goroutines gauge\n', 'none');
  });

  it('says which lines are none, and what has no time among what has', () => {
    check(
      'go_goroutines\ngo_goroutines 5x\ngo_goroutines{a="b} 5\ngo_goroutines 5\ngo_goroutines 6 1000000000000\n',
      `prometheus line 4 unix
  1000000000000: Goroutines=6
  problem at line 1
  problem at line 2
  problem at line 3
  problem at all lines`,
    );
  });

  it('reads the longest pause as either format names it', () => {
    for (const one of ['1', '1.0']) {
      check(
        `go_gc_duration_seconds{quantile="0.75"} 5\ngo_gc_duration_seconds{quantile="${one}"} 0.000256444\n`,
        'prometheus line 1 none\n  0: PauseMaxNs=256444',
      );
    }
  });

  it('leaves out what is not a number', () => {
    check('go_goroutines NaN\ngo_threads 3\n', 'prometheus line 1 none\n  0: Threads=3');
  });

  it('gives what one in a hundred pauses reached for sure', () => {
    check(
      `go_sched_pauses_total_gc_seconds_bucket{le="0.001"} 90
go_sched_pauses_total_gc_seconds_bucket{le="0.01"} 100
go_sched_pauses_total_gc_seconds_bucket{le="+Inf"} 100
go_gc_pauses_seconds_bucket{le="+Inf"} 100
`,
      // The 99th of 100 lies above 1 ms; where, nobody counted.
      'prometheus line 1 none\n  0: PauseP99Ns=1000000',
    );
    assert.equal(
      quantileOf(
        [
          [1, 10],
          [Number.POSITIVE_INFINITY, 100],
        ],
        0.99,
      ),
      1,
    );
    assert.equal(
      quantileOf(
        [
          [1, 0],
          [Number.POSITIVE_INFINITY, 0],
        ],
        0.99,
      ),
      undefined,
    );
    assert.equal(quantileOf([[1, 5]], 0.99), undefined);
  });
});

describe('a line of an exposition', () => {
  const parsed = (line: string) => {
    const sample = parseSample(line, 1);
    return sample && [sample.name, { ...sample.labels }, sample.value, sample.timeMs];
  };

  it('has a name, perhaps labels, a value, perhaps a time and an exemplar', () => {
    assert.deepEqual(parsed('a_b:c 1'), ['a_b:c', {}, 1, null]);
    assert.deepEqual(parsed('a{} +Inf'), ['a', {}, Number.POSITIVE_INFINITY, null]);
    assert.deepEqual(parsed('a -Inf'), ['a', {}, Number.NEGATIVE_INFINITY, null]);
    assert.deepEqual(parsed('a {b="c",} .5e-3 1700000000000'), ['a', { b: 'c' }, 0.0005, 1700000000000]);
    assert.deepEqual(parsed('a{b="x\\"}\\\\\\n", c = "{"}\t2 1700000000.5 # {trace_id="q"} 0.67 1'), [
      'a',
      { b: 'x"}\\\n', c: '{' },
      2,
      1700000000500,
    ]);
  });

  it('is none without them', () => {
    for (const line of ['a', 'a{', 'a{b}', 'a{b="c" d="e"} 1', 'a 1 2 3', 'a 0x', 'a ""', '1a 1', '{} 1']) {
      assert.equal(parsed(line), null, line);
    }
  });
});

function check(text: string, expected: string): void {
  assert.equal(sketchSeries(readPrometheusText(Buffer.from(text))), expected);
}
