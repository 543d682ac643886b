import { type KnownLimits, type MemoryReportOptions, plainMemoryReport } from '../model/memoryReport';
import { type OwnOption, UsageError } from './command';
import { listOf, type Options } from './options';
import { memoryRuleSet, type RuleSet, setOption, thresholdsOf } from './thresholds';

const example = 'C1.minShare=0.4';

/** What people know that a trace or a sample does not say. */
export const memoryOptions: readonly OwnOption[] = [
  { name: 'memory-limit', value: 'SIZE', about: 'GOMEMLIMIT that the program ran with: 512MiB, off' },
  { name: 'container-limit', value: 'SIZE', about: 'limit of its container: 1GiB, 1Gi, none' },
  { name: 'gogc', value: 'N', about: 'GOGC that it ran with: 100, off' },
  setOption(example),
];

/** How memory is judged, as the command line says. */
export function memoryReportOptions({ own }: Options, rules: RuleSet = memoryRuleSet): MemoryReportOptions {
  return {
    ...plainMemoryReport,
    thresholds: thresholdsOf(listOf(own.set), rules, example),
    known: knownLimits(own),
  };
}

function knownLimits(own: Options['own']): KnownLimits {
  return {
    memoryLimit: sizeOf('--memory-limit', own['memory-limit']),
    containerLimit: sizeOf('--container-limit', own['container-limit']),
    gogc: gogcOf(own.gogc),
  };
}

const powers = ['', 'K', 'M', 'G', 'T'];

/** `512MiB` as GOMEMLIMIT is written, `512Mi` and `500M` as Kubernetes writes limits; Infinity for none, null where nothing is said. */
export function sizeOf(option: string, text: Options['own'][string]): number | null {
  if (text === undefined) return null;
  const word = String(text);
  if (/^(off|none|max)$/i.test(word)) return Number.POSITIVE_INFINITY;
  const [, digits, power, binary] = /^(\d+(?:\.\d+)?)([KMGT]?)(iB|i|B)?$/i.exec(word) ?? [];
  if (digits === undefined || (power === '' && binary?.toLowerCase().startsWith('i'))) {
    throw new UsageError(`${option} takes a size like 512MiB, 1GiB, or off, got "${word}"`, {
      showsUsage: false,
    });
  }
  const base = binary?.toLowerCase().startsWith('i') ? 1024 : 1000;
  return Math.round(Number(digits) * base ** powers.indexOf(power!.toUpperCase()));
}

function gogcOf(text: Options['own'][string]): number | null {
  if (text === undefined) return null;
  const word = String(text);
  if (word === 'off') return -1;
  if (/^\d{1,6}$/.test(word)) return Number(word);
  throw new UsageError(`--gogc takes a number of percent, or off, got "${word}"`, { showsUsage: false });
}
