import { type Int64Column, isWide } from '../../base/int64';
import type { LabelTable, Profile, SampleTable } from '../../model/profile';

/** The samples with a 1; the same profile where these are all. */
export function keepSamples(profile: Profile, keep: Uint8Array): Profile {
  let kept = 0;
  for (let sample = 0; sample < keep.length; sample++) kept += keep[sample]!;
  if (kept === profile.samples.length) return profile;
  const rows = new Uint32Array(kept);
  for (let sample = 0, row = 0; sample < keep.length; sample++) {
    if (keep[sample] === 1) rows[row++] = sample;
  }
  return { ...profile, samples: pickSamples(profile.samples, rows) };
}

/** Samples that have a stack. */
export function keepSamplesWithStack(profile: Profile): Profile {
  const { stack } = profile.samples;
  const keep = new Uint8Array(stack.length);
  for (let sample = 0; sample < stack.length; sample++) keep[sample] = stack[sample]! < 0 ? 0 : 1;
  return keepSamples(profile, keep);
}

/** The label rows with a 1. */
export function keepLabelRows(labels: LabelTable, keep: Uint8Array): LabelTable {
  const start = new Uint32Array(labels.start.length);
  const rows = new Uint32Array(keep.length);
  let length = 0;
  for (let sample = 0; sample + 1 < start.length; sample++) {
    for (let row = labels.start[sample]!; row < labels.start[sample + 1]!; row++) {
      if (keep[row] === 1) rows[length++] = row;
    }
    start[sample + 1] = length;
  }
  return pickLabels(labels, start, rows.subarray(0, length));
}

function pickSamples(samples: SampleTable, rows: Uint32Array): SampleTable {
  const stack = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) stack[i] = samples.stack[rows[i]!]!;
  const pick = (column: Int64Column) => pickInt64(column, rows);
  const { compared } = samples;
  return {
    length: rows.length,
    stack,
    values: samples.values.map(pick),
    labels: labelsOf(samples.labels, rows),
    compared: compared && { base: compared.base.map(pick), current: compared.current.map(pick) },
  };
}

function labelsOf(labels: LabelTable, samples: Uint32Array): LabelTable {
  const start = new Uint32Array(samples.length + 1);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!;
    start[i + 1] = start[i]! + labels.start[sample + 1]! - labels.start[sample]!;
  }
  const rows = new Uint32Array(start[samples.length]!);
  for (let i = 0, at = 0; i < samples.length; i++) {
    const end = labels.start[samples[i]! + 1]!;
    for (let row = labels.start[samples[i]!]!; row < end; row++) rows[at++] = row;
  }
  return pickLabels(labels, start, rows);
}

function pickLabels(labels: LabelTable, start: Uint32Array, rows: Uint32Array): LabelTable {
  return {
    start,
    key: pickUint32(labels.key, rows),
    text: pickUint32(labels.text, rows),
    number: pickInt64(labels.number, rows),
    unit: pickUint32(labels.unit, rows),
  };
}

function pickUint32(column: Uint32Array, rows: Uint32Array): Uint32Array {
  const picked = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]!]!;
  return picked;
}

/** A part of a narrow column is narrow; a part of a wide one stays wide: whoever sums it must not round. */
function pickInt64(column: Int64Column, rows: Uint32Array): Int64Column {
  if (isWide(column)) {
    const picked = new BigInt64Array(rows.length);
    for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]!]!;
    return picked;
  }
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]!]!;
  return picked;
}
