import { dumpText } from './dumpText';

/** Goroutines that differ in nothing but ids and arguments. */
export interface TextGroup {
  readonly count: number;
  readonly state: string;
  /** Of each of them; absent: none are printed. */
  readonly minutes?: number;
  /** Innermost first: `main.send /src/app/main.go:42`, and its first argument where that matters. */
  readonly stack: readonly string[];
  /** `main.main /src/app/main.go:12`, made in goroutine 1. */
  readonly createdBy?: string;
}

/** A debug=2 dump of these groups, their goroutines numbered from 1. */
export function groupedDump(groups: readonly TextGroup[]): string {
  let goid = 0;
  return dumpText(
    groups.flatMap(({ count, state, minutes, stack, createdBy }) =>
      Array.from({ length: count }, () => {
        goid++;
        return {
          goid,
          state: minutes === undefined ? state : `${state}, ${minutes} minutes`,
          stack: stack.map((frame, i) => writeFrame(frame, i === 0 ? addressOf(goid) : '...')),
          ...(createdBy && { by: `${createdBy} in 1` }),
        };
      }),
    ),
  );
}

function writeFrame(frame: string, argument: string): string {
  const [func, place, given = argument] = frame.split(' ');
  return `${func}(${given}) ${place}`;
}

/** Goroutines of a group share no argument by chance. */
function addressOf(goid: number): string {
  return `0xc000${(0x100000 + goid * 0x20).toString(16)}`;
}
