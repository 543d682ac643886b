import { GrowingUint32 } from '../../../base/growingColumns';
import { MessageError, message } from '../../../base/message';
import { formatExact } from '../../../base/units';
import type { Problem } from '../../../model/problem';
import type { ValueType } from '../../../model/profile';
import { withoutDuplicateLeaf } from './duplicateLeaf';
import { multiplyInt64 } from './goNumbers';
import { nameJavaLocations } from './javaLocations';
import type { LegacyForm } from './legacyForm';
import { parseMemoryMap } from './memoryMap';
import { LegacyProfileBuilder } from './profileBuilder';
import { TextLines } from './textLines';
import { WordCursor, wordKinds } from './wordCursor';

const sampleTypes: readonly ValueType[] = [
  { type: 'samples', unit: 'count' },
  { type: 'cpu', unit: 'nanoseconds' },
];

/**
 * The CPU profiles of gperftools, and of Go before 1.9: words of 32 or 64 bit in either byte order, then a memory map as
 * text, or for Java the names of its locations (google/pprof profile/legacy_profile.go parseCPU).
 *
 *     0 3 0 period 0        header: the third word is 1 for Java, the period is in µs
 *     ticks depth pc pc …   a sample, leaf first
 *     0 1 0                 the end
 */
export const parseCpuBinary: LegacyForm = (bytes, context) => {
  const header = findHeader(bytes);
  if (header === null) return null;
  const { words, isJava } = header;
  const period = multiplyInt64(header.periodMicros, 1000);
  const builder = new LegacyProfileBuilder(sampleTypes.length);
  const samples = new CpuSamples();
  const problems = readSamples(words, samples, builder, isJava, context.name);
  const text = new TextLines(bytes, words.pos);
  if (!isJava) samples.dropSignalFrames();
  // The map is about addresses that samples have: duplicated leaves count for it, so they go afterwards in Go too.
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack(sample);
    const kept = isJava ? stack : withoutDuplicateLeaf(stack, builder.addresses);
    const ticks = samples.ticks[sample]!;
    builder.addSample([ticks, multiplyInt64(ticks, period)], kept, 0, kept.length);
  }
  const map = isJava ? [] : parseMemoryMap(text);
  if (isJava) nameJavaLocations(text, builder, context.name);
  const periodType = { type: 'cpu', unit: 'nanoseconds' };
  const whole = { sampleTypes, periodType, period, addressesAreKeys: isJava };
  return { value: builder.finish(whole, map, context.name), problems, memStats: null };
};

/** Words behind the header, and what it says; null where no kind of word makes it a header. */
function findHeader(
  bytes: Uint8Array,
): { words: WordCursor; isJava: boolean; periodMicros: number | bigint } | null {
  for (const kind of wordKinds) {
    const words = new WordCursor(bytes, kind);
    if (words.left < 5) continue;
    const [first, version, java, period, padding] = Array.from({ length: 5 }, () => words.readInt64());
    const isKnown = first === 0 && version === 3 && (java === 0 || java === 1) && padding === 0;
    if (isKnown && period !== 0) return { words, isJava: java === 1, periodMicros: period! };
  }
  return null;
}

function readSamples(
  words: WordCursor,
  samples: CpuSamples,
  builder: LegacyProfileBuilder,
  isJava: boolean,
  name: string,
): Problem[] {
  while (words.hasBytes) {
    const at = words.pos;
    if (words.left < 2) throw broken(name, at);
    const ticks = words.readInt64();
    words.read();
    const depth = words.hi * 4294967296 + words.lo;
    // Go's bound for both sizes of word: what the bytes do not hold of a stack is read as zeros.
    if (depth > words.bytesLeft / 4) throw broken(name, at);
    const isCut = depth > words.left;
    samples.begin(ticks);
    for (let entry = 0; entry < depth; entry++) {
      words.read();
      if (depth === 1 && ticks === 0 && words.lo === 0 && words.hi === 0) {
        samples.takeBack();
        return [];
      }
      if (entry > 0 && !isJava) words.decrement();
      samples.push(builder.addresses.add(words.lo, words.hi));
    }
    if (isCut) return [cutProblem(words.pos)];
  }
  return [];
}

/** Samples as they stand in the file: which frames are the profiler's own shows only when all are known. */
class CpuSamples {
  readonly ticks: (number | bigint)[] = [];
  readonly #locations = new GrowingUint32(1024);
  readonly #start: number[] = [];
  #all = new Uint32Array(0);
  /** How many entries behind the leaf are gone, per sample. */
  #dropped = new Uint8Array(0);

  get length(): number {
    return this.ticks.length;
  }

  begin(ticks: number | bigint): void {
    this.ticks.push(ticks);
    this.#start.push(this.#locations.length);
  }

  push(location: number): void {
    this.#locations.push(location);
  }

  takeBack(): void {
    this.ticks.pop();
    this.#start.pop();
  }

  /** Locations, leaf first. */
  stack(sample: number): Uint32Array {
    this.#seal();
    const [from, to] = [this.#start[sample]!, this.#start[sample + 1] ?? this.#all.length];
    const dropped = this.#dropped[sample]!;
    if (dropped === 0) return this.#all.subarray(from, to);
    const stack = this.#all.slice(from + dropped, to);
    stack[0] = this.#all[from]!;
    return stack;
  }

  /**
   * A frame that stands behind the leaf in nearly all samples was put there by the signal handler: it goes, and so does a
   * second one. One sample in 32 may differ.
   */
  dropSignalFrames(): void {
    this.#seal();
    const most = this.length - Math.floor(this.length / 32);
    for (let round = 0; round < 2; round++) {
      const counts = new Map<number, number>();
      for (let sample = 0; sample < this.length; sample++) {
        const second = this.#second(sample);
        if (second >= 0) counts.set(second, (counts.get(second) ?? 0) + 1);
      }
      const signal = [...counts].find(([, count]) => count >= most)?.[0];
      if (signal === undefined) return;
      for (let sample = 0; sample < this.length; sample++) {
        if (this.#second(sample) === signal) this.#dropped[sample]!++;
      }
    }
  }

  /** -1 for a stack of one. */
  #second(sample: number): number {
    const at = this.#start[sample]! + this.#dropped[sample]! + 1;
    return at < (this.#start[sample + 1] ?? this.#all.length) ? this.#all[at]! : -1;
  }

  #seal(): void {
    if (this.#dropped.length === this.length && this.#all.length === this.#locations.length) return;
    this.#all = this.#locations.finish();
    this.#dropped = new Uint8Array(this.length);
  }
}

function broken(name: string, offset: number): MessageError {
  return new MessageError(
    message(
      'legacy.brokenCpu',
      '{name} is not a whole CPU profile: at byte {offset} there is no sample and no end mark. Copy or capture it again.',
      { name, offset: formatExact(offset, '') },
    ),
  );
}

function cutProblem(offset: number): Problem {
  return {
    at: `byte ${formatExact(offset, '')}`,
    message: message(
      'legacy.cutCpu',
      'The profile is cut off in the middle of a stack; what is missing of it is read as address 0, as go tool pprof does.',
    ),
  };
}
