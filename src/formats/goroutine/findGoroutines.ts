import { isDigit, skipDigits, startsWith, word } from '../text/textBytes';

const goroutineWord = word('goroutine ');
const afterId = [' [', ' gp='].map(word);

/** How far the word may move on when a byte stands at its last place: Horspool's table. */
const steps = new Uint8Array(256).fill(goroutineWord.length);
for (let i = 0; i < goroutineWord.length - 1; i++) steps[goroutineWord[i]!] = goroutineWord.length - 1 - i;

/** Whether a text has a goroutine's header in it, wherever it begins: logs come before it, and prefixes of log lines. */
export function holdsGoroutines(bytes: Uint8Array): boolean {
  return findGoroutine(bytes, 0) >= 0;
}

/** Where the next `goroutine 12 [` or `goroutine 12 gp=` is; -1 for none. Looks at a tenth of the bytes. */
export function findGoroutine(bytes: Uint8Array, from: number, to = bytes.length): number {
  const last = goroutineWord.length - 1;
  for (let at = from + last; at < to; at += steps[bytes[at]!]!) {
    if (bytes[at] !== goroutineWord[last]) continue;
    const start = at - last;
    if (!startsWith(bytes, start, bytes.length, goroutineWord) || !isDigit(bytes[at + 1])) continue;
    const end = skipDigits(bytes, at + 1, bytes.length);
    if (afterId.some((expected) => startsWith(bytes, end, bytes.length, expected))) return start;
  }
  return -1;
}
