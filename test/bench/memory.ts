import { execFileSync } from 'node:child_process';
import type { MemorySteps } from './memorySteps';

export type MemoryFigures = MemorySteps;

const samples = 10_000_000;
/** Milliseconds, and the part of the samples that drawing may keep besides. */
const bars = { open: 1000, picture: 5, memory: 0.3 } as const;
const runs = 3;

/** Ten million samples: four months of one a second. The run in the middle of three. */
export function measureMemory(stepsScript: string): MemoryFigures {
  const all = Array.from(
    { length: runs },
    () =>
      JSON.parse(
        execFileSync(process.execPath, [stepsScript, String(samples)], { encoding: 'utf8' }),
      ) as MemorySteps,
  );
  return all.sort((a, b) => a.pictureMs.p95 - b.pictureMs.p95)[runs >> 1]!;
}

export function printMemoryFigures(figures: MemoryFigures, before: MemoryFigures | undefined): void {
  const { openMs, pictureMs, memoryRatio } = figures;
  const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  const held = (value: number, bar: number) => (value <= bar ? 'held' : 'MISSED');
  console.log(`${samples / 1e6} million samples, ${figures.series} lines of ${figures.columns} columns`);
  console.log(`  open    ${ms(openMs)} (bar ${ms(bars.open)}, ${held(openMs, bars.open)})`);
  console.log(
    `  picture ${ms(pictureMs.median)}, 95 of 100 within ${ms(pictureMs.p95)} (bar ${ms(bars.picture)}, ${held(pictureMs.p95, bars.picture)})${before ? `, last ${ms(before.pictureMs.p95)}` : ''}`,
  );
  console.log(`  live    one more sample and the picture of all: ${ms(figures.appendMs)}`);
  console.log(`  range   of a hundredth: ${ms(figures.rangeMs)}`);
  console.log(
    `  memory  ${memoryRatio.toFixed(3)} of the samples (bar ${bars.memory}, ${held(memoryRatio, bars.memory)})`,
  );
}

export function memoryMissesBar({ openMs, pictureMs, memoryRatio }: MemoryFigures): boolean {
  return openMs > bars.open || pictureMs.p95 > bars.picture || memoryRatio > bars.memory;
}
