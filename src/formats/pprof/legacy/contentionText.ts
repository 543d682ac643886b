import type { Int64 } from '../../../base/int64';
import type { ProfileKind, ValueType } from '../../../model/profile';
import { brokenText } from './brokenText';
import { multiplyInt64, parseDecimal, parseGoInt, truncateToInt64 } from './goNumbers';
import { HexReader, readAddresses } from './hexAddresses';
import type { LegacyForm } from './legacyForm';
import { parseMemoryMap, skipToMemoryMap } from './memoryMap';
import { PendingStack } from './pendingStack';
import { LegacyProfileBuilder } from './profileBuilder';
import { TextLines } from './textLines';
import { contentionFields } from './valueFields';

const sampleTypes: readonly ValueType[] = [
  { type: 'contentions', unit: 'count' },
  { type: 'delay', unit: 'nanoseconds' },
];

const recordForm = 'cycles count @ 0x…';

/**
 * Go's block (`--- contention:`) and mutex (`--- mutex:`) profiles, and C++'s `--- contentionz 1 ---`
 * (google/pprof profile/legacy_profile.go parseContention).
 *
 *     --- mutex:
 *     cycles/second=2494255279
 *     sampling period=1
 *     80179315716 1 @ 0x10061bb 0x10e008c      cycles waited, how often
 */
export const parseContentionText: LegacyForm = (bytes, context) => {
  const lines = new TextLines(bytes);
  if (!lines.next()) return null;
  const isCpp = lines.startsWith('--- contentionz ');
  const isMutex = lines.startsWith('--- mutex:');
  if (!isCpp && !isMutex && !lines.startsWith('--- contention:')) return null;
  const attributes = readAttributes(lines);
  if (attributes === 'java') return null;
  if (attributes === null) throw brokenText(context.name, lines, attributeForm);
  const builder = new LegacyProfileBuilder(sampleTypes.length);
  const stack = new PendingStack(builder, context.symbolize);
  readRecords(lines, attributes, stack, context.name);
  skipToMemoryMap(lines);
  const kind: ProfileKind | undefined = isCpp ? undefined : isMutex ? 'mutex' : 'block';
  const header = {
    sampleTypes,
    periodType: { type: 'contentions', unit: 'count' },
    period: attributes.period,
    durationNanos: attributes.durationNanos,
    ...(kind ? { kind } : {}),
  };
  const value = builder.finish(header, parseMemoryMap(lines), context.name);
  return { value, problems: [], memStats: null };
};

interface Attributes {
  period: Int64;
  cyclesPerSecond: Int64;
  durationNanos: Int64;
}

const attributeForm = 'cycles/second, sampling period, ms since reset or discarded samples = number';

/**
 * Stops at the first line that is no attribute. Null where an attribute is not known or has no number; 'java' where the
 * text says that it is Java's.
 */
function readAttributes(lines: TextLines): Attributes | 'java' | null {
  const attributes: Attributes = { period: 1, cyclesPerSecond: 0, durationNanos: 0 };
  while (lines.next()) {
    lines.trim();
    if (lines.isBlankOrComment()) continue;
    if (lines.startsWith('---')) break;
    const equals = lines.bytes.subarray(lines.start, lines.end).indexOf(0x3d);
    if (equals < 0) break;
    const text = lines.text(1024);
    const key = text.slice(0, equals).trim();
    if (key === 'discarded samples') continue;
    if (key === 'format' || key === 'resolution') return 'java';
    const number = parseGoInt(text.slice(equals + 1).trim());
    if (number === null) return null;
    if (key === 'cycles/second') attributes.cyclesPerSecond = number;
    else if (key === 'sampling period') attributes.period = number;
    else if (key === 'ms since reset') attributes.durationNanos = multiplyInt64(number, 1_000_000);
    else return null;
  }
  return attributes;
}

/** Begins with the current line, which the attributes ended at. */
function readRecords(lines: TextLines, attributes: Attributes, stack: PendingStack, name: string): void {
  const hex = new HexReader();
  let values: Int64[] | null = null;
  const close = () => {
    if (values) stack.flush(values);
    values = null;
  };
  do {
    lines.trim();
    if (lines.startsWith('---')) break;
    if (lines.isBlankOrComment()) {
      if (values && lines.start < lines.end) stack.readComment(lines);
      continue;
    }
    close();
    values = readRecord(lines, attributes, stack, hex);
    if (values === null) throw brokenText(name, lines, recordForm);
  } while (lines.next());
  close();
}

/** Contentions and delay of a record, whose stack is read; null where the line has another form. */
function readRecord(
  { bytes, start, end }: TextLines,
  { period, cyclesPerSecond }: Attributes,
  stack: PendingStack,
  hex: HexReader,
): Int64[] | null {
  const found = contentionFields(bytes, start, end);
  if (!found) return null;
  let cycles = parseDecimal(bytes, found.fields[0]!, found.fields[1]!);
  let count = parseDecimal(bytes, found.fields[2]!, found.fields[3]!);
  if (cycles === null || count === null) return null;
  if (period > 0) {
    if (cyclesPerSecond > 0) {
      const cyclesPerNano = Number(cyclesPerSecond) / 1e9;
      cycles = truncateToInt64((Number(cycles) * Number(period)) / cyclesPerNano);
    }
    count = multiplyInt64(count, period);
  }
  stack.clear();
  const isWhole = readAddresses(hex, bytes, found.at + 1, end, () => {
    stack.pushReturn(hex);
  });
  return isWhole ? [count, cycles] : null;
}
