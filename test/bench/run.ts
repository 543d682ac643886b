import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { goVersion } from '../helpers/goProgram';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../helpers/repository';
import { type DumpFigures, dumpMissesBar, measureDumps, printDumpFigures } from './goroutines';
import { type BrowserFigures, measureInBrowser, printBrowserFigures } from './inBrowser';
import type { StepFigures } from './inProcess';
import { type MemoryFigures, measureMemory, memoryMissesBar, printMemoryFigures } from './memory';
import { median, timeProcess } from './timedProcess';

/*
 * `npm run bench [-- options]`: heaplens beside pprof, each as a whole process, in turn, on the same files.
 *
 *   --dumps        only goroutine dumps; the other figures stay
 *   --memory       only memory over time; the other figures stay
 *   --strict       exit with 1 when a bar is missed
 *   --browser      only what needs a browser; the other figures stay
 *   --quick        without the profile of 2M samples, and without what needs a browser: opening profiles in a real VS Code,
 *                  and frames of the flame graph
 */

interface Bars {
  /** Wall time and peak memory as parts of pprof's. */
  readonly time: number | null;
  readonly memory: number | null;
}

interface Task {
  readonly name: string;
  /** From the double click to the painted flame graph; null where that is not measured. */
  readonly paintedBarMs: number | null;
  /** Made by test/fixtures/programs/profile-generator, or a file. */
  readonly source: { readonly samples: number } | { readonly file: string };
  readonly bars: Bars;
  /** How often each of the two runs. */
  readonly pairs: number;
}

interface Figures {
  readonly name: string;
  readonly samples: number;
  readonly inflatedBytes: number;
  readonly pprofMs: number;
  readonly heaplensMs: number;
  readonly pprofPeakBytes: number | null;
  readonly heaplensPeakBytes: number | null;
  readonly timeRatio: number;
  readonly memoryRatio: number | null;
  readonly bars: Bars;
  readonly steps: StepFigures;
}

interface Report {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly profiles: readonly Figures[];
  readonly dumps?: readonly DumpFigures[];
  readonly memory?: MemoryFigures;
  /** Measured by itself with `--browser`, so on a machine with a load of its own. */
  readonly inBrowser?: BrowserFigures & { readonly machine: Report['machine'] };
}

const figuresPath = join(__dirname, 'figures.json');
const lensBarMs = 20;

async function main(): Promise<number> {
  const go = goVersion();
  if (go === null) {
    console.log('bench: Go is not on PATH, so there is no pprof to compare with');
    return 0;
  }
  const folder = makeTemporaryFolder('bench');
  try {
    const isQuick = process.argv.includes('--quick');
    const all = tasks(isQuick);
    const before = committedFigures();
    const tools = await buildTools(folder);
    const only = (['--dumps', '--memory', '--browser'] as const).find((part) => process.argv.includes(part));
    const needsProfiles = only === undefined || only === '--browser';
    if (needsProfiles) for (const task of all) makeProfile(task, tools, folder);
    const machine = machineOf(go);
    let report: Report = { ...before, machine, profiles: before?.profiles ?? [] };
    const missed: string[] = [];
    if (only === undefined || only === '--dumps') {
      const dumps = await compareDumps(tools, folder, before);
      missed.push(...dumps.filter(dumpMissesBar).map(({ name }) => name));
      report = { ...report, dumps };
    }
    if (only === undefined || only === '--memory') {
      const memory = measureMemory(tools.memorySteps);
      printMemoryFigures(memory, before?.memory);
      if (memoryMissesBar(memory)) missed.push('memory over time');
      report = { ...report, memory };
    }
    if (only === undefined) {
      const profiles = await compareWithPprof(all, tools, folder, before);
      missed.push(...profiles.filter(missesBar).map(({ name }) => name));
      report = { ...report, profiles };
    } else if (before) report = { ...report, machine: before.machine };
    if (!isQuick && needsProfiles) {
      const timed = all.flatMap(({ name, source, paintedBarMs }) =>
        paintedBarMs === null ? [] : [{ name, file: fileOf(source, folder), paintedBarMs }],
      );
      const figures = await measureInBrowser(timed);
      if (figures) {
        missed.push(...printBrowserFigures(figures, timed));
        report = { ...report, inBrowser: { machine, ...figures } };
      }
    }
    writeFileSync(figuresPath, `${JSON.stringify(report, roundNumbers, 2)}\n`);
    console.log(`${Object.values(machine).join(', ')}; figures are in test/bench/figures.json`);
    if (missed.length > 0) console.log(`bars missed: ${missed.join(', ')}`);
    return missed.length > 0 && process.argv.includes('--strict') ? 1 : 0;
  } finally {
    removeFolder(folder);
  }
}

async function compareWithPprof(
  all: readonly Task[],
  tools: Tools,
  folder: string,
  before: Report | null,
): Promise<Figures[]> {
  const profiles: Figures[] = [];
  for (const task of all) {
    const figures = await measure(task, tools, folder);
    profiles.push(figures);
    print(
      figures,
      before?.profiles.find(({ name }) => name === task.name),
    );
  }
  return profiles;
}

async function compareDumps(tools: Tools, folder: string, before: Report | null): Promise<DumpFigures[]> {
  const figures = await measureDumps(tools.dumpSteps, folder);
  for (const one of figures) {
    printDumpFigures(
      one,
      before?.dumps?.find(({ name }) => name === one.name),
    );
  }
  return figures;
}

/** Bars of DESIGN.md, section 4. */
function tasks(quick: boolean): Task[] {
  const corpus = process.env.HEAPLENS_CORPUS ?? join(repositoryRoot, '..', 'shared', 'data');
  const largest = join(
    corpus,
    'pprof',
    'golang_tools__gopls_internal_test_integration_bench_cockroach.cockroach-floor.alloc',
  );
  const generated = [
    {
      name: '50k samples',
      source: { samples: 50_000 },
      bars: { time: null, memory: null },
      pairs: 3,
      paintedBarMs: null,
    },
    {
      name: '500k samples',
      source: { samples: 500_000 },
      bars: { time: 0.1, memory: 0.35 },
      pairs: 3,
      paintedBarMs: 2000,
    },
    {
      name: '2M samples',
      source: { samples: 2_000_000 },
      bars: { time: 0.08, memory: 0.25 },
      pairs: 1,
      paintedBarMs: 6000,
    },
  ];
  const real = {
    name: 'cockroach-floor.alloc',
    source: { file: largest },
    bars: { time: 0.35, memory: null },
    paintedBarMs: 800,
  };
  return [
    ...(existsSync(largest) ? [{ ...real, pairs: 5 }] : []),
    ...(quick ? generated.slice(0, 2) : generated),
  ];
}

interface Tools {
  readonly pprof: string;
  readonly generator: string;
  /** Bundled as `npm run build` does, but beside the checkout: a bench must not change what others run. */
  readonly cli: string;
  readonly steps: string;
  readonly dumpSteps: string;
  readonly memorySteps: string;
  /** A large Go file. */
  readonly goFile: string;
}

async function buildTools(folder: string): Promise<Tools> {
  const goRoot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const goBuild = (source: string, binary: string) => {
    execFileSync('go', ['build', '-o', join(folder, binary), '.'], { cwd: source, stdio: 'inherit' });
    return join(folder, binary);
  };
  const bundle = async (entry: string, name: string) => {
    const outfile = join(folder, name);
    const options = { bundle: true, platform: 'node', minify: true, target: 'node20' } as const;
    await build({ entryPoints: [join(repositoryRoot, entry)], outfile, logLevel: 'error', ...options });
    return outfile;
  };
  return {
    pprof: goBuild(join(goRoot, 'src', 'cmd', 'pprof'), 'pprof'),
    generator: goBuild(
      join(repositoryRoot, 'test', 'fixtures', 'programs', 'profile-generator'),
      'profile-generator',
    ),
    cli: await bundle('src/cli.ts', 'cli.js'),
    steps: await bundle('test/bench/inProcess.ts', 'steps.js'),
    dumpSteps: await bundle('test/bench/goroutineSteps.ts', 'dumpSteps.js'),
    memorySteps: await bundle('test/bench/memorySteps.ts', 'memorySteps.js'),
    goFile: join(goRoot, 'src', 'runtime', 'proc.go'),
  };
}

async function measure(task: Task, tools: Tools, folder: string): Promise<Figures> {
  const file = fileOf(task.source, folder);
  const pprof: { wallMs: number; peakBytes: number | null }[] = [];
  const heaplens: typeof pprof = [];
  for (let pair = 0; pair < task.pairs; pair++) {
    pprof.push(await timeProcess(tools.pprof, ['-top', '-symbolize=none', file]));
    heaplens.push(await timeProcess(process.execPath, [tools.cli, 'top', file]));
  }
  const steps = JSON.parse(
    execFileSync(process.execPath, [tools.steps, file, tools.goFile], { encoding: 'utf8' }),
  ) as StepFigures;
  const pprofMs = median(pprof.map(({ wallMs }) => wallMs));
  const heaplensMs = median(heaplens.map(({ wallMs }) => wallMs));
  const pprofPeakBytes = medianPeak(pprof);
  const heaplensPeakBytes = medianPeak(heaplens);
  return {
    name: task.name,
    samples: steps.samples,
    inflatedBytes: steps.inflatedBytes,
    pprofMs,
    heaplensMs,
    pprofPeakBytes,
    heaplensPeakBytes,
    timeRatio: heaplensMs / pprofMs,
    memoryRatio: pprofPeakBytes && heaplensPeakBytes ? heaplensPeakBytes / pprofPeakBytes : null,
    bars: task.bars,
    steps,
  };
}

function makeProfile({ source }: Task, tools: Tools, folder: string): void {
  if ('samples' in source)
    execFileSync(tools.generator, [String(source.samples), '1', fileOf(source, folder)]);
}

function fileOf(source: Task['source'], folder: string): string {
  return 'file' in source ? source.file : join(folder, `${source.samples}.pb.gz`);
}

function medianPeak(runs: readonly { readonly peakBytes: number | null }[]): number | null {
  const peaks = runs.flatMap(({ peakBytes }) => peakBytes ?? []);
  return peaks.length === 0 ? null : median(peaks);
}

function print(figures: Figures, before: Figures | undefined): void {
  const { bars, steps } = figures;
  const megabytes = (bytes: number | null) => (bytes === null ? '–' : `${Math.round(bytes / 1e6)} MB`);
  const ratio = (value: number | null, bar: number | null, last: number | null | undefined) => {
    if (value === null) return 'not measured';
    const barText = bar === null ? '' : value <= bar ? ` (bar ${bar}, held)` : ` (bar ${bar}, MISSED)`;
    return `${value.toFixed(3)}${barText}${last ? `, last ${last.toFixed(3)}` : ''}`;
  };
  const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  console.log(`${figures.name}: ${figures.samples} samples, ${megabytes(figures.inflatedBytes)} inflated`);
  console.log(
    `  time    pprof ${ms(figures.pprofMs)}, heaplens ${ms(figures.heaplensMs)}: ${ratio(figures.timeRatio, bars.time, before?.timeRatio)}`,
  );
  console.log(
    `  memory  pprof ${megabytes(figures.pprofPeakBytes)}, heaplens ${megabytes(figures.heaplensPeakBytes)}: ${ratio(figures.memoryRatio, bars.memory, before?.memoryRatio)}`,
  );
  console.log(
    `  steps   open ${ms(steps.openMs)}, tree and top ${ms(steps.topMs)}, flame ${ms(steps.flameMs)} (${steps.flameNodes} boxes), line costs ${ms(steps.lineCostsMs)}, index ${ms(steps.costIndexMs)}`,
  );
  const lensMs = lensTime(steps);
  console.log(
    `  lens    slowest file ${ms(steps.slowestFileMs)}, outline of runtime/proc.go ${ms(steps.outlineMs ?? 0)}: ${ms(lensMs)} (bar ${lensBarMs} ms, ${lensMs <= lensBarMs ? 'held' : 'MISSED'})`,
  );
}

/** What a CodeLens waits for when a file is opened: its functions in the source, and their costs. */
function lensTime({ slowestFileMs, outlineMs }: StepFigures): number {
  return slowestFileMs + (outlineMs ?? 0);
}

function missesBar({ timeRatio, memoryRatio, bars, steps }: Figures): boolean {
  return (
    (bars.time !== null && timeRatio > bars.time) ||
    (bars.memory !== null && memoryRatio !== null && memoryRatio > bars.memory) ||
    lensTime(steps) > lensBarMs
  );
}

function machineOf(go: string): Report['machine'] {
  const cpus = os.cpus();
  return {
    processor: cpus[0]?.model.trim() ?? os.arch(),
    cores: `${cpus.length} cores`,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GB`,
    load: `load ${os.loadavg()[0]!.toFixed(1)}`,
    system: `${os.platform()} ${os.arch()}`,
    node: `Node ${process.version}`,
    go,
  };
}

/** The figures of the last commit, else those of the last run. */
function committedFigures(): Report | null {
  try {
    const text = execFileSync('git', ['show', 'HEAD:test/bench/figures.json'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(text) as Report;
  } catch {
    // Not committed yet, or no git here.
    return existsSync(figuresPath) ? (JSON.parse(readFileSync(figuresPath, 'utf8')) as Report) : null;
  }
}

function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

main().then((code) => {
  process.exitCode = code;
});
