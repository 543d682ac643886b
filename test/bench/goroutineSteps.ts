import { readFileSync } from 'node:fs';
import { formatMessage } from '../../src/base/message';
import { createEngine } from '../../src/engine/node/createEngine';
import { type GoroutineReport, plainReport } from '../../src/model/goroutineReport';
import { crowdOf, findingsOf, sinceOf } from '../../src/vscode/dumpOverlay/crowd';
import { GoroutineIndex } from '../../src/vscode/dumpOverlay/goroutineIndex';
import { lensText } from '../../src/vscode/dumpOverlay/goroutineText';

/**
 * Milliseconds of each step on one dump, in a process of its own: `node goroutineSteps.js DUMP [source]` prints them as JSON. With
 * `source` it goes on to what CodeLens needs.
 */
export interface DumpSteps {
  readonly fileBytes: number;
  readonly goroutines: number;
  readonly groups: number;
  /** Parsed, and what its page says first. */
  readonly openMs: number;
  /** Grouped, as the page asks for it; rules are judged, too. */
  readonly reportMs: number;
  /** Processor time of both: other processes of a busy machine do not count. */
  readonly cpuMs: number;
  /** What the process needed beyond what it had before the file was read; null where the system does not tell. */
  readonly addedBytes: number | null;
  /** Processor time from the report to the words above all functions and lines of the busiest file; null where nobody asked. */
  readonly sourceCpuMs: number | null;
}

async function main(): Promise<void> {
  const engine = createEngine();
  const before = peakBytes();
  const bytes = new Uint8Array(readFileSync(process.argv[2]!));
  const fileBytes = bytes.length;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const [dump] = await engine.openProfiles(bytes, { name: 'bench.goroutines' });
  const opened = performance.now();
  const report = await engine.goroutineReport([dump!.handle], plainReport);
  const reported = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  const after = peakBytes();
  const figures: DumpSteps = {
    fileBytes,
    goroutines: dump!.goroutines!.parsed,
    groups: report.groups.length,
    openMs: opened - started,
    reportMs: reported - opened,
    cpuMs: (user + system) / 1000,
    addedBytes: before === null || after === null ? null : after - before,
    sourceCpuMs: process.argv[3] === 'source' ? timeOfSource(report) : null,
  };
  process.stdout.write(JSON.stringify(figures));
}

function timeOfSource(report: GoroutineReport): number {
  const before = process.cpuUsage();
  const index = new GoroutineIndex({ facts: report.facts, report });
  const files = [...index.files.keys()].sort((a, b) => index.weightOf(b) - index.weightOf(a));
  const since = sinceOf(report);
  for (const fn of index.functionsOf(files[0]!)) {
    const spots = index.spotsOf(fn);
    const lines = [
      spots.flatMap(({ blocked }) => blocked),
      ...spots.flatMap((spot) => [spot.blocked, spot.created]),
    ];
    for (const crowd of lines.map((list) => crowdOf(list, report))) {
      if (crowd) lensText(crowd, since, formatMessage);
    }
    findingsOf(spots, report);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function peakBytes(): number | null {
  const { maxRSS } = process.resourceUsage();
  return maxRSS > 0 ? maxRSS * 1024 : null;
}

main();
