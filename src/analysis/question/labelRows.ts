import { toNumber } from '../../base/int64';
import type { LabelTable, Profile, StringTable } from '../../model/profile';

/*
 * A row of the label table is a text; else a number, if it or its unit is there; else nothing (google/pprof profile/encode.go).
 */

export function holdsText(labels: LabelTable, row: number): boolean {
  return labels.text[row] !== 0;
}

export function holdsNumber(labels: LabelTable, row: number): boolean {
  return labels.text[row] === 0 && (toNumber(labels.number[row]!) !== 0 || labels.unit[row] !== 0);
}

export function holdsValue(labels: LabelTable, row: number): boolean {
  return holdsText(labels, row) || holdsNumber(labels, row);
}

/** Tells string indices of this key from others, without reading strings that are no keys. */
export function keyTester(strings: StringTable, wanted: string): (key: number) => boolean {
  // Per string: 0 not asked yet, 1 no, 2 yes.
  const verdicts = new Uint8Array(strings.length);
  return (key) => {
    if (verdicts[key] === 0) verdicts[key] = strings.get(key) === wanted ? 2 : 1;
    return verdicts[key] === 2;
  };
}

/**
 * The unit of all numbers of a key: the first one recorded; without any, bytes for `alignment` and `request`, else the key
 * itself (NumLabelUnits of google/pprof profile/profile.go).
 */
export function numberUnits(profile: Profile): (key: string) => string {
  const { strings, samples } = profile;
  const { labels } = samples;
  const units = new Map<string, string>();
  // Many labels, few keys: 1 where the key of that string has its unit.
  const done = new Uint8Array(strings.length);
  for (let row = 0; row < labels.key.length; row++) {
    const key = labels.key[row]!;
    if (done[key] === 1 || labels.unit[row] === 0 || labels.text[row] !== 0) continue;
    const unit = strings.get(labels.unit[row]!);
    if (unit === '') continue;
    done[key] = 1;
    const name = strings.get(key);
    if (!units.has(name)) units.set(name, unit);
  }
  return (key) => units.get(key) ?? (key === 'alignment' || key === 'request' ? 'bytes' : key);
}
