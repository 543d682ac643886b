import assert from 'node:assert/strict';
import { readProfileFile } from '../../../../../src/formats/pprof/profileFile';
import { legacyCpuBytes, legacyWordKinds } from '../../../../helpers/legacyCpu';
import { checkText, problemsOf, readText, refusalOf } from '../../../../helpers/legacyText';
import { lines, samplesText } from '../../../../helpers/profileText';

describe('thread profiles as text', () => {
  it('count threads; "same as previous" adds to the one before, and the leaf is no call (rule 18)', () => {
    checkText(
      `
      --- threadz 1 ---

      --- Thread 7eff063d9940 (name: main/25376) stack: ---
        PC: 0x100 0x201
            creator: 0x301
      --- Thread 7eff04b95700 (name: thread1/25380) stack: ---
        [same as previous thread]
      --- Thread 7eff04b95701 (name: thread2/25381) stack: ---
        0x101 0x101 0x201
      ---- no stack trace for 3 threads
      --- Memory map: ---
        00000000-00000200: /bin/server`,
      `
      0x300@;0x200@;0x100@/bin/server 2
      0x200@;0x101@/bin/server 1`,
    );
    assert.equal(
      readText('--- Thread 1 (name: a/1) stack: ---\n0x1\n---- no stack trace for 1').value.kind,
      'threadcreate',
    );
  });

  it('are refused where the list does not end', () => {
    assert.match(
      refusalOf('--- threadz 1 ---\n--- Thread 1 (name: a/1) stack: ---\n0x1\n'),
      /should be "--- Thread 7eff063d9940/,
    );
  });
});

describe('profiles of Java as text', () => {
  it('name their locations in the file, also without symbols, and forget addresses', () => {
    const text = `
      --- heapz 1 ---
      format = java
      resolution = bytes
        1048576  2 @ 0x03 0x04 0x05 0x06

      0x3 com.example.Cache.put (Cache.java:12)
      0x04 memcpy (/lib/libc.so)
      0x05 GC
      0x07 com.example.unused (U.java:1)
      `;
    // 524288 bytes each: 1 / (1 - exp(-1)) = 1.58…
    const expected = '0x0@;GC;memcpy libc.so:0;com.example.Cache.put Cache.java:12 3 1658822';
    checkText(text, expected);
    checkText(text, expected, 'none');
    const { value } = readText(text);
    assert.deepEqual([value.kind, value.periodType], ['heap', null]);
    assert.deepEqual([...value.samples.labels.number], [524_288]);
  });

  it('multiply contentions by their period', () => {
    const { value } = readText(`
      --- contentionz 1 ---
      format = java
      resolution = microseconds
      sampling period = 100
      ms since reset = 7
        14     1 @ 0x0d
      `);
    assert.equal(samplesText(value), '0x0@ 100 1400');
    assert.deepEqual(value.sampleTypes[1], { type: 'delay', unit: 'microseconds' });
    assert.equal(value.durationNanos, 7_000_000);
  });

  it('are refused where Go refuses them', () => {
    assert.match(
      refusalOf('--- heapz 1 ---\n0 0 @ 0\n'),
      /line 2 should be "value count @ 0x…" and is "0 0 @ 0"/,
    );
    assert.match(refusalOf('--- heapz 1 ---\nformat = cobol\n'), /line 2/);
    assert.match(refusalOf('--- heapz 1 ---\nformat = java\n 7 1 @ 0x1\n'), /"resolution = unit"/);
  });
});

describe('binary CPU profiles', () => {
  const samples = [
    { ticks: 3, stack: [0x100, 0x201, 0x301] },
    { ticks: 2, stack: [0x400] },
  ];

  it('mean the same in words of 32 and 64 bit, in both byte orders', () => {
    for (const words of legacyWordKinds) {
      const bytes = legacyCpuBytes({ periodMicros: 10_000, samples, map: '100-200: /bin/server\n' }, words);
      const { value, problems } = readProfileFile(bytes, 'x.prof');
      assert.equal(
        samplesText(value),
        lines(`
          0x300@;0x200@;0x100@/bin/server 3 30000000
          0x400@ 2 20000000`),
        words.name,
      );
      assert.deepEqual([value.kind, value.period, problems.length], ['cpu', 10_000_000, 0]);
    }
  });

  it('hold addresses of 64 bit', () => {
    const stack = [2n ** 63n + 5n, 2n ** 32n];
    const bytes = legacyCpuBytes(
      { periodMicros: 1, samples: [{ ticks: 1, stack }, samples[1]!], map: '' },
      legacyWordKinds[3]!,
    );
    assert.equal(
      samplesText(readProfileFile(bytes, 'x').value),
      '0xffffffff@;0x8000000000000005@ 1 1000\n0x400@ 2 2000',
    );
  });

  it('lose up to two frames that nearly all samples have behind the leaf', () => {
    const handled = Array.from({ length: 64 }, (_, i) => ({
      ticks: 1,
      stack: [0x1000 + i, 0x11, 0x21, 0x31, 0x41],
    }));
    const strange = [{ ticks: 1, stack: [0x5000, 0x61, 0x71] }];
    const read = (more: typeof strange) => {
      const bytes = legacyCpuBytes(
        { periodMicros: 1, samples: [...handled, ...more], map: '' },
        legacyWordKinds[0]!,
      );
      return samplesText(readProfileFile(bytes, 'x').value).split('\n');
    };
    assert.equal(read(strange)[0], '0x40@;0x30@;0x1000@ 1 1000');
    assert.equal(read(strange)[64], '0x70@;0x60@;0x5000@ 1 1000');
    // Three of 67 are more than one in 32.
    assert.equal(read([...strange, ...strange, ...strange])[0], '0x40@;0x30@;0x20@;0x10@;0x1000@ 1 1000');
  });

  it('may lack their end mark, and may be cut in a stack, which is said', () => {
    const [, , words] = legacyWordKinds;
    const whole = legacyCpuBytes({ periodMicros: 1, samples }, words!);
    assert.equal(
      samplesText(readProfileFile(whole, 'x').value),
      '0x300@;0x200@;0x100@ 3 3000\n0x400@ 2 2000',
    );
    const turned = legacyCpuBytes({ periodMicros: 1, samples: [...samples].reverse() }, words!);
    const cut = readProfileFile(turned.slice(0, turned.length - 8), 'x.txt');
    assert.equal(samplesText(cut.value), '0x400@ 2 2000\n0xffffffffffffffff@;0x200@;0x100@ 3 3000');
    assert.match(problemsOf(cut).join(), /^byte 96: The profile is cut off in the middle of a stack/);
    assert.match(refusalOf(whole.slice(0, whole.length - 12)), /at byte 80 there is no sample/);
  });

  it('name the locations of Java programs', () => {
    const sketch = { periodMicros: 1, samples, map: '0x201 a.B.c (B.java:7)\n', isJava: true };
    const bytes = legacyCpuBytes(sketch, legacyWordKinds[0]!);
    assert.equal(
      samplesText(readProfileFile(bytes, 'x').value),
      '0x0@;a.B.c B.java:7;0x0@ 3 3000\n0x0@ 2 2000',
    );
  });
});
