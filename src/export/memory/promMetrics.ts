import { MessageError, message } from '../../base/message';
import { metricsOfField } from '../../model/goMetrics';
import { isLimit, type MemoryField } from '../../model/memoryFields';

/** Expressions over the metrics that an endpoint exposes, narrowed by a selector. */
export interface PromMetrics {
  readonly exposed: ReadonlySet<string>;
  has(field: MemoryField): boolean;
  /** The field now: a metric, or the sum that it is, in the metric's own unit. */
  now(field: MemoryField): string;
  /** A function over a time behind now, or behind a moment before. */
  over(apply: string, field: MemoryField, range: string, offset?: string): string;
  /** One metric with the selector. */
  metric(name: string, labels?: string): string;
}

export function promMetrics(names: readonly string[], selector: string): PromMetrics {
  const exposed = new Set(names);
  const labels = selectorLabels(selector);
  const metric = (name: string, own = '') => {
    const all = [labels, own].filter((part) => part !== '').join(',');
    return all === '' ? name : `${name}{${all}}`;
  };
  const partsOf = (field: MemoryField) =>
    (metricsOfField(field, exposed)?.metrics ?? []).map((name) => metric(name));
  return {
    exposed,
    has: (field) => metricsOfField(field, exposed) !== null,
    now: (field) => together(partsOf(field)),
    over: (apply, field, range, offset) => {
      const parts = partsOf(field);
      const step = parts.length > 1 ? ':' : '';
      return `${apply}(${together(parts)}[${range}${step}]${offset ? ` offset ${offset}` : ''})`;
    },
    metric,
  };
}

function together(parts: readonly string[]): string {
  return parts.length > 1 ? `(${parts.join(' + ')})` : parts[0]!;
}

/** Labels of a selector, with or without its braces, checked: it stands in expressions as it is. */
function selectorLabels(selector: string): string {
  const inner = selector
    .trim()
    .replace(/^\{(.*)\}$/s, '$1')
    .trim()
    .replace(/,$/, '');
  if (inner === '' || labelMatchers.test(inner)) return inner;
  throw new MessageError(
    message(
      'export.selector',
      'This is no selector of labels: {selector}. Write it as job="api",env="prod".',
      {
        selector: JSON.stringify(selector.slice(0, 80)),
      },
    ),
  );
}

/** It stands in a block of YAML, where every kind of line end would begin another line. */
const inLine = '[^\\p{Cc}\\u2028\\u2029]';
const value = `"(?:(?!["\\\\])${inLine}|\\\\${inLine})*"`;
const matcher = ` *[a-zA-Z_]\\w* *(?:=~|!~|!=|=) *${value} *`;
const labelMatchers = new RegExp(`^${matcher}(?:,${matcher})*$`, 'u');

/** What a container may use: a metric beside the process's own, or a number that is known. null: nobody says. */
export type ContainerLimit =
  | { readonly kind: 'metric'; readonly expression: string }
  | { readonly kind: 'number'; readonly bytes: number };

/**
 * cAdvisor and kube-state-metrics tell it with labels of the pod, under another job: the selector does not narrow them, what
 * they are compared with does.
 */
export function containerLimitOf(
  exposed: ReadonlySet<string>,
  knownBytes: number | null,
): ContainerLimit | null {
  const by = 'max by (namespace, pod, container)';
  if (exposed.has('container_spec_memory_limit_bytes')) {
    const expression = `(${by} (container_spec_memory_limit_bytes{container!=""}) > 0)`;
    return { kind: 'metric', expression };
  }
  if (exposed.has('kube_pod_container_resource_limits')) {
    const expression = `${by} (kube_pod_container_resource_limits{resource="memory"})`;
    return { kind: 'metric', expression };
  }
  return isLimit(knownBytes) ? { kind: 'number', bytes: knownBytes } : null;
}

/** `left` where it is more than a share of the limit; its value stays that of `left`. */
export function aboveLimit(left: string, share: number, limit: ContainerLimit): string {
  if (limit.kind === 'number') return `${left} > ${Math.round(share * limit.bytes)}`;
  const right = share === 1 ? limit.expression : `${share} * ${limit.expression}`;
  return `${left} > on (namespace, pod, container) group_left () (${right})`;
}

/** `1h`, `15m`, `1m30s`; a second at least. */
export function promDuration(seconds: number): string {
  let rest = Math.max(1, Math.round(seconds));
  let text = '';
  for (const [unit, size] of [
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
