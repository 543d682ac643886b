import type { DumpOutline } from '../../model/goroutineReport';

/** `goroutine 18 · chan receive · main.worker`: what a header and its stack come to in one line. Never empty. */
export function outlineTitle({ goid, state, func, strings }: DumpOutline, row: number): string {
  const id = goid[row]!;
  const parts = [id >= 0 ? `goroutine ${id}` : '', strings[state[row]!]!, strings[func[row]!]!];
  return parts.filter((part) => part !== '').join(' · ') || 'goroutine';
}
