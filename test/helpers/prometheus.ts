import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Whether Prometheus' programs are here. Where they are not, tests that need them are skipped with a word, but not in continuous
 * integration, which installs them (.ci/run): there it is an error.
 */
export function hasPrometheus(program: 'promtool' | 'prometheus'): boolean {
  const { status } = spawnSync(program, ['--version']);
  if (status === 0) return true;
  if (process.env.CI)
    throw new Error(`there is no ${program} here: .ci/run installs Debian's package prometheus`);
  console.log(`      skipped: there is no \`${program}\` here (Debian: apt-get install prometheus)`);
  return false;
}

/** Checks a file of alerting rules; throws with promtool's words. */
export function checkRules(folder: string, rules: string): string {
  const file = path.join(folder, 'checked.yml');
  writeFileSync(file, rules);
  return run(['check', 'rules', file]);
}

/** A time that series are fed for, and which alerts fire at its end. */
export interface AlertCase {
  readonly why: string;
  /** By metric with its labels: values as promtool writes them, one a minute. */
  readonly series: Readonly<Record<string, string>>;
  /** `70m` */
  readonly at: string;
  readonly fires: readonly string[];
}

/**
 * Runs `promtool test rules`: of all alerts, exactly those of each case fire at its time. Returns what promtool complains of; ''
 * where all is as expected.
 */
export function testRules(folder: string, rules: string, cases: readonly AlertCase[]): string {
  writeFileSync(path.join(folder, 'rules.yml'), rules);
  const tests = cases.map(({ why, series, at, fires }) => ({
    interval: '1m',
    name: why,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
        eval_time: at,
        exp_samples: [...fires].sort().map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
      },
    ],
  }));
  return runTests(folder, { tests });
}

/** Runs a file of tests beside `rules.yml`; '' where all hold. JSON is YAML, too. */
export function runTests(folder: string, file: object): string {
  const name = path.join(folder, 'tests.yml');
  writeFileSync(name, JSON.stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', ...file }));
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', name], { encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`promtool ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}
