import assert from 'node:assert/strict';
import { relativeError, sampleVariance } from '../../../src/analysis/confidence';
import type { ProfileSketch } from '../../helpers/profileSketch';
import { profileOf } from '../../helpers/profileText';

const rate = 512 * 1024;
const heap: Partial<ProfileSketch> = {
  types: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
  periodType: 'space/bytes',
  period: rate,
};

/** `count` objects of `size` bytes, as they stand in a profile. */
const site = (count: number, size: number) => `main.f ${count} ${count * size} ${count} ${count * size}`;

describe('confidence', () => {
  it('is that of one sample per rate for small objects: 1 / sqrt(V / rate)', () => {
    const [count, size] = [1_000_000, 64];
    const variance = sampleVariance(profileOf(site(count, size), heap), 3)!;
    const error = relativeError(count * size, variance[0]!)!;
    assert.ok(Math.abs(error - 1 / Math.sqrt((count * size) / rate)) < 0.001, String(error));
  });

  it('is nearly none for objects far above the rate', () => {
    const variance = sampleVariance(profileOf(site(3, 16 * rate), heap), 3)!;
    assert.ok(relativeError(3 * 16 * rate, variance[0]!)! < 0.001);
  });

  /*
   * runtime/mprof.go samples an allocation of `size` bytes with p = 1 - exp(-size / rate); runtime/pprof scales what it
   * kept by 1 / p. So the estimate of a site spreads like a binomial count over p, which is what is drawn here.
   */
  for (const [count, size] of [
    [2000, 4096],
    [400, 64 * 1024],
    [50, rate],
    [40, 3 * rate],
  ] as const) {
    it(`agrees with Go's sampler, simulated: ${count} objects of ${size} bytes`, () => {
      const random = randomOf(count);
      const p = 1 - Math.exp(-size / rate);
      const estimates: number[] = [];
      let claimed = 0;
      const runs = 3000;
      for (let run = 0; run < runs; run++) {
        let kept = 0;
        for (let object = 0; object < count; object++) if (random() < p) kept++;
        const objects = Math.round(kept / p);
        estimates.push(objects * size);
        // What a profile with this estimate says about itself.
        if (run < 200 && objects > 0) {
          const profile = profileOf(site(objects, size), heap);
          claimed += sampleVariance(profile, 3)![0]!;
          const objectVariance = sampleVariance(profile, 2)![0]!;
          assert.ok(
            Math.abs(objectVariance * size * size - sampleVariance(profile, 3)![0]!) < 1e-3 * size * size,
          );
        }
      }
      const mean = estimates.reduce((sum, value) => sum + value, 0) / runs;
      const spread = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / runs;
      assert.ok(Math.abs(mean / (count * size) - 1) < 0.02, 'the estimate has no bias');
      assert.ok(Math.abs(Math.sqrt(claimed / 200 / spread) - 1) < 0.1, `${claimed / 200} for ${spread}`);
    });
  }

  it('is that of counted ticks for cpu', () => {
    const options = {
      types: ['samples/count', 'cpu/nanoseconds'],
      periodType: 'cpu/nanoseconds',
      period: 10_000_000,
    };
    const profile = profileOf('main.f 25 250000000', options);
    for (const [sampleIndex, value] of [
      [0, 25],
      [1, 250_000_000],
    ] as const) {
      const variance = sampleVariance(profile, sampleIndex)!;
      assert.ok(Math.abs(relativeError(value, variance[0]!)! - 1 / 5) < 1e-9);
    }
  });

  it('is unknown where the numbers are exact or the rate is', () => {
    const unknown = (text: string, options: Partial<ProfileSketch>, sampleIndex = 0) =>
      assert.equal(sampleVariance(profileOf(text, options), sampleIndex), null);
    unknown('main.f 3', { types: ['goroutine/count'] });
    unknown('main.f 3 4', { types: ['contentions/count', 'delay/nanoseconds'] });
    unknown(site(1, 64), { ...heap, period: 0 });
    unknown(site(1, 64), { ...heap, periodType: undefined });
    unknown('main.f 64', { types: ['inuse_space/bytes'], periodType: 'space/bytes', period: rate });
    unknown('main.f 5', { types: ['cpu/nanoseconds'] });
  });

  it('takes empty and negative sites as they come', () => {
    const variance = sampleVariance(profileOf(`main.f 0 0 0 0\nmain.g -2 -128 -2 -128`, heap), 3)!;
    assert.equal(variance[0], 0);
    assert.ok(variance[1]! > 0);
    assert.equal(relativeError(0, 5), null);
    assert.ok(relativeError(-100, 100)! === 0.1);
  });
});

/** Mulberry32, between 0 and 1. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
