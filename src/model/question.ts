/**
 * What is asked of a profile before anything is counted: which samples, which frames of their stacks, which labels. Named
 * and meant as pprof's options (`go tool pprof -focus=…`); expressions have Go's syntax (RE2). '' and false ask nothing.
 *
 *     focus tagFocus ignore tagIgnore     which samples stay
 *     hide show showFrom pruneFrom        which frames of their stacks stay
 *     tagShow tagHide tagRoot tagLeaf     which labels stay, and which become frames
 */
export interface Question {
  readonly focus: string;
  readonly ignore: string;
  readonly hide: string;
  readonly show: string;
  readonly showFrom: string;
  readonly pruneFrom: string;
  /** `expression`, `key=expression`, or a range of numbers: `128kb:1mb`, `key=:1mb`. */
  readonly tagFocus: string;
  readonly tagIgnore: string;
  readonly tagShow: string;
  readonly tagHide: string;
  /** Label keys, separated by commas: their values become frames above the root. */
  readonly tagRoot: string;
  /** Label keys, separated by commas: their values become frames below the leaf. */
  readonly tagLeaf: string;
  /** Leaves of each location only the function whose machine code it is. */
  readonly noInlines: boolean;
  /** Heaplens' own: `Map[go.shape.int]` and `Map[go.shape.string]` are the one function `Map[...]`. */
  readonly foldTypes: boolean;
}

export const noQuestion: Question = {
  focus: '',
  ignore: '',
  hide: '',
  show: '',
  showFrom: '',
  pruneFrom: '',
  tagFocus: '',
  tagIgnore: '',
  tagShow: '',
  tagHide: '',
  tagRoot: '',
  tagLeaf: '',
  noInlines: false,
  foldTypes: false,
};

/** The same for questions that ask the same; '' where nothing is asked. */
export function questionKey(question: Question | undefined): string {
  if (!question) return '';
  const asked = (Object.keys(noQuestion) as (keyof Question)[])
    .filter((name) => question[name] !== noQuestion[name])
    .map((name) => [name, question[name]]);
  return asked.length === 0 ? '' : JSON.stringify(asked);
}

/** Options as `go tool pprof` and Heaplens' command line call them; messages name them so. */
export const optionNames: { readonly [Option in keyof Question]: string } = {
  focus: 'focus',
  ignore: 'ignore',
  hide: 'hide',
  show: 'show',
  showFrom: 'show_from',
  pruneFrom: 'prune_from',
  tagFocus: 'tagfocus',
  tagIgnore: 'tagignore',
  tagShow: 'tagshow',
  tagHide: 'taghide',
  tagRoot: 'tagroot',
  tagLeaf: 'tagleaf',
  noInlines: 'noinlines',
  foldTypes: 'fold_types',
};

/** What a question did to a profile, for one value type. */
export interface QuestionEffect {
  readonly samples: number;
  readonly samplesLeft: number;
  /** Sums of magnitudes, as percentages refer to. */
  readonly total: number;
  readonly totalLeft: number;
  /** Options whose expression or label key matched nothing: pprof says of them "matched no samples". */
  readonly unmatched: readonly (keyof Question)[];
  /** Of tagFocus and tagIgnore, those that were read as a range of numbers, not as an expression. */
  readonly ranges: readonly (keyof Question)[];
}

/** How numbers of a report are shown, and which rows of it: pprof's options of the same names. */
export interface ReportOptions {
  /** Values are divided by the first value type's (the number of samples): a mean a sample. */
  readonly mean: boolean;
  /** All values are divided by this; 0 and 1 leave them alone. */
  readonly divideBy: number;
  /** Unit to print in: `auto`, `minimum`, or one of the value type's family (`MB`, `ms`). */
  readonly unit: string;
  /** Percentages of the samples that the question left, not of the profile. */
  readonly relativePercentages: boolean;
  readonly dropNegative: boolean;
  /** Without it the next three are not applied. */
  readonly trim: boolean;
  /** At most this many nodes, 0: all; -1: as many as pprof shows (80 in a graph, all in a table). */
  readonly nodeCount: number;
  /** Nodes with a smaller share of the total are dropped. */
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  /** Which value orders rows, and so which of them `nodeCount` keeps. */
  readonly sort: 'flat' | 'cum';
}

/** Everything, as it was recorded: what tables of the editor start with. */
export const plainReport: ReportOptions = {
  mean: false,
  divideBy: 1,
  unit: 'auto',
  relativePercentages: false,
  dropNegative: false,
  trim: false,
  nodeCount: -1,
  nodeFraction: 0.005,
  edgeFraction: 0.001,
  sort: 'flat',
};
