import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Engine, EvidenceHandle, ProfileEvidence } from '../../src/engine/engine';
import { createEngine } from '../../src/engine/node/createEngine';
import { noQuestion, type Question } from '../../src/model/question';
import { buildPprofOracle, type PprofOracle } from '../helpers/pprofOracle';
import { makeTemporaryFolder, removeFolder } from '../helpers/repository';
import type { CorpusResult } from './corpusResult';
import { readManifest } from './pprof';
import { compareTops, groups, ways } from './pprofPairs';

/** Files, alone and as the first of a group, that are also exported as these questions leave them. */
const asked = new Set([
  'Borislavv_advanced-cache__heap.out.2cb702',
  'felixge_pprofutils__examples_labelframes.in.pprof',
  'parca-dev_parca__pkg_parca_testdata_labels.pb.gz',
  'laixintao_flameshow__tests_pprof_data_heap.out',
  'dundee_gdu__default.pgo',
]);
const questions: readonly Question[] = [
  { ...noQuestion, focus: 'runtime|http', hide: '^runtime\\.' },
  { ...noQuestion, ignore: 'bufio', showFrom: 'main|http' },
  { ...noQuestion, tagRoot: 'endpoint,bytes', foldTypes: true },
  { ...noQuestion, noInlines: true, tagFocus: '1kb:' },
];

/** What we export has to give the numbers in `go tool pprof` that it has here: every file, and what is made of several. */
export async function checkExports(folder: string): Promise<CorpusResult> {
  const shortfalls: string[] = [];
  const files = readManifest(resolve(folder, 'MANIFEST.tsv'))
    .filter(({ valid }) => valid === '1')
    .map(({ file }) => resolve(folder, file));
  const made = groups.map((group) => group.map((name) => resolve(folder, name)));
  const jobs = [...files.map((file) => [file]), ...made.filter((group) => group.every(existsSync))];
  const oracle = buildPprofOracle();
  if (!oracle) return { checked: 0, failedFiles: 0, shortfalls, cannot: 'there is no Go to ask' };
  const exported = join(makeTemporaryFolder('exports'), 'exported.pb');
  let failedFiles = 0;
  try {
    for (const job of jobs) {
      const found = await checkJob(oracle, job, exported);
      shortfalls.push(...found.map((line) => `export of ${job.map((file) => basename(file))}: ${line}`));
      if (found.length > 0) failedFiles++;
    }
  } finally {
    oracle.dispose();
    removeFolder(resolve(exported, '..'));
  }
  return { checked: jobs.length, failedFiles, shortfalls };
}

async function checkJob(oracle: PprofOracle, files: readonly string[], exported: string): Promise<string[]> {
  const engine = createEngine();
  const shortfalls: string[] = [];
  try {
    const opened: ProfileEvidence[] = [];
    for (const file of files) {
      opened.push(...(await engine.openProfiles(readFileSync(file), { name: basename(file) })));
    }
    const made = files.length === 1 ? opened : await deriveAll(engine, opened);
    for (const evidence of made) {
      for (const question of asked.has(basename(files[0]!)) ? [undefined, ...questions] : [undefined]) {
        writeFileSync(
          exported,
          await engine.ask(evidence.handle, 'export', {
            format: 'pprof',
            sampleIndex: 0,
            title: '',
            question,
          }),
        );
        // One value type of each: all are written alike, and unit tests read all of them back.
        const types = [evidence.facts.sampleIndex];
        const found = await compareTops(engine, oracle, evidence, exported, [], { question, types });
        shortfalls.push(...found.map((line) => `${JSON.stringify(question ?? 'all')}: ${line}`));
      }
    }
  } finally {
    engine.dispose();
  }
  return shortfalls;
}

/** All that can be made of them; what does not fit together is compared with Go elsewhere. */
async function deriveAll(engine: Engine, opened: readonly ProfileEvidence[]): Promise<ProfileEvidence[]> {
  const handles: EvidenceHandle[] = opened.map(({ handle }) => handle);
  const derived = ways.map((way) => engine.derive(way.derivation(handles)).catch(() => null));
  return (await Promise.all(derived)).filter((evidence) => evidence !== null);
}
