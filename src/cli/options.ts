import { parseArgs } from 'node:util';
import { RE2JS } from 're2js';
import type { OpenOptions } from '../engine/engine';
import { noQuestion, plainReport, type Question, type ReportOptions } from '../model/question';
import { type Granularity, granularities } from '../model/views';
import { type Command, UsageError } from './command';

type Symbolize = NonNullable<OpenOptions['symbolize']>;

/** What the command line said, checked. */
export interface Options {
  /** Arguments that are no options: files, and for some commands an expression. */
  readonly args: readonly string[];
  readonly json: boolean;
  /** How text forms are named. */
  readonly symbolize: Symbolize;
  readonly sampleIndex: string | undefined;
  readonly granularity: Granularity;
  readonly question: Question;
  /** Trimmed only where the command line speaks of trimming; `tree` trims unless told not to. */
  readonly report: ReportOptions;
  readonly trim: 'yes' | 'no' | 'unsaid';
  /** Rows to print at most. */
  readonly limit: number;
  /** Values of the command's own options; flags are `true`. */
  readonly own: Values;
}

/** An option that may be given several times has a list. */
type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

interface SharedOption {
  readonly name: string;
  /** Name of its value in the usage; absent: a flag. */
  readonly value?: string;
  readonly about: string;
  /** May be given several times. */
  readonly repeated?: boolean;
}

/** Named as pprof's, which writes `_` for `-`; both are read, as are its single dashes. */
const expressions = {
  focus: 'keep samples with a matching function, file or binary in their stack',
  ignore: 'drop samples with a match',
  hide: 'drop matching frames',
  show: 'keep matching frames only',
  'show-from': 'drop frames above the first match',
  'prune-from': 'drop the match and everything below it',
} as const;

const tagOptions = {
  tagfocus: 'keep samples with a matching label: RE, KEY=RE, or a range like 128kb:1mb',
  tagignore: 'drop samples with a matching label',
  tagshow: 'keep label keys that match',
  taghide: 'drop label keys that match',
  tagroot: 'labels of these keys (separated by commas) become frames above the root',
  tagleaf: 'labels of these keys become frames below the leaf',
} as const;

const sharedOptions: readonly SharedOption[] = [
  ...Object.entries(expressions).map(([name, about]) => ({ name, value: 'RE', about })),
  ...Object.entries(tagOptions).map(([name, about]) => ({ name, value: valueOfTagOption(name), about })),
  { name: 'noinlines', about: 'count inlined calls at their callers' },
  { name: 'fold-types', about: 'one function for all type arguments: Map[...]' },
  {
    name: 'sample-index',
    value: 'TYPE',
    about: 'value type by name (inuse_space) or position; default: what Heaplens shows first',
  },
  { name: 'mean', about: 'values divided by the number of samples (the first value type)' },
  { name: 'divide-by', value: 'N', about: 'values divided by N' },
  { name: 'unit', value: 'U', about: 'unit of values: minimum (default), auto, MB, ms, …' },
  { name: 'relative-percentages', about: 'percentages of what the question left, not of the whole profile' },
  { name: 'drop-negative', about: 'leave rows out whose value is negative' },
  { name: 'trim', about: 'apply the next three; they imply it' },
  { name: 'no-trim', about: 'print everything' },
  { name: 'nodecount', value: 'N', about: 'at most N rows' },
  { name: 'nodefraction', value: 'F', about: 'leave rows out below this share of the total (default 0.005)' },
  { name: 'edgefraction', value: 'F', about: 'leave calls out below this share (default 0.001)' },
  { name: 'granularity', value: 'G', about: `rows are ${granularities.join(', ')}` },
  { name: 'sort', value: 'flat|cum', about: 'which value orders the rows' },
  { name: 'n', value: 'N', about: 'print the N heaviest rows only' },
  {
    name: 'symbolize',
    value: 'S',
    about: 'names of a text form (debug=1): recorded in its comments (default), or none, as go tool pprof',
  },
  { name: 'json', about: 'machine-readable: integers beyond 2^53 are strings' },
];

/** Those of all commands, or of these names. */
export function sharedOptionsOf(names?: readonly string[]): readonly SharedOption[] {
  return names === undefined ? sharedOptions : sharedOptions.filter(({ name }) => names.includes(name));
}

/** What pprof says by flags of their own. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  cum: ['--sort', 'cum'],
  flat: ['--sort', 'flat'],
  ...Object.fromEntries(granularities.map((name) => [name, ['--granularity', name]])),
};

/** Throws a UsageError that names the option. */
export function parseOptions(command: Command, args: readonly string[]): Options {
  const known = [...sharedOptions, ...(command.ownOptions ?? [])];
  const { values, positionals } = parse(known, spellOut(args, known));
  const text = (name: string) => values[name] as string | undefined;
  const isTrimming = ['trim', 'nodecount', 'nodefraction', 'edgefraction'].some(
    (name) => values[name] !== undefined,
  );
  if (values.trim && values['no-trim']) throw new UsageError('--trim and --no-trim contradict each other');
  const trim = values['no-trim'] ? 'no' : isTrimming ? 'yes' : 'unsaid';
  return {
    args: positionals,
    json: values.json === true,
    symbolize: symbolizeOf(text('symbolize') ?? 'recorded'),
    sampleIndex: text('sample-index'),
    granularity: oneOf('granularity', text('granularity') ?? 'functions', granularities),
    question: questionOf(values),
    report: {
      ...plainReport,
      mean: values.mean === true,
      divideBy: divisor(text('divide-by')),
      unit: text('unit') ?? 'minimum',
      relativePercentages: values['relative-percentages'] === true,
      dropNegative: values['drop-negative'] === true,
      trim: trim === 'yes',
      nodeCount: wholeNumber('--nodecount', text('nodecount')) ?? plainReport.nodeCount,
      nodeFraction: fraction('nodefraction', text('nodefraction')) ?? plainReport.nodeFraction,
      edgeFraction: fraction('edgefraction', text('edgefraction')) ?? plainReport.edgeFraction,
      sort: oneOf('sort', text('sort') ?? 'flat', ['flat', 'cum'] as const),
    },
    trim,
    limit: wholeNumber('-n', text('n')) ?? Number.POSITIVE_INFINITY,
    own: values,
  };
}

/** Values of an option that may be given several times. */
export function listOf(value: Values[string]): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The lines of the usage that explain options. */
export function optionLines(options: readonly SharedOption[] = sharedOptions, width = 24): string[] {
  return options.map(({ name, value, about }) => {
    const dashes = name.length === 1 ? '-' : '--';
    return `  ${`${dashes}${name}${value ? ` ${value}` : ''}`.padEnd(width)} ${about}`;
  });
}

/** Throws a UsageError that names the argument where `expression` is none; Go's syntax (RE2). */
export function checkExpression(name: string, expression: string): void {
  try {
    RE2JS.compile(expression);
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '');
    throw new UsageError(`${name}: "${expression}" is not a valid regular expression: ${reason}`, {
      showsUsage: false,
    });
  }
}

/** Throws a UsageError where an option was given that means nothing to the command. */
export function refuseOptions(
  command: string,
  { report, trim }: Options,
  meaningless: readonly ('mean' | 'dropNegative' | 'trim')[],
): void {
  const given = { mean: report.mean, dropNegative: report.dropNegative, trim: trim === 'yes' };
  const names = { mean: '--mean', dropNegative: '--drop-negative', trim: 'trimming' };
  const found = meaningless.find((name) => given[name]);
  if (found) throw new UsageError(`${command} knows no ${names[found]}`);
}

function parse(known: readonly SharedOption[], args: string[]): { values: Values; positionals: string[] } {
  const options = Object.fromEntries(
    known.map(({ name, value, repeated }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: repeated === true,
        ...(name.length === 1 ? { short: name } : {}),
      },
    ]),
  );
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** pprof's spellings as ours: `-show_from=x` is `--show-from=x`, `-trim=false` is `--no-trim`, `-lines` is `--granularity lines`. */
function spellOut(args: readonly string[], known: readonly SharedOption[]): string[] {
  const end = args.indexOf('--');
  const spelled = (end < 0 ? args : args.slice(0, end)).flatMap((arg) => {
    const [, word, value] = /^--?([A-Za-z][\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (word === undefined) return [arg];
    const name = word.replaceAll('_', '-');
    const option = known.find((candidate) => candidate.name === name);
    if (!option) return (value === undefined && aliases[name]) || [arg];
    if (option.value !== undefined || value === undefined) {
      return [value === undefined ? `--${name}` : `--${name}=${value}`];
    }
    if (!/^(true|false|1|0|t|f)$/i.test(value)) return [arg];
    const isOn = /^[1t]/i.test(value);
    return isOn ? [`--${name}`] : name === 'trim' ? ['--no-trim'] : [];
  });
  return end < 0 ? spelled : [...spelled, ...args.slice(end)];
}

function valueOfTagOption(name: string): string {
  if (name === 'tagroot' || name === 'tagleaf') return 'KEYS';
  return name === 'tagfocus' || name === 'tagignore' ? 'X' : 'RE';
}

function questionOf(values: Values): Question {
  const text = (name: string) => (values[name] as string | undefined) ?? '';
  for (const name of [...Object.keys(expressions), 'tagshow', 'taghide'])
    checkExpression(`--${name}`, text(name));
  return {
    ...noQuestion,
    focus: text('focus'),
    ignore: text('ignore'),
    hide: text('hide'),
    show: text('show'),
    showFrom: text('show-from'),
    pruneFrom: text('prune-from'),
    tagFocus: text('tagfocus'),
    tagIgnore: text('tagignore'),
    tagShow: text('tagshow'),
    tagHide: text('taghide'),
    tagRoot: text('tagroot'),
    tagLeaf: text('tagleaf'),
    noInlines: values.noinlines === true,
    foldTypes: values['fold-types'] === true,
  };
}

function oneOf<T extends string>(name: string, word: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === word);
  if (found === undefined) throw new UsageError(`unknown ${name} "${word}": ${allowed.join(', ')}`);
  return found;
}

function symbolizeOf(word: string): Symbolize {
  if (word !== 'recorded' && word !== 'none')
    throw new UsageError(`--symbolize takes recorded or none, got "${word}"`);
  return word;
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`${option} takes a whole number, got "${text}"`);
  return Number(text);
}

function fraction(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new UsageError(`--${name} takes a share between 0 and 1, got "${text}"`);
  return value;
}

function divisor(text: string | undefined): number {
  const value = Number(text ?? 1);
  if (text?.trim() === '' || !Number.isFinite(value) || value === 0)
    throw new UsageError(`--divide-by takes a number other than 0, got "${text}"`);
  return value;
}
