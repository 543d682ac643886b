import type { Int64 } from '../../../base/int64';
import type { ValueType } from '../../../model/profile';
import { brokenText } from './brokenText';
import { divideInt64, multiplyInt64, parseGoInt } from './goNumbers';
import { HexReader, readAddresses } from './hexAddresses';
import { nameJavaLocations } from './javaLocations';
import type { LegacyForm } from './legacyForm';
import { LegacyProfileBuilder } from './profileBuilder';
import { TextLines } from './textLines';
import { unsample } from './unsample';
import { javaFields } from './valueFields';

/** What Java's heap profiler samples one allocation of, in bytes. */
const heapRate = 524_288;

const recordForm = 'value count @ 0x…';

/**
 * Heap and contention profiles of Java programs (google/pprof profile/legacy_java_profile.go).
 *
 *     --- heapz 1 ---
 *     format = java
 *     resolution = bytes
 *        7048     1 @ 0x00000003 0x00000004      bytes, objects
 *
 *     0x00000003 com.example.Cache.put (Cache.java:12)
 */
export const parseJavaText: LegacyForm = (bytes, context) => {
  const lines = new TextLines(bytes);
  if (!lines.next()) return null;
  lines.trim();
  const kind = lines.startsWith('--- heapz 1 ---') ? 'heap' : 'contention';
  const title = kind === 'heap' ? '--- heapz 1 ---' : '--- contentionz 1 ---';
  if (lines.text(64) !== title) return null;
  const attributes: Attributes = { sampleTypes: [], periodType: null, period: 0, durationNanos: 0 };
  if (!readAttributes(lines, kind, attributes)) throw brokenText(context.name, lines, attributeForm);
  const builder = new LegacyProfileBuilder(2);
  const rest = readRecords(lines, kind, attributes.period, builder, context.name);
  if (attributes.sampleTypes.length === 0) throw brokenText(context.name, lines, 'resolution = unit');
  nameJavaLocations(rest, builder, context.name);
  const value = builder.finish({ ...attributes, addressesAreKeys: true }, [], context.name);
  return { value, problems: [], memStats: null };
};

type JavaKind = 'heap' | 'contention';

interface Attributes {
  sampleTypes: readonly ValueType[];
  periodType: ValueType | null;
  period: Int64;
  durationNanos: Int64;
}

/** Lines of stacks are longer, and are none. */
const longestAttribute = 1024;
const attributeForm = 'format = java, or resolution, sampling period or ms since reset = value';

/**
 * Leaves the lines at the first one that is no attribute. False where one is not known. As for Go's reader, a last line that
 * nothing ends is none, and no record either.
 */
function readAttributes(lines: TextLines, kind: JavaKind, attributes: Attributes): boolean {
  while (lines.next() && lines.isEnded) {
    lines.trim();
    if (lines.start === lines.end) continue;
    const [, key, value] = /([\w ]+)=([\w ]+)/.exec(lines.text(longestAttribute)) ?? [];
    if (key === undefined || value === undefined) return true;
    if (!takeAttribute(kind, key.trim(), value.trim(), attributes)) return false;
  }
  return true;
}

function takeAttribute(kind: JavaKind, key: string, value: string, attributes: Attributes): boolean {
  if (key === 'format') return value === 'java';
  if (key === 'resolution') {
    const [count, amount] = kind === 'heap' ? ['inuse_objects', 'inuse_space'] : ['contentions', 'delay'];
    attributes.sampleTypes = [
      { type: count!, unit: 'count' },
      { type: amount!, unit: value },
    ];
    return true;
  }
  const number = kind === 'contention' ? parseGoInt(value) : null;
  if (number === null) return false;
  if (key === 'sampling period') {
    attributes.periodType = { type: 'contentions', unit: 'count' };
    attributes.period = number;
    return true;
  }
  if (key === 'ms since reset') attributes.durationNanos = multiplyInt64(number, 1_000_000);
  return key === 'ms since reset';
}

/** Begins with the current line. Returns the lines from the first one on that is no record. */
function readRecords(
  lines: TextLines,
  kind: JavaKind,
  period: Int64,
  builder: LegacyProfileBuilder,
  name: string,
): TextLines {
  const stack = new JavaStack(builder);
  for (; lines.isEnded; lines.next()) {
    lines.trim();
    if (lines.start === lines.end) continue;
    const found = javaFields(lines.bytes, lines.start, lines.end);
    if (!found) return new TextLines(lines.bytes, lines.start, lines.number - 1);
    const [amountFrom, amountTo, countFrom, countTo] = found.fields;
    const amount = integerAt(lines.bytes, amountFrom!, amountTo!);
    const count = integerAt(lines.bytes, countFrom!, countTo!);
    if (amount === null || count === null || !stack.read(lines, found.at + 1)) {
      throw brokenText(name, lines, recordForm);
    }
    if (kind === 'heap') {
      if (count === 0) throw brokenText(name, lines, recordForm);
      builder.addNumberLabel('bytes', divideInt64(amount, count));
      stack.add(unsample(count, amount, heapRate));
    } else {
      stack.add(
        period === 0 ? [count, amount] : [multiplyInt64(count, period), multiplyInt64(amount, period)],
      );
    }
  }
  return new TextLines(lines.bytes, lines.start, lines.number - 1);
}

function integerAt(bytes: Uint8Array, start: number, end: number): Int64 | null {
  return end - start > 64 ? null : parseGoInt(String.fromCharCode(...bytes.subarray(start, end)));
}

class JavaStack {
  readonly #builder: LegacyProfileBuilder;
  readonly #hex = new HexReader();
  #locations = new Uint32Array(64);
  #length = 0;

  constructor(builder: LegacyProfileBuilder) {
    this.#builder = builder;
  }

  /** False where an address does not fit 64 bits. */
  read({ bytes, end }: TextLines, from: number): boolean {
    this.#length = 0;
    return readAddresses(this.#hex, bytes, from, end, () => {
      if (this.#length === this.#locations.length) {
        const grown = new Uint32Array(this.#length * 2);
        grown.set(this.#locations);
        this.#locations = grown;
      }
      this.#locations[this.#length++] = this.#builder.addresses.add(this.#hex.lo, this.#hex.hi);
    });
  }

  add(values: readonly Int64[]): void {
    this.#builder.addSample(values, this.#locations, 0, this.#length);
  }
}
