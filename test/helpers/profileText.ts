import { computeCallTree, computeNodeValues } from '../../src/analysis/callTree';
import { fileFrames, functionFrames, lineFrames } from '../../src/analysis/frames';
import type { MessageError } from '../../src/base/message';
import { decodePprof } from '../../src/formats/pprof/decode';
import type { Profile } from '../../src/model/profile';
import type { Granularity } from '../../src/model/views';
import { encodeProfile } from './pprofProto';
import { type ProfileSketch, type SampleSketch, sketchProfile } from './profileSketch';

/**
 * Profiles as folded stacks, one sample a line, root first, values at the end:
 *
 *     main;serve;put 3 4096                  names alone
 *     main main.go:9;serve a.go:12 3 4096    with file and line
 *     main;outer|inner 5                     `outer|inner` is one location: inner was inlined into outer
 *     main;0x401234@/bin/app 5               a location without lines
 *     7                                      a sample without a stack
 *     main;put 5 {pprof::base=true}          labels
 */
export function profileBytes(text: string, options: Partial<ProfileSketch> = {}): Uint8Array {
  return encodeProfile(sketchProfile(sketchText(text, options)));
}

export function sketchText(text: string, options: Partial<ProfileSketch> = {}): ProfileSketch {
  const samples = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(sampleOf);
  return { types: ['cpu/nanoseconds'], ...options, samples };
}

/** The profile of a text, through the encoder and the decoder. */
export function profileOf(text: string, options: Partial<ProfileSketch> = {}): Profile {
  return decodePprof(profileBytes(text, options), 'test.pb.gz').value;
}

/** Samples as the decoder left them, in the notation of `profileBytes`; lines of the text in the order of the file. */
export function samplesText(profile: Profile): string {
  const lines: string[] = [];
  for (let sample = 0; sample < profile.samples.length; sample++) {
    const values = profile.samples.values.map((column) => column[sample]).join(' ');
    const stack = stackText(profile, profile.samples.stack[sample]!);
    lines.push(`${stack}${stack === '' ? '' : ' '}${values}${labelsText(profile, sample)}`);
  }
  return lines.join('\n');
}

type TextGranularity = Extract<Granularity, 'functions' | 'lines' | 'files'>;

/** The call tree with `self total` behind each frame, indented by depth, in the order of the tree. */
export function treeText(
  profile: Profile,
  granularity: TextGranularity = 'functions',
  sampleIndex = 0,
): string {
  const frames = { functions: functionFrames, lines: lineFrames, files: fileFrames }[granularity](profile);
  const tree = computeCallTree(profile, frames);
  const { self, total } = computeNodeValues(tree, profile, profile.samples.values[sampleIndex]!);
  const lines: string[] = [];
  const visit = (node: number) => {
    const frame = tree.frame[node]!;
    const name =
      frame < 0 ? 'all' : `${frames.name[frame]}${granularity === 'lines' ? `:${frames.line[frame]}` : ''}`;
    lines.push(`${'  '.repeat(tree.depth[node]!)}${name} ${self[node]} ${total[node]}`);
    for (let row = tree.childStart[node]!; row < tree.childStart[node + 1]!; row++) visit(tree.child[row]!);
  };
  visit(0);
  return lines.join('\n');
}

/** The same text without the indentation of the source it is written in. */
export function lines(text: string): string {
  const rows = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...rows.map((line) => line.search(/\S/)));
  return rows.map((line) => line.slice(indent)).join('\n');
}

/** The message of the MessageError that reading these bytes ends with; fails when it succeeds. */
export function refusal(bytes: Uint8Array): string {
  try {
    decodePprof(bytes, 'heap.pb.gz');
  } catch (error) {
    if ((error as MessageError).name === 'MessageError') return (error as MessageError).message;
    throw error;
  }
  throw new Error('was accepted');
}

function sampleOf(line: string): SampleSketch {
  const [, stack = '', numbers = '', labels = ''] = /^(.*?)((?:(?:^| )-?\d+)+)(?: \{(.*)\})?$/.exec(line)!;
  return {
    stack: stack === '' ? [] : stack.split(';').map(innermostFirst).reverse(),
    values: numbers.trim().split(' ').map(BigInt),
    labels: Object.fromEntries(labels === '' ? [] : labels.split(' ').map((pair) => pair.split('='))),
  };
}

function innermostFirst(location: string): string {
  return location.split('|').reverse().join(' | ');
}

function stackText(profile: Profile, leaf: number): string {
  const { stacks, locations, functions, strings } = profile;
  const parts: string[] = [];
  for (let stack = leaf; stack >= 0; stack = stacks.parent[stack]!) {
    const location = stacks.location[stack]!;
    const frames: string[] = [];
    for (let row = locations.lineStart[location]!; row < locations.lineStart[location + 1]!; row++) {
      const fn = locations.lineFunction[row]!;
      const file = strings.get(functions.file[fn]!);
      const where = file === '' ? '' : ` ${file}:${locations.lineNumber[row]}`;
      frames.push(`${strings.get(functions.name[fn]!)}${where}`);
    }
    const mapping = locations.mapping[location]!;
    const binary = mapping < 0 ? '' : `@${strings.get(profile.mappings.file[mapping]!)}`;
    parts.push(
      frames.length > 0
        ? frames.reverse().join('|')
        : `0x${locations.address[location]!.toString(16)}${binary}`,
    );
  }
  return parts.reverse().join(';');
}

function labelsText(profile: Profile, sample: number): string {
  const { labels } = profile.samples;
  const { strings } = profile;
  const pairs: string[] = [];
  for (let row = labels.start[sample]!; row < labels.start[sample + 1]!; row++) {
    const text = strings.get(labels.text[row]!);
    const value = text === '' ? `${labels.number[row]}${strings.get(labels.unit[row]!)}` : text;
    pairs.push(`${strings.get(labels.key[row]!)}=${value}`);
  }
  return pairs.length === 0 ? '' : ` {${pairs.join(' ')}}`;
}
