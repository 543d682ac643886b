import { message } from '../../base/message';
import { bytesText, conclude, evidence, shareText } from './conclude';
import { type Rule, thresholdOf } from './rule';

/** H9. Most of the heap is in objects above 32 KiB, by a heap profile: each has a span of its own, zeroed for each allocation. */
export const largeObjects: Rule = {
  id: 'H9',
  title: message('rule.H9.title', 'Heap of large objects'),
  severity: 'info',
  needs: ['heapShape'],
  thresholds: {
    minShare: { value: 0.5, unit: 'share', least: 0.01 },
    // A small heap has a large object soon.
    minBytes: { value: 8_388_608, unit: 'bytes', least: 0 },
  },
  evaluate: (context) => {
    const shape = context.options.heapShape;
    if (!shape || shape.inuseBytes <= 0) return [];
    const minShare = thresholdOf(context, largeObjects, 'minShare');
    const minBytes = thresholdOf(context, largeObjects, 'minBytes');
    const share = shape.largeBytes / shape.inuseBytes;
    if (share < minShare || shape.largeBytes < minBytes) return [];
    const first = shape.largeSites[0];
    return [
      conclude(largeObjects, {
        severity: 'info',
        confidence: 'likely',
        message: message(
          'rule.H9.message',
          '{large} of the {inuse} that the heap profile has in use ({share}) are in records whose objects are larger than 32 KiB on average, most of them allocated by {site}.',
          {
            large: bytesText(shape.largeBytes),
            inuse: bytesText(shape.inuseBytes),
            share: shareText(share),
            site: first?.name ?? '?',
          },
        ),
        advice,
        evidence: [
          evidence(message('evidence.largeShare', 'Share of large objects'), share, 'share', minShare),
          evidence(message('evidence.largeBytes', 'In large objects'), shape.largeBytes, 'bytes', minBytes),
          ...shape.largeSites
            .slice(0, 5)
            .map(({ name, bytes }) =>
              evidence(message('evidence.largeSite', 'Large objects of {name}', { name }), bytes, 'bytes'),
            ),
        ],
        locations: shape.largeSites.map(({ name, file, line }) => ({
          role: 'related',
          func: name,
          file,
          line,
        })),
        span: null,
      }),
    ];
  },
  unjudged: () => null,
};

const advice = message(
  'rule.H9.advice',
  'An object above 32 KiB gets a span of its own, rounded up to pages of 8 KiB, and is zeroed each time. Where they come and go, reuse them (sync.Pool, a buffer that is passed in); where they stay, nothing is wrong with them.',
);
