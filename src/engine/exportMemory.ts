import { assertNever } from '../base/assertNever';
import { exportIncident } from '../export/memory/incident';
import { exportCyclesCsv, exportSamplesCsv } from '../export/memory/memoryCsv';
import { TextPieces } from '../export/textPieces';
import type { TimeSpan } from '../model/finding';
import { historyLines } from '../model/memoryHistory';
import type { MemoryExportQuery, MemoryReport, MemoryReportOptions } from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';
import type { MemoryFacts, RangeSummary } from '../model/timeline';
import { exportAlerts, exportAutoscaler } from './exportAlerts';

/** What exports ask of an open series. */
export interface ExportedMemory {
  readonly series: MemorySeries;
  readonly facts: MemoryFacts;
  readonly report: (options: MemoryReportOptions) => MemoryReport;
  readonly range: (span: TimeSpan) => RangeSummary;
}

/** A series as a file for other tools. */
export function exportMemory(memory: ExportedMemory, query: MemoryExportQuery): Uint8Array {
  switch (query.format) {
    case 'csv':
      return query.table === 'cycles'
        ? exportCyclesCsv(memory.series, query.range)
        : exportSamplesCsv(memory.series, query.range);
    case 'history':
      return exportHistory(memory.series);
    case 'incident':
      return exportMemoryIncident(memory, query);
    case 'alerts':
      return exportAlerts(memory.series, query);
    case 'hpa':
      return exportAutoscaler(memory.series, query);
    default:
      return assertNever(query);
  }
}

function exportHistory(series: MemorySeries): Uint8Array {
  const text = new TextPieces();
  const origin = { target: series.process.name, source: series.source };
  for (const line of historyLines(series, origin)) text.push(line);
  return text.finish();
}

/** All of what is judged, and the last quarter of it: whether the end is as the rest. */
function exportMemoryIncident(
  { facts, report, range }: ExportedMemory,
  { options, title, pictures }: Extract<MemoryExportQuery, { format: 'incident' }>,
): Uint8Array {
  const { fromMs, toMs } = options.range ?? facts;
  const lastQuarter = { fromMs: toMs - (toMs - fromMs) / 4, toMs };
  const ranges = [
    { name: options.range ? 'Selected range' : 'All of it', summary: range({ fromMs, toMs }) },
    ...(toMs > fromMs ? [{ name: 'Last quarter', summary: range(lastQuarter) }] : []),
  ];
  return exportIncident({ facts, report: report(options), ranges }, { title, pictures });
}
