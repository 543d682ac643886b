import { assertNever } from '../base/assertNever';
import { exportIncident } from '../export/memory/incident';
import { exportCyclesCsv, exportSamplesCsv } from '../export/memory/memoryCsv';
import { exportTimelineSvg, picturedSeries, pictureName } from '../export/memory/timelineSvg';
import { TextPieces } from '../export/textPieces';
import type { TimeSpan } from '../model/finding';
import { historyLines } from '../model/memoryHistory';
import type { MemoryExportQuery, MemoryReport, MemoryReportOptions } from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';
import type { MemoryFacts, RangeSummary, TimelineQuery, TimelineView } from '../model/timeline';
import { exportAlerts, exportAutoscaler } from './exportAlerts';

/** What exports ask of an open series. */
export interface ExportedMemory {
  readonly series: MemorySeries;
  readonly facts: MemoryFacts;
  readonly report: (options: MemoryReportOptions) => MemoryReport;
  readonly range: (span: TimeSpan) => RangeSummary;
  readonly timeline: (query: TimelineQuery) => TimelineView;
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
    case 'picture':
      return drawPicture(memory, query);
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

const picture = { width: 960, height: 320 } as const;

/**
 * All of what is judged, and the last quarter of it: whether the end is as the rest. Whoever brings no picture gets one that is
 * drawn here and stands in the text itself.
 */
function exportMemoryIncident(
  memory: ExportedMemory,
  { options, title, pictures, judged }: Extract<MemoryExportQuery, { format: 'incident' }>,
): Uint8Array {
  const { facts, range } = memory;
  const report = memory.report(options);
  const { fromMs, toMs } = options.range ?? facts;
  const lastQuarter = { fromMs: toMs - (toMs - fromMs) / 4, toMs };
  const ranges = [
    { name: options.range ? 'Selected range' : 'All of it', summary: range({ fromMs, toMs }) },
    ...(toMs > fromMs ? [{ name: 'Last quarter', summary: range(lastQuarter) }] : []),
  ];
  const shown = pictures.length > 0 || isEmpty(facts) ? pictures : [pictureInText(memory, options, title)];
  const { known } = options;
  return exportIncident({ facts, report, known, ranges, judged }, { title, pictures: shown });
}

function isEmpty({ samples, cycles }: MemoryFacts): boolean {
  return samples + cycles === 0;
}

function drawPicture(
  { facts, report, timeline }: ExportedMemory,
  { options, title }: Pick<Extract<MemoryExportQuery, { format: 'picture' }>, 'options' | 'title'>,
): Uint8Array {
  const { fromMs, toMs } = options.range ?? facts;
  const { findings } = report(options);
  const view = timeline({ fromMs, toMs, columns: picture.width, series: picturedSeries });
  return exportTimelineSvg({ facts, view, findings }, { title, ...picture });
}

function pictureInText(
  memory: ExportedMemory,
  options: MemoryReportOptions,
  title: string,
): { readonly name: string; readonly source: string } {
  const svg = drawPicture(memory, { options, title });
  const { fromMs, toMs } = options.range ?? memory.facts;
  const name = pictureName({ ...memory.facts, fromMs, toMs });
  return { name, source: `data:image/svg+xml;base64,${base64(svg)}` };
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
