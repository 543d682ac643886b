import type { FoundSeries } from '../../model/memorySeries';
import { readGoJson } from './goJson';

/**
 * What the console of geth prints for `debug.memStats()`: an object of JavaScript, whose keys have no quotes.
 *
 *     {
 *       Alloc: 31243208,
 *       BySize: [{
 *           Frees: 0,
 */
export function readGethMemStats(text: string): FoundSeries[] | null {
  const quoted = text.replace(/([{,]\s{0,1000})([A-Za-z_$][\w$]*)(?=\s{0,20}:)/g, '$1"$2"');
  return readGoJson(quoted.replace(/,(?=\s{0,1000}[}\]])/g, ''));
}

export function startsAsGethMemStats(head: string): boolean {
  return (
    /^\s*(?:> *)?(?:debug\.memStats\(\)\s*)?\{\s*[A-Z]\w*\s*:/.test(head) &&
    /\b(?:HeapAlloc|BySize|Alloc)\s*:/.test(head)
  );
}
