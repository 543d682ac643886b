import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { scaledLabel } from '../../src/base/scaledLabel';
import { runHeaplens } from '../../src/cli/main';
import { createEngine } from '../../src/engine/node/createEngine';
import type { CallGraph } from '../../src/model/callGraph';
import { plainReport, type ReportOptions } from '../../src/model/question';
import { buildPprofOracle, type PprofOracle, runSome } from '../helpers/pprofOracle';
import { repositoryRoot } from '../helpers/repository';
import type { CorpusResult } from './corpusResult';

/** A real profile, the value type to look at, and an expression that some of its functions match. */
interface Subject {
  readonly file: string;
  readonly type: string;
  readonly expression: string;
  readonly hasNegatives?: boolean;
}

const subjects: readonly Subject[] = [
  {
    file: 'golang_tools__gopls_gopls-heap.pprof',
    type: 'inuse_space',
    expression: 'parser\\.\\(\\*parser\\)\\.parse(File|Body)$',
  },
  {
    file: 'prometheus_prometheus__cmd_prometheus_profile_prom-2.47-rc.0-cpu.pprof.gz',
    type: 'cpu',
    expression: 'promql\\.\\(\\*evaluator\\)',
  },
  { file: 'parca-dev_parca__pkg_query_testdata_alloc_space_delta.pb.gz', type: '0', expression: 'proto' },
  {
    file: 'parca-dev_parca__api_testdata_diff.pb.gz',
    type: '0',
    expression: 'json',
    hasNegatives: true,
  },
  {
    file: 'Borislavv_advanced-cache__pkg_storage_block.out',
    type: 'delay',
    expression: 'sync\\.',
  },
  { file: 'felixge_pprofutils__examples_labelframes.in.pprof', type: 'cpu', expression: 'main' },
  // Rust: names that are not Go's.
  { file: 'tikv_pprof-rs__profile.pb', type: '0', expression: 'prime' },
];

/** Words behind the command and the value type, for both programs: Heaplens reads pprof's spelling. */
const reports: readonly (readonly string[])[] = [
  ['top', '-trim=false', '-functions'],
  ['top', '-trim'],
  ['top', '-trim=false', '-filefunctions'],
  ['top', '-trim=false', '-lines'],
  ['top', '-trim=false', '-addresses'],
  ['top', '-trim', '-cum'],
  ['top', '-nodecount=10'],
  ['top', '-nodecount=10', '-cum', '-lines'],
  ['top', '-nodefraction=0.05'],
  ['top', '-trim', '-divide_by=3'],
  ['top', '-trim', '-divide_by=0.5', '-unit=auto'],
  ['top', '-trim', '-unit=MB'],
  ['top', '-trim', '-mean'],
  ['top', '-trim=false', '-mean', '-sample_index=1', '-unit=auto'],
  ['top', '-trim', '-drop_negative'],
  ['top', '-trim=false', '-noinlines'],
  ['top', '-trim', '-focus=EXPRESSION'],
  ['top', '-trim', '-focus=EXPRESSION', '-relative_percentages'],
  ['tree'],
  ['tree', '-trim=false'],
  ['tree', '-nodecount=15', '-cum'],
  ['tree', '-lines', '-nodecount=40'],
  ['tree', '-drop_negative', '-nodecount=20'],
  ['tree', '-edgefraction=0.05', '-nodefraction=0.02'],
  ['tree', '-focus=EXPRESSION', '-relative_percentages'],
  ['peek=EXPRESSION', '-unit=auto'],
  ['peek=EXPRESSION', '-filefunctions', '-unit=auto'],
  ['peek=EXPRESSION', '-addresses', '-unit=auto'],
  ['tags'],
  ['tags', '-focus=EXPRESSION'],
];

/** Options of -dot and the same as report options. */
interface Picture {
  readonly words: readonly string[];
  readonly report: Partial<ReportOptions>;
}

const pictures: readonly Picture[] = [
  { words: [], report: {} },
  { words: ['-nodecount=25'], report: { nodeCount: 25 } },
  {
    words: ['-nodecount=12', '-nodefraction=0.02', '-edgefraction=0.01'],
    report: { nodeCount: 12, nodeFraction: 0.02, edgeFraction: 0.01 },
  },
];

/** Prints every report of every subject with both programs and compares the texts line by line. */
export async function checkReports(folder: string): Promise<CorpusResult> {
  const oracle = buildPprofOracle();
  if (!oracle) {
    const cannot = 'there is no Go to ask';
    return { checked: 0, failedFiles: 0, shortfalls: [], cannot };
  }
  try {
    const there = subjects.filter(({ file }) => existsSync(resolve(folder, file)));
    const jobs = [
      ...there.flatMap((subject) => reports.map((words) => () => compare(oracle, folder, subject, words))),
      // Among negative values pprof's order of a picture is one of NaNs.
      ...there
        .filter(({ hasNegatives }) => !hasNegatives)
        .flatMap((subject) =>
          pictures.map((picture) => () => comparePicture(oracle, folder, subject, picture)),
        ),
      ...listJobs(oracle),
    ];
    const shortfalls = (await runSome(jobs)).filter((found) => found !== null);
    const missing = subjects.length - there.length;
    return {
      checked: jobs.length,
      failedFiles: shortfalls.length,
      ...(missing > 0 && { skipped: { count: missing, why: 'profiles are not in this corpus' } }),
      shortfalls,
    };
  } finally {
    oracle.dispose();
  }
}

/** `-list` needs source: our own fixture has it. */
function listJobs(oracle: PprofOracle) {
  const fixtures = resolve(repositoryRoot, 'test/fixtures');
  const places = ['-trim_path=/tmp/heaplens-fixtures', `-source_path=${resolve(fixtures, 'programs')}`];
  return [
    ['leaky.heap.pb.gz', 'inuse_space', []],
    ['leaky.heap.pb.gz', 'alloc_objects', ['-divide_by=7']],
    ['leaky.cpu.pb.gz', 'cpu', []],
    ['leaky.cpu.pb.gz', 'cpu', ['-noinlines', '-unit=ms']],
    ['leaky.cpu.pb.gz', 'cpu', ['-focus=session', '-relative_percentages']],
  ].map(([file, type, options]) => () => {
    const subject = { file: file as string, type: type as string, expression: 'example\\.com/leaky' };
    const words = ['list=EXPRESSION', ...(options as string[]), ...places];
    return compare(oracle, resolve(fixtures, 'profiles'), subject, words);
  });
}

/** null where both print the same. */
async function compare(
  oracle: PprofOracle,
  folder: string,
  { file, type, expression }: Subject,
  words: readonly string[],
): Promise<string | null> {
  const path = resolve(folder, file);
  const [command = '', ...options] = words.map((word) => word.replace('EXPRESSION', expression));
  const [name = '', argument] = splitOnce(command);
  const typed = words.some((word) => word.startsWith('-sample_index')) ? [] : [`-sample_index=${type}`];
  const ours = await runHeaplens([
    name,
    ...(argument === undefined ? [] : [argument]),
    path,
    ...typed,
    ...options,
  ]);
  const go = await oracle.run(path, [`-${command}`, ...typed, ...options]);
  const label = `${file} ${type} ${words.join(' ')}`;
  if (go.failed !== (ours.exitCode !== 0))
    return `${label}: Heaplens says "${ours.stderr.split('\n')[0]}", Go "${go.notes.join(' ')}"`;
  const [mine, theirs] = [comparable(name, ours.stdout), comparable(name, go.text)];
  const at = mine.findIndex((line, i) => line !== theirs[i]);
  if (at < 0 && mine.length === theirs.length) return null;
  const row = at < 0 ? mine.length : at;
  return `${label}: line ${row + 1} of ${mine.length} is "${mine[row]}", Go has "${theirs[row]}" (${theirs.length} lines)`;
}

/** Nodes in their order and edges of pprof's -dot, without labels, which it draws as nodes too. */
async function comparePicture(
  oracle: PprofOracle,
  folder: string,
  { file, type }: Subject,
  { words, report }: Picture,
): Promise<string | null> {
  const path = resolve(folder, file);
  const options = ['-dot', `-sample_index=${type}`, '-unit=auto', '-taghide=.', ...words];
  const { text } = await oracle.run(path, options);
  const theirs = [...text.matchAll(/^N\d+ (?:-> N\d+ )?\[.*? tooltip="((?:\\.|[^"\\])*)"/gm)].map(
    ([, tooltip]) => tooltip!.replace(/\\(["\\])/g, '$1'),
  );
  const engine = createEngine();
  try {
    const [profile] = await engine.openProfiles(new Uint8Array(await readFile(path)), { name: file });
    const { sampleTypes } = profile!.facts;
    const sampleIndex = /^\d+$/.test(type)
      ? Number(type)
      : sampleTypes.findIndex((each) => each.type === type);
    const graph = await engine.ask(profile!.handle, 'callGraph', {
      sampleIndex,
      granularity: 'functions',
      report: { ...plainReport, trim: true, ...report },
      picture: true,
    });
    const mine = pictureLines(graph, sampleTypes[sampleIndex]!.unit);
    const at = mine.findIndex((line, i) => line !== theirs[i]);
    if (at < 0 && mine.length === theirs.length) return null;
    const row = at < 0 ? mine.length : at;
    return `${file} ${options.join(' ')}: line ${row + 1} of ${mine.length} is "${mine[row]}", Go has "${theirs[row]}"`;
  } finally {
    engine.dispose();
  }
}

/** `main.serve (12ms)` for nodes, `main.serve ... main.load (3ms)` for edges. */
function pictureLines(graph: CallGraph, unit: string): string[] {
  const label = (value: number | bigint) => scaledLabel(Number(value), unit, 'auto');
  const nodes = graph.name.slice(0, graph.shown).map((name, row) => `${name} (${label(graph.cum[row]!)})`);
  const edges = Array.from(graph.edgeWeight as ArrayLike<number>, (weight, edge) => {
    const [caller, callee] = [graph.edgeCaller[edge]!, graph.edgeCallee[edge]!];
    const arrow = graph.edgeResidual[edge] === 1 ? '...' : '->';
    return caller >= graph.shown
      ? null
      : `${graph.name[caller]} ${arrow} ${graph.name[callee]} (${label(weight)})`;
  });
  return [...nodes, ...edges.filter((edge) => edge !== null)];
}

/**
 * Lines without what Heaplens leaves to its other views or has told elsewhere: the marks of inlined rows in -top, where -list
 * found the source, and above -peek what the functions that were not asked for add up to.
 */
function comparable(name: string, text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => name !== 'peek' || !line.startsWith('Showing nodes'))
    .map((line) => (name === 'top' ? line.replace(/ \((partial-)?inline\)$/, '') : line))
    .map((line) => (name === 'list' ? line.replace(/^(ROUTINE .*) in .*/, '$1') : line));
}

function splitOnce(command: string): [string, string?] {
  const at = command.indexOf('=');
  return at < 0 ? [command] : [command.slice(0, at), command.slice(at + 1)];
}
