import { MessageError, message } from '../../base/message';
import { metricsThatGive } from '../../model/goMetrics';
import { type Alert, type Asked, alerts, type Needed, pauseHistogram, type Way } from './alerts';
import { containerLimitOf, promDuration, promMetrics } from './promMetrics';

export interface AlertRulesQuery {
  /** As the endpoint exposes them. */
  readonly metrics: readonly string[];
  /** Whose they are, for people; '' unknown. */
  readonly process: string;
  /** Of the container, where no metric says it; null unknown. */
  readonly containerLimit: number | null;
  /** Numbers of the rules, as `H1.minGrowthBytes`. */
  readonly threshold: (name: string) => number;
  /** null: each alert's own. */
  readonly windowMinutes: number | null;
  readonly selector: string;
}

/**
 * Alerting rules for Prometheus: one for each finding that the exposed metrics can tell, with their names as they are. What
 * they cannot tell stands in a comment, with what is missing. Ends as a MessageError without any metric of Go.
 */
export function exportAlertRules(query: AlertRulesQuery): string {
  checkWindow(query.windowMinutes);
  const metrics = promMetrics(query.metrics, query.selector);
  const containerLimit = containerLimitOf(metrics.exposed, query.containerLimit);
  const written: string[] = [];
  const left: string[] = [];
  for (const alert of alerts) {
    const windowMinutes = query.windowMinutes ?? alert.windowMinutes;
    const asked = { metrics, containerLimit, threshold: query.threshold, windowSeconds: windowMinutes * 60 };
    const way = alert.ways.find(({ needs }) => needs.every((needed) => isThere(needed, asked)));
    if (way) written.push(...ruleLines(alert, way, asked));
    else left.push(`# ${alert.ruleId} ${alert.title}: left out, ${lackOf(alert, asked)}`);
  }
  if (written.length === 0) throw noMetrics();
  return `${[...header(query), ...left, 'groups:', '  - name: heaplens-go-memory', '    rules:', ...written].join('\n')}\n`;
}

export function noMetrics(): MessageError {
  return new MessageError(
    message(
      'export.noMetrics',
      'This needs the names of the metrics that the program exposes: open a text of its /metrics, or watch it there.',
    ),
  );
}

/** A second for each quarter is the least that Prometheus can be asked. */
const leastWindowMinutes = 4 / 60;

function checkWindow(minutes: number | null): void {
  if (minutes === null || (minutes >= leastWindowMinutes && minutes <= 60 * 24 * 366)) return;
  throw new MessageError(
    message('export.window', 'A window of alerts has to be between 4 seconds and a year.'),
  );
}

function header({ process, windowMinutes, selector }: AlertRulesQuery): string[] {
  return [
    `# Alerts for the memory of ${process === '' ? 'a Go program' : oneLine(process)}, by Heaplens.`,
    '# Names of metrics are those that it exposes. Check with: promtool check rules FILE',
    ...(windowMinutes === null
      ? []
      : [
          `# Every window is ${promDuration(windowMinutes * 60)}; a quarter of it has to hold several scrapes.`,
        ]),
    ...(selector.trim() === '' ? ['# No selector: every Go program of this Prometheus is meant.'] : []),
  ];
}

function ruleLines(alert: Alert, way: Way, asked: Asked): string[] {
  const { expression, holds } = way.ask(asked);
  const summary = alert.summary.replace('{{process}}', processTemplate);
  return [
    `      # ${alert.ruleId} ${alert.title}.${way.note ? ` ${way.note}` : ''}`,
    `      - alert: ${alert.name}`,
    '        expr: |-',
    ...expression.map((line) => `          ${line}`),
    ...(holds === undefined ? [] : [`        for: ${holds}`]),
    '        labels:',
    `          severity: ${alert.severity}`,
    `          heaplens_rule: ${alert.ruleId}`,
    '        annotations:',
    `          summary: ${JSON.stringify(summary)}`,
    `          description: ${JSON.stringify(alert.description(asked))}`,
  ];
}

/** Whoever it is, by the labels that there are. */
const processTemplate =
  '{{ with $labels.pod }}{{ . }}{{ else }}{{ $labels.job }} {{ $labels.instance }}{{ end }}';

function isThere(needed: Needed, { metrics, containerLimit }: Asked): boolean {
  if (needed === 'container limit') return containerLimit !== null;
  if (needed === 'pauses histogram') return pauseHistogram(metrics) !== null;
  return metrics.has(needed);
}

function lackOf({ ways }: Alert, asked: Asked): string {
  const lacks = ways.map(({ needs }) => needs.filter((needed) => !isThere(needed, asked)));
  const fewest = lacks.reduce((least, one) => (one.length < least.length ? one : least));
  const names = fewest.flatMap((needed) => metricsNamed(needed));
  const isClassic = [...asked.metrics.exposed].some((name) => name.startsWith('go_memstats_'));
  // The default collector of client_golang has MemStats alone.
  const hint = isClassic && names.some((name) => /^go_(?:gc|cpu|sched)_/.test(name)) ? runtimeMetrics : '';
  return `${fewest.map(lackText).join('; ')}${hint}.`;
}

const runtimeMetrics =
  ' (collectors.WithGoCollectorRuntimeMetrics(collectors.MetricsAll) adds what is missing)';

function lackText(needed: Needed): string {
  if (needed === 'container limit') {
    return 'the limit of the container is not known (container_spec_memory_limit_bytes of cAdvisor is not beside these metrics)';
  }
  return `${metricsNamed(needed).slice(0, 2).join(' or ')} is not exposed`;
}

function metricsNamed(needed: Needed): string[] {
  if (needed === 'container limit') return [];
  if (needed === 'pauses histogram') return ['go_sched_pauses_total_gc_seconds'];
  return metricsThatGive(needed).filter((name) => /^(?:go|process)_/.test(name));
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u0085]+/gu, ' ').slice(0, 200);
}
