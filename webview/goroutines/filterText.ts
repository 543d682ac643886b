/** A term of a filter as it stands in its text: `from` up to, not including, `to`. */
export interface FilterPart {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Takes a filter's text apart at its blanks; those within quotes and expressions belong to their term. */
export function splitFilter(text: string): readonly FilterPart[] {
  const parts: FilterPart[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text[at]!)) {
      at++;
      continue;
    }
    const to = endOfTerm(text, at);
    parts.push({ from: at, to, text: text.slice(at, to) });
    at = to;
  }
  return parts;
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

/** `field:value`, with quotes where blanks would end it. */
export function writeTerm(field: string, value: string): string {
  const needsQuotes = /[\s"]/.test(value) || value.startsWith('/');
  return `${field}:${needsQuotes ? `"${value.replace(/["\\]/g, '\\$&')}"` : value}`;
}

function endOfTerm(text: string, from: number): number {
  const value = /^-?[a-zA-Z]+:(?:[^\s:=/"]*=)?/.exec(text.slice(from));
  const start = from + (value?.[0].length ?? (text[from] === '-' ? 1 : 0));
  const mark = text[start];
  const end = mark === '"' || mark === '/' ? closing(text, start + 1, mark) : -1;
  let at = end < 0 ? start : end + 1;
  while (at < text.length && !isBlank(text[at]!)) at++;
  return at;
}

/** Where the mark stands again, not escaped; -1 where it does not: then it is a character like others. */
function closing(text: string, from: number, mark: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === mark) return at;
  }
  return -1;
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}
