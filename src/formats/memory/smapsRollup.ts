import type { MemoryField } from '../../model/memoryFields';
import type { SystemReading } from './systemFiles';

const fields: Readonly<Record<string, MemoryField | undefined>> = Object.assign(Object.create(null), {
  Rss: 'RSS',
  Pss: 'Pss',
  Pss_Anon: 'PssAnon',
  Pss_File: 'PssFile',
  Pss_Shmem: 'PssShmem',
  LazyFree: 'LazyFree',
  Swap: 'Swap',
});

/** /proc/PID/smaps_rollup, once or several times: a line of addresses that ends in `[rollup]`, then `Rss:  1234 kB`, in KiB. */
export function readSmapsRollup(lines: readonly string[]): SystemReading[] {
  const found: { row: Partial<Record<MemoryField, number>> }[] = [];
  for (const line of lines) {
    if (line.trimEnd().endsWith('[rollup]')) found.push({ row: {} });
    const [, key, digits] = /^(\w+):\s*(\d+) kB\s*$/.exec(line) ?? [];
    const field = key === undefined ? undefined : fields[key];
    if (field !== undefined && found.length > 0) found.at(-1)!.row[field] = Number(digits) * 1024;
  }
  return found.map((reading) => ({ source: 'smaps', file: 'smaps_rollup', ...reading }));
}
