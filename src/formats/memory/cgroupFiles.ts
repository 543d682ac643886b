import type { MemoryField } from '../../model/memoryFields';

export type CgroupFile = keyof typeof keyedFiles | keyof typeof numberFiles | 'memory.pressure';
type Row = Partial<Record<MemoryField, number>>;

/** Files of lines `key number`, known by their content. */
const keyedFiles = {
  /** cgroup v2, and v1 where `total_` counts the groups below, too. */
  'memory.stat': rowOfStat,
  'memory.events': rowOf({ max: 'CgroupMaxEvents', oom: 'CgroupOomEvents', oom_kill: 'CgroupOomKills' }),
  'memory.oom_control': rowOf({ oom_kill: 'CgroupOomKills' }),
  'cpu.stat': rowOf({ nr_periods: 'CgroupPeriods', nr_throttled: 'CgroupThrottledPeriods' }),
} as const;

/** Files of one number (or `max`), which nothing but their name tells. */
const numberFiles = {
  'memory.current': 'CgroupCurrent',
  'memory.max': 'CgroupLimit',
  'memory.high': 'CgroupHigh',
  'memory.peak': 'CgroupPeak',
  'memory.swap.current': 'CgroupSwap',
  'memory.usage_in_bytes': 'CgroupCurrent',
  'memory.limit_in_bytes': 'CgroupLimit',
  'memory.max_usage_in_bytes': 'CgroupPeak',
  'memory.failcnt': 'CgroupMaxEvents',
  'memory.kmem.usage_in_bytes': 'CgroupKernel',
  'memory.kmem.tcp.usage_in_bytes': 'CgroupSock',
} as const satisfies Readonly<Record<string, MemoryField>>;

/** Fields that `max`, or what v1 writes instead (2^63 - 4096), leaves without bound. */
const bounds: ReadonlySet<MemoryField> = new Set(['CgroupLimit', 'CgroupHigh']);

/** What file these lines are of: by their keys, else by the name. */
export function cgroupFileOf(lines: readonly string[], name: string): CgroupFile | null {
  const visible = lines.filter((line) => line.trim() !== '');
  const keys = new Set(visible.map((line) => /^([a-z_][\w.]*) \d+$/.exec(line.trimEnd())?.[1]));
  const has = (...wanted: string[]) => !keys.has(undefined) && wanted.every((key) => keys.has(key));
  if (has('anon', 'file') || has('cache', 'rss') || has('total_cache', 'total_rss')) return 'memory.stat';
  if (has('low', 'high', 'max', 'oom')) return 'memory.events';
  if (has('under_oom')) return 'memory.oom_control';
  if (has('nr_periods', 'nr_throttled')) return 'cpu.stat';
  if (lines.some((line) => /^some avg10=\d/.test(line)))
    return isMemoryPressure(name) ? 'memory.pressure' : null;
  return visible.length === 1 && /^(?:\d+|max)$/.test(visible[0]!.trim()) ? cgroupFileNamed(name) : null;
}

/** `memory.current`, also as people save it: `api-memory.current.txt`. */
export function cgroupFileNamed(name: string): keyof typeof numberFiles | null {
  const [, found] =
    /(?:^|[^\w.])(memory(?:\.(?:kmem|tcp|swap))*\.[a-z_]+)(?:\.(?:txt|log))?$/.exec(name) ?? [];
  return found !== undefined && Object.hasOwn(numberFiles, found)
    ? (found as keyof typeof numberFiles)
    : null;
}

function isMemoryPressure(name: string): boolean {
  return !/\b(?:cpu|io|irq)\b/.test(name);
}

/** One row for each time that the file was written: a key that comes again begins another. */
export function readCgroupFile(
  file: Exclude<CgroupFile, 'memory.pressure'>,
  lines: readonly string[],
): Row[] {
  if (Object.hasOwn(numberFiles, file))
    return numbersOf(numberFiles[file as keyof typeof numberFiles], lines);
  const rows: Map<string, number>[] = [];
  for (const line of lines) {
    const [, key, digits] = /^([a-z_]+) (\d+)$/.exec(line.trimEnd()) ?? [];
    if (key === undefined) continue;
    if (rows.length === 0 || rows.at(-1)!.has(key)) rows.push(new Map());
    rows.at(-1)!.set(key, Number(digits));
  }
  return rows.map(keyedFiles[file as keyof typeof keyedFiles]).filter((row) => Object.keys(row).length > 0);
}

function numbersOf(field: MemoryField, lines: readonly string[]): Row[] {
  return lines.flatMap((line) => {
    const text = line.trim();
    if (!/^(?:\d+|max)$/.test(text)) return [];
    const value = text === 'max' ? Number.POSITIVE_INFINITY : Number(text);
    return [{ [field]: bounds.has(field) ? boundOf(value) : value }];
  });
}

function boundOf(bytes: number): number {
  return bytes >= 2 ** 62 ? Number.POSITIVE_INFINITY : bytes;
}

function rowOf(fields: Readonly<Record<string, MemoryField>>): (values: ReadonlyMap<string, number>) => Row {
  return (values) =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([key]) => values.has(key))
        .map(([key, field]) => [field, values.get(key)!]),
    );
}

const statV2 = rowOf({
  anon: 'CgroupAnon',
  file: 'CgroupFile',
  inactive_file: 'CgroupInactiveFile',
  sock: 'CgroupSock',
});
/** Without hierarchy, v1 has no `total_`. */
const statV1Own = rowOf({
  rss: 'CgroupAnon',
  cache: 'CgroupFile',
  inactive_file: 'CgroupInactiveFile',
  swap: 'CgroupSwap',
});
const statV1 = rowOf({
  total_rss: 'CgroupAnon',
  total_cache: 'CgroupFile',
  total_inactive_file: 'CgroupInactiveFile',
  total_swap: 'CgroupSwap',
});

/** What `kernel` sums up since Linux 5.18. */
const kernelParts = ['kernel_stack', 'pagetables', 'percpu', 'vmalloc', 'slab'];

function rowOfStat(values: ReadonlyMap<string, number>): Row {
  if (!values.has('anon')) {
    const limit = values.get('hierarchical_memory_limit');
    return {
      ...statV1Own(values),
      ...statV1(values),
      ...(limit === undefined ? {} : { CgroupLimit: boundOf(limit) }),
    };
  }
  const parts = kernelParts.filter((key) => values.has(key));
  const kernel =
    values.get('kernel') ??
    (parts.length === 0 ? undefined : parts.reduce((sum, key) => sum + values.get(key)!, 0));
  return { ...statV2(values), ...(kernel === undefined ? {} : { CgroupKernel: kernel }) };
}
