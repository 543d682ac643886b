import { type Asked, flagOn, type Option, options } from './options';

/** An option with its value, as a chip shows it. */
export interface AskedOption {
  readonly option: Option;
  readonly value: string;
}

/** The options that are asked, in the order of their chips. */
export function askedOptions(asked: Asked): readonly AskedOption[] {
  return options.map((option) => ({ option, value: option.read(asked) })).filter(({ value }) => value !== '');
}

/** As a person would write it: `parseQuery` reads it back. */
export function formatOption({ option, value }: AskedOption): string {
  if (option.kind === 'flag') return value === flagOn ? option.name : `${option.name}:false`;
  return `${option.name}:${formatValueText(value)}`;
}

export function formatAsked(asked: Asked): string {
  return askedOptions(asked).map(formatOption).join(' ');
}

/** An expression that matches exactly this name. */
export function exactly(name: string): string {
  return `^${quoteExpression(name)}$`;
}

/** The text with everything that has a meaning in Go's expressions taken literally. */
export function quoteExpression(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** Bare where it can be; between slashes where a space would end it; quoted where it has slashes itself. */
function formatValueText(value: string): string {
  if (!/\s/.test(value) && !/^["/]/.test(value)) return value;
  const plain = !value.includes('/') && !/\\$/.test(value);
  return plain ? `/${value}/` : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
