import assert from 'node:assert/strict';
import { sampleVariance } from '../../../../../src/analysis/confidence';
import { checkText, problemsOf, readText, refusalOf } from '../../../../helpers/legacyText';

const header = 'heap profile: 3: 2048 [5: 9216] @ heap/1048576';

describe('heap profiles as text', () => {
  it('are unsampled: one in 524,288 bytes was seen, so one of 1024 bytes stands for 512 (rule 16)', () => {
    // 1 / (1 - exp(-1024 / 524288)) = 512.5001627…, cut to whole objects and bytes.
    checkText(`${header}\n1: 1024 [2: 2048] @ 0x11`, '0x10@ 1025 1049600 512 524800', 'none');
    const { value } = readText(`${header}\n1: 1024 [2: 2048] @ 0x11`);
    assert.deepEqual(value.periodType, { type: 'space', unit: 'bytes' });
    assert.equal(value.period, 524_288);
    assert.equal(value.kind, 'heap');
  });

  it('have the four types of Go where the header tells allocations from what is in use, else two', () => {
    const types = (line: string) =>
      readText(line)
        .value.sampleTypes.map(({ type }) => type)
        .join();
    const four = 'alloc_objects,alloc_space,inuse_objects,inuse_space';
    assert.equal(types('heap profile: 3: 2048 [5: 9216] @ heap/1048576'), four);
    assert.equal(types('heap profile: 0: 0 [0: 1] @ heap/0'), four);
    assert.equal(types('heap profile: 3: 2048 [3: 2048] @ heap/1048576'), 'objects,space');
    assert.equal(types('heap profile: 3: 2048 [0: 0] @ heap/1048576'), 'objects,space');
    assert.equal(types('heap profile: 3: 2048 [3: 2048] @ growthz'), 'objects,space');
  });

  it('know the rates of the forms of C++: as written, halved, or none', () => {
    const period = (form: string) => readText(`heap profile: 1: 8 [2: 16] @ ${form}`).value.period;
    assert.equal(period('heap_v2/524288'), 524_288);
    assert.equal(period('heapz_v2/4096'), 4096);
    assert.equal(period('heap/4097'), 2048);
    assert.equal(period('heapprofile'), 1);
    checkText('heap profile: 1: 8 [2: 16] @ heapprofile\n1: 8 [2: 16] @ 0x11', '0x10@ 2 16 1 8', 'none');
    checkText('heap profile: 1: 8 [2: 16] @ heap_v2/1\n1: 8 [2: 16] @ 0x11', '0x10@ 2 16 1 8', 'none');
    checkText('heap profile: 1: 8 [2: 16] @ heap/0\n1: 8 [2: 16] @ 0x11', '0x10@ 2 16 1 8', 'none');
    checkText('heap profile: 1: 8 [1: 8] @ fragmentationz\n1: 8 [0: 0] @ 0x11', '0x10@ 1 8', 'none');
  });

  it('keep the size of one object as a label', () => {
    const { samples, strings } = readText(`${header}\n3: 300 [5: 9216] @ 0x11\n0: 0 [4: 64] @ 0x11`).value;
    assert.equal(strings.get(samples.labels.key[0]!), 'bytes');
    assert.deepEqual([...samples.labels.number], [100, 16]);
  });

  it('take names from the comments, without what Go hides at both ends', () => {
    const text = `
      ${header}
      1: 1024 [2: 2048] @ 0x101 0x201 0x301 0x401
      #	0x200	main.put+0x10		/src/a.go:7
      #	0x300	main.main+0x20	C:/src/main.go:12`;
    checkText(text, 'main.main C:/src/main.go:12;main.put /src/a.go:7 1025 1049600 512 524800');
    checkText(text, '0x400@;0x300@;0x200@;0x100@ 1025 1049600 512 524800', 'none');
  });

  it('drop frames of the allocator below the program, by the built-in list, and keep panics', () => {
    const record = '@ 0x101 0x201 0x301 0x401\n#	0x100	pkg.hook+0x1	h.go:1\n';
    const rest = '#	0x300	main.main+0x20	m.go:12';
    checkText(
      `${header}\n1: 1 [1: 1] ${record}#	0x200	runtime.mallocgc+0x1	malloc.go:9\n${rest}`,
      'main.main m.go:12 524288 524288 524288 524288',
    );
    checkText(
      `${header}\n1: 1 [1: 1] ${record}#	0x200	runtime.panic+0x1	panic.go:9\n${rest}`,
      'main.main m.go:12;runtime.panic panic.go:9;pkg.hook h.go:1 524288 524288 524288 524288',
    );
  });

  it('keep MemStats as evidence, absent where it is not there', () => {
    assert.equal(readText(header).memStats, null);
    const file = readText(`
      heap profile: 0: 0 [0: 1] @ heap/0

      # runtime.MemStats
      # Alloc = 336152640
      # Stack = 1835008 / 1966080
      # LastGC = 1719137768078536586
      # PauseNs = [128044 279854 0]
      # PauseEnd = [...]
      # GCCPUFraction = 2.5e-05
      # DebugGC = false
      # Tomorrow = 5
      # HeapInuse = soon`);
    assert.deepEqual(file.memStats, {
      Alloc: 336_152_640,
      StackInuse: 1_835_008,
      StackSys: 1_966_080,
      LastGC: Number(1719137768078536586n),
      PauseNs: [128_044, 279_854, 0],
      GCCPUFraction: 2.5e-5,
      DebugGC: false,
    });
    assert.deepEqual(problemsOf(file), [
      'line 11: HeapInuse of the runtime.MemStats has no value that can be read: "soon".',
    ]);
  });

  it('say that records are missing', () => {
    assert.deepEqual(problemsOf(readText(`${header}\n1: 1024 [2: 2048] @ 0x11`)), [
      'line 1: The header counts 3 sampled objects of 2,048 bytes in use, the records add up to 1 of 1,024 bytes: this is an excerpt, or it was cut.',
    ]);
    const whole = readText(`${header}\n1: 1024 [2: 2048] @ 0x11\n2: 1024 [2: 2048] @ 0x12`);
    assert.deepEqual(problemsOf(whole), []);
  });

  it('have the confidence of the sampling rate, also with two types', () => {
    const { value } = readText('heap profile: 1: 64 [1: 64] @ heap/1048576\n1: 64 [1: 64] @ 0x11');
    const error = Math.sqrt(sampleVariance(value, 1)![0]!) / Number(value.samples.values[1]![0]);
    assert.ok(Math.abs(error - 1) < 0.001, `one sample was seen: ±100 %, got ${error}`);
  });

  it('find their mappings (rule 19)', () => {
    checkText(
      `
      heap profile: 1: 8 [2: 16] @ heapprofile
      1: 8 [2: 16] @ 0x400011 0x500011 0x700011 0x7f0011 0x900011
      --- Memory map: ---
      lib=/lib/libc.so
      00400000-00500000 r-xp 00000000 fc:01 1234  /bin/server
      00500000-00600000 r-xp 00100000 fc:01 1234  /bin/server
      00600000-00800000 rw-p 00000000 fc:01 1234  /bin/server
      007f8000-00800000 r-xp 00008000 fc:01 22    $lib`,
      '0x900010@;0x7f0010@/lib/libc.so;0x700010@;0x500010@/bin/server;0x400010@/bin/server 2 16 1 8',
      'none',
    );
  });

  it('are refused with the line that breaks', () => {
    assert.equal(
      refusalOf(`${header}\n1: 1024 [2: 2048] @ 0x11\nrubbish`),
      'x.txt is not a whole profile in text form: line 3 should be "objects: bytes [objects: bytes] @ 0x…" and is "rubbish". Copy or capture it again.',
    );
    assert.match(refusalOf(`${header}\n0: 1024 [0: 0] @ 0x11`), /line 2/, 'bytes without an object');
    assert.match(refusalOf(`${header}\n1: 1 [1: 1] @ 0x11111111111111111`), /line 2/, 'more than 64 bits');
    assert.match(refusalOf(`${header}\n1: 9223372036854775808 [1: 1] @ 0x1`), /line 2/, 'more than int64');
    assert.match(refusalOf('heap profile: 1: 1 [1: 1] @ heaps/5\n'), /is not a pprof profile/);
  });

  it('hold integers beyond 2^53 exactly', () => {
    checkText(
      'heap profile: 1: 9 [2: 16] @ heapprofile\n1: 9223372036854775807 [2: 16] @ 0x11',
      '0x10@ 2 16 1 9223372036854775807',
      'none',
    );
  });
});
