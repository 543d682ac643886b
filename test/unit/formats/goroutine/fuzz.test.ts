import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readGoroutineDumps } from '../../../../src/formats/goroutine/readGoroutineDumps';
import type { GoroutineDump } from '../../../../src/model/goroutines';
import { sketchDump } from '../../../helpers/dumpSketch';

const longestMs = 1000;

const whole = `goroutine 34 [running]:
runtime/pprof.writeGoroutineStacks({0x595f58, 0x1ed45781ad50})
	/r/src/runtime/pprof/pprof.go:819 +0x6b
main.main()
	/x/main.go:29 +0xee

goroutine 7 [chan receive (nil chan), 12 minutes, locked to thread]:
main.(*Store).get(0xc000012345, {0x1?, _}, ...)
	C:/x y/store.go:12 +0x1d
main.Map[...](...)
	/x/map.go:3
created by main.main in goroutine 34
	/x/main.go:30 +0x1

goroutine 8 gp=0xc000002380 m=nil [select (leaked) labels:{"k": "v]: {"}]:
main.loop.func1()
	/x/main.go:40 +0x1
...12 frames elided...
main.(*Store).get(0xc000099999, {0x1?, _}, ...)
	C:/x y/store.go:12 +0x1d
created by main.main
	/x/main.go:41 +0x1
[originating from goroutine 34]:
main.main(...)
	/x/main.go:41 +0x1

goroutine 9 [select]:
	goroutine running on other thread; stack unavailable
created by main.main in goroutine 34
	/x/main.go:42 +0x1
`;
const crash = `panic: boom [recovered]
	panic: again
[signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0x1]

runtime stack:
runtime.throw({0x4b})
	/r/panic.go:1067 +0x48 fp=0x1 sp=0x2 pc=0x3

goroutine 1 gp=0xc0 m=0 mp=0x5 [running]:
other.a()
	/y/a.go:1 +0x1 fp=0x1 sp=0x2 pc=0x3

goroutine 8 gp=0xc1 m=3 mp=0x6 [semacquire, 3 minutes]:
other.b(0xc000012345)
	/y/b.go:1 +0x1
created by other.main in goroutine 1
	/y/m.go:3 +0x1
rax    0x0
exit status 2
`;
const counts = `goroutine profile: total 3
2 @ 0x11 0x21
#	0x10	main.f+0x1	/x/f.go:1

1 @ 0x21
`;
const seeds = [
  whole,
  crash,
  `${crash}${whole}${counts}`,
  dockerOf(whole),
  prefixed(crash, 'Dec  2 09:14:33 web-1 shop[411]: '),
];

function dockerOf(text: string): string {
  return linesOf(text)
    .map((line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stderr' })}\n`)
    .join('');
}

function prefixed(text: string, prefix: string): string {
  return linesOf(text)
    .map((line) => `${prefix}${line}\n`)
    .join('');
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function read(bytes: Uint8Array, mayRepeat = false): GoroutineDump[] {
  const started = process.cpuUsage();
  const { dumps } = readGoroutineDumps(bytes);
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < longestMs * 1000, `took ${(user + system) / 1000} ms`);
  for (const { dump } of dumps) checkSound(dump, mayRepeat);
  return dumps.map(({ dump }) => dump);
}

/** Whatever was read, its columns fit together: others index with them unseen. */
function checkSound(dump: GoroutineDump, mayRepeat: boolean): void {
  const { goroutines, stacks, frames, strings, bytes } = dump;
  const { length } = goroutines;
  assert.ok(length > 0);
  assert.ok(0 <= dump.start && dump.start <= dump.end && dump.end <= bytes.length, 'bytes of the dump');
  assert.equal(goroutines.addressStart.length, length + 1);
  assert.equal(goroutines.addressStart[length], goroutines.address.length);
  assert.equal(stacks.start[stacks.length], stacks.frame.length);
  for (const frame of stacks.frame) assert.ok(frame < frames.length, 'a frame of a stack');
  for (let frame = 0; frame < frames.length; frame++) {
    assert.notEqual(strings.get(frames.func[frame]!), '', 'a function without a name');
    assert.ok(frames.file[frame]! < strings.length);
  }
  const goids = new Set<number>();
  for (let row = 0; row < length; row++) {
    assert.ok(goroutines.stack[row]! < stacks.length);
    assert.ok(goroutines.creator[row]! < frames.length);
    assert.ok(goroutines.labels[row]! < dump.labelSets.length);
    assert.ok(goroutines.ancestry[row]! < dump.ancestries.length);
    assert.ok(
      goroutines.start[row]! < goroutines.end[row]! && goroutines.end[row]! <= bytes.length,
      'bytes of a goroutine',
    );
    assert.ok(goroutines.line[row]! >= dump.line, 'a line');
    assert.ok(goroutines.addressStart[row]! <= goroutines.addressStart[row + 1]!, 'addresses');
    assert.ok(mayRepeat || !goids.has(goroutines.goid[row]!), 'an id twice');
    goids.add(goroutines.goid[row]!);
  }
}

function sketchesOf(text: string): string[][] {
  return read(Buffer.from(text)).map(sketchDump);
}

const position = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const noise = fc.constantFrom(
  '2024/01/02 15:04:05 request took 12 ms',
  'level=info msg="GET /" status=200',
  '{"level":"info","msg":"started"}',
  '=== RUN   TestServer',
  'level=info msg=stopped\n\nlevel=info msg=started',
  'ok  	example.com/x	0.12s',
  '--- FAIL: TestServer (0.00s)',
);
/** What loggers put before a line, with the parts that change. */
const prefix = fc
  .tuple(
    fc.constantFrom(
      'T ',
      'T web-1 shop[411]: ',
      'T stderr F ',
      '[T] ',
      'web_1  | ',
      'kernel: [N.N] ',
      'job\tstep name\tT ',
      '#7 N.N ',
      'ENNNN T N file.go:12] ',
      '<6>N,N,N,-;',
      '::group ',
      '[T]:',
      'N:N:NN:',
    ),
    fc.constantFrom(
      '2024-12-02T09:14:33.123Z',
      '2009/11/10 23:00:00',
      '15:04:05.000',
      '2024-01-02 15:04:05,123 +0000',
    ),
  )
  .map(
    ([form, time]) =>
      (index: number) =>
        form
          .replace('T', time.replace(/\d\d(?=[.,]|$)/, String(10 + (index % 50))))
          .replaceAll('N', () => String(1000 + index)[1]!),
  );

describe('texts that are no dumps any more', function () {
  this.timeout(120_000);

  it('are cut at any byte', () => {
    for (const seed of seeds) {
      const bytes = Buffer.from(seed);
      for (let length = 0; length <= bytes.length; length++) read(Uint8Array.from(bytes.subarray(0, length)));
    }
  });

  it('are changed in any way', () => {
    const change = fc.tuple(
      fc.constantFrom('replace', 'insert', 'remove', 'double', 'cut'),
      position,
      position,
      fc.nat(255),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(change, { minLength: 1, maxLength: 8 }),
        (seed, changes) => {
          let bytes = [...Buffer.from(seed)];
          for (const [how, where, until, byte] of changes) {
            const at = Math.floor(where * bytes.length);
            const size = Math.floor(until * 60);
            if (how === 'replace') bytes[at] = byte;
            else if (how === 'insert') bytes.splice(at, 0, byte);
            else if (how === 'remove') bytes.splice(at, size);
            else if (how === 'double') bytes.splice(at, 0, ...bytes.slice(at, at + size * 10));
            else bytes = bytes.slice(0, at);
          }
          read(Uint8Array.from(bytes));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('are made of its words in any order', () => {
    const words =
      'goroutine |1|12| [|]:|running|select|, 3 minutes| (leaked)| labels:{|"a": "b"|}|(|)|main.f|...|0x1|0xc000012345|{|\n|\t|/x/f.go:12| +0x1d|created by | in goroutine |[originating from goroutine |panic: |fatal error: |SIGQUIT: quit|runtime stack:|-----|goroutine profile: total 1\n|1 @ 0x1|non-Go function|pc=0x1|{"log":"|\\n"}|\r|2024-12-02T09:14:33Z |: | '.split(
        '|',
      );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 80 }), (parts) => {
        read(Buffer.from(parts.join('')));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('dumps in texts that others wrote to', function () {
  this.timeout(120_000);
  const expected = sketchesOf(whole);
  const expectedCrash = sketchesOf(crash);

  it('are the same behind any prefix', () => {
    fc.assert(
      fc.property(prefix, (prefixOf) => {
        const text = linesOf(whole)
          .map((line, index) => `${prefixOf(index)}${line}\n`)
          .join('');
        assert.deepEqual(sketchesOf(text), expected);
      }),
      { numRuns: 500 },
    );
  });

  it('lose no line to those of a log among them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(position, noise), { maxLength: 20 }), (inserted) => {
        const lines = linesOf(whole);
        // Between the first goroutine and the end: what stands before a running one may begin a dump.
        for (const [where, text] of inserted) lines.splice(1 + Math.floor(where * lines.length), 0, text);
        const found = read(Buffer.from(`${lines.join('\n')}\n`));
        assert.deepEqual(found.map(sketchDump), expected);
        assert.ok(found[0]!.skippedLines <= inserted.length * 2);
      }),
      { numRuns: 1000 },
    );
  });

  it('of two writers come apart, however their lines are mixed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
        fc.constantFrom('T web-1 shop[PID]: ', 'T pod-PID stderr F ', 'app_PID  | '),
        (order, form) => {
          const first = linesOf(whole);
          const second = linesOf(crash);
          const lines: string[] = [];
          for (let i = 0; first.length + second.length > 0; i++) {
            const isFirst = second.length === 0 || (first.length > 0 && order[i % order.length]!);
            const line = (isFirst ? first : second).shift()!;
            const time = `2024-12-02T09:14:33.${1000 + i}Z`;
            lines.push(form.replace('T', time).replace('PID', isFirst ? '411' : '412') + line);
          }
          const found = read(Buffer.from(`${lines.join('\n')}\n`));
          const sketches = found.map(sketchDump);
          sketches.sort((a, b) => Number(b[0] === expected[0]![0]) - Number(a[0] === expected[0]![0]));
          assert.deepEqual(sketches, [...expected, ...expectedCrash]);
          assert.deepEqual(
            found.map(({ skippedLines }) => skippedLines),
            [0, 0],
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('keep every goroutine whose header is left, whatever lines are lost', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(position, fc.nat(6)), { maxLength: 6 }), (removed) => {
        const lines = linesOf(whole);
        for (const [where, count] of removed) lines.splice(Math.floor(where * lines.length), count);
        const goids = lines.flatMap((line) => /^goroutine (\d+) .*\]:$/.exec(line)?.[1] ?? []);
        const found = read(Buffer.from(`${lines.join('\n')}\n`)).flatMap(({ goroutines }) =>
          Array.from(goroutines.goid, String),
        );
        assert.deepEqual(found, goids);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('texts that go on and on', function () {
  this.timeout(120_000);
  const long = 500_000;
  const repeat = (text: string, length = long) => text.repeat(Math.ceil(length / text.length));
  const header = 'goroutine 1 [select]:\n';
  const texts: Readonly<Record<string, string>> = {
    'headers without end in one line': repeat('goroutine 1 ['),
    'headers in one line, with a colon': `${repeat('goroutine 1 [x')}]:`,
    'headers of labels in one line': `${repeat('goroutine 1 [x labels:{')}]:`,
    'headers of attributes in one line': `${repeat('goroutine 1 [x, ')}]:`,
    'lines of headers': repeat(`${repeat('goroutine 1 [x', 8000)}:\n`),
    'lines of labels that end like one': repeat(`${repeat('goroutine 1 [x labels:{', 4000)}}]:\n`),
    'lines of labels': repeat(`${repeat('goroutine 1 [x labels:{', 8000)}:\n`),
    'a header of digits': `goroutine ${repeat('1')} [select]:\n`,
    'a header of minutes': `goroutine 1 [select, ${repeat('1')} minutes]:\n`,
    'a function of parentheses': `${header}${repeat('(')}${repeat(')')}\n`,
    arguments: `${header}main.f(${repeat('0xc000012345, ')})\n\t/x/f.go:1 +0x1\n`,
    'arguments without end': `${header}main.f()\n\t/x/f.go:1 +0x1\n\n${repeat(`${header.replace('1', '2')}main.f(${repeat('0x1, ', 5000)}`)}`,
    'a place of counters': `${header}main.f()\n\t/x/f.go:1${repeat(' +0x1')}\n`,
    frames: `${header}${repeat('main.f()\n\t/x/f.go:1 +0x1\n')}`,
    'functions without places': `${header}${repeat('main.f()\n')}`,
    creators: `${header}${repeat('created by main.f in goroutine 1\n\t/x/f.go:1\n')}`,
    ancestors: `${header}main.f()\n\t/x/f.go:1\n${repeat('[originating from goroutine 1]:\nmain.f(...)\n\t/x/f.go:1 +0x1\n')}`,
    panics: repeat('panic: x\n') + header,
    'panics with goroutines': repeat(`panic: x\n\n${header}`),
    'stacks of one id': repeat(`${header}main.f()\n\t/x/f.go:1\n\n`),
    'goroutines that run, one after the other': Array.from(
      { length: 20_000 },
      (_, i) => `goroutine ${(i * 7) % 9001} [running]:\nmain.f${i % 7}()\n\t/x/f.go:1\n`,
    ).join('\n'),
    'noise before goroutines that run': Array.from(
      { length: 10_000 },
      (_, i) => `http: panic serving\ngoroutine ${i} [running]:\nmain.f${i}()\n\t/x/f.go:1\n`,
    ).join('\n'),
    'a runtime stack and no goroutine': `runtime stack:\n${repeat('main.f()\n\t/x/f.go:1\n')}{"log":"goroutine 1 [select]:\\n"}`,
    'runtime stacks': repeat('runtime stack:\nmain.f()\n\t/x/f.go:1\n'),
    threads: `SIGQUIT: quit\n\n${header}${repeat(`-----\n\nSIGQUIT: quit\nPC=0x1\n\n${header}`)}`,
    counts: repeat('goroutine profile: total 1\n1 @ 0x1\n') + header,
    quotes: `${repeat('{"a":"b",')}goroutine 1 [select]:\\n"}\n`,
    'one line of JSON': `{"log":"${repeat('goroutine 1 [select]:\\nmain.f()\\n\\t/x/f.go:1\\n')}"}`,
    'lines of JSON with keys of their own': Array.from(
      { length: 10_000 },
      (_, i) => `{"k${i}":"goroutine 1 [select]:\\nmain.f()\\n"}`,
    ).join('\n'),
    'JSON of escapes': `{"log":"goroutine 1 [select]:\\n${repeat('\\u00e9\\ud83d\\ude00')}"}`,
    'prefixes of their own': Array.from(
      { length: 10_000 },
      (_, i) => `p${i}: goroutine 1 [select]:\np${i}: main.f()\np${i}: \t/x/f.go:1\n`,
    ).join(''),
    'prefixes that do not go on': Array.from(
      { length: 10_000 },
      (_, i) => `p${i}: goroutine ${i} [select]:\nmain.f()\n\t/x/f.go:1\n`,
    ).join(''),
    'a prefix without end': `${repeat('a ')}goroutine 1 [select]:\n`,
    blanks: `${header}${repeat(' ')}\n${repeat('\t')}x`,
    'empty lines': `${header}${repeat('\n')}`,
  };

  for (const [what, text] of Object.entries(texts)) {
    it(`are read in time: ${what}`, () => {
      // Thousands of single stacks are one dump.
      read(Buffer.from(text), true);
    });
  }
});
