import { message } from '../../base/message';
import { bytesText, conclude, evidence, knownEvidence, lacks, shareText } from './conclude';
import { has, latest } from './context';
import { type Rule, thresholdOf } from './rule';
import { longestOf, spanOf, stretchesWhere } from './stretches';

/** H5. Resident memory that the Go runtime knows nothing of: C, mapped files, pages of the binary. No profile shows it. */
export const rssGap: Rule = {
  id: 'H5',
  title: message('rule.H5.title', 'Memory outside of the Go runtime'),
  severity: 'warning',
  needs: ['rss', 'memStats'],
  thresholds: {
    minShare: { value: 0.2, unit: 'share', least: 0.01 },
    minBytes: { value: 67_108_864, unit: 'bytes', least: 1 },
  },
  evaluate: (context) => {
    const minShare = thresholdOf(context, rssGap, 'minShare');
    const minBytes = thresholdOf(context, rssGap, 'minBytes');
    const stretches = stretchesWhere(
      context,
      ['RSS', 'Sys', 'HeapReleased'],
      ({ RSS, Sys, HeapReleased }, row) => {
        const mapped = Sys[row]! - HeapReleased[row]!;
        const outside = RSS[row]! - mapped;
        return outside > Math.max(minShare * RSS[row]!, minBytes) && mapped >= 0 ? outside : null;
      },
    );
    const longest = longestOf(stretches);
    if (!longest) return [];
    const { RSS, Sys, HeapReleased } = longest.worst;
    const outside = RSS - (Sys - HeapReleased);
    const file = latest(context, 'PssFile') ?? latest(context, 'RSSFile');
    return [
      conclude(rssGap, {
        severity: 'warning',
        confidence: 'likely',
        message: message(
          'rule.H5.message',
          'At least {outside} of {rss} resident ({share}) lie outside of the Go runtime, which has {mapped} mapped (Sys − HeapReleased).',
          {
            outside: bytesText(outside),
            rss: bytesText(RSS),
            share: shareText(outside / RSS),
            mapped: bytesText(Sys - HeapReleased),
          },
        ),
        advice,
        evidence: [
          evidence(
            message('evidence.outside', 'RSS − (Sys − HeapReleased)'),
            outside,
            'bytes',
            Math.max(minShare * RSS, minBytes),
          ),
          evidence(message('evidence.outsideShare', 'As a share of RSS'), outside / RSS, 'share', minShare),
          ...knownEvidence(message('evidence.filePages', 'Of it pages of files, at the end'), file, 'bytes'),
        ],
        span: spanOf(context, longest),
        times: stretches.length,
      }),
    ];
  },
  unjudged: (context) => (has(context, 'Sys') && !has(context, 'RSS') ? lacks.rss : null),
};

const advice = message(
  'rule.H5.advice',
  'Heap profiles do not show it, and GOMEMLIMIT does not count it. Look at /proc/PID/smaps for mapped files and the program’s own pages; what is anonymous and not Go’s comes from C (cgo, its malloc) or from mmap in the code. On Go 1.12 to 1.15 it may be memory that was given back lazily (H6).',
);
