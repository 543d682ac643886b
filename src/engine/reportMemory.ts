import { giveAdvice } from '../analysis/memory/advice';
import { forecastLimit } from '../analysis/memory/forecast';
import { computeHealth } from '../analysis/memory/health';
import { explainRss } from '../analysis/memory/rssExplained';
import type { MemoryReport, MemoryReportOptions } from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';
import type { Anomaly } from '../model/timeline';
import { judgeMemory, memoryContextOf } from '../rules/memory/index';
import { readTogether } from '../rules/memory/readings';

/** A series judged; `anomalies` are those of the whole series. */
export function reportMemory(
  series: MemorySeries,
  options: MemoryReportOptions,
  anomalies: readonly Anomaly[],
): MemoryReport {
  const context = memoryContextOf(series, options);
  const { range } = options;
  return {
    ...judgeMemory(context),
    health: computeHealth(series, options),
    readings: readTogether(context),
    anomalies: range
      ? anomalies.filter(({ timeMs }) => timeMs >= range.fromMs && timeMs <= range.toMs)
      : anomalies,
    forecast: forecastLimit(series, options),
    advice: giveAdvice(series, options),
    rss: explainRss(series),
  };
}
