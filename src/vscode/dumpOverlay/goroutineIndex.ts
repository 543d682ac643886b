import { blockedFrame, groupsByFile, linesOfGroups } from '../../analysis/goroutines/goroutineLines';
import type { FindingLocation } from '../../model/finding';
import { declaredNameOf } from '../../model/goName';
import { frameOrigins, type GoroutineLine, type GoroutineReport } from '../../model/goroutineReport';
import { type StateClass, stateClasses } from '../../model/goroutines';
import { LINE_STARTS, LINE_WAITS } from '../../source/goOutline';
import type { ExpectedLine } from '../../source/staleness';
import type { JudgedDump } from '../overlay/readEvidence';
import { FilesByName, type RecordedFunction, type RecordedPlaces } from '../overlay/recordedPlaces';

/** A line of source that a dump or one of its findings names. */
export interface GoroutineSpot {
  /** Its number in this index. */
  readonly row: number;
  /** Position in the files of the index. */
  readonly file: number;
  readonly line: number;
  /** Who waits or runs there, and who was started there. More than one where closures or instances of a generic share the line. */
  readonly blocked: readonly GoroutineLine[];
  readonly created: readonly GoroutineLine[];
  /** Findings (positions in the report's) with a location here. */
  readonly findings: readonly number[];
}

interface FileEntries {
  readonly file: string;
  readonly blocked: readonly number[];
  readonly created: readonly number[];
  readonly locations: { readonly finding: number; readonly location: FindingLocation }[];
}

interface OpenSpot extends GoroutineSpot {
  readonly blocked: GoroutineLine[];
  readonly created: GoroutineLine[];
  readonly findings: number[];
}

/**
 * Where goroutines of a judged dump stand and were started, by file and declared function. A dump has tens of thousands of
 * groups: those of a file are put in order when the file is looked at.
 */
export class GoroutineIndex implements RecordedPlaces {
  readonly dump: JudgedDump;
  readonly files: readonly string[];
  readonly #byName: FilesByName;
  readonly #entries: readonly FileEntries[];
  readonly #functions = new Map<number, readonly RecordedFunction[]>();
  readonly #spots: OpenSpot[] = [];
  readonly #owners: RecordedFunction[] = [];
  readonly #declaredNames = new Map<string, string>();
  #functionCount = 0;
  readonly #isFunction: (name: string) => boolean;

  constructor(dump: JudgedDump) {
    this.dump = dump;
    const { groups, findings } = dump.report;
    const entries = new Map<string, FileEntries>(
      groupsByFile(groups).map((placed) => [placed.file, { ...placed, locations: [] }]),
    );
    for (const [finding, { locations }] of findings.entries()) {
      for (const location of locations.filter(isPlace)) {
        const { file } = location;
        const known = entries.get(file) ?? { file, blocked: [], created: [], locations: [] };
        known.locations.push({ finding, location });
        entries.set(file, known);
      }
    }
    this.files = [...entries.keys()];
    this.#entries = [...entries.values()];
    this.#byName = new FilesByName(this.files);
    let names: ReadonlySet<string> | null = null;
    this.#isFunction = (name) => {
      names ??= new Set(groups.strings);
      return names.has(name);
    };
  }

  filesNamed(name: string): readonly number[] {
    return this.#byName.named(name);
  }

  fileAt(recorded: string): number {
    return this.#byName.at(recorded);
  }

  functionsOf(file: number): readonly RecordedFunction[] {
    let functions = this.#functions.get(file);
    if (!functions) {
      functions = this.#order(file);
      this.#functions.set(file, functions);
    }
    return functions;
  }

  /** `go` statements start goroutines; a line that is blocked in the runtime itself is a channel operation. */
  expectedOf(fn: RecordedFunction): readonly ExpectedLine[] {
    const { report } = this.dump;
    return this.spotsOf(fn).flatMap(({ line, blocked, created }) => {
      const does =
        (created.length > 0 ? LINE_STARTS : 0) ||
        (blocked.some((item) => isChannelOperation(item, report)) ? LINE_WAITS : 0);
      return does === 0 ? [] : [{ line, does }];
    });
  }

  ownerOf(_file: number, row: number): RecordedFunction | null {
    return this.#owners[row] ?? null;
  }

  /** Goroutines that stand in it. */
  weightOf(file: number): number {
    const { count } = this.dump.report.groups;
    return this.#entries[file]!.blocked.reduce((sum, group) => sum + count[group]!, 0);
  }

  nameIn(file: number): string {
    const { blocked, created, locations } = this.#entries[file]!;
    const { groups } = this.dump.report;
    const [stands] = blocked;
    const [starts] = created;
    if (stands !== undefined) return this.#functionAt(blockedFrame(groups, stands));
    return starts !== undefined ? this.#functionAt(groups.creator[starts]!) : locations[0]!.location.func;
  }

  lineAt(row: number): number {
    return this.#spots[row]!.line;
  }

  spotAt(row: number): GoroutineSpot {
    return this.#spots[row]!;
  }

  spotsOf({ lineRows }: RecordedFunction): GoroutineSpot[] {
    return lineRows.map((row) => this.#spots[row]!);
  }

  /** The spot of a location that a finding names; null for a place without a file or a line. */
  spotOf(location: FindingLocation): GoroutineSpot | null {
    const file = isPlace(location) ? this.fileAt(location.file) : -1;
    if (file < 0) return null;
    const name = this.#declared(location.func);
    const owner = this.functionsOf(file).find((item) => item.name === name);
    const row = owner?.lineRows.find((item) => this.#spots[item]!.line === location.line);
    return row === undefined ? null : this.#spots[row]!;
  }

  #order(file: number): RecordedFunction[] {
    const { blocked, created, locations } = this.#entries[file]!;
    const { groups, comparison } = this.dump.report;
    const functions = new Map<string, Map<number, OpenSpot>>();
    const spotFor = (func: string, line: number): OpenSpot => {
      const name = this.#declared(func);
      const spots = functions.get(name) ?? new Map<number, OpenSpot>();
      functions.set(name, spots);
      let spot = spots.get(line);
      if (!spot) {
        spot = { row: this.#spots.length, file, line, blocked: [], created: [], findings: [] };
        this.#spots.push(spot);
        spots.set(line, spot);
      }
      return spot;
    };
    for (const line of linesOfGroups(groups, 'blocked', blocked, comparison)) {
      spotFor(line.func, line.line).blocked.push(line);
    }
    for (const line of linesOfGroups(groups, 'created', created, comparison)) {
      spotFor(line.func, line.line).created.push(line);
    }
    for (const { finding, location } of locations) {
      const { findings } = spotFor(location.func, location.line);
      if (!findings.includes(finding)) findings.push(finding);
    }
    return [...functions].map(([name, spots]) => this.#asFunction(name, spots));
  }

  #asFunction(name: string, spots: ReadonlyMap<number, OpenSpot>): RecordedFunction {
    const ordered = [...spots.values()].sort((a, b) => a.line - b.line);
    const recorded: RecordedFunction = {
      row: this.#functionCount++,
      name,
      startLine: 0, // no dump tells where a function starts
      firstLine: ordered[0]!.line,
      lastLine: ordered.at(-1)!.line,
      lineRows: ordered.map((spot) => spot.row),
    };
    for (const spot of ordered) this.#owners[spot.row] = recorded;
    return recorded;
  }

  #functionAt(frame: number): string {
    const { frames, strings } = this.dump.report.groups;
    return strings[frames.func[frame]!]!;
  }

  #declared(func: string): string {
    let name = this.#declaredNames.get(func);
    if (name === undefined) {
      name = declaredNameOf(func, undefined, this.#isFunction);
      this.#declaredNames.set(func, name);
    }
    return name;
  }
}

const channelClasses: ReadonlySet<StateClass> = new Set(['nilChannel', 'forever', 'channel', 'select']);

/** Whether the line itself waits for a channel, and no function that it calls. */
function isChannelOperation({ groups: [group] }: GoroutineLine, { groups }: GoroutineReport): boolean {
  if (group === undefined || !channelClasses.has(stateClasses[groups.stateClass[group]!]!)) return false;
  const start = groups.frameStart[group]!;
  const above = groups.frame.subarray(start, start + Math.max(0, groups.topUser[group]!));
  return above.every((frame) => frameOrigins[groups.frames.origin[frame]!] === 'runtime');
}

function isPlace({ file, line }: { readonly file: string; readonly line: number }): boolean {
  return file !== '' && line > 0;
}
