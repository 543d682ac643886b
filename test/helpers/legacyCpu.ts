/** A kind of word of the legacy binary CPU form. */
export interface LegacyWords {
  readonly bytes: 4 | 8;
  readonly isLittleEndian: boolean;
}

export interface LegacyCpuSketch {
  readonly periodMicros: number;
  /** Addresses leaf first, as the profiler wrote them: return addresses behind the leaf. */
  readonly samples: readonly { readonly ticks: number; readonly stack: readonly (number | bigint)[] }[];
  /** What follows the end mark; the end mark is left out where this is undefined. */
  readonly map?: string;
  readonly isJava?: boolean;
}

/** The words of gperftools' CPU profiles: header, samples, end mark, then a text. */
export function legacyCpuBytes(sketch: LegacyCpuSketch, words: LegacyWords): Uint8Array {
  const { periodMicros, samples, map, isJava = false } = sketch;
  const numbers: (number | bigint)[] = [0, 3, isJava ? 1 : 0, periodMicros, 0];
  for (const { ticks, stack } of samples) numbers.push(ticks, stack.length, ...stack);
  if (map !== undefined) numbers.push(0, 1, 0);
  const binary = new DataView(new ArrayBuffer(numbers.length * words.bytes));
  for (const [at, number] of numbers.entries()) {
    if (words.bytes === 4) binary.setUint32(at * 4, Number(number), words.isLittleEndian);
    else binary.setBigUint64(at * 8, BigInt.asUintN(64, BigInt(number)), words.isLittleEndian);
  }
  return Buffer.concat([new Uint8Array(binary.buffer), Buffer.from(map ?? '')]);
}

/** 32 and 64 bit, in both byte orders. */
export const legacyWordKinds: readonly (LegacyWords & { readonly name: string })[] = [
  { name: '32le', bytes: 4, isLittleEndian: true },
  { name: '32be', bytes: 4, isLittleEndian: false },
  { name: '64le', bytes: 8, isLittleEndian: true },
  { name: '64be', bytes: 8, isLittleEndian: false },
];
