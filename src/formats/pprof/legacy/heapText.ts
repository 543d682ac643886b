import type { Int64 } from '../../../base/int64';
import { message } from '../../../base/message';
import { formatExact } from '../../../base/units';
import type { Problem } from '../../../model/problem';
import type { ValueType } from '../../../model/profile';
import { brokenText } from './brokenText';
import { divideInt64, parseDecimal } from './goNumbers';
import { HexReader, readAddresses } from './hexAddresses';
import type { LegacyForm } from './legacyForm';
import { announcesMemoryMap, parseMemoryMap, skipToMemoryMap } from './memoryMap';
import { parseMemStatsFooter } from './memStatsFooter';
import { PendingStack } from './pendingStack';
import { LegacyProfileBuilder } from './profileBuilder';
import { TextLines } from './textLines';
import { unsample } from './unsample';
import { heapFields } from './valueFields';

const fourTypes: readonly ValueType[] = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
];
const twoTypes: readonly ValueType[] = [
  { type: 'objects', unit: 'count' },
  { type: 'space', unit: 'bytes' },
];

const recordForm = 'objects: bytes [objects: bytes] @ 0x…';

/**
 * A heap profile as Go and tcmalloc write it. Its records hold what was sampled; the values of the profile are estimates
 * of what was allocated (google/pprof profile/legacy_profile.go parseHeap, scaleHeapSample).
 *
 *     heap profile: 3: 2048 [5: 9216] @ heap/1048576      in use: objects: bytes [allocated], twice the sampling rate
 *     1: 1024 [1: 1024] @ 0x5e0585 0xa6d55b
 */
export const parseHeapText: LegacyForm = (bytes, context) => {
  const lines = new TextLines(bytes);
  if (!lines.next()) return null;
  const header = parseHeader(lines.text());
  if (header === null) return null;
  const sampleTypes = header.hasAllocations ? fourTypes : twoTypes;
  const builder = new LegacyProfileBuilder(sampleTypes.length);
  const { memStatsAt, inuse } = readRecords(
    lines,
    header,
    builder,
    new PendingStack(builder, context.symbolize),
    context.name,
  );
  const problems: Problem[] = header.isGo ? excerptProblems(header, inuse) : [];
  const map = readMap(lines);
  const footer = memStatsAt === null ? null : parseMemStatsFooter(new TextLines(bytes, ...memStatsAt));
  const periodType = { type: 'space', unit: 'bytes' };
  const value = builder.finish({ sampleTypes, periodType, period: header.rate }, map, context.name);
  return { value, problems: [...problems, ...(footer?.problems ?? [])], memStats: footer?.value ?? null };
};

interface HeapHeader {
  readonly rate: Int64;
  readonly isSampled: boolean;
  readonly hasAllocations: boolean;
  readonly isGo: boolean;
  readonly inuseObjects: string;
  readonly inuseBytes: string;
}

const totals = 'heap profile: *(\\d+): *(\\d+) *\\[ *(\\d+): *(\\d+) *\\]';
const heapHeader = new RegExp(`${totals} *@ *(heap[_a-z0-9]*)/?(\\d*)`);
const otherHeader = new RegExp(`${totals} @ (growth|fragmentation)`);

/** Null where the line is no header of a heap profile. */
function parseHeader(line: string): HeapHeader | null {
  const heap = heapHeader.exec(line);
  const [, inuseObjects, inuseBytes, allocObjects, allocBytes, form, rate] =
    heap ?? otherHeader.exec(line) ?? [];
  if (inuseObjects === undefined || inuseBytes === undefined) return null;
  const unscaled = { rate: 1, isSampled: false, isGo: false, inuseObjects, inuseBytes };
  if (heap === null) return { ...unscaled, hasAllocations: false };
  const ascii = new TextEncoder().encode(rate);
  const parsed = ascii.length === 0 ? 0 : parseDecimal(ascii, 0, ascii.length);
  if (parsed === null) return null;
  const hasAllocations =
    (allocObjects !== inuseObjects && allocObjects !== '0') ||
    (allocBytes !== inuseBytes && allocBytes !== '0');
  if (form === 'heapprofile') return { ...unscaled, hasAllocations };
  const sampled = { ...unscaled, isSampled: true, hasAllocations };
  if (form === 'heap') return { ...sampled, rate: divideInt64(parsed, 2), isGo: true };
  return form === 'heap_v2' || form === 'heapz_v2' ? { ...sampled, rate: parsed } : null;
}

interface Read {
  /** Byte and line number behind `# runtime.MemStats`; null where there is no footer. */
  readonly memStatsAt: readonly [at: number, line: number] | null;
  /** Sampled objects and bytes in use of all records; may round. */
  readonly inuse: readonly [objects: number, bytes: number];
}

function readRecords(
  lines: TextLines,
  header: HeapHeader,
  builder: LegacyProfileBuilder,
  stack: PendingStack,
  name: string,
): Read {
  const record = new HeapRecord(header, builder, stack);
  let memStatsAt: Read['memStatsAt'] = null;
  let isOpen = false;
  const close = () => {
    if (isOpen) record.flush();
    isOpen = false;
  };
  while (lines.next()) {
    lines.trim();
    if (lines.isBlankOrComment()) {
      if (lines.startsWith('# runtime.MemStats')) memStatsAt ??= [lines.nextStart, lines.number];
      else if (isOpen && memStatsAt === null && lines.start < lines.end) stack.readComment(lines);
      continue;
    }
    if (announcesMemoryMap(lines)) break;
    close();
    if (!record.read(lines)) throw brokenText(name, lines, recordForm);
    isOpen = true;
  }
  close();
  return { memStatsAt, inuse: record.inuse };
}

class HeapRecord {
  inuse: [number, number] = [0, 0];
  readonly #header: HeapHeader;
  readonly #builder: LegacyProfileBuilder;
  readonly #stack: PendingStack;
  readonly #hex = new HexReader();
  #values: Int64[] = [];
  #blockBytes: Int64 = 0;

  constructor(header: HeapHeader, builder: LegacyProfileBuilder, stack: PendingStack) {
    this.#header = header;
    this.#builder = builder;
    this.#stack = stack;
  }

  /** False where the line is no record. */
  read(lines: TextLines): boolean {
    const { bytes, start, end } = lines;
    const found = heapFields(bytes, start, end);
    if (!found) return false;
    const numbers = [0, 2, 4, 6].map((i) => parseDecimal(bytes, found.fields[i]!, found.fields[i + 1]!));
    const [inuseObjects, inuseBytes, allocObjects, allocBytes] = numbers;
    if (inuseObjects == null || inuseBytes == null) return false;
    this.#values = [];
    this.#blockBytes = 0;
    if (this.#header.hasAllocations) {
      if (allocObjects == null || allocBytes == null) return false;
      if (!this.#add(allocObjects, allocBytes)) return false;
    }
    if (!this.#add(inuseObjects, inuseBytes)) return false;
    this.inuse[0] += Number(inuseObjects);
    this.inuse[1] += Number(inuseBytes);
    this.#stack.clear();
    return readAddresses(this.#hex, bytes, found.at + 1, end, () => this.#stack.pushReturn(this.#hex));
  }

  flush(): void {
    this.#builder.addNumberLabel('bytes', this.#blockBytes);
    this.#stack.flush(this.#values);
  }

  /** Bytes without an object are no record. */
  #add(objects: Int64, bytes: Int64): boolean {
    const { isSampled, rate } = this.#header;
    if (Number(objects) === 0) {
      this.#values.push(0, 0);
      return Number(bytes) === 0;
    }
    this.#blockBytes = divideInt64(bytes, objects);
    this.#values.push(...(isSampled ? unsample(objects, bytes, rate) : [objects, bytes]));
    return true;
  }
}

function readMap(lines: TextLines) {
  skipToMemoryMap(lines);
  return parseMemoryMap(lines);
}

/** Go's header sums up the records: where it does not, some are missing. */
function excerptProblems(header: HeapHeader, [objects, bytes]: Read['inuse']): Problem[] {
  if (Number(header.inuseObjects) === objects && Number(header.inuseBytes) === bytes) return [];
  return [
    {
      at: 'line 1',
      message: message(
        'legacy.heapExcerpt',
        'The header counts {headerObjects} sampled objects of {headerBytes} in use, the records add up to {objects} of {bytes}: this is an excerpt, or it was cut.',
        {
          headerObjects: formatExact(Number(header.inuseObjects), ''),
          headerBytes: formatExact(Number(header.inuseBytes), 'bytes'),
          objects: formatExact(objects, ''),
          bytes: formatExact(bytes, 'bytes'),
        },
      ),
    },
  ];
}
