import assert from 'node:assert/strict';
import {
  divideInt64,
  multiplyInt64,
  parseDecimal,
  parseGoInt,
  truncateToInt64,
} from '../../../../../src/formats/pprof/legacy/goNumbers';

describe("Go's numbers", () => {
  it('are parsed with the base that their beginning names', () => {
    const expected: readonly (readonly [string, number | bigint | null])[] = [
      ['0', 0],
      ['42', 42],
      ['-42', -42],
      ['+7', 7],
      ['017', 15],
      ['08', null],
      ['0x1F', 31],
      ['0b101', 5],
      ['0o17', 15],
      ['1_000', 1000],
      ['1__0', null],
      ['_1', null],
      ['1_', null],
      ['', null],
      ['-', null],
      ['5x', null],
      ['9223372036854775807', 2n ** 63n - 1n],
      ['9223372036854775808', null],
      ['-9223372036854775808', -(2n ** 63n)],
    ];
    for (const [text, number] of expected) assert.equal(parseGoInt(text), number, text);
  });

  it('are read from decimal digits', () => {
    const read = (text: string) => parseDecimal(Buffer.from(text), 0, text.length);
    assert.equal(read('0012'), 12);
    assert.equal(read('-5'), -5);
    assert.equal(read('9007199254740993'), 2n ** 53n + 1n);
    assert.equal(read('9223372036854775808'), null);
    assert.equal(read('-9223372036854775808'), -(2n ** 63n));
    assert.equal(read(`${'0'.repeat(100)}7`), 7);
    for (const text of ['', '-', '1a', '9'.repeat(20)]) assert.equal(read(text), null, text);
  });

  it('wrap and truncate as int64 does', () => {
    assert.equal(multiplyInt64(2n ** 62n, 2), -(2n ** 63n));
    assert.equal(multiplyInt64(2 ** 40, 2 ** 13 + 1), 2n ** 53n + 2n ** 40n);
    assert.equal(multiplyInt64(-3, 5), -15);
    assert.equal(divideInt64(-7, 2), -3);
    assert.equal(divideInt64(2n ** 62n, 3), 2n ** 62n / 3n);
    assert.equal(truncateToInt64(-2.9), -2);
    assert.equal(truncateToInt64(2 ** 60), 2n ** 60n);
    assert.equal(truncateToInt64(2 ** 63), -(2n ** 63n));
    assert.equal(truncateToInt64(Number.NaN), -(2n ** 63n));
  });
});
