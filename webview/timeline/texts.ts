import { formatBytes, formatCount, formatExact, formatNanos, formatShare } from '../../src/base/units';
import { isLimit, type MemoryField, memoryFields } from '../../src/model/memoryFields';
import type { HealthPartId } from '../../src/model/memoryReport';
import type { MemorySource, SeriesMark } from '../../src/model/memorySeries';
import type { MemoryFacts, TimelineSeries } from '../../src/model/timeline';
import { formatExactTime, formatInteger, t } from '../strings';
import type { LaneId } from './graph/lanes';

/** What a line is called in the legend. */
export function seriesName(series: TimelineSeries): string {
  switch (series) {
    case 'heapLive':
      return t('Live heap');
    case 'heapStart':
      return t('Heap at GC start');
    case 'heapEnd':
      return t('Heap at GC end');
    case 'goal':
      return t('GC goal');
    case 'heapAlloc':
      return t('Heap allocated');
    case 'heapInuse':
      return t('Heap in use');
    case 'memoryLimit':
      return 'GOMEMLIMIT';
    case 'containerLimit':
      return t('Container limit');
    case 'stacks':
      return t('Stacks');
    case 'rss':
      return 'RSS';
    case 'released':
      return t('Released');
    case 'goroutines':
      return t('Goroutines');
    case 'gcCpu':
      return t('GC CPU');
    case 'assist':
      return t('Assist');
    case 'pause':
      return t('Longest pause');
  }
}

/** What it is, for whoever does not know the name. */
export function seriesHint(series: TimelineSeries): string {
  switch (series) {
    case 'heapLive':
      return t('What the last collection found reachable');
    case 'heapStart':
      return t('Heap when a collection started');
    case 'heapEnd':
      return t('Heap when a collection ended: what was reachable, and what was allocated meanwhile');
    case 'goal':
      return t('The heap size at which the collector means to be done');
    case 'heapAlloc':
      return t('Objects that were not freed yet, reachable or not');
    case 'heapInuse':
      return t('Spans with at least one object in them');
    case 'memoryLimit':
      return t('The soft limit of the Go runtime: it compares with Sys − HeapReleased');
    case 'containerLimit':
      return t('Beyond it the system kills the process');
    case 'stacks':
      return t('Stacks of goroutines');
    case 'rss':
      return t('Memory that the process has in the machine');
    case 'released':
      return t('Heap that was given back to the system');
    case 'goroutines':
      return t('Goroutines that exist');
    case 'gcCpu':
      return t('Share of all processor time that collecting took, over a window behind each point');
    case 'assist':
      return t('Share of all processor time in which allocating goroutines had to mark');
    case 'pause':
      return t('Longest stop of the world of each cycle, or between two samples');
  }
}

/** A value of a line with its unit. */
export function seriesText(series: TimelineSeries, value: number): string {
  if (Number.isNaN(value)) return '—';
  switch (series) {
    case 'gcCpu':
    case 'assist':
      return formatShare(value);
    case 'pause':
      return formatNanos(value);
    case 'goroutines':
      return formatInteger(Math.round(value));
    case 'memoryLimit':
    case 'containerLimit':
      return limitText(value);
    default:
      return formatBytes(value);
  }
}

export function laneTitle(id: LaneId): string {
  switch (id) {
    case 'memory':
      return t('Memory');
    case 'gc':
      return 'GC';
    case 'pause':
      return t('Pauses, log scale');
    case 'share':
      return t('GC share of CPU');
    case 'goroutines':
      return t('Goroutines');
    case 'findings':
    case 'marks':
      return '';
  }
}

/** `512 MB`, `none`; — where nobody knows. */
export function limitText(bytes: number | null): string {
  if (bytes === null || Number.isNaN(bytes)) return '—';
  return isLimit(bytes) ? formatBytes(bytes) : t('none');
}

export function gogcText(gogc: number | null): string {
  if (gogc === null) return '—';
  return gogc < 0 ? t('off') : formatInteger(gogc);
}

/** A field's value for people. */
export function fieldText(field: MemoryField, value: number): string {
  if (Number.isNaN(value)) return '—';
  switch (memoryFields[field].unit) {
    case 'bytes':
      return field === 'GOMEMLIMIT' || field === 'CgroupLimit' || field === 'CgroupHigh'
        ? limitText(value)
        : formatBytes(value);
    case 'ns':
      return formatNanos(value);
    case 'seconds':
      return formatNanos(value * 1e9);
    case 'share':
      return formatShare(value);
    case 'percent':
      return gogcText(value);
    case 'unixNs':
      return value === 0 ? t('never') : formatExactTime(value / 1e6);
    case 'count':
      return Number.isInteger(value) ? formatCount(value) : value.toPrecision(3);
  }
}

/** With every digit, for tooltips. */
export function exactFieldText(field: MemoryField, value: number): string {
  const { unit } = memoryFields[field];
  if (unit === 'bytes' || unit === 'ns' || unit === 'seconds') return formatExact(value, unit);
  return formatExact(value, '');
}

export function sourceName(source: MemorySource): string {
  switch (source) {
    case 'gctrace':
      return t('GC trace');
    case 'schedtrace':
      return t('Scheduler trace');
    case 'memStats':
      return 'MemStats';
    case 'expvar':
      return '/debug/vars';
    case 'prometheus':
      return t('Prometheus metrics');
    case 'gops':
      return 'gops memstats';
    case 'smaps':
      return 'smaps_rollup';
    case 'procStatus':
      return '/proc/PID/status';
    case 'cgroup':
      return 'cgroup';
    case 'history':
      return t('History of a watch');
    case 'several':
      return t('Several files');
  }
}

export function healthPartName(part: HealthPartId): string {
  switch (part) {
    case 'headroom':
      return t('Headroom');
    case 'gcCpu':
      return t('GC CPU');
    case 'pauses':
      return t('Pauses');
    case 'growth':
      return t('Growth');
    case 'goroutines':
      return t('Goroutines');
  }
}

export function samplesCount({ samples, cycles }: MemoryFacts): string {
  const parts = [
    cycles > 0
      ? cycles === 1
        ? t('1 GC cycle')
        : t('{count} GC cycles', { count: formatInteger(cycles) })
      : '',
    samples > 0
      ? samples === 1
        ? t('1 sample')
        : t('{count} samples', { count: formatInteger(samples) })
      : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? t('no samples') : parts.join(' · ');
}

export function markText({ kind, what, file }: SeriesMark): { icon: string; label: string } {
  switch (kind) {
    case 'restart':
      return { icon: 'refresh', label: t('The process was restarted') };
    case 'gap':
      return {
        icon: 'debug-disconnect',
        label: what === '' ? t('No samples') : t('No samples: {why}', { why: what }),
      };
    case 'capture':
      return { icon: 'device-camera', label: t('Open the capture: {what} ({file})', { what, file }) };
    case 'sourceChange':
      return {
        icon: 'arrow-swap',
        label: what === '' ? t('Another source from here on') : t('From here on: {source}', { source: what }),
      };
    case 'stop':
      return {
        icon: 'debug-stop',
        label: what === 'time' ? t('The watch ended: its time was over') : t('The watch was stopped'),
      };
  }
}
