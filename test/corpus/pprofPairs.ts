import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Derivation, Engine, EvidenceHandle, ProfileEvidence } from '../../src/engine/engine';
import { createEngine } from '../../src/engine/node/createEngine';
import type { Question } from '../../src/model/question';
import type { TopTable } from '../../src/model/views';
import {
  buildPprofOracle,
  exactUnit,
  integerOf,
  type PprofOracle,
  type PprofTable,
  runSome,
} from '../helpers/pprofOracle';
import type { CorpusResult } from './corpusResult';

const parca = (name: string) => `parca-dev_parca__${name}`;
const many = [
  '1644509278338696000',
  '1644509281339135000',
  '1644509284338649000',
  '1644509287338709000',
  '1644509290338056000',
].map((time) => parca(`pkg_query_testdata_many_${time}.pb.gz`));
const cache = (name: string) => `Borislavv_advanced-cache__${name}`;

/** Real profiles that belong together, older first; in the last ones, programs, builds and value types differ. */
export const groups: readonly (readonly string[])[] = [
  many.slice(0, 2),
  many,
  [cache('heap.out.2cb702'), cache('heap.out.9ecb61'), cache('heap.out.a1f06e')],
  [cache('pkg_storage_mem_before.prof.585ac4'), cache('pkg_storage_mem_after.prof.284ee9')],
  [cache('pkg_storage_cpu_read.prof'), cache('pkg_storage_cpu_write.prof')],
  [cache('cpu.out'), cache('cpu.out.5e1159'), cache('cpu.out.72054e')],
  [
    'prometheus_prometheus__storage_remote_cpu.out',
    'prometheus_prometheus__cmd_prometheus_profile_prom-2.47-rc.0-cpu.pprof.gz',
  ],
  ['hellofresh_kangal__heap.out', 'golang_tools__gopls_gopls-heap.pprof'],
  ['dundee_gdu__default.pgo', 'dundee_gdu__default.pgo.dd55cc'],
  [parca('pkg_storage_testdata_merge.pb.gz'), parca('pkg_storage_testdata_profile2.pb.gz')],
  ['felixge_pprofutils__examples_labelframes.in.pprof', 'felixge_pprofutils__examples_labelframes.out.pprof'],
  ['prometheus_prometheus__storage_remote_cpu.out', 'hellofresh_kangal__heap.out'],
];

/** How a group is put together: the engine's derivation, and pprof's arguments for it. */
export interface Way {
  readonly name: string;
  readonly derivation: (handles: readonly EvidenceHandle[]) => Derivation;
  readonly args: (files: readonly string[]) => readonly string[];
}

export const ways: readonly Way[] = [
  { name: 'merge', derivation: (handles) => ({ kind: 'merge', of: handles }), args: (files) => files },
  comparison('-base', 'base', false),
  comparison('-diff_base', 'diffBase', false),
  comparison('-base -normalize', 'base', true),
  comparison('-diff_base -normalize', 'diffBase', true),
];

/** The first of a group is the base, the others, merged, are compared with it. */
function comparison(name: string, mode: 'base' | 'diffBase', normalize: boolean): Way {
  const option = mode === 'base' ? '-base' : '-diff_base';
  return {
    name,
    derivation: ([base, ...current]) => ({ kind: 'compare', base: [base!], current, mode, normalize }),
    args: ([base, ...current]) => [...(normalize ? ['-normalize'] : []), `${option}=${base}`, ...current],
  };
}

/** Merges and compares real profiles as `go tool pprof` does, value type by value type. */
export async function checkPairs(folder: string): Promise<CorpusResult> {
  const present = groups
    .map((group) => group.map((name) => resolve(folder, name)))
    .filter((files) => files.every(existsSync));
  const skipped = { count: groups.length - present.length, why: 'files that this corpus does not have' };
  const result = { checked: 0, failedFiles: 0, skipped, shortfalls: [] as string[] };
  const oracle = buildPprofOracle();
  if (!oracle) return { ...result, cannot: 'there is no Go to ask' };
  try {
    for (const files of present) {
      const found = await checkGroup(oracle, files);
      const name = `${basename(files[0]!)} and ${files.length - 1} more`;
      result.shortfalls.push(...found.map((line) => `${name}: ${line}`));
      result.checked++;
      if (found.length > 0) result.failedFiles++;
    }
  } finally {
    oracle.dispose();
  }
  return result;
}

async function checkGroup(oracle: PprofOracle, files: readonly string[]): Promise<string[]> {
  const engine = createEngine();
  const shortfalls: string[] = [];
  try {
    const handles: EvidenceHandle[] = [];
    for (const file of files) {
      const [evidence] = await engine.openProfiles(readFileSync(file), { name: basename(file) });
      handles.push(evidence!.handle);
    }
    for (const way of ways) {
      const found = await checkWay(engine, oracle, way, handles, files);
      shortfalls.push(...found.map((line) => `${way.name}: ${line}`));
    }
  } finally {
    engine.dispose();
  }
  return shortfalls;
}

async function checkWay(
  engine: Engine,
  oracle: PprofOracle,
  way: Way,
  handles: readonly EvidenceHandle[],
  files: readonly string[],
): Promise<string[]> {
  let derived: ProfileEvidence;
  try {
    derived = await engine.derive(way.derivation(handles));
  } catch (error) {
    const { failed, notes } = await oracle.run(files[0]!, ['-raw', ...way.args(files)]);
    return failed ? [] : [`refused (${(error as Error).message}), but Go accepts it: ${notes.join(' ')}`];
  }
  const args = way.args(files);
  return compareTops(engine, oracle, derived, args[args.length - 1]!, args.slice(0, -1));
}

/** Tables of these value types (all, unless said) against those that pprof makes of the file with these options. */
export async function compareTops(
  engine: Engine,
  oracle: PprofOracle,
  { handle, facts }: ProfileEvidence,
  file: string,
  options: readonly string[],
  {
    question,
    types = [...facts.sampleTypes.keys()],
  }: { question?: Question; types?: readonly number[] } = {},
): Promise<string[]> {
  const jobs = types.map((index) => () => {
    const { type, unit } = facts.sampleTypes[index]!;
    return oracle.top(file, [`-sample_index=${type}`, `-unit=${exactUnit(unit)}`, ...options]);
  });
  const tables = await runSome(jobs);
  const shortfalls: string[] = [];
  for (const [position, sampleIndex] of types.entries()) {
    const { type, total, exactTotal } = facts.sampleTypes[sampleIndex]!;
    const scope = { sampleIndex, question };
    const table = await engine.ask(handle, 'top', { ...scope, granularity: 'functions' });
    const wanted = question ? null : BigInt(exactTotal ?? total);
    const found = compareTables(table, wanted, tables[position]!);
    shortfalls.push(...found.map((line) => `${type}: ${line}`));
  }
  return shortfalls;
}

/** Totals (null: not to be compared), and rows as sets: pprof breaks a name at a line end and knows several rows of one name. */
function compareTables(table: TopTable, total: bigint | null, go: PprofTable): string[] {
  if (go.failed) return [`accepted, but Go refuses: ${go.notes.join(' ')}`];
  const shortfalls: string[] = [];
  if (go.total !== '' && total !== null && integerOf(go.total) !== total) {
    shortfalls.push(`total ${total}, Go has ${go.total}`);
  }
  const theirs = go.rows.map(({ name, flat, cum }) => `${name} ${integerOf(flat)} ${integerOf(cum)}`).sort();
  const ours = Array.from(
    { length: table.length },
    (_, row) =>
      `${table.name[row]!.split('\n', 1)[0]} ${BigInt(table.flat[row]!)} ${BigInt(table.cum[row]!)}`,
  ).sort();
  const missing = theirs.filter((row) => !ours.includes(row));
  const extra = ours.filter((row) => !theirs.includes(row));
  if (ours.length !== theirs.length) shortfalls.push(`${ours.length} rows, Go has ${theirs.length}`);
  shortfalls.push(...missing.slice(0, 3).map((row) => `Go has ${row}`));
  shortfalls.push(...extra.slice(0, 3).map((row) => `has ${row}`));
  return shortfalls;
}
