import { message } from '../../base/message';
import { bytesText, conclude, evidence, shareText } from './conclude';
import { type Rule, thresholdOf } from './rule';
import { longestOf, spanOf, stretchesWhere } from './stretches';

/** H7. The runtime's own memory is large: many small spans, or the profiler's tables. */
export const metadata: Rule = {
  id: 'H7',
  title: message('rule.H7.title', 'Much memory of the runtime itself'),
  severity: 'info',
  needs: ['memStats'],
  thresholds: {
    minShare: { value: 0.2, unit: 'share', least: 0.01 },
    minBytes: { value: 67_108_864, unit: 'bytes', least: 1 },
  },
  evaluate: (context) => {
    const minShare = thresholdOf(context, metadata, 'minShare');
    const minBytes = thresholdOf(context, metadata, 'minBytes');
    const stretches = stretchesWhere(context, fields, (columns, row) => {
      const own = ownBytes(columns, row);
      const sys = columns.Sys[row]!;
      return own > minShare * sys && own > minBytes && own <= sys ? own : null;
    });
    const longest = longestOf(stretches);
    if (!longest) return [];
    const own = longest.measure;
    const { Sys, BuckHashSys } = longest.worst;
    return [
      conclude(metadata, {
        severity: 'info',
        confidence: 'certain',
        message: message(
          'rule.H7.message',
          'The runtime needs {own} for itself, {share} of Sys; {profiler} of it are tables of the profiler.',
          { own: bytesText(own), share: shareText(own / Sys), profiler: bytesText(BuckHashSys) },
        ),
        advice,
        evidence: [
          evidence(
            message('evidence.metadata', 'Spans, caches, collector and tables'),
            own,
            'bytes',
            minBytes,
          ),
          evidence(message('evidence.metadataShare', 'As a share of Sys'), own / Sys, 'share', minShare),
          evidence(message('evidence.buckHash', 'BuckHashSys'), BuckHashSys, 'bytes'),
        ],
        span: spanOf(context, longest),
        times: stretches.length,
      }),
    ];
  },
  unjudged: () => null,
};

const fields = ['MSpanInuse', 'MCacheInuse', 'BuckHashSys', 'GCSys', 'OtherSys', 'Sys'] as const;

function ownBytes(columns: Readonly<Record<(typeof fields)[number], Float64Array>>, row: number): number {
  const { MSpanInuse, MCacheInuse, BuckHashSys, GCSys, OtherSys } = columns;
  return MSpanInuse[row]! + MCacheInuse[row]! + BuckHashSys[row]! + GCSys[row]! + OtherSys[row]!;
}

const advice = message(
  'rule.H7.advice',
  'Large tables of the profiler (BuckHashSys) come from very many different stacks, as with MemProfileRate=1 or deep recursion: sample less. Much for spans means many small spans: fewer, larger allocations.',
);
