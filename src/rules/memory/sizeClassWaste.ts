import { message } from '../../base/message';
import { bytesText, conclude, evidence, shareText } from './conclude';
import { type Rule, thresholdOf } from './rule';
import { longestOf, spanOf, stretchesWhere } from './stretches';

/**
 * H2. Room within spans that no object has. It is an upper bound of fragmentation and is used for the next objects of these
 * sizes; so it means something only where it stays over collections.
 */
export const sizeClassWaste: Rule = {
  id: 'H2',
  title: message('rule.H2.title', 'Much room in spans without objects'),
  severity: 'warning',
  needs: ['memStats', 'severalSamples'],
  thresholds: {
    minShare: { value: 0.4, unit: 'share', least: 0.01 },
    minBytes: { value: 67_108_864, unit: 'bytes', least: 1 },
    collectionsForWarning: { value: 2, unit: 'cycles', least: 1 },
  },
  evaluate: (context) => {
    const minShare = thresholdOf(context, sizeClassWaste, 'minShare');
    const minBytes = thresholdOf(context, sizeClassWaste, 'minBytes');
    const forWarning = thresholdOf(context, sizeClassWaste, 'collectionsForWarning');
    const stretches = stretchesWhere(context, ['HeapInuse', 'HeapAlloc'], ({ HeapInuse, HeapAlloc }, row) => {
      const unused = HeapInuse[row]! - HeapAlloc[row]!;
      return unused > minShare * HeapInuse[row]! && unused > minBytes ? unused : null;
    });
    const longest = longestOf(stretches);
    if (!longest) return [];
    const { HeapInuse, HeapAlloc } = longest.worst;
    const unused = HeapInuse - HeapAlloc;
    const stays = longest.collections !== null && longest.collections >= forWarning;
    const args = {
      unused: bytesText(unused),
      share: shareText(unused / HeapInuse),
      inuse: bytesText(HeapInuse),
      collections: longest.collections ?? 0,
    };
    return [
      conclude(sizeClassWaste, {
        severity: stays ? 'warning' : 'info',
        confidence: stays ? 'likely' : 'suspicious',
        message: stays
          ? message(
              'rule.H2.message',
              'Up to {unused} of the {inuse} in use ({share}) hold no object, and it stayed so over {collections} collections: spans that a few objects keep from being given back. It is an upper bound of fragmentation.',
              args,
            )
          : message(
              'rule.H2.once',
              '{unused} of the {inuse} in use ({share}) hold no object. That is an upper bound of fragmentation, and normally used again; whether it stays over collections cannot be told here.',
              args,
            ),
        advice,
        evidence: [
          evidence(message('evidence.unused', 'HeapInuse − HeapAlloc'), unused, 'bytes', minBytes),
          evidence(
            message('evidence.unusedShare', 'As a share of HeapInuse'),
            unused / HeapInuse,
            'share',
            minShare,
          ),
          ...(longest.collections === null
            ? []
            : [
                evidence(
                  message('evidence.collections', 'Collections while it was so'),
                  longest.collections,
                  'cycles',
                  forWarning,
                ),
              ]),
        ],
        span: spanOf(context, longest),
        times: stretches.length,
      }),
    ];
  },
  unjudged: () => null,
};

const advice = message(
  'rule.H2.advice',
  'Objects of many sizes with different lives share little: what lives for long and was allocated between what dies soon keeps whole spans. Allocate what lives together together (one slice of values instead of many pointers), and reuse buffers of the sizes that come and go.',
);
