import assert from 'node:assert/strict';
import { computeProfileFacts } from '../../../src/analysis/profileFacts';
import { sumOf, totalOf } from '../../../src/analysis/total';
import { decodePprof } from '../../../src/formats/pprof/decode';
import type { ProfileSketch } from '../../helpers/profileSketch';
import { profileBytes, profileOf } from '../../helpers/profileText';

const heapTypes = ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'];

function factsOf(text: string, options: Partial<ProfileSketch> = {}) {
  return computeProfileFacts(profileOf(text, options), 1234);
}

describe('facts of a profile', () => {
  it('say what the file says', () => {
    const facts = factsOf('main.main 5 10', {
      types: ['samples/count', 'cpu/nanoseconds'],
      mappings: ['/usr/bin/app', '[vdso]'],
      periodType: 'cpu/nanoseconds',
      period: 10_000_000,
      timeNanos: 1_700_000_000_123_999_999n,
      durationNanos: 30_000_000_000,
      comments: ['first', 'second'],
    });
    assert.deepEqual(facts, {
      kind: 'cpu',
      sampleTypes: [
        { type: 'samples', unit: 'count', total: 5, sum: 5 },
        { type: 'cpu', unit: 'nanoseconds', total: 10, sum: 10 },
      ],
      sampleIndex: 1,
      goSampleIndex: 1,
      samples: 1,
      functions: 1,
      timeMs: 1_700_000_000_123,
      durationNanos: 30_000_000_000,
      periodType: { type: 'cpu', unit: 'nanoseconds' },
      period: 10_000_000,
      binary: '/usr/bin/app',
      buildId: '',
      comments: ['first', 'second'],
      inflatedBytes: 1234,
      comparison: null,
    });
    assert.equal(factsOf('main 1').timeMs, null);
  });

  it('total magnitudes, beside the signed sum', () => {
    const [type] = factsOf('a 700\nb -500').sampleTypes;
    assert.deepEqual([type!.total, type!.sum], [1200, 200]);
  });

  it('total the base alone where samples are marked as one', () => {
    const [type] = factsOf('a 900\nb -400 {pprof::base=true}\nc 5 {pprof::base=false}').sampleTypes;
    assert.deepEqual([type!.total, type!.sum], [400, 505]);
    // A base without values is none.
    assert.equal(factsOf('a 900\nb 0 {pprof::base=true}').sampleTypes[0]!.total, 900);
    // Another label is no mark.
    assert.equal(factsOf('a 900\nb 5 {base=true}').sampleTypes[0]!.total, 905);
  });

  it('keep the digits of totals beyond 2^53, and wrap as int64 does', () => {
    const [exact] = factsOf(`a ${2n ** 62n}\nb 1`).sampleTypes;
    assert.equal(exact!.exactTotal, String(2n ** 62n + 1n));
    const profile = profileOf(`a ${2n ** 62n}\nb ${2n ** 62n}`);
    assert.equal(totalOf(profile, profile.samples.values[0]!), -(2n ** 63n));
    assert.equal(sumOf(profile.samples.values[0]!), -(2n ** 63n));
    assert.equal('exactTotal' in factsOf('a 5').sampleTypes[0]!, false);
  });

  it('show inuse_space first for heaps, whatever Go shows', () => {
    const facts = factsOf('main 1 2 3 4', { types: heapTypes, defaultType: 'alloc_space' });
    assert.deepEqual([facts.sampleIndex, facts.goSampleIndex], [3, 1]);
  });

  it("show a type that has data, Go's first", () => {
    const shown = (values: string, defaultType?: string) =>
      factsOf(`main ${values}`, { types: heapTypes, defaultType }).sampleIndex;
    assert.equal(shown('7 8 0 0'), 0);
    assert.equal(shown('7 8 0 0', 'alloc_space'), 1);
    assert.equal(shown('0 0 9 0'), 2);
    assert.equal(shown('0 0 0 0'), 3);
  });
});

describe('kind of a profile', () => {
  const check = (types: string[], kind: string, options: Partial<ProfileSketch> = {}) =>
    assert.equal(profileOf(`main ${types.map(() => 1).join(' ')}`, { types, ...options }).kind, kind);

  it('is told by its value types', () => {
    check(heapTypes, 'heap');
    check(['objects/count', 'space/bytes'], 'heap');
    check(['samples/count', 'cpu/nanoseconds'], 'cpu');
    check(['samples/count'], 'cpu', { periodType: 'cpu/nanoseconds' });
    check(['goroutine/count'], 'goroutine');
    check(['threadcreate/count'], 'threadcreate');
    check(['widgets/count'], 'other');
  });

  it('is mutex where locks are given back, and block where somebody waits; the name decides the rest', () => {
    const kindOf = (text: string, name: string) =>
      decodePprof(profileBytes(text, { types: ['contentions/count', 'delay/nanoseconds'] }), name).value.kind;
    assert.equal(kindOf('main;sync.(*Mutex).Unlock 1 1', 'x.pb.gz'), 'mutex');
    assert.equal(kindOf('main;runtime.unlock 1 1', 'block.pb.gz'), 'mutex');
    assert.equal(kindOf('main;sync.(*Mutex).Lock 1 1', 'mutex.pb.gz'), 'block');
    assert.equal(kindOf('main;runtime.chanrecv1 1 1', 'x.pb.gz'), 'block');
    assert.equal(kindOf('1 1', 'my-Mutex.pb.gz'), 'mutex');
    assert.equal(kindOf('1 1', 'x.pb.gz'), 'block');
  });
});
