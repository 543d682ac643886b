import type { MemoryField } from '../../model/memoryFields';
import type { FoundSeries } from '../../model/memorySeries';
import type { MemStats } from '../../model/memStats';
import type { MemoryRow } from '../../model/sampleTable';
import { seriesOfMoments } from './moments';

/**
 * The footer of a heap profile in text form as a series of one sample. Its only time is the end of the last collection: the
 * profile was taken at that moment or later.
 */
export function memStatsSeries(memStats: MemStats, line: number): FoundSeries {
  return seriesOfMoments('memStats', [{ timeMs: null, row: rowOfMemStats(memStats) }], { line });
}

/** Line of a heap profile on which its MemStats begin; 1 where there are none. */
export function memStatsLine(bytes: Uint8Array): number {
  const text = new TextDecoder('latin1').decode(bytes);
  const end = text.search(/^[ \t]*# runtime\.MemStats/m);
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Fields of a sample that have the names of MemStats and are numbers there. */
const sameNames = [
  ...['HeapAlloc', 'HeapInuse', 'HeapIdle', 'HeapReleased', 'HeapSys', 'HeapObjects'],
  ...['StackInuse', 'StackSys', 'MSpanInuse', 'MSpanSys', 'MCacheInuse', 'MCacheSys'],
  ...['BuckHashSys', 'GCSys', 'OtherSys', 'Sys', 'NextGC', 'LastGC', 'TotalAlloc', 'Mallocs', 'Frees'],
  ...['NumGC', 'NumForcedGC', 'GCCPUFraction'],
] as const satisfies readonly (MemoryField & keyof MemStats)[];

/** PauseTotalNs stands in JSON alone. */
export function rowOfMemStats(memStats: MemStats & { readonly PauseTotalNs?: number }): MemoryRow {
  const row: Partial<Record<MemoryField, number>> = {};
  for (const name of sameNames) put(row, name, memStats[name]);
  // The text of Go 1.0 to 1.2 and what people cut has one of the two, which are the same.
  if (row.HeapAlloc === undefined) put(row, 'HeapAlloc', memStats.Alloc);
  put(row, 'RSSPeak', memStats.MaxRSS);
  const { PauseNs: ring, NumGC: cycles } = memStats;
  if (ring !== undefined && ring.length > 0) put(row, 'PauseMaxNs', Math.max(...ring));
  put(row, 'PauseTotalNs', memStats.PauseTotalNs);
  // While the ring holds every collection, it holds their sum.
  if (row.PauseTotalNs === undefined && ring && cycles !== undefined && cycles <= ring.length) {
    put(
      row,
      'PauseTotalNs',
      ring.reduce((sum, pause) => sum + pause, 0),
    );
  }
  return row;
}

function put(row: Partial<Record<MemoryField, number>>, field: MemoryField, value: number | undefined): void {
  if (value !== undefined && Number.isFinite(value)) row[field] = value;
}
