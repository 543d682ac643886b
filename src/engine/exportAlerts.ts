import { lastValue, limitsOf } from '../analysis/memory/limits';
import { exportAlertRules } from '../export/memory/alertRules';
import { exportHpa } from '../export/memory/hpa';
import type { MemoryExportQuery, MemoryReportOptions } from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';
import { growth } from '../rules/goroutines/growth';
import { memoryRules } from '../rules/memory/index';
import { thresholdOf } from '../rules/rule';

/** Alerting rules for Prometheus over the metrics that a series names. */
export function exportAlerts(
  series: MemorySeries,
  { options, windowMinutes, selector }: Omit<MemoryExportQuery & { readonly format: 'alerts' }, 'format'>,
): Uint8Array {
  const text = exportAlertRules({
    metrics: series.metrics,
    process: series.process.name,
    containerLimit: limitsOf(series, options.known, null).containerLimit,
    threshold: thresholdBy(options),
    windowMinutes,
    selector,
  });
  return new TextEncoder().encode(text);
}

/** Numbers by which alerts judge are those of the rules, as people set them. */
function thresholdBy(options: MemoryReportOptions): (name: string) => number {
  return (name) => {
    const [id, threshold] = name.split('.') as [string, string];
    return thresholdOf({ options }, [...memoryRules, growth].find((rule) => rule.id === id)!, threshold);
  };
}

/** A HorizontalPodAutoscaler on memory, for Kubernetes. */
export function exportAutoscaler(
  series: MemorySeries,
  { options, workload, namespace }: Omit<MemoryExportQuery & { readonly format: 'hpa' }, 'format'>,
): Uint8Array {
  const text = exportHpa({
    metrics: series.metrics,
    workload,
    namespace,
    ...limitsOf(series, options.known, null),
    latest: (field) => lastValue(series, field, null),
  });
  return new TextEncoder().encode(text);
}
