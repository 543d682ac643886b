import { memoryLimitText, suggestedMemoryLimit } from '../../analysis/memory/peak';
import { type Message, message } from '../../base/message';
import { isLimit } from '../../model/memoryFields';
import { bytesText, conclude, evidence, lacks, shareText } from './conclude';
import { nonGoBytes, peakEvidence, peakOf } from './container';
import { latestLive, type MemoryContext } from './context';
import { type Rule, thresholdOf } from './rule';

/** O2. The container has a limit, and Go does not know: it plans by GOGC alone. */
export const noLimitHint: Rule = {
  id: 'O2',
  title: message('rule.O2.title', 'Container limit without GOMEMLIMIT'),
  severity: 'warning',
  needs: ['limits', 'liveHeap'],
  thresholds: { comfortableShare: { value: 0.7, unit: 'share', least: 0 } },
  evaluate: (context) => {
    const { containerLimit, memoryLimit } = context.limits;
    if (!isLimit(containerLimit) || memoryLimit === null || isLimit(memoryLimit)) return [];
    const comfortable = thresholdOf(context, noLimitHint, 'comfortableShare');
    const peak = peakOf(context);
    const isFine = peak?.share != null && peak.share <= comfortable;
    return [
      conclude(noLimitHint, {
        severity: isFine ? 'info' : 'warning',
        confidence: 'certain',
        message: saying(peak?.total ?? null, peak?.share ?? null, containerLimit),
        advice: adviceFor(context, containerLimit),
        evidence: [
          evidence(message('peak.containerLimit', 'Limit of the container'), containerLimit, 'bytes'),
          ...(peak?.share == null || !Number.isFinite(peak.share)
            ? []
            : [
                evidence(
                  message('evidence.peakShare', 'Expected peak ÷ limit of the container'),
                  peak.share,
                  'share',
                  comfortable,
                ),
              ]),
          ...(peak ? peakEvidence(peak).filter(({ name }) => name.id !== 'peak.containerLimit') : []),
        ],
        span: null,
      }),
    ];
  },
  unjudged: (context) => {
    const { containerLimit, memoryLimit } = context.limits;
    if (isLimit(containerLimit)) return memoryLimit === null ? lacks.memoryLimit : null;
    return containerLimit === null && latestLive(context) !== null ? lacks.containerLimit : null;
  },
};

function saying(total: number | null, share: number | null, containerLimit: number): Message {
  const limit = bytesText(containerLimit);
  if (total === Number.POSITIVE_INFINITY) {
    return message(
      'rule.O2.off',
      'The container may use {limit}, GOMEMLIMIT is not set, and GOGC is off: no collection starts before the container is full.',
      { limit },
    );
  }
  if (total === null || share === null) {
    return message(
      'rule.O2.unknown',
      'The container may use {limit} and GOMEMLIMIT is not set: Go does not read the limit of the container, and plans by GOGC alone. What that comes to cannot be told without the live heap.',
      { limit },
    );
  }
  return message(
    'rule.O2.message',
    'The container may use {limit} and GOMEMLIMIT is not set: Go does not read the limit of the container. By GOGC it plans with up to {total} for the live heap of late, {share} of the limit.',
    { limit, total: bytesText(total), share: shareText(share) },
  );
}

function adviceFor(context: MemoryContext, containerLimit: number): Message {
  const suggested = suggestedMemoryLimit({ containerLimit, nonGo: nonGoBytes(context) });
  return suggested === null
    ? message(
        'rule.O2.full',
        'What lies outside of the runtime leaves nothing of the container’s limit for a GOMEMLIMIT: raise the limit, or find that memory (H5).',
      )
    : message(
        'rule.O2.advice',
        'Set GOMEMLIMIT={setting}: 90 % of the limit, less what is known to lie outside of the runtime. It is a soft limit for the runtime’s memory alone, so keep 5 to 10 % for the rest.',
        { setting: memoryLimitText(suggested) },
      );
}
