import { noQuestion, plainReport, type Question, type ReportOptions } from '../../src/model/question';
import { type Granularity, granularities } from '../../src/model/views';
import { t } from '../strings';

/** Everything that an option can say: what is asked, and how it is reported. */
export interface Asked {
  readonly question: Question;
  readonly report: ReportOptions;
  readonly granularity: Granularity;
  /** Name of the value type, null for the profile's own choice. */
  readonly valueType: string | null;
  /** The column that rows are to be sorted by; absent: as they are. */
  readonly sort?: RowSort;
}

export const rowSorts = ['flat', 'cum'] as const;
export type RowSort = (typeof rowSorts)[number];

/** What stands behind the colon: decides how it is checked and completed. */
export type ValueKind =
  /** A regular expression over names of functions and files. */
  | 'expression'
  /** An expression over labels, `key=expression` or a range of numbers. */
  | 'labelFilter'
  /** An expression over label keys. */
  | 'labelKey'
  /** Label keys, separated by commas. */
  | 'labelKeys'
  | 'flag'
  /** Larger than 0. */
  | 'divisor'
  /** Whole, not negative. */
  | 'count'
  /** 0 to 1. */
  | 'fraction'
  | 'unit'
  | 'granularity'
  | 'sort'
  | 'valueType';

/** One option of pprof, by pprof's name. */
export interface Option {
  readonly name: string;
  /** Other spellings that are understood. */
  readonly aliases?: readonly string[];
  readonly kind: ValueKind;
  /** One line of help. */
  readonly help: () => string;
  /** How it stands in what is asked; '' where it is not. */
  readonly read: (asked: Asked) => string;
  /** The same with this value; '' takes the option back. */
  readonly write: (asked: Asked, value: string) => Asked;
}

type Names<T, Value> = { [K in keyof T]: T[K] extends Value ? K : never }[keyof T];

const inQuestion = (field: Names<Question, string>) => ({
  read: ({ question }: Asked) => question[field],
  write: (asked: Asked, value: string): Asked => ({
    ...asked,
    question: { ...asked.question, [field]: value },
  }),
});

const questionFlag = (field: Names<Question, boolean>) => ({
  read: ({ question }: Asked) => (question[field] ? flagOn : ''),
  write: (asked: Asked, value: string): Asked => ({
    ...asked,
    question: { ...asked.question, [field]: value === flagOn },
  }),
});

const reportFlag = (field: Exclude<Names<ReportOptions, boolean>, 'trim'>) => ({
  read: ({ report }: Asked) => (report[field] ? flagOn : ''),
  write: (asked: Asked, value: string): Asked => ({
    ...asked,
    report: { ...asked.report, [field]: value === flagOn },
  }),
});

const trimFields = ['nodeCount', 'nodeFraction', 'edgeFraction'] as const;

/** pprof trims every report with all three; here one of them asks for it, and the others are what pprof starts with. */
const trimmed = (field: (typeof trimFields)[number]) => ({
  read: ({ report }: Asked) =>
    report.trim && report[field] !== plainReport[field] ? String(report[field]) : '',
  write: (asked: Asked, value: string): Asked => {
    const report = { ...asked.report, [field]: value === '' ? plainReport[field] : Number(value) };
    const trim = value !== '' || trimFields.some((each) => report[each] !== plainReport[each]);
    return { ...asked, report: { ...report, trim } };
  },
});

/** What a flag's value is where it is set. */
export const flagOn = 'true';

/** In the order in which chips stand. */
export const options: readonly Option[] = [
  {
    name: 'focus',
    kind: 'expression',
    help: () => t('Only samples with a matching function in their stack'),
    ...inQuestion('focus'),
  },
  {
    name: 'ignore',
    kind: 'expression',
    help: () => t('No samples with a matching function in their stack'),
    ...inQuestion('ignore'),
  },
  {
    name: 'show_from',
    kind: 'expression',
    help: () => t('Stacks start at the first matching function; samples without one are dropped'),
    ...inQuestion('showFrom'),
  },
  {
    name: 'prune_from',
    kind: 'expression',
    help: () => t('Stacks end at matching functions: what they call counts as their own'),
    ...inQuestion('pruneFrom'),
  },
  {
    name: 'show',
    kind: 'expression',
    help: () => t('Only matching functions stay in the stacks'),
    ...inQuestion('show'),
  },
  {
    name: 'hide',
    kind: 'expression',
    help: () => t('Matching functions leave the stacks; their cost goes to their callers'),
    ...inQuestion('hide'),
  },
  {
    name: 'tagfocus',
    kind: 'labelFilter',
    help: () =>
      t('Only samples with a matching label: expression, key=expression, or a range like 128kb:1mb'),
    ...inQuestion('tagFocus'),
  },
  {
    name: 'tagignore',
    kind: 'labelFilter',
    help: () => t('No samples with a matching label: expression, key=expression, or a range like 128kb:1mb'),
    ...inQuestion('tagIgnore'),
  },
  {
    name: 'tagshow',
    kind: 'labelKey',
    help: () => t('Only labels with a matching key are listed'),
    ...inQuestion('tagShow'),
  },
  {
    name: 'taghide',
    kind: 'labelKey',
    help: () => t('Labels with a matching key are not listed'),
    ...inQuestion('tagHide'),
  },
  {
    name: 'tagroot',
    kind: 'labelKeys',
    help: () => t('Values of these labels become frames above the stacks'),
    ...inQuestion('tagRoot'),
  },
  {
    name: 'tagleaf',
    kind: 'labelKeys',
    help: () => t('Values of these labels become frames below the stacks'),
    ...inQuestion('tagLeaf'),
  },
  {
    name: 'noinlines',
    kind: 'flag',
    help: () => t('Inlined functions count as the function they were inlined into'),
    ...questionFlag('noInlines'),
  },
  {
    name: 'foldtypes',
    kind: 'flag',
    help: () => t('Instances of a generic function are one function'),
    ...questionFlag('foldTypes'),
  },
  {
    name: 'mean',
    kind: 'flag',
    help: () => t('In the table and the graph: mean of each sample instead of the sum'),
    ...reportFlag('mean'),
  },
  {
    name: 'relative_percentages',
    aliases: ['relative'],
    kind: 'flag',
    help: () => t('Percentages of what the question leaves, not of the whole profile'),
    ...reportFlag('relativePercentages'),
  },
  {
    name: 'drop_negative',
    kind: 'flag',
    help: () => t('No samples with negative values'),
    ...reportFlag('dropNegative'),
  },
  {
    name: 'divide_by',
    kind: 'divisor',
    help: () => t('In the table and the graph: values divided by this number'),
    read: ({ report: { divideBy } }) => (divideBy === 0 || divideBy === 1 ? '' : String(divideBy)),
    write: (asked, value) => ({
      ...asked,
      report: { ...asked.report, divideBy: value === '' ? plainReport.divideBy : Number(value) },
    }),
  },
  {
    name: 'unit',
    kind: 'unit',
    help: () => t('Unit of the table’s numbers'),
    read: ({ report: { unit } }) => (unit === plainReport.unit ? '' : unit),
    write: (asked, value) => ({
      ...asked,
      report: { ...asked.report, unit: value === '' ? plainReport.unit : value },
    }),
  },
  {
    name: 'nodecount',
    kind: 'count',
    help: () => t('At most this many rows of the table and boxes of the graph'),
    ...trimmed('nodeCount'),
  },
  {
    name: 'nodefraction',
    kind: 'fraction',
    help: () => t('No rows or boxes below this share of the total, like 0.005'),
    ...trimmed('nodeFraction'),
  },
  {
    name: 'edgefraction',
    kind: 'fraction',
    help: () => t('No edges of the graph below this share of the total, like 0.001'),
    ...trimmed('edgeFraction'),
  },
  {
    name: 'trim',
    kind: 'flag',
    help: () => t('Leave out what is small, as pprof does'),
    read: ({ report }) =>
      report.trim && trimFields.every((field) => report[field] === plainReport[field]) ? flagOn : '',
    write: (asked, value) => ({ ...asked, report: { ...asked.report, trim: value === flagOn } }),
  },
  {
    name: 'granularity',
    kind: 'granularity',
    help: () => t('One row of the table for each function, file, line or address'),
    read: () => '',
    write: (asked, value) => ({
      ...asked,
      granularity: granularities.find((each) => each === value) ?? 'functions',
    }),
  },
  {
    name: 'sort',
    kind: 'sort',
    help: () => t('Which value orders the rows, and which rows stay where few are asked for'),
    read: () => '',
    write: (asked, value) => {
      const sort = rowSorts.find((each) => each === value);
      return sort ? { ...asked, sort } : asked;
    },
  },
  {
    name: 'sample_index',
    kind: 'valueType',
    help: () => t('Which values are shown'),
    read: () => '',
    write: (asked, value) => ({ ...asked, valueType: value === '' ? null : value }),
  },
];

/** The option of that name, in any spelling pprof takes; null where there is none. */
export function findOption(name: string): Option | null {
  const wanted = plainName(name);
  return (
    options.find((each) =>
      [each.name, ...(each.aliases ?? [])].some((known) => plainName(known) === wanted),
    ) ?? null
  );
}

/** `show_from`, `show-from` and `showfrom` are one name: pprof's, the command line's, and what hands type. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** The option that holds this field of a question: failures of the engine name fields. */
export function optionOfField(field: string): Option | null {
  if (!Object.hasOwn(noQuestion, field)) return null;
  const asked = { question: { ...noQuestion, [field]: flagOn }, ...nothing };
  return options.find(({ read }) => read(asked) !== '') ?? null;
}

const nothing = { report: plainReport, granularity: 'functions', valueType: null } as const;
