import type { MemorySeries } from '../../src/model/memorySeries';
import { cyclesFrom, MiB, seriesOf } from './memorySeriesSketch';

/**
 * A GC trace read by one expression, line by line: what tests of rules sketch their series with, and a second opinion beside the
 * parser. Lines may leave out all but time and sizes:
 *
 *     gc 1 @0.5s 2%: 0.1+2+0.1 ms clock, 0.2+1/3/0+0.2 ms cpu, 4->5->2 MB, 5 MB goal, 2 P (forced)
 *     @0.5s 4->5->2 MB, 5 MB goal
 */
export function gcLines(text: string): MemorySeries {
  const rows = [...text.matchAll(cycleLine)].map(({ groups }, index) => {
    const said = groups as Record<string, string | undefined>;
    const clock = numbers(said.clock);
    const cpu = numbers(said.cpu);
    return {
      number: Number(said.number ?? index + 1),
      timeMs: Math.round(Number(said.at) * 1000),
      sweepTermMs: clock[0] ?? Number.NaN,
      markMs: clock[1] ?? Number.NaN,
      markTermMs: clock[2] ?? Number.NaN,
      sweepTermCpuMs: cpu[0] ?? Number.NaN,
      assistCpuMs: cpu[1] ?? Number.NaN,
      backgroundCpuMs: cpu[2] ?? Number.NaN,
      idleCpuMs: cpu[3] ?? Number.NaN,
      markTermCpuMs: cpu[4] ?? Number.NaN,
      heapStart: Number(said.start) * MiB,
      heapEnd: Number(said.end) * MiB,
      heapLive: Number(said.live) * MiB,
      goal: Number(said.goal) * MiB,
      procs: Number(said.procs ?? Number.NaN),
      forced: said.forced !== undefined,
    };
  });
  return seriesOf({ source: 'gctrace', clock: 'sinceStart', cycles: cyclesFrom(rows) });
}

const cycleLine =
  /(?:gc #?(?<number>\d+) )?@(?<at>[\d.]+)s(?: \d+%: (?<clock>[\d.+]+) ms clock, (?<cpu>[\d.+/]+) ms cpu,)? (?<start>\d+)->(?<end>\d+)->(?<live>\d+) MB, (?<goal>\d+) MB goal(?:, \d+ MB stacks, \d+ MB globals)?(?:, (?<procs>\d+) P)?(?<forced> \(forced\))?/g;

function numbers(text: string | undefined): number[] {
  return text === undefined ? [] : text.split(/[+/]/).map(Number);
}
