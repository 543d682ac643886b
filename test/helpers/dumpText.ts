import { computeGroups, type DumpGroups } from '../../src/analysis/goroutines/groups';
import { type StudiedDump, studyDump } from '../../src/analysis/goroutines/studiedDump';
import { readGoroutineDumps } from '../../src/formats/goroutine/readGoroutineDumps';
import type { GroupTable } from '../../src/model/goroutineReport';
import { type GoroutineDump, stateClasses } from '../../src/model/goroutines';

/** The first dump of a text. */
export function dumpOf(text: string): GoroutineDump {
  return readGoroutineDumps(new TextEncoder().encode(text)).dumps[0]!.dump;
}

/** A goroutine as one would jot it down: frames are `func(args) file:line`, innermost first; a creator is `func file:line in 1`. */
export interface GoroutineSketch {
  readonly goid: number;
  /** What stands in brackets. */
  readonly state: string;
  readonly stack: readonly string[];
  readonly by?: string;
}

/** The text that `debug=2` would write. */
export function dumpText(goroutines: readonly GoroutineSketch[]): string {
  return goroutines
    .map(({ goid, state, stack, by }) => {
      const frames = stack.map((frame) => {
        const [, func, place] = /^(.*\)) (\S+:\d+)$/.exec(frame) ?? [];
        if (func === undefined) throw new Error(`${frame} is no frame`);
        return `${func}\n\t${place} +0x1e\n`;
      });
      const [, creator, place, parent] = /^(\S+) (\S+:\d+)(?: in (\d+))?$/.exec(by ?? '') ?? [];
      const inGoroutine = parent === undefined ? '' : ` in goroutine ${parent}`;
      const created = creator === undefined ? '' : `created by ${creator}${inGoroutine}\n\t${place} +0x19\n`;
      return `goroutine ${goid} [${state}]:\n${frames.join('')}${created}`;
    })
    .join('\n');
}

export function studiedText(text: string): StudiedDump {
  return studyDump(dumpOf(text));
}

export function groupsOf(text: string, userModules: readonly string[] = []): DumpGroups {
  return computeGroups(studiedText(text), userModules);
}

/** A line a group: count, class, state, minutes, the stack from its innermost frame, and the `go` statement. */
export function groupsText(table: GroupTable): string {
  const { frames, strings } = table;
  const frameText = (frame: number) => {
    const file = strings[frames.file[frame]!]!;
    return `${strings[frames.func[frame]!]}${file === '' ? '' : ` ${file}:${frames.line[frame]}`}`;
  };
  return Array.from({ length: table.length }, (_, group) => {
    const stack = [...table.frame.subarray(table.frameStart[group]!, table.frameStart[group + 1]!)];
    const creator = table.creator[group]!;
    const minutes =
      table.waiting[group] === 0 ? '' : ` ${table.minWaitMinutes[group]}-${table.maxWaitMinutes[group]} min`;
    return [
      `${table.count[group]} ${stateClasses[table.stateClass[group]!]} [${strings[table.state[group]!]}]${minutes}`,
      stack.map(frameText).join(' < '),
      creator < 0 ? '' : ` by ${frameText(creator)}`,
    ]
      .join(': ')
      .replace(/: $/, '')
      .replace(':  by', ' by');
  }).join('\n');
}
