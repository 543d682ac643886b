import { filterTerms, quoteFilterValue } from '../../src/model/goroutineFilter';

/** A term of a filter as it stands in its text: `from` up to, not including, `to`. */
export interface FilterPart {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function splitFilter(text: string): readonly FilterPart[] {
  return filterTerms(text).map(({ from, to }) => ({ from, to, text: text.slice(from, to) }));
}

/** The filter without a field at its end that has no value yet: it is being written. */
export function withoutUnfinished(text: string): string {
  return text.replace(/(^|\s)-?[a-z-]+:$/i, '').trim();
}

/** The filter without the term at that position. */
export function removeTerm(text: string, position: number): string {
  return splitFilter(text)
    .filter((_, i) => i !== position)
    .map((part) => part.text)
    .join(' ');
}

/** The filter with this term, which is there once. */
export function addTerm(text: string, term: string): string {
  const terms = splitFilter(text).map((part) => part.text);
  return terms.includes(term) ? text : [...terms, term].join(' ');
}

/** The values that a field is narrowed to: `class:mutex,cond class:io` has three. */
export function valuesOfField(text: string, field: string): readonly string[] {
  return splitFilter(text).flatMap((part) =>
    part.text.startsWith(`${field}:`) ? part.text.slice(field.length + 1).split(',') : [],
  );
}

/** Takes the value into the field's one term, or out of it where it is there. */
export function toggleValue(text: string, field: string, value: string): string {
  const values = valuesOfField(text, field);
  const next = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
  const terms = splitFilter(text).map((part) => part.text);
  const at = terms.findIndex((term) => term.startsWith(`${field}:`));
  const others = terms.filter((term) => !term.startsWith(`${field}:`));
  const written = next.length === 0 ? [] : [`${field}:${next.join(',')}`];
  const place = at < 0 ? others.length : at;
  return [...others.slice(0, place), ...written, ...others.slice(place)].join(' ');
}

/** `field:value`, with quotes where they are needed. */
export function writeTerm(field: string, value: string): string {
  return `${field}:${quoteFilterValue(value)}`;
}
