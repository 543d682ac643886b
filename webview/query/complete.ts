import { granularities } from '../../src/model/views';
import { t } from '../strings';
import { exactly, formatOption, quoteExpression } from './format';
import { type Option, options, rowSorts } from './options';
import { parseQuery, type Term } from './parse';

/** What a profile offers to complete with. */
export interface CompletionSources {
  /** Heaviest first. */
  readonly functions: readonly string[];
  readonly packages: readonly string[];
  readonly labels: readonly LabelChoices[];
  readonly valueTypes: readonly string[];
  /** Unit of the shown value type, as recorded. */
  readonly unit: string;
}

/** What has to be asked for; the rest is known at once. */
export type NamesOfProfile = Pick<CompletionSources, 'functions' | 'packages' | 'labels'>;

export interface LabelChoices {
  readonly key: string;
  readonly isNumeric: boolean;
  readonly values: readonly string[];
}

export interface Completion {
  readonly label: string;
  readonly detail: string;
  /** Takes the place of the term at the caret. */
  readonly text: string;
  /** `ask`: nothing is missing; `more`: a value has to follow; `search`: the line is text to look for. */
  readonly enter: 'ask' | 'more' | 'search';
}

export interface Completions {
  /** The part of the line that a completion replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
  /** Position of the one that Enter takes unless another is chosen; -1: Enter takes the line as it stands. */
  readonly preselected: number;
  /** One line about the option at the caret, '' elsewhere. */
  readonly hint: string;
}

/** A list longer than this is not read: typing one more letter is quicker. */
const mostItems = 40;

/** What can stand at the caret: names of options, or values that fit the option before it. */
export function completeQuery(line: string, caret: number, sources: CompletionSources): Completions {
  const { terms } = parseQuery(line);
  const term = terms.find(({ from, to }) => from < caret && caret <= to);
  if (term?.kind !== 'option' || isNameOnly(line, term)) {
    return completeName(line, caret, term, terms, sources);
  }
  const items = valuesOf(term.option, typedValue(line, term, caret), sources);
  const { from, to, option } = term;
  return { from, to, items: items.slice(0, mostItems), preselected: -1, hint: hintOf(option) };
}

function completeName(
  line: string,
  caret: number,
  term: Term | undefined,
  terms: readonly Term[],
  sources: CompletionSources,
): Completions {
  const from = term?.from ?? caret;
  const to = term?.to ?? caret;
  const word = line.slice(from, caret).replace(/^-+/, '').toLowerCase();
  const starting = options.filter(({ name }) => name.startsWith(word));
  const containing = options.filter(({ name }) => word !== '' && name.includes(word, 1));
  const names = [...new Set([...starting, ...containing])].map(nameCompletion);
  const alone = word !== '' && terms.every(({ kind }) => kind === 'text');
  const hint = '';
  if (!alone) return { from, to, items: names, preselected: names.length > 0 && word !== '' ? 0 : -1, hint };
  const text = line.trim();
  const search: Completion = {
    label: t('Search for “{text}”', { text }),
    detail: t('Marks matching functions'),
    text,
    enter: 'search',
  };
  const focus = options[0]!;
  const functions = matching(sources.functions, text)
    .slice(0, 6)
    .map((name) => expressionCompletion(focus, exactly(name), name, formatName(focus)));
  const items = starting.length > 0 ? [...names, search] : [search, ...names];
  return { from: 0, to: line.length, items: [...items, ...functions], preselected: 0, hint };
}

function nameCompletion(option: Option): Completion {
  const isFlag = option.kind === 'flag';
  return {
    label: formatName(option),
    detail: option.help(),
    text: isFlag ? option.name : `${option.name}:`,
    enter: isFlag ? 'ask' : 'more',
  };
}

function valuesOf(option: Option, typed: string, sources: CompletionSources): readonly Completion[] {
  switch (option.kind) {
    case 'expression':
      return expressionsOf(option, typed, sources);
    case 'labelFilter':
      return labelFilters(option, typed, sources.labels);
    case 'labelKey':
      return matching(
        sources.labels.map(({ key }) => key),
        typed,
      ).map((key) => expressionCompletion(option, exactly(key), key, t('label')));
    case 'labelKeys':
      return labelKeys(option, typed, sources.labels);
    case 'granularity':
      return matching(granularities, typed).map((each) => valueCompletion(option, each));
    case 'sort':
      return matching(rowSorts, typed).map((each) => valueCompletion(option, each));
    case 'valueType':
      return matching(sources.valueTypes, typed).map((each) => valueCompletion(option, each));
    case 'unit':
      return matching(unitsOf(sources.unit), typed).map((each) => valueCompletion(option, each));
    default:
      return [];
  }
}

function expressionsOf(option: Option, typed: string, sources: CompletionSources): readonly Completion[] {
  const wanted = plainText(typed);
  const packages = matching(sources.packages, wanted).slice(0, wanted === '' ? 0 : 5);
  return [
    ...packages.map((name) =>
      expressionCompletion(option, `^${quoteExpression(name)}\\.`, `${name}.*`, t('package')),
    ),
    ...matching(sources.functions, wanted).map((name) =>
      expressionCompletion(option, exactly(name), name, t('function')),
    ),
  ];
}

/** First the key, then its values. */
function labelFilters(option: Option, typed: string, labels: readonly LabelChoices[]): readonly Completion[] {
  const equals = typed.indexOf('=');
  if (equals < 0) {
    return matching(
      labels.map(({ key }) => key),
      typed,
    ).map((key) => ({
      label: `${key}=`,
      detail: t('label'),
      text: `${option.name}:${key}=`,
      enter: 'more',
    }));
  }
  const label = labels.find(({ key }) => key === typed.slice(0, equals));
  if (!label) return [];
  return matching(label.values, plainText(typed.slice(equals + 1))).map((value) => {
    const meant = label.isNumeric ? value.replace(/\s/g, '') : exactly(value);
    return expressionCompletion(option, `${label.key}=${meant}`, value, label.key);
  });
}

/** Several keys stand behind each other, separated by commas. */
function labelKeys(option: Option, typed: string, labels: readonly LabelChoices[]): readonly Completion[] {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const given = before.split(',');
  const keys = labels.map(({ key }) => key).filter((key) => !given.includes(key));
  return matching(keys, typed.slice(before.length)).map((key) =>
    expressionCompletion(option, before + key, key, t('label')),
  );
}

function expressionCompletion(option: Option, value: string, label: string, detail: string): Completion {
  return { label, detail, text: formatOption({ option, value }), enter: 'ask' };
}

function valueCompletion(option: Option, value: string): Completion {
  return { label: value, detail: '', text: formatOption({ option, value }), enter: 'ask' };
}

/** Those that contain the text, in any case; those that start with it first. */
function matching(candidates: readonly string[], text: string): readonly string[] {
  const wanted = text.toLowerCase();
  if (wanted === '') return candidates.slice(0, mostItems);
  const starting: string[] = [];
  const containing: string[] = [];
  for (const candidate of candidates) {
    const at = candidate.toLowerCase().indexOf(wanted);
    if (at === 0) starting.push(candidate);
    else if (at > 0) containing.push(candidate);
    if (starting.length >= mostItems) break;
  }
  return [...starting, ...containing].slice(0, mostItems);
}

/** An expression without what makes it one: `^net/http\.` looks for `net/http.`. */
function plainText(expression: string): string {
  return expression.replace(/^\^|\$$/g, '').replace(/\\(.)/g, '$1');
}

/** What has been typed of the value up to the caret, without its opening mark. */
function typedValue(line: string, term: Term, caret: number): string {
  const start = line.slice(term.from, caret).search(/[:=]/) + 1;
  return line
    .slice(term.from + start, caret)
    .replace(/^["/]/, '')
    .replace(/["/]$/, '');
}

/** `noinlines`, or `focus` without its colon: the name is being written still. */
function isNameOnly(line: string, { from, to }: Term): boolean {
  return !/[:=]/.test(line.slice(from, to));
}

function formatName({ name, kind }: Option): string {
  return kind === 'flag' ? name : `${name}:`;
}

function hintOf({ name, help }: Option): string {
  return `${name}: ${help()}`;
}

function unitsOf(unit: string): readonly string[] {
  if (unit === 'bytes' || unit === 'byte') return ['auto', 'minimum', 'B', 'kB', 'MB', 'GB', 'TB'];
  if (/seconds?$|^[mnu]?s$/.test(unit)) return ['auto', 'minimum', 'ns', 'us', 'ms', 's', 'min', 'hrs'];
  return ['auto', 'minimum'];
}
