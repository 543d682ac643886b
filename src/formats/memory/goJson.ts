import { baseNameOf } from '../../base/baseNameOf';
import { message } from '../../base/message';
import type { FoundSeries, MemorySource } from '../../model/memorySeries';
import type { MemStats } from '../../model/memStats';
import type { Problem } from '../../model/problem';
import { jsonValues } from './jsonValues';
import { rowOfMemStats } from './memStats';
import { type Moment, seriesOfMoments } from './moments';

type Json = Readonly<Record<string, unknown>>;

/**
 * What expvar serves at /debug/vars, once or several times after each other, or runtime.MemStats as JSON by itself. Null
 * where there is no MemStats.
 *
 *     {"cmdline": ["/bin/api","-v"], "memstats": {"Alloc":18240800,…,"PauseNs":[256444,…],…}, "requests": 12}
 */
export function readGoJson(text: string): FoundSeries[] | null {
  const found: { memStats: Json; line: number }[] = [];
  let source: MemorySource = 'memStats';
  let command = '';
  for (const { value, line } of jsonValues(text)) {
    if (!isObject(value)) continue;
    const memStats = memStatsIn(value);
    if (memStats === null) continue;
    if (memStats !== value) source = 'expvar';
    command ||= commandOf(value.cmdline);
    found.push({ memStats, line });
  }
  if (found.length === 0) return null;
  const problems: Problem[] = [];
  const moments = found.map(
    ({ memStats, line }): Moment => ({
      timeMs: null,
      row: rowOfMemStats(readMemStats(memStats, line, problems)),
    }),
  );
  return [seriesOfMoments(source, moments, { line: found[0]!.line, process: { name: command }, problems })];
}

/** The object itself, or what stands in it under whatever name. */
function memStatsIn(value: Json): Json | null {
  return [value, value.memstats, ...Object.values(value)].filter(isObject).find(isMemStats) ?? null;
}

function isMemStats(value: Json): boolean {
  return 'HeapAlloc' in value && 'HeapSys' in value;
}

const ignored = new Set(['BySize', 'EnableGC', 'DebugGC']);

/** Numbers, and the two rings; what else stands under a name of MemStats is a problem, and absent. */
function readMemStats(json: Json, line: number, problems: Problem[]): MemStats {
  const stats: Record<string, number | number[]> = {};
  for (const [name, value] of Object.entries(json)) {
    if (typeof value === 'number') stats[name] = value;
    else if (Array.isArray(value) && value.every((item) => typeof item === 'number')) stats[name] = value;
    else if (!ignored.has(name) && problems.length < 20) {
      const text = String(JSON.stringify(value)).slice(0, 40);
      problems.push({
        at: `line ${line}`,
        message: message('memory.memStatsValue', '{name} of the runtime.MemStats is no number: {text}.', {
          name,
          text,
        }),
      });
    }
  }
  // A ring is a ring, and a number a number, whatever a stranger wrote.
  for (const name of Object.keys(stats)) {
    const isRing = name === 'PauseNs' || name === 'PauseEnd';
    if (Array.isArray(stats[name]) !== isRing) delete stats[name];
  }
  return stats as MemStats;
}

function commandOf(cmdline: unknown): string {
  const [command] = Array.isArray(cmdline) ? cmdline : [];
  return typeof command === 'string' ? baseNameOf(command) : '';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
