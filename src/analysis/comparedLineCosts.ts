import type { Profile } from '../model/profile';
import type { LineCosts, LineCostsBase, SampleTypeFacts } from '../model/views';
import { computeLineCosts } from './lineCosts';

/** Line costs of a comparison: the differences, with the base of each row beside them. */
export function computeComparedLineCosts(
  profile: Profile,
  sampleTypes: readonly SampleTypeFacts[],
  callerSampleIndex: number,
): LineCosts {
  const costs = computeLineCosts(profile, sampleTypes, callerSampleIndex);
  const { samples } = profile;
  if (!samples.compared) return costs;
  const baseSamples = { ...samples, values: samples.compared.base, compared: null };
  const base = computeLineCosts({ ...profile, samples: baseSamples }, sampleTypes, callerSampleIndex);
  return { ...costs, base: baseOf(costs, base) };
}

/** Rows of the base in the order of the differences; 0 where the base had no such line or function. */
function baseOf(costs: LineCosts, base: LineCosts): LineCostsBase {
  const lineRow = placesOf(lineKeys(costs), lineKeys(base));
  const functionRow = placesOf(functionKeys(costs), functionKeys(base));
  return {
    lineFlat: pickAll(base.lineFlat, lineRow),
    lineCum: pickAll(base.lineCum, lineRow),
    lineOwn: pickAll(base.lineOwn, lineRow),
    functionFlat: pickAll(base.functionFlat, functionRow),
    functionCum: pickAll(base.functionCum, functionRow),
  };
}

function lineKeys({ files, lineStart, line }: LineCosts): string[] {
  return rowKeys(files, lineStart, (row) => line[row]!);
}

function functionKeys({ files, functionStart, functionName }: LineCosts): string[] {
  return rowKeys(files, functionStart, (row) => functionName[row]!);
}

function rowKeys(
  files: readonly string[],
  start: Uint32Array,
  keyOf: (row: number) => string | number,
): string[] {
  const keys: string[] = [];
  for (const [index, file] of files.entries()) {
    for (let row = start[index]!; row < start[index + 1]!; row++) keys.push(`${keyOf(row)}\0${file}`);
  }
  return keys;
}

function placesOf(wanted: readonly string[], there: readonly string[]): Int32Array {
  const places = new Map(there.map((key, row) => [key, row]));
  return Int32Array.from(wanted, (key) => places.get(key) ?? -1);
}

function pickAll(columns: readonly Float64Array[], rows: Int32Array): Float64Array[] {
  return columns.map((column) => Float64Array.from(rows, (row) => (row < 0 ? 0 : column[row]!)));
}
