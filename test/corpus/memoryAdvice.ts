import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MessageError } from '../../src/base/message';
import type { Engine, MemoryEvidence } from '../../src/engine/engine';
import { createEngine } from '../../src/engine/node/createEngine';
import { nothingKnown, plainMemoryReport } from '../../src/model/memoryReport';
import type { CorpusResult } from './corpusResult';

/** The only log of a process that is dying, and what its health is at most; of all others it is at least the second. */
const thrashing = 'gctrace-memlimit-thrash.txt';
const unhealthy = 40;
/** Traces long enough to be replayed, with the setting that their goals tell. */
const replayed: Readonly<Record<string, number>> = {
  'gctrace-gcpacer.txt': 100,
  'gctrace-go18896-excerpt.txt': 100,
  'gctrace-tebeka-map.txt': 100,
};

/** Health, what-if and the incident report of every series of every text. */
export async function checkMemoryAdvice(folder: string): Promise<CorpusResult> {
  const shortfalls: string[] = [];
  const engine = createEngine();
  let checked = 0;
  try {
    for (const part of ['real', 'generated']) {
      for (const name of readdirSync(resolve(folder, part)).sort()) {
        const series = await seriesIn(engine, resolve(folder, part, name), name);
        if (series.length === 0) continue;
        checked++;
        let replays = 0;
        for (const { handle } of series) {
          const problems = await problemsOf(engine, handle, name);
          shortfalls.push(...problems.map((text) => `${name}: ${text}`));
          const asked = { gogc: 50, memoryLimit: null, known: nothingKnown };
          const whatIf = await engine.ask(handle, 'whatIf', asked);
          if (whatIf.kind === 'computed') {
            replays++;
            const gogc = whatIf.steps.find(({ name }) => name.id === 'whatIf.step.gogc')?.value;
            if (gogc !== replayed[name]) shortfalls.push(`${name}: GOGC read as ${gogc}`);
            if (whatIf.changed.cycles <= whatIf.recorded.cycles) {
              shortfalls.push(`${name}: half the GOGC, and not more collections`);
            }
          }
          await engine.close(handle);
        }
        if (replays > 0 !== name in replayed) shortfalls.push(`${name}: ${replays} replayed`);
      }
    }
  } finally {
    engine.dispose();
  }
  const failed = new Set(shortfalls.map((line) => line.slice(0, line.indexOf(':'))));
  return { checked, failedFiles: failed.size, shortfalls };
}

async function problemsOf(engine: Engine, handle: MemoryEvidence['handle'], name: string): Promise<string[]> {
  const problems: string[] = [];
  const { health } = await engine.ask(handle, 'memoryReport', plainMemoryReport);
  const isUnhealthy = health.score !== null && health.score < unhealthy;
  if (isUnhealthy !== (name === thrashing)) problems.push(`health is ${health.score}`);
  const incident = await engine.ask(handle, 'memoryExport', {
    format: 'incident',
    options: plainMemoryReport,
    title: name,
    pictures: [],
  });
  const text = Buffer.from(incident).toString();
  const odd = text.match(/NaN|undefined|Infinity|\{\w+\}/);
  if (odd) problems.push(`the report says ${odd[0]}`);
  return problems;
}

/** Texts of another kind, and damaged ones, hold none. */
async function seriesIn(engine: Engine, path: string, name: string): Promise<MemoryEvidence[]> {
  try {
    const evidence = await engine.open(Uint8Array.from(readFileSync(path)), { name });
    return evidence.filter((found) => found.kind === 'memory');
  } catch (error) {
    if (error instanceof MessageError) return [];
    throw error;
  }
}
