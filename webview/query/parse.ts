import { granularities } from '../../src/model/views';
import { t } from '../strings';
import { findOption, flagOn, type Option, rowSorts } from './options';

/** Part of a line, from `from` up to `to`: an option with its value, or words that are looked for. */
export type Term =
  | {
      readonly kind: 'option';
      readonly option: Option;
      readonly value: string;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'text'; readonly text: string; readonly from: number; readonly to: number };

/** What is wrong, and which part of the line it is about. */
export interface QueryProblem {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export interface ParsedQuery {
  readonly terms: readonly Term[];
  /** The first that is wrong; null where the line can be asked. */
  readonly problem: QueryProblem | null;
}

/** A value as it is written, without its quotes or slashes. */
export interface WrittenValue {
  readonly value: string;
  /** Position behind it. */
  readonly to: number;
  /** Quoted or between slashes. */
  readonly delimiter: '' | '"' | '/';
  readonly closed: boolean;
}

/**
 * Options of one line, separated by spaces, as `name:value` or as pprof's command line has them (`-name=value`):
 *
 *     focus:/grpc/          between slashes everything is meant, `\/` is a slash
 *     hide:^runtime\.       without slashes up to the next space
 *     ignore:"a b"          quoted: `\"` and `\\` stand for themselves
 *     noinlines             a flag alone; `noinlines:false` takes it back
 *
 * Words without an option are text to look for, unless an option stands in the same line.
 */
export function parseQuery(line: string): ParsedQuery {
  const terms: Term[] = [];
  let problem: QueryProblem | null = null;
  for (let at = skipSpace(line, 0); at < line.length; at = skipSpace(line, terms.at(-1)!.to)) {
    const read = readTerm(line, at);
    terms.push(read.term);
    problem ??= read.problem;
  }
  return { terms, problem: problem ?? strayText(terms) };
}

/** The value that starts at `at`. Everything is read, whatever it lacks. */
export function readValue(line: string, at: number): WrittenValue {
  const first = line[at];
  if (first === '"' || first === '/') return readDelimited(line, at + 1, first);
  let to = at;
  while (to < line.length && !isSpace(line[to]!)) to++;
  return { value: line.slice(at, to), to, delimiter: '', closed: true };
}

/** The name of an option and what separates it from its value, if one stands at `at`. */
export function readName(line: string, at: number): { readonly name: string; readonly to: number } | null {
  const found = /^-{0,2}([A-Za-z][A-Za-z_-]*)[:=]/.exec(line.slice(at, at + 40));
  return found ? { name: found[1]!, to: at + found[0].length } : null;
}

function readTerm(line: string, at: number): { term: Term; problem: QueryProblem | null } {
  const named = readName(line, at);
  const option = named && findOption(named.name);
  if (named && option) return readOption(line, at, option, named.to);
  const word = readValue(line, at);
  const flag = word.delimiter === '' ? findOption(word.value.replace(/^--?/, '')) : null;
  if (flag) {
    const term: Term = { kind: 'option', option: flag, value: flagOn, from: at, to: word.to };
    if (flag.kind === 'flag') return { term, problem: null };
    return { term: { ...term, value: '' }, problem: missing(flag, at, word.to) };
  }
  const term: Term = { kind: 'text', text: line.slice(at, word.to), from: at, to: word.to };
  return { term, problem: misspelled(term.text, named, at) };
}

/** `focsu:/x/` looks like an option; `https://…` and `main.go:42` do not. */
function misspelled(
  word: string,
  named: { readonly name: string; readonly to: number } | null,
  at: number,
): QueryProblem | null {
  if (!named || /^[A-Za-z_]+:\/\//.test(word)) return null;
  return { message: t('There is no option “{name}”', { name: named.name }), from: at, to: named.to };
}

function readOption(
  line: string,
  from: number,
  option: Option,
  at: number,
): { term: Term; problem: QueryProblem | null } {
  const { value, to, delimiter, closed } = readValue(line, at);
  const term: Term = { kind: 'option', option, value, from, to };
  if (!closed) {
    return { term, problem: { message: t('{mark} is not closed', { mark: delimiter }), from: at, to } };
  }
  if (value === '') return { term, problem: missing(option, from, to) };
  const wrong = checkValue(option, value);
  return {
    term: { ...term, value: cleanValue(option, value) },
    problem: wrong === null ? null : { message: wrong, from: at, to },
  };
}

function readDelimited(line: string, from: number, delimiter: '"' | '/'): WrittenValue {
  let value = '';
  for (let at = from; at < line.length; at++) {
    const char = line[at]!;
    if (char === delimiter) {
      const to = at + 1;
      // What is glued to the closing mark belongs to nobody: `/a/b` is not closed where it seems.
      if (to === line.length || isSpace(line[to]!)) return { value, to, delimiter, closed: true };
      value += char;
      continue;
    }
    const next = line[at + 1];
    if (char === '\\' && next !== undefined) {
      const stands = next === delimiter || (delimiter === '"' && next === '\\');
      value += stands ? next : char + next;
      at++;
    } else value += char;
  }
  return { value, to: line.length, delimiter, closed: false };
}

/** What is wrong with a value, as far as it can be told without the engine; null where nothing is. */
function checkValue(option: Option, value: string): string | null {
  const { name } = option;
  const number = Number(value);
  switch (option.kind) {
    case 'flag':
      return isFlagText(value) ? null : t('{option} is on or off: true or false', { option: name });
    case 'divisor':
      return number > 0 && Number.isFinite(number)
        ? null
        : t('{option} needs a number above 0', { option: name });
    case 'count':
      return /^\d{1,9}$/.test(value) ? null : t('{option} needs a whole number', { option: name });
    case 'fraction':
      return value.trim() !== '' && number >= 0 && number <= 1
        ? null
        : t('{option} needs a number from 0 to 1', { option: name });
    case 'granularity':
      return granularities.some((each) => each === value.toLowerCase())
        ? null
        : t('{option} is one of {choices}', { option: name, choices: granularities.join(', ') });
    case 'sort':
      return rowSorts.some((each) => each === value.toLowerCase())
        ? null
        : t('{option} is one of {choices}', { option: name, choices: rowSorts.join(', ') });
    default:
      return null;
  }
}

function cleanValue(option: Option, value: string): string {
  if (option.kind === 'flag') return isOn(value) ? flagOn : '';
  return option.kind === 'granularity' || option.kind === 'sort' ? value.toLowerCase() : value;
}

function isOn(value: string): boolean {
  return /^(true|t|yes|y|1|on)$/i.test(value);
}

function isFlagText(value: string): boolean {
  return isOn(value) || /^(false|f|no|n|0|off)$/i.test(value);
}

function missing({ name, kind }: Option, from: number, to: number): QueryProblem {
  return { message: missingText(name, kind), from, to };
}

function missingText(option: string, kind: Option['kind']): string {
  switch (kind) {
    case 'expression':
    case 'labelKey':
      return t('{option} needs an expression', { option });
    case 'labelFilter':
      return t('{option} needs an expression or a range', { option });
    case 'labelKeys':
      return t('{option} needs the key of a label', { option });
    default:
      return t('{option} needs a value', { option });
  }
}

/** Text beside options would be asked for nothing: it is either a slip of the hand or a value without quotes. */
function strayText(terms: readonly Term[]): QueryProblem | null {
  if (!terms.some(({ kind }) => kind === 'option')) return null;
  const stray = terms.find((term) => term.kind === 'text');
  if (!stray) return null;
  const message = t('“{word}” is no option. Values with spaces stand in quotes or slashes', {
    word: stray.text,
  });
  return { message, from: stray.from, to: stray.to };
}

function skipSpace(line: string, from: number): number {
  let at = from;
  while (at < line.length && isSpace(line[at]!)) at++;
  return at;
}

function isSpace(char: string): boolean {
  return /\s/.test(char);
}
