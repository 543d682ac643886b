import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  baseNameOf,
  formatCaptureName,
  hostPart,
  isCaptureFileName,
  isMemoryFile,
  parseCaptureName,
  shownHost,
  testPart,
} from '../../../src/capture/captureName';

describe('capture/captureName', () => {
  const timeMs = new Date(2026, 10, 21, 10, 2, 3).getTime();

  it('says time, host and kind', () => {
    const name = { timeMs, host: 'localhost-6060', kind: 'heap', number: 1 };
    assert.equal(formatCaptureName(name), '20261121-100203-localhost-6060-heap.pb.gz');
    assert.equal(formatCaptureName({ ...name, number: 2 }), '20261121-100203-localhost-6060-heap-2.pb.gz');
    assert.equal(formatCaptureName({ ...name, kind: '../a b' }), '20261121-100203-localhost-6060-_a_b.pb.gz');
    assert.equal(formatCaptureName({ ...name, kind: '7up' }), '20261121-100203-localhost-6060-_7up.pb.gz');
  });

  it('says of goroutine dumps that they are no profiles', () => {
    const name = { timeMs, host: 'localhost-6060', kind: 'goroutines', number: 2 };
    const fileName = '20261121-100203-localhost-6060-goroutines-2.goroutines';
    assert.equal(formatCaptureName(name), fileName);
    assert.deepEqual(parseCaptureName(fileName), name);
    assert.equal(parseCaptureName('20261121-100203-localhost-6060-heap.goroutines'), null);
    assert.equal(parseCaptureName('20261121-100203-localhost-6060-goroutines.pb.gz'), null);
    assert.equal(isCaptureFileName(fileName), true);
    assert.equal(isCaptureFileName('.goroutines'), false);
    assert.equal(baseNameOf('stuck.goroutines'), 'stuck');
  });

  it('says of memory over time where it comes from', () => {
    for (const [kind, fileName] of [
      ['gctrace', '20261121-100203-shop-gctrace.gctrace'],
      ['memory', '20261121-100203-shop-memory.memwatch'],
    ] as const) {
      assert.equal(formatCaptureName({ timeMs, host: 'shop', kind, number: 1 }), fileName);
      assert.deepEqual(parseCaptureName(fileName), { timeMs, host: 'shop', kind, number: 1 });
      assert.equal(isMemoryFile(fileName), true);
      assert.equal(isCaptureFileName(fileName), true);
    }
    assert.equal(parseCaptureName('20261121-100203-shop-heap.gctrace'), null);
    assert.equal(isMemoryFile('heap.pb.gz'), false);
  });

  it('makes hosts safe for file names', () => {
    assert.equal(hostPart(new URL('http://LOCALHOST:6060')), 'localhost-6060');
    assert.equal(hostPart(new URL('https://shop.example')), 'shop.example');
    assert.equal(hostPart(new URL('http://[::1]:6060')), '__1-6060');
    assert.equal(
      hostPart(new URL(`http://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}:65535`)).length,
      126,
    );
    assert.equal(shownHost('localhost-6060'), 'localhost:6060');
    assert.equal(shownHost('shop.example'), 'shop.example');
  });

  it('names the test that ran in the place of a host', () => {
    assert.equal(testPart('words', 'BenchmarkCount'), 'words.BenchmarkCount');
    assert.equal(testPart('', 'Test/a b'), 'Test_a_b');
    assert.equal(testPart('p', `TestÄ世${'x'.repeat(99)}`), `p.TestÄ世${'x'.repeat(42)}`);
    const name = { timeMs, host: testPart('words_test', 'TestÄ世'), kind: 'allocs', number: 2 };
    assert.equal(formatCaptureName(name), '20261121-100203-words_test.TestÄ世-allocs-2.pb.gz');
    assert.deepEqual(parseCaptureName(formatCaptureName(name)), name);
  });

  it('knows the part of a name that a rename changes', () => {
    assert.equal(baseNameOf('before the fix.pb.gz'), 'before the fix');
    assert.equal(baseNameOf('v1.2.pprof'), 'v1.2');
  });

  it('does not take other names for its own', () => {
    for (const name of [
      'heap.pb.gz',
      '20261121-100203-localhost-6060-heap.pprof',
      '20261121-100203-localhost-6060-heap copy.pb.gz',
      '20261321-100203-localhost-6060-heap.pb.gz',
      '20261121-250203-localhost-6060-heap.pb.gz',
      '20261121-100203-heap.pb.gz',
      'before-20261121-100203-localhost-6060-heap.pb.gz',
    ]) {
      assert.equal(parseCaptureName(name), null, name);
    }
  });

  it('reads what it writes', () => {
    const names = fc.record({
      // Whole seconds of the last decades; local time is not unique where clocks are put back.
      timeMs: fc.integer({ min: 0, max: 2_000_000_000 }).map((seconds) => seconds * 1000),
      host: fc.constantFrom('localhost-6060', '__1-6060', 'shop.example', 'a-b-c', 'h-heap-2'),
      kind: fc.constantFrom('heap', 'cpu', 'goroutines', 'goroutineleak', 'my_kind'),
      number: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(names, (name) => {
        const fileName = formatCaptureName(name);
        const parsed = parseCaptureName(fileName);
        assert.deepEqual({ ...parsed, timeMs: 0 }, { ...name, timeMs: 0 });
        assert.equal(parsed && formatCaptureName(parsed), fileName);
      }),
    );
  });
});
