import { type Int64Column, toNumber } from '../base/int64';
import { scaledLabel } from '../base/scaledLabel';
import type { Profile } from '../model/profile';
import type { TagKey, TagReport, TagValue } from '../model/tagReport';
import { compareText } from './reportValues';

/**
 * Weights of label values, as pprof's -tags sums them. `labelUnits` come from the whole profile, also where `profile` is what
 * a question left of it; `unit` is what numbers are told in, and `mostValues` how many values of each key are told.
 */
export function computeTagReport(
  profile: Profile,
  sampleIndex: number,
  total: number,
  labelUnits: ReadonlyMap<number, string>,
  unit = 'auto',
  mostValues = Number.POSITIVE_INFINITY,
): TagReport {
  const { labels, length } = profile.samples;
  const column = profile.samples.values[sampleIndex]!;
  const keys = new Map<number, Sums>();
  for (let sample = 0; sample < length; sample++) {
    for (let row = labels.start[sample]!; row < labels.start[sample + 1]!; row++) {
      if (!isLabel(profile, row)) continue;
      const sums = keys.get(labels.key[row]!) ?? { text: new Map(), number: new Map() };
      keys.set(labels.key[row]!, sums);
      addLabel(sums, profile, row, column, sample);
    }
  }
  const found = [...keys].map(([key, sums]) =>
    tagKey(profile, profile.strings.get(key), sums, labelUnits.get(key) ?? '', unit),
  );
  const told = found.map((key) => ({ ...key, values: key.values.slice(0, mostValues) }));
  return { sampleIndex, total, keys: told.sort((a, b) => compareText(a.key, b.key)) };
}

/** Units of numeric labels by key, as pprof infers them: the first unit that is recorded, else `bytes` or the key itself. */
export function computeLabelUnits({ samples, strings }: Profile): Map<number, string> {
  const { labels } = samples;
  const units = new Map<number, string>();
  for (let row = 0; row < labels.key.length; row++) {
    if (labels.text[row] !== 0) continue;
    const key = labels.key[row]!;
    const unit = labels.unit[row]!;
    if (unit !== 0 && !units.get(key)) units.set(key, strings.get(unit));
    else if (!units.has(key)) units.set(key, '');
  }
  for (const [key, unit] of units) {
    if (unit !== '') continue;
    const name = strings.get(key);
    units.set(key, name === 'alignment' || name === 'request' ? 'bytes' : name);
  }
  return units;
}

interface Sum {
  value: number;
  samples: number;
}

/** By string index, and by number. */
interface Sums {
  readonly text: Map<number, Sum>;
  readonly number: Map<number, Sum>;
}

/** Go drops a label that is neither text nor number nor unit. */
function isLabel({ samples: { labels } }: Profile, row: number): boolean {
  return labels.text[row] !== 0 || Number(labels.number[row]!) !== 0 || labels.unit[row] !== 0;
}

function addLabel(sums: Sums, profile: Profile, row: number, column: Int64Column, sample: number): void {
  const { labels } = profile.samples;
  const text = labels.text[row]!;
  const [map, key] = text !== 0 ? [sums.text, text] : ([sums.number, toNumber(labels.number[row]!)] as const);
  const sum = map.get(key) ?? { value: 0, samples: 0 };
  if (sum.samples === 0) map.set(key, sum);
  sum.value += toNumber(column[sample]!);
  sum.samples++;
}

function tagKey(profile: Profile, key: string, sums: Sums, labelUnit: string, unit: string): TagKey {
  const values = new Map<string, TagValue>();
  const add = (text: string, number: number | null, { value, samples }: Sum) => {
    const known = values.get(text);
    values.set(text, {
      text,
      number: known ? null : number,
      value: value + (known?.value ?? 0),
      samples: samples + (known?.samples ?? 0),
    });
  };
  for (const [index, sum] of sums.text) add(profile.strings.get(index), null, sum);
  for (const [number, sum] of sums.number) add(scaledLabel(number, labelUnit, unit), number, sum);
  const sorted = [...values.values()].sort(
    (a, b) => Math.abs(b.value) - Math.abs(a.value) || compareText(a.text, b.text),
  );
  return {
    key,
    unit: labelUnit,
    isNumeric: sums.text.size === 0,
    total: sorted.reduce((all, { value }) => all + value, 0),
    values: sorted,
    valueCount: sorted.length,
    idleCount: sorted.filter(({ value }) => value === 0).length,
  };
}
