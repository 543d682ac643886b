import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteCursor } from '../../../src/base/byteCursor';
import { ByteWriter } from '../../../src/base/byteWriter';

describe('byte writer', () => {
  it('writes varints as protobuf does', () => {
    const hex = (write: (writer: ByteWriter) => void) => {
      const writer = new ByteWriter(1);
      write(writer);
      return Buffer.from(writer.finish()).toString('hex');
    };
    // The examples of protobuf's encoding guide: 150, and -2 in ten bytes.
    assert.equal(
      hex((writer) => writer.writeUint(150)),
      '9601',
    );
    assert.equal(
      hex((writer) => writer.writeInt(-2)),
      'feffffffffffffffff01',
    );
    assert.equal(
      hex((writer) => writer.writeInt(-2n)),
      'feffffffffffffffff01',
    );
    assert.equal(
      hex((writer) => writer.writeUint(0)),
      '00',
    );
  });

  it('writes what the cursor reads', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.array(fc.oneof(int64, fc.maxSafeInteger(), fc.integer())), (values) => {
        const writer = new ByteWriter(1);
        for (const value of values) writer.writeInt(value);
        const cursor = new ByteCursor(writer.finish());
        for (const value of values) {
          cursor.readVarint();
          assert.equal(cursor.lastBigInt(), BigInt(value));
        }
        assert.equal(cursor.pos, cursor.end);
      }),
    );
  });

  it('puts the size before what it wrote, however long that is, one in another', () => {
    for (const size of [0, 1, 127, 128, 16_383, 16_384, 3_000_000]) {
      const writer = new ByteWriter(1);
      writer.writeSized(() => {
        writer.writeSized(() => {
          for (let i = 0; i < size; i++) writer.writeUint(i % 128);
        });
        writer.writeUint(7);
      });
      writer.writeBytes(Uint8Array.of(1, 2));
      const cursor = new ByteCursor(writer.finish());
      const outer = cursor.readLength();
      const end = cursor.pos + outer;
      assert.equal(cursor.readLength(), size);
      const bytes = cursor.bytes.subarray(cursor.pos, cursor.pos + size);
      assert.ok(bytes.every((byte, i) => byte === i % 128));
      assert.equal(cursor.bytes[end - 1], 7);
      assert.deepEqual([...cursor.bytes.subarray(end)], [2, 1, 2]);
    }
  });
});
