import type { TagReport } from '../../src/model/tagReport';
import type { WireTopTable } from '../../src/protocol/profileEditor';
import type { ProfileData } from '../data';
import type { LabelChoices, NamesOfProfile } from './complete';

/** What a whole profile offers to complete with: its functions and packages, heaviest first, and its labels. */
export async function findSources(data: ProfileData, sampleIndex: number): Promise<NamesOfProfile> {
  const [table, labels] = await Promise.all([
    data.top(sampleIndex, 'functions'),
    findLabels(data, sampleIndex),
  ]);
  const known = byTable.get(table);
  if (known) return { ...known, labels };
  const names = namesOf(table);
  byTable.set(table, names);
  return { ...names, labels };
}

/** Sorting 25,000 names takes a moment: once for each table. */
const byTable = new WeakMap<WireTopTable, Omit<NamesOfProfile, 'labels'>>();

function namesOf(table: WireTopTable): Omit<NamesOfProfile, 'labels'> {
  const rows = Uint32Array.from({ length: table.length }, (_, row) => row);
  rows.sort((a, b) => Math.abs(table.cum[b]!) - Math.abs(table.cum[a]!) || a - b);
  const functions = Array.from(rows, (row) => table.name[row]!);
  const packages = Array.from(rows, (row) => table.packageName[row]!).filter((name) => name !== '');
  return { functions: [...new Set(functions)], packages: [...new Set(packages)] };
}

/** Completion without labels is still completion. */
const noLabels: Pick<TagReport, 'keys'> = { keys: [] };

async function findLabels(data: ProfileData, sampleIndex: number): Promise<readonly LabelChoices[]> {
  const { keys } = await data.tags(sampleIndex).catch(() => noLabels);
  return keys.map(({ key, isNumeric, values }) => ({
    key,
    isNumeric,
    values: values.map(({ text }) => text),
  }));
}
