import assert from 'node:assert/strict';
import { computeRawFacts } from '../../../src/analysis/rawFacts';
import { profileOf } from '../../helpers/profileText';

describe('raw facts', () => {
  it('counts what a profile holds', () => {
    const profile = profileOf(
      `
      main m.go:1;outer a.go:2|inner b.go:3;0x401234@/bin/app 5 {tenant=acme}
      main m.go:1 1
      main m.go:1 2
      7`,
      {
        dropFrames: 'none',
        keepFrames: 'all',
        defaultType: 'cpu',
        comments: ['built by hand'],
        mappings: ['/lib/c.so'],
      },
    );
    const { mappings, counts, ...facts } = computeRawFacts(profile, 123);
    assert.deepEqual(facts, {
      comments: ['built by hand'],
      docUrl: '',
      dropFrames: 'none',
      keepFrames: 'all',
      defaultSampleType: 'cpu',
      deepestStack: 4,
      inflatedBytes: 123,
    });
    assert.deepEqual(counts, {
      samples: 4,
      stacks: 2,
      locations: 3,
      locationsWithoutLines: 1,
      functions: 3,
      inlinedLines: 1,
      labels: 1,
      strings: profile.strings.length,
    });
    assert.deepEqual(
      mappings.map(({ start, limit, file, locations }) => `${start} ${limit} ${file} ${locations}`),
      ['0x400000 0x500000 /lib/c.so 0', '0x500000 0x600000 /bin/app 1'],
    );
  });
});
