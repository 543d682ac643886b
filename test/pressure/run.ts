import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Engine } from '../../src/engine/engine';
import { createEngine } from '../../src/engine/node/createEngine';
import { buildGoProgram, goVersion, pressureSource } from '../helpers/goProgram';
import { makeTemporaryFolder, removeFolder, repositoryRoot } from '../helpers/repository';
import { type Check, checkForecasts, checkIntervals, checkRaised, type Form, type Machine } from './checks';
import { forecastCases } from './forecasts';
import { judgeRecording } from './judge';
import { type ModeCase, modeCases } from './modes';
import { type Recording, record } from './record';
import { forecastRows, minuteTable, type Outcome, soakHeading, soakTable } from './table';

/** How test/all.mjs knows that a layer could not run here; its last line says why. */
const notRunCode = 77;

interface Plan {
  readonly form: Form;
  readonly seconds: number;
  /** From one look at what is known to the next. */
  readonly everySeconds: number;
  /** What runs at the same time. */
  readonly batches: readonly (readonly ModeCase[])[];
  /** As shares of the whole time. */
  readonly dumpsAt: readonly number[];
}

/**
 * Runs the pressure program in every mode, and holds what the rules say of it, and when, against what each mode is made to have.
 * With `--soak` for ten minutes instead of one. What was recorded is kept, and `--again` judges it anew without another run.
 */
async function main(): Promise<number> {
  if (goVersion() === null) {
    console.log(
      'pressure: skipped, the program that is watched is built with Go, and there is no `go` on PATH',
    );
    return notRunCode;
  }
  const plan = planOf(process.argv.includes('--soak') ? 'soak' : 'minute');
  const folder = makeTemporaryFolder('pressure');
  const engine = createEngine();
  try {
    const { isBusy, recordings } = process.argv.includes('--again')
      ? readRun(plan.form)
      : await runAll(engine, plan, path.join(folder, 'pressure'));
    const outcomes: Outcome[] = [];
    const checks: Check[] = [];
    for (const [i, mode] of modeCases.entries()) {
      const outcome = await judge(engine, plan, mode, recordings[i]!);
      outcomes.push(outcome);
      checks.push(...checkRaised(mode, outcome.raised, plan.form, { isBusy }));
      if (mode.forecast) checks.push(...checkForecasts(mode, outcome.forecasts));
    }
    const leaks = outcomes.filter(({ mode }) => mode.forecast === 'reaches');
    checks.push(...checkIntervals(leaks.flatMap(({ forecasts }) => forecasts)));
    show(outcomes);
    checks.push(checkTable(plan, outcomes, isBusy));
    return report(checks);
  } finally {
    engine.dispose();
    removeFolder(folder);
  }
}

function planOf(form: Form): Plan {
  const dumpsAt = [1 / 6, 1 / 2, 5 / 6];
  return form === 'soak'
    ? { form, seconds: 600, everySeconds: 10, dumpsAt, batches: [modeCases] }
    : {
        form,
        seconds: 60,
        everySeconds: 5,
        dumpsAt,
        batches: [0, 1].map((batch) => modeCases.filter((one) => one.batch === batch)),
      };
}

interface Run extends Machine {
  /** One a mode, in their order. */
  readonly recordings: readonly Recording[];
}

async function runAll(engine: Engine, plan: Plan, binary: string): Promise<Run> {
  buildGoProgram(pressureSource, binary);
  const load = watchLoad();
  const recordings = await recordAll(engine, plan, binary);
  const run = { isBusy: load.stop(), recordings };
  fs.mkdirSync(path.dirname(keptFile(plan.form)), { recursive: true });
  fs.writeFileSync(keptFile(plan.form), JSON.stringify(run));
  return run;
}

function readRun(form: Form): Run {
  return JSON.parse(fs.readFileSync(keptFile(form), 'utf8')) as Run;
}

function keptFile(form: Form): string {
  return path.join(repositoryRoot, 'test-results', 'pressure', `${form}.json`);
}

async function recordAll(
  engine: Engine,
  { form, seconds, dumpsAt, batches }: Plan,
  binary: string,
): Promise<Recording[]> {
  const recordings = new Map<ModeCase, Recording>();
  for (const batch of batches) {
    const recorded = await Promise.all(
      batch.map((mode) => {
        const args = form === 'soak' ? (mode.soakArgs ?? mode.args) : mode.args;
        const hasDumps = mode.raises.some(({ of }) => of.includes('dumps'));
        const times = hasDumps ? dumpsAt.map((share) => share * seconds) : [];
        return record(engine, { binary, args, seconds, dumpsAt: times });
      }),
    );
    for (const [i, mode] of batch.entries()) recordings.set(mode, recorded[i]!);
  }
  return modeCases.map((mode) => recordings.get(mode)!);
}

async function judge(
  engine: Engine,
  { seconds, everySeconds }: Plan,
  mode: ModeCase,
  recording: Recording,
): Promise<Outcome> {
  return {
    mode,
    raised: await judgeRecording(engine, recording, seconds, everySeconds),
    forecasts: mode.forecast ? await forecastCases(engine, recording, everySeconds) : [],
  };
}

/** Whether more wanted to run than there are processors, at any time of the run. */
function watchLoad(): { stop(): boolean } {
  let most = os.loadavg()[0]!;
  const timer = setInterval(() => {
    most = Math.max(most, os.loadavg()[0]!);
  }, 5000);
  return {
    stop: () => {
      clearInterval(timer);
      const processors = os.cpus().length;
      const isBusy = most > processors;
      if (isBusy) {
        console.log(
          `The machine was busy: a load of ${most.toFixed(1)} on ${processors} processors. Assists (C3) are not held against the program.`,
        );
      }
      return isBusy;
    },
  };
}

function show(outcomes: readonly Outcome[]): void {
  for (const { mode, raised } of outcomes) {
    const said = raised.map(({ of, rule, severity, seconds }) => `${of} ${rule} ${severity} ${seconds} s`);
    console.log(`${mode.name}: ${said.join(', ') || 'nothing'}`);
  }
  for (const line of forecastRows(outcomes)) console.log(line);
}

const tableFile = path.join(__dirname, 'table.md');

/** Each form writes its own part of the file. That of a minute has to be there already as it is now. */
function checkTable(
  { form, seconds, everySeconds }: Plan,
  outcomes: readonly Outcome[],
  isBusy: boolean,
): Check {
  const before = fs.existsSync(tableFile) ? fs.readFileSync(tableFile, 'utf8') : '';
  const soakAt = before.indexOf(soakHeading);
  const minute = (soakAt < 0 ? before : before.slice(0, soakAt)).trimEnd();
  const soak = soakAt < 0 ? '' : before.slice(soakAt).trimEnd();
  const write = (...parts: readonly string[]) =>
    fs.writeFileSync(tableFile, `${parts.filter((part) => part !== '').join('\n\n')}\n`);
  if (form === 'soak') {
    write(minute, soakTable(outcomes, { seconds, everySeconds, isBusy }).trimEnd());
    return { what: 'table.md: written', failure: null };
  }
  const now = minuteTable(outcomes).trimEnd();
  write(now, soak);
  return { what: 'table.md: current', failure: minute === now ? null : 'it was not, and is written anew' };
}

function report(checks: readonly Check[]): number {
  const failed = checks.filter(({ failure }) => failure !== null);
  for (const { what, failure } of failed) console.log(`failed: ${what}: ${failure}`);
  console.log(`${checks.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  },
);
