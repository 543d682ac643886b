import { type Message, message } from '../../base/message';
import { formatShare } from '../../base/units';
import type { LeakTrend } from '../../model/leakTrend';
import type { Translate } from './lensText';
import { shortValue } from './shortNumbers';
import type { ToldSite } from './trendIndex';

/** `growing 12 MB/min` or `churn 5.4 GB/min` of one function's sites; null where there is nothing to tell. */
export function trendPhrase(sites: readonly ToldSite[], trend: LeakTrend): Message | null {
  const growing = sites.filter(({ told }) => told === 'growing');
  if (growing.length > 0) {
    const slope = growing.reduce((sum, site) => sum + (site.slopePerMinute ?? 0), 0);
    return message('overlay.trend.growing', 'growing {value}/min', { value: shortValue(slope, 'bytes') });
  }
  const churned = sites.reduce((sum, site) => sum + (site.allocatedBytes ?? 0), 0);
  const minutes = minutesOf(trend);
  if (churned === 0 || minutes === 0) return null;
  return message('overlay.trend.churn', 'churn {value}/min', {
    value: shortValue(churned / minutes, 'bytes'),
  });
}

/** What Problems say of a site. */
export function trendProblem(site: ToldSite, fileName: string, translate: Translate): Message {
  const reason = translate(site.reason);
  return site.told === 'growing'
    ? message('overlay.trend.problemGrowing', 'Memory allocated on this line grows. {reason} — {profile}', {
        reason,
        profile: fileName,
      })
    : message(
        'overlay.trend.problemChurn',
        'This line allocates much that does not last: {survival} stayed. {reason} — {profile}',
        { survival: formatShare(site.survival ?? 0), reason, profile: fileName },
      );
}

function minutesOf({ timesMs }: LeakTrend): number {
  return timesMs.length < 2 ? 0 : (timesMs[timesMs.length - 1]! - timesMs[0]!) / 60_000;
}
