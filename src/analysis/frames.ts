import type { FrameTable } from '../model/callTree';
import type { Profile } from '../model/profile';

/** What a line of a location stands for: an existing or new frame, found by `key`. */
export interface FrameIdentity {
  readonly key: string | number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** Names the frame of one line of a location; `fn` is -1 for a location without lines. */
export type Identify = (fn: number, line: number, location: number) => FrameIdentity;

/** Frames by whatever `identify` tells apart, in the order of the file. */
export function frameTable(profile: Profile, identify: Identify): FrameTable {
  const { locations } = profile;
  const byKey = new Map<string | number, number>();
  const name: string[] = [];
  const file: string[] = [];
  const line: number[] = [];
  const frameOf = (fn: number, lineNumber: number, location: number) => {
    const identity = identify(fn, lineNumber, location);
    let frame = byKey.get(identity.key);
    if (frame === undefined) {
      frame = name.length;
      byKey.set(identity.key, frame);
      name.push(identity.name);
      file.push(identity.file);
      line.push(identity.line);
    }
    return frame;
  };
  const locationStart = new Uint32Array(locations.length + 1);
  const locationFrame = new Uint32Array(locations.lineFunction.length + locations.length);
  let length = 0;
  for (let location = 0; location < locations.length; location++) {
    const start = locations.lineStart[location]!;
    const end = locations.lineStart[location + 1]!;
    if (start === end) locationFrame[length++] = frameOf(-1, 0, location);
    for (let row = end - 1; row >= start; row--) {
      locationFrame[length++] = frameOf(locations.lineFunction[row]!, locations.lineNumber[row]!, location);
    }
    locationStart[location + 1] = length;
  }
  return {
    length: name.length,
    name,
    file,
    line: Float64Array.from(line),
    locationStart,
    locationFrame: locationFrame.slice(0, length),
  };
}

/** Told apart by function name alone, across ids, files and mappings: pprof's granularity "functions". */
export function functionFrames(profile: Profile): FrameTable {
  const identities = new Array<FrameIdentity | undefined>(profile.functions.length);
  return frameTable(profile, (fn, _line, location) => {
    if (fn < 0) return unnamed(profile, location);
    const known = identities[fn];
    if (known) return known;
    const { name, file, startLine } = functionFacts(profile, fn);
    const identity = name === '' ? unnamed(profile, location) : { key: name, name, file, line: startLine };
    // What an unnamed function is called depends on the mapping, so on the location.
    if (name !== '') identities[fn] = identity;
    return identity;
  });
}

/** Told apart by function name, file and line: pprof's granularity "lines". */
export function lineFrames(profile: Profile): FrameTable {
  return frameTable(profile, (fn, line, location) => {
    if (fn < 0) return unnamed(profile, location);
    const { name, file } = functionFacts(profile, fn);
    if (name === '' && file === '') return unnamed(profile, location);
    return { key: `${name}\0${file}\0${line}`, name: name === '' ? `${file}:${line}` : name, file, line };
  });
}

/** Told apart by file: pprof's granularity "files", without its split of a file by the start lines of functions. */
export function fileFrames(profile: Profile): FrameTable {
  return frameTable(profile, (fn, _line, location) => {
    const file = fn < 0 ? '' : functionFacts(profile, fn).file;
    return file === '' ? unnamed(profile, location) : { key: file, name: file, file, line: 0 };
  });
}

export function functionFacts(
  profile: Profile,
  fn: number,
): { name: string; file: string; startLine: number } {
  const { functions, strings } = profile;
  return {
    name: strings.get(functions.name[fn]!),
    file: strings.get(functions.file[fn]!),
    startLine: functions.startLine[fn]!,
  };
}

/** A frame without a name is called after its binary, as in google/pprof internal/graph NameComponents. */
function unnamed(profile: Profile, location: number): FrameIdentity {
  const name = binaryLabel(profile, profile.locations.mapping[location]!);
  return { key: `\0${name}`, name, file: '', line: 0 };
}

function binaryLabel(profile: Profile, mapping: number): string {
  if (mapping < 0) return '<unknown>';
  const file = profile.strings.get(profile.mappings.file[mapping]!);
  if (file === '') return '<unknown>';
  const isRemote = profile.mappings.buildId[mapping] === 0 && /^[a-z][a-z0-9+.-]+:/i.test(file);
  return isRemote ? '<unknown>' : `[${baseName(file)}]`;
}

/** As Go's path.Base: separators are '/' only. */
function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}
