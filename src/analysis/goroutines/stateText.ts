import { type GoroutineDump, goroutineFlags } from '../../model/goroutines';

const { leaked, scan, durable } = goroutineFlags;

/** The state as printed with those of its suffixes that `told` (bits of flags) names, in Go's order; '' where the form has none. */
export function stateText(
  { goroutines, strings }: GoroutineDump,
  goroutine: number,
  told: number = leaked | scan | durable,
): string {
  const state = goroutines.state[goroutine]!;
  if (state === 0) return '';
  const flags = goroutines.flags[goroutine]! & told;
  const suffixes = [
    flags & leaked ? ' (leaked)' : '',
    flags & scan ? ' (scan)' : '',
    flags & durable ? ' (durable)' : '',
  ];
  return `${strings.get(state)}${suffixes.join('')}`;
}
