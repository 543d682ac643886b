import { isDigit, skipDigits, startsWith, word } from '../text/textBytes';

/**
 * What GODEBUG makes Go write:
 *
 *     cycle     gc 1 @0.011s 1%: …            gctrace since Go 1.5 (its betas: `gc #1`)
 *     oldCycle  gc12(4): 1+2+3+4 us, …        gctrace up to Go 1.4
 *     pacer     pacer: …                      gcpacertrace
 *     scavenge  scav 1 0 KiB work, …          scavtrace, and gctrace up to Go 1.13: `scvg9: …`
 *     schedule  SCHED 506ms: gomaxprocs=2 …   schedtrace
 */
export type TraceKind = 'cycle' | 'oldCycle' | 'pacer' | 'scavenge' | 'schedule';

const pacer = word('pacer: ');
const scavenge = word('scav ');
const oldScavenge = word('scvg');
const schedule = word('SCHED ');
const milliseconds = word('ms: ');

/**
 * How far to go on when a byte stands where the third byte of a trace would: Horspool's table for `gc `, `gc1`, `pac`, `sca`,
 * `scv` and `SCH` at once. Most bytes of a log let two others be skipped.
 */
const steps = new Uint8Array(256).fill(3);
for (const first of 'gpsS') steps[first.charCodeAt(0)] = 2;
for (const second of 'caC') steps[second.charCodeAt(0)] = 1;

const isThird = new Uint8Array(256);
for (const third of ' 0123456789cavH') isThird[third.charCodeAt(0)] = 1;

/** Finds what may be a trace, wherever in a line it begins. */
export class TraceFinder {
  kind: TraceKind = 'cycle';
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Where the next one begins, -1 for none; `kind` is what it may be. */
  next(from: number): number {
    const bytes = this.#bytes;
    for (let at = from + 2; at < bytes.length; at += steps[bytes[at]!]!) {
      if (isThird[bytes[at]!] === 0) continue;
      const kind = kindAt(bytes, at - 2);
      if (kind === null) continue;
      this.kind = kind;
      return at - 2;
    }
    return -1;
  }
}

function kindAt(bytes: Uint8Array, at: number): TraceKind | null {
  switch (bytes[at]) {
    case 0x67:
      return bytes[at + 1] === 0x63 ? cycleAt(bytes, at + 2) : null;
    case 0x70:
      return startsWith(bytes, at, bytes.length, pacer) ? 'pacer' : null;
    case 0x73:
      return isScavenge(bytes, at) ? 'scavenge' : null;
    case 0x53: {
      if (!startsWith(bytes, at, bytes.length, schedule)) return null;
      const end = skipDigits(bytes, at + schedule.length, bytes.length);
      return end > at + schedule.length && startsWith(bytes, end, bytes.length, milliseconds)
        ? 'schedule'
        : null;
    }
    default:
      return null;
  }
}

/** Behind `gc`: ` 12 @0` or ` #12 @0`, or `12(4): 1`. */
function cycleAt(bytes: Uint8Array, at: number): TraceKind | null {
  if (bytes[at] === 0x20) {
    const start = bytes[at + 1] === 0x23 ? at + 2 : at + 1;
    const end = skipDigits(bytes, start, bytes.length);
    const isCycle = end > start && bytes[end] === 0x20 && bytes[end + 1] === 0x40 && isDigit(bytes[end + 2]);
    return isCycle ? 'cycle' : null;
  }
  const open = skipDigits(bytes, at, bytes.length);
  if (open === at || bytes[open] !== 0x28) return null;
  const close = skipDigits(bytes, open + 1, bytes.length);
  const isCycle =
    close > open + 1 &&
    bytes[close] === 0x29 &&
    bytes[close + 1] === 0x3a &&
    bytes[close + 2] === 0x20 &&
    isDigit(bytes[close + 3]);
  return isCycle ? 'oldCycle' : null;
}

function isScavenge(bytes: Uint8Array, at: number): boolean {
  if (startsWith(bytes, at, bytes.length, scavenge)) return isDigit(bytes[at + scavenge.length]);
  if (!startsWith(bytes, at, bytes.length, oldScavenge)) return false;
  const end = skipDigits(bytes, at + oldScavenge.length, bytes.length);
  return bytes[end] === 0x3a && bytes[end + 1] === 0x20;
}
