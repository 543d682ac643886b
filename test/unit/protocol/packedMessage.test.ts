import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packMessage, unpackMessage } from '../../../src/protocol/packedMessage';

/** What arrives at the other end of a channel that clones. */
function sent(message: unknown): unknown {
  return unpackMessage(structuredClone(packMessage(message)));
}

describe('packed messages', () => {
  it('arrive as they were sent, whatever is in them', () => {
    const list = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 60, maxLength: 80 });
    fc.assert(
      fc.property(list, list, (name, file) => {
        const message = { rpc: 'result', id: 1, value: { frames: { name, file }, length: 3, none: null } };
        assert.deepEqual(sent(message), message);
      }),
    );
    const odd = Array.from({ length: 64 }, (_, i) => ['\ufeff', '', '\u0000', '😀', 'a\nb'][i % 5]);
    assert.deepEqual(sent({ odd }), { odd });
  });

  it('leave no long list of strings to be looked at one by one', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `f${i}`);
    const packed = packMessage({ value: { names } }) as { value: { names: { text: Uint8Array } } };
    assert.ok(packed.value.names.text instanceof Uint8Array);
    assert.equal(packed.value.names.text.length, 3890);
  });

  it('keep what JSON has no word for', () => {
    const state = { limit: Number.POSITIVE_INFINITY, rows: [{ at: Number.NaN }, { at: 1 }], low: -Infinity };
    const written = JSON.parse(JSON.stringify(packMessage({ value: state })));
    assert.deepEqual(unpackMessage(written), { value: state });
  });

  it('share everything else with the original', () => {
    const column = new Float64Array(100);
    const mixed = Array.from({ length: 100 }, (_, i) => (i === 99 ? i : 'x'));
    const rows = Array.from({ length: 100 }, (_, i) => ({ i }));
    const packed = packMessage({ column, mixed, rows, short: ['a', 'b'] }) as Record<string, unknown>;
    assert.equal(packed.column, column);
    assert.equal(packed.mixed, mixed);
    assert.equal(packed.rows, rows);
    assert.deepEqual(packed.short, ['a', 'b']);
    for (const plain of [null, undefined, 5, 'text', column])
      assert.equal(sent(plain) === plain || plain === column, true);
  });
});
