import { type Message, message } from '../../base/message';
import { formatChange, formatShare, formatValue } from '../../base/units';
import type { ProfileKind } from '../../model/profile';
import type { SampleTypeFacts } from '../../model/views';
import { shortChange, shortShare, shortShareChange, shortValue } from './shortNumbers';
import { shareOf } from './shownTypes';

export type Translate = (sentence: Message) => string;

/** What one function costs in one profile: a value per value type. */
export interface LensCost {
  readonly kind: ProfileKind;
  readonly types: readonly SampleTypeFacts[];
  readonly cum: readonly number[];
  /** Values are differences between two profiles. */
  readonly isComparison?: boolean;
  /** What a trend over several captures says of the function. */
  readonly trend?: Message | null;
}

/**
 * `inuse 1.2 GB (38 %) · alloc 5.4 GB · 3.1 M objects`, or null when no shown type reaches `minimumShare` (0 to 1).
 * The percentage stands at the first segment; types of value 0 are left out.
 */
export function lensText(
  cost: LensCost,
  shown: readonly number[],
  minimumShare: number,
  translate: Translate,
): string | null {
  const present = shown.filter((at) => cost.cum[at] !== 0);
  const isLarge = present.some((at) => Math.abs(shareOf(cost.cum[at], cost.types[at])) >= minimumShare);
  if (!isLarge && !cost.trend) return null;
  const segments = present.map((at, position) => {
    const type = cost.types[at];
    const phrase = cost.isComparison ? changePhrase : valuePhrase;
    const text = translate(phrase(cost.kind, type, cost.cum[at]));
    if (position > 0) return text;
    const share = shareOf(cost.cum[at], type);
    return `${text} (${cost.isComparison ? shortShareChange(share) : shortShare(share)})`;
  });
  if (cost.trend) segments.push(translate(cost.trend));
  return segments.join(' · ');
}

/** `inuse_space: flat 310 MB (25.0 %), cum 480 MB (38.7 %)`, a line for each value type with data. */
export function lensDetails(
  types: readonly SampleTypeFacts[],
  flat: readonly number[],
  cum: readonly number[],
  translate: Translate,
  base: LensBase | null = null,
): string {
  if (base) return comparedDetails(types, flat, cum, base, translate);
  const lines = types.flatMap((type, at) => {
    if (type.total === 0) return [];
    const values = {
      type: type.type,
      flat: formatValue(flat[at], type.unit),
      flatShare: formatShare(shareOf(flat[at], type)),
      cum: formatValue(cum[at], type.unit),
      cumShare: formatShare(shareOf(cum[at], type)),
    };
    return translate(
      message('overlay.lens.details', '{type}: flat {flat} ({flatShare}), cum {cum} ({cumShare})', values),
    );
  });
  return lines.join('\n');
}

/** What a function's values were before. */
export interface LensBase {
  readonly flat: readonly number[];
  readonly cum: readonly number[];
}

/** `inuse_space: flat +12.0 MB (was 30.0 MB), cum ±0 (as before: 4.00 MB)`. */
function comparedDetails(
  types: readonly SampleTypeFacts[],
  flat: readonly number[],
  cum: readonly number[],
  base: LensBase,
  translate: Translate,
): string {
  const lines = types.flatMap((type, at) => {
    const isNothing = [flat, cum, base.flat, base.cum].every((values) => values[at] === 0);
    if (isNothing) return [];
    const before = (was: number, change: number) => translate(beforePhrase(was, change, type.unit));
    const values = {
      type: type.type,
      flat: formatChange(flat[at], type.unit),
      flatBase: before(base.flat[at], flat[at]),
      cum: formatChange(cum[at], type.unit),
      cumBase: before(base.cum[at], cum[at]),
    };
    return translate(
      message('overlay.lens.changes', '{type}: flat {flat} ({flatBase}), cum {cum} ({cumBase})', values),
    );
  });
  return lines.join('\n');
}

/** What a value was before it changed by so much: `was 30.0 MB`, `new`, `gone, was 30.0 MB`, `as before: 30.0 MB`. */
export function beforePhrase(base: number, change: number, unit: string): Message {
  const args = { value: formatValue(base, unit) };
  if (change === 0) {
    return base === 0
      ? message('overlay.before.none', 'nothing on either side')
      : message('overlay.before.same', 'as before: {value}', args);
  }
  if (base === 0) return message('overlay.before.new', 'new');
  return base + change === 0
    ? message('overlay.before.gone', 'gone, was {value}', args)
    : message('overlay.before.was', 'was {value}', args);
}

/** A difference with the word for its type: `inuse +310 MB`, `+412 goroutines`. */
export function changePhrase(kind: ProfileKind, type: SampleTypeFacts, value: number): Message {
  const phrase = valuePhrase(kind, type, value);
  return { ...phrase, args: { ...phrase.args, value: shortChange(value, type.unit) } };
}

/** A value with the word that people use for its type: `inuse 1.2 GB`, `412 goroutines`, `block 3.1 s`. */
export function valuePhrase(kind: ProfileKind, type: SampleTypeFacts, value: number): Message {
  const args = { value: shortValue(value, type.unit) };
  const isOne = Math.abs(value) === 1;
  switch (type.type) {
    case 'inuse_space':
      return message('overlay.value.inuseSpace', 'inuse {value}', args);
    case 'inuse_objects':
      return isOne
        ? message('overlay.value.inuseObject', '{value} object in use', args)
        : message('overlay.value.inuseObjects', '{value} objects in use', args);
    case 'alloc_space':
      return message('overlay.value.allocSpace', 'alloc {value}', args);
    case 'alloc_objects':
      return isOne
        ? message('overlay.value.object', '{value} object', args)
        : message('overlay.value.objects', '{value} objects', args);
    case 'cpu':
      return message('overlay.value.cpu', 'cpu {value}', args);
    case 'samples':
      return isOne
        ? message('overlay.value.sample', '{value} sample', args)
        : message('overlay.value.samples', '{value} samples', args);
    case 'goroutine':
      return isOne
        ? message('overlay.value.goroutine', '{value} goroutine', args)
        : message('overlay.value.goroutines', '{value} goroutines', args);
    case 'threadcreate':
      return isOne
        ? message('overlay.value.thread', '{value} thread', args)
        : message('overlay.value.threads', '{value} threads', args);
    case 'delay':
      return kind === 'mutex'
        ? message('overlay.value.mutexDelay', 'mutex {value}', args)
        : message('overlay.value.blockDelay', 'block {value}', args);
    case 'contentions':
      return isOne
        ? message('overlay.value.contention', '{value} contention', args)
        : message('overlay.value.contentions', '{value} contentions', args);
    default:
      return message('overlay.value.other', '{type} {value}', { ...args, type: type.type });
  }
}
