import type { KnownLimits } from '../../src/model/memoryReport';

const factors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1024,
  kib: 1024,
  ki: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  mib: 1024 ** 2,
  mi: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
  gib: 1024 ** 3,
  gi: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1024 ** 4,
  tib: 1024 ** 4,
  ti: 1024 ** 4,
};

export type ReadLimit = { readonly value: number | null } | { readonly problem: 'size' | 'percent' };

/**
 * A size as people write it: `512MiB`, `1.5 GiB`, `800Mi`, `1073741824`; `off` or `none` is no limit, nothing is not known.
 * Letters of any unit count 1024, as Go and Kubernetes mean them where they write an i, and as this page writes `MB`.
 */
export function readSize(text: string): ReadLimit {
  const plain = text.trim().toLowerCase();
  if (plain === '') return { value: null };
  if (plain === 'off' || plain === 'none') return { value: Number.POSITIVE_INFINITY };
  const found = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)$/.exec(plain);
  const factor = found && Object.hasOwn(factors, found[2]!) ? factors[found[2]!] : undefined;
  if (!found || factor === undefined) return { problem: 'size' };
  const bytes = Math.round(Number(found[1]!.replace(',', '.')) * factor);
  return bytes > 0 && Number.isSafeInteger(bytes) ? { value: bytes } : { problem: 'size' };
}

/** GOGC as people write it: `100`, `off`; nothing is not known. */
export function readGogc(text: string): ReadLimit {
  const plain = text.trim().toLowerCase();
  if (plain === '') return { value: null };
  if (plain === 'off' || plain === '-1') return { value: -1 };
  const percent = /^\d{1,6}$/.test(plain) ? Number(plain) : Number.NaN;
  return percent >= 0 ? { value: percent } : { problem: 'percent' };
}

/** A size as it would be written into GOMEMLIMIT: `512MiB`, `off`; '' where it is not known. Read again it gives the same. */
export function writeSize(bytes: number | null): string {
  if (bytes === null) return '';
  if (!Number.isFinite(bytes)) return 'off';
  for (const [unit, factor] of [
    ['TiB', 1024 ** 4],
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ] as const) {
    const count = bytes / factor;
    if (count >= 1 && Number.isInteger(count * 100)) return `${count}${unit}`;
  }
  return String(bytes);
}

export function writeGogc(gogc: number | null): string {
  if (gogc === null) return '';
  return gogc < 0 ? 'off' : String(gogc);
}

export function sameKnown(a: KnownLimits, b: KnownLimits): boolean {
  return a.memoryLimit === b.memoryLimit && a.containerLimit === b.containerLimit && a.gogc === b.gogc;
}
