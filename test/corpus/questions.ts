import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { MessageError } from '../../src/base/message';
import type { Engine, EvidenceHandle } from '../../src/engine/engine';
import { createEngine } from '../../src/engine/node/createEngine';
import { noQuestion, plainReport, type Question } from '../../src/model/question';
import { type Granularity, granularities, type SampleTypeFacts } from '../../src/model/views';
import {
  buildPprofOracle,
  exactUnit,
  integerOf,
  type PprofOracle,
  type PprofTable,
  pprofRows,
  questionFlags,
  runSome,
  tableRows,
} from '../helpers/pprofOracle';
import { encodeProfile } from '../helpers/pprofProto';
import { sketchProfile } from '../helpers/profileSketch';
import { questions, sketches } from '../helpers/randomQuestions';
import { makeTemporaryFolder, removeFolder } from '../helpers/repository';
import type { CorpusResult } from './corpusResult';

/** What is asked of one value type of a file; for each option expressions that match much, little and nothing. */
interface Case {
  readonly file: string;
  /** Labels become frames with their number in the unit of the report: such questions take counts, which have no unit. */
  readonly type: string;
  readonly questions: readonly Partial<Question>[];
  readonly granularity?: Granularity;
  /** Asks each question with percentages of what is left, too. */
  readonly relative?: true;
}

type Expressions = { readonly [Option in keyof Question]?: readonly Question[Option][] };

/** Each expression alone. */
function each(options: Expressions): Partial<Question>[] {
  return Object.entries(options).flatMap(([option, values]) =>
    (values as readonly (string | boolean)[]).map((value) => ({ [option]: value })),
  );
}

const frameOptions: Expressions = {
  focus: ['.', 'runtime', '^main\\.', 'nothing of this name', '\\.go$'],
  ignore: ['.', 'runtime\\.', '(?i)SYSCALL', 'nothing of this name'],
  hide: ['.', '^runtime\\.', 'sync|reflect', 'nothing of this name'],
  show: ['.', '^(net|io|os|bufio)', 'runtime', 'nothing of this name'],
  showFrom: ['.', 'main', 'runtime\\.goexit', 'net/http|encoding', 'nothing of this name'],
  pruneFrom: ['.', 'Read|Write', 'runtime', 'nothing of this name'],
  noInlines: [true],
};

const cases: readonly Case[] = [
  {
    file: 'golang_tools__gopls_gopls-heap.pprof',
    type: 'inuse_space',
    questions: [
      {},
      ...each({
        focus: ['go/types', 'gopls.*\\.go$', 'nothing of this name'],
        ignore: ['go/parser', 'runtime|bytes'],
        hide: ['go/types\\.\\(\\*Checker\\)', 'gopls'],
        show: ['^go/', 'parser\\.go'],
        showFrom: ['go/types', 'gopls/internal/cache'],
        pruneFrom: ['^go/', 'Checker'],
        noInlines: [true],
        tagFocus: ['bytes=32kb:', '128b:1kb', ':48', 'bytes=:1kb', '1mb:', 'bytes=64', 'bytes', '5s:'],
        tagIgnore: ['bytes=:64b', '1kb:1mb', 'alignment=1:'],
        tagShow: ['bytes', 'none'],
        tagHide: ['bytes', 'none'],
      }),
      { focus: 'go/types', ignore: 'Import', hide: 'Checker', tagIgnore: '1kb:' },
      { hide: 'go/types', show: 'go/|gopls', showFrom: 'gopls', pruneFrom: 'parse', noInlines: true },
      { showFrom: 'go/types', noInlines: true },
    ],
  },
  {
    file: 'golang_tools__gopls_gopls-heap.pprof',
    type: 'alloc_objects',
    questions: [
      ...each({ tagRoot: ['bytes', 'absent', ','], tagLeaf: ['bytes', 'bytes,absent'] }),
      { tagRoot: 'absent,bytes', tagLeaf: 'bytes', focus: '^1\\.12kB$', show: 'kB|go/' },
      { tagRoot: 'bytes', hide: '^bytes$', tagFocus: '1kb:64kb', noInlines: true },
    ],
  },
  {
    file: 'golang_tools__gopls_internal_test_integration_bench_cockroach.cockroach-floor.alloc',
    type: 'alloc_space',
    questions: [
      { focus: 'go/types', ignore: 'runtime', hide: 'go/ast|sync' },
      { show: 'gopls', showFrom: 'cache', pruneFrom: 'Lock', noInlines: true },
      { tagFocus: 'bytes=1kb:1mb', tagRoot: 'nothing' },
    ],
  },
  {
    file: 'prometheus_prometheus__cmd_prometheus_profile_prom-2.47-rc.0-cpu.pprof.gz',
    type: 'cpu',
    questions: [
      {},
      ...each(frameOptions),
      ...each({ tagFocus: ['.', 'x=1'], tagIgnore: ['.'], tagRoot: ['x'], tagLeaf: ['x,y'] }),
      { focus: 'tsdb', ignore: 'compact', hide: 'runtime', showFrom: 'tsdb', pruneFrom: 'index' },
      { focus: '(' },
      { tagFocus: 'key=a,(b' },
      { pruneFrom: '[z-a]' },
      { tagHide: '*' },
    ],
  },
  {
    file: 'parca-dev_parca__pkg_parca_testdata_labels.pb.gz',
    type: 'samples',
    relative: true,
    questions: [
      {},
      ...each({
        ...frameOptions,
        tagFocus: [
          'query',
          'api=query',
          'api=a,q',
          'api:query',
          'a,query',
          'a,zz',
          'api=zz',
          '=query',
          'api=',
        ],
        tagIgnore: ['query', 'api=query', 'zz', '.'],
        tagShow: ['api', 'zz'],
        tagHide: ['api', 'zz'],
        tagRoot: ['api', 'api,zz', 'zz,api', 'zz'],
        tagLeaf: ['api', 'zz,api', 'zz'],
      }),
      { tagRoot: 'api', focus: '^query$', showFrom: 'api' },
      { tagLeaf: 'api', ignore: '^query$' },
      { tagRoot: 'api', tagHide: 'api', tagFocus: 'api=query' },
    ],
  },
  {
    file: 'parca-dev_parca__pkg_query_testdata_fgprof.pb.gz',
    type: 'samples',
    questions: [{}, ...each(frameOptions)],
  },
  {
    file: 'laixintao_flameshow__goroutine.out',
    type: 'goroutine',
    questions: [{}, ...each(frameOptions), { focus: 'net', hide: 'poll', noInlines: true }],
  },
  {
    file: 'chenquan_agent-insight__testdata_goroutine.pb.gz',
    type: 'goroutine',
    relative: true,
    questions: each({
      tagFocus: ['blocked', 'state=blocked,running', 'blocked,IO', 'wait_reason=.', 'wait_reason:channel'],
      tagIgnore: ['state=b', 'IO,blocked', 'wait_reason=.'],
      tagRoot: ['state,wait_reason', 'wait_reason'],
      tagLeaf: ['state,wait_reason'],
    }),
  },
  {
    file: 'DataDog_pprof-format__testing_test.pprof',
    type: 'cpu-samples',
    questions: [
      ...each({
        tagFocus: [
          'thread id=130',
          'thread id=:140',
          'process_id=1',
          '130:135',
          'thread id=130:135',
          '-5:+200',
        ],
        tagIgnore: ['thread id=130', '100:'],
        tagRoot: ['thread id', 'process_id,thread id'],
        tagLeaf: ['thread id'],
      }),
    ],
  },
  {
    file: 'parca-dev_parca__api_testdata_diff.pb.gz',
    type: 'inuse_space',
    relative: true,
    questions: each({ focus: ['runtime'], ignore: ['runtime'], tagFocus: ['bytes=1kb:'] }),
  },
  {
    file: 'tikv_pprof-rs__profile.pb',
    type: 'cpu',
    questions: each({ hide: ['std'], show: ['prost'], tagRoot: ['thread'], pruneFrom: ['prost'] }),
  },
];

/** Every option of a question on real profiles: tables, totals and "matched no samples" equal `go tool pprof`'s. */
export async function checkQuestions(folder: string): Promise<CorpusResult> {
  const present = cases.filter(({ file }) => existsSync(join(folder, file)));
  const skipped = { count: cases.length - present.length, why: 'files that this corpus does not have' };
  const result = { checked: 0, failedFiles: 0, skipped };
  const pprof = buildPprofOracle();
  if (!pprof) return { ...result, shortfalls: [], cannot: 'there is no Go to ask' };
  const engine = createEngine();
  const shortfalls: string[] = [];
  const check = async ({ file, type, questions, relative, granularity }: Case, isFirst: boolean) => {
    const [evidence] = await engine.openProfiles(readFileSync(file), { name: basename(file) });
    const { facts, handle } = evidence!;
    const sampleIndex = facts.sampleTypes.findIndex((candidate) => candidate.type === type);
    const of: Asked = { engine, pprof, file, handle, sampleIndex, type: facts.sampleTypes[sampleIndex]! };
    const found = await runSome([
      ...questions.map((question) => () => checkQuestion(of, question, granularity)),
      ...(relative ? questions : []).map((question) => () => checkQuestion(of, question, 'functions', true)),
      ...(isFirst ? comparedGranularities : []).flatMap((each) => [
        () => checkQuestion(of, { ignore: 'gcBgMarkWorker' }, each),
        () => checkQuestion(of, { noInlines: true }, each),
      ]),
    ]);
    await engine.close(handle);
    result.checked += found.length;
    result.failedFiles += found.filter((list) => list.length > 0).length;
    shortfalls.push(...found.flat().map((line) => `${basename(file)} ${type}: ${line}`));
  };
  const made = makeTemporaryFolder('questions');
  try {
    for (const [i, real] of present.entries()) {
      const isFirst = present.findIndex(({ file }) => file === real.file) === i;
      await check({ ...real, file: join(folder, real.file) }, isFirst);
    }
    for (const generated of generatedCases(made)) await check(generated, false);
  } finally {
    engine.dispose();
    pprof.dispose();
    removeFolder(made);
  }
  return { ...result, shortfalls };
}

/** Small profiles in which all happens that real ones seldom have; the same ones every time. */
function generatedCases(folder: string): Case[] {
  const value = fc.integer({ min: -50, max: 100 });
  const pairs = fc.sample(fc.tuple(sketches(value), questions(), fc.constantFrom(...comparedGranularities)), {
    numRuns: generated,
    seed: 3,
  });
  return pairs.map(([sketch, question, granularity], i) => {
    const file = join(folder, `generated-${i}.pb`);
    writeFileSync(file, encodeProfile(sketchProfile(sketch)));
    return { file, type: 'n', questions: [{ ...question, foldTypes: false }], granularity };
  });
}

const generated = 300;

/** Of files, Go has a row for each start line of their functions: the decision is in ARCHITECTURE.md. */
const comparedGranularities = granularities.filter((granularity) => granularity !== 'files');

interface Asked {
  readonly engine: Engine;
  readonly pprof: PprofOracle;
  readonly file: string;
  readonly handle: EvidenceHandle;
  readonly sampleIndex: number;
  readonly type: SampleTypeFacts;
}

async function checkQuestion(
  { engine, pprof, file, handle, sampleIndex, type }: Asked,
  asked: Partial<Question>,
  granularity: Granularity = 'functions',
  relative = false,
): Promise<string[]> {
  const flags = [...questionFlags(asked), ...(relative ? ['-relative_percentages'] : [])];
  const about = `${[`-${granularity}`, ...flags].join(' ')}:`;
  const question: Question = { ...noQuestion, ...asked };
  const go = await pprof.top(file, [
    `-${granularity}`,
    `-sample_index=${type.type}`,
    `-unit=${exactUnit(type.unit)}`,
    ...flags,
  ]);
  try {
    const scope = { sampleIndex, question };
    const report = { ...plainReport, relativePercentages: relative };
    const table = await engine.ask(handle, 'top', { ...scope, granularity, report });
    if (go.failed) return [`${about} Go refuses it: ${go.notes.join(' ')}`];
    const effect = await engine.ask(handle, 'questionEffect', scope);
    return [
      ...difference('rows', tableRows(table), pprofRows(go)),
      ...difference('total', [String(table.total)], [String(integerOf(go.total))]),
      ...difference('unmatched', unmatchedWords(effect.unmatched), matchedNothing(go)),
    ].map((line) => `${about} ${line}`);
  } catch (error) {
    if (error instanceof MessageError && go.failed) return [];
    return [`${about} ${(error as Error).stack}`];
  }
}

function matchedNothing({ notes }: PprofTable): string[] {
  return notes.flatMap((note) => /^(\w+) expression matched no samples$/.exec(note)?.[1] ?? []).sort();
}

/** In pprof's words, which has none for prune_from. */
function unmatchedWords(options: readonly (keyof Question)[]): string[] {
  return options
    .filter((option) => option !== 'pruneFrom')
    .map((option) => option[0]!.toUpperCase() + option.slice(1))
    .sort();
}

function difference(what: string, ours: readonly string[], go: readonly string[]): string[] {
  const at = ours.findIndex((row, i) => row !== go[i]);
  if (at < 0 && ours.length === go.length) return [];
  const row = at < 0 ? ours.length : at;
  return [
    `${what} ${row}: "${ours[row] ?? 'none'}", Go has "${go[row] ?? 'none'}" (${ours.length}, ${go.length})`,
  ];
}
