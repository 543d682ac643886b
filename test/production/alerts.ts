import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { runHeaplens } from '../../src/cli/main';
import { buildGoProgram, type GoServer, pressureSource, startGoServer } from '../helpers/goProgram';
import { findFreePort } from '../helpers/port';
import { type ProcessGroup, startProcessGroup } from '../helpers/processGroup';
import { checkRules } from '../helpers/prometheus';
import { waitFor } from '../helpers/waitFor';

/** Windows of an hour in half a minute. */
const windowSeconds = 24;
const longestSeconds = 75;

/** What each mode of the pressure program is to raise: this, and nothing else. */
const modes: Readonly<
  Record<string, { readonly args: readonly string[]; readonly fires: readonly string[] }>
> = {
  // Collections often enough that each quarter of the window knows what lives.
  leak: { args: ['-growth', '3', '-gogc', '25'], fires: ['GoLiveHeapGrows'] },
  goroutines: { args: [], fires: ['GoGoroutinesGrow'] },
  nongo: { args: [], fires: ['GoMemoryOutsideRuntime'] },
  healthy: { args: [], fires: [] },
};

/** The alerts that `heaplens alerts` writes for a program, in a Prometheus that scrapes it in each of these modes. */
export async function checkAlerts(folder: string): Promise<{ passed: number; failures: string[] }> {
  const binary = path.join(folder, 'pressure');
  buildGoProgram(pressureSource, binary);
  const servers = new Map<string, GoServer>();
  let prometheus: ProcessGroup | null = null;
  try {
    for (const [mode, { args }] of Object.entries(modes)) {
      servers.set(mode, await startGoServer(binary, 0, ['-mode', mode, ...args]));
    }
    const rules = await exportedRules(servers.get('healthy')!.url);
    checkRules(folder, rules);
    writeFileSync(path.join(folder, 'rules.yml'), rules);
    const port = await findFreePort();
    prometheus = startPrometheus(folder, port, servers);
    return judge(await firedWithin(`http://127.0.0.1:${port}`, prometheus));
  } finally {
    await prometheus?.stop();
    await Promise.all([...servers.values()].map((server) => server.stop()));
  }
}

async function exportedRules(url: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runHeaplens([
    'alerts',
    url,
    '--window',
    `${windowSeconds}s`,
    '--selector',
    'job=~".+"',
    // Pauses are the machine's where others have its processors: only what no such wait explains counts here.
    '--set',
    'C8.minPauseNs=100000000',
  ]);
  if (exitCode !== 0) throw new Error(`heaplens alerts ended with ${exitCode}: ${stderr}`);
  return stdout;
}

function startPrometheus(folder: string, port: number, servers: ReadonlyMap<string, GoServer>): ProcessGroup {
  const config = path.join(folder, 'prometheus.yml');
  // JSON is YAML, too.
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yml'],
      scrape_configs: [...servers].map(([mode, { url }]) => ({
        job_name: mode,
        static_configs: [{ targets: [new URL(url).host] }],
      })),
    }),
  );
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
  ];
  return startProcessGroup('prometheus', args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Names of alerts that fired, by job, from the start until every mode had its time. */
async function firedWithin(url: string, prometheus: ProcessGroup): Promise<Map<string, Set<string>>> {
  const fired = new Map(Object.keys(modes).map((mode) => [mode, new Set<string>()]));
  const started = Date.now();
  const poll = async () => {
    for (const { state, labels } of await alertsOf(url)) {
      if (state === 'firing') fired.get(labels.job!)?.add(labels.alertname!);
    }
    return Object.entries(modes).every(([mode, { fires }]) =>
      fires.every((name) => fired.get(mode)!.has(name)),
    );
  };
  const gone = prometheus.ended.then((code) => {
    throw new Error(`prometheus ended with code ${code}`);
  });
  gone.catch(() => {}); // at the end it is to go
  const within = <T>(wait: Promise<T>) => Promise.race([wait, gone]);
  await within(waitFor('Prometheus to answer', async () => (await alertsOf(url)) !== null, 20_000));
  const raised = waitFor(
    'the modes to raise their alerts',
    async () => {
      const haveAll = await poll();
      const seconds = (Date.now() - started) / 1000;
      // What is healthy has as long as two windows to be found wanting.
      return (haveAll && seconds >= 2 * windowSeconds + 5) || seconds >= longestSeconds;
    },
    (longestSeconds + 20) * 1000,
  );
  await within(raised);
  return fired;
}

interface PrometheusAlert {
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
}

async function alertsOf(url: string): Promise<readonly PrometheusAlert[]> {
  const reply = await fetch(`${url}/api/v1/alerts`);
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
  const { data } = (await reply.json()) as { data: { alerts: readonly PrometheusAlert[] } };
  return data.alerts;
}

function judge(fired: ReadonlyMap<string, ReadonlySet<string>>): { passed: number; failures: string[] } {
  const failures: string[] = [];
  for (const [mode, { fires }] of Object.entries(modes)) {
    const names = [...fired.get(mode)!].sort().join(', ') || 'nothing';
    const expected = [...fires].sort().join(', ') || 'nothing';
    console.log(`${mode}: ${names}`);
    if (names !== expected) failures.push(`${mode} raised ${names}, not ${expected}`);
  }
  return { passed: Object.keys(modes).length - failures.length, failures };
}
