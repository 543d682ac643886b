import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteCursor, CursorError } from '../../../src/base/byteCursor';
import { varint } from '../../helpers/int64Column';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('byte cursor', () => {
  it('reads varints of every length as Go does', () => {
    const check = (hex: string, unsigned: bigint, signed: bigint) => {
      const cursor = new ByteCursor(bytesOf(hex));
      cursor.readVarint();
      assert.equal(cursor.lastBigUint(), unsigned);
      assert.equal(cursor.lastBigInt(), signed);
      assert.equal(cursor.lastInt(), Number(signed));
      assert.equal(cursor.pos, cursor.end);
      assert.equal(new ByteCursor(bytesOf(hex)).readUint(), Number(unsigned));
    };
    check('00', 0n, 0n);
    check('7f', 127n, 127n);
    check('8001', 128n, 128n);
    check('ffff7f', 2097151n, 2097151n);
    check('80808001', 2097152n, 2097152n);
    check('ffffffff0f', 0xffff_ffffn, 0xffff_ffffn);
    check('8080808010', 0x1_0000_0000n, 0x1_0000_0000n);
    check('ffffffffffffff0f', 2n ** 53n - 1n, 2n ** 53n - 1n);
    check('ffffffffffffffffff01', 2n ** 64n - 1n, -1n);
    check('80808080808080808001', 2n ** 63n, -(2n ** 63n));
    // More bytes than the number needs, and bits beyond 64, are taken as Go takes them.
    check('8100', 1n, 1n);
    check('81808080808080808000', 1n, 1n);
    check('ffffffffffffffffff7f', 2n ** 64n - 1n, -1n);
  });

  it('reads back what was written, at any place in the buffer', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), fc.nat(7), (numbers, gap) => {
        const bytes = Uint8Array.from([
          ...new Array(gap).fill(0xff),
          ...numbers.flatMap((number) => [...varint(number)]),
        ]);
        const cursor = new ByteCursor(bytes, gap);
        for (const number of numbers) {
          cursor.readVarint();
          assert.equal(cursor.lastBigUint(), number);
          assert.equal(cursor.lastBigInt(), BigInt.asIntN(64, number));
        }
        assert.equal(cursor.pos, bytes.length);
      }),
    );
  });

  it('refuses a varint that ends early or has eleven bytes, and says where it starts', () => {
    const refuses = (hex: string, end?: number) => {
      for (const read of ['readVarint', 'readUint'] as const) {
        const cursor = new ByteCursor(bytesOf(`00${hex}`), 1, end);
        assert.throws(
          () => cursor[read](),
          (error) => error instanceof CursorError && error.offset === 1 && error.message === 'bad varint',
        );
      }
    };
    refuses('');
    refuses('80');
    refuses('8080');
    refuses('ffffffffffffffffff');
    refuses('8080808080808080808000');
    // The buffer goes on, but the part that the cursor may read does not.
    refuses('808001', 3);
    refuses('808001', 2);
  });

  it('knows which integers a number holds exactly', () => {
    const safe = (value: bigint) => {
      const cursor = new ByteCursor(varint(value));
      cursor.readVarint();
      return cursor.lastIntIsSafe();
    };
    assert.ok(safe(2n ** 53n - 1n));
    assert.ok(safe(-(2n ** 53n)));
    assert.ok(!safe(2n ** 53n));
    assert.ok(!safe(-(2n ** 53n) - 1n));
  });

  it('takes no length beyond what is left', () => {
    assert.equal(new ByteCursor(bytesOf('02aabb')).readLength(), 2);
    for (const hex of ['03aabb', 'ffffffff07aabb', 'ffffffffffffffffff01aabb']) {
      assert.throws(() => new ByteCursor(bytesOf(hex)).readLength(), /needs \d+ bytes, 2 are left/);
    }
    assert.throws(() => new ByteCursor(bytesOf('aabb')).skip(3), CursorError);
  });
});
