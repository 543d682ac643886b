import { formatNanos } from '../../src/base/units';
import type { RawFacts } from '../../src/model/rawFacts';
import type { ProfileFacts } from '../../src/model/views';
import { formatExactTime, formatInteger, t } from '../strings';

export type Fact = readonly [label: string, value: string];

/** What the file says about itself and its samples; what was not recorded is left out. */
export function fileFacts(facts: ProfileFacts): readonly Fact[] {
  const rate = facts.periodType
    ? `${formatInteger(facts.period)} ${facts.periodType.unit} (${facts.periodType.type})`
    : '';
  const all: readonly Fact[] = [
    [t('Binary'), facts.binary],
    [t('Build ID'), facts.buildId],
    [t('Taken'), facts.timeMs === null ? '' : formatExactTime(facts.timeMs)],
    [t('Duration'), facts.durationNanos > 0 ? formatNanos(facts.durationNanos) : ''],
    [t('Period'), rate],
    [t('Value types'), facts.sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(', ')],
  ];
  return all.filter(([, value]) => value !== '');
}

export function rawFacts(raw: RawFacts): readonly Fact[] {
  const { counts } = raw;
  const all: readonly Fact[] = [
    [t('Default value type'), raw.defaultSampleType],
    [t('Dropped frames'), raw.dropFrames],
    [t('Kept frames'), raw.keepFrames],
    [t('Documentation'), raw.docUrl],
    [t('Samples'), formatInteger(counts.samples)],
    [t('Different stacks'), formatInteger(counts.stacks)],
    [t('Deepest stack'), formatInteger(raw.deepestStack)],
    [t('Locations'), formatInteger(counts.locations)],
    [t('Locations without lines'), formatInteger(counts.locationsWithoutLines)],
    [t('Functions'), formatInteger(counts.functions)],
    [t('Inlined lines'), formatInteger(counts.inlinedLines)],
    [t('Labels'), formatInteger(counts.labels)],
    [t('Strings'), formatInteger(counts.strings)],
    [t('Size without compression'), t('{count} bytes', { count: formatInteger(raw.inflatedBytes) })],
  ];
  return all.filter(([, value]) => value !== '');
}

/** All of it as text to paste: facts as `name: value`, mappings separated by tabs. */
export function rawAsText(facts: ProfileFacts, raw: RawFacts): string {
  const lines = [...fileFacts(facts), ...rawFacts(raw)].map(([label, value]) => `${label}: ${value}`);
  if (raw.mappings.length > 0) {
    const titles = [t('Start'), t('Limit'), t('Offset'), t('Locations'), t('Build ID'), t('File')];
    lines.push('', titles.join('\t'));
    for (const { start, limit, offset, locations, buildId, file } of raw.mappings) {
      lines.push([start, limit, offset, String(locations), buildId, file].join('\t'));
    }
  }
  if (raw.comments.length > 0) lines.push('', ...raw.comments);
  return `${lines.join('\n')}\n`;
}
