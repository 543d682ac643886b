import { memoryLimitText, suggestedMemoryLimit } from '../../analysis/memory/peak';
import { message } from '../../base/message';
import { isLimit } from '../../model/memoryFields';
import { bytesText, conclude, evidence, lacks, shareText } from './conclude';
import { nonGoBytes } from './container';
import { type Rule, thresholdOf } from './rule';

/** O3. GOMEMLIMIT at or above the container's limit: nothing is left for what Go does not count. */
export const limitTooHigh: Rule = {
  id: 'O3',
  title: message('rule.O3.title', 'GOMEMLIMIT leaves no headroom'),
  severity: 'warning',
  needs: ['limits'],
  thresholds: { maxShare: { value: 0.95, unit: 'share', least: 0.1 } },
  evaluate: (context) => {
    const { containerLimit, memoryLimit } = context.limits;
    if (!isLimit(containerLimit) || !isLimit(memoryLimit)) return [];
    const maxShare = thresholdOf(context, limitTooHigh, 'maxShare');
    const share = memoryLimit / containerLimit;
    if (!(share > maxShare)) return [];
    const suggested = suggestedMemoryLimit({ containerLimit, nonGo: nonGoBytes(context) });
    return [
      conclude(limitTooHigh, {
        severity: 'warning',
        confidence: 'certain',
        message: message(
          'rule.O3.message',
          'GOMEMLIMIT is {limit}, {share} of the {container} that the container may use: memory outside of the runtime, the kernel’s and page tables come on top.',
          { limit: bytesText(memoryLimit), share: shareText(share), container: bytesText(containerLimit) },
        ),
        advice:
          suggested === null
            ? message(
                'rule.O3.full',
                'Raise the limit of the container, or find what lies outside of the runtime (H5).',
              )
            : message(
                'rule.O3.advice',
                'Lower it to GOMEMLIMIT={setting} (90 % of the container’s limit less what is known to lie outside of the runtime), or raise the limit of the container.',
                { setting: memoryLimitText(suggested) },
              ),
        evidence: [
          evidence(
            message('evidence.limitShare', 'GOMEMLIMIT ÷ limit of the container'),
            share,
            'share',
            maxShare,
          ),
          evidence(message('peak.memoryLimit', 'GOMEMLIMIT'), memoryLimit, 'bytes'),
          evidence(message('peak.containerLimit', 'Limit of the container'), containerLimit, 'bytes'),
        ],
        span: null,
      }),
    ];
  },
  unjudged: ({ limits }) =>
    isLimit(limits.memoryLimit) && limits.containerLimit === null ? lacks.containerLimit : null,
};
