import type { Granularity } from './views';

/** A row's name as `go tool pprof` prints, sorts and matches it: with what tells rows of the granularity apart. */
export function printableName(
  granularity: Granularity,
  name: string,
  file: string,
  line: number,
  address = '',
): string {
  const place = placeOf(granularity, file, line);
  // A row without a name of its own is called by its place already; but functions of a file "Unknown" are called so too.
  const isNameless = name === place && /[/.]/.test(place);
  return [address, name, isNameless ? '' : place].filter((part) => part !== '').join(' ');
}

/** Sixteen digits, as pprof prints an address before a name; '' for an unknown one. */
export function hexadecimal(address: bigint): string {
  return address === 0n ? '' : address.toString(16).padStart(16, '0');
}

function placeOf(granularity: Granularity, file: string, line: number): string {
  if (granularity === 'filefunctions') return file;
  if (granularity !== 'lines' && granularity !== 'addresses') return '';
  return file === '' || line === 0 ? file : `${file}:${line}`;
}
