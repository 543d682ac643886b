import type { FoundSeries } from '../../src/model/memorySeries';
import { rowOf } from '../../src/model/sampleTable';

/** Series as lines: where they come from, then a line a sample, with fields by name; times as they are. */
export function sketchSeries(found: readonly FoundSeries[] | null): string {
  if (found === null) return 'none';
  return found.map(sketchOne).join('\n');
}

function sketchOne({ series, line, problems }: FoundSeries): string {
  const { source, process, clock, samples, marks } = series;
  const { name, pid, goVersion, startMs } = process;
  const who = [name, pid, goVersion, startMs].filter((part) => part !== '' && part !== null).join(' ');
  const rows = [...samples.timeMs].map((timeMs, at) => {
    const values = Object.entries(rowOf(samples, at)).sort(([a], [b]) => (a < b ? -1 : 1));
    return `  ${timeMs}: ${values.map(([field, value]) => `${field}=${value}`).join(' ')}`;
  });
  return [
    `${source} line ${line} ${clock}${who === '' ? '' : ` (${who})`}`,
    ...rows,
    ...marks.map(({ kind, timeMs }) => `  ${timeMs}: ${kind}`),
    ...problems.map(({ at }) => `  problem at ${at}`),
  ].join('\n');
}
