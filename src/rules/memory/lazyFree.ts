import { type Message, message } from '../../base/message';
import { bytesText, conclude, evidence, shareText } from './conclude';
import type { MemoryContext } from './context';
import { type Rule, thresholdOf } from './rule';
import { longestOf, spanOf, stretchesWhere } from './stretches';

/** H6. RSS counts pages that were given back: the kernel takes them when it needs them. */
export const lazyFree: Rule = {
  id: 'H6',
  title: message('rule.H6.title', 'RSS includes memory that was given back'),
  severity: 'info',
  needs: ['rss'],
  thresholds: { minShare: { value: 0.2, unit: 'share', least: 0.01 } },
  evaluate: (context) => {
    const minShare = thresholdOf(context, lazyFree, 'minShare');
    const measured = stretchesWhere(context, ['LazyFree', 'RSS'], ({ LazyFree, RSS }, row) => {
      const share = LazyFree[row]! / RSS[row]!;
      return share > minShare && share <= 1 ? share : null;
    });
    const longest = longestOf(measured);
    if (longest) {
      const { LazyFree, RSS } = longest.worst;
      const text = message(
        'rule.H6.message',
        '{lazy} of {rss} resident ({share}) were given back by the process: the kernel takes these pages when it needs them, and counts them until then.',
        { lazy: bytesText(LazyFree), rss: bytesText(RSS), share: shareText(LazyFree / RSS) },
      );
      return [found(context, text, longest, measured.length, lazyShare(LazyFree / RSS, minShare))];
    }
    return byVersion(context, minShare);
  },
  unjudged: () => null,
};

/** Go 1.12 to 1.15 gave memory back lazily on Linux (MADV_FREE); 1.16 went back to MADV_DONTNEED. */
function byVersion(context: MemoryContext, minShare: number) {
  const { goVersion } = context.series.process;
  if (!/^go1\.1[2-5](?:\D|$)/.test(goVersion)) return [];
  const stretches = stretchesWhere(context, ['HeapReleased', 'RSS', 'Sys'], (columns, row) => {
    const [released, rss, sys] = [columns.HeapReleased[row]!, columns.RSS[row]!, columns.Sys[row]!];
    return rss > sys - released && released > minShare * rss && sys >= released ? released / rss : null;
  });
  const longest = longestOf(stretches);
  if (!longest) return [];
  const { HeapReleased, RSS } = longest.worst;
  const text = message(
    'rule.H6.version',
    '{version} gives memory back lazily on Linux (MADV_FREE): up to {released} of {rss} resident may be pages that the kernel can take back.',
    { version: goVersion, released: bytesText(HeapReleased), rss: bytesText(RSS) },
  );
  return [found(context, text, longest, stretches.length, lazyShare(HeapReleased / RSS, minShare))];
}

function lazyShare(value: number, threshold: number) {
  return evidence(
    message('evidence.lazyShare', 'Share of RSS that was given back'),
    value,
    'share',
    threshold,
  );
}

function found(
  context: MemoryContext,
  text: Message,
  span: { readonly fromMs: number; readonly toMs: number },
  times: number,
  number: ReturnType<typeof lazyShare>,
) {
  return conclude(lazyFree, {
    severity: 'info',
    confidence: 'likely',
    message: text,
    advice,
    evidence: [number],
    span: spanOf(context, span),
    times,
  });
}

const advice = message(
  'rule.H6.advice',
  'Not in use, so no leak. With GODEBUG=madvdontneed=1 (the default since Go 1.16) RSS falls as soon as memory is given back.',
);
