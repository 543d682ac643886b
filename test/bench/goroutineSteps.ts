import { readFileSync } from 'node:fs';
import { createEngine } from '../../src/engine/node/createEngine';
import { plainReport } from '../../src/model/goroutineReport';

/** Milliseconds of each step on one dump, in a process of its own: `node goroutineSteps.js DUMP` prints them as JSON. */
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
}

async function main(): Promise<void> {
  const engine = createEngine();
  const before = peakBytes();
  const bytes = new Uint8Array(readFileSync(process.argv[2]!));
  const fileBytes = bytes.length;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const [dump] = await engine.open(bytes, { name: 'bench.goroutines' });
  const opened = performance.now();
  const { groups } = await engine.goroutineReport([dump!.handle], plainReport);
  const reported = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  const after = peakBytes();
  const figures: DumpSteps = {
    fileBytes,
    goroutines: dump!.goroutines!.parsed,
    groups: groups.length,
    openMs: opened - started,
    reportMs: reported - opened,
    cpuMs: (user + system) / 1000,
    addedBytes: before === null || after === null ? null : after - before,
  };
  process.stdout.write(JSON.stringify(figures));
}

function peakBytes(): number | null {
  const { maxRSS } = process.resourceUsage();
  return maxRSS > 0 ? maxRSS * 1024 : null;
}

main();
