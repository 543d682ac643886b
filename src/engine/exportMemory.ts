import { MessageError, message } from '../base/message';
import { exportCyclesCsv, exportSamplesCsv } from '../export/memory/memoryCsv';
import { TextPieces } from '../export/textPieces';
import { historyLines } from '../model/memoryHistory';
import type { MemoryExportQuery } from '../model/memoryReport';
import type { MemorySeries } from '../model/memorySeries';

/** A series as a file for other tools. */
export function exportMemory(series: MemorySeries, query: MemoryExportQuery): Uint8Array {
  switch (query.format) {
    case 'csv':
      return query.table === 'cycles'
        ? exportCyclesCsv(series, query.range)
        : exportSamplesCsv(series, query.range);
    case 'history':
      return exportHistory(series);
    default:
      throw new MessageError(
        message('memory.noExport', 'Memory over time cannot be exported as {format}.', {
          format: query.format,
        }),
      );
  }
}

function exportHistory(series: MemorySeries): Uint8Array {
  const text = new TextPieces();
  const origin = { target: series.process.name, source: series.source };
  for (const line of historyLines(series, origin)) text.push(line);
  return text.finish();
}
