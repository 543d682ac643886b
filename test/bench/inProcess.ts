import { readFileSync } from 'node:fs';
import { createEngine } from '../../src/engine/node/createEngine';
import type { LineCosts } from '../../src/model/views';
import { outlineGo } from '../../src/source/goOutline';
import { CostIndex } from '../../src/vscode/overlay/costIndex';

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
  const [profile, openMs] = await timed(async () => (await engine.open(bytes, { name: 'bench.pb.gz' }))[0]!);
  const { facts, handle } = profile;
  const { sampleIndex } = facts;
  const [, topMs] = await timed(() => engine.top(handle, { sampleIndex, granularity: 'functions' }));
  const [flame, flameMs] = await timed(() => engine.flame(handle, { sampleIndex, root: 0 }));
  const [costs, lineCostsMs] = await timed(() => engine.lineCosts(handle));
  const [index, costIndexMs] = await timed(async () => new CostIndex(costs));
  const figures: StepFigures = {
    inflatedBytes: facts.inflatedBytes,
    samples: facts.samples,
    openMs,
    topMs,
    flameMs,
    flameNodes: flame.length,
    lineCostsMs,
    costIndexMs,
    slowestFileMs: slowestFile(index, costs),
    outlineMs: goFile === undefined ? null : outlineTime(readFileSync(goFile, 'utf8')),
  };
  process.stdout.write(JSON.stringify(figures));
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  const result = await work();
  return [result, performance.now() - started];
}

function slowestFile(index: CostIndex, costs: LineCosts): number {
  let slowest = 0;
  for (const file of costs.files) {
    const started = performance.now();
    index.functionsOf(index.fileAt(file));
    slowest = Math.max(slowest, performance.now() - started);
  }
  return slowest;
}

/** The first run warms the code up: a person's first file does not wait for the second. */
function outlineTime(text: string): number {
  outlineGo(text);
  const started = performance.now();
  outlineGo(text);
  return performance.now() - started;
}

main();
