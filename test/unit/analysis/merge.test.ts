import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeProfiles } from '../../../src/analysis/merge';
import { sumOf } from '../../../src/analysis/total';
import { MessageError } from '../../../src/base/message';
import { decodePprof } from '../../../src/formats/pprof/decode';
import type { Profile } from '../../../src/model/profile';
import { encodeProfile } from '../../helpers/pprofProto';
import { type ProfileSketch, type SampleSketch, sketchProfile } from '../../helpers/profileSketch';
import { lines, profileOf, samplesText, sketchText } from '../../helpers/profileText';

/** Sketches give locations addresses in the order of their first use: the same names first, the same addresses. */
const program = 'main.main m.go:9;main.serve s.go:5;main.put p.go:7 0';
const of = (text: string, options: Partial<ProfileSketch> = {}) => profileOf(`${program}\n${text}`, options);

describe('merge', () => {
  it('adds up samples with equal stacks and labels, and keeps the others', () => {
    check(
      [
        of('main.main m.go:9;main.serve s.go:5 3\nmain.main m.go:9 1 {tenant=a}'),
        of(
          'main.main m.go:9;main.serve s.go:5 4\nmain.main m.go:9 2 {tenant=b}\nmain.main m.go:9 5 {tenant=a}\n7',
        ),
      ],
      `
      main.main m.go:9;main.serve s.go:5 7
      main.main m.go:9 6 {tenant=a}
      main.main m.go:9 2 {tenant=b}
      7`,
    );
  });

  it('takes labels for equal in whatever order they were written', () => {
    check(
      [of('main.main m.go:9 1 {a=x b=y}'), of('main.main m.go:9 2 {b=y a=x}')],
      'main.main m.go:9 3 {a=x b=y}',
    );
  });

  it('tells numeric labels apart by their units, and from texts', () => {
    const sized = (unit: string) => sketched('main.main m.go:9', 1, { size: [512, unit] });
    check(
      [sized('bytes'), sized('bytes'), sized('pages'), of('main.main m.go:9 1 {size=512}')],
      `
      main.main m.go:9 2 {size=512bytes}
      main.main m.go:9 1 {size=512pages}
      main.main m.go:9 1 {size=512}`,
    );
  });

  it('unifies functions, locations and binaries by what they are, not by their ids', () => {
    const text = 'main.main m.go:9;0x400010@/bin/app 1';
    const merged = mergeProfiles([of(text), of(text, { id: (position) => 1000 - position })]).value;
    assert.equal(samplesText(merged), 'main.main m.go:9;0x400010@/bin/app 2');
    assert.deepEqual([merged.functions.length, merged.locations.length, merged.mappings.length], [1, 2, 1]);
  });

  it('meets a program again whose addresses were randomised', () => {
    // The second profile maps another file first, so /bin/app starts 0x100000 later.
    const first = profileOf('0x400010@/bin/app 1');
    const second = profileOf('0x500010@/bin/app 2', { mappings: ['/lib/other'] });
    check([first, second], '0x400010@/bin/app 3');
  });

  it('drops what is 0 everywhere, and all that only it referred to', () => {
    const merged = mergeProfiles([
      of('main.main m.go:9;main.gone g.go:1 5\nmain.main m.go:9 0'),
      of('main.main m.go:9;main.gone g.go:1 -5\nmain.main m.go:9 2'),
    ]).value;
    assert.equal(samplesText(merged), 'main.main m.go:9 2');
    assert.equal(merged.functions.length, 1);
  });

  it('combines headers: earliest time, sum of durations, largest period, every comment once', () => {
    const merged = mergeProfiles([
      of('', {
        timeNanos: 0,
        durationNanos: 5,
        period: 10,
        periodType: 'cpu/nanoseconds',
        comments: ['a', 'b'],
      }),
      of('', {
        timeNanos: 90n,
        durationNanos: 7,
        period: 30,
        periodType: 'cpu/nanoseconds',
        comments: ['b', 'c'],
      }),
      of('', { timeNanos: 70n, durationNanos: 0, period: 20, periodType: 'cpu/nanoseconds' }),
    ]);
    const { timeNanos, durationNanos, period, comments } = merged.value;
    assert.deepEqual(
      { timeNanos, durationNanos, period, comments },
      { timeNanos: 70n, durationNanos: 12, period: 30, comments: ['a', 'b', 'c'] },
    );
    assert.match(merged.problems.map(({ message }) => message.english).join(), /sampled at different rates/);
  });

  it('keeps the value types that all have, in the order of the first, and says which it leaves out', () => {
    const merged = mergeProfiles([
      profileOf('main.main m.go:9 1 10 100', { types: ['a/count', 'b/count', 'c/count'], defaultType: 'c' }),
      profileOf('main.main m.go:9 200 2', { types: ['c/count', 'a/count'] }),
    ]);
    assert.equal(samplesText(merged.value), 'main.main m.go:9 3 300');
    assert.deepEqual(
      merged.value.sampleTypes.map(({ type }) => type),
      ['a', 'c'],
    );
    assert.equal(merged.value.defaultSampleIndex, 1);
    assert.deepEqual(
      merged.problems.map(({ message }) => message.args),
      [{ types: 'b' }],
    );
  });

  it('converts to the finest unit', () => {
    const merged = mergeProfiles([
      of('main.main m.go:9 3', { types: ['cpu/milliseconds'] }),
      of('main.main m.go:9 5', { types: ['cpu/microseconds'] }),
    ]).value;
    assert.equal(samplesText(merged), 'main.main m.go:9 3005');
    assert.deepEqual(merged.sampleTypes, [{ type: 'cpu', unit: 'microseconds' }]);
  });

  it('refuses what does not fit, and names the types', () => {
    const cpu = of('main.main m.go:9 1', { types: ['cpu/nanoseconds'] });
    const heap = of('main.main m.go:9 1', { types: ['space/bytes'] });
    refuses([cpu, heap], /one has cpu\/nanoseconds, another space\/bytes/);
    const counted = of('main.main m.go:9 1', { types: ['cpu/count'] });
    refuses([cpu, counted], /cpu\/nanoseconds and cpu\/count/);
    const byBytes = of('main.main m.go:9 1', { periodType: 'space/bytes' });
    const byTime = of('main.main m.go:9 1', { periodType: 'cpu/nanoseconds' });
    refuses([byBytes, byTime], /one by "space\/bytes", another by "cpu\/nanoseconds"/);
  });

  it('stays exact where sums leave the range of plain numbers', () => {
    check(
      [of(`main.main m.go:9 ${2n ** 53n - 1n}`), of(`main.main m.go:9 ${2n ** 53n - 1n}`)],
      `main.main m.go:9 ${2n ** 54n - 2n}`,
    );
  });

  it('leaves one profile alone as it is', () => {
    const alone = of('main.main m.go:9 0');
    assert.equal(mergeProfiles([alone]).value, alone);
  });

  const stack = fc
    .array(fc.constantFrom('main.main m.go:9', 'main.serve s.go:5', 'main.put p.go:7'), { maxLength: 4 })
    .map((frames) => frames.join(';'));
  const sample = fc.tuple(stack, fc.integer({ min: -9, max: 9 }), fc.constantFrom('', ' {k=v}', ' {k=w}'));
  const profile = fc
    .array(sample, { maxLength: 8 })
    .map((samples) => of(samples.map(([frames, value, labels]) => `${frames} ${value}${labels}`).join('\n')));

  it('doubles a profile that is merged with itself', () => {
    fc.assert(
      fc.property(profile, (any) => {
        const doubled = mergeProfiles([any, any]).value;
        assert.deepEqual(sums(doubled), new Map([...sums(any)].map(([key, sum]) => [key, 2 * sum])));
      }),
    );
  });

  it('gives the same sums in any order, and has each stack with its labels once', () => {
    fc.assert(
      fc.property(profile, profile, profile, (a, b, c) => {
        const merged = mergeProfiles([a, b, c]).value;
        const other = mergeProfiles([c, mergeProfiles([b, a]).value]).value;
        assert.deepEqual(sums(merged), sums(other));
        assert.equal(sums(merged).size, merged.samples.length);
        const total = [a, b, c].reduce((sum, each) => sum + Number(sumOf(each.samples.values[0]!)), 0);
        assert.equal(sumOf(merged.samples.values[0]!), total);
      }),
    );
  });
});

/** A sample with labels that the notation of texts has no words for. */
function sketched(frame: string, value: number, labels: NonNullable<SampleSketch['labels']>): Profile {
  const { types, samples } = sketchText(program);
  const sketch = { types, samples: [...samples, { stack: [frame], values: [value], labels }] };
  return decodePprof(encodeProfile(sketchProfile(sketch)), 'test.pb.gz').value;
}

/** Sums of value 0 by stack and labels, without those that are 0. */
function sums(profile: Profile): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of samplesText(profile).split('\n')) {
    const [, stack = '', value = '0', labels = ''] = /^(.*?)(?:^| )?(-?\d+)( \{.*\})?$/.exec(line) ?? [];
    const key = `${stack.trim()}${labels}`;
    found.set(key, (found.get(key) ?? 0) + Number(value));
  }
  return new Map([...found].filter(([, sum]) => sum !== 0).sort());
}

function check(profiles: readonly Profile[], expected: string): void {
  assert.equal(samplesText(mergeProfiles(profiles).value), lines(expected));
}

function refuses(profiles: readonly Profile[], expected: RegExp): void {
  assert.throws(
    () => mergeProfiles(profiles),
    (error) => error instanceof MessageError && expected.test(error.message),
  );
}
