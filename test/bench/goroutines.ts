import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../helpers/repository';
import type { DumpSteps } from './goroutineSteps';
import { median, type ProcessFigures, timeProcess } from './timedProcess';

/** A dump of 100,000 goroutines that test/fixtures/programs/dumps writes, and parsers in Go beside Heaplens. */
interface DumpTask {
  readonly name: string;
  readonly args: readonly string[];
  /** Of opening and grouping. */
  readonly barMs: number;
  /** Programs of test/fixtures/programs/dump-parsers: panicparse compares every stack with every group, which takes minutes for 20,000. */
  readonly parsers: readonly GoParser[];
}

type GoParser = 'gostackparse' | 'panicparse';

const tasks: readonly DumpTask[] = [
  { name: '100k goroutines, 12 kinds', args: [], barMs: 400, parsers: ['gostackparse', 'panicparse'] },
  { name: '100k goroutines, 20k stacks', args: ['-stacks', '20000'], barMs: 1000, parsers: ['gostackparse'] },
];

/** Of memory, as parts of the file. */
const memoryBar = 5;
/** Milliseconds of the window's thread until the source has its words. */
const sourceBar = 20;
const runs = 3;

export interface DumpFigures {
  readonly name: string;
  readonly steps: DumpSteps;
  readonly barMs: number;
  /** What opening needs beyond an engine at rest, as parts of the file. */
  readonly memoryRatio: number | null;
  /** Whole processes, Node's start included. */
  readonly processMs: number;
  readonly goParsers: readonly {
    readonly name: GoParser;
    readonly processMs: number;
    readonly timeRatio: number;
  }[];
}

interface MadeDump {
  readonly goroutines: number;
  readonly groups: number;
}

/** Builds the programs, makes the dumps and measures; throws where Heaplens finds other groups than the program made. */
export async function measureDumps(stepsScript: string, folder: string): Promise<DumpFigures[]> {
  const generator = goBuild('dumps', folder, ['-trimpath']);
  const parsers = buildParsers(folder);
  const figures: DumpFigures[] = [];
  for (const task of tasks) {
    const file = join(folder, 'bench.goroutines');
    const made = JSON.parse(execFileSync(generator, [...task.args, file], { encoding: 'utf8' })) as MadeDump;
    figures.push(await measureDump(task, made, file, { stepsScript, parsers }));
  }
  return figures;
}

async function measureDump(
  task: DumpTask,
  made: MadeDump,
  file: string,
  { stepsScript, parsers }: { readonly stepsScript: string; readonly parsers: string | null },
): Promise<DumpFigures> {
  const steps: DumpSteps[] = [];
  const heaplens: ProcessFigures[] = [];
  const others = new Map<GoParser, ProcessFigures[]>(
    parsers === null ? [] : task.parsers.map((parser) => [parser, []]),
  );
  for (let run = 0; run < runs; run++) {
    steps.push(
      JSON.parse(
        execFileSync(process.execPath, [stepsScript, file, 'source'], { encoding: 'utf8' }),
      ) as DumpSteps,
    );
    heaplens.push(await timeProcess(process.execPath, [stepsScript, file]));
    for (const [parser, timed] of others) timed.push(await timeProcess(parsers!, [parser, file]));
  }
  for (const { goroutines, groups } of steps) {
    if (goroutines !== made.goroutines || groups !== made.groups) {
      throw new Error(
        `${task.name}: ${goroutines} goroutines in ${groups} groups of ${made.goroutines} in ${made.groups}`,
      );
    }
  }
  const middle = [...steps].sort((a, b) => timeOf(a) - timeOf(b))[steps.length >> 1]!;
  const processMs = median(heaplens.map(({ wallMs }) => wallMs));
  return {
    name: task.name,
    steps: middle,
    barMs: task.barMs,
    memoryRatio: middle.addedBytes === null ? null : middle.addedBytes / middle.fileBytes,
    processMs,
    goParsers: [...others].map(([name, timed]) => {
      const otherMs = median(timed.map(({ wallMs }) => wallMs));
      return { name, processMs: otherMs, timeRatio: processMs / otherMs };
    }),
  };
}

export function printDumpFigures(figures: DumpFigures, before: DumpFigures | undefined): void {
  const { steps, barMs, memoryRatio } = figures;
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const held = (isHeld: boolean) => (isHeld ? 'held' : 'MISSED');
  const last = before ? `, last ${ms(timeOf(before.steps))}` : '';
  console.log(
    `${figures.name}: ${steps.goroutines} goroutines in ${steps.groups} groups, ${Math.round(steps.fileBytes / 1e6)} MB`,
  );
  console.log(
    `  time    open ${ms(steps.openMs)}, group and judge ${ms(steps.reportMs)}: ${ms(timeOf(steps))} (bar ${barMs} ms, ${held(timeOf(steps) <= barMs)})${last}; ${ms(steps.cpuMs)} of processor time`,
  );
  if (memoryRatio !== null) {
    console.log(
      `  memory  ${memoryRatio.toFixed(2)} of the file (bar ${memoryBar}, ${held(memoryRatio <= memoryBar)})`,
    );
  }
  if (steps.sourceCpuMs !== null) {
    console.log(
      `  source  ${ms(steps.sourceCpuMs)} of processor time from the report to the words of a file (bar ${sourceBar} ms, ${held(steps.sourceCpuMs <= sourceBar)})`,
    );
  }
  for (const parser of figures.goParsers) {
    console.log(
      `  process ${parser.name} ${ms(parser.processMs)}, heaplens ${ms(figures.processMs)}: ${parser.timeRatio.toFixed(3)}`,
    );
  }
}

export function dumpMissesBar({ steps, barMs, memoryRatio }: DumpFigures): boolean {
  return timeOf(steps) > barMs || (memoryRatio !== null && memoryRatio > memoryBar);
}

function timeOf({ openMs, reportMs }: DumpSteps): number {
  return openMs + reportMs;
}

/** null where Go's modules cannot be had: the figures of Heaplens do not need them. */
function buildParsers(folder: string): string | null {
  try {
    return goBuild('dump-parsers', folder);
  } catch {
    console.log('bench: the parsers in Go could not be built, so dumps are measured alone');
    return null;
  }
}

function goBuild(program: string, folder: string, flags: readonly string[] = []): string {
  const binary = join(folder, program);
  execFileSync('go', ['build', ...flags, '-o', binary, '.'], {
    cwd: join(repositoryRoot, 'test', 'fixtures', 'programs', program),
    stdio: 'inherit',
  });
  return binary;
}
