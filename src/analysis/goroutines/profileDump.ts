import { isWide } from '../../base/int64';
import { Sequences } from '../../base/sequences';
import type { GoroutineDump, GoroutineTable } from '../../model/goroutines';
import type { Profile } from '../../model/profile';
import { MoreStrings } from '../question/moreStrings';
import { withHiddenWaits } from './hiddenWaits';
import { classNumber } from './stateClasses';

const mostOfOneStack = 0xffff_ffff;

/**
 * The goroutines of a goroutine (or goroutineleak) profile: a row for each sample, in their order. null where its values are no
 * counts of goroutines (a difference of two profiles has negative ones). `statedTotal`: of a text
 * (`debug=1`), which has one; `place`: where it stands among other text.
 */
export function dumpOfProfile(
  profile: Profile,
  text: {
    readonly statedTotal?: number;
    readonly place?: { readonly line: number; readonly bytes: number };
  } = {},
): GoroutineDump | null {
  const values = profile.samples.values[0];
  if (profile.kind !== 'goroutine' || profile.samples.compared !== null || !values || isWide(values))
    return null;
  if (!values.every((value) => value >= 0 && value <= mostOfOneStack)) return null;
  const strings = new MoreStrings(profile.strings);
  const places = placesOf(profile, strings);
  const stacks = stacksOf(profile, places.lineFrame);
  const { labels, labelSets } = labelsOf(profile);
  const dump: GoroutineDump = {
    form: text.statedTotal === undefined ? 'profile' : 'counts',
    crash: null,
    bytes: new Uint8Array(0),
    start: 0,
    end: text.place?.bytes ?? 0,
    line: text.place?.line ?? 1,
    strings,
    frames: places.frames,
    stacks: stacks.table,
    goroutines: rowsOf(Uint32Array.from(values), stacks.of, labels),
    labelSets,
    ancestries: [],
    statedTotal: text.statedTotal ?? null,
    isTruncated: false,
    onlyLeaked: profile.sampleTypes[0]!.type === 'goroutineleak',
    skippedLines: 0,
  };
  return profile.samples.hidden ? withHiddenWaits(dump, profile.samples.hidden) : dump;
}

/** What counted forms do not have is -1 or 0, as the model says. */
function rowsOf(count: Uint32Array, stack: Int32Array, labels: Int32Array): GoroutineTable {
  const { length } = count;
  const none = () => new Int32Array(length).fill(-1);
  return {
    length,
    goid: new Float64Array(length).fill(-1),
    count,
    state: new Uint32Array(length),
    stateClass: new Uint8Array(length).fill(classNumber('unknown')),
    waitMinutes: none(),
    flags: new Uint8Array(length),
    bubble: none(),
    thread: none(),
    stack,
    creator: none(),
    creatorGoid: new Float64Array(length).fill(-1),
    ancestry: none(),
    labels,
    start: new Uint32Array(length),
    end: new Uint32Array(length),
    line: new Uint32Array(length),
    addressStart: new Uint32Array(length + 1),
    address: new Float64Array(0),
    addressFrame: new Uint8Array(0),
    addressArgument: new Uint8Array(0),
  };
}

/** Distinct (function, file, line); `lineFrame` by row of the profile's lines, and behind them by location without lines. */
function placesOf({ locations, functions }: Profile, strings: MoreStrings) {
  const known = new Sequences();
  const lines = locations.lineStart[locations.length] ?? 0;
  const lineFrame = new Uint32Array(lines + locations.length);
  const key = new Uint32Array(3);
  const number = (func: number, file: number, line: number) => {
    key[0] = func;
    key[1] = file;
    key[2] = Math.max(0, line);
    return known.add(key, 0, 3);
  };
  for (let location = 0; location < locations.length; location++) {
    const start = locations.lineStart[location]!;
    const end = locations.lineStart[location + 1]!;
    for (let row = start; row < end; row++) {
      const fn = locations.lineFunction[row]!;
      const func = fn < 0 ? strings.add('<unknown>') : functions.name[fn]!;
      lineFrame[row] = number(func, fn < 0 ? 0 : functions.file[fn]!, locations.lineNumber[row]!);
    }
    if (start === end) {
      const address = strings.add(`0x${locations.address[location]!.toString(16)}`);
      lineFrame[lines + location] = number(address, 0, 0);
    }
  }
  const { items } = known.finish();
  const column = (at: number) =>
    Uint32Array.from({ length: known.length }, (_, frame) => items[frame * 3 + at]!);
  const frames = { length: known.length, func: column(0), file: column(1), line: column(2) };
  return { frames, lineFrame };
}

/** Distinct stacks, innermost frame first; `of`: by sample, -1 without one. */
function stacksOf({ samples, stacks, locations }: Profile, lineFrame: Uint32Array) {
  const known = new Sequences();
  const ofLeaf = new Int32Array(stacks.length).fill(-1);
  const lines = locations.lineStart[locations.length] ?? 0;
  let frames = new Uint32Array(256);
  const framesOf = (leaf: number): number => {
    let length = 0;
    const push = (frame: number) => {
      if (length === frames.length) {
        const larger = new Uint32Array(length * 2);
        larger.set(frames);
        frames = larger;
      }
      frames[length++] = frame;
    };
    for (let stack = leaf; stack >= 0; stack = stacks.parent[stack]!) {
      const location = stacks.location[stack]!;
      const start = locations.lineStart[location]!;
      const end = locations.lineStart[location + 1]!;
      for (let row = start; row < end; row++) push(lineFrame[row]!);
      if (start === end) push(lineFrame[lines + location]!);
    }
    return length;
  };
  const of = new Int32Array(samples.length).fill(-1);
  for (let sample = 0; sample < samples.length; sample++) {
    const leaf = samples.stack[sample]!;
    if (leaf < 0) continue;
    if (ofLeaf[leaf]! < 0) {
      const length = framesOf(leaf);
      ofLeaf[leaf] = known.add(frames, 0, length);
    }
    of[sample] = ofLeaf[leaf]!;
  }
  const { start, items } = known.finish();
  return { table: { length: known.length, start, frame: items }, of };
}

function labelsOf({ samples, strings }: Profile) {
  const { labels: table } = samples;
  const sets = new Map<string, number>();
  const labelSets: [string, string][][] = [];
  const labels = new Int32Array(samples.length).fill(-1);
  for (let sample = 0; sample < samples.length; sample++) {
    const pairs: [string, string][] = [];
    for (let row = table.start[sample]!; row < table.start[sample + 1]!; row++) {
      const isText = table.text[row] !== 0;
      const value = isText
        ? strings.get(table.text[row]!)
        : `${table.number[row]}${strings.get(table.unit[row]!)}`;
      pairs.push([strings.get(table.key[row]!), value]);
    }
    if (pairs.length === 0) continue;
    const key = JSON.stringify(pairs);
    let set = sets.get(key);
    if (set === undefined) {
      set = labelSets.push(pairs) - 1;
      sets.set(key, set);
    }
    labels[sample] = set;
  }
  return { labels, labelSets };
}
