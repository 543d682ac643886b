import type { MemoryField } from '../../model/memoryFields';
import type { SystemReading } from './systemFiles';

const fields: Readonly<Record<string, MemoryField | undefined>> = Object.assign(Object.create(null), {
  VmRSS: 'RSS',
  VmHWM: 'RSSPeak',
  RssAnon: 'RSSAnon',
  RssFile: 'RSSFile',
  RssShmem: 'RSSShmem',
  VmSize: 'VirtualSize',
  VmSwap: 'Swap',
});

/** /proc/PID/status, once or several times after each other: each begins with `Name:`. Sizes are KiB, whatever `kB` says. */
export function readProcStatus(lines: readonly string[]): SystemReading[] {
  const found: { row: Partial<Record<MemoryField, number>>; name?: string; pid?: number }[] = [];
  for (const line of lines) {
    const [, key, text] = /^(\w+):\s*(.*)$/.exec(line.trimEnd()) ?? [];
    if (key === undefined || text === undefined) continue;
    if (key === 'Name') found.push({ row: {}, name: text });
    const current = found.at(-1);
    if (!current) continue;
    const [, digits] = /^(\d+)(?: kB)?$/.exec(text) ?? [];
    if (digits === undefined) continue;
    const field = fields[key];
    if (field !== undefined) current.row[field] = Number(digits) * 1024;
    else if (key === 'Threads') current.row.Threads = Number(digits);
    else if (key === 'Pid') current.pid = Number(digits);
  }
  return found.map((reading) => ({ source: 'procStatus', file: 'status', ...reading }));
}
