import { giveAdvice } from '../analysis/memory/advice';
import { findAnomalies } from '../analysis/memory/anomalies';
import { DrawnSeriesSet } from '../analysis/memory/drawnSeries';
import { forecastLimit } from '../analysis/memory/forecast';
import { computeHealth } from '../analysis/memory/health';
import { explainRss } from '../analysis/memory/rssExplained';
import type { MemoryReport, MemoryReportOptions } from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';
import type { Anomaly } from '../model/timeline';
import { judgeMemory, memoryContextOf } from '../rules/memory/index';
import { readTogether } from '../rules/memory/readings';

/**
 * A series judged: what rules find in it, what its numbers say together, and what is to be expected of it. `drawn` and `anomalies`
 * are of the same series, where they are known already.
 */
export function reportMemory(
  series: MemorySeries,
  options: MemoryReportOptions,
  drawn = new DrawnSeriesSet(series),
  anomalies: readonly Anomaly[] = findAnomalies(series, drawn),
): MemoryReport {
  const context = memoryContextOf(series, options);
  const { range } = options;
  return {
    ...judgeMemory(context),
    readings: readTogether(context),
    health: computeHealth(series, options, drawn),
    anomalies: anomalies.filter(
      ({ timeMs }) => range === null || (timeMs >= range.fromMs && timeMs <= range.toMs),
    ),
    forecast: forecastLimit(series, options),
    advice: giveAdvice(series, options),
    rss: explainRss(series, range),
  };
}
