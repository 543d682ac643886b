import { assertNever } from '../base/assertNever';
import type { FrameTable } from '../model/callTree';
import type { Profile } from '../model/profile';
import type { Granularity } from '../model/views';

/** What a line of a location stands for: an existing or new frame, found by `key`. */
export interface FrameIdentity {
  readonly key: string | number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly address?: bigint;
}

/** Names the frame of one line of a location; `fn` is -1 for a location without lines. */
export type Identify = (fn: number, line: number, location: number) => FrameIdentity;

/** The frames of a profile as `granularity` tells them apart. */
export function framesOf(profile: Profile, granularity: Granularity): FrameTable {
  switch (granularity) {
    case 'functions':
      return functionFrames(profile);
    case 'lines':
      return lineFrames(profile);
    case 'files':
      return fileFrames(profile);
    case 'filefunctions':
      return fileFunctionFrames(profile);
    case 'addresses':
      return addressFrames(profile);
    default:
      return assertNever(granularity);
  }
}

/** Frames by whatever `identify` tells apart, in the order of the file. */
export function frameTable(profile: Profile, identify: Identify): FrameTable {
  const { locations } = profile;
  const byKey = new Map<string | number, number>();
  const name: string[] = [];
  const file: string[] = [];
  const line: number[] = [];
  const address: bigint[] = [];
  const frameOf = (fn: number, lineNumber: number, location: number) => {
    const identity = identify(fn, lineNumber, location);
    let frame = byKey.get(identity.key);
    if (frame === undefined) {
      frame = name.length;
      byKey.set(identity.key, frame);
      name.push(identity.name);
      file.push(identity.file);
      line.push(identity.line);
      if (identity.address !== undefined) address.push(identity.address);
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
    ...(address.length > 0 && { address: BigUint64Array.from(address) }),
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
    // What an unnamed function is called depends on the mapping, so on the location.
    if (name === '') return unnamed(profile, location, startLine);
    identities[fn] = { key: name, name, file, line: startLine };
    return identities[fn];
  });
}

/** Told apart by function name, file and line: pprof's granularity "lines". */
export function lineFrames(profile: Profile): FrameTable {
  return frameTable(profile, (fn, line, location) => lineIdentity(profile, fn, line, location));
}

/** Told apart by function name and file: pprof's granularity "filefunctions". */
export function fileFunctionFrames(profile: Profile): FrameTable {
  return frameTable(profile, (fn, _line, location) => {
    const identity = lineIdentity(profile, fn, 0, location);
    return fn < 0 ? identity : { ...identity, line: profile.functions.startLine[fn]! };
  });
}

/** Told apart by address, and there by the inlined lines: pprof's granularity "addresses". */
export function addressFrames(profile: Profile): FrameTable {
  const { address } = profile.locations;
  return frameTable(profile, (fn, line, location) => {
    const identity = lineIdentity(profile, fn, line, location);
    return {
      ...identity,
      key: `${address[location]}\0${identity.key}`,
      address: address[location]!,
    };
  });
}

function lineIdentity(profile: Profile, fn: number, line: number, location: number): FrameIdentity {
  if (fn < 0) return unnamed(profile, location);
  const { name, file: recorded, startLine } = functionFacts(profile, fn);
  const file = cleanPath(recorded);
  if (name !== '') return { key: `${name}\0${file}\0${line}`, name, file, line };
  const nameless = unnamed(profile, location, startLine);
  const place = line === 0 ? file : `${file}:${line}`;
  return { key: `${nameless.key}\0${place}`, name: file === '' ? nameless.name : place, file, line };
}

/** Told apart by file: pprof's granularity "files", without its split of a file by the start lines of functions. */
export function fileFrames(profile: Profile): FrameTable {
  return frameTable(profile, (fn, _line, location) => {
    const file = fn < 0 ? '' : cleanPath(functionFacts(profile, fn).file);
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

/**
 * A frame without a name is called after its binary and told apart by the binary's path and the function's start line, as in
 * google/pprof internal/graph nodeInfo and NameComponents.
 */
function unnamed(profile: Profile, location: number, startLine = 0): FrameIdentity {
  const binary = binaryPath(profile, profile.locations.mapping[location]!);
  const name = binary === '' ? '<unknown>' : `[${baseName(binary)}]`;
  return { key: `\0${binary}\0${startLine}`, name, file: '', line: 0 };
}

/** '' for none; where a profile was fetched from is no path of a binary. */
export function binaryPath({ mappings, strings }: Profile, mapping: number): string {
  if (mapping < 0) return '';
  const file = strings.get(mappings.file[mapping]!);
  const isAddress = mappings.buildId[mapping] === 0 && /^[a-z][a-z0-9+.-]+:/i.test(file);
  return isAddress ? '' : file;
}

/** As Go's path.Base: separators are '/' only. */
function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** As Go's path.Clean, but '' stays ''. */
export function cleanPath(path: string): string {
  if (!/\/\/|(^|\/)\.\.?(\/|$)|.\/$/.test(path)) return path;
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (!isRooted) kept.push(part);
  }
  return `${isRooted ? '/' : ''}${kept.join('/')}` || '.';
}
