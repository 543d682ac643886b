import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Comparison, compareProfiles } from '../../../src/analysis/compare';
import { relativeError, sampleVariance } from '../../../src/analysis/confidence';
import { totalOf } from '../../../src/analysis/total';
import { formatMessage } from '../../../src/base/message';
import type { Profile } from '../../../src/model/profile';
import type { ProfileSketch } from '../../helpers/profileSketch';
import { lines, profileOf, samplesText } from '../../helpers/profileText';

/** Sketches give locations addresses in the order of their first use: the same names first, the same addresses. */
const program = 'main.main m.go:9;main.serve s.go:5;main.put p.go:7 0';
const of = (text: string, options: Partial<ProfileSketch> = {}) => profileOf(`${program}\n${text}`, options);

const older = of('main.main m.go:9;main.serve s.go:5 10\nmain.main m.go:9 4\n1');
const newer = of(
  'main.main m.go:9;main.serve s.go:5 30\nmain.main m.go:9 4\nmain.main m.go:9;main.put p.go:7 2',
);

describe('compare', () => {
  it('subtracts: equal stacks cancel out, and both sides stay to be seen', () => {
    const { value } = compare(older, newer, { mode: 'base' });
    assert.equal(
      samplesText(value),
      lines(`
        main.main m.go:9;main.serve s.go:5 20
        main.main m.go:9 0
        main.main m.go:9;main.put p.go:7 2
        -1`),
    );
    assert.deepEqual(sides(value), ['10 → 30', '4 → 4', '0 → 2', '1 → 0']);
    assert.equal(totalOf(value, value.samples.values[0]!), 23);
  });

  it('keeps the samples of a diff base apart, so that percentages are of the base', () => {
    const { value } = compare(older, newer, { mode: 'diffBase' });
    assert.equal(
      samplesText(value),
      lines(`
        main.main m.go:9;main.serve s.go:5 30
        main.main m.go:9 4
        main.main m.go:9;main.put p.go:7 2
        main.main m.go:9;main.serve s.go:5 -10 {pprof::base=true}
        main.main m.go:9 -4 {pprof::base=true}
        -1 {pprof::base=true}`),
    );
    assert.deepEqual(sides(value), ['0 → 30', '0 → 4', '0 → 2', '10 → 0', '4 → 0', '1 → 0']);
    assert.equal(totalOf(value, value.samples.values[0]!), 15);
  });

  it('scales the current side to the total of the base, rounding halves away from zero as Go does', () => {
    // 15 / 36 of 30, 4 and 2: 12.5, 1.67 and 0.83.
    const { value, comparison } = compare(older, newer, { mode: 'base', normalize: true });
    assert.deepEqual(sides(value), ['10 → 13', '4 → 2', '0 → 1', '1 → 0']);
    assert.deepEqual([comparison.baseTotals, comparison.currentTotals], [[15], [36]]);
    const negative = compare(of('main.main m.go:9 -5'), of('main.main m.go:9 -2'), { normalize: true });
    assert.deepEqual(sides(negative.value), ['-5 → -5']);
  });

  it('normalizes each value type by itself, and drops what is 0 in all that were scaled, as Go does', () => {
    const types = ['a/count', 'b/count'];
    const base = profileOf('main.main m.go:9 10 20', { types });
    const current = profileOf('main.main m.go:9 10 10\nmain.main m.go:9;main.put p.go:7 0 30', { types });
    // a: 10 / 10, which is no scaling; b: 20 / 40. In the second comparison main.main has nothing in b.
    assert.deepEqual(bothSides(compare(base, current, { normalize: true }).value), [
      '10/20 → 10/5',
      '0/0 → 0/15',
    ]);
    const onlyA = profileOf('main.main m.go:9 7 0\nmain.main m.go:9;main.put p.go:7 3 40', { types });
    assert.deepEqual(bothSides(compare(base, onlyA, { normalize: true }).value), [
      '0/0 → 3/20',
      '10/20 → 0/0',
    ]);
  });

  it('makes nothing of a side that sums up to 0 when it normalizes', () => {
    const nothing = of('main.main m.go:9 5\nmain.main m.go:9;main.serve s.go:5 -5');
    assert.deepEqual(sides(compare(older, nothing, { normalize: true }).value), ['10 → 0', '4 → 0', '1 → 0']);
  });

  it('merges several of a side first', () => {
    const { value, comparison } = compareProfiles({
      base: [older, older],
      current: [newer, older],
      mode: 'base',
      normalize: false,
    });
    assert.deepEqual(sides(value), ['20 → 40', '8 → 8', '0 → 2', '2 → 1']);
    assert.deepEqual(comparison.baseTotals, [30]);
  });

  it('tells when the sides were recorded', () => {
    const at = (seconds: bigint) => of('main.main m.go:9 1', { timeNanos: seconds * 1_000_000_000n });
    const { comparison, value } = compare(at(100n), at(160n), {});
    assert.deepEqual([comparison.baseTimeMs, comparison.currentTimeMs], [100_000, 160_000]);
    assert.equal(value.timeNanos, 100_000_000_000n);
  });

  it('doubts what makes a difference mean less', () => {
    const said = (base: Partial<ProfileSketch>, current: Partial<ProfileSketch>, options = {}) =>
      compare(of('1', base), of('1', current), options).problems.map(({ message }) => formatMessage(message));
    const cpu = { periodType: 'cpu/nanoseconds' };
    assert.deepEqual(said(cpu, cpu), []);
    assert.deepEqual(said({ ...cpu, period: 10 }, { ...cpu, period: 20 }), [
      'The two profiles were sampled at different rates (10 and 20).',
    ]);
    assert.deepEqual(said({ timeNanos: 90e9 }, { timeNanos: 30e9 }), [
      'The base was recorded 1.00 min after the profile that it is compared with.',
    ]);
    const short = { ...cpu, durationNanos: 10e9 };
    const long = { ...cpu, durationNanos: 30e9 };
    const durations =
      'The base was recorded for 10.0 s, the other profile for 30.0 s: normalize the comparison to compare shares.';
    assert.deepEqual(said(short, long), [durations]);
    assert.deepEqual(said(short, long, { normalize: true }), []);
  });

  it('adds the variances of both sides up: what did not change is uncertain, too', () => {
    const rate = 512 * 1024;
    const heap = {
      types: ['inuse_objects/count', 'inuse_space/bytes'],
      periodType: 'space/bytes',
      period: rate,
    };
    const site = profileOf('main.f 1000 64000', heap);
    const alone = sampleVariance(site, 1)![0]!;
    for (const mode of ['base', 'diffBase'] as const) {
      const { value } = compare(site, site, { mode });
      const variance = sampleVariance(value, 1)!.reduce((sum, each) => sum + each, 0);
      assert.ok(Math.abs(variance - 2 * alone) < 1e-6 * alone, mode);
    }
    assert.ok(relativeError(64000, alone)! > 1);
  });

  const sample = fc.tuple(
    fc.constantFrom('', 'main.main m.go:9', 'main.main m.go:9;main.serve s.go:5', 'main.put p.go:7'),
    fc.integer({ min: -9, max: 9 }),
  );
  const profile = fc
    .array(sample, { maxLength: 8 })
    .map((samples) => of(samples.map(([stack, value]) => `${stack} ${value}`).join('\n')));

  it('finds no difference between a profile and itself', () => {
    fc.assert(
      fc.property(profile, (any) => {
        const { value } = compare(any, any, { mode: 'base' });
        assert.ok(value.samples.values[0]!.every((each) => each === 0));
      }),
    );
  });

  it('is the current side minus the base in every row, whatever the mode', () => {
    fc.assert(
      fc.property(profile, profile, fc.constantFrom('base' as const, 'diffBase' as const), (a, b, mode) => {
        const { samples } = compare(a, b, { mode }).value;
        const { base, current } = samples.compared!;
        samples.values[0]!.forEach((value, row) => {
          assert.equal(value, Number(current[0]![row]) - Number(base[0]![row]));
        });
      }),
    );
  });
});

function compare(base: Profile, current: Profile, options: Partial<Comparison>) {
  return compareProfiles({ base: [base], current: [current], mode: 'base', normalize: false, ...options });
}

/** `base → current` of the first value type, a row each. */
function sides({ samples }: Profile): string[] {
  const { base, current } = samples.compared!;
  return Array.from({ length: samples.length }, (_, row) => `${base[0]![row]} → ${current[0]![row]}`);
}

/** The same for two value types: `a/b → a/b`. */
function bothSides({ samples }: Profile): string[] {
  const { base, current } = samples.compared!;
  const text = (columns: typeof base, row: number) => columns.map((column) => column[row]).join('/');
  return Array.from({ length: samples.length }, (_, row) => `${text(base, row)} → ${text(current, row)}`);
}
