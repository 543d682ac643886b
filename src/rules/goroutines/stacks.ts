import { type Message, message } from '../../base/message';
import { formatExact } from '../../base/units';
import type { EvidenceNumber, EvidenceUnit } from '../../model/finding';
import { conclude } from './conclude';
import { type Rule, thresholdOf } from './rule';
import { sceneOf } from './scene';

/** G12. Stacks take much memory. They are outside of HeapAlloc; their size is the process's, so it needs its MemStats. */
export const stacks: Rule = {
  id: 'G12',
  title: message('rule.G12.title', 'Goroutine stacks take much memory'),
  severity: 'warning',
  needs: ['memStats'],
  thresholds: {
    minStackShare: { value: 0.25, unit: 'share', least: 0.01 },
    minBytesEach: { value: 65_536, unit: 'bytes', least: 2048 },
    // A small program has a large share of little.
    minStackBytes: { value: 4_194_304, unit: 'bytes', least: 1 },
  },
  evaluate: (context) => {
    const { memStats } = context.options;
    const inuse = memStats?.StackInuse;
    const { total } = sceneOf(context);
    if (memStats == null || inuse === undefined || total === 0) return [];
    const minStackShare = thresholdOf(context, stacks, 'minStackShare');
    const minBytesEach = thresholdOf(context, stacks, 'minBytesEach');
    const { Sys, HeapReleased } = memStats;
    const mapped = Sys === undefined || HeapReleased === undefined ? 0 : Sys - HeapReleased;
    const share = mapped > 0 ? inuse / mapped : 0;
    const each = inuse / (context.facts.total ?? total);
    if (inuse < thresholdOf(context, stacks, 'minStackBytes')) return [];
    if (share <= minStackShare && each <= minBytesEach) return [];
    return [
      conclude(stacks, {
        severity: 'warning',
        confidence: 'likely',
        groups: [],
        message: saying(mapped > 0, {
          stacks: Math.round(inuse / 2 ** 20),
          each: Math.round(each / 1024),
          count: formatExact(context.facts.total ?? total, ''),
          share: Math.round(share * 100),
        }),
        advice,
        evidence: [
          evidence(
            message('evidence.stackShare', 'Share of stacks in mapped memory'),
            share,
            'share',
            minStackShare,
          ),
          evidence(
            message('evidence.stackEach', 'Stack of each goroutine, on average'),
            each,
            'bytes',
            minBytesEach,
          ),
        ],
      }),
    ];
  },
};

function evidence(
  name: EvidenceNumber['name'],
  value: number,
  unit: EvidenceUnit,
  threshold: number,
): EvidenceNumber {
  return { name, value, unit, threshold };
}

const advice = message(
  'rule.G12.advice',
  'Fewer goroutines, or shallower ones: deep recursion and large arrays in frames make stacks grow, which double in size and shrink only while the garbage collector runs. The size they start with is adapted by the runtime (/gc/stack/starting-size).',
);

function saying(isMappedKnown: boolean, args: Message['args']): Message {
  return isMappedKnown
    ? message(
        'rule.G12.message',
        'Stacks take {stacks} MiB: {each} KiB for each of {count} goroutines, {share} % of what the runtime has mapped.',
        args,
      )
    : message(
        'rule.G12.unmapped',
        'Stacks take {stacks} MiB: {each} KiB for each of {count} goroutines.',
        args,
      );
}
