import assert from 'node:assert/strict';
import { decodeProfile, encodeProfile } from '../../helpers/pprofProto';

describe('helpers/pprofProto', () => {
  it('keeps 64-bit integers exact in both directions', () => {
    const huge = 2n ** 62n + 1n;
    const bytes = encodeProfile({
      sampleType: [{ type: 1, unit: 2 }],
      sample: [{ locationId: [2n ** 64n - 1n, 1], value: [huge, -(2n ** 63n), -1] }],
      stringTable: ['', 'space', 'bytes'],
      period: 2n ** 53n + 1n,
    });

    const decoded = decodeProfile(bytes);

    assert.deepEqual(decoded.sample, [
      { locationId: [2n ** 64n - 1n, 1n], value: [huge, -(2n ** 63n), -1n], label: [] },
    ]);
    assert.deepEqual(decoded.sampleType, [{ type: 1n, unit: 2n }]);
    assert.equal(decoded.period, 2n ** 53n + 1n);
  });

  it('writes the bytes that the protobuf encoding prescribes', () => {
    const bytes = encodeProfile({ sample: [{ locationId: [1, 300], value: [-1] }], stringTable: ['', 'a'] });

    // field 2: sample { 1: packed 1, 300; 2: packed -1 }, field 6 twice: '' and 'a'
    const expected = '12 11 0a 03 01 ac 02 12 0a ff ff ff ff ff ff ff ff ff 01 32 00 32 01 61';
    assert.equal(Buffer.from(bytes).toString('hex'), expected.replaceAll(' ', ''));
  });
});
