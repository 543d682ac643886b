import { message } from '../../base/message';
import { bytesText, conclude, evidence } from './conclude';
import { type Rule, thresholdOf } from './rule';
import { longestOf, spanOf, stretchesWhere } from './stretches';

/** H3. Idle heap that was not given back: what a peak left behind. The scavenger returns it slowly, down to its goal. */
export const retained: Rule = {
  id: 'H3',
  title: message('rule.H3.title', 'Idle heap is kept after a peak'),
  severity: 'info',
  needs: ['memStats'],
  thresholds: {
    minRatio: { value: 1, unit: '', least: 0.01 },
    minBytes: { value: 67_108_864, unit: 'bytes', least: 1 },
  },
  evaluate: (context) => {
    const minRatio = thresholdOf(context, retained, 'minRatio');
    const minBytes = thresholdOf(context, retained, 'minBytes');
    const stretches = stretchesWhere(
      context,
      ['HeapIdle', 'HeapReleased', 'HeapInuse'],
      ({ HeapIdle, HeapReleased, HeapInuse }, row) => {
        const kept = HeapIdle[row]! - HeapReleased[row]!;
        return kept > Math.max(minRatio * HeapInuse[row]!, minBytes) ? kept : null;
      },
    );
    const longest = longestOf(stretches);
    if (!longest) return [];
    const { HeapIdle, HeapReleased, HeapInuse } = longest.worst;
    const kept = HeapIdle - HeapReleased;
    return [
      conclude(retained, {
        severity: 'info',
        confidence: 'certain',
        message: message(
          'rule.H3.message',
          '{kept} of idle heap have not been given back, beside {inuse} in use ({released} have been): a peak left them, and the runtime keeps them for the next one or returns them slowly.',
          { kept: bytesText(kept), inuse: bytesText(HeapInuse), released: bytesText(HeapReleased) },
        ),
        advice,
        evidence: [
          evidence(
            message('evidence.kept', 'HeapIdle − HeapReleased'),
            kept,
            'bytes',
            Math.max(minRatio * HeapInuse, minBytes),
          ),
          evidence(message('evidence.heapInuse', 'HeapInuse'), HeapInuse, 'bytes'),
          evidence(message('evidence.heapReleased', 'HeapReleased'), HeapReleased, 'bytes'),
        ],
        span: spanOf(context, longest),
        times: stretches.length,
      }),
    ];
  },
  unjudged: () => null,
};

const advice = message(
  'rule.H3.advice',
  'No leak, and mostly nothing to do. The scavenger aims at about 10 % above the goal of the heap. A GOMEMLIMIT makes it return memory sooner as the limit comes near; where one peak matters (a batch at start-up) debug.FreeOSMemory after it gives all back at once, at the price of a collection.',
);
