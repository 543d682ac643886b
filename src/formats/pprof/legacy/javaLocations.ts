import { brokenText } from './brokenText';
import type { LegacyProfileBuilder } from './profileBuilder';
import type { TextLines } from './textLines';

/**
 * Names locations by the lines behind the samples of a Java profile; addresses that no sample has are skipped
 * (google/pprof profile/legacy_java_profile.go parseJavaLocations).
 *
 *     0x0000003 com.example.Cache.put (Cache.java:12)
 *     0x0000004 memcpy (/lib/libc.so)
 *     0x0000005 GC
 */
export function nameJavaLocations(lines: TextLines, builder: LegacyProfileBuilder, fileName: string): void {
  const files = new Map<string, string>();
  const places = new Map<number, JavaPlace>();
  while (lines.next()) {
    const [, digits, rest] = /^\s*0x([\da-f]+)\s+(\S.*)$/is.exec(lines.text()) ?? [];
    if (digits === undefined || rest === undefined) continue;
    const bare = digits.replace(/^0+(?=.)/, '');
    if (bare.length > 16) throw brokenText(fileName, lines, '0x… name (file:line)');
    const address = BigInt(`0x${bare}`);
    const location = builder.addresses.find(Number(address & 0xffffffffn), Number(address >> 32n));
    if (location < 0) continue;
    const place = javaPlace(rest.trimEnd());
    // Go knows one file for each name, the first, but the last name for each address.
    if (!files.has(place.name)) files.set(place.name, place.file);
    places.set(location, place);
  }
  for (const [location, { name, line }] of places) builder.addLine(location, name, files.get(name)!, line);
}

interface JavaPlace {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

function javaPlace(text: string): JavaPlace {
  if (text.endsWith(')')) {
    const colon = text.lastIndexOf(':');
    const number = /^-?\d+$/.exec(text.slice(colon + 1, -1))?.[0];
    const withLine = colon < 0 || number === undefined ? null : splitAtBracket(text, colon, 1);
    if (withLine) return { ...withLine, line: lineNumber(number!) };
    const withPath = splitAtBracket(text, text.length - 1, 0);
    if (withPath) return { ...withPath, file: baseName(withPath.file), line: 0 };
  }
  return { name: text.includes('generated stub/JIT') ? 'STUB' : text, file: '', line: 0 };
}

/** Splits at the last bracket with white space before it, where at least `least` characters stand between it and `end`. */
function splitAtBracket(text: string, end: number, least: number): { name: string; file: string } | null {
  for (let at = text.lastIndexOf('(', end - least - 1); at > 0; at = text.lastIndexOf('(', at - 1)) {
    if (!/\s/.test(text[at - 1]!)) continue;
    return { name: text.slice(0, at).replace(/\s$/, ''), file: text.slice(at + 1, end) };
  }
  return null;
}

function lineNumber(digits: string): number {
  const number = Number(digits);
  return number > 0 && Number.isSafeInteger(number) ? number : 0;
}

/** As Go's filepath.Base. */
function baseName(path: string): string {
  if (path === '') return '.';
  const bare = path.replace(/\/+$/, '');
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1);
}
