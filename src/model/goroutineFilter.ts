import { type Message, message } from '../base/message';
import { type Verdict, verdicts } from './finding';
import { type StateClass, stateClasses } from './goroutines';

/**
 * Which goroutines are meant. Terms of one kind are alternatives, kinds and negations narrow; plain words and waits narrow each,
 * so that `wait:>5m wait:<1h` is a span. As people write it:
 *
 *     state:select  class:mutex,cond  wait:>5m  wait:<=1h  goid:18  created:main.serve  func:/grpc/  file:pool.go
 *     at:store.go:42  label:tenant=acme  verdict:likely  rule:G4  is:locked  bubble:3  -func:net/http  plainText
 *
 * Plain words are looked for in functions, files and states, upper and lower case alike; `/…/` is a regular expression (RE2).
 * Values with spaces stand in quotes: `state:"chan send"`. Lists are alternatives: `class:mutex,cond`, `goid:18,19`. `store.go:42` alone
 * means `at:store.go:42`, and `wait:5m` at least five minutes; goroutines whose header has no minutes match no wait.
 */
export interface GoroutineFilter {
  readonly terms: readonly FilterTerm[];
}

export type FilterTerm = { readonly negated: boolean } & (
  | { readonly field: 'text' | 'state' | 'func' | 'file' | 'created' | 'start'; readonly match: TextMatch }
  /** A frame, or the `go` statement, is at this line; `file` is compared from its end, by path segments. */
  | { readonly field: 'at'; readonly file: string; readonly line: number }
  | { readonly field: 'class'; readonly classes: readonly StateClass[] }
  | { readonly field: 'verdict'; readonly verdicts: readonly Verdict[] }
  | { readonly field: 'rule'; readonly rules: readonly string[] }
  | { readonly field: 'wait'; readonly compare: '<' | '<=' | '>' | '>=' | '='; readonly minutes: number }
  | { readonly field: 'goid' | 'bubble' | 'parent'; readonly numbers: readonly number[] }
  | { readonly field: 'label'; readonly key: string; readonly value: TextMatch | null }
  | { readonly field: 'is'; readonly flag: 'locked' | 'durable' | 'leaked' | 'user' | 'new' | 'grown' }
);

export interface TextMatch {
  readonly text: string;
  readonly regex: boolean;
}

/** What is wrong is left out of the filter and said, a sentence for each. */
export interface ParsedFilter {
  readonly filter: GoroutineFilter;
  readonly errors: readonly Message[];
}

/** Reads any text. Regular expressions are compiled, and found broken, where they are used. */
export function parseFilter(text: string): ParsedFilter {
  const terms: FilterTerm[] = [];
  const errors: Message[] = [];
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const { negated, name, from } = startOfValue(text, at);
    const value = readFilterValue(text, from);
    const read = value.closed ? readTerm(name, value) : unclosed(value);
    if ('english' in read) errors.push(read);
    else terms.push({ ...read, negated });
    at = skipSpace(text, value.to);
    if (terms.length > mostTerms) {
      const error = message('filter.tooLong', 'A filter has at most {most} terms.', { most: mostTerms });
      return { filter: { terms: terms.slice(0, mostTerms) }, errors: [...errors, error] };
    }
  }
  return { filter: { terms }, errors };
}

/** Where the terms of a filter stand in its text, `-` and delimiters included: `from` up to, not including, `to`. */
export function filterTerms(text: string): readonly { readonly from: number; readonly to: number }[] {
  const terms: { from: number; to: number }[] = [];
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const value = readFilterValue(text, startOfValue(text, at).from);
    terms.push({ from: at, to: value.to });
    at = skipSpace(text, value.to);
  }
  return terms;
}

/** A value that `parseFilter` reads as it is, whatever it holds. */
export function quoteFilterValue(value: string): string {
  return /^[^\s"/,=-][^\s",=]*$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** What stands before a term's value, which begins at `from`; `name` is '' for plain words. */
function startOfValue(text: string, at: number) {
  const negated = text[at] === '-' && !isSpace(text[at + 1]);
  const from = negated ? at + 1 : at;
  const named = /^([A-Za-z][A-Za-z-]*):(?![/\\]{2})/.exec(text.slice(from, from + 24));
  // A single letter before a slash is a drive of Windows.
  const isDrive = /^[A-Za-z]:[/\\]/.test(text.slice(from, from + 3));
  const name = named && !isDrive ? named[1]!.toLowerCase() : '';
  return { negated, name, from: name === '' ? from : from + named![0].length };
}

/** Each is asked of all goroutines, and filters come with links. */
const mostTerms = 100;

interface FilterValue {
  readonly text: string;
  readonly to: number;
  readonly delimiter: '' | '"' | '/';
  readonly closed: boolean;
}

type TermBody<Term = FilterTerm> = Term extends unknown ? Omit<Term, 'negated'> : never;
type Reader = (value: FilterValue) => TermBody | Message;

/** `"…"` with `\"` and `\\`; `/…/` up to a slash that ends the word; else up to the next space. */
function readFilterValue(line: string, at: number): FilterValue {
  if (line[at] === '"') return readQuoted(line, at);
  if (line[at] === '/') {
    const found = /^\/((?:\\.|[^\\\n])*?)\/(?=\s|$)/.exec(line.slice(at));
    // A path starts with a slash, too.
    if (found && found[1] !== '') {
      const text = found[1]!.replaceAll('\\/', '/');
      return { text, to: at + found[0].length, delimiter: '/', closed: true };
    }
  }
  let to = at;
  while (to < line.length && !isSpace(line[to])) {
    // `label:tenant="two words"` and `label:path=/a b/`: what stands behind the first `=` may be delimited.
    if (line[to] === '=' && /["/]/.test(line[to + 1] ?? '')) {
      const behind = readFilterValue(line, to + 1);
      if (behind.delimiter !== '') return { ...behind, text: line.slice(at, behind.to), delimiter: '' };
    }
    to++;
  }
  return { text: line.slice(at, to), to, delimiter: '', closed: true };
}

function readQuoted(line: string, at: number): FilterValue {
  let text = '';
  for (let to = at + 1; to < line.length; to++) {
    if (line[to] === '"') return { text, to: to + 1, delimiter: '"', closed: true };
    if (line[to] === '\\' && /["\\]/.test(line[to + 1] ?? '')) to++;
    text += line[to]!;
  }
  return { text, to: line.length, delimiter: '"', closed: false };
}

function readTerm(name: string, value: FilterValue): TermBody | Message {
  if (name === '') return readWord(value);
  const reader = readers.get(name);
  if (!reader) {
    return message('filter.unknownField', '{field}: is no field of goroutines. Fields are {fields}.', {
      field: name,
      fields:
        'state, class, wait, func, file, at, created, start, goid, parent, label, verdict, rule, is, bubble',
    });
  }
  if (value.text === '')
    return message('filter.noValue', '{field}: says nothing. Write a value behind it.', { field: name });
  return reader(value);
}

function readWord(value: FilterValue): TermBody {
  const place = value.delimiter === '' ? readPlace(value) : null;
  return place ?? { field: 'text', match: matchOf(value) };
}

function readPlace({ text }: FilterValue): TermBody | null {
  const [, file, line] = /^(.+\.(?:go|s|c|cc|cpp|h)):(\d{1,9})$/.exec(text) ?? [];
  return file === undefined ? null : { field: 'at', file: file.replaceAll('\\', '/'), line: Number(line) };
}

function matchOf({ text, delimiter }: FilterValue): TextMatch {
  return { text, regex: delimiter === '/' };
}

const text =
  (field: 'state' | 'func' | 'file' | 'created' | 'start'): Reader =>
  (value) => ({ field, match: matchOf(value) });

const numbers =
  (field: 'goid' | 'bubble' | 'parent'): Reader =>
  ({ text: list }) => {
    const words = list.split(',').map((word) => word.trim());
    const wrong = words.find((word) => !/^\d{1,16}$/.test(word));
    if (wrong === undefined) return { field, numbers: words.map(Number) };
    return message('filter.noNumber', '{field}: takes whole numbers, and “{text}” is none.', {
      field,
      text: wrong,
    });
  };

function oneOf<Value extends string>(
  field: string,
  names: ReadonlyMap<string, Value>,
  { text: list }: FilterValue,
) {
  const values: Value[] = [];
  for (const word of list.split(',')) {
    const value = names.get(
      word
        .trim()
        .toLowerCase()
        .replace(/[\s_-]+/g, ''),
    );
    if (value === undefined) {
      const known = [...new Set(names.values())].join(', ');
      return message('filter.unknownValue', '{field}: knows no “{text}”. It knows {known}.', {
        field,
        text: word.trim(),
        known,
      });
    }
    values.push(value);
  }
  return values;
}

/** Words that people would try, beside the classes' own names; lower case, without spaces. */
const classNames = new Map<string, StateClass>([
  ...stateClasses.map((name) => [name.toLowerCase(), name] as const),
  ['run', 'running'],
  ['runnable', 'running'],
  ['nil', 'nilChannel'],
  ['nilchan', 'nilChannel'],
  ['leak', 'leaked'],
  ['chan', 'channel'],
  ['channels', 'channel'],
  ['lock', 'mutex'],
  ['rwmutex', 'mutex'],
  ['wg', 'waitGroup'],
  ['condition', 'cond'],
  ['sema', 'semaphore'],
  ['semacquire', 'semaphore'],
  ['iowait', 'io'],
  ['network', 'io'],
  ['sleeping', 'sleep'],
  ['system', 'runtime'],
  ['stw', 'gc'],
  ['coro', 'coroutine'],
]);
const verdictNames = new Map<string, Verdict>(verdicts.map((verdict) => [verdict, verdict]));
const flagNames = new Map([
  ...(['locked', 'durable', 'leaked', 'user', 'new', 'grown'] as const).map((flag) => [flag, flag] as const),
  ['lockedtothread', 'locked'] as const,
]);

function readClasses(value: FilterValue): TermBody | Message {
  const classes = oneOf('class', classNames, value);
  return Array.isArray(classes) ? { field: 'class', classes } : classes;
}

function readVerdicts(value: FilterValue): TermBody | Message {
  const found = oneOf('verdict', verdictNames, value);
  return Array.isArray(found) ? { field: 'verdict', verdicts: found } : found;
}

function readFlag(value: FilterValue): TermBody | Message {
  const flags = oneOf('is', flagNames, { ...value, text: value.text.replaceAll(',', ' ') });
  return Array.isArray(flags) ? { field: 'is', flag: flags[0]! } : flags;
}

function readRules({ text: list }: FilterValue): TermBody {
  return { field: 'rule', rules: list.split(',').map((rule) => rule.trim().toUpperCase()) };
}

function readLabel({ text: pair, delimiter }: FilterValue): TermBody {
  const equals = pair.indexOf('=');
  if (equals < 0) return { field: 'label', key: pair, value: null };
  const value = delimiter === '"' ? null : readFilterValue(pair, equals + 1);
  const match = value ? matchOf(value) : { text: pair.slice(equals + 1), regex: false };
  return { field: 'label', key: pair.slice(0, equals), value: match };
}

function readAt(value: FilterValue): TermBody | Message {
  const [, file, line] = /^(.+):(\d{1,9})$/.exec(value.text) ?? [];
  if (file !== undefined) return { field: 'at', file: file.replaceAll('\\', '/'), line: Number(line) };
  return message('filter.noPlace', 'at: takes a file and a line, as in at:store.go:42. “{text}” is none.', {
    text: value.text,
  });
}

const minutesOf: Readonly<Record<string, number>> = { d: 1440, h: 60, m: 1, min: 1, s: 1 / 60 };

function readWait({ text: written }: FilterValue): TermBody | Message {
  const [, compare = '', rest = ''] = /^(<=|>=|<|>|=)?\s*(.*)$/s.exec(written.toLowerCase()) ?? [];
  const isBare = /^\d{1,9}$/.test(rest);
  if (!isBare && !/^(?:\d{1,9}(?:\.\d{1,9})?(?:d|h|min|m|s))+$/.test(rest)) {
    return message(
      'filter.noDuration',
      'wait: takes a duration, as in wait:>5m or wait:<=1h30m. “{text}” is none.',
      {
        text: written,
      },
    );
  }
  let minutes = isBare ? Number(rest) : 0;
  for (const [, amount, unit] of isBare ? [] : rest.matchAll(/([\d.]+)(d|h|min|m|s)/g)) {
    minutes += Number(amount) * minutesOf[unit!]!;
  }
  return { field: 'wait', compare: (compare || '>=') as '>=', minutes };
}

function unclosed({ text: rest }: FilterValue): Message {
  return message('filter.unclosedQuote', 'A quotation mark is missing behind “{text}”.', { text: rest });
}

const readers = new Map<string, Reader>();
for (const [names, reader] of [
  ['state status', text('state')],
  ['class', readClasses],
  ['wait waiting minutes age', readWait],
  ['func function fn frame', text('func')],
  ['file', text('file')],
  ['at line', readAt],
  ['created creator createdby created-by', text('created')],
  ['start entry', text('start')],
  ['goid id goroutine', numbers('goid')],
  ['parent', numbers('parent')],
  ['bubble', numbers('bubble')],
  ['label tag', readLabel],
  ['verdict', readVerdicts],
  ['rule finding', readRules],
  ['is', readFlag],
] as const) {
  for (const name of names.split(' ')) readers.set(name, reader);
}

function skipSpace(line: string, at: number): number {
  let to = at;
  while (to < line.length && isSpace(line[to])) to++;
  return to;
}

function isSpace(character: string | undefined): boolean {
  return character === undefined || /\s/.test(character);
}
