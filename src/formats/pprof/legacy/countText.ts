import { message } from '../../../base/message';
import { formatExact } from '../../../base/units';
import type { Problem } from '../../../model/problem';
import { brokenText } from './brokenText';
import { isDigit, parseDecimal, parseGoInt } from './goNumbers';
import { HexReader } from './hexAddresses';
import type { LegacyForm } from './legacyForm';
import { parseMemoryMap, skipToMemoryMap } from './memoryMap';
import { PendingStack } from './pendingStack';
import { LegacyProfileBuilder } from './profileBuilder';
import { TextLines } from './textLines';

const recordForm = 'count @ 0x… 0x…';

/**
 * A profile that counts stacks: goroutine, threadcreate, and whatever a program defines (runtime/pprof
 * printCountProfile; google/pprof profile/legacy_profile.go parseGoCount).
 *
 *     goroutine profile: total 5171
 *     5067 @ 0x46128e 0x42c5ad 0x494c01
 */
export const parseCountText: LegacyForm = (bytes, context) => {
  const lines = new TextLines(bytes);
  while (lines.next() && lines.isBlankOrComment());
  const [, type, total] = /^(\S+) profile: total (\d+)$/.exec(lines.text()) ?? [];
  if (type === undefined || total === undefined) return null;
  const headerLine = lines.number;
  const builder = new LegacyProfileBuilder(1);
  const stack = new PendingStack(builder, context.symbolize);
  const hex = new HexReader();
  let count: number | bigint | null = null;
  let sum = 0;
  const close = () => {
    if (count !== null) stack.flush([count]);
    count = null;
  };
  while (lines.next() && !lines.startsWith('---')) {
    if (lines.isBlankOrComment()) {
      if (count !== null && lines.isComment()) stack.readComment(lines);
      continue;
    }
    close();
    count = readRecord(lines, stack, hex);
    if (count === null) throw brokenText(context.name, lines, recordForm);
    sum += Number(count);
  }
  close();
  skipToMemoryMap(lines);
  const valueType = { type, unit: 'count' };
  const header = { sampleTypes: [valueType], periodType: valueType, period: 1 };
  const value = builder.finish(header, parseMemoryMap(lines), context.name);
  return {
    value,
    problems: excerptProblems(Number(total), sum, headerLine),
    memStats: null,
    statedTotal: Number(total),
  };
};

/** Reads the stack of a record and returns its count; null where the line has another form. */
function readRecord(
  { bytes, start, end }: TextLines,
  stack: PendingStack,
  hex: HexReader,
): number | bigint | null {
  let at = start;
  while (at < end && isDigit(bytes[at]!)) at++;
  const count = parseCount(bytes, start, at);
  if (count === null || bytes[at] !== 0x20 || bytes[at + 1] !== 0x40) return null;
  at += 2;
  if (at === end) return null;
  stack.clear();
  while (at < end) {
    if (bytes[at] !== 0x20 || !hex.read(bytes, at + 1, end)) return null;
    at = hex.pos;
    stack.pushReturn(hex);
  }
  return count;
}

/** Go reads this number with the base that its first digits name: a leading 0 makes it octal. */
function parseCount(bytes: Uint8Array, start: number, end: number): number | bigint | null {
  const isOctal = bytes[start] === 0x30 && end - start > 1;
  return isOctal
    ? parseGoInt(String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 65))))
    : parseDecimal(bytes, start, end);
}

/** The header sums up the stacks: where it does not, some are missing. */
function excerptProblems(total: number, sum: number, line: number): Problem[] {
  if (total === sum) return [];
  return [
    {
      at: `line ${line}`,
      message: message(
        'legacy.countExcerpt',
        'The header counts {total}, the stacks add up to {sum}: this is an excerpt, or it was cut.',
        { total: formatExact(total, ''), sum: formatExact(sum, '') },
      ),
    },
  ];
}
