import { readFileSync } from 'node:fs';
import { createEngine } from '../../src/engine/node/createEngine';
import type { LineCosts } from '../../src/model/views';
import { outlineGo } from '../../src/source/goOutline';
import { CostIndex } from '../../src/vscode/overlay/costIndex';
import { median } from './timedProcess';

/** Milliseconds of each step on one profile, in a process of its own: `node inProcess.js PROFILE [GO-FILE]` prints them as JSON. */
export interface StepFigures {
  readonly inflatedBytes: number;
  readonly samples: number;
  readonly openMs: number;
  /** The call tree is made here. */
  readonly topMs: number;
  readonly flameMs: number;
  readonly flameNodes: number;
  readonly lineCostsMs: number;
  readonly costIndexMs: number;
  /** The slowest file of the profile: its functions with their costs, the first time they are asked for. */
  readonly slowestFileMs: number;
  /** Functions of a large Go file, found again after an edit; null without one. */
  readonly outlineMs: number | null;
}

async function main(): Promise<void> {
  const [profilePath, goFile] = process.argv.slice(2);
  const bytes = new Uint8Array(readFileSync(profilePath!));
  const engine = createEngine();
  const [profile, openMs] = await timed(
    async () => (await engine.openProfiles(bytes, { name: 'bench.pb.gz' }))[0]!,
  );
  const { facts, handle } = profile;
  const { sampleIndex } = facts;
  const [, topMs] = await timed(() => engine.ask(handle, 'top', { sampleIndex, granularity: 'functions' }));
  const [flame, flameMs] = await timed(() => engine.ask(handle, 'flame', { sampleIndex, root: 0 }));
  const [costs, lineCostsMs] = await timed(() => engine.ask(handle, 'lineCosts', {}));
  const [, costIndexMs] = await timed(async () => new CostIndex(costs));
  const figures: StepFigures = {
    inflatedBytes: facts.inflatedBytes,
    samples: facts.samples,
    openMs,
    topMs,
    flameMs,
    flameNodes: flame.length,
    lineCostsMs,
    costIndexMs,
    slowestFileMs: slowestFile(costs),
    outlineMs: goFile === undefined ? null : outlineTime(readFileSync(goFile, 'utf8')),
  };
  process.stdout.write(JSON.stringify(figures));
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  const result = await work();
  return [result, performance.now() - started];
}

const repeats = 5;

/** The slowest of all files; each is asked for several times, and the median counts: a pause of the machine is no cost. */
function slowestFile(costs: LineCosts): number {
  const runs = Array.from({ length: repeats }, () => new CostIndex(costs)).map((index) =>
    costs.files.map((file) => {
      const started = performance.now();
      index.functionsOf(index.fileAt(file));
      return performance.now() - started;
    }),
  );
  return Math.max(0, ...costs.files.map((_, file) => median(runs.map((run) => run[file]!))));
}

function outlineTime(text: string): number {
  const runs = Array.from({ length: repeats }, () => {
    const started = performance.now();
    outlineGo(text);
    return performance.now() - started;
  });
  return median(runs);
}

main();
