import { message } from '../../base/message';
import { formatExact } from '../../base/units';
import { fieldsOfMetrics, isMetricOfFields, pauseHistograms, workingSetMetric } from '../../model/goMetrics';
import type { FoundSeries } from '../../model/memorySeries';
import type { Problem } from '../../model/problem';
import { type ExposedSample, exposedSamples, type Labels } from './exposition';
import { type Moment, seriesOfMoments } from './moments';

/** How many targets of one text are read; more stand in a federation of a whole cluster. */
const mostTargets = 200;
const mostProblems = 20;

/**
 * What /metrics of a Go process serves, in Prometheus' text format or OpenMetrics: one scrape or several after each other, of one
 * target or of several that labels tell apart (job and instance, or the container), with times or without. Null where no
 * metric is one of a Go process or of its container.
 */
export function readPrometheusText(bytes: Uint8Array): FoundSeries[] | null {
  const targets = new Map<string, Target>();
  const names = new Map<string, Set<string>>();
  const problems: Problem[] = [];
  let isCut = false;
  for (const sample of exposedSamples(bytes, isWanted)) {
    if (typeof sample === 'number') {
      if (problems.length < mostProblems) problems.push(unreadable(sample));
      continue;
    }
    const key = targetKey(sample);
    if (key === null) continue;
    noteName(names, key, sample.name);
    if (!isRead(sample.name)) continue;
    let target = targets.get(key);
    if (!target) {
      isCut ||= targets.size === mostTargets;
      if (targets.size === mostTargets) continue;
      target = new Target(sample);
      targets.set(key, target);
    }
    target.add(sample);
  }
  if (isCut) problems.push(tooMany());
  const found = [...targets]
    .filter(([, target]) => target.hasFields)
    .map(([key, target]) => target.finish([...names.get(key)!]));
  if (found.length === 0) return null;
  return found.map((one, at) => (at === 0 ? { ...one, problems: [...problems, ...one.problems] } : one));
}

/** Metrics of Go's kind. Cheap: it is asked of every line. */
function isWanted(line: string): boolean {
  switch (line.charCodeAt(0)) {
    case 0x67: // g
      return line.startsWith('go_');
    case 0x70: // p
      return line.startsWith('process_');
    case 0x63: // c
      return /^container_(?:memory_|cpu_cfs_|spec_memory_limit_bytes|oom_events_total)/.test(line);
    case 0x6b: // k
      return line.startsWith('kube_pod_container_resource_limits');
    default:
      return false;
  }
}

/** All names of Go's kind that a target exposes, also those that no field is made of. */
function noteName(names: Map<string, Set<string>>, key: string, name: string): void {
  const noted = names.get(key);
  if (noted) noted.add(name);
  else if (names.size < 5 * mostTargets) names.set(key, new Set([name]));
}

const otherMetrics = new Set([
  'go_info',
  'go_gc_duration_seconds',
  'process_start_time_seconds',
  workingSetMetric,
  ...pauseHistograms,
]);

function isRead(name: string): boolean {
  return isMetricOfFields(name) || otherMetrics.has(name);
}

/** Labels that a metric of one process has of its own; all others tell processes apart. */
const ownLabels = new Set(['le', 'quantile', 'version', '__name__']);

/**
 * Whose metric it is. Containers are named by their pod, whoever tells of them: so cAdvisor's numbers and the process's own
 * meet. Null for what is of no process or container: sums of a pod, other resources.
 */
function targetKey({ name, labels }: ExposedSample): string | null {
  const isContainer = name.startsWith('container_') || name.startsWith('kube_');
  if (isContainer && (labels.resource ?? 'memory') !== 'memory') return null;
  if (isContainer && !labels.name && (!labels.container || labels.container === 'POD')) return null;
  if (labels.pod) return `pod ${labels.namespace ?? ''} ${labels.pod} ${labels.container ?? ''}`;
  if (isContainer) return `container ${labels.name}`;
  const others = Object.keys(labels).filter((label) => !ownLabels.has(label));
  if (others.includes('job') || others.includes('instance')) {
    return JSON.stringify([labels.job ?? null, labels.instance ?? null]);
  }
  const pairs = others.sort().map((label) => [label, labels[label]]);
  return pairs.length === 0 ? '[null,null]' : JSON.stringify(pairs);
}

interface Scrape {
  readonly timeMs: number | null;
  readonly values: Map<string, number>;
  readonly buckets: Map<string, [le: number, count: number][]>;
  startMs: number | null;
}

/** One process: what each scrape said of it. */
class Target {
  hasFields = false;
  readonly #line: number;
  readonly #name: string;
  readonly #scrapes: Scrape[] = [];
  readonly #byTime = new Map<number, Scrape>();
  #latest: Scrape | null = null;
  #goVersion = '';

  constructor({ line, labels }: ExposedSample) {
    this.#line = line;
    this.#name = nameOf(labels);
  }

  add({ name, labels, value, timeMs }: ExposedSample): void {
    if (name === 'go_info') this.#goVersion = labels.version ?? this.#goVersion;
    if (Number.isNaN(value)) return;
    if (name === 'process_start_time_seconds') {
      this.#scrapeWith(name, timeMs).startMs = Math.round(value * 1000);
    } else if (name === 'go_gc_duration_seconds') {
      // OpenMetrics writes 1.0.
      if (Number(labels.quantile) === 1) this.#keep('PauseMaxNs', Math.round(value * 1e9), timeMs);
    } else if (pauseHistograms.includes(name)) {
      this.#keepBucket(name, labels.le, value, timeMs);
    } else if (name !== 'go_info') {
      this.#keep(name, value, timeMs);
    }
  }

  #keep(key: string, value: number, timeMs: number | null): void {
    this.#scrapeWith(key, timeMs).values.set(key, value);
    this.hasFields = true;
  }

  #keepBucket(name: string, le: string | undefined, count: number, timeMs: number | null): void {
    const scrape = this.#scrapeWith(`${name} ${le}`, timeMs);
    scrape.values.set(`${name} ${le}`, count);
    const buckets = scrape.buckets.get(name) ?? [];
    scrape.buckets.set(name, buckets);
    buckets.push([le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), count]);
    this.hasFields = true;
  }

  /** The scrape of that time; without one the latest, until a metric comes again. */
  #scrapeWith(key: string, timeMs: number | null): Scrape {
    if (timeMs !== null) {
      this.#latest = this.#byTime.get(timeMs) ?? this.#begin(timeMs);
      this.#byTime.set(timeMs, this.#latest);
      return this.#latest;
    }
    const isTaken =
      this.#latest === null ||
      this.#latest.values.has(key) ||
      (key === 'process_start_time_seconds' && this.#latest.startMs !== null);
    if (isTaken) this.#latest = this.#begin(null);
    return this.#latest!;
  }

  #begin(timeMs: number | null): Scrape {
    const scrape: Scrape = { timeMs, values: new Map(), buckets: new Map(), startMs: null };
    this.#scrapes.push(scrape);
    return scrape;
  }

  finish(metrics: readonly string[]): FoundSeries {
    const moments = this.#scrapes.filter(({ values }) => values.size > 0).map(momentOf);
    return seriesOfMoments('prometheus', moments, {
      line: this.#line,
      process: { name: this.#name, goVersion: this.#goVersion },
      metrics,
      untimed: withoutTime,
    });
  }
}

function momentOf({ timeMs, values, buckets, startMs }: Scrape): Moment {
  const row = fieldsOfMetrics(values);
  const pauseMax = values.get('PauseMaxNs');
  if (pauseMax !== undefined) row.PauseMaxNs = pauseMax;
  const histogram = pauseHistograms.map((name) => buckets.get(name)).find((found) => found !== undefined);
  const p99 = histogram && quantileOf(histogram, 0.99);
  if (p99 !== undefined) row.PauseP99Ns = Math.round(p99 * 1e9);
  return { timeMs, row, startMs };
}

/**
 * What so many of all values do not reach: the lower end of the bucket that holds the quantile. Where buckets are ten times as
 * wide at their end as at their start, as those of Go's pauses are in client_golang, anything between would be a guess, and
 * a pause of 2 ms one of 10. Undefined without values.
 */
export function quantileOf(
  buckets: readonly (readonly [number, number])[],
  share: number,
): number | undefined {
  const sorted = [...buckets].filter(([le]) => !Number.isNaN(le)).sort(([a], [b]) => a - b);
  const total = sorted.at(-1)?.[1] ?? 0;
  if (total <= 0 || sorted.at(-1)![0] !== Number.POSITIVE_INFINITY) return undefined;
  const rank = share * total;
  const at = sorted.findIndex(([, count]) => count >= rank);
  return at <= 0 ? 0 : sorted[at - 1]![0];
}

/** `api 10.0.0.1:8080`, `api-7f9c/main`; '' where labels say nothing. */
function nameOf(labels: Labels): string {
  if (labels.pod) return [labels.pod, labels.container].filter(Boolean).join('/');
  if (labels.job || labels.instance) return [labels.job, labels.instance].filter(Boolean).join(' ');
  return labels.name ?? '';
}

function withoutTime(count: number): Problem {
  return {
    at: 'all lines',
    message: message(
      'memory.untimedScrapes',
      '{count} scrapes have no time, though others have: they were left out.',
      { count: formatExact(count, '') },
    ),
  };
}

function unreadable(line: number): Problem {
  return {
    at: `line ${line}`,
    message: message('memory.metricLine', 'This is no sample of a metric; it was skipped.'),
  };
}

function tooMany(): Problem {
  return {
    at: 'all lines',
    message: message('memory.manyTargets', 'Only the first {most} processes of this text are shown.', {
      most: mostTargets,
    }),
  };
}
