import type { Engine } from '../engine/engine';
import type { MemoryExportQuery } from '../model/memoryReport';
import { type Command, type CommandResult, UsageError } from './command';
import { refuseQuestion } from './failOn';
import { memoryOptions, memoryReportOptions } from './memoryOptions';
import { openSample, sampleOptions } from './memstats';
import type { Options } from './options';
import { secondsOf } from './watch';

export const alertsCommand: Command = {
  name: 'alerts',
  args: 'FILE|URL',
  summary:
    'alerting rules for Prometheus by the metrics that a program exposes; or a HorizontalPodAutoscaler',
  ownOptions: [
    { name: 'window', value: 'TIME', about: 'of every alert: 5m, 1h; default: of each its own' },
    { name: 'selector', value: 'LABELS', about: 'whose metrics: \'job="api",env="prod"\'; default: all' },
    { name: 'hpa', value: 'WORKLOAD', about: 'an autoscaler of this Deployment on memory instead of alerts' },
    { name: 'namespace', value: 'NS', about: 'of the Deployment; default: default' },
    ...sampleOptions,
    ...memoryOptions,
  ],
  sharedOptions: [],
  run: alerts,
};

async function alerts(options: Options, engine: Engine): Promise<CommandResult> {
  const [address, ...others] = options.args;
  if (address === undefined || others.length > 0) {
    throw new UsageError(`alerts takes one file or address, got ${options.args.length}`);
  }
  refuseQuestion(options, 'alerts');
  if (options.json) throw new UsageError('alerts writes YAML; there is no --json', { showsUsage: false });
  const query = queryOf(options);
  const { evidence, notes } = await openSample(engine, address, options);
  const bytes = await engine.ask(evidence.handle, 'memoryExport', query);
  return { text: Buffer.from(bytes).toString(), notes };
}

function queryOf(options: Options): MemoryExportQuery {
  const { hpa, namespace, window, selector } = options.own;
  const judging = memoryReportOptions(options);
  if (hpa === undefined) {
    if (namespace !== undefined) throw new UsageError('--namespace goes with --hpa', { showsUsage: false });
    const seconds = secondsOf('--window', window, 4);
    const windowMinutes = seconds === undefined ? null : seconds / 60;
    return { format: 'alerts', options: judging, windowMinutes, selector: String(selector ?? '') };
  }
  if (window !== undefined || selector !== undefined) {
    throw new UsageError('--window and --selector go with alerts, not with --hpa', { showsUsage: false });
  }
  const of = { workload: String(hpa), namespace: String(namespace ?? 'default') };
  return { format: 'hpa', options: judging, ...of };
}
