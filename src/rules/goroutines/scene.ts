import type { FindingLocation } from '../../model/finding';
import { declaredNameOf, packageNameOf } from '../../model/goName';
import { type FrameOrigin, frameOrigins } from '../../model/goroutineReport';
import { type StateClass, stateClasses } from '../../model/goroutines';
import type { SourceFact, SourceFactKind } from '../../model/sourceFacts';
import type { RuleContext } from './context';

export interface SceneFrame {
  readonly func: string;
  readonly file: string;
  readonly line: number;
  readonly origin: FrameOrigin;
}

/** One group as rules read it. */
export interface SceneGroup {
  /** Position in the report's groups. */
  readonly index: number;
  readonly count: number;
  readonly className: StateClass;
  readonly state: string;
  /** Of those that print minutes; -1 where none does. */
  readonly minMinutes: number;
  readonly maxMinutes: number;
  readonly locked: number;
  /** Innermost first. */
  readonly frames: readonly SceneFrame[];
  /** Position in `frames`; -1 for none. */
  readonly topUser: number;
  readonly creator: SceneFrame | null;
  /** The dump was written by it: it runs for that reason alone. */
  readonly writesDump: boolean;
}

/** The groups of a context, and what several rules ask about them. */
export interface Scene {
  readonly context: RuleContext;
  /** Without those that are gone since an earlier dump. */
  readonly groups: readonly SceneGroup[];
  /** By position in the report's groups. */
  readonly byIndex: ReadonlyMap<number, SceneGroup>;
  /** Goroutines of all groups. */
  readonly total: number;
}

const scenes = new WeakMap<RuleContext, Scene>();

/** Made once a context. */
export function sceneOf(context: RuleContext): Scene {
  const known = scenes.get(context);
  if (known) return known;
  const { groups: table } = context;
  const frames = framesOf(context);
  const groups: SceneGroup[] = [];
  let total = 0;
  for (let index = 0; index < table.length; index++) {
    const count = table.count[index]!;
    if (count === 0) continue;
    total += count;
    groups.push(groupAt(context, index, frames));
  }
  const byIndex = new Map(groups.map((group) => [group.index, group]));
  const scene: Scene = { context, groups, byIndex, total };
  scenes.set(context, scene);
  return scene;
}

function framesOf({ groups }: RuleContext): SceneFrame[] {
  const { frames, strings } = groups;
  return Array.from({ length: frames.length }, (_, i) => ({
    func: strings[frames.func[i]!]!,
    file: strings[frames.file[i]!]!,
    line: frames.line[i]!,
    origin: frameOrigins[frames.origin[i]!]!,
  }));
}

function groupAt({ groups }: RuleContext, index: number, all: readonly SceneFrame[]): SceneGroup {
  const frames: SceneFrame[] = [];
  for (let i = groups.frameStart[index]!; i < groups.frameStart[index + 1]!; i++) {
    frames.push(all[groups.frame[i]!]!);
  }
  const creator = groups.creator[index]!;
  return {
    index,
    count: groups.count[index]!,
    className: stateClasses[groups.stateClass[index]!]!,
    state: groups.strings[groups.state[index]!] ?? '',
    minMinutes: groups.minWaitMinutes[index]!,
    maxMinutes: groups.maxWaitMinutes[index]!,
    locked: groups.locked[index]!,
    frames,
    topUser: groups.topUser[index]!,
    creator: creator < 0 ? null : all[creator]!,
    writesDump: frames.some(({ func }) => dumpWriters.test(func)),
  };
}

const dumpWriters =
  /^runtime\/pprof\.(writeGoroutine|writeRuntimeProfile|runtime_goroutineProfile|\(\*Profile\)\.WriteTo)|^runtime\.Stack$|^runtime\/debug\.(Print)?Stack$/;

/**
 * The innermost line of the user's code; of a stack without any, the innermost of a module, else the innermost line that says more
 * than how goroutines wait.
 */
export function blockedFrame({ frames, topUser }: SceneGroup): SceneFrame | null {
  if (topUser >= 0) return frames[topUser]!;
  return (
    frames.find(({ origin }) => origin === 'thirdParty') ??
    frames.find(({ func, origin }) => origin !== 'runtime' && !isWaiting.test(func)) ??
    frames[0] ??
    null
  );
}

const isWaiting =
  /^(?:runtime|internal\/(?:sync|poll|runtime\/\w+))\.|^sync\.(?:runtime_|\(\*(?:Mutex|RWMutex|WaitGroup|Cond)\)\.)/;

/** `store.go:42`, without folders; the function where no file is known. */
export function placeOf(frame: Pick<SceneFrame, 'func' | 'file' | 'line'> | null): string {
  if (!frame) return '?';
  const { file, line, func } = frame;
  return file === ''
    ? func
    : `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line}`;
}

/** Where the group blocks and where it was made, each place once. */
export function locationsOf(groups: readonly SceneGroup[]): FindingLocation[] {
  const locations: FindingLocation[] = [];
  const seen = new Set<string>();
  const add = (role: FindingLocation['role'], frame: SceneFrame | null) => {
    if (!frame) return;
    const key = `${role} ${frame.file}:${frame.line} ${frame.func}`;
    if (seen.has(key) || locations.length >= maximumLocations) return;
    seen.add(key);
    locations.push({ role, func: frame.func, file: frame.file, line: frame.line });
  };
  for (const group of groups) add('blocked', blockedFrame(group));
  for (const group of groups) add('created', group.creator);
  return locations;
}

const maximumLocations = 50;

export function isSend({ state, frames }: SceneGroup): boolean {
  return (
    state.startsWith('chan send') || (state === '' && frames.some(({ func }) => func === 'runtime.chansend1'))
  );
}

export function isReceive({ state, frames }: SceneGroup): boolean {
  return (
    state.startsWith('chan receive') ||
    (state === '' && frames.some(({ func }) => /^runtime\.chanrecv[12]$/.test(func)))
  );
}

const factTables = new WeakMap<readonly SourceFact[], ReadonlyMap<string, readonly SourceFact[]>>();

/** Facts about the line that the group blocks at, and about the `go` statement that made it. */
function factsOf({ context }: Scene, group: SceneGroup): readonly SourceFact[] {
  const { sourceFacts } = context.options;
  if (sourceFacts.length === 0) return sourceFacts;
  let table = factTables.get(sourceFacts);
  if (!table) {
    const byLine = new Map<string, SourceFact[]>();
    for (const fact of sourceFacts) {
      const key = `${fact.file}:${fact.line}`;
      const facts = byLine.get(key);
      if (facts) facts.push(fact);
      else byLine.set(key, [fact]);
    }
    factTables.set(sourceFacts, byLine);
    table = byLine;
  }
  const places = [blockedFrame(group), group.creator].map((frame) =>
    frame ? `${frame.file}:${frame.line}` : '',
  );
  const [blocked, created] = places.map((place) => table.get(place) ?? []);
  return places[0] === places[1] ? blocked! : [...blocked!, ...created!];
}

export function factOf(scene: Scene, group: SceneGroup, kind: SourceFactKind): SourceFact | null {
  return factsOf(scene, group).find((fact) => fact.kind === kind) ?? null;
}

/** The line of the source that shows a fact. */
export function factLocation(fact: SourceFact): FindingLocation {
  return { role: 'related', func: '', file: fact.file, line: fact.at };
}

const declaredNames = new Map<string, string>();

/** `app.Serve.func1` → `app.Serve`. Remembered: rules ask for the same names again and again. */
export function declaredOf(func: string): string {
  let name = declaredNames.get(func);
  if (name === undefined) {
    if (declaredNames.size > 50_000) declaredNames.clear();
    name = declaredNameOf(func);
    declaredNames.set(func, name);
  }
  return name;
}

/** The method's receiver type (`app.(*Pool)`), or the declared function itself: what belongs together. */
export function familyOf(func: string): string {
  const declared = declaredOf(func);
  const method = /^(.*\)|.*\.[A-Z]\w*)\.[^.()]+$/.exec(declared);
  return method && packageNameOf(func) !== '' ? method[1]! : declared;
}
