import { MessageError, message } from '../../base/message';
import { formatBytes } from '../../base/units';
import { isLimit, type MemoryField } from '../../model/memoryFields';
import { noMetrics } from './alertRules';
import { type PromMetrics, promMetrics } from './promMetrics';

export interface HpaQuery {
  readonly metrics: readonly string[];
  readonly workload: string;
  readonly namespace: string;
  /** Last values of the process; null unknown. Percent, bytes. */
  readonly gogc: number | null;
  readonly memoryLimit: number | null;
  readonly containerLimit: number | null;
  readonly latest: (field: MemoryField) => number | null;
}

/**
 * A HorizontalPodAutoscaler (autoscaling/v2) on memory a pod, and the rule that makes its metric (prometheus-adapter), as two
 * documents of YAML. The target's arithmetic stands in comments.
 */
export function exportHpa(query: HpaQuery): string {
  const workload = nameOf(query.workload, 'workload');
  const namespace = nameOf(query.namespace, 'namespace');
  const metrics = promMetrics(query.metrics, '');
  const scaling = scalings.find(({ needs }) => needs.every((field) => metrics.has(field)));
  if (!scaling) throw noMetrics();
  const target = targetOf(scaling, query);
  return `${[
    ...comments(scaling, target),
    ...autoscaler(workload, namespace, scaling, target),
    '---',
    ...adapterRule(workload, namespace, scaling, metrics),
  ].join('\n')}\n`;
}

/** What of a process's memory a pod is added for. */
interface Scaling {
  readonly needs: readonly MemoryField[];
  readonly metricName: string;
  readonly about: string;
  /** Whether the collector doubles it (GOGC=100) before it collects. */
  readonly isLive: boolean;
  readonly value: (latest: HpaQuery['latest']) => number | null;
}

const scalings: readonly Scaling[] = [
  {
    needs: ['HeapLive'],
    metricName: 'go_live_heap_bytes',
    about:
      'the live heap: what the last collection found in use. It falls when there is less to do; RSS hardly does.',
    isLive: true,
    value: (latest) => latest('HeapLive'),
  },
  {
    needs: ['Sys', 'HeapReleased'],
    metricName: 'go_mapped_bytes',
    about:
      'what GOMEMLIMIT counts: Sys − HeapReleased. The live heap (go_gc_heap_live_bytes) is not exposed.',
    isLive: false,
    value: (latest) => difference(latest('Sys'), latest('HeapReleased')),
  },
  {
    needs: ['RSS'],
    metricName: 'process_resident_bytes',
    about: 'the resident memory, which falls late: nothing of the Go runtime’s own is exposed.',
    isLive: false,
    value: (latest) => latest('RSS'),
  },
];

interface Target {
  readonly bytes: number;
  readonly arithmetic: string;
}

/** Share of a limit at which a pod is full. */
const fullShare = 0.7;

/** A live heap grows by GOGC before it is collected; with GOMEMLIMIT the collector comes sooner, so more of it can be alive. */
function targetOf(
  { isLive, value }: Scaling,
  { gogc, memoryLimit, containerLimit, latest }: HpaQuery,
): Target {
  if (isLimit(memoryLimit)) {
    return {
      bytes: fullShare * memoryLimit,
      arithmetic: `${fullShare} × GOMEMLIMIT (${formatBytes(memoryLimit)})`,
    };
  }
  if (isLimit(containerLimit)) {
    const growth = isLive ? 1 + Math.max(0, gogc ?? 100) / 100 : 1;
    const divided = isLive
      ? ` ÷ ${growth}, because without GOMEMLIMIT the heap grows to (1 + GOGC ÷ 100) × live`
      : '';
    return {
      bytes: (fullShare * containerLimit) / growth,
      arithmetic: `${fullShare} × limit of the container (${formatBytes(containerLimit)})${divided}`,
    };
  }
  const now = value(latest);
  if (now === null || !(now > 0)) {
    throw new MessageError(
      message(
        'export.hpaTarget',
        'A target needs a limit, and neither GOMEMLIMIT nor the limit of the container is known here. Say it, or read the control group’s memory.max too.',
      ),
    );
  }
  return {
    bytes: 1.5 * now,
    arithmetic: `1.5 × what the process has now (${formatBytes(now)}), because no limit is known: set it to about ${fullShare} × the limit`,
  };
}

function comments({ about }: Scaling, { arithmetic }: Target): string[] {
  return [
    '# Adds pods of a Go program as their memory fills, by Heaplens.',
    `# Metric: ${about}`,
    `# Target: ${arithmetic}.`,
    '# More pods help where memory follows load. They do not stop a leak: each pod has it.',
    '# Bounds of replicas are examples.',
  ];
}

function autoscaler(
  workload: string,
  namespace: string,
  { metricName }: Scaling,
  { bytes }: Target,
): string[] {
  return `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${quoted(`${workload}-memory`)}
  namespace: ${quoted(namespace)}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${quoted(workload)}
  minReplicas: 2
  maxReplicas: 10
  metrics:
    - type: Pods
      pods:
        metric:
          name: ${metricName}
        target:
          type: AverageValue
          averageValue: ${quoted(String(Math.round(bytes)))}
  behavior:
    # Memory falls some collections after the load: no pod goes before that.
    scaleDown:
      stabilizationWindowSeconds: 600`.split('\n');
}

function adapterRule(workload: string, namespace: string, scaling: Scaling, metrics: PromMetrics): string[] {
  const { metricName, needs } = scaling;
  const labels = 'namespace!="",pod!=""';
  const series = metrics.now(needs[0]!).replace(/[()]/g, '').split(' + ')[0]!;
  const matched = needs.map((field) => withMatchers(metrics, field)).join(' - ');
  return `# Needed besides: prometheus-adapter with this rule, which makes ${metricName} of what Prometheus scraped. This
# ConfigMap only carries it: put the rule among those of the adapter (Helm: rules.custom), and leave the others.
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${quoted(`${workload}-memory-adapter-rule`)}
  namespace: ${quoted(namespace)}
data:
  rules.yaml: |
    rules:
      - seriesQuery: '${series}{${labels}}'
        resources:
          overrides:
            namespace: {resource: namespace}
            pod: {resource: pod}
        name:
          as: ${metricName}
        metricsQuery: 'sum by (<<.GroupBy>>) (${matched})'`.split('\n');
}

/** The adapter narrows each metric to the pods that are asked for. */
function withMatchers(metrics: PromMetrics, field: MemoryField): string {
  return metrics.now(field).replace(/[a-zA-Z_:][\w:]*/g, (name) => `${name}{<<.LabelMatchers>>}`);
}

/** Names of Kubernetes objects are labels of DNS, so that they stand in YAML as they are. */
function nameOf(text: string, what: string): string {
  if (/^[a-z0-9](?:[-a-z0-9.]{0,200}[a-z0-9])?$/.test(text)) return text;
  throw new MessageError(
    message('export.kubernetesName', '{text} cannot be the name of a {what} in Kubernetes.', {
      text: JSON.stringify(text.slice(0, 80)),
      what,
    }),
  );
}

/** A name of digits would be a number. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function difference(whole: number | null, part: number | null): number | null {
  return whole === null || part === null ? null : whole - part;
}
