import { message } from '../../../base/message';
import type { MemStats } from '../../../model/memStats';
import type { Problem } from '../../../model/problem';
import type { TextLines } from './textLines';

/**
 * Reads the lines `# Key = value` that runtime/pprof writeHeapInternal puts below the records of a heap profile, in any
 * order and number. What has no readable value is absent and a problem; keys that are not known are skipped.
 */
export function parseMemStatsFooter(lines: TextLines): { value: MemStats; problems: Problem[] } {
  const stats: Record<string, MemStats[keyof MemStats]> = {};
  const problems: Problem[] = [];
  while (lines.next()) {
    if (lines.start === lines.end) continue;
    const [, key, text] = /^\s*#\s*(\w+) = (.*)$/.exec(lines.text()) ?? [];
    if (key === undefined || text === undefined) {
      if (lines.isBlankOrComment()) continue;
      break;
    }
    const read = readers[key];
    const found = read?.(text.trim());
    if (found) Object.assign(stats, found);
    else if (read) problems.push(unreadable(lines.number, key, text));
  }
  return { value: stats, problems };
}

/** The fields that a value gives; null where it has another form. */
type Reader = (text: string) => MemStats | null;

const readers: Readonly<Record<string, Reader | undefined>> = Object.assign(Object.create(null), {
  ...Object.fromEntries(
    (
      [
        ...['Alloc', 'TotalAlloc', 'Sys', 'Lookups', 'Mallocs', 'Frees'],
        ...['HeapAlloc', 'HeapSys', 'HeapIdle', 'HeapInuse', 'HeapReleased', 'HeapObjects'],
        ...['BuckHashSys', 'GCSys', 'OtherSys', 'NextGC', 'LastGC', 'NumGC', 'NumForcedGC', 'MaxRSS'],
      ] as const
    ).map((key) => [key, (text: string) => field(key, integer(text))]),
  ),
  Stack: pair('StackInuse', 'StackSys'),
  MSpan: pair('MSpanInuse', 'MSpanSys'),
  MCache: pair('MCacheInuse', 'MCacheSys'),
  PauseNs: (text: string) => list('PauseNs', text),
  PauseEnd: (text: string) => list('PauseEnd', text),
  GCCPUFraction: (text: string) => field('GCCPUFraction', decimal(text)),
  EnableGC: (text: string) => field('EnableGC', truth(text)),
  DebugGC: (text: string) => field('DebugGC', truth(text)),
});

function field(key: string, value: number | boolean | null): MemStats | null {
  return value === null ? null : { [key]: value };
}

function pair(first: keyof MemStats, second: keyof MemStats): Reader {
  return (text) => {
    const [, inuse, sys] = /^(\d{1,20}) \/ (\d{1,20})$/.exec(text) ?? [];
    return sys === undefined ? null : { [first]: Number(inuse), [second]: Number(sys) };
  };
}

/** Pasted texts have `[...]` here: that says nothing, and is no damage. */
function list(key: 'PauseNs' | 'PauseEnd', text: string): MemStats | null {
  if (text === '[...]') return {};
  const [, inner] = /^\[([\d ]*)\]$/.exec(text) ?? [];
  return inner === undefined ? null : { [key]: inner.split(' ').filter(Boolean).map(Number) };
}

function integer(text: string): number | null {
  return /^\d{1,20}$/.test(text) ? Number(text) : null;
}

function decimal(text: string): number | null {
  return /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

function truth(text: string): boolean | null {
  return text === 'true' ? true : text === 'false' ? false : null;
}

function unreadable(line: number, key: string, text: string): Problem {
  return {
    at: `line ${line}`,
    message: message(
      'legacy.memStats',
      '{key} of the runtime.MemStats has no value that can be read: "{text}".',
      {
        key,
        text: text.slice(0, 40),
      },
    ),
  };
}
