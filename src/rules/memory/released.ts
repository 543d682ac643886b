import { message } from '../../base/message';
import { bytesText, conclude, evidence, shareText } from './conclude';
import { type Rule, thresholdOf } from './rule';
import { longestOf, spanOf, stretchesWhere } from './stretches';

/** H4. HeapSys and Sys look large, but most of the heap's address space was given back: do not be alarmed. */
export const released: Rule = {
  id: 'H4',
  title: message('rule.H4.title', 'Large HeapSys, mostly given back'),
  severity: 'info',
  needs: ['memStats'],
  thresholds: {
    minShare: { value: 0.5, unit: 'share', least: 0.01 },
    // Below, nobody is alarmed by it.
    minBytes: { value: 67_108_864, unit: 'bytes', least: 0 },
  },
  evaluate: (context) => {
    const minShare = thresholdOf(context, released, 'minShare');
    const minBytes = thresholdOf(context, released, 'minBytes');
    const stretches = stretchesWhere(
      context,
      ['HeapReleased', 'HeapSys'],
      ({ HeapReleased, HeapSys }, row) => {
        const share = HeapReleased[row]! / HeapSys[row]!;
        return share > minShare && share <= 1 && HeapReleased[row]! > minBytes ? share : null;
      },
    );
    const longest = longestOf(stretches);
    if (!longest) return [];
    const { HeapReleased, HeapSys } = longest.worst;
    return [
      conclude(released, {
        severity: 'info',
        confidence: 'certain',
        message: message(
          'rule.H4.message',
          '{released} of the {sys} of HeapSys ({share}) were given back to the system: HeapSys and Sys count address space, of which only {kept} are still held. No reason for alarm.',
          {
            released: bytesText(HeapReleased),
            sys: bytesText(HeapSys),
            share: shareText(HeapReleased / HeapSys),
            kept: bytesText(HeapSys - HeapReleased),
          },
        ),
        advice,
        evidence: [
          evidence(
            message('evidence.releasedShare', 'HeapReleased ÷ HeapSys'),
            HeapReleased / HeapSys,
            'share',
            minShare,
          ),
          evidence(message('evidence.heapReleased', 'HeapReleased'), HeapReleased, 'bytes', minBytes),
        ],
        span: spanOf(context, longest),
        times: stretches.length,
      }),
    ];
  },
  unjudged: () => null,
};

const advice = message(
  'rule.H4.advice',
  'Watch Sys − HeapReleased instead of Sys: this is what the runtime has mapped, and what GOMEMLIMIT compares.',
);
