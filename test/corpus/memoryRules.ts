import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MessageError } from '../../src/base/message';
import type { MemoryEvidence } from '../../src/engine/engine';
import { createEngine } from '../../src/engine/node/createEngine';
import { plainMemoryReport } from '../../src/model/memoryReport';
import type { CorpusResult } from './corpusResult';

/**
 * What rules are to find in each series of a file: rule and severity, most severe first; files that are not named hold series that
 * nothing is found in. Numbers are from the lines themselves, added up by hand or by awk.
 */
const expected: Readonly<Record<string, readonly (readonly string[])[]>> = {
  // 92 cycles in 1.047 s with goals up to 245 MB; from cycle 3 to 93 all are alive up to their goal: 91.
  'gctrace-memlimit-thrash.txt': [['C4 error', 'C2 error']],
  // 170 cycles in 3.962 s, the median goal 104 MB; five pauses of more than 10 ms, 99 ms the longest. 5 of 171 are forced: 3 %.
  'gctrace-gcpacer.txt': [['C2 error', 'C8 warning']],
  // 66 cycles in 5.556 s, the median goal 20 MB; 13 of 67 are forced: benchmarks collect between their runs.
  'gctrace-felixge-go118.txt': [['C2 warning', 'C6 info']],
  // 129 cycles in 11.377 s, the median goal 18 MB. Assists took 3 % of the time, less than scanning and marking in the background.
  'gctrace-gcvis-go15.txt': [['C2 warning']],
  // Three commands that `go run` starts, then the program: 72 cycles in 9.743 s with a goal of 214 MB; assists took 5.1 %.
  'gctrace-tebeka-map.txt': [[], [], [], ['C2 warning', 'C3 warning']],
};

/** The only log of a process that collects at its limit. */
const thrashing = 'gctrace-memlimit-thrash.txt';

/** Judges every series of every text, by its evidence alone. */
export async function checkMemoryRules(folder: string): Promise<CorpusResult> {
  const shortfalls: string[] = [];
  const engine = createEngine();
  let checked = 0;
  try {
    for (const part of ['real', 'generated']) {
      for (const name of readdirSync(resolve(folder, part)).sort()) {
        const series = await seriesIn(engine, resolve(folder, part, name), name);
        if (series.length === 0) continue;
        checked++;
        const found: string[][] = [];
        for (const { handle } of series) {
          const { findings } = await engine.ask(handle, 'memoryReport', plainMemoryReport);
          found.push(findings.map(({ ruleId, severity }) => `${ruleId} ${severity}`));
          await engine.close(handle);
        }
        const wanted = expected[name] ?? series.map(() => []);
        if (JSON.stringify(found) !== JSON.stringify(wanted)) {
          shortfalls.push(`${name}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(found)}`);
        }
        const thrashes = found.flat().some((finding) => finding.startsWith('C4'));
        if (thrashes !== (name === thrashing)) {
          shortfalls.push(`${name}: C4 ${thrashes ? 'is' : 'is not'} raised`);
        }
      }
    }
  } finally {
    engine.dispose();
  }
  const failed = new Set(shortfalls.map((line) => line.slice(0, line.indexOf(':'))));
  return { checked, failedFiles: failed.size, shortfalls };
}

/** Texts of another kind, and damaged ones, hold none. */
async function seriesIn(
  engine: ReturnType<typeof createEngine>,
  path: string,
  name: string,
): Promise<MemoryEvidence[]> {
  try {
    const evidence = await engine.open(Uint8Array.from(readFileSync(path)), { name });
    return evidence.filter((one) => one.kind === 'memory');
  } catch (error) {
    if (error instanceof MessageError) return [];
    throw error;
  }
}
