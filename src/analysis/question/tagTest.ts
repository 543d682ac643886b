import { toNumber } from '../../base/int64';
import { MessageError, message } from '../../base/message';
import { remembered } from '../../base/remembered';
import { scaleValue } from '../../base/scaledLabel';
import type { LabelTable, Profile, StringTable } from '../../model/profile';
import { compileExpression, type NameMatcher } from '../expression';
import { holdsNumber, holdsText, keyTester, numberUnits } from './labelRows';

/** Tells whether a sample's labels pass a tagfocus or tagignore. */
export interface TagTest {
  /** A range of numbers, not an expression. */
  readonly isRange: boolean;
  /** `labels` may be of any part of the profile that the test was made for. */
  test(labels: LabelTable, sample: number): boolean;
}

/**
 * Reads `value` as pprof does (google/pprof internal/driver/driver_focus.go):
 *
 *     128kb:1mb  :1mb  32kb:  32kb        a range of numbers, of any key or, as key=32kb, of one
 *     expression,expression              each of which must match `key:value` of some label
 *     key=expression,expression          one of which must match a value of the key
 *
 * null for ''. Throws a MessageError for a broken expression and for numbers beyond 64 bits.
 */
export function compileTagTest(profile: Profile, option: string, value: string): TagTest | null {
  if (value === '') return null;
  const equals = value.indexOf('=');
  const key = equals < 0 ? '' : value.slice(0, equals);
  const wanted = value.slice(equals + 1);
  const range = parseRange(option, wanted);
  if (range) return { isRange: true, test: rangeTest(profile, key, range) };
  const expressions = wanted.split(',').map((expression) => compileExpression(expression, option));
  const test = key === '' ? anyKeyTest(profile.strings, expressions) : keyTest(profile, key, expressions);
  return { isRange: false, test };
}

type Test = TagTest['test'];
type Range = (value: number, unit: string) => boolean;

/** Answers for values that come again and again, like sizes of allocations; bounded for those that do not, like ids. */
const mostAnswers = 1 << 16;

function rangeTest(profile: Profile, wantedKey: string, range: Range): Test {
  const { strings } = profile;
  const unitOf = numberUnits(profile);
  const isWanted = wantedKey === '' ? () => true : keyTester(strings, wantedKey);
  const answers = new Map<number, Map<number, boolean>>();
  const passes = (key: number, value: number) => {
    const ofKey = remembered(answers, key, () => new Map<number, boolean>());
    return remembered(ofKey, value, () => range(value, unitOf(strings.get(key))), mostAnswers);
  };
  return (labels, sample) => {
    for (let row = labels.start[sample]!; row < labels.start[sample + 1]!; row++) {
      const key = labels.key[row]!;
      if (!holdsNumber(labels, row) || !isWanted(key)) continue;
      if (passes(key, toNumber(labels.number[row]!))) return true;
    }
    return false;
  };
}

function anyKeyTest(strings: StringTable, expressions: readonly NameMatcher[]): Test {
  const tests = expressions.map((matches) =>
    rememberPairs(strings, (key, text) => matches(`${key}:${text}`)),
  );
  return (labels, sample) => tests.every((passes) => someText(labels, sample, passes));
}

function keyTest({ strings }: Profile, wantedKey: string, expressions: readonly NameMatcher[]): Test {
  const isWanted = keyTester(strings, wantedKey);
  const passes = rememberPairs(strings, (_, text) => expressions.some((matches) => matches(text)));
  return (labels, sample) => someText(labels, sample, (key, text) => isWanted(key) && passes(key, text));
}

function someText(
  labels: LabelTable,
  sample: number,
  passes: (key: number, text: number) => boolean,
): boolean {
  for (let row = labels.start[sample]!; row < labels.start[sample + 1]!; row++) {
    if (holdsText(labels, row) && passes(labels.key[row]!, labels.text[row]!)) return true;
  }
  return false;
}

function rememberPairs(
  strings: StringTable,
  passes: (key: string, text: string) => boolean,
): (key: number, text: number) => boolean {
  const answers = new Map<number, boolean>();
  return (key, text) =>
    remembered(
      answers,
      key * strings.length + text,
      () => passes(strings.get(key), strings.get(text)),
      mostAnswers,
    );
}

/** null where `text` is no range: then it is an expression. Both ends are included. */
function parseRange(option: string, text: string): Range | null {
  const [low, high] = [...text.matchAll(/([+-]?[0-9]+)([A-Za-z]+)?/g)];
  if (!low) return null;
  const from = scaleValue(parseInteger(option, low[1]!), low[2] ?? '', low[2] ?? '');
  if (!high) {
    const within = {
      [low[0]]: (value: number) => value === from.value,
      [`${low[0]}:`]: (value: number) => value >= from.value,
      [`:${low[0]}`]: (value: number) => value <= from.value,
    }[text];
    return within ? inUnit(from.unit, within) : null;
  }
  if (text !== `${low[0]}:${high[0]}`) return null;
  const to = scaleValue(parseInteger(option, high[1]!), high[2] ?? '', from.unit);
  if (to.unit !== from.unit) return null;
  return inUnit(from.unit, (value) => value >= from.value && value <= to.value);
}

/** A number of another family of units is in no range. */
function inUnit(unit: string, within: (value: number) => boolean): Range {
  return (value, recordedUnit) => {
    const scaled = scaleValue(value, recordedUnit, unit);
    return scaled.unit === unit && within(scaled.value);
  };
}

function parseInteger(option: string, digits: string): number {
  const value = BigInt(digits.replace(/^\+/, ''));
  if (BigInt.asIntN(64, value) === value) return Number(value);
  throw new MessageError(
    message('question.hugeNumber', '{option}: the number {digits} does not fit into 64 bits.', {
      option,
      digits,
    }),
  );
}
