import assert from 'node:assert/strict';
import { checkText, readText, refusalOf } from '../../../../helpers/legacyText';

describe('contention profiles as text', () => {
  it('turn cycles into nanoseconds and swap the columns (rule 17)', () => {
    // 300 cycles at 3 GHz are 100 ns; one in 5 was recorded.
    const text = `
      --- mutex:
      cycles/second=3000000000
      sampling period=5
      300 2 @ 0x11 0x21
      #	0x10	sync.(*Mutex).Unlock+0x4	mutex.go:223
      #	0x20	main.main+0x4	main.go:3`;
    checkText(text, 'main.main main.go:3;sync.(*Mutex).Unlock mutex.go:223 10 500');
    checkText(text, '0x20@;0x10@ 10 500', 'none');
    const { value } = readText(text);
    assert.deepEqual([value.kind, value.period], ['mutex', 5]);
    assert.deepEqual(
      value.sampleTypes.map(({ type, unit }) => `${type}/${unit}`),
      ['contentions/count', 'delay/nanoseconds'],
    );
  });

  it('cut the delay as Go does, and leave it alone without a clock', () => {
    checkText('--- contention:\ncycles/second=2494255279\n80179315716 1 @ 0x2', '0x1@ 1 32145593272', 'none');
    checkText('--- contention:\n7 1 @ 0x2', '0x1@ 1 7', 'none');
  });

  it('are block or mutex profiles by their first line, whatever the file is called', () => {
    assert.equal(readText('--- contention:\ncycles/second=1\n7 1 @ 0x2').value.kind, 'block');
    assert.equal(readText('--- mutex:\ncycles/second=1\n7 1 @ 0x2').value.kind, 'mutex');
  });

  it('read the form of C++ with its duration', () => {
    const { value } = readText(`
      --- contentionz 1 ---
      cycles/second = 0x3b9aca00
      sampling period = 100
      ms since reset = 16502830
      discarded samples = 0
        768        1 @ 0x11`);
    assert.equal(value.durationNanos, 16_502_830_000_000);
    assert.deepEqual([...value.samples.values[0]!, ...value.samples.values[1]!], [100, 76_800]);
  });

  it('split digits without a space between them as Go does', () => {
    checkText('--- contention:\n123 @ 0x2', '0x1@ 3 12', 'none');
    checkText('--- contention:\n9 12 34 @ 0x2', '0x1@ 34 12', 'none');
  });

  it('are refused with the line that breaks', () => {
    assert.match(refusalOf('--- mutex:\nformat-less = 3\n'), /line 2 should be "cycles\/second, /);
    assert.match(refusalOf('--- mutex:\ncycles/second=fast\n'), /line 2/);
    assert.match(
      refusalOf('--- mutex:\ncycles/second=1\n5 @ 0x1\n'),
      /line 3 should be "cycles count @ 0x…"/,
    );
    assert.match(refusalOf('--- mutex:\ncycles/second=1\n99999999999999999999 1 @ 0x1\n'), /line 3/);
  });
});
