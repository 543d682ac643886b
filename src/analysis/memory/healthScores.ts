/**
 * The scores of a process, each 0 to 100, as pure functions of a number or two: worse input never scores better. Points where
 * they bend are those of the rules: half the score is lost where a rule warns, all of it where it speaks of an error.
 */

const mebibyte = 2 ** 20;

/**
 * Share of a limit that cannot be freed by collecting. Go's guide asks for 5 to 10 % of headroom below a container's limit, so
 * nothing is left at 95 %; the usual 30 % of headroom that services are planned with is full score.
 */
export const headroomBend = { full: 0.7, none: 0.95 } as const;

/** Live heap after a collection as a share of its goal: at 95 % (C4) collecting frees nothing; GOGC=10 comes to 91 %. */
export const goalBend = { full: 0.9, none: 0.95 } as const;

/** Share of processor time in collections: C1 warns at 25 % and calls 40 % an error. */
export const gcCpuBend = { full: 0.1, none: 0.4 } as const;

/** Collections a second of a heap whose goal is above 8 MiB: C2 warns at 5 and calls 20 an error. */
export const gcRateBend = { full: 5, none: 20 } as const;

/** Pauses, on a scale of powers: Go means to stay below a millisecond, C8 warns at 10, and at 100 every request shows it. */
export const pauseBend = { fullNs: 1e6, noneNs: 100e6 } as const;

/** Growth of the live heap: H1 asks for both 30 % and 32 MiB; twice that is no score. */
export const growthUnit = { share: 0.3, bytes: 32 * mebibyte } as const;

/** Growth of goroutines: G5 asks for both half as many again and 50; twice that is no score. */
export const goroutinesUnit = { share: 0.5, count: 50 } as const;

export function headroomScore(usedShare: number): number {
  return falling(usedShare, headroomBend.full, headroomBend.none);
}

export function goalScore(liveOfGoal: number): number {
  return falling(liveOfGoal, goalBend.full, goalBend.none);
}

export function gcCpuScore(share: number): number {
  return falling(share, gcCpuBend.full, gcCpuBend.none);
}

export function gcRateScore(cyclesPerSecond: number): number {
  return falling(cyclesPerSecond, gcRateBend.full, gcRateBend.none);
}

export function pauseScore(pauseNs: number): number {
  if (pauseNs <= pauseBend.fullNs) return 100;
  return falling(Math.log10(pauseNs), Math.log10(pauseBend.fullNs), Math.log10(pauseBend.noneNs));
}

/** `steadiness` is riseOverFall of the floors: growth that goes up and down counts for less. */
export function growthScore(grownBytes: number, fromBytes: number, steadiness: number): number {
  return grownScore(grownBytes, fromBytes, steadiness, growthUnit.share, growthUnit.bytes);
}

export function goroutinesScore(grown: number, from: number, steadiness: number): number {
  return grownScore(grown, from, steadiness, goroutinesUnit.share, goroutinesUnit.count);
}

/** Only what is large both as a share and by itself is growth: the smaller of the two counts. */
function grownScore(grown: number, from: number, steadiness: number, share: number, least: number): number {
  const steady = Math.max(0, grown) * Math.min(1, Math.max(0, steadiness));
  const byShare = from > 0 ? steady / from / share : Number.POSITIVE_INFINITY;
  return falling(Math.min(byShare, steady / least), 0, 2);
}

/** 100 up to `full`, 0 from `none` on, a straight line between. */
function falling(value: number, full: number, none: number): number {
  return Math.min(100, Math.max(0, (100 * (none - value)) / (none - full)));
}
