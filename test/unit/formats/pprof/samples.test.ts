import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decodePprof } from '../../../../src/formats/pprof/decode';
import { naiveSamplesText } from '../../../helpers/naiveProfile';
import { decodeProfile, encodeProfile, type RawProfile } from '../../../helpers/pprofProto';
import { samplesText } from '../../../helpers/profileText';
import { repositoryRoot } from '../../../helpers/repository';

function check(raw: RawProfile): void {
  const bytes = encodeProfile(raw);
  assert.equal(samplesText(decodePprof(bytes, 'x').value), naiveSamplesText(decodeProfile(bytes)));
}

/** A profile whose locations have these ids, one named frame each. */
function profileWith(ids: readonly bigint[], stacks: readonly (readonly bigint[])[]): RawProfile {
  return {
    stringTable: ['', 'n', ...ids.map((id) => `f${id}`)],
    sampleType: [{ type: 1, unit: 1 }],
    function: ids.map((id, row) => ({ id, name: row + 2 })),
    location: ids.map((id) => ({ id, line: [{ functionId: id, line: 1 }] })),
    sample: stacks.map((locationId, row) => ({ locationId: [...locationId], value: [row] })),
  };
}

describe('pprof: stacks folded by their bytes', () => {
  /*
   * 1 = 01, 129 = 81 01, 16513 = 81 81 01, 257 = 81 02, 33025 = 81 82 02: each ends in the bytes of another, so that the
   * ends of two stacks can be equal in the middle of an id.
   */
  const coinciding = [1n, 129n, 16513n, 2n, 257n, 33025n, 258n, 2n ** 63n + 1n];

  it('finds the ids again where equal bytes end inside one', () => {
    check(
      profileWith(coinciding, [
        [129n, 1n],
        [1n, 1n],
        [16513n, 1n],
        [1n],
        [129n],
        [16513n],
        [1n, 129n],
        [129n, 129n],
        [257n, 2n],
        [2n, 2n],
        [33025n, 2n],
        [],
        [2n],
        [2n ** 63n + 1n, 1n],
        [1n],
      ]),
    );
  });

  it('gives what a naive decoder gives for random stacks with common ends', () => {
    const id = fc.constantFrom(...coinciding);
    const end = fc.array(id, { maxLength: 4 });
    const ends = fc.array(end, { minLength: 1, maxLength: 4 });
    const stacks = ends.chain((choices) =>
      fc.array(
        fc.tuple(end, fc.constantFrom(...choices)).map(([leafSide, rootSide]) => [...leafSide, ...rootSide]),
      ),
    );
    fc.assert(
      fc.property(stacks, (list) => check(profileWith(coinciding, list))),
      { numRuns: 500 },
    );
  });

  it('shares what stacks have in common', () => {
    const bytes = encodeProfile(profileWith([1n, 2n, 3n], [[3n, 2n, 1n], [2n, 1n], [3n, 2n, 1n], [1n]]));
    const { stacks, samples } = decodePprof(bytes, 'x').value;
    assert.equal(stacks.length, 3);
    assert.deepEqual([...samples.stack], [2, 1, 2, 0]);
  });
});

describe('pprof: beside protobufjs', () => {
  it('gives the same samples for every fixture', () => {
    const folder = join(repositoryRoot, 'test', 'fixtures', 'profiles');
    let compared = 0;
    for (const name of readdirSync(folder).filter((file) => /\.(pb\.gz|pprof)$/.test(file))) {
      const oracle = JSON.parse(
        readFileSync(join(folder, name.replace(/\.(pb\.gz|pprof)$/, '.top.json')), 'utf8'),
      );
      const file = readFileSync(join(folder, name));
      const bytes = file[0] === 0x1f ? gunzipSync(file) : file;
      // drop_frames changes the samples; its fixture is held against Go's tables.
      if (oracle.rejected || (decodeProfile(bytes).dropFrames ?? 0n) !== 0n) continue;
      assert.equal(samplesText(decodePprof(bytes, name).value), naiveSamplesText(decodeProfile(bytes)), name);
      compared++;
    }
    assert.ok(compared >= 10, `${compared} fixtures`);
  });

  it('gives the same samples for random profiles', () => {
    fc.assert(
      fc.property(randomProfile(), (raw) => check(raw)),
      { numRuns: 300 },
    );
  });
});

/** Small profiles with everything that a profile may hold: odd ids, inlined lines, labels, negative and huge values. */
function randomProfile(): fc.Arbitrary<RawProfile> {
  const strings = ['', 'main', 'put', 'a.go', 'b.go', 'bytes', '/bin/app', 'größe', 'x y'];
  const string = fc.nat(strings.length - 1);
  const int64 = fc.oneof(fc.integer().map(BigInt), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
  const ids = (count: number) =>
    fc.uniqueArray(fc.oneof(fc.bigInt({ min: 1n, max: 300n }), fc.bigInt({ min: 1n, max: 2n ** 64n - 1n })), {
      minLength: count,
      maxLength: count,
    });
  return fc
    .record({ functions: ids(5), locations: ids(6), mappings: ids(2), types: fc.integer({ min: 1, max: 3 }) })
    .chain((shape) => {
      const { functions, locations, mappings, types } = shape;
      const line = fc.record({
        functionId: fc.constantFrom(...functions),
        line: fc.nat(5000),
      });
      const label = fc.record({ key: string, str: string, num: int64, numUnit: string });
      return fc.record({
        stringTable: fc.constant(strings),
        sampleType: fc.constant(Array.from({ length: types }, (_, type) => ({ type: type + 1, unit: 1 }))),
        function: fc.tuple(
          ...functions.map((id) => fc.record({ id: fc.constant(id), name: string, filename: string })),
        ),
        mapping: fc.tuple(...mappings.map((id) => fc.record({ id: fc.constant(id), filename: string }))),
        location: fc.tuple(
          ...locations.map((id) =>
            fc.record({
              id: fc.constant(id),
              mappingId: fc.constantFrom(0n, ...mappings),
              address: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
              line: fc.array(line, { maxLength: 3 }),
            }),
          ),
        ),
        sample: fc.array(
          fc.record({
            locationId: fc.array(fc.constantFrom(...locations), { maxLength: 8 }),
            value: fc.array(int64, { minLength: types, maxLength: types }),
            label: fc.array(label, { maxLength: 2 }),
          }),
          { maxLength: 20 },
        ),
      }) as fc.Arbitrary<RawProfile>;
    });
}
