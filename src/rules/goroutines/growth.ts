import { message } from '../../base/message';
import { formatExact, formatExactChange } from '../../base/units';
import type { EvidenceNumber, Finding } from '../../model/finding';
import type { DumpComparison } from '../../model/goroutineReport';
import { conclude, goroutinesEvidence, minutesEvidence, numbersOf } from './conclude';
import { parksInnocently } from './innocent';
import { type Rule, thresholdOf } from './rule';
import { type SceneGroup, sceneOf } from './scene';

/**
 * G5. More of them than before. With three dumps or more, growth from each to the next is a leak; with two it may be load that
 * rose in between. Innocent parkers count too, if less with two dumps: a listener per request is no listener any more.
 */
export const growth: Rule = {
  id: 'G5',
  title: message('rule.G5.title', 'Group of goroutines grows'),
  severity: 'error',
  needs: ['severalDumps'],
  thresholds: {
    minRatio: { value: 1.5, unit: '', least: 1 },
    minGrowth: { value: 50, unit: 'goroutines', least: 1 },
    dumpsForError: { value: 3, unit: '', least: 2 },
  },
  evaluate: (context) => {
    const { comparison } = context;
    if (!comparison || comparison.dumps.length < 2) return [];
    const scene = sceneOf(context);
    const minRatio = thresholdOf(context, growth, 'minRatio');
    const minGrowth = thresholdOf(context, growth, 'minGrowth');
    const dumpsForError = thresholdOf(context, growth, 'dumpsForError');
    return scene.groups
      .filter(({ index, className }) => {
        const [first, last] = endsOf(comparison, index);
        return className !== 'running' && last - first >= minGrowth && last >= minRatio * first;
      })
      .map((group) => {
        const counts = comparison.counts.map((column) => column[group.index] ?? 0);
        const isSteady =
          counts.length >= dumpsForError && counts.every((count, i) => i === 0 || count > counts[i - 1]!);
        return growthOf(context.options.memStats?.StackInuse ?? null, scene.total, comparison, group, {
          ...{ counts, isSteady, minRatio, minGrowth },
          waitsByTrade: parksInnocently(scene, group),
          numbers: numbersOf(scene, [group]),
        });
      });
  },
};

interface Growth {
  readonly counts: readonly number[];
  readonly isSteady: boolean;
  /** Idle connections and the like: two dumps say no more than that clients have come. */
  readonly waitsByTrade: boolean;
  readonly minRatio: number;
  readonly minGrowth: number;
  readonly numbers: ReturnType<typeof numbersOf>;
}

function endsOf({ counts }: DumpComparison, group: number): [first: number, last: number] {
  return [counts[0]?.[group] ?? 0, counts[counts.length - 1]?.[group] ?? 0];
}

function growthOf(
  stackInuse: number | null,
  total: number,
  comparison: DumpComparison,
  group: SceneGroup,
  { counts, isSteady, waitsByTrade, minRatio, minGrowth, numbers }: Growth,
): Finding {
  const first = counts[0]!;
  const last = counts[counts.length - 1]!;
  const rate = comparison.perMinute[group.index] ?? Number.NaN;
  const args = {
    ...numbers,
    first: formatExact(first, ''),
    last: formatExact(last, ''),
    dumps: counts.length,
    rate: rateText(rate),
  };
  return conclude(growth, {
    severity: isSteady ? 'error' : waitsByTrade ? 'info' : 'warning',
    confidence: isSteady || !waitsByTrade ? 'likely' : 'suspicious',
    groups: [group],
    message: Number.isNaN(rate)
      ? message(
          'rule.G5.timeless',
          'From {first} to {last} goroutines at {place} over {dumps} dumps{since}. When the dumps were taken is not known, so there is no rate.',
          args,
        )
      : message(
          'rule.G5.message',
          'From {first} to {last} goroutines at {place} over {dumps} dumps{since}: {rate} a minute.',
          args,
        ),
    advice: isSteady ? advice : twoDumps,
    evidence: [
      {
        ...goroutinesEvidence(last - first, minGrowth),
        name: message('evidence.growth', 'More than before'),
      },
      ...ratioEvidence(first, last, minRatio),
      ...(Number.isNaN(rate)
        ? []
        : [
            {
              name: message('evidence.perMinute', 'More a minute'),
              value: rate,
              unit: 'goroutines' as const,
              threshold: null,
            },
          ]),
      ...memoryEvidence(stackInuse, total, last - first),
      ...minutesEvidence([group], null),
    ],
  });
}

/** None where there was none before: nothing is a multiple of zero. */
function ratioEvidence(first: number, last: number, minRatio: number): EvidenceNumber[] {
  if (first === 0) return [];
  return [
    { name: message('evidence.ratio', 'Times as many'), value: last / first, unit: '', threshold: minRatio },
  ];
}

/** Stacks alone, by the average of the process; what the goroutines keep on the heap comes on top. */
function memoryEvidence(stackInuse: number | null, total: number, grown: number): EvidenceNumber[] {
  if (stackInuse === null || total === 0) return [];
  const value = Math.round((stackInuse / total) * grown);
  return [
    {
      name: message('evidence.stackGrowth', 'Stacks of the new ones, about'),
      value,
      unit: 'bytes',
      threshold: null,
    },
  ];
}

function rateText(perMinute: number): string {
  if (Number.isNaN(perMinute)) return '?';
  const digits = Math.abs(perMinute) >= 10 ? 0 : 1;
  return formatExactChange(Number(perMinute.toFixed(digits)), '');
}

const advice = message(
  'rule.G5.advice',
  'They became more in every dump: a leak, as long as the load stayed the same. Follow the `go` statement that makes them, and give each a way to end.',
);
const twoDumps = message(
  'rule.G5.twoDumps',
  'Load that rose in between looks the same. A third dump under the same load tells: what leaks goes on growing.',
);
