import { MessageError, message } from '../base/message';
import type { Engine, ProfileEvidence } from '../engine/engine';
import { type Command, type CommandResult, type OwnOption, UsageError } from './command';
import { failIfFound, failLevel, failOnOption, refuseQuestion } from './failOn';
import { type JudgedDump, judgeDump } from './goroutineJudge';
import { goroutinesJson } from './goroutinesJson';
import { goroutinesText } from './goroutinesText';
import { listOf, type Options } from './options';
import { readInput } from './readInput';
import { setOption } from './thresholds';

/** Whose code it is, and what of it waits on purpose. */
export const goroutineSourceOptions: readonly OwnOption[] = [
  {
    name: 'source',
    value: 'DIR',
    about: 'checkout to read Go files from, beside recorded paths; default: the module that you are in',
  },
  {
    name: 'modules',
    value: 'PATHS',
    about: 'import paths of your modules, separated by commas; default: those of the checkout',
  },
  {
    name: 'innocent',
    value: 'REGEXP',
    about: 'functions whose goroutines wait on purpose: nothing is said of them',
    repeated: true,
  },
];

export const goroutinesCommand: Command = {
  name: 'goroutines',
  args: 'FILE',
  summary: 'goroutines in groups with findings: dumps (debug=2, panics, SIGQUIT), debug=1, protobuf',
  ownOptions: [
    {
      name: 'base',
      value: 'FILE',
      about: 'an earlier dump of the same program to compare with; several: oldest first',
      repeated: true,
    },
    { name: 'dump', value: 'N', about: 'the N-th dump of a FILE that holds several; default: the last' },
    {
      name: 'filter',
      value: 'QUERY',
      about: "goroutines that match, and findings about them: 'state:select wait:>5m func:/grpc/'",
    },
    ...goroutineSourceOptions,
    setOption('G4.minCount=50'),
    {
      name: 'memstats',
      value: 'FILE',
      about: 'a heap?debug=1 text of about the same time, which tells what stacks take',
    },
    failOnOption,
  ],
  sharedOptions: ['n', 'symbolize', 'json'],
  run: goroutines,
};

async function goroutines(options: Options, engine: Engine): Promise<CommandResult> {
  const { args, json } = options;
  const [file, ...others] = args;
  if (file === undefined || others.length > 0) {
    throw new UsageError(`goroutines takes one file, got ${args.length}; earlier ones go to --base`);
  }
  const instead = ': say which goroutines are meant with --filter, for example --filter func:/RE/';
  refuseQuestion(options, 'goroutines', instead);
  const level = failLevel(options);
  const dumps = await openDumps(engine, file, options);
  const position = chosenDump(options.own.dump, dumps.length, file);
  const bases: { readonly file: string; readonly evidence: ProfileEvidence }[] = [];
  for (const base of listOf(options.own.base)) {
    bases.push({ file: base, evidence: (await openDumps(engine, base, options)).at(-1)! });
  }
  const evidence = dumps[position]!;
  const judged = await judgeDump(engine, { file, evidence }, bases, options);
  const dump: JudgedDump = { ...judged, file, evidence, dumps, position };
  return {
    text: json ? goroutinesJson(dump, options.limit) : goroutinesText(dump, options.limit),
    ...failIfFound(dump.findings, level),
  };
}

/** The dumps of a file in its order, at least one. */
async function openDumps(
  engine: Engine,
  file: string,
  { symbolize }: Options,
): Promise<readonly ProfileEvidence[]> {
  const { bytes, name } = await readInput(file);
  const evidence = await engine.openProfiles(bytes, { name, symbolize });
  const dumps = evidence.filter(({ goroutines }) => goroutines !== null);
  if (dumps.length === 0) {
    throw new MessageError(
      message('cli.noGoroutines', '{file} holds no goroutines: it is a profile of another kind ({type}).', {
        file,
        type: evidence[0]!.facts.sampleTypes.map(({ type }) => type).join(', '),
      }),
    );
  }
  return dumps;
}

function chosenDump(wanted: unknown, count: number, file: string): number {
  if (wanted === undefined) return count - 1;
  const number = Number(wanted);
  if (Number.isInteger(number) && number >= 1 && number <= count) return number - 1;
  throw new UsageError(
    `--dump takes a number from 1 to ${count}, the dumps that ${file} holds, got "${wanted}"`,
    { showsUsage: false },
  );
}
