import { assertNever } from '../../base/assertNever';
import { MessageError, message } from '../../base/message';
import { formatExact } from '../../base/units';
import type { FoundSeries } from '../../model/memorySeries';
import { readGethMemStats, startsAsGethMemStats } from './gethMemStats';
import { readGoJson } from './goJson';
import { readGopsText, startsAsGopsText } from './gopsText';
import { readHistory, startsAsHistory } from './history';
import { firstObject } from './jsonValues';
import { readPrometheusText } from './prometheusText';
import { readSystemFiles, startsAsSystemFile } from './systemFiles';

/** Forms that say how much memory a process has, now or over time; the name decides where content is a bare number. */
export type MemoryForm = 'history' | 'goJson' | 'geth' | 'gops' | 'prometheus' | 'systemFiles';

/** How much of a text is looked at to know its form. */
const headBytes = 65_536;
/** JSON of one process is some KiB; it has to be read as a whole. */
const mostJsonBytes = 1 << 27;

/** What form a text has; null: none of these. Reading it may still find nothing in it. */
export function memoryFormOf(bytes: Uint8Array, name: string): MemoryForm | null {
  const head = new TextDecoder().decode(bytes.subarray(0, headBytes));
  if (startsAsHistory(head)) return 'history';
  if (startsAsGethMemStats(head)) return 'geth';
  if (/^\s*\{\s*"/.test(head)) return holdsMemStats(bytes) ? 'goJson' : null;
  if (startsAsSystemFile(head, name)) return 'systemFiles';
  if (startsAsGopsText(head)) return 'gops';
  return startsAsExposition(head) ? 'prometheus' : null;
}

/**
 * Reads a text of any of these forms; null where it has none of them, or says nothing of the memory of a process. Ends as a
 * MessageError where it is one that Heaplens cannot use, and says why.
 */
export function readMemoryText(bytes: Uint8Array, name: string): FoundSeries[] | null {
  const form = memoryFormOf(bytes, name);
  switch (form) {
    case null:
      return null;
    case 'history':
      return readHistory(bytes);
    case 'goJson':
      return readGoJson(wholeText(bytes, name));
    case 'geth':
      return readGethMemStats(wholeText(bytes, name));
    case 'gops':
      return readGopsText(bytes);
    case 'systemFiles':
      return readSystemFiles(bytes, name);
    case 'prometheus':
      return readPrometheusText(bytes);
    default:
      return assertNever(form);
  }
}

/** What programs publish besides stands before it, but a log of many MB in JSON is not read twice for it. */
const mostBeforeMemStats = 1 << 23;

/**
 * Whether the first object of a text holds MemStats: a log in JSON that tells them further down is a log. Inside a text of a
 * log, quotes have backslashes before them.
 */
function holdsMemStats(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, mostBeforeMemStats));
  const holds = (part: string) =>
    /[{,]\s*"HeapAlloc"\s*:\s*\d/.test(part) && /,\s*"HeapSys"\s*:\s*\d/.test(part);
  return holds(text) && holds(firstObject(text));
}

/** Every line of the head is one of an exposition, and at least one is of a kind that nothing else has. */
function startsAsExposition(head: string): boolean {
  const lines = head.split('\n');
  // The last one may be cut.
  if (head.length >= headBytes / 4) lines.pop();
  const visible = lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(0, 50);
  const isSample = (line: string) => /^[a-zA-Z_:][\w:]*(?:\s*\{.*\})?\s+[-+]?[\d.NnIi]/.test(line);
  return (
    visible.every((line) => line.startsWith('#') || isSample(line)) &&
    visible.some((line) => /^# (?:HELP|TYPE) \w|^(?:go|process|container|kube)_\w+/.test(line))
  );
}

function wholeText(bytes: Uint8Array, name: string): string {
  if (bytes.length <= mostJsonBytes) return new TextDecoder().decode(bytes);
  throw new MessageError(
    message('memory.largeJson', '{name} is JSON of {bytes} bytes: too much to be read at once.', {
      name,
      bytes: formatExact(bytes.length, ''),
    }),
  );
}
