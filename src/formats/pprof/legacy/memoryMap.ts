import type { MapEntry } from './mappings';
import type { TextLines } from './textLines';

/** Linux lets a process have so many mappings (vm.max_map_count); no map is longer. */
const maximumEntries = 65_530;
/** A line is at most a path (4096 bytes) and some numbers. */
const longestLine = 8192;
const mostVariables = 64;

/** Reads on to the line that announces a memory map; the current line may be it. */
export function skipToMemoryMap(lines: TextLines): void {
  while (!announcesMemoryMap(lines) && lines.next());
}

/** Lines of other sections are much shorter than where a look at them could take time. */
export function announcesMemoryMap(lines: TextLines): boolean {
  const { bytes } = lines;
  for (let at = lines.start; at < lines.end; at++) {
    // "--- Memory map: ---" and "MAPPED_LIBRARIES:" both have an M.
    if (bytes[at] !== 0x4d) continue;
    const from = Math.max(lines.start, at - 4);
    const text = String.fromCharCode(...bytes.subarray(from, Math.min(lines.end, at + 17)));
    if (text.includes('--- Memory map: ---') || text.startsWith('MAPPED_LIBRARIES:', at - from)) return true;
  }
  return false;
}

/**
 * The executable rows of the rest of the text, as of /proc/self/maps or the shorter form `start-limit: file (@offset) id`.
 * `name = value` gives a value to `$name` in later rows; whatever else stands there is skipped.
 */
export function parseMemoryMap(lines: TextLines): MapEntry[] {
  const entries: MapEntry[] = [];
  const variables = new Map<string, string>();
  while (entries.length < maximumEntries && lines.next()) {
    if (lines.end - lines.start > longestLine) continue;
    const line = substitute(withoutLogPrefix(lines.text()), variables);
    const entry = parseEntry(line);
    if (entry === undefined) noteVariable(line, variables);
    else if (entry !== null) entries.push(entry);
  }
  return entries;
}

const rangeForm = /^\s*(?:0x)?([\da-fA-F]+)[\s-]?\s*(?:0x)?([\da-fA-F]+):?/.source;
const procForm = /(?:\s+([-rwxp]+))?(?:\s+([\da-fA-F]+))?\s+[\da-fA-F]+:[\da-fA-F]+\s+\d+(?:\s+(\S+))?/
  .source;
const briefForm = /(?:\s+([-rwxp]+))?(?:\s+(\S+))?(?:\s+\(@([\da-fA-F]+)\))?(?:\s+([\da-fA-F]+))?/.source;
const procRow = new RegExp(rangeForm + procForm);
const briefRow = new RegExp(rangeForm + briefForm);
/** A number that procRow would take a long time to split in all ways. */
const longNumber = /^\s*(?:0x)?[\da-fA-F]{41}/;

/** Undefined where the line is no row; null for a row that is not executable. */
function parseEntry(line: string): MapEntry | null | undefined {
  const proc = longNumber.test(line) ? null : procRow.exec(line);
  const brief = proc ? null : briefRow.exec(line);
  const found = proc ?? brief;
  if (!found) return undefined;
  const [, start, limit, permissions = ''] = found;
  if (permissions !== '' && !permissions.includes('x')) return null;
  const numbers = [start, limit, proc?.[4] ?? brief?.[5] ?? '0'].map((digits) => parseHex(digits!));
  if (numbers.some((number) => number === null)) return undefined;
  return {
    start: numbers[0]!,
    limit: numbers[1]!,
    offset: numbers[2]!,
    file: proc?.[5] ?? brief?.[4] ?? '',
    buildId: brief?.[6] ?? '',
  };
}

function parseHex(digits: string): bigint | null {
  const bare = digits.replace(/^0+(?=.)/, '');
  return bare.length > 16 ? null : BigInt(`0x${bare}`);
}

function noteVariable(line: string, variables: Map<string, string>): void {
  const equals = line.indexOf('=');
  if (equals < 0 || variables.size === mostVariables) return;
  const name = `$${line.slice(0, equals).trim()}`;
  if (!variables.has(name)) variables.set(name, line.slice(equals + 1).trim());
}

function substitute(line: string, variables: ReadonlyMap<string, string>): string {
  if (variables.size === 0 || !line.includes('$')) return line;
  let text = '';
  for (let at = 0; at < line.length && text.length < longestLine; ) {
    const name = line[at] === '$' ? [...variables.keys()].find((key) => line.startsWith(key, at)) : undefined;
    text += name === undefined ? line[at] : variables.get(name);
    at += name?.length ?? 1;
  }
  return text;
}

/** `I0102 15:04:05 1234 file.cc:12] 00400000-…`: the prefix that glog writes before each line. */
function withoutLogPrefix(line: string): string {
  return line.replace(/^[^[\]]+:\d+\]\s/, '');
}
