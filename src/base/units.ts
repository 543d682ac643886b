/** Numbers for people: three significant digits, binary multiples for bytes as pprof prints them, exact text on request. */

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const countUnits = ['', 'k', 'M', 'G', 'T'];

/** `1258291` bytes → `1.20 MB`. Multiples of 1024, named as `go tool pprof` names them. */
export function formatBytes(bytes: number): string {
  return formatScaled(bytes, 1024, byteUnits, ' ');
}

/** `3100000` → `3.10 M`; whole numbers below 10,000 stay as they are. */
export function formatCount(count: number): string {
  if (Math.abs(count) < 10_000) return String(Math.round(count * 100) / 100);
  return formatScaled(count, 1000, countUnits, ' ');
}

/** `1500000` ns → `1.50 ms`. */
export function formatNanos(nanos: number): string {
  const magnitude = Math.abs(nanos);
  if (magnitude < 1e3) return `${threeDigits(nanos)} ns`;
  if (magnitude < 1e6) return `${threeDigits(nanos / 1e3)} µs`;
  if (magnitude < 1e9) return `${threeDigits(nanos / 1e6)} ms`;
  if (magnitude < 60e9) return `${threeDigits(nanos / 1e9)} s`;
  if (magnitude < 3600e9) return `${threeDigits(nanos / 60e9)} min`;
  return `${threeDigits(nanos / 3600e9)} h`;
}

const nanosPerUnit: Readonly<Record<string, number>> = {
  nanoseconds: 1,
  ns: 1,
  microseconds: 1e3,
  us: 1e3,
  milliseconds: 1e6,
  ms: 1e6,
  seconds: 1e9,
  s: 1e9,
};

/** A value of a profile in its unit: `bytes`, a time, `count`, or any other word, which is appended. */
export function formatValue(value: number, unit: string): string {
  if (unit === 'bytes' || unit === 'byte') return formatBytes(value);
  const nanos = nanosPerUnit[unit];
  if (nanos !== undefined) return formatNanos(value * nanos);
  if (unit === 'count' || unit === '') return formatCount(value);
  return `${formatCount(value)} ${unit}`;
}

/** Every digit with its unit: `1,258,291 bytes`. */
export function formatExact(value: number | bigint, unit: string): string {
  const digits = value.toLocaleString('en-US', { maximumFractionDigits: 3 });
  return unit === '' || unit === 'count' ? digits : `${digits} ${unit}`;
}

/** `0.3812` → `38.1 %`; `0` → `0 %`; tiny shares as `< 0.01 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const magnitude = Math.abs(percent);
  if (magnitude === 0) return '0 %';
  if (magnitude < 0.01) return '< 0.01 %';
  if (magnitude >= 99.95 && magnitude < 100.05) return `${Math.sign(percent) * 100} %`;
  return `${magnitude < 1 ? percent.toFixed(2) : threeDigits(percent)} %`;
}

function formatScaled(value: number, base: number, units: readonly string[], gap: string): string {
  let scaled = value;
  let unit = 0;
  // 999.5 would print as 1000 of the smaller unit.
  while (Math.abs(scaled) >= (base === 1024 ? 1000 : 999.5) && unit < units.length - 1) {
    scaled /= base;
    unit++;
  }
  const digits = unit === 0 ? String(Math.round(scaled * 100) / 100) : threeDigits(scaled);
  return units[unit] === '' ? digits : `${digits}${gap}${units[unit]}`;
}

function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  if (magnitude >= 99.95) return value.toFixed(0);
  if (magnitude >= 9.995) return value.toFixed(1);
  return value.toFixed(2);
}
