import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareProfiles } from '../../../src/analysis/compare';
import { encodePprof } from '../../../src/export/pprof';
import { decodePprof } from '../../../src/formats/pprof/decode';
import type { Profile } from '../../../src/model/profile';
import { acceptedFixtures, fixtureProfile } from '../../helpers/fixtureProfiles';
import { naiveSamplesText } from '../../helpers/naiveProfile';
import { decodeProfile } from '../../helpers/pprofProto';
import { lines, profileOf, samplesText } from '../../helpers/profileText';

describe('pprof export', () => {
  it('writes what our decoder and protobufjs read back the same, for every fixture', () => {
    for (const { name } of acceptedFixtures()) {
      const profile = fixtureProfile(name);
      const bytes = encodePprof(profile);
      assert.equal(samplesText(reread(bytes)), samplesText(profile), name);
      assert.equal(naiveSamplesText(decodeProfile(bytes)), samplesText(profile), name);
    }
  });

  it('keeps the header', () => {
    const header = {
      types: ['alloc_space/bytes', 'inuse_space/bytes'],
      defaultType: 'alloc_space',
      mappings: ['/bin/app'],
      periodType: 'space/bytes',
      period: 524288,
      timeNanos: 1_763_712_000_123_456_789n,
      durationNanos: 30_000_000_001,
      comments: ['first', 'second'],
    };
    const profile = profileOf('main.main m.go:9 1 2', header);
    const read = reread(encodePprof(profile));
    const facts = ({ strings, samples, stacks, locations, functions, mappings, ...rest }: Profile) => ({
      ...rest,
      binary: strings.get(mappings.file[0]!),
      limit: mappings.limit[0],
    });
    assert.deepEqual(facts(read), facts(profile));
    assert.equal(read.defaultSampleIndex, 0);
  });

  it('says of a mapping whether its code has names, so that pprof does not look for the binary', () => {
    const raw = (text: string) => decodeProfile(encodePprof(profileOf(text))).mapping![0]!;
    assert.equal(raw('0x400010@/bin/app 1').hasFunctions, undefined);
    const named = fixtureProfile('leaky.heap.pb.gz');
    const first = decodeProfile(encodePprof(named)).mapping![0]!;
    assert.deepEqual(
      [first.hasFunctions, first.hasFilenames, first.hasLineNumbers, first.hasInlineFrames],
      [true, true, true, true],
    );
  });

  it('leaves out what only other samples needed', () => {
    const profile = profileOf('main.main m.go:9;main.gone g.go:1 5 {k=gone}\nmain.main m.go:9 2');
    const { samples } = profile;
    const left = {
      ...profile,
      samples: {
        ...samples,
        length: 1,
        stack: samples.stack.slice(1),
        values: samples.values.map((column) => column.slice(1) as typeof column),
        labels: { ...samples.labels, start: Uint32Array.of(1, 1) },
      },
    };
    const read = reread(encodePprof(left));
    assert.equal(samplesText(read), 'main.main m.go:9 2');
    const texts = Array.from({ length: read.strings.length }, (_, index) => read.strings.get(index));
    assert.deepEqual(
      texts.filter((text) => /gone|^g\.go/.test(text)),
      [],
    );
  });

  it('writes a comparison as pprof does: labelled base samples, and no rows that cancel out', () => {
    const base = profileOf('main.main m.go:9 4\nmain.main m.go:9;main.put p.go:7 1');
    const current = profileOf('main.main m.go:9 4\nmain.main m.go:9;main.put p.go:7 3');
    const exported = (mode: 'base' | 'diffBase') =>
      samplesText(
        reread(
          encodePprof(compareProfiles({ base: [base], current: [current], mode, normalize: false }).value),
        ),
      );
    assert.equal(exported('base'), 'main.main m.go:9;main.put p.go:7 2');
    assert.equal(
      exported('diffBase'),
      lines(`
        main.main m.go:9 4
        main.main m.go:9;main.put p.go:7 3
        main.main m.go:9 -4 {pprof::base=true}
        main.main m.go:9;main.put p.go:7 -1 {pprof::base=true}`),
    );
  });

  it('keeps every digit and every depth of anything', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    const stack = fc
      .array(fc.constantFrom('main.a a.go:1', 'main.b b.go:300', 'main.c|main.d'), { maxLength: 200 })
      .map((frames) => frames.join(';'));
    fc.assert(
      fc.property(fc.array(fc.tuple(stack, int64, int64), { maxLength: 5 }), (samples) => {
        const text = samples.map(([frames, a, b]) => `${frames} ${a} ${b}`).join('\n');
        const profile = profileOf(text, { types: ['a/count', 'b/bytes'] });
        assert.equal(samplesText(reread(encodePprof(profile))), samplesText(profile));
      }),
    );
  });
});

function reread(bytes: Uint8Array): Profile {
  return decodePprof(bytes, 'test.pb').value;
}
