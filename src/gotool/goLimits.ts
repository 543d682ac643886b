import { type KnownLimits, nothingKnown } from '../model/memoryReport';

/** What the environment of a Go program sets, as far as it does and as Go reads it. */
export function limitsOfEnv(env: Readonly<Record<string, string | undefined>>): KnownLimits {
  return {
    ...nothingKnown,
    memoryLimit: memoryLimitOf(env.GOMEMLIMIT ?? ''),
    gogc: gogcOf(env.GOGC ?? ''),
  };
}

/** `512MiB`, `1000000`, `off`; null for what Go refuses, and for nothing. */
function memoryLimitOf(text: string): number | null {
  if (text === 'off') return Number.POSITIVE_INFINITY;
  const [, digits, unit] = /^(\d{1,19})(B|KiB|MiB|GiB|TiB|)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const bytes = Number(digits) * 2 ** (10 * Math.max(0, ['B', 'KiB', 'MiB', 'GiB', 'TiB'].indexOf(unit)));
  return Number.isSafeInteger(bytes) ? bytes : Number.POSITIVE_INFINITY;
}

function gogcOf(text: string): number | null {
  if (text === 'off') return -1;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
